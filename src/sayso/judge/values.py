"""Puts what a person decided in the place of what a stage did, before the next stage reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from sayso.judge.checks import carried, checked, remarks_on_checks
from sayso.judge.decided import LATER, NOTHING, UNSEEN, Between, Decided, remark
from sayso.judge.places import overlap
from sayso.judge.rows import Judgement
from sayso.link.conflicts.sides import side_of
from sayso.types import (
    Claim,
    Conflict,
    ConflictRelation,
    Copy,
    CopyRelation,
    Event,
    EventStatus,
    Feature,
    Figure,
    Quantity,
    Side,
    SpeakerType,
    Statement,
    Verdict,
)

if TYPE_CHECKING:
    from sayso.link.names.entities import Entities
    from sayso.link.origins.origins import Origins

UNNAMED = "unnamed:"
THIRD = "third: "
_TYPES: dict[str, SpeakerType] = {"PERSON": "person", "ORG": "organization", "GPE": "government"}


def speakers(statements: Sequence[Statement], decided: Decided, entities: Entities) -> tuple[Statement, ...]:
    """The statements with the speakers that a person gave them."""
    given = {valued.items[0]: valued.row for valued in decided.speakers}
    return tuple(_spoken(s, given[s.id], entities) if s.id in given else s for s in statements)


def _spoken(statement: Statement, row: Judgement, entities: Entities) -> Statement:
    name = row.value or ""
    entity = None if name.startswith(UNNAMED) else entities.resolve(statement.report, name)
    kind: SpeakerType = "unnamed" if name.startswith(UNNAMED) else "person"
    if entity is not None:
        kind = _TYPES.get(entity.type, "organization")
        kept = statement.speaker_type if statement.speaker_type in ("media", "government", "organization") else kind
        kind = kept if kind == "organization" else kind
    shown = entity.name if entity is not None else name
    return replace(
        statement,
        speaker=entity.id if entity is not None else None,
        speaker_name=shown,
        speaker_type=kind,
        via=tuple(v for v in statement.via if v != shown),
        judged=(*statement.judged, row),
    )


def givers(figures: Sequence[Figure], decided: Decided, entities: Entities) -> tuple[Figure, ...]:
    """The figures with the givers that a person gave them; with none, the report itself gives the figure."""
    given = {valued.items[0]: valued.row for valued in decided.givers}

    def made(figure: Figure) -> Figure:
        row = given.get(figure.id)
        if row is None:
            return figure
        entity = entities.resolve(figure.report, row.value) if row.value else None
        return replace(
            figure,
            giver=entity.id if entity is not None else None,
            giver_name=entity.name if entity is not None else row.value,
            via=(),
            judged=(*figure.judged, row),
        )

    return tuple(made(f) for f in figures)


def copies(found: Sequence[Copy], decided: Decided, entities: Entities) -> tuple[Copy, ...]:
    """The pairs of reports with the relation and the source that a person gave them, by the names of today."""
    if not decided.pairs and not decided.names.rows:
        return tuple(found)
    out = {frozenset((c.a, c.b)): replace(c, source=_renamed(c, entities)) for c in found}
    for paired in decided.pairs:
        copy = out.get(frozenset(paired.reports))
        if copy is None:
            continue
        why: dict[str, Feature] = dict(copy.why)
        if paired.row.decides == "relation":
            why["found"] = copy.relation
            relation = cast("CopyRelation", paired.relation)
            copy = replace(copy, relation=relation, source=None if relation == "independent" else copy.source)
        else:
            why["source_by"] = "person"
            copy = replace(copy, source=_source(copy, paired.row.value, paired.reports))
        out[frozenset(paired.reports)] = replace(copy, why=why, judged=(*copy.judged, paired.row))
    return tuple(out[frozenset((c.a, c.b))] for c in found)


def _renamed(copy: Copy, entities: Entities) -> str | None:
    """The source of a pair, a third one by the name that a person gave it."""
    if copy.source is None or not copy.source.startswith(THIRD):
        return copy.source
    entity = entities.resolve(copy.a, copy.source.removeprefix(THIRD))
    return f"{THIRD}{entity.name}" if entity is not None and entity.judged else copy.source


def _source(copy: Copy, value: str | None, reports: tuple[str, str]) -> str | None:
    if value not in ("first", "second"):
        return value
    meant = reports[0] if value == "first" else reports[1]
    return "a" if meant == copy.a else "b"


def conflicts(found: Sequence[Conflict], decided: Decided, origins: Origins) -> tuple[Conflict, ...]:
    """The conflicts with the relations that a person gave them, without those that are none to that person.

    Figures were judged with the rest of their quantity. Any other conflict is taken as a whole: the judgement holds
    when all its sides were before that person's eyes. Places that a person set against one another and sayso did not
    are a conflict of their own.
    """
    if not decided.differences:
        return tuple(found)
    out: list[Conflict] = []
    used: set[str] = set()
    for conflict in found:
        kept: Conflict | None = conflict
        for between in decided.differences:
            hit = [any(overlap(s, m) >= 0.5 for s in between.spans for m in side.members) for side in conflict.sides]
            if sum(hit) < 2 or kept is None:
                continue
            if conflict.kind == "figure" and between.figures:
                if conflict.relation == between.relation:
                    used.add(between.row.id)
                    kept = replace(kept, judged=(*kept.judged, between.row))
            elif all(hit):
                used.add(between.row.id)
                kept = _related(kept, between)
        if kept is not None:
            out.append(kept)
    out += [_made(b, decided, origins) for b in decided.differences if _is_new(b, used, found)]
    return tuple(replace(c, id=f"x{i}") for i, c in enumerate(out, 1))


def _related(conflict: Conflict, between: Between) -> Conflict | None:
    if between.relation is None:
        return None
    return replace(
        conflict,
        relation=between.relation,
        why={**conflict.why, "found": conflict.relation},
        score=1.0,
        judged=(*conflict.judged, between.row),
    )


def _is_new(between: Between, used: set[str], found: Sequence[Conflict]) -> bool:
    """Whether a person sets places against one another that no conflict does."""
    if between.relation is None or between.figures or between.row.id in used:
        return False
    return not any(
        sum(any(overlap(s, m) >= 0.5 for s in between.spans for m in side.members) for side in c.sides) > 1
        for c in found
    )


def _made(between: Between, decided: Decided, origins: Origins) -> Conflict:
    statements = [s for a in decided.annotated for s in a.statements]

    def side(n: int) -> Side:
        span = between.spans[n]
        holding = [
            (c.end - c.start, s.id)
            for s in statements
            for c in s.content
            if c.report == span.report and c.start <= span.start and span.end <= c.end
        ]
        statement = min(holding, default=(0, None))[1]
        return side_of([span], origins.of(span.report, statement))

    return Conflict(
        id="",
        kind="fact",
        about=f"set against one another: {between.spans[0].text}",
        sides=tuple(side(n) for n in range(len(between.spans))),
        relation=cast("ConflictRelation", between.relation),
        why={},
        score=1.0,
        judged=(between.row,),
    )


def verdicts(claims: Sequence[Claim], decided: Decided, origins: Origins) -> tuple[Claim, ...]:
    """The claims with the verdicts that a person gave them, the judgements that they stand by, and a desk's checks."""
    places = {p.id: p.span for a in decided.annotated for p in a.propositions}
    by_span = {span: item for item, span in places.items()}
    counted = [(row, {origins.named(a.text) for a in row.anchors if a.text}) for row in decided.counted]
    out = []
    for claim in claims:
        rows = _marks((by_span.get(m.span) for m in claim.members), decided)
        rows += tuple(row for row, names in counted if len(names.intersection(claim.origins)) > 1)
        out.append(replace(claim, judged=rows))
    for valued in decided.verdicts:
        n = carried(valued, claims, places)
        if n is None:
            continue
        why = {"found": claims[n].verdict, **out[n].why}
        verdict = cast("Verdict", valued.row.value)
        kept = tuple(j for j in out[n].judged if j.decides != "verdict")
        out[n] = replace(out[n], verdict=verdict, why=why, judged=(*kept, valued.row))
    return checked(out, decided)


