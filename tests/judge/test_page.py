"""What a person decided is told in plain sentences, on the page and in Markdown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sayso.judge.rows import Anchor, Judgement
from sayso.render import wording
from sayso.types import Dossier
from tests.judge.conftest import judged, name

Place = Callable[[str, str], Anchor]
TOLD: dict[str, Callable[[Place], Judgement]] = {
    "these names are one": lambda place: judged("entity", "same", [name("Dessa Sarr"), name("D. Sarr-Lund")]),
    "this is the name": lambda place: judged("entity", "name", [name("Dessa Sarr")], "Chief Sarr"),
    "Ila Brandt says this": lambda place: judged(
        "statement", "speaker", [place("post", "Some 31 people were rescued")], "Ila Brandt"
    ),
    "the verdict is: disputed": lambda place: judged(
        "claim", "verdict", [place("radio", "the harbour would stay closed")], "disputed"
    ),
    "not all that was held together says the same": lambda place: judged(
        "claim", "apart", [place("wire", "Two people drowned"), place("post", "two people drowned")]
    ),
    "this is: update": lambda place: judged(
        "conflict", "relation", [place("wire", "23"), place("post", "Some 31")], "update"
    ),
    "the texts are: reworded": lambda place: judged(
        "copy", "relation", [Anchor(report=place(r, "Tarrow").report) for r in ("wire", "late")], "rewrite"
    ),
    "the texts are: independent": lambda place: judged(
        "copy", "relation", [Anchor(report=place(r, "Tarrow").report) for r in ("wire", "late")], "independent"
    ),
    "these figures measure the same thing": lambda place: judged(
        "figure", "same", [place("wire", "23"), place("radio", "Two")]
    ),
    "these origins count apart": lambda place: judged("origin", "apart", [name("Dessa Sarr"), name("harbour police")]),
    "these tellings are of one event": lambda place: judged(
        "event", "same", [place("wire", "drowned"), place("late", "pulled")]
    ),
}


@pytest.mark.parametrize("sentence", TOLD)
def test_what_a_person_decided_is_told(sentence: str, linked: Callable[..., Dossier], place: Place) -> None:
    after = linked(TOLD[sentence](place))
    whole = wording.JUDGED.format(what=sentence, by="ada", date="12 May 2029", note="")
    assert whole in after.to_html()
    assert whole in after.to_markdown()
    assert whole not in linked().to_html()


def test_a_note_cannot_bring_markup_of_its_own(linked: Callable[..., Dossier]) -> None:
    note = "<script>alert(1)</script> *so* [x](http://x.example)"
    row = judged("entity", "same", [name("Dessa Sarr"), name("D. Sarr-Lund")], note=note, by="<b>ada</b>")
    after = linked(row)
    assert "<script>alert(1)" not in after.to_html()
    assert "<b>ada" not in after.to_html()
    assert "alert(1)</script> *so*" not in after.to_markdown()
    assert "[x](http" not in after.to_markdown()


def test_every_decision_has_its_sentence() -> None:
    from sayso.judge.rows import CHECKS, RULES
    from sayso.judge.words import SENTENCES

    shown = {f"{about} {decides}" for about, decides in RULES if decides not in ("dismiss", "aside", "revoke", *CHECKS)}
    assert shown == set(wording.JUDGED_WHAT)
    assert set(RULES) == set(SENTENCES)
    assert set(CHECKS) == set(wording.FOUND_OUT) == set(wording.FOUND_OUT_TAGS)
