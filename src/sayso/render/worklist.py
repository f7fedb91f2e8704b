"""The worklist as a list to read: what to check next, why, whom to ring, and the item that it opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.judge.rows import Judgement
from sayso.render import wording
from sayso.render.formats import day, few
from sayso.render.lookup import Lookup, encodable, marked_gaps
from sayso.render.markdown import escape
from sayso.render.short import line
from sayso.types import Dossier
from sayso.worklist.checks import Check
from sayso.worklist.worklist import find_aside, find_checks

# entries that are shown at once, and people that are named to ring
FIRST, NAMES = 12, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of the worklist: its kind as a tag, the words with the rest of their sentence, why, whom to ring.

    `key` is that of the item on the dossier's page, and `place` where its first words stand there. `id` is that of what
    it is about first, `aside` are the judgements by which it is off the list.
    """

    kind: str
    kind_text: str
    before: str
    text: str
    after: str
    why: str
    rests: str
    call: tuple[str, ...]
    key: str
    place: str
    id: str
    aside: tuple[Judgement, ...]


def entries(lookup: Lookup, checks: Sequence[Check]) -> tuple[Entry, ...]:
    """The entries in their order, as a page shows them."""
    return tuple(_entry(lookup, check) for check in checks)


def worklist_markdown(dossier: Dossier) -> str:
    """The worklist of a dossier as a numbered list in Markdown that reads well as plain text."""
    lookup = Lookup(dossier)
    out = [f"# {wording.WORKLIST}", ""]
    if dossier.story.title:
        out += [escape(dossier.story.title), ""]
    found = entries(lookup, find_checks(dossier))
    for n, entry in enumerate(found, start=1):
        words = f"{entry.before}{entry.text}{entry.after}"
        out.append(f"{n}. **{entry.kind_text}** {escape(words)}  ")
        out.append(f"   {escape(entry.why)} {escape(entry.rests)}  ")
        told = f"{wording.RING.format(names=few(entry.call, NAMES))} {wording.CHECK_ID.format(id=entry.id)}"
        out.append(f"   {escape(told)}")
    if not found:
        out.append(wording.NO_CHECKS)
    aside = entries(lookup, find_aside(dossier))
    if aside:
        out += ["", f"## {wording.ASIDE}", ""]
    for entry in aside:
        out.append(f"- **{entry.kind_text}** {escape(f'{entry.before}{entry.text}{entry.after}')}  ")
        out.append(f"  {escape('; '.join(map(told_of, entry.aside)))}")
    text = "\n".join(out) + "\n"
    return encodable(marked_gaps(text) if lookup.shared else text)


def _entry(lookup: Lookup, check: Check) -> Entry:
    claim = lookup.claims.get(check.items[0])
    before, text, after = "", check.what, ""
    if claim is not None:
        told = line(lookup, claim)
        before, text, after = told.before, told.text, told.after
    place = f"r{lookup.number[check.spans[0].report]}-{check.spans[0].start}" if check.spans else ""
    return Entry(
        kind=check.kind,
        kind_text=wording.CHECKS[check.kind],
        before=before,
        text=text,
        after=after,
        why=check.why,
        rests=check.rests,
        call=check.call,
        key=_key(lookup, check),
        place=place,
        id=check.items[-1] if check.kind == "copy" else check.items[0],
        aside=check.aside,
    )


def told_of(row: Judgement) -> str:
    """Who took an entry off the list, when and why."""
    note = f": {' '.join(row.note.split())}" if row.note else ""
    return wording.ASIDE_BY.format(by=row.by, when=day(row.made[:10]), note=note)


def _key(lookup: Lookup, check: Check) -> str:
    """The key of the item that an entry is about; "" for texts that are taken over, which are many."""
    if check.kind == "copy":
        return ""
    first = check.items[0]
    if first in lookup.conflicts:
        return f"side-{first}-0"
    if check.kind == "quotation":
        return f"quotation-{first}"
    # a figure's page is that of the claim which tells it
    return next((f"claim-{i}" for i in check.items if i in lookup.claims), f"figure-{first}")
