"""What a person decided of an item, or found out of a claim, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.judge.rows import Judgement
from sayso.judge.words import WAYS
from sayso.render import wording
from sayso.render.formats import day
from sayso.types import Claim


def judged(rows: Sequence[Judgement]) -> tuple[str, ...]:
    """A sentence for each judgement: what was decided, by whom, when, and with what note."""
    return tuple(_sentence(row) for row in rows)


def checked(rows: Sequence[Judgement]) -> tuple[str, ...]:
    """A sentence for each thing that a desk found out of a claim: who told it, in which way, when, and who noted it."""
    return tuple(_check(row) for row in rows)


def of_claim(claim: Claim) -> tuple[str, ...]:
    """All that a person decided of a claim, what the desk found out of it first."""
    return (*checked(claim.checks), *judged(claim.judged))


def check_tag(claim: Claim) -> tuple[str, str]:
    """What a desk found out of a claim last, and the words for it; empty when it found nothing."""
    last = claim.checks[-1].decides if claim.checks else ""
    return last, wording.FOUND_OUT_TAGS.get(last, "")


def _sentence(row: Judgement) -> str:
    kinds = {"verdict": wording.VERDICTS, "relation": {**wording.RELATIONS, **wording.COPY_RELATIONS}}
    value = row.value or wording.JUDGED_NOBODY.get(row.decides, "")
    what = wording.JUDGED_WHAT[f"{row.about} {row.decides}"].format(value=kinds.get(row.decides, {}).get(value, value))
    return wording.JUDGED.format(what=what, by=row.by, date=day(row.made[:10]), note=_note(row))


def _check(row: Judgement) -> str:
    who = row.value or ""
    if who and row.decides != "confirmed":
        who = wording.FOUND_OUT_BY.format(who=who)
    when = wording.FOUND_OUT_ON.format(date=day(row.on[:10])) if row.on else ""
    way = "".join(f", {part}" for part in (WAYS.get(row.how or "", ""), when) if part)
    return wording.FOUND_OUT[row.decides].format(who=who, way=way, by=row.by, date=day(row.made[:10]), note=_note(row))


def _note(row: Judgement) -> str:
    return wording.JUDGED_NOTE.format(note=" ".join(row.note.split())) if row.note else ""