def events(found: Sequence[Event], decided: Decided) -> tuple[Event, ...]:
    """The events with the type and status that a person gave them, and the judgements that their tellings stand by."""
    if not decided.marks and not decided.events_set:
        return tuple(found)
    told = {m: e.id for a in decided.annotated for e in a.events for m in e.mentions}

    def made(event: Event) -> Event:
        items = [told.get(m) for m in event.mentions]
        rows = _marks(items, decided)
        # oldest first, so that of several for the tellings of one event the latest holds
        for valued in decided.events_set:
            if valued.items[0] in items and valued.row.decides == "type":
                event = replace(event, type=valued.row.value or event.type)
            elif valued.items[0] in items:
                event = replace(event, status=cast("EventStatus", valued.row.value))
            rows += (valued.row,) if valued.items[0] in items else ()
        return replace(event, judged=tuple(dict.fromkeys(rows)))

    return tuple(made(e) for e in found)


def quantities(ledger: Sequence[Quantity], decided: Decided) -> tuple[Quantity, ...]:
    """The lines of the ledger, each with the judgements that its figures stand by."""
    if not decided.marks:
        return tuple(ledger)
    return tuple(replace(q, judged=_marks(q.figures, decided)) for q in ledger)


def _marks(items: Iterable[str | None], decided: Decided) -> tuple[Judgement, ...]:
    return tuple(dict.fromkeys(row for item in items if item for row in decided.marks.get(item, ())))


