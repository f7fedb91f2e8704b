"""Where the words that were looked for stand, and the sentences that show it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import UnreadableInput
from sayso.ingest.build import build_report
from sayso.ingest.documents import Document
from sayso.render.found import Excerpt, excerpts, found_words, surroundings
from sayso.types import Report

TEXT = (
    "The lighthouse of Quillport went dark on Monday.\nKeeper Jörg Mührling said the lamps were being evacuated with"
    " care. The Minister did not answer.\nNothing of this touched the ministry, he said."
)


def report(text: str) -> Report:
    return build_report(Document(source="a.txt", data=text.encode()))


def marked(text: str, *asked: str) -> list[str]:
    return [text[start:end] for start, end in found_words(text, asked)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("lamp", ["lamps"]),
        ("MUHRLING", ["Mührling"]),
        ("evacuation", ["evacuated"]),
        ("minister", ["Minister"]),
        ("ministry", ["ministry"]),
        ('"went dark" monday', ["went", "dark", "Monday"]),
        ("quill", []),
        ("", []),
        ("… –", []),
    ],
)
def test_words_are_found_but_for_case_accents_and_endings(asked: str, found: list[str]) -> None:
    assert marked(TEXT, asked) == found


def text_of(one: Excerpt) -> str:
    return "".join(piece.text for piece in one.pieces)


def test_a_report_shows_the_sentences_with_most_of_the_words() -> None:
    told = report(TEXT)
    (one,) = excerpts(told, ["lamps keeper"])
    assert text_of(one) == "Keeper Jörg Mührling said the lamps were being evacuated with care."
    assert [p.text for p in one.pieces if "found" in p.kinds] == ["Keeper", "lamps"]
    assert [text_of(e) for e in excerpts(told, ["lighthouse", "ministry"])] == [
        "The lighthouse of Quillport went dark on Monday.",
        "Nothing of this touched the ministry, he said.",
    ]


def test_without_any_of_the_words_its_beginning_stands_there() -> None:
    (one,) = excerpts(report(TEXT), ["harbour"])
    assert TEXT.startswith(text_of(one))


def test_a_long_sentence_is_cut_between_words_about_what_was_found() -> None:
    long = "it was said that the boat of the " * 40 + "beacon" + " and they had seen it in the harbour" * 40 + "."
    (one,) = excerpts(report(long), ["beacon"])
    assert one.cut_before
    assert one.cut_after
    assert "beacon" in text_of(one)
    assert len(text_of(one)) < 500
    assert set(text_of(one).strip(".").split()) <= set(long.strip(".").split())


def test_an_item_stands_in_its_sentence() -> None:
    told = report(TEXT)
    start = TEXT.index("the lamps")
    one = surroundings(told, [(start, start + len("the lamps"))], ["lamp"])
    assert [(p.text, p.kinds) for p in one.pieces if p.kinds] == [("the ", ("said",)), ("lamps", ("found", "said"))]


@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=3))
def test_every_excerpt_is_words_of_the_report(text: str, asked: list[str]) -> None:
    try:
        told = report(f"{text}\nThe ferry of Tarrow stood still, said the harbour master.")
    except UnreadableInput:
        return
    for one in excerpts(told, asked):
        assert told.text[one.start : one.end] == text_of(one)


def test_words_of_any_length_and_number_are_taken() -> None:
    assert found_words("x" * 10_000, ["x" * 10_000]) == ((0, 10_000),)
    assert found_words("a b c", ["a " * 10_000]) == ((0, 1),)
