"""Judgements as the desk tells them."""

from __future__ import annotations

import pytest

from sayso.judge.rows import Anchor, Judgement, new_judgement
from sayso.store.trail import TrailLine
from sayso.web.judging.notices import SHOWN, told, trail_view


def name(text: str, made: str = "2029-05-12T10:00:00+00:00", note: str | None = None) -> Judgement:
    return new_judgement("entity", "name", (Anchor(text="Ada Roe"),), text, by="ada", made=made, note=note)


def back(row: Judgement, made: str) -> Judgement:
    return new_judgement("judgement", "revoke", (), row.id, by="bo", made=made)


def test_what_was_decided_is_told_with_what_became_of_it() -> None:
    row = name("A. Roe", note=" so\nshe  signs ")
    undone = back(row, "2029-05-13")
    redone = back(undone, "2029-05-14")
    (now,) = told([row], [row.id])
    assert (now.what, now.note, now.back, now.act) == ("“Ada Roe” is called A. Roe", "so she signs", "", "Take it back")
    gone, takes = told([row, undone], [row.id, undone.id])
    assert (gone.back, gone.act) == ("taken back by bo, 13 May 2029", "")
    assert (takes.what, takes.act) == ("took back: “Ada Roe” is called A. Roe", "Put it back in force")
    held, void, again = told([row, undone, redone], [row.id, undone.id, redone.id])
    assert (held.back, held.act) == ("", "Take it back")
    assert void.back == "taken back by bo, 14 May 2029"
    assert again.what == "put back in force: “Ada Roe” is called A. Roe"


def test_unknown_and_repeated_ids_are_passed_over_and_there_is_an_end() -> None:
    rows = [name(f"Roe {n}") for n in range(SHOWN + 3)]
    assert told(rows, ["j99", "", rows[0].id, rows[0].id])[0].id == rows[0].id
    assert len(told(rows, ["j99", rows[0].id, rows[0].id])) == 1
    assert len(told(rows, [r.id for r in rows])) == SHOWN


@pytest.mark.parametrize(
    ("made", "when"), [("2029-05-12", "12 May 2029"), ("2029-05-12T10:00:00", "12 May 2029"), ("2029-05", "May 2029")]
)
def test_any_day_or_time_is_told(made: str, when: str) -> None:
    line = TrailLine(
        id="j1", about="claim", decides="false", by="ada", made=made, added="2029-05-12T10:00:00+00:00",
        forgotten="2029-06-01T10:00:00+00:00", judgement=None, taken_back=None, takes_back=None, of=None, stories=(),
    )  # fmt: skip
    (shown,) = trail_view([line])
    assert shown.when.startswith(when)
    assert (shown.act, shown.anywhere) == ("", False)
    assert "forgotten on 1 June 2029" in shown.what or "forgotten on 1 Jun 2029" in shown.what