def remarks(
    decided: Decided,
    entities: Entities,
    origins: Origins,
    found: Sequence[Conflict],
    made: Sequence[Conflict],
    claims: Sequence[Claim],
) -> tuple[str, ...]:
    """A sentence on every judgement that found nothing to decide, or that cannot hold beside later ones.

    Args:
        decided: what was decided.
        entities: the names as they were linked.
        origins: the origins of the story.
        found: the conflicts as sayso found them.
        made: the conflicts as the person left them.
        claims: the claims as the person left them.
    """
    out = list(decided.remarks)
    out += [remark(row, LATER) for row in entities.contradicted]
    held = {j.id for c in made for j in c.judged} | {j.id for c in claims for j in c.judged}
    for between in decided.differences:
        if between.row.id not in held and between.relation is not None:
            out.append(remark(between.row, _unheld(between, made)))
        elif between.relation is None and _stands(between, made):
            out.append(remark(between.row, UNSEEN))
        elif between.relation is None and not between.figures and not _stands(between, found):
            out.append(remark(between.row, NOTHING))
    rows = {row.id: row for v in decided.verdicts if (row := v.row).id not in held}
    taken = {j.value for c in claims for j in c.judged if j.decides == "verdict"}
    out += [remark(row, LATER if taken else NOTHING) for row in rows.values()]
    out += remarks_on_checks(claims, decided)
    for row in decided.counted:
        gone = [a.text for a in row.anchors if a.text and origins.named(a.text) is None]
        if gone:
            out.append(remark(row, NOTHING))
    return tuple(out)


def _unheld(between: Between, made: Sequence[Conflict]) -> str:
    return UNSEEN if _stands(between, made) else NOTHING


def _stands(between: Between, conflicts: Sequence[Conflict]) -> bool:
    """Whether two of the places that were judged stand on two sides of a conflict."""
    return any(
        sum(any(overlap(s, m) >= 0.5 for s in between.spans for m in side.members) for side in c.sides) > 1
        for c in conflicts
    )
