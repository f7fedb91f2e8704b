"""What is new in a dossier: held against the one without the new reports."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sayso.link.news import find_news, instant, is_later
from sayso.types import Change, Claim, Conflict, Dossier, Quantity
from tests.render.sample import sample

SINCE = "2029-03-05"
DOSSIER = sample()
LATE = {"later"}


def _without_late(claims: tuple[Claim, ...] = (), conflicts: tuple[Conflict, ...] = ()) -> Dossier:
    """The sample as it stood before the last report came."""
    return replace(
        DOSSIER,
        reports=tuple(r for r in DOSSIER.reports if r.id not in LATE),
        figures=tuple(f for f in DOSSIER.figures if f.report not in LATE),
        claims=claims,
        conflicts=conflicts,
    )


def _changes(before: Dossier, after: Dossier) -> set[tuple[str, str, str, str | None, str | None]]:
    return {(c.kind, c.id, c.change, c.was, c.now) for c in find_news(SINCE, before, after).changes}


def _only(claim: Claim) -> Dossier:
    return replace(DOSSIER, claims=(claim,), conflicts=(), ledger=())


def _earlier_and_late() -> tuple[Claim, Claim]:
    """A claim that an earlier report tells, and the same one with a member in the late report."""
    early = next(c for c in DOSSIER.claims if c.members and all(m.span.report not in LATE for m in c.members))
    text = next(r.text for r in DOSSIER.reports if r.id in LATE)
    late = next(r for r in DOSSIER.reports if r.id in LATE)
    member = replace(early.members[0], span=late.span(0, min(20, len(text))), statement=None)
    return early, replace(early, members=(*early.members, member))


def test_another_verdict_is_news() -> None:
    early, late = _earlier_and_late()
    before = _without_late(claims=(replace(early, verdict="only-here"),))
    after = _only(replace(late, verdict="corroborated"))
    assert _changes(before, after) == {("claim", late.id, "verdict", "only-here", "corroborated")}


def test_one_more_origin_is_news_under_the_same_verdict() -> None:
    early, late = _earlier_and_late()
    before = _without_late(claims=(replace(early, verdict="corroborated", independent=(("A",), ("B",))),))
    after = _only(replace(late, verdict="corroborated", independent=(("A",), ("B",), ("C",))))
    assert _changes(before, after) == {("claim", late.id, "origins", "2", "3")}


def test_a_claim_of_a_new_report_alone_is_new_and_one_that_stood_is_none() -> None:
    early, late = _earlier_and_late()
    alone = replace(late, id="c99", members=late.members[-1:])
    before = _without_late(claims=(early,))
    assert _changes(before, _only(alone)) == {("claim", "c99", "new", None, None)}
    assert _changes(before, _only(early)) == set()


def test_a_conflict_is_new_unless_its_sides_stood_against_each_other() -> None:
    late = next(r for r in DOSSIER.reports if r.id in LATE)
    conflict = next(c for c in DOSSIER.conflicts if all(side.members for side in c.sides))
    side = replace(conflict.sides[1], members=(*conflict.sides[1].members, late.span(0, 4)))
    grown = replace(conflict, sides=(conflict.sides[0], side))
    after = replace(DOSSIER, claims=(), ledger=(), conflicts=(grown,))
    assert _changes(_without_late(), after) == {("conflict", conflict.id, "new", None, None)}
    assert _changes(_without_late(conflicts=(conflict,)), after) == set()


def test_a_value_is_new_when_its_quantity_did_not_have_it() -> None:
    old = next(f for f in DOSSIER.figures if f.report not in LATE and f.low is not None)
    late = next(r for r in DOSSIER.reports if r.id in LATE)
    same = replace(old, id="same", report=late.id, span=late.span(0, 4))
    other = replace(same, id="other", low=990.0, high=990.0)
    quantity = Quantity(id="q", title="t", figures=(old.id,), comparisons=(), sums=())
    before = replace(_without_late(), figures=(old,), ledger=(quantity,))
    for figure, expected in ((same, set()), (other, {("figure", "other", "value", old.span.text, other.span.text)})):
        grown = replace(quantity, figures=(old.id, figure.id))
        after = replace(DOSSIER, claims=(), conflicts=(), figures=(old, figure), ledger=(grown,))
        assert _changes(before, after) == expected


def test_with_nothing_before_only_the_reports_are_told() -> None:
    news = find_news(SINCE, None, DOSSIER)
    assert news.reports == tuple(r.id for r in DOSSIER.reports)
    assert news.changes == ()


@pytest.mark.parametrize(
    ("time", "since", "later"),
    [
        ("2029-03-05", "2029-03-05", True),
        ("2029-03-05", "2029-03-05T18:00", True),
        ("2029-03-04", "2029-03-05", False),
        ("2029-03-05T17:00:00", "2029-03-05T18:00", False),
        ("2029-03-05T18:30:00+00:00", "2029-03-05T18:00:00+00:00", True),
        ("2029-03-05T18:30:00+02:00", "2029-03-05T18:00:00+00:00", False),
        ("", "2029-03-05", False),
        ("soon", "2029-03-05", False),
    ],
)
def test_what_is_later(time: str, since: str, later: bool) -> None:
    assert is_later(time, since) == later


def test_a_time_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match="2029-02-30"):
        instant("2029-02-30")


def test_a_change_is_a_record() -> None:
    assert Change(kind="claim", id="c1", change="new").was is None
