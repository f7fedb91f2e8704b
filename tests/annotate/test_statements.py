"""Attributions: cases of speech and speakers, and what must hold of any text."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.annotate.names import find_names
from sayso.annotate.quotations import find_quotations
from sayso.annotate.statements import find_statements
from sayso.language.backbone import Reading
from sayso.types import Kind, Mode, SpeakerType, Statement
from tests.conftest import load_cases

Read = Callable[..., Reading]
MARKS = ["“", "”", '"', "'", "’", "‘", "«", ",", ".", "\n", "\n\n", ":", "—", "§", "\u200b", "NAME:", "Q:", "(@post)"]
WORDS = [
    "said",
    "Anna Voss",
    "the minister",
    "told Reuters",
    "according to",
    "that",
    "was accused of",
    "they",
    "denied",
    "rain",
]
PIECES = st.sampled_from([*MARKS, *WORDS, "it is believed", "WE SAID", "reportedly"])


def found(read_text: Read, text: str, **fields: Any) -> tuple[Statement, ...]:
    reading = read_text(text, **fields)
    return find_statements(reading, find_names(reading))


def pieces(statement: Statement) -> list[str]:
    texts = [c.text for c in statement.content]
    return [texts[0].removeprefix("that "), *texts[1:]]


@pytest.mark.parametrize("case", load_cases("statements"))
def test_case(case: dict[str, Any], read_text: Read) -> None:
    statements = found(read_text, case["text"], **({"outlet": case["outlet"]} if "outlet" in case else {}))
    if "count" in case:
        assert len(statements) == case["count"]
    for wanted in case.get("statements", []):
        same = [s for s in statements if pieces(s) == wanted["content"]]
        assert same, [(s.cue and s.cue.text, pieces(s)) for s in statements]
        got = same[0]
        seen = {
            "source": got.source.text if got.source else None,
            "cue": got.cue.text if got.cue else None,
            "kind": got.kind,
            "speaker": got.speaker_name,
            "type": got.speaker_type,
            "mode": got.mode,
            "via": list(got.via),
            "parent": got.parent is not None,
        }
        expected = {key: value for key, value in wanted.items() if key != "content"}
        assert {key: seen[key] for key in expected} == expected


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=40))
def test_any_text_gives_sound_statements(read_text: Read, words: list[str]) -> None:
    sound(read_text(" ".join(words)))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_any_characters_give_sound_statements(read_text: Read, text: str) -> None:
    sound(read_text(text))


def sound(reading: Reading) -> None:
    report = reading.report
    statements = find_statements(reading, find_names(reading))
    ids = [s.id for s in statements]
    assert len(set(ids)) == len(ids)
    parents = {s.id: s.parent for s in statements}
    for s in statements:
        for span in (*s.content, *(x for x in (s.source, s.cue) if x is not None)):
            assert report.text[span.start : span.end] == span.text
            assert span.text == span.text.strip()
            assert span.text
        assert s.content
        assert all(a.end <= b.start for a, b in pairwise(s.content))
        assert s.kind in get_args(Kind)
        assert s.mode in get_args(Mode)
        assert s.speaker_type in get_args(SpeakerType)
        assert s.speaker_name
        assert 0.0 <= s.score <= 1.0
        seen = set()
        up: str | None = s.id
        while up is not None:
            assert up not in seen
            seen.add(up)
            up = parents[up]


def test_no_statements_in_nothing(read_text: Read) -> None:
    assert found(read_text, "") == ()
    assert found(read_text, "\n \n") == ()


def test_shouted_text_is_read(read_text: Read) -> None:
    sound(read_text("THE MINISTER SAID THAT THE BRIDGE WAS CLOSED.\nPOLICE DENIED IT."))


def test_time_grows_with_length_not_faster(read_text: Read) -> None:
    sentence = "“The gate was shut,” said Anna Voss, who added that the key “had been lost” for years. "
    short, long = (read_text(sentence * n) for n in (40, 320))

    def seconds(reading: Reading) -> float:
        best = float("inf")
        for _ in range(2):
            start = time.perf_counter()
            find_statements(reading, ())
            best = min(best, time.perf_counter() - start)
        return best

    assert seconds(long) < 8 * 4 * seconds(short) + 0.05


def test_one_endless_sentence(read_text: Read) -> None:
    sound(read_text("she said that " + "the wind and the rain and " * 1000 + "the sun"))


@given(st.text(alphabet="ab'\"“”‘’„«» .,\n", max_size=80))
def test_quotations_stay_in_their_paragraph_and_apart(text: str) -> None:
    quotations = find_quotations(text)
    for q in quotations:
        assert "\n" not in text[q.start : q.end]
        assert 0 <= q.start < q.end <= len(text)
    assert all(a.end <= b.start for a, b in pairwise(quotations))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “go” and ‘stay’.", ["“go”", "‘stay’"]),
        ("the workers' union and the owners' club", []),
        ("„Nein“, «non» and ``no''", ["„Nein“", "«non»", "``no''"]),
        ("“One ‘two’ three”", ["“One ‘two’ three”"]),
        ("“It goes on\n“and on.”", ["“It goes on", "“and on.”"]),
        ("a 5' board and rock 'n' roll in the '90s", []),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    assert [text[q.start : q.end] for q in find_quotations(text)] == expected
