"""Working the list in a browser: an entry opens its item, its words are cited and copied, the story is shared."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_an_entry_opens_its_item_on_the_dossier(page: Page, accessible: Callable[[], None]) -> None:
    page.goto("/stories/s1/worklist")
    accessible()
    entries = page.locator(".worklist > li")
    assert entries.count() > 5
    entries.first.locator(".words a").click()
    panel = page.locator("#panel")
    expect(panel).to_be_visible()
    expect(panel.locator(".on").first).to_be_visible()


def test_words_are_cited_in_every_form_and_copied(page: Page, accessible: Callable[[], None]) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/stories/s1/worklist")
    page.get_by_role("link", name="Cite").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cite")
    accessible()
    for form in ("Markdown", "HTML", "CSL-JSON"):
        page.get_by_role("link", name=form, exact=True).click()
        expect(page.locator(".forms [aria-current]")).to_have_text(form)
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    (record,) = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert record["custom"]["quotation"] in page.locator("pre").first.inner_text()


def test_what_others_get_is_looked_at_and_downloaded(page: Page, accessible: Callable[[], None]) -> None:
    page.goto("/stories/s1/share")
    accessible()
    expect(page.locator("#reports article").first).to_contain_text("[…]")
    with page.expect_download() as waited:
        page.get_by_role("link", name="JSON").click()
    record = json.loads(waited.value.path().read_text(encoding="utf-8"))
    assert all(report["excerpts"] for report in record["reports"])


def test_an_entry_is_set_aside_and_taken_back(page: Page, accessible: Callable[[], None]) -> None:
    page.goto("/stories/s2/worklist")
    entries = page.locator(".worklist > li .words")
    words, count = entries.first.inner_text(), entries.count()
    first = page.locator("details.aside").first
    first.locator("summary").click()
    accessible()
    first.get_by_label("Why").fill("settled last week")
    first.get_by_role("textbox").last.fill("Ada Roe")
    first.get_by_role("button", name="Set aside").click()
    expect(page.locator(".decided-now")).to_contain_text("is not worth checking")
    off = page.locator("details.off")
    off.locator("summary").click()
    expect(off).to_contain_text(words)
    expect(off).to_contain_text("settled last week")
    accessible()
    off.get_by_role("button", name="Take it back").click()
    expect(page.locator("details.off")).to_have_count(0)
    expect(page.locator(".worklist > li .words")).to_have_count(count)
    expect(page.locator(".worklist > li .words").first).to_have_text(words)
