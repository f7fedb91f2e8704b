"""Where they differ: conflicts with their sides, disputes first, each with its reason in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.render import wording
from sayso.render.judged import checked, judged
from sayso.render.lookup import Item, Lookup, own_voice
from sayso.spans import Span
from sayso.types import Conflict

_ORDER = ("dispute", "error", "update", "different-scope", "rounding")
_LONG_VALUE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceSide:
    """One side: its value, who stands behind it, the reports that carry it, and what the desk found out of it."""

    item: Item
    value: str
    mode: str
    long: bool
    before: str
    text: str
    after: str
    origins: tuple[str, ...]
    reports: tuple[str, ...]
    checked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One conflict as the page shows it."""

    key: str
    kind: str
    about: str
    relation: str
    relation_text: str
    reason: str
    sides: tuple[DifferenceSide, ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Disputes, the other differences, names that are only spelled differently, and differences of low score."""

    disputes: tuple[Difference, ...]
    others: tuple[Difference, ...]
    names: tuple[Difference, ...]
    unsure: tuple[Difference, ...]


def differences(lookup: Lookup) -> Differences:
    """Orders the conflicts of a dossier: disputes first, those with most reports first."""
    conflicts = sorted(lookup.dossier.conflicts, key=lambda c: (_ORDER.index(c.relation), -_weight(c), -c.score))
    sure = [difference(lookup, c) for c in conflicts if c.score >= wording.UNSURE_BELOW]
    return Differences(
        disputes=tuple(d for d in sure if d.relation == "dispute"),
        others=tuple(d for d in sure if d.relation != "dispute" and not _spelling(d)),
        names=tuple(d for d in sure if _spelling(d)),
        unsure=tuple(difference(lookup, c) for c in conflicts if c.score < wording.UNSURE_BELOW),
    )


def _mode(lookup: Lookup, places: tuple[Span, ...]) -> str:
    """ "denies" when the words of a side are what somebody denies."""
    for statement in lookup.dossier.statements:
        if statement.mode == "deny" and any(c.overlaps(p) for c in statement.content for p in places):
            return wording.MODES["deny"]
    return ""


def _spelling(difference: Difference) -> bool:
    return difference.kind == "name" and difference.relation == "rounding"


def _weight(conflict: Conflict) -> int:
    return len({s.report for side in conflict.sides for s in side.members})


def difference(lookup: Lookup, conflict: Conflict) -> Difference:
    """One conflict with its sides as the page shows it."""
    sides = []
    for n, side in enumerate(conflict.sides):
        places = lookup.ordered(side.members)
        before, text, after = lookup.sentence(places[0]) if places else ("", "", "")
        mode = _mode(lookup, places) if conflict.kind == "denial" else ""
        item = Item(key=f"side-{conflict.id}-{n}", title=f"{conflict.about}: {side.value}", places=places)
        sides.append(
            DifferenceSide(
                item=item,
                value=side.value,
                mode=mode,
                long=len(side.value) > _LONG_VALUE,
                before=before,
                text=text,
                after=after,
                origins=tuple(lookup.who(o) for o in side.origins if not own_voice(o)),
                reports=lookup.names(s.report for s in side.members),
                # what somebody denies is not what was confirmed
                checked=() if mode else checked(lookup.checks(side.members)),
            )
        )
    return Difference(
        key=conflict.id,
        kind=conflict.kind,
        about=conflict.about,
        relation=conflict.relation,
        relation_text=wording.RELATIONS[conflict.relation],
        reason=" ".join(judged(conflict.judged)) or wording.because(conflict),
        sides=tuple(sides),
        score=conflict.score,
    )
