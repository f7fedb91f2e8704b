"""The row of a judgement: what it takes, its id, and JSON there and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.judge.places import Places, nearest
from sayso.judge.rows import FORMS, RULES, Anchor, Identity, Judgement, from_row, new_judgement, to_row
from sayso.judge.words import plain
from tests.conftest import make_report
from tests.judge.conftest import judged, name

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1).filter(str.strip)
identities = st.builds(Identity, sha256=words, url=st.none() | words, source=st.none() | words)
anchors = {
    "name": st.builds(Anchor, text=words, report=st.none() | identities),
    "place": st.builds(Anchor, report=identities, start=st.integers(0, 9), end=st.integers(10, 99), text=words),
    "report": st.builds(Anchor, report=identities),
    "origin": st.builds(Anchor, text=words),
}


@st.composite
def judgements(draw: st.DrawFn) -> Judgement:
    about, decides = draw(st.sampled_from(sorted(RULES)))
    rule = RULES[about, decides]
    form = anchors[FORMS[about]] if about in FORMS else st.nothing()
    held = draw(st.lists(form, min_size=rule.least, max_size=rule.most or 4)) if rule.least else []
    value = None
    if rule.values is not None:
        exact = {"as_of": "2029-05", "value": "23.5", "source": "second"}
        value = exact.get(decides) or draw(st.sampled_from(rule.values) if rule.values else words)
    return new_judgement(
        about,
        decides,
        tuple(held),
        value,
        by=draw(words),
        made="2029-05-12T10:00:00+02:00",
        note=draw(st.none() | words),
    )


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(judgements())
def test_a_row_holds_all_of_a_judgement(judgement: Judgement) -> None:
    assert from_row(to_row(judgement)) == judgement
    assert from_row({k: v for k, v in to_row(judgement).items() if k != "id"}) == judgement
    assert plain(judgement)


def test_the_id_follows_from_the_rest() -> None:
    one = judged("entity", "name", [name("Dessa Sarr")], "Chief Sarr")
    assert one.id == judged("entity", "name", [name("Dessa Sarr")], "Chief Sarr").id
    assert one.id != judged("entity", "name", [name("Dessa Sarr")], "Chief Sarr", by="bo").id


GOOD: dict[str, Any] = {
    "about": "entity",
    "decides": "same",
    "anchors": [{"text": "Ada Roe"}, {"text": "A. Roe"}],
    "by": "ada",
    "made": "2029-05-12",
}
PLACE = {"report": {"sha256": "00"}, "start": 3, "end": 7, "text": "Roes"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"about": "person"}, "`about` must be one of entity"),
        ({"decides": "verdict"}, "of an entity one can decide same, apart, name, type, dismiss, not 'verdict'"),
        ({"decides": None}, "no `decides`"),
        ({"by": " "}, "no `by`"),
        ({"made": "yesterday"}, "`made` must be a day or time"),
        ({"anchors": [{"text": "Ada Roe"}]}, "needs 2 or more anchors, not 1"),
        ({"anchors": {"text": "Ada Roe"}}, "`anchors` must be a list"),
        ({"anchors": [{"text": "Ada Roe"}, {"name": "A. Roe"}]}, "an anchor has no `name`"),
        ({"anchors": [{"text": "Ada Roe"}, {"text": ""}]}, "must be words"),
        ({"anchors": [{"text": "Ada Roe"}, "A. Roe"]}, "an anchor must be an object"),
        ({"anchors": [{"text": "Ada Roe"}, {**PLACE, "report": None}]}, "needs its `report`"),
        ({"anchors": [{"text": "Ada Roe"}, {**PLACE, "end": 3}]}, "`start` must lie before its `end`"),
        ({"anchors": [{"text": "Ada Roe"}, {**PLACE, "end": True}]}, "must be numbers"),
        ({"anchors": [{"text": "Ada Roe"}, {**PLACE, "report": {"url": "x"}}]}, "must give its `sha256`"),
        ({"value": "Ada"}, "takes no value"),
        ({"verdict": "disputed"}, "a judgement has no `verdict`"),
        ({"note": 3}, "`note` must be words"),
        ({"decides": "type", "anchors": [{"text": "Roe"}], "value": "HUMAN"}, "must be one of PERSON, ORG"),
        ({"decides": "name", "anchors": [{"text": "Roe"}]}, "needs a value"),
        ({"about": "figure", "decides": "value", "anchors": [PLACE], "value": "many"}, "must be a number"),
        (
            {"about": "figure", "decides": "as_of", "anchors": [PLACE], "value": "2029-13"},
            "must be a year, month or day",
        ),
        ({"about": "claim"}, "needs `report`, `start`, `end` and `text`"),
        ({"about": "origin", "anchors": [PLACE, PLACE]}, "is a name alone"),
        ({"about": "copy", "decides": "relation", "value": "rewrite"}, "is a report alone"),
        ({"about": "copy", "decides": "source", "anchors": [{"report": {"sha256": "0"}}] * 2, "value": "it"}, "source"),
    ],
)
def test_what_is_no_judgement_is_refused_with_the_reason(change: dict[str, Any], said: str) -> None:
    assert from_row(GOOD).decides == "same"
    with pytest.raises(ValueError, match=r"\w") as refused:
        from_row({**GOOD, **change})
    assert said in str(refused.value)


@pytest.mark.parametrize("row", [None, 3, "same", [], {}])
def test_what_is_no_object_is_refused(row: object) -> None:
    with pytest.raises(ValueError, match=r"judgement|`about`"):
        from_row(row)


def test_a_report_is_known_again_by_its_input_or_its_address() -> None:
    page = make_report("The old text.", id="page", url="https://post.example/a", source="https://post.example/a")
    file = make_report("A file.", id="file", source="here/file.txt")
    twin = make_report("A file.", id="twin", source="there/file.txt")
    places = Places([page, file, twin])

    def found(**known: str) -> str | None:
        report = places.report(Identity(**known))
        return report.id if report else None

    assert found(sha256="0" * 64, url="https://post.example/a") == "page"
    assert found(sha256=page.sha256) == "page"
    assert found(sha256=page.sha256, url="https://other.example/a") is None
    assert found(sha256=file.sha256, source="there/file.txt") == "twin"
    assert found(sha256=file.sha256, source="moved/file.txt") in ("file", "twin")
    assert found(sha256="0" * 64) is None


def test_words_are_found_where_they_stand_now() -> None:
    text = "Ada Roe spoke. Nobody else did. Ada Roe left."
    report = make_report(text, id="r1")
    held = Anchor(report=Identity(sha256=report.sha256), start=32, end=39, text="Ada Roe")
    places = Places([report])
    assert places.span(held) == report.span(32, 39)
    assert places.span(replace(held, start=30, end=37)) == report.span(32, 39)
    assert places.span(replace(held, start=2, end=9)) == report.span(0, 7)
    assert places.span(replace(held, start=9999, end=10006)) == report.span(32, 39)
    assert places.span(replace(held, text="Bo Roe")) is None


def test_a_place_is_the_item_that_shares_most_of_it() -> None:
    report = make_report("One two three four five.", id="r1")
    items = [("a", report.span(0, 7)), ("b", report.span(4, 18)), ("c", report.span(19, 23))]
    assert nearest(report.span(4, 13), items) == "b"
    assert nearest(report.span(0, 6), items) == "a"
    assert nearest(report.span(0, 24), items) == "b"
    assert nearest(report.span(14, 15), items) is None
