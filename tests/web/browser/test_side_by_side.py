"""Reading two reports side by side in a browser: aligned, by keyboard, on a phone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

PAIR = "/stories/s1/side-by-side?a=01-northwire&b=02-sarnholt-courier"


def test_two_reports_are_chosen_and_stand_in_line(page: Page, accessible: Callable[[], None]) -> None:
    page.goto("/stories/s1/side-by-side")
    accessible()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Left").select_option("01-northwire")
    page.get_by_label("Right").select_option("02-sarnholt-courier")
    page.get_by_role("button", name="Show").click()
    rows = page.locator(".row:has(.a p):has(.b p)")
    assert rows.count() > 5
    for row in rows.all()[:6]:
        left, right = (row.locator(f".{side} p:not(.whose)").first.bounding_box() for side in "ab")
        assert left is not None
        assert right is not None
        assert abs(left["y"] - right["y"]) < 2
        assert left["x"] + left["width"] <= right["x"]
    accessible()


def test_differences_are_reached_by_keys_and_by_links(page: Page) -> None:
    page.goto(PAIR)
    page.keyboard.press("n")
    expect(page.locator("#d1")).to_be_focused()
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(page.locator("#d3")).to_be_focused()
    expect(page.locator("#d3")).to_be_in_viewport()
    page.keyboard.press("p")
    expect(page.locator("#d2")).to_be_focused()
    page.locator("#d2").get_by_role("link", name="Next difference").click()
    page.wait_for_url("**#d3")
    expect(page.locator("#d3")).to_be_in_viewport()
    for _ in range(40):
        page.keyboard.press("n")
    expect(page.locator(".row[id]").last).to_be_focused()


def test_on_a_phone_one_stands_under_the_other_and_what_both_have_stands_once(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(PAIR)
    differing = page.locator(".row.reworded").first
    upper, lower = (differing.locator(f".{side}").bounding_box() for side in "ab")
    assert upper is not None
    assert lower is not None
    assert upper["y"] + upper["height"] <= lower["y"]
    expect(differing.locator(".whose").first).to_be_visible()
    expect(page.locator(".row.same .a").first).to_be_visible()
    expect(page.locator(".row.same .b").first).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
