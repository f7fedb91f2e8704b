"""What a desk found out of a claim by itself stands beside what the reports say, and is never counted among it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sayso.judge.making import make_judgement
from sayso.judge.rows import CHECKS, Anchor, Judgement, from_row, to_row
from sayso.judge.words import plain
from sayso.render import wording
from sayso.types import Claim, Dossier
from tests.judge.conftest import judged
from tests.judge.test_link import claim
from tests.test_public_api import SCHEMA

Linked = Callable[..., Dossier]
Place = Callable[[str, str], Anchor]
DROWNED = "wo people drowned"


def check(place: Place, decides: str, value: str | None = "Ila Brandt", hour: int = 10, **more: str) -> Judgement:
    anchors = [place("wire", "Two people drowned"), place("radio", "Two people drowned")]
    return judged("claim", decides, anchors, value, made=f"2029-05-12T{hour}:00:00+00:00", **more)  # type: ignore[arg-type]


def bare(dossier: Dossier) -> list[Claim]:
    return [replace(c, checks=()) for c in dossier.claims]


@pytest.mark.parametrize("decides", CHECKS)
def test_a_check_changes_nothing_that_is_counted(decides: str, linked: Linked, place: Place) -> None:
    before, after = linked(), linked(check(place, decides, how="phone", on="2029-05-11"))
    assert bare(after) == list(before.claims)
    assert (after.conflicts, after.origins, after.ledger, after.events) == (
        *(before.conflicts, before.origins, before.ledger, before.events),
    )
    assert [c.decides for c in claim(after, "wire", DROWNED).checks] == [decides]
    assert sum(bool(c.checks) for c in after.claims) == 1


def test_the_json_says_who_told_it_how_and_when(linked: Linked, place: Place) -> None:
    row = check(place, "confirmed", how="phone", on="2029-05-11", note="she was there")
    record = json.loads(linked(row).to_json())
    Draft202012Validator(SCHEMA).validate(record)
    (found,) = [c for c in record["claims"] if "checks" in c]
    assert found["checks"] == [
        {
            "outcome": "confirmed",
            "who": "Ila Brandt",
            "how": "phone",
            "on": "2029-05-11",
            "by": "ada",
            "made": "2029-05-12T10:00:00+00:00",
            "note": "she was there",
            "judgement": row.id,
        }
    ]
    assert "judged" not in found["why"]
    assert '"checks"' not in linked().to_json()


@pytest.mark.parametrize("decides", ["false", "withdrawn"])
def test_the_first_lines_do_not_tell_what_does_not_hold(decides: str, linked: Linked, place: Place) -> None:
    assert any("drowned" in line.span.text for line in linked().lead)
    after = linked(check(place, decides, None))
    assert after.lead
    told = {(m.span.report, m.span.start) for m in claim(after, "wire", DROWNED).members}
    assert not any(s.span.report == r and s.span.start <= at < s.span.end for s in after.lead for r, at in told)
    assert "1 claim was found false or withdrawn, and is left out of the first lines" in after.notes
    assert linked(check(place, "confirmed")).lead == linked().lead


def test_of_contradicting_checks_the_later_holds_and_the_earlier_is_told_of(linked: Linked, place: Place) -> None:
    confirmed, false = check(place, "confirmed", hour=10), check(place, "false", "the harbour police", hour=11)
    after = linked(confirmed, false)
    assert claim(after, "wire", DROWNED).checks == (false,)
    assert any("is confirmed by Ila Brandt" in n and "a later one says otherwise" in n for n in after.notes)
    back = judged("judgement", "revoke", [], false.id)
    assert linked(confirmed, false, back).to_json() == linked(confirmed).to_json()


def test_checks_that_agree_stand_together(linked: Linked, place: Place) -> None:
    rows = [check(place, "confirmed", who, hour) for hour, who in ((10, "Ila Brandt"), (11, "the clinic"))]
    assert claim(linked(*rows), "wire", DROWNED).checks == tuple(rows)
    rows = [check(place, "withdrawn", "Northwire", 10), check(place, "false", None, 11)]
    assert claim(linked(*rows), "wire", DROWNED).checks == tuple(rows)


def test_a_check_goes_with_the_claim_when_one_of_its_reports_is_gone(linked: Linked, place: Place) -> None:
    row = check(place, "confirmed")
    lost = replace(row.anchors[0], report=replace(row.anchors[0].report, sha256="0" * 64))  # type: ignore[type-var]
    after = linked(replace(row, anchors=(lost, *row.anchors[1:])))
    assert len(claim(after, "radio", DROWNED).checks) == 1
    assert after.notes == linked().notes
    gone = linked(replace(row, anchors=(lost,)))
    assert not any(c.checks for c in gone.claims)
    assert any("its report is not among these" in n for n in gone.notes)


def test_it_is_told_on_the_page_and_in_markdown(linked: Linked, place: Place) -> None:
    after = linked(check(place, "confirmed", how="phone", on="2029-05-11", note="<i>sure</i>"))
    told = "Confirmed to the desk by Ila Brandt, by phone, on 11 May 2029 (ada, 12 May 2029: "
    assert told in after.to_html()
    assert told in after.to_markdown()
    assert wording.FOUND_OUT_TAGS["confirmed"] in after.to_html()
    assert "<i>sure" not in after.to_html()
    assert told not in linked().to_html()


def test_the_side_of_a_conflict_says_that_it_was_checked(linked: Linked, place: Place) -> None:
    row = judged("claim", "confirmed", [place("wire", "23 people were rescued from the water")], "the clinic")
    page = linked(row).to_markdown()
    differ = page.split(f"## {wording.PARTS['differ'][0]}")[1].split("\n## ")[0]
    assert "Confirmed to the desk by the clinic" in differ


@pytest.mark.parametrize(
    ("words", "more", "said"),
    [
        (
            ["confirmed", "{id}", "Ila Brandt"],
            {"how": "phone", "on": "2029-05-11"},
            "is confirmed by Ila Brandt, by phone",
        ),
        (["false", "{id}"], {}, "is false"),
        (["withdrawn", "{id}", "Northwire"], {"how": "in writing"}, "is withdrawn, by Northwire, in writing"),
    ],
)
def test_it_is_made_of_ids(words: list[str], more: dict[str, str], said: str, linked: Linked) -> None:
    name = claim(linked(), "wire", DROWNED).id
    row = make_judgement(linked(), [w.format(id=name) for w in words], by="ada", made="2029-05-12", **more)  # type: ignore[arg-type]
    assert said in plain(row)
    assert len(row.anchors) == len(claim(linked(), "wire", DROWNED).members)
    assert from_row(to_row(row)) == row
    assert [c.id for c in claim(linked(row), "wire", DROWNED).checks] == [row.id]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": None}, "needs a value"),
        ({"how": "by pigeon"}, "`how` must be one of phone"),
        ({"on": "soon"}, "`on` must be a day or time"),
        ({"decides": "verdict", "value": "disputed", "how": "phone"}, "takes no `how`"),
    ],
)
def test_what_is_no_check_is_refused(change: dict[str, str], said: str, place: Place) -> None:
    row = to_row(check(place, "confirmed")) | {"id": None} | change
    with pytest.raises(ValueError, match="`") as refused:
        from_row({k: v for k, v in row.items() if k != "id"})
    assert said in str(refused.value)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(CHECKS), st.integers(10, 20)), min_size=1, max_size=4, unique=True))
def test_taken_back_it_leaves_no_trace(linked: Linked, place: Place, made: list[tuple[str, int]]) -> None:
    rows = [check(place, decides, hour=hour) for decides, hour in made]
    back = [judged("judgement", "revoke", [], row.id, made="2029-05-13") for row in rows]
    assert linked(*rows, *back).to_json() == linked().to_json()
    assert bare(linked(*rows)) == list(linked().claims)
