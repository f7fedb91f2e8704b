"""What the rules and the tagger found, as one list of drafts: where both see a cue, the tagger says what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sayso.annotate.drafts import Draft, Range, cut, join
from sayso.annotate.tagged import Tagged

if TYPE_CHECKING:
    from spacy.tokens import Doc

# constructions that the layout makes, or a figure's giver: the tagger was taught none of them
_FORMED = frozenset(("transcript", "turn", "post", "given"))


def merge(doc: Doc, drafts: Sequence[Draft], tagged: Sequence[Tagged]) -> list[Draft]:
    """The drafts of the rules, each with the tagger's spans where it sees the same cue, and those of the tagger alone.

    Args:
        doc: the parsed report.
        drafts: what the rules found.
        tagged: what the tagger found.
    """
    by_cue: dict[int, Tagged] = {i: t for t in tagged for i in range(*t.cue)}
    mates: dict[Tagged, list[Draft]] = {}
    out = []
    for d in drafts:
        t = _same_cue(d, by_cue)
        if t is None or d.pattern in _FORMED:
            out.append(d)
        else:
            mates.setdefault(t, []).append(d)
    for t in tagged:
        ours = mates.get(t, [])
        mate = max(ours, key=lambda d: _shared(d.content, t.content), default=None)
        if mate is None or not _shared(mate.content, t.content):
            out += ours
            mate = Draft("tagged", doc[t.cue[0] : t.cue[1]].root.i, t.cue, None, [])
        source = t.source or (mate.source if mate.source and not _shared([mate.source], t.content) else None)
        content = list(t.content)
        for hole in (t.cue, source):
            if hole is not None:
                content = cut(content, hole)
        if content:
            out.append(replace(mate, cue=t.cue, source=source, content=join(content), tagged=t))
    return out


def _same_cue(d: Draft, by_cue: dict[int, Tagged]) -> Tagged | None:
    if d.cue is None:
        return None
    if d.head in by_cue:
        return by_cue[d.head]
    return next((by_cue[i] for i in range(*d.cue) if i in by_cue), None)


def _shared(a: Sequence[Range], b: Sequence[Range]) -> int:
    return sum(max(0, min(y, v) - max(x, u)) for x, y in a for u, v in b)
