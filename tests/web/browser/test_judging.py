"""Judging in a real browser: from the dossier to a decision, its effect, taking it back, and the trail."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from sayso.web.desk import Desk


def names_of(desk: Desk, name: str) -> set[str]:
    """What the one who goes by a name is called in the dossier."""
    found = (e for e in desk.renew(1).dossier.entities if name in e.aliases)
    return set(next(found).aliases)


def test_two_names_are_made_one_seen_taken_back_and_told_in_the_trail(
    page: Page, desk: Desk, accessible: Callable[[], None]
) -> None:
    before = desk.renew(1).dossier.to_json()
    page.goto("/stories/s1")
    # a statement of the minister, from the panel of the dossier
    said = page.locator("#who .who", has_text="Dana Ruvik").first
    said.locator("a[data-open^=statement]").first.click()
    page.locator("#panel").get_by_role("link", name="Judge").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ruvik")
    accessible()
    page.get_by_role("region", name="In the same words").get_by_role("link", name="Dana Ruvik", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dana Ruvik")
    page.get_by_label("Not among them? Words of the other one").fill("hovde")
    page.get_by_role("button", name="Look").click()
    page.get_by_role("radio", name=re.compile("^Marten Hovde")).check()
    form = page.locator("form", has=page.get_by_role("button", name="Make them one"))
    form.get_by_label("Why (a note, if you like)").fill("a nom de plume")
    form.get_by_label("Your name").fill("Ada Roe")
    form.get_by_role("button", name="Make them one").click()
    expect(page).to_have_url(re.compile(r"/stories/s1\?decided=j[0-9a-f]+#r\d+-\d+$"))
    notice = page.locator(".decided-now")
    expect(notice).to_contain_text("are one")
    accessible()
    assert {"Dana Ruvik", "Marten Hovde"} <= names_of(desk, "Dana Ruvik")
    page.goto("/judgements")
    line = page.locator(".trail li").first
    expect(line).to_contain_text("Ada Roe")
    expect(line).to_contain_text("a nom de plume")
    accessible()
    line.get_by_role("button").click()
    expect(page.locator(".trail li")).to_have_count(2)
    expect(page.locator(".trail li").last).to_contain_text("taken back by Ada Roe")
    assert "Marten Hovde" not in names_of(desk, "Dana Ruvik")
    assert desk.renew(1).dossier.to_json() == before
    page.locator(".trail li").first.get_by_role("button", name=re.compile("^Put it back in force")).click()
    expect(page.locator(".trail li")).to_have_count(3)
    assert "Marten Hovde" in names_of(desk, "Dana Ruvik")


def test_a_claim_is_confirmed_by_keyboard_alone(page: Page, desk: Desk) -> None:
    claim = next(c for c in desk.renew(1).dossier.claims if len({m.span.report for m in c.members}) > 2)
    page.goto(f"/stories/s1/judge?item=claim-{claim.id}")
    page.get_by_role("radio", name="It is confirmed").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Ila Brandt, mayor")
    page.keyboard.press("Tab")
    page.keyboard.type("by phone")
    page.keyboard.press("Enter")
    page.get_by_label("Who told or showed you").press("Enter")
    expect(page.locator(".decided-now")).to_contain_text("is confirmed by Ila Brandt, mayor, by phone")
    (check,) = next(c for c in desk.renew(1).dossier.claims if c.checks).checks
    assert (check.value, check.how) == ("Ila Brandt, mayor", "phone")
    page.reload()
    expect(page.get_by_text("Confirmed to the desk by Ila Brandt, mayor, by phone").first).to_be_attached()
