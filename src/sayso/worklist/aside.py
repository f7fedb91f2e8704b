"""What of a dossier a person took off the worklist: which items it holds of today, and by which judgements."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from sayso.errors import JudgementsError
from sayso.judge.places import overlap
from sayso.judge.rows import Judgement
from sayso.spans import Span
from sayso.types import Dossier
from sayso.worklist.checks import Check
from sayso.worklist.weighing import SURE

# the part of an item's places that must have been judged; what is mostly new is worth a look again
PART = 0.5


class Aside:
    """The items of a dossier that are off the worklist.

    Args:
        dossier: with what was decided of it.
    """

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._places: dict[str, list[tuple[Span, Judgement]]] = {}
        for one in dossier.aside:
            for span in one.spans:
                self._places.setdefault(span.report, []).append((span, one.row))
        self._pairs = {frozenset(one.reports): one.row for one in dossier.aside if one.reports}
        self._items = self._found() if dossier.aside else frozenset()

    def __bool__(self) -> bool:
        return bool(self._items)

    def has(self, kind: str, key: str) -> bool:
        """Whether an item is off the list.

        Args:
            kind: claim, conflict, quotation, figure or copy.
            key: its id; of a figure that of its quantity, of a copy who took from whom, a line each.
        """
        return (kind, key) in self._items

    def rows(self, check: Check) -> tuple[Judgement, ...]:
        """The judgements by which an entry is off the list, in the order in which they were made."""
        taken = {row.id for span in check.spans for row in self._at(span)}
        taken |= {row.id for pair, row in self._pairs.items() if pair <= set(check.items)}
        return tuple(one.row for one in self._dossier.aside if one.row.id in taken)

    def _found(self) -> frozenset[tuple[str, str]]:
        made = self._dossier
        actual = {f.id: f.span for f in made.figures if f.status == "actual" and f.score >= SURE}
        found = {("claim", c.id) for c in made.claims if self._mostly(m.span for m in c.members)}
        found |= {("conflict", c.id) for c in made.conflicts if all(any(map(self._at, s.members)) for s in c.sides)}
        found |= {("quotation", q.id) for q in made.quotations if self._mostly(s for m in q.members for s in m.spans)}
        # what is expected or past is no part of an entry
        found |= {("figure", q.id) for q in made.ledger if self._mostly(actual[f] for f in q.figures if f in actual)}
        found |= {("copy", f"{a}\n{b}") for pair in self._pairs for a in pair for b in pair if a != b}
        return frozenset(found)

    def _mostly(self, spans: Iterable[Span]) -> bool:
        judged = [bool(self._at(span)) for span in spans]
        return bool(judged) and sum(judged) >= PART * len(judged)

    def _at(self, span: Span) -> Sequence[Judgement]:
        """The judgements that hold on to a place, which a newer version may cut a little differently."""
        return [row for place, row in self._places.get(span.report, ()) if overlap(place, span) >= PART]


def mark(check: Check) -> str:
    """What tells an entry from others, and from itself when something joins it: a hash of its kind and places."""
    places = sorted((s.report, s.start, s.end) for s in check.spans)
    told = "\n".join([check.kind, *(f"{report}\t{start}\t{end}" for report, start, end in places)])
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def decisions(check: Check) -> tuple[tuple[str, ...], ...]:
    """The decisions by which an entry leaves the list, as `sayso.judge.making.make_judgement` takes them."""
    if check.kind != "copy":
        return (("aside", *check.items),)
    giver, *takers = check.items
    return tuple(("aside", taker, giver) for taker in takers)


def whole(checks: Sequence[Check], words: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """A decision to take something off the list as one about the whole of its entry.

    Args:
        checks: the worklist.
        words: "aside" and ids of what entries are about; one is enough for an entry.

    Raises:
        JudgementsError: when no entry is about one of them.
    """
    if any(tuple(words) in decisions(check) for check in checks):
        return (tuple(words),)
    chosen: dict[int, Check] = {}
    for item in words[1:]:
        number = next((n for n, check in enumerate(checks) if item in check.items), None)
        if number is None:
            raise JudgementsError(f"nothing on the worklist is about {item}; `--format worklist` lists the ids of all")
        chosen[number] = checks[number]
    return tuple(decision for check in chosen.values() for decision in decisions(check))
