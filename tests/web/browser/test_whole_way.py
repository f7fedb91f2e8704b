"""One reporter's whole way: upload, read, a figure in three reports, a judgement and its undo, search, list, export."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

TEXTS = {
    "tessin-post.txt": (
        "A ferry ran aground off Tessin Point on Monday evening with 61 people on board, the coast guard said.\n\n"
        "Nine passengers were hurt, said Odo Farrin, head of the coast guard. The ferry had left Orvale at 18:30."
    ),
    "radio-orvale.txt": (
        "A ferry with 61 people on board ran aground off Tessin Point on Monday evening.\n\n"
        "Fourteen passengers were hurt, the hospital of Orvale said on Tuesday. Odo Farrin, head of the coast guard, "
        "denied that the crew had been warned."
    ),
    "point-herald.txt": (
        "There were 61 people on board the ferry that ran aground off Tessin Point on Monday evening, said Otto Farin "
        "of the coast guard.\n\nNine passengers were hurt, the coast guard said. The ferry had left Orvale at 18:30."
    ),
}


def test_whole_way_through_the_desk(page: Page, tmp_path: Path) -> None:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    page.goto("/add")
    page.set_input_files("input[type=file]", [tmp_path / name for name in TEXTS])
    page.get_by_role("button", name="Hand in the files").click()
    expect(page.locator(".queue a[href*='/reports/']")).to_have_count(3, timeout=60_000)

    page.get_by_role("link", name="Stories").click()
    newest = page.locator(".stories li").first
    expect(newest).to_contain_text("3 reports")
    newest.get_by_role("link").click()
    expect(page.locator(".status")).not_to_contain_text("read", timeout=60_000)
    story = re.sub(r"[?#].*", "", page.url)
    page.goto(story)
    page.locator("#many a[data-open]", has_text=re.compile("61")).first.click()
    expect(page.locator("#panel h3")).to_have_count(3)
    page.keyboard.press("Escape")

    page.goto(f"{story}/judge?q=Odo+Farrin")
    page.locator(".beside a[href*='item=entity']", has_text="Odo Farrin").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Odo Farrin")
    page.get_by_role("radio", name=re.compile("^Otto Farin")).check()
    page.get_by_role("button", name="Make them one").click()
    notice = page.locator(".decided-now")
    expect(notice).to_contain_text("are one")
    notice.get_by_role("button").click()
    page.goto("/judgements")
    expect(page.locator(".trail li")).to_have_count(2)

    page.goto("/search?for=statements")
    page.get_by_label("What is said").fill("passengers hurt")
    page.get_by_label("Who says it").fill("hospital")
    page.keyboard.press("Enter")
    page.locator(".from .in a").first.click()
    expect(page.locator("#dossier")).to_be_visible()

    page.goto(f"{story}/worklist")
    entry = page.locator(".worklist > li").first
    expect(entry).to_contain_text(re.compile("Nine|Fourteen|how many", re.IGNORECASE))
    entry.get_by_role("link", name="Cite").click()
    expect(page.locator("pre").first).to_contain_text("passengers were hurt")

    page.goto(f"{story}/share")
    with page.expect_download() as waited:
        page.get_by_role("link", name="JSON").click()
    record = json.loads(waited.value.path().read_text(encoding="utf-8"))
    assert {r["source"] for r in record["reports"]} == set(TEXTS)
    assert all(r["excerpts"] for r in record["reports"])
