"""Names of one report: found, typed, bounded, with their roles, and no rubbish."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.annotate.names import find_names
from sayso.language.backbone import Reading, parse
from tests.conftest import load_cases, make_report

Read = Callable[..., Reading]


@pytest.mark.parametrize("case", load_cases("names"))
def test_case(case: dict[str, Any], read_text: Read) -> None:
    names = find_names(read_text(case["text"]))
    proper = {n.span.text: n for n in names if not n.nominal}
    for text, kinds in case.get("names", {}).items():
        assert text in proper, f"{text!r} not found among {sorted(proper)}"
        assert proper[text].type in kinds.split("|")
    assert not set(case.get("absent", ())) & set(proper)
    for text, role in case.get("roles", {}).items():
        assert proper[text].role == role
    nominal = {n.span.text for n in names if n.nominal}
    assert set(case.get("nominal", ())) <= nominal
    assert not set(case.get("no_nominal", ())) & nominal


_WORDS = st.sampled_from(
    [
        "Ada",
        "Lund",
        "Seoul",
        "the",
        "of",
        "said",
        "Mr.",
        "President",
        "U.S.",
        "U.S.-led",
        "Korea's",
        "People’s",
        "NATO",
        "(AP)",
        "—",
        ",",
        ".",
        '"',
        "“",
        "”",
        "&",
        "and",
        "Kim",
        "Jong-un",
        "al-Masri",
        "Inc.",
        "@ada",
        "#Seoul",
        "May",
        "5",
        "\n",
        "\n\n",
        "Minister",
        "for",
        "Moscow’s",
        "police",
        "government",
        "agency",
        "The",
        "I’m",
        "10,000",
        "’s",
        "O'Neil",
        "J.",
        "É",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_WORDS, max_size=40), st.sampled_from([" ", "", "  "]))
def test_spans_are_the_text(words: list[str], gap: str) -> None:
    text = gap.join(words)
    for name in find_names(next(parse([make_report(text)]))):
        span = name.span
        assert text[span.start : span.end] == span.text
        assert span.text == span.text.strip()
        assert span.text


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    report = make_report(text)
    for name in find_names(next(parse([report]))):
        assert report.text[name.span.start : name.span.end] == name.span.text


def test_mentions_in_order_and_named_ones_apart(read_text: Read) -> None:
    text = "Ada Lund of Velmar Holdings met Kim Min-jun in Oslo. Lund said Oslo had agreed, and Kim left for Norway."
    spans = [n.span for n in find_names(read_text(text))]
    assert spans == sorted(spans, key=lambda s: (s.start, s.end))
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert len(spans) >= 8


@pytest.mark.parametrize("text", ["", " \n\n ", "...", "&&& ---", "12 34 56", "the of and", "'s ’s", "@ # @"])
def test_nothing_to_find(text: str, read_text: Read) -> None:
    assert find_names(read_text(text)) == ()


def test_all_capitals_yield_only_what_is_known(read_text: Read) -> None:
    text = "THE MINISTER OF THE INTERIOR RESIGNED TODAY AFTER A LONG NIGHT OF TALKS IN NORWAY AND A STORM OF PROTEST"
    assert {n.span.text for n in find_names(read_text(text))} <= {"NORWAY"}


def test_a_surname_goes_with_its_person_wherever_it_stands(read_text: Read) -> None:
    text = "Sal Wexcombe sang. Wexcombe thanked them. In Wexcombe the town trusts. This was Wexcombe's third time."
    assert {n.type for n in find_names(read_text(text)) if "Wexcombe" in n.span.text} == {"PERSON"}
