"""A real browser, in which nothing may be written to the console and nothing asked of elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
WIDE, NARROW = (1280, 900), (390, 844)
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(chromium: Browser, served: str) -> Iterator[Page]:
    """An empty page, wide; fails afterwards when anything was written to the console or asked of elsewhere."""
    context = chromium.new_context(
        viewport={"width": WIDE[0], "height": WIDE[1]}, reduced_motion="reduce", base_url=served
    )
    shown = context.new_page()
    shown.set_default_timeout(15_000)
    faults: list[str] = []

    def told(message: ConsoleMessage) -> None:
        # a page that is an error itself is one on purpose
        if message.type in ("error", "warning") and message.location["url"] != shown.url:
            faults.append(message.text)

    shown.on("console", told)
    shown.on("pageerror", lambda error: faults.append(str(error)))
    shown.on("dialog", lambda dialog: faults.append(dialog.message))
    shown.on("request", lambda asked: None if asked.url.startswith(served) else faults.append(asked.url))
    yield shown
    context.close()
    assert faults == []


@pytest.fixture
def accessible(page: Page) -> Callable[[], None]:
    """`accessible()` fails when axe finds anything serious on the page, wide and light or narrow and dark."""
    from axe_playwright_python.sync_playwright import Axe

    def check() -> None:
        for scheme, (width, height) in (("light", WIDE), ("dark", NARROW)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": height})
            # one report of a dossier is made like the other
            found = Axe().run(page, context={"exclude": [["article.report ~ article.report"]]}).response["violations"]
            told = [
                (v["id"], v["help"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found if v["impact"] in SERIOUS
            ]
            assert told == [], (page.url, scheme, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)

    return check
