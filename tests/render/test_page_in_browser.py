"""The page in a real browser: what a reader does by mouse and by keyboard, on a phone, in the dark, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from sayso.render import render_html
from tests.render.sample import empty, sample

CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("page") / "dossier.html"
    path.write_text(render_html(sample()), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The sample's page; fails afterwards when anything was written to the console or asked of the network."""
    page = browser.new_page(viewport={"width": 1300, "height": 900}, reduced_motion="reduce")
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(dialog.message))
    page.on("request", lambda request: None if request.url.startswith(address) else faults.append(request.url))
    page.goto(address)
    yield page
    page.close()
    assert faults == []


def test_panel_opens_and_closes_by_keyboard_and_focus_returns(page: Page) -> None:
    opener = page.locator("a[data-open='claim-c1']").first
    opener.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    assert panel.is_visible()
    assert page.evaluate("document.activeElement.id") == "panel"
    assert opener.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    assert page.evaluate("document.activeElement.dataset.open") == "claim-c1"
    page.keyboard.press(" ")
    assert panel.is_visible()
    page.locator("#panel .close").press("Enter")
    assert not panel.is_visible()
    assert page.evaluate("document.activeElement.dataset.open") == "claim-c1"


def test_panel_shows_the_words_in_every_report_and_leads_to_their_place(page: Page) -> None:
    page.locator("a[data-open='claim-c1']").first.click()
    entries = page.locator(".panel-body > div")
    assert entries.count() == 3
    assert [entry.split(",")[0] for entry in entries.locator("h3").all_text_contents()] == [
        "Radio Marl",
        "Corran Wire",
        "Hollin Post",
    ]
    assert "".join(entries.nth(0).locator(".on").all_text_contents()) == (
        "the cable car at Hollin stood still for five hours"
    )
    assert entries.locator(".behind").all_text_contents() == ["clinic at Marl", "Mountain guard", "Mountain guard"]
    assert "Silent: Meridian." in page.locator(".panel-note").all_text_contents()
    entries.nth(0).locator("a").click()
    marked = page.locator("#reports .on")
    assert "".join(marked.all_text_contents()) == "the cable car at Hollin stood still for five hours"
    assert marked.first.is_visible()
    box = marked.first.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 900


def test_words_after_letters_outside_the_basic_plane_are_marked_exactly(page: Page) -> None:
    page.locator("a[data-open^='figure-radio.f2']").first.click()
    assert page.locator(".panel-body .on").all_text_contents() == ["seven"]
    assert "🚡" not in page.locator(".panel-body").inner_text()


def test_a_click_on_a_mark_in_a_report_opens_its_item(page: Page) -> None:
    page.locator("article .m.f", has_text="seven").click()
    assert page.locator("#panel-title").inner_text() == "7: people hurt"


def test_a_folded_report_opens_when_its_words_are_asked_for(page: Page) -> None:
    page.evaluate("document.querySelectorAll('article details').forEach(d => d.open = false)")
    page.locator("a[data-open='claim-c1']").first.click()
    page.locator(".panel-body a").first.click()
    assert page.locator("#reports .on").first.is_visible()


def test_a_link_to_a_place_works_from_outside(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}#r3-0")
    assert page.locator("#r3-0").is_visible()
    page.close()


def test_the_first_tab_stop_skips_to_the_dossier(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "dossier"


@pytest.mark.parametrize("width", [320, 390, 820, 1300])
def test_no_page_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_panel_leaves_room_for_the_words_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.locator("a[data-open='claim-c1']").first.click()
    page.locator(".panel-body a").nth(1).click()
    panel, words = page.locator("#panel").bounding_box(), page.locator("#reports .on").first.bounding_box()
    assert panel is not None
    assert words is not None
    assert panel["width"] <= 390
    assert 0 <= words["y"] < panel["y"]


_CONTRAST = """() => {
  const parse = (c) => (c.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const over = ([r, g, b, a = 1], base) => [r, g, b].map((v, i) => v * a + base[i] * (1 - a));
  const light = (c) => c.map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (e) => {
    const above = [];
    for (let up = e; up; up = up.parentElement) above.unshift(parse(getComputedStyle(up).backgroundColor));
    return above.reduce((base, c) => over(c, base), [255, 255, 255]);
  };
  const low = [];
  for (const e of document.querySelectorAll("body *")) {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
    if (!e.checkVisibility() || e.closest("script, svg, .unseen, .skip, .later thead")) continue;
    const base = ground(e), ink = over(parse(getComputedStyle(e).color), base);
    const [a, b] = [light(base), light(ink)].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) low.push(`${e.tagName}.${e.className} ${((a + 0.05) / (b + 0.05)).toFixed(2)}`);
  }
  return low;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_enough_contrast(page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.locator("a[data-open='claim-c1']").first.click()
    assert page.evaluate(_CONTRAST) == []


def test_paper_shows_everything_but_navigation_panel_and_noise(page: Page) -> None:
    page.locator("a[data-open='claim-c1']").first.click()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not page.locator("#panel").is_visible()
    assert not page.locator("nav").is_visible()
    assert page.locator("text=The repair may cost $2.5 million").first.is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not page.locator("details.unsure").first.get_attribute("open")


def test_the_page_reads_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert not page.locator("#panel").is_visible()
    page.locator("a[data-open='claim-c1']").first.click()
    assert page.url.partition("#")[2].startswith("r")
    assert page.locator("#reports").is_visible()
    context.close()


def test_an_empty_dossier_is_quiet_too(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "empty.html"
    path.write_text(render_html(empty()), encoding="utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 800})
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
    assert faults == []


def test_pointing_at_a_name_in_the_drawing_picks_its_lines(page: Page) -> None:
    page.locator(".dependence text.report", has_text="Hollin Post").hover()
    assert page.locator(".dependence path.picked").count() == 1
    page.locator("h1").hover()
    assert page.locator(".dependence path.picked").count() == 0


def test_the_page_works_inside_a_notebook_s_frame(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><title>notebook</title>{sample()._repr_html_()}", encoding="utf-8")
    page = browser.new_page(viewport={"width": 1300, "height": 900}, reduced_motion="reduce")
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(path.as_uri())
    frame = page.frames[1]
    frame.locator("a[data-open='claim-c1']").first.click()
    frame.locator(".panel-body a").first.click()
    assert frame.locator("#reports .on").first.is_visible()
    page.close()
    assert faults == []


def test_a_screen_reader_hears_names_for_all_links_and_regions(page: Page) -> None:
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, [role=region], [role=img]")]
        .filter((e) => !(e.getAttribute("aria-label") || e.textContent).trim()).map((e) => e.outerHTML)"""
    )
    assert unnamed == []
    assert page.locator("a[data-open]").first.get_attribute("role") == "button"
