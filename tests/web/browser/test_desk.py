"""The way through the desk in a real browser: hand in, read, open a figure, see it in its reports; axe on each page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

FIRST = (
    "A ferry ran aground off Tessin Point on Monday evening with 61 people on board, the coast guard said.\n\n"
    "Nine passengers were hurt, said Odo Farrin, head of the coast guard. The ferry had left Orvale at 18:30."
)
SECOND = (
    "A ferry with 61 people on board ran aground off Tessin Point on Monday evening.\n\n"
    "Fourteen passengers were hurt, the hospital of Orvale said on Tuesday. Odo Farrin, head of the coast guard,"
    " denied that the crew had been warned."
)


def hand_in(page: Page, text: str, outlet: str, published: str) -> None:
    page.goto("/add")
    page.get_by_label("The article's text").fill(text)
    page.get_by_label("Outlet").fill(outlet)
    page.get_by_label("Published").fill(published)
    page.get_by_role("button", name="Hand in the text").click()
    expect(page.locator(".queue")).to_contain_text(text[:20])


def test_two_texts_are_handed_in_read_and_a_figure_is_seen_in_both(page: Page) -> None:
    hand_in(page, FIRST, "Tessin Post", "2029-09-04")
    hand_in(page, SECOND, "Radio Orvale", "2029-09-04T09:00")
    # the queue tells by itself what came of them
    links = page.locator(".queue a[href*='/reports/']")
    expect(links).to_have_count(2, timeout=60_000)
    page.get_by_role("link", name="Stories").click()
    newest = page.locator(".stories li").first
    expect(newest).to_contain_text("2 reports")
    newest.get_by_role("link").click()
    # the page says when its dossier is made anew
    expect(page.locator(".status")).not_to_contain_text("read", timeout=60_000)
    page.goto(page.url)
    figure = page.locator("#many a[data-open]", has_text=re.compile("61")).first
    figure.click()
    panel = page.locator("#panel")
    expect(panel).to_be_visible()
    expect(panel.locator("h3")).to_have_count(2)
    expect(panel).to_contain_text("Tessin Post")
    expect(panel).to_contain_text("Radio Orvale")
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()


def test_drawer_leads_to_judging_and_citing_what_it_shows(page: Page) -> None:
    page.goto("/stories/s1")
    opener = page.locator("#short a[data-open]").first
    key = opener.get_attribute("data-open")
    opener.focus()
    page.keyboard.press("Enter")
    judge, cite = (page.locator("#panel").get_by_role("link", name=name) for name in ("Judge", "Cite"))
    expect(judge).to_have_attribute("href", f"/stories/s1/judge?item={key}")
    expect(cite).to_have_attribute("href", f"/cite?story=s1&item={key}")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()


def test_desk_is_used_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/stories/s*")
    expect(page.locator("#dossier")).to_be_visible()


def test_forms_work_without_script(page: Page, served: str) -> None:
    browser = page.context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False, base_url=served)
    other = plain.new_page()
    hand_in(other, FIRST, "Tessin Post", "2029-09-04")
    expect(other.locator(".queue")).to_contain_text("A ferry ran aground")
    plain.close()


def test_file_is_uploaded_and_what_is_no_text_is_said(page: Page) -> None:
    page.goto("/add")
    page.locator("#files").set_input_files(
        [
            {"name": "ferry.txt", "mimeType": "text/plain", "buffer": FIRST.encode()},
            {"name": "photo.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n"},
        ]
    )
    page.get_by_role("button", name="Hand in the files").click()
    queue = page.locator(".queue")
    expect(queue.locator("a[href*='/reports/']")).to_have_count(1, timeout=60_000)
    expect(queue).to_contain_text("photo.png: this is a binary file")


@pytest.mark.parametrize(
    "path",
    ["/", "/stories/s1", "/add", "/stories/s1/reports/05-daily-flash?at=746-853", "/sign-in", "/stories/s999", "/none"],
)
def test_axe_finds_nothing_serious(page: Page, accessible: Callable[[], None], path: str) -> None:
    page.goto(path)
    for folded in page.locator("main details:not([open]) > summary").all()[:5]:
        if folded.is_visible():
            folded.click()
    accessible()
