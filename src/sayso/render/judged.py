"""What a person decided of an item, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.judge.rows import Judgement
from sayso.render import wording
from sayso.render.formats import day


def judged(rows: Sequence[Judgement]) -> tuple[str, ...]:
    """A sentence for each judgement: what was decided, by whom, when, and with what note."""
    return tuple(_sentence(row) for row in rows)


def _sentence(row: Judgement) -> str:
    kinds = {"verdict": wording.VERDICTS, "relation": {**wording.RELATIONS, **wording.COPY_RELATIONS}}
    value = row.value or wording.JUDGED_NOBODY.get(row.decides, "")
    what = wording.JUDGED_WHAT[f"{row.about} {row.decides}"].format(value=kinds.get(row.decides, {}).get(value, value))
    note = wording.JUDGED_NOTE.format(note=" ".join(row.note.split())) if row.note else ""
    return wording.JUDGED.format(what=what, by=row.by, date=day(row.made[:10]), note=note)
