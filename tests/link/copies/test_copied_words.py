"""Copied words: what two reports tell at two places as one text, so that it counts once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sayso.link.copies.copied_words import BETWEEN, copied_words
from sayso.spans import Span
from sayso.types import Copy, CopyRelation, Passage, PassageRelation
from tests.link.conftest import Linked

WORDS = "Two people were hurt when the roof of the hall at Tolm came down on Sunday. "


def span(report: str, start: int, end: int) -> Span:
    text = (WORDS * 20)[start:end]
    return Span(report=report, start=start, end=end, text=text, raw=(start, end))


def copy(relation: CopyRelation, *places: tuple[int, int, PassageRelation]) -> Copy:
    passages = tuple(Passage(a=span("a", s, e), b=span("b", s, e), relation=kind) for s, e, kind in places)
    return Copy(a="a", b="b", relation=relation, source=None, passages=passages, why={})


@pytest.mark.parametrize(
    ("given", "place", "one"),
    [
        (copy("identical"), (0, 40), True),
        (copy("near-identical", (0, 300, "same")), (200, 240), True),
        # the last quarter of a report may be its own
        (copy("near-identical", (0, 300, "same")), (420, 480), False),
        (copy("excerpt", (0, 300, "same")), (200, 240), True),
        (copy("rewrite", (0, 76, "same")), (10, 60), True),
        (copy("rewrite", (0, 76, "reworded")), (10, 60), True),
        # what a partly rewritten report has of its own
        (copy("rewrite", (0, 76, "same")), (300, 380), False),
        (copy("rewrite", (0, 76, "same"), (76 + BETWEEN - 10, 240, "same")), (90, 150), True),
        (copy("rewrite", (0, 76, "same"), (400, 476, "same")), (200, 280), False),
        # one stretch too long for chance in reports that were written apart
        (copy("shared-origin", (0, 76, "same")), (10, 60), True),
        (copy("independent", (0, 76, "same")), (0, 76), True),
        (copy("shared-origin", (0, 20, "same")), (0, 20), False),
        # both tell it because it happened
        (copy("independent", (0, 76, "reworded")), (0, 76), False),
        (copy("shared-origin", (0, 76, "same")), (60, 200), False),
        (copy("independent"), (0, 40), False),
    ],
)
def test_one_text(given: Copy, place: tuple[int, int], one: bool) -> None:
    found = copied_words([given])
    assert found.one(span("a", *place), span("b", *place)) is one
    assert found.one(span("b", *place), span("a", *place)) is one
    assert found.one(span("a", *place), span("c", *place)) is False


def test_words_of_two_named_sources_were_copied_only_to_the_word() -> None:
    found = copied_words([copy("rewrite", (0, 76, "reworded"), (300, 376, "same"))])
    for start, one in ((0, False), (300, True)):
        places = span("a", start, start + 70), span("b", start, start + 70)
        assert found.one(*places)
        assert found.one(*places, named=True) is one


COPIED = """The roof of the market hall at Tolm came down on Sunday evening, an hour after the last stall had closed.
The beams had been eaten by beetles for years, the architect Olin Marsk told the council in a letter that it lost.
Nine stalls were crushed, and the stone fountain in front of the hall, older than the town, was cut in two by a beam.
The market will be held on the meadow by the river until the autumn, and the council has asked for two large tents.
"""


def test_a_partly_derived_report_confirms_with_its_own_part(
    link_texts: Callable[[list[dict[str, Any]]], Linked],
) -> None:
    own = (
        "The mayor of Tolm, Rika Stolz, said that at Kell hospital two people had been treated for cuts.\n"
        "She has lived behind the hall since she was a child, and her windows are full of dust. Her cat is gone.\n"
    )
    first = "Two people were treated for cuts at Kell hospital, the head nurse, Joss Amberg, said.\n"
    linked = link_texts(
        [
            {"outlet": "Tolm Post", "text": COPIED + first, "published": "2031-05-02"},
            {"outlet": "Kell Times", "text": COPIED + own, "published": "2031-05-03"},
        ]
    )
    assert linked.copies[0].relation in ("rewrite", "near-identical")
    (own_part,) = [c for c in linked.claims if {"Rika Stolz", "Joss Amberg"} <= set(c.origins)]
    assert sorted(own_part.independent) == [("Joss Amberg",), ("Rika Stolz",)]
    copied = [c for c in linked.claims if "Olin Marsk" in c.origins]
    assert copied
    assert all(len(c.independent) == 1 for c in copied)
