"""Events of one report: which words name them, their codes, parties, places, days and status."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.annotate.events import find_events
from sayso.annotate.names import find_names
from sayso.annotate.plover import OTHER, ROOTS, lexicon
from sayso.annotate.plover_model import code_event, code_events
from sayso.annotate.times import find_times
from sayso.language.backbone import Reading
from sayso.resources import load
from sayso.types import Event

Read = Callable[..., Reading]
CASES = Path(__file__).parents[1] / "cases" / "events"


LOOSE = (
    "Norland",
    "attacked",
    "met",
    "on",
    "Monday",
    ".",
    "will",
    "not",
    "“",
    "”",
    "talks",
    "held",
    "by",
    "if",
    "was",
    "the",
)


def events_of(reading: Reading) -> tuple[Event, ...]:
    return find_events(reading, find_names(reading), find_times(reading), ())


def cases(name: str) -> list[Any]:
    return list(yaml.safe_load((CASES / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("case", cases("found.yaml"), ids=lambda c: c["id"])
def test_case(case: dict[str, Any], read_text: Read) -> None:
    found = events_of(read_text(case["text"], published=case["published"]))
    shown = [(e.mentions[0].text, e.type, e.status, e.actors, e.recipients, e.place, e.start, e.end) for e in found]
    for wanted in case["events"]:
        if "absent" in wanted:
            assert all(e.mentions[0].text != wanted["absent"] for e in found), shown
            continue
        fields = {k: tuple(v) if isinstance(v, list) else v for k, v in wanted.items() if k != "word"}
        named = [e for e in found if e.mentions[0].text == wanted["word"]]
        assert any(all(getattr(e, k) == v for k, v in fields.items()) for e in named), shown


@pytest.mark.parametrize(
    "beside",
    [
        "NORVIA ATTACKED IN COURT",
        "Norvia did not respond to a request for comment.",
        "In this photo, Norvia attacks a wall.",
        "Norvia attacks a wall A post shared by Ada Roe (@adaroe) on Oct 1, 2031",
        "That has changed.",
    ],
)
def test_what_is_no_telling_of_the_report_is_unlikely(beside: str, read_text: Read) -> None:
    found = events_of(read_text(f"Rebels attacked Tolmin on Tuesday.\n\n{beside}\n\nThe town lies by the sea."))
    start = found[0].what.end
    assert found[0].score > 0.5
    assert all(e.score < 0.2 for e in found if e.what.start > start)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(
        st.sampled_from(
            [*LOOSE, "Ada Roe", "30 February", "\n"],
        ),
        max_size=25,
    )
)
def test_spans_hold_whatever_the_text(words: list[str], read_text: Read) -> None:
    reading = read_text(" ".join(words), published="2021-03-06")
    for event in events_of(reading):
        for span in (event.what, *event.mentions):
            assert reading.report.text[span.start : span.end] == span.text
            assert span.text == span.text.strip()
        mention = event.mentions[0]
        assert event.what.start <= mention.start <= mention.end <= event.what.end
        assert event.type in (*ROOTS, OTHER)
        assert 0 <= event.score <= 1


def test_an_empty_report_tells_nothing(read_text: Read) -> None:
    assert events_of(read_text("")) == ()


@pytest.mark.parametrize("case", cases("codes.yaml"), ids=lambda c: c[3])
def test_code_of_what_source_does_to_target(case: list[str]) -> None:
    sentence, source, target, code = case
    assert code_event(sentence, source, target) == code


def test_code_without_parties_is_still_a_code() -> None:
    assert set(code_events([("", "", ""), ("Nothing.", "x", "y")])) <= set(ROOTS)


def test_no_word_of_the_lexicon_has_two_codes() -> None:
    seen: dict[tuple[str, str], str] = {}
    data = load("plover")
    for code, entries in (*data["codes"].items(), (OTHER, data["other"])):
        for kind in ("verbs", "nouns"):
            for word in entries[kind]:
                assert (kind, word) not in seen, (word, code, seen[kind, word])
                seen[kind, word] = code
    assert set(lexicon().verbs.values()) <= {*ROOTS, OTHER}


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("In this May 3, 2020, file photo, Ada Roe attacks the wall of Port Ellis with a hammer.", True),
        ("Ada Roe is pictured as rebels attacked the wall of Port Ellis on Friday.", False),
        ("Rebels attacked the wall of Port Ellis (pictured) on Friday.", False),
        ("Rebels attacked the wall of Port Ellis on Friday.", False),
    ],
)
def test_what_a_picture_shows_is_hardly_an_event(read_text: Read, sentence: str, shown: bool) -> None:
    told = [e for e in events_of(read_text(sentence, published="2021-03-06")) if e.trigger == "attack"]
    assert told
    assert all(e.score < 0.5 for e in told) == shown
