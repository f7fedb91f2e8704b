"""Judgements as the desk tells them: on the page of a story after they were made, and in the trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sayso.judge.rows import Judgement, taken_back
from sayso.judge.words import plain
from sayso.render.formats import day
from sayso.store.trail import TrailLine, meant
from sayso.web import wording
from sayso.web.looking import moment

SHOWN = 12  # judgements that are told at the head of a story


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A judgement in a list: who, when, what in plain words, why, and what became of it.

    `back` says who took it back, empty while it is in force; `act` what a button does to it, empty when nothing.
    """

    id: str
    by: str
    when: str
    what: str
    note: str
    back: str
    act: str
    stories: tuple[str, ...] = ()
    anywhere: bool = False


def told(rows: Sequence[Judgement], names: Iterable[str]) -> tuple[Decision, ...]:
    """The judgements of some ids, in their order.

    Args:
        rows: all judgements, in the order in which they were written.
        names: the ids that are wanted; those that are not there are left out.
    """
    known, back = {j.id: j for j in rows}, taken_back(rows)
    wanted = [known[name] for name in dict.fromkeys(names) if name in known][:SHOWN]
    return tuple(_decision(row, known.get(row.value or ""), meant(row, known), back.get(row.id)) for row in wanted)


def trail_view(lines: Sequence[TrailLine]) -> tuple[Decision, ...]:
    """The lines of a trail as they are shown."""
    return tuple(_of_line(line) for line in lines)


def _of_line(line: TrailLine) -> Decision:
    stories = tuple(f"s{n}" for n in line.stories)
    if line.judgement is None:
        what = wording.TRAIL_FORGOTTEN.format(
            about=line.about, decides=line.decides, day=day((line.forgotten or line.added)[:10])
        )
        return Decision(
            id=line.id, by=line.by, when=moment(line.made), what=what, note="", back="", act="", stories=stories
        )
    made = _decision(line.judgement, line.takes_back, line.of, line.taken_back)
    return replace(made, stories=stories, anywhere=not stories)


def _decision(row: Judgement, takes: Judgement | None, of: Judgement | None, back: Judgement | None) -> Decision:
    revoking = row.decides == "revoke"
    what = plain(row)
    if revoking and takes is not None and of is not None:
        again = takes.value == of.id
        what = (wording.TRAIL_PUTS_BACK if again else wording.TRAIL_TAKES_BACK).format(what=plain(of))
    return Decision(
        id=row.id,
        by=row.by,
        when=moment(row.made),
        what=what,
        note=" ".join((row.note or "").split()),
        back=wording.TRAIL_TAKEN_BACK.format(by=back.by, when=moment(back.made)) if back is not None else "",
        act="" if back is not None else wording.PUT_BACK if revoking else wording.TAKE_BACK,
    )
