"""The pictures of the documentation, which are taken here: SAYSO_PICTURES=docs/howto/desk writes them there."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sayso.store.desk import Look
from sayso.web.desk import Desk

PICTURES = Path(__file__).parents[3] / "docs" / "howto" / "desk"
SIZE = {"width": 1100, "height": 720}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where pictures are written."""
    return Path(os.environ.get("SAYSO_PICTURES") or tmp_path)


def size_of(picture: Path) -> tuple[int, int]:
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    return width, height


def take(page: Page, folder: Path, name: str) -> None:
    """Takes a picture, and holds it against the documentation's."""
    page.screenshot(path=folder / name)
    assert (PICTURES / name).exists(), "take them with SAYSO_PICTURES=docs/howto/desk"
    assert size_of(folder / name) == size_of(PICTURES / name) == tuple(SIZE.values())


def test_stories(page: Page, desk: Desk, folder: Path) -> None:
    with desk.writing() as library:
        line = library.story(1)
        seen = Look(at="2028-03-09T08:00:00+00:00", latest=line.latest - 2, edition=line.edition)
        library.keep_look("desk", 1, seen)
    page.set_viewport_size(SIZE)
    page.goto("/")
    expect(page.locator(".stories")).to_contain_text("2 new reports since you looked")
    take(page, folder, "stories.png")


def test_figure(page: Page, folder: Path) -> None:
    page.set_viewport_size(SIZE)
    page.goto("/stories/s1#many")
    page.locator("#many a[data-open]", has_text="about 11,400").first.click()
    expect(page.locator("#panel")).to_be_visible()
    page.evaluate("document.querySelector('#many').scrollIntoView()")
    take(page, folder, "figure.png")


def test_adding(page: Page, folder: Path) -> None:
    page.set_viewport_size(SIZE)
    page.goto("/add")
    take(page, folder, "add.png")


def test_judging(page: Page, desk: Desk, folder: Path) -> None:
    claim = next(c for c in desk.renew(1).dossier.claims if len({m.span.report for m in c.members}) > 2)
    page.set_viewport_size(SIZE)
    page.goto(f"/stories/s1/judge?item=claim-{claim.id}")
    form = page.locator("form", has=page.get_by_role("button", name="Note it"))
    form.get_by_label("It is confirmed").check()
    form.get_by_label("Who told or showed you").fill("Tesk district police, press office")
    form.get_by_label("How", exact=True).select_option("phone")
    form.get_by_label("When", exact=True).fill("2028-03-10")
    form.get_by_label("Your name").fill("Ada")
    page.evaluate("document.querySelector('#decide-head').scrollIntoView()")
    take(page, folder, "judging.png")
    form.get_by_role("button", name="Note it").click()
    expect(page.locator(".decided-now")).to_be_visible()
    page.goto("/judgements")
    expect(page.locator(".trail li")).to_have_count(1)
    take(page, folder, "trail.png")


def test_worklist(page: Page, folder: Path) -> None:
    page.set_viewport_size(SIZE)
    page.goto("/stories/s1/worklist")
    expect(page.locator(".worklist > li").first).to_be_visible()
    take(page, folder, "worklist.png")


def test_sharing(page: Page, folder: Path) -> None:
    page.set_viewport_size(SIZE)
    page.goto("/stories/s1/share")
    page.locator("#reports article").nth(1).evaluate("one => one.scrollIntoView()")
    take(page, folder, "sharing.png")


def test_placing(page: Page, folder: Path) -> None:
    page.set_viewport_size(SIZE)
    page.goto("/stories/s3/reports?report=05-herald-of-the-republic")
    page.get_by_role("radio", name="Tarvenian minister denies").check()
    page.get_by_label("Your name").first.fill("Ada")
    page.evaluate("document.querySelector('#elsewhere-head').scrollIntoView()")
    take(page, folder, "placing.png")
