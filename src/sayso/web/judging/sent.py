"""What was sent from a form, as decisions about the items of today's dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sayso.spans import Span
from sayso.types import Copy, Dossier, Entity, Event, Figure, Statement
from sayso.web import wording
from sayso.web.judging.chosen import Record, giver_of, referred, spans_of, speaker_of

LONGEST = 2_000  # characters of any field

Sent = Mapping[str, Sequence[str]]
"""The fields of a form, each with all that was sent under its name."""


class Gone(Exception):
    """The dossier does not have any more what a form was made for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """Decisions as `sayso.judge.making.make_judgement` takes them, and the places of what they are about.

    `how` and `on` say in which way and when something was found out of a claim.
    """

    spans: tuple[Span, ...]
    words: tuple[tuple[str, ...], ...]
    how: str | None = None
    on: str | None = None


def decisions(dossier: Dossier, sent: Sent) -> Decisions:
    """What was decided; only what differs from what the dossier has.

    Args:
        dossier: the story's, as it is now.
        sent: the fields of one form; `form` names it.

    Raises:
        ValueError: when a field is missing or holds what it cannot; the message is for the reader.
        Gone: when the item, or the other one, is not in the dossier any more.
    """
    if any(len(value) > LONGEST for name, values in sent.items() if name != "csrf" for value in values):
        raise ValueError(wording.JUDGING_LONG.format(most=LONGEST))
    name = field(sent, "form")
    items = [_item(dossier, value)[0] for value in sent.get("item", ()) if value]
    if not items:
        raise ValueError(wording.JUDGING_NO_PART)
    ids = [i.id for i in items if not isinstance(i, Copy)]
    spans = spans_of(items[0])
    if name == "found":
        return _found(ids[0], spans, sent)
    made: tuple[tuple[str, ...], ...] = ()
    match name.partition("-")[0]:
        case "pair":
            other = _id(_item(dossier, _needed(sent, "with"))[0])
            if other in ids:
                raise ValueError(wording.JUDGING_ITSELF_TWICE)
            made = _paired(ids[0], other, field(sent, "relation"))
        case "split":
            if name == "split-figure":
                made = tuple(("split", one, *(i for i in ids if i != one)) for one in ids)
            else:
                made = (("split", f"{ids[0]}@{_report(dossier, sent)}"),)
        case "verdict":
            made = (("verdict", ids[0], _needed(sent, "verdict")),)
        case "relation":
            made = (("relation", ids[0], _needed(sent, "relation")),)
        case "correct":
            made = tuple(_corrected(dossier, items[0], ids, sent))
        case "dismiss":
            made = (("dismiss", *ids),)
        case "copy":
            made = tuple(_copied(dossier, items[0], sent))
        case _:
            raise ValueError(wording.JUDGING_NO_FORM)
    if not made:
        raise ValueError(wording.JUDGING_NOTHING)
    return Decisions(spans=spans, words=made)


def _found(name: str, spans: tuple[Span, ...], sent: Sent) -> Decisions:
    outcome, who = _needed(sent, "outcome"), field(sent, "who")
    if outcome == "confirmed" and not who:
        raise ValueError(wording.JUDGING_WHO_NEEDED)
    words = (outcome, name, who) if who else (outcome, name)
    return Decisions(spans=spans, words=(words,), how=field(sent, "how") or None, on=field(sent, "on") or None)


def _paired(name: str, other: str, relation: str) -> tuple[tuple[str, ...], ...]:
    return (("same", name, other),) if relation in ("", "same") else (("relation", name, other, relation),)


def _corrected(dossier: Dossier, first: Record, ids: Sequence[str], sent: Sent) -> list[tuple[str, ...]]:
    """A decision for each field that holds something else than the items do."""
    other = field(sent, "other")
    wanted: dict[str, tuple[str, str]] = {}
    match first:
        case Entity():
            wanted = {"name": (first.name, field(sent, "name")), "type": (first.type, field(sent, "type"))}
        case Event():
            wanted = {"type": (first.type, field(sent, "type")), "status": (first.status, field(sent, "status"))}
        case Statement():
            unnamed = field(sent, "unnamed")
            said = f"unnamed: {unnamed}" if unnamed else other or field(sent, "speaker")
            wanted = {"speaker": (speaker_of(dossier, first), said), "mode": (first.mode, field(sent, "mode"))}
        case Figure():
            exact = f"{first.low:g}" if first.low is not None and first.low == first.high else ""
            giver = other or field(sent, "giver") or "-"
            wanted = {
                "value": (exact, field(sent, "value")),
                "as_of": (first.as_of or "", field(sent, "as_of")),
                "status": (first.status, field(sent, "status")),
                "giver": (giver_of(dossier, first) or "-", giver),
            }
    return [(key, *ids, now) for key, (was, now) in wanted.items() if now and now != was]


def _copied(dossier: Dossier, item: Record, sent: Sent) -> list[tuple[str, ...]]:
    """How two reports depend on each other and which is the source, as far as that is not what the dossier has."""
    pair = (item.a, item.b) if isinstance(item, Copy) else (item.id, _id(_item(dossier, _needed(sent, "with"))[0]))
    relation, source, third = _needed(sent, "relation"), field(sent, "source"), field(sent, "third")
    if source == "third" and not third:
        raise ValueError(wording.JUDGING_THIRD_NEEDED)
    copy = next((c for c in dossier.copies if {c.a, c.b} == set(pair)), None)
    made: list[tuple[str, ...]] = (
        [] if copy is not None and copy.relation == relation else [("relation", *pair, relation)]
    )
    if relation == "independent":
        return made
    named = {"first": pair[0], "second": pair[1], "third": f"third: {third}"}.get(source, "-")
    was = "-"
    if copy is not None and copy.source is not None:
        was = {"a": copy.a, "b": copy.b}.get(copy.source, copy.source)
    return made if named == was else [*made, ("source", *pair, named)]


def _report(dossier: Dossier, sent: Sent) -> str:
    """The report whose part of an item is set off."""
    report = _item(dossier, _needed(sent, "part"))[1]
    if report is None:
        raise ValueError(wording.JUDGING_NO_PART)
    return report


def _item(dossier: Dossier, sent: str) -> tuple[Record, str | None]:
    found = referred(dossier, sent)
    if found is None:
        raise Gone
    return found


def _id(record: Record) -> str:
    if isinstance(record, Copy):
        raise ValueError(wording.JUDGING_NO_PART)
    return record.id


def _needed(sent: Sent, name: str) -> str:
    value = field(sent, name)
    if not value:
        raise ValueError(wording.JUDGING_MISSING.format(field=wording.JUDGING_FIELDS.get(name, name)))
    return value


def field(sent: Sent, name: str) -> str:
    """What was sent under a name, on one line; empty when nothing was."""
    values = sent.get(name, ())
    return " ".join(str(values[0]).split()) if values else ""
