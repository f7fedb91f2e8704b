"""Judgements that go straight into a library: made of the ids of a story's dossier, added once, and taken back."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sayso.errors import JudgementsError
from sayso.judge.making import make_judgement, revocation
from sayso.judge.rows import Judgement
from sayso.store.library import Library
from sayso.types import Dossier
from sayso.worklist.aside import whole
from sayso.worklist.worklist import find_checks


def decide_on(
    library: Library,
    story: int,
    dossier: Dossier,
    decisions: Sequence[Sequence[str]],
    *,
    by: str | None = None,
    note: str | None = None,
    how: str | None = None,
    on: str | None = None,
) -> tuple[Judgement, ...]:
    """Adds what a person decides now about items of a story's dossier, all of it or none.

    What is decided already is not decided again: a form that is sent twice gives one judgement. Names are meant in the
    reports of this story alone, since another story may have another bearer of them.

    Args:
        library: an open library.
        story: the number of the story.
        dossier: its dossier, which the ids are those of.
        decisions: each a decision and its items; see `sayso.judge.making.make_judgement`. Of `aside` one item stands
            for the whole of its entry on the worklist.
        by: who decides; None for the name of this machine's user.
        note: why.
        how: of a claim that is confirmed, false or withdrawn: in which way that was found.
        on: when it was found, ISO.

    Returns:
        What the library did not have.

    Raises:
        JudgementsError: when the words name nothing in the dossier, or no decision.
        LibraryError: when the library cannot be used.
    """
    by, made = by or user(), after(library.judgements())
    rows = [
        make_judgement(dossier, words, by=by, made=made, note=note, how=how, on=on, within=True)
        for decision in decisions
        for words in _whole(dossier, decision)
    ]
    there = {_said(j) for j in library.judgements(story)}
    return library.add_judgements([row for row in rows if _said(row) not in there])


def take_back(library: Library, name: str, *, by: str | None = None, note: str | None = None) -> Judgement:
    """Adds a judgement that takes back another one of the library, and gives it.

    Args:
        library: an open library.
        name: the id of what is taken back.
        by: who decides; None for the name of this machine's user.
        note: why.

    Raises:
        JudgementsError: when there is none of that id with its words, or it is taken back already.
        LibraryError: when the library cannot be used.
    """
    held = library.judgements()
    row = revocation(held, name, by=by or user(), made=after(held), note=note)
    library.add_judgements([row])
    return row


def after(judgements: Iterable[Judgement]) -> str:
    """The time of what is decided now, ISO, UTC: behind all that was decided before, whatever the clock says.

    The later decision holds; a clock that was set back must not let an older one win.

    Args:
        judgements: what was decided before.
    """
    latest = max((j.at for j in judgements), default=datetime.min.replace(tzinfo=UTC))
    # finer than a second, for what is decided, taken back and decided again
    return max(datetime.now(UTC), latest + timedelta(milliseconds=1)).isoformat(timespec="milliseconds")


def user() -> str:
    """The name of this machine's user.

    Raises:
        JudgementsError: when there is none.
    """
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise JudgementsError("this user has no name here; say who decides with --by") from error


def _whole(dossier: Dossier, words: Sequence[str]) -> Sequence[Sequence[str]]:
    """A decision as it is meant: what leaves the worklist leaves it with all that stands in its entry."""
    return whole(find_checks(dossier), words) if list(words[:1]) == ["aside"] and len(words) > 1 else (words,)


def _said(row: Judgement) -> Judgement:
    """A judgement without when and by whom it was made."""
    return replace(row, id="", made="", by="")
