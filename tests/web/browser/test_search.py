"""Looking for something and following it to its report, its dossier and its speaker, in a browser."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_from_a_question_to_the_words_in_the_report(page: Page, accessible: Callable[[], None]) -> None:
    page.goto("/search")
    accessible()
    page.get_by_role("link", name="Statements").click()
    page.get_by_label("What is said").fill("strike")
    page.get_by_label("Who says it").fill("Soran")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Piet Soran")).to_be_visible()
    expect(page.locator("mark")).to_have_text(["Soran", "strike"])
    accessible()
    page.get_by_role("link", name="Radio Sarnholt, 8 Mar 2028").click()
    expect(page.get_by_text("the strike was to blame").first).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Piet Soran").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Piet Soran")
    expect(page.get_by_role("heading", name="What they said")).to_be_visible()
    accessible()


def test_a_found_statement_opens_in_its_dossier(page: Page) -> None:
    page.goto("/search?for=statements&speaker=Soran&words=strike")
    page.locator(".from .in a").click()
    page.wait_for_url("**/stories/s1#statement-*")
    expect(page.locator("#dossier")).to_be_visible()


def test_what_is_wrong_stands_at_its_field(page: Page, accessible: Callable[[], None]) -> None:
    page.goto("/search?for=figures&low=many&high=5")
    field = page.get_by_label("At least")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#wrong-low")).to_be_visible()
    accessible()
    field.fill("1000")
    page.get_by_label("At most").fill("20,000")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".hits li").first).to_be_visible()
