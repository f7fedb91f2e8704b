"""What an article's later version says otherwise is an update; what others say otherwise is not."""

from __future__ import annotations

import pytest

from sayso.link.conflicts.revised import judge_versions
from sayso.types import Conflict, ConflictRelation, Report, Side
from tests.conftest import make_report

URL = "https://www.post.example/barge/"
MORNING, NOON = "2028-03-07T08:40:00", "2028-03-09T12:00:00"


def version(name: str, text: str, url: str | None, published: str | None) -> Report:
    return make_report(text, id=name, url=url, published=published)


def differing(*told: tuple[Report, ...], relation: ConflictRelation = "dispute") -> Conflict:
    """A conflict with a side for each group of reports, of their first word."""
    sides = tuple(
        Side(value=group[0].text, members=tuple(r.span(0, len(r.text.split()[0])) for r in group), origins=())
        for group in told
    )
    return Conflict(id="", kind="figure", about="hurt", sides=sides, relation=relation, why={"by": "x"}, score=0.9)


@pytest.mark.parametrize("relation", ["dispute", "error"])
@pytest.mark.parametrize("url", [URL, "http://post.example/barge#top", "https://POST.example/barge"])
def test_a_later_version_updates_the_earlier_one(url: str, relation: ConflictRelation) -> None:
    later, first = version("r0", "Five hurt", URL, NOON), version("r1", "Three hurt", url, MORNING)
    (found,) = judge_versions([differing((later,), (first,), relation=relation)], [later, first])
    assert found.relation == "update"
    assert [side.value for side in found.sides] == ["Three hurt", "Five hurt"]
    assert found.why == {"by": "x", "versions": True}


def test_without_times_the_one_that_was_handed_in_later_is_the_later() -> None:
    first, later = version("r0", "Three hurt", URL, None), version("r1", "Five hurt", URL, None)
    (found,) = judge_versions([differing((later,), (first,))], [first, later])
    assert [side.value for side in found.sides] == ["Three hurt", "Five hurt"]


@pytest.mark.parametrize(
    ("url", "relation"),
    [
        ("https://wire.example/barge", "dispute"),
        ("https://www.post.example/barge?page=2", "dispute"),
        (None, "dispute"),
        ("http://[broken", "dispute"),
        (URL, "rounding"),
    ],
)
def test_what_others_say_and_what_is_no_dispute_stay(url: str | None, relation: ConflictRelation) -> None:
    first, other = version("r0", "Three hurt", URL, MORNING), version("r1", "Five hurt", url, NOON)
    conflict = differing((first,), (other,), relation=relation)
    assert list(judge_versions([conflict], [first, other])) == [conflict]


def test_reports_without_addresses_are_no_versions_of_one_another() -> None:
    first, other = version("r0", "Three hurt", None, MORNING), version("r1", "Five hurt", None, NOON)
    conflict = differing((first,), (other,))
    assert list(judge_versions([conflict], [first, other])) == [conflict]


def test_a_dispute_in_which_another_outlet_has_part_stays() -> None:
    first, later = version("r0", "Three hurt", URL, MORNING), version("r1", "Five hurt", URL, NOON)
    wire = version("r2", "Three hurt", "https://wire.example/1", NOON)
    conflict = differing((first, wire), (later,))
    assert list(judge_versions([conflict], [first, later, wire])) == [conflict]


def test_a_version_that_says_both_updates_nothing() -> None:
    first, later = version("r0", "Three hurt", URL, MORNING), version("r1", "Five hurt", URL, NOON)
    conflict = differing((first, later), (later,))
    assert list(judge_versions([conflict], [first, later])) == [conflict]
