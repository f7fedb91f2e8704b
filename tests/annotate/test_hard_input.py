"""Articles whose marks, letters or layout are broken or unusual: what follows is still read, nothing is swallowed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sayso.annotate.names import find_names
from sayso.annotate.statements import find_statements
from sayso.language.backbone import Reading
from sayso.types import Statement

FOLDER = Path(__file__).parents[1] / "cases" / "statements" / "hard"
CASES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}
OUTER = " \n.,;:!?\"'“”„‘’«»`"
# what the annotator of statements does not reach yet, with the reason
OPEN = {
    "scare-quotes": "the title of a song that a choir sang is taken for its words",
}


def cases() -> list[Any]:
    return [
        pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=OPEN[name]) if name in OPEN else ())
        for name in CASES
    ]


def said(statement: Statement) -> str:
    return " ".join(" ".join(c.text.split()) for c in statement.content).strip(OUTER)


def fits(statement: Statement, wanted: dict[str, Any]) -> bool:
    words = said(statement)
    if wanted.get("speaker", "").lower() not in (statement.speaker_name or "").lower():
        return False
    if wanted.get("within"):
        return wanted["first"] in words and words.find(wanted["last"]) >= words.find(wanted["first"])
    return words.startswith(wanted["first"]) and words.endswith(wanted["last"])


@pytest.mark.parametrize("name", cases())
def test_what_is_said_is_found(name: str, read_text: Callable[..., Reading]) -> None:
    case = CASES[name]
    reading = read_text(case["text"])
    found = find_statements(reading, find_names(reading))
    told = [(s.speaker_name, said(s)) for s in found]
    assert [w for w in case["statements"] if not any(fits(s, w) for s in found)] == [], told
    if "only" in case:
        assert len(found) == case["only"], told


@pytest.mark.parametrize("name", CASES)
def test_no_content_swallows_what_follows(name: str, read_text: Callable[..., Reading]) -> None:
    case = CASES[name]
    reading = read_text(case["text"])
    for statement in find_statements(reading, find_names(reading)):
        assert len(said(statement).split()) <= case["longest"], said(statement)
        for piece in statement.content:
            assert case["text"][piece.start : piece.end] == piece.text


PARAGRAPHS = (
    "The council of Tarn met on Monday to hear about the flood wall.",
    "“We were promised the wall by spring,” Mayor Ada Roe told the council. “Nobody told us why it is late.”",
    "Engineer Piet Kamp said the footings had been poured twice.",
    "“The river does not read our calendar,” said Lena Brandt, who farms below the weir.",
    "The council will vote on Thursday, clerk Omar Said said.",
)


@pytest.mark.parametrize("mark", "\"“”‘’'„«»")
@pytest.mark.parametrize("place", [0, 12, 41, 70, 102])
def test_one_mark_too_many_reaches_no_other_paragraph(mark: str, place: int, read_text: Callable[..., Reading]) -> None:
    odd = PARAGRAPHS[1][:place] + mark + PARAGRAPHS[1][place:]
    text = "\n\n".join((PARAGRAPHS[0], odd, *PARAGRAPHS[2:]))
    reading = read_text(text)
    found = find_statements(reading, find_names(reading))
    assert all("\n" not in piece.text for s in found for piece in s.content)
    behind = {(s.speaker_name, said(s)) for s in found if s.content[0].start > text.index("Engineer")}
    assert {
        ("Piet Kamp", "the footings had been poured twice"),
        ("Lena Brandt", "The river does not read our calendar"),
        ("Omar Said", "The council will vote on Thursday"),
    } <= behind


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 16
