"""A stray report is put into its story in a real browser, and the dossier is made anew with it."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from sayso.web.desk import Desk


def test_a_stray_report_comes_to_its_story(page: Page, desk: Desk, accessible: Callable[[], None]) -> None:
    page.goto("/stories/s3")
    page.get_by_role("link", name="Reports", exact=True).click()
    accessible()
    page.get_by_role("link", name=re.compile("^The Herald of the Republic|^Herald of the Republic")).click()
    page.get_by_role("link", name="Belongs to another story").click()
    form = page.locator("form", has=page.get_by_role("button", name="Put them there"))
    expect(form.get_by_role("checkbox")).to_be_checked()
    accessible()
    form.get_by_role("radio", name=re.compile("^Tarvenian minister denies secret lodge meeting")).check()
    form.get_by_label("Why (a note, if you like)").fill("the lodge is the same")
    form.get_by_label("Your name").fill("Ada Roe")
    form.get_by_role("button", name="Put them there").click()
    expect(page).to_have_url(re.compile(r"/stories/s2$"))
    desk.renew(2)
    page.reload()
    expect(page.locator("#reports article.report, article.report")).to_have_count(7)
    expect(page.locator("#dossier")).to_contain_text("Herald of the Republic")
    page.goto("/stories/s3#many")
    expect(page).to_have_url(re.compile(r"/stories/s2#many$"))
    page.goto("/judgements")
    expect(page.locator(".placings li")).to_have_count(1)
    expect(page.locator(".placings li")).to_contain_text("the lodge is the same")
    accessible()


def test_two_stories_are_put_together_by_keyboard(page: Page, desk: Desk) -> None:
    page.goto("/stories/s3/reports")
    page.get_by_text("Put together with another story").focus()
    page.keyboard.press("Enter")
    form = page.locator("form", has=page.get_by_role("button", name="Make them one story"))
    form.get_by_label("Another one, by its number").fill("s2")
    form.get_by_label("Your name").fill("Ada Roe")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/stories/s2$"))
    with desk.reading() as library:
        assert len(library.reports(2)) == 7
