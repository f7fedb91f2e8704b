"""What is watched, in a real browser: named, listed, said wrong, removed; axe on the page."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from sayso.store.watching import Alert
from sayso.web.desk import Desk


def test_feed_is_watched_and_no_more(page: Page, desk: Desk, accessible: Callable[[], None]) -> None:
    with desk.writing() as library:
        story = library.stories()[0].number
        alert = Alert(key="k", kind="version", told="The Post changed a figure", details={}, reports=())
        library.keep_alerts("(watch)", story, "x", [alert])
    page.goto("/")
    page.get_by_role("link", name="Watch", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Watch")
    accessible()
    page.get_by_label("Addresses of feeds or pages, a line each").fill("wire.example/feed")
    page.get_by_role("button", name="Watch", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("wire.example/feed")
    accessible()
    page.get_by_label("Addresses of feeds or pages, a line each").fill("https://wire.example/feed")
    page.get_by_label("How often").select_option("Every hour")
    page.get_by_role("button", name="Watch", exact=True).click()
    watched = page.get_by_role("region", name="What is watched").get_by_role("listitem")
    expect(watched).to_contain_text("https://wire.example/feed")
    expect(watched).to_contain_text("not asked yet")
    expect(page.get_by_role("region", name="Last alerts")).to_contain_text("The Post changed a figure")
    accessible()
    page.get_by_role("button", name="Watch no more").click()
    expect(page.get_by_text("Nothing is watched.")).to_be_visible()
