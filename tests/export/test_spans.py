"""A place in a report, ready to quote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.export.spans import LONGEST, quotable
from sayso.types import Dossier, Part, nothing_found
from tests.conftest import make_report

TEXT = (
    "The pier at Hollow Bay was closed on Monday.\n\nHarbour master Ilse Kroon said: “Two piles are cracked.” "
    "She gave no date."
)


def test_a_place_comes_with_its_sentence_its_place_in_the_input_and_the_hash() -> None:
    report = make_report(TEXT, url="https://paper.example/pier", outlet="Bay Post", title="Pier closed")
    start = TEXT.index("piles")
    found = quotable(report, start, start + len("piles are cracked"))
    assert found.text == "piles are cracked"
    assert found.context.text == TEXT[found.context.start : found.context.end]
    assert found.context.text.startswith("Harbour master Ilse Kroon said:")
    assert found.raw == (start, start + len("piles are cracked"))
    assert (found.sha256, found.outlet, found.title) == (report.sha256, "Bay Post", "Pier closed")
    assert found.address is not None
    assert found.address.startswith("https://paper.example/pier#:~:text=")
    assert (found.page, found.paragraph) == (None, None)


@pytest.mark.parametrize(("kind", "page", "paragraph"), [("page", 2, None), ("paragraph", None, 2)])
def test_a_document_tells_its_page_or_paragraph(kind: str, page: int | None, paragraph: int | None) -> None:
    cut = TEXT.index("Harbour")
    parts = (Part(kind=kind, number=1, start=0, end=cut), Part(kind=kind, number=2, start=cut, end=len(TEXT)))
    found = quotable(make_report(TEXT, parts=parts), cut + 3, cut + 10)
    assert (found.page, found.paragraph) == (page, paragraph)


@given(st.data())
def test_every_place_of_a_text_is_word_for_word(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="abc .“”\"'\n😀é", min_size=1, max_size=80))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = quotable(make_report(text), start, end)
    assert found.text == text[start:end]
    assert found.context.text == text[found.context.start : found.context.end]


def test_every_figure_of_a_dossier_can_be_quoted(example: Dossier) -> None:
    reports = {r.id: r for r in example.reports}
    for figure in example.figures:
        found = quotable(reports[figure.report], figure.span.start, figure.span.end)
        assert (found.text, found.raw) == (figure.span.text, figure.span.raw)
        assert found.text in found.context.text


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 2), (0, len(TEXT) + 1), (10**30, 10**30 + 1)])
def test_there_is_no_other_place(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="there is no place"):
        quotable(make_report(TEXT), start, end)


def test_a_whole_report_is_no_place() -> None:
    with pytest.raises(ValueError, match="at most 2,000 characters"):
        quotable(make_report("a" * (LONGEST + 1)), 0, LONGEST + 1)


def test_a_report_alone_is_a_dossier_of_it() -> None:
    report = make_report(TEXT)
    assert nothing_found(report).reports == (report,)
