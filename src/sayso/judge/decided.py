"""What judgements say of the reports at hand: those in force, what they hold on to there, and why others do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from sayso.judge.constraints import UNDECIDED, Constraints, Settling
from sayso.judge.places import Places, nearest
from sayso.judge.rows import CHECKS, FIRST, About, Anchor, Judgement, taken_back
from sayso.judge.words import plain
from sayso.link.names.judged import At, NameJudgements, Node
from sayso.link.names.resolve import form_key
from sayso.spans import Span
from sayso.types import Annotations, Aside, ConflictRelation, CopyRelation, Figure, FigureStatus, Mode, Report

REMARK = "a judgement of {by} ({what}) does not hold here: {why}"
GONE = "these reports do not have {words}"
NO_REPORT = "its report is not among these"
LATER = "a later one says otherwise"
UNKNOWN = "there is no judgement {what} to take back"
ONE = "both are the same"
NOTHING = "nothing in this dossier stands there"
UNSEEN = "more values stand against one another now than were judged"


@dataclass(frozen=True, slots=True)
class Valued:
    """A judgement that sets something, with the ids of the items that it sets it for."""

    row: Judgement
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A judgement on what stands between some places: a relation, or None for no conflict."""

    row: Judgement
    spans: tuple[Span, ...]
    figures: frozenset[str]
    relation: ConflictRelation | None


@dataclass(frozen=True, slots=True)
class Paired:
    """A judgement on two reports: the ids in its order, with the relation or the source that it sets."""

    row: Judgement
    reports: tuple[str, str]
    relation: CopyRelation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """All that was decided of some reports, for each stage in its own terms.

    `annotated` are the reports without what was dismissed, and with what was set of statements and figures. Sequences
    are oldest first, so that what comes later replaces what came before. `marks` are the judgements by which an item
    stands together with others or apart, `counted` those on origins, `aside` what is left out of the worklist alone.
    """

    annotated: tuple[Annotations, ...]
    names: NameJudgements = field(default_factory=NameJudgements)
    claims: Constraints = UNDECIDED
    events: Constraints = UNDECIDED
    figures: Constraints = UNDECIDED
    origins: Constraints = UNDECIDED
    speakers: tuple[Valued, ...] = ()
    givers: tuple[Valued, ...] = ()
    events_set: tuple[Valued, ...] = ()
    verdicts: tuple[Valued, ...] = ()
    checks: tuple[Valued, ...] = ()
    differences: tuple[Between, ...] = ()
    pairs: tuple[Paired, ...] = ()
    aside: tuple[Aside, ...] = ()
    marks: Mapping[str, tuple[Judgement, ...]] = field(default_factory=dict)
    counted: tuple[Judgement, ...] = ()
    remarks: tuple[str, ...] = ()


def decide(judgements: Sequence[Judgement], annotated: Sequence[Annotations]) -> Decided:
    """Finds what judgements hold on to in some reports; of those that contradict each other the later one holds.

    Args:
        judgements: rows in the order in which they were written.
        annotated: the reports that a dossier is made of.

    Returns:
        What each stage has to keep to, with a remark on every judgement that cannot hold.
    """
    annotated = tuple(annotated)
    if not judgements:
        return Decided(annotated=annotated)
    working = _Working(annotated)
    for row in reversed(in_force(judgements, working.remarks)):
        working.take(row)
    return working.decided()


def in_force(judgements: Iterable[Judgement], remarks: list[str] | None = None) -> list[Judgement]:
    """The judgements that nobody took back, each once, in the order of their times.

    Args:
        judgements: rows in the order in which they were written.
        remarks: gets a remark on each row that takes back one that there is not.
    """
    rows = list({j.id: j for j in judgements}.values())
    known = {j.id for j in rows}
    revoked = taken_back(rows)
    for name, row in revoked.items():
        if name not in known and remarks is not None:
            remarks.append(remark(row, UNKNOWN.format(what=name)))
    return sorted((j for j in rows if j.id not in revoked and j.decides != "revoke"), key=lambda j: j.at)


def remark(row: Judgement, why: str) -> str:
    """A sentence on a judgement that does not hold."""
    return REMARK.format(by=row.by, what=plain(row), why=why)


class _Working:
    """Takes judgements one after the other, the latest first."""

    def __init__(self, annotated: tuple[Annotations, ...]) -> None:
        self.remarks: list[str] = []
        self._annotated = annotated
        self._places = Places([a.report for a in annotated])
        found = (
            *(("statement", s.id, c) for a in annotated for s in a.statements for c in s.content),
            *(("figure", f.id, f.span) for a in annotated for f in a.figures),
            *(("event", e.id, m) for a in annotated for e in a.events for m in e.mentions),
            *(("claim", p.id, p.span) for a in annotated for p in a.propositions),
            *(("entity", _place(n.span), n.span) for a in annotated for n in a.names),
        )
        self._items: dict[tuple[str, str], list[tuple[str, Span]]] = {}
        for about, name, span in found:
            self._items.setdefault((about, span.report), []).append((name, span))
        self._no_names: set[At] = set()
        self._names: list[tuple[Judgement, tuple[Node, ...]]] = []
        self._settling = {about: Settling() for about in ("claim", "event", "figure", "origin")}
        self._marks: dict[str, list[Judgement]] = {}
        self._values: dict[tuple[str, str], dict[str, str | None]] = {}
        self._set: dict[str, list[Valued]] = {"speaker": [], "giver": [], "verdict": [], "check": [], "event": []}
        self._corrected: dict[str, list[Judgement]] = {}
        self._dismissed: set[str] = set()
        self._between: list[Between] = []
        self._pairs: list[Paired] = []
        self._aside: list[Aside] = []
        self._counted: list[Judgement] = []

    def take(self, row: Judgement) -> None:
        if row.decides == "aside":
            self._take_aside(row)
        elif row.about == "entity":
            self._take_names(row)
        elif row.about == "copy":
            self._take_pair(row)
        elif row.about == "conflict":
            self._take_between(row)
        elif row.decides in ("same", "apart"):
            self._take_groups(row)
        else:
            self._take_value(row)

    def decided(self) -> Decided:
        return Decided(
            annotated=tuple(self._as_judged(a) for a in self._annotated),
            names=NameJudgements(tuple(self._names)),
            claims=self._settling["claim"].settled(),
            events=self._settling["event"].settled(),
            figures=self._settling["figure"].settled(),
            origins=self._settling["origin"].settled(),
            speakers=tuple(reversed(self._set["speaker"])),
            givers=tuple(reversed(self._set["giver"])),
            events_set=tuple(reversed(self._set["event"])),
            verdicts=tuple(reversed(self._set["verdict"])),
            checks=tuple(reversed(self._set["check"])),
            differences=tuple(reversed(self._between)),
            pairs=tuple(reversed(self._pairs)),
            aside=tuple(reversed(self._aside)),
            marks={item: tuple(reversed(rows)) for item, rows in self._marks.items()},
            counted=tuple(self._counted),
            remarks=tuple(self.remarks),
        )

    def _as_judged(self, annotations: Annotations) -> Annotations:
        """One report without what was dismissed, and with what was set."""
        if self._no_names:
            names = (n for n in annotations.names if _at(_place(n.span)) not in self._no_names)
            annotations = replace(annotations, names=tuple(names))
        return _corrected(_without(annotations, self._dismissed), self._corrected)

    def _left_out(self, row: Judgement, why: str) -> None:
        self.remarks.append(remark(row, why))

    def _gone(self, row: Judgement, anchors: Sequence[Anchor]) -> None:
        lost = replace(row, anchors=tuple(anchors))
        report = any(a.report is not None and self._places.report(a.report) is None for a in anchors)
        self._left_out(row, NO_REPORT if report else GONE.format(words=_words(lost)))

    def _at(self, span: Span, about: About) -> str | None:
        """The item of a kind that stands at a place."""
        return nearest(span, self._items.get((about, span.report), ()))

    def _found(self, row: Judgement, about: About) -> list[str]:
        """The items that the anchors of a judgement stand for; those that are gone are told of.

        A claim is known by any one of its places; that others are gone is told of only when all are.
        """
        found, gone = [], []
        for anchor in row.anchors:
            span = self._places.span(anchor)
            item = self._at(span, about) if span is not None else None
            if item is None:
                gone.append(anchor)
            else:
                found.append(item)
        if gone and not (found and row.decides in ("verdict", *CHECKS)):
            self._gone(row, gone)
        return found

    def _take_groups(self, row: Judgement) -> None:
        origins = row.about == "origin"
        found = [a.text or "" for a in row.anchors] if origins else self._found(row, row.about)
        items = list(dict.fromkeys(found))
        if len(items) < 2:
            if len(found) > 1:
                self._left_out(row, ONE)
            return
        settling = self._settling[row.about]
        if row.decides == "same":
            held = [settling.join(items[0], other) for other in items[1:]]
        elif row.value == FIRST:
            held = [settling.bar(items[0], other) for other in items[1:]]
        else:
            held = [settling.bar(a, b) for k, a in enumerate(items) for b in items[k + 1 :]]
        if not all(held):
            self._left_out(row, LATER)
        if any(held):
            for item in () if origins else items:
                self._marks.setdefault(item, []).append(row)
            if origins:
                self._counted.append(row)

    def _take_value(self, row: Judgement) -> None:
        items = tuple(self._found(row, row.about))
        if not items:
            return
        if row.about == "claim":
            self._set["verdict" if row.decides == "verdict" else "check"].append(Valued(row, items))
            return
        held = [self._set_value(row, item) for item in dict.fromkeys(items)]
        if not all(held):
            self._left_out(row, LATER)

    def _set_value(self, row: Judgement, item: str) -> bool:
        """Takes a judgement for one item; False when a later one says otherwise of it."""
        said = self._values.setdefault((row.about, item), {})
        gone = "dismiss" in said and row.decides != "dismiss"
        moot = row.decides == "dismiss" and bool(said.keys() - {"dismiss"})
        if gone or moot or said.get(row.decides, row.value) != row.value:
            return False
        if row.decides not in said:
            said[row.decides] = row.value
            if row.decides == "dismiss":
                self._dismissed.add(item)
            elif row.about == "event":
                self._set["event"].append(Valued(row, (item,)))
            elif row.decides in self._set:
                self._set[row.decides].append(Valued(row, (item,)))
            else:
                self._corrected.setdefault(item, []).insert(0, row)
        return True

    def _take_between(self, row: Judgement) -> None:
        spans = tuple(s for a in row.anchors if (s := self._places.span(a)) is not None)
        if len(spans) < len(row.anchors):
            self._gone(row, [a for a in row.anchors if self._places.span(a) is None])
        if len(spans) < 2:
            return
        figures = frozenset(f for s in spans if (f := self._at(s, "figure")) is not None)
        relation: ConflictRelation | None = row.value if row.decides == "relation" else None  # type: ignore[assignment]
        taken = Between(row, spans, figures if len(figures) > 1 else frozenset(), relation)
        same = [b for b in self._between if set(b.spans) == set(spans)]
        if not same:
            self._between.append(taken)
        elif same[0].relation != relation:
            self._left_out(row, LATER)

    def _take_pair(self, row: Judgement) -> None:
        found = [self._places.report(a.report) for a in row.anchors if a.report is not None]
        reports = [r.id for r in found if r is not None]
        if len(reports) < 2:
            self._gone(row, [a for a, r in zip(row.anchors, found, strict=True) if r is None])
            return
        if reports[0] == reports[1]:
            self._left_out(row, ONE)
            return
        relation: CopyRelation | None = row.value if row.decides == "relation" else None  # type: ignore[assignment]
        taken = Paired(row, (reports[0], reports[1]), relation)
        same = [p for p in self._pairs if set(p.reports) == set(reports) and p.row.decides == row.decides]
        if not same:
            self._pairs.append(taken)
        elif (same[0].row.value, same[0].reports) != (row.value, taken.reports):
            self._left_out(row, LATER)

    def _take_aside(self, row: Judgement) -> None:
        found = _aside(row, self._places)
        if found is not None:
            self._aside.append(found)
        else:
            self._gone(row, row.anchors)

    def _take_names(self, row: Judgement) -> None:
        nodes = [(a, self._named(a)) for a in row.anchors]
        gone = [a for a, node in nodes if not node]
        if gone:
            self._gone(row, gone)
        found = self._without_later(row, [node for _, node in nodes if node])
        kept = tuple(dict.fromkeys(node for node in found if node))
        if len(kept) < len(found) and not all(found):
            self._left_out(row, LATER)
            return
        if row.decides == "dismiss":
            self._no_names.update(*kept)
            return
        if row.decides == "apart" and len(kept) > 1:
            # who sets "Roe" of one report off from "Roe" means all the others by the first
            kept = tuple(node for node in (kept[0].difference(*kept[1:]), *kept[1:]) if node)
        if len(kept) >= (2 if row.decides in ("same", "apart") else 1):
            self._names.append((row, kept))
        elif not gone:
            self._left_out(row, ONE)

    def _without_later(self, row: Judgement, nodes: Sequence[Node]) -> list[Node]:
        """The mentions of anchors without those that a later judgement says are no names, or says something of."""
        if row.decides != "dismiss":
            return [node - self._no_names for node in nodes]
        later = {at for _, kept in self._names for node in kept for at in node}
        return [node - later for node in nodes]

    def _named(self, anchor: Anchor) -> Node:
        """The mentions that an anchor of a name stands for."""
        if anchor.start is not None:
            span = self._places.span(anchor)
            found = self._at(span, "entity") if span else None
            return frozenset([_at(found)]) if found is not None else frozenset()
        within = self._places.report(anchor.report) if anchor.report is not None else None
        if anchor.report is not None and within is None:
            return frozenset()
        wanted = form_key(anchor.text or "")
        found_at: list[At] = [
            (n.span.report, n.span.start, n.span.end)
            for a in self._annotated
            if within is None or a.report.id == within.id
            for n in a.names
            if not n.nominal and form_key(n.span.text) == wanted
        ]
        return frozenset(found_at)


def set_aside(judgements: Iterable[Judgement], reports: Sequence[Report]) -> tuple[Aside, ...]:
    """What is not worth checking of some reports, by the judgements that nobody took back, oldest first.

    Args:
        judgements: rows in the order in which they were written.
        reports: those of a dossier.
    """
    places = Places(reports)
    rows = (row for row in in_force(judgements) if row.decides == "aside")
    return tuple(found for row in rows if (found := _aside(row, places)) is not None)


def _aside(row: Judgement, places: Places) -> Aside | None:
    """What a judgement takes off the worklist; of several places some may be gone, None when all are."""
    spans = tuple(s for a in row.anchors if (s := places.span(a)) is not None)
    of_anchors = (places.report(a.report) for a in row.anchors if a.report is not None)
    reports = tuple(r.id for r in of_anchors if r is not None) if row.about == "copy" else ()
    found = bool(spans) or len(set(reports)) == len(row.anchors)
    return Aside(row=row, spans=spans, reports=reports) if found else None


def _place(span: Span) -> str:
    return f"{span.report}\0{span.start}\0{span.end}"


def _at(place: str) -> At:
    report, start, end = place.split("\0")
    return report, int(start), int(end)


def _corrected(annotations: Annotations, rows: Mapping[str, Sequence[Judgement]]) -> Annotations:
    """One report with what a person set of its statements and figures."""
    if not rows:
        return annotations
    return replace(
        annotations,
        statements=tuple(
            replace(s, mode=cast("Mode", rows[s.id][-1].value), judged=tuple(rows[s.id])) if s.id in rows else s
            for s in annotations.statements
        ),
        figures=tuple(_counted(f, rows[f.id]) if f.id in rows else f for f in annotations.figures),
    )


def _counted(figure: Figure, rows: Sequence[Judgement]) -> Figure:
    for row in rows:
        if row.decides == "value":
            figure = replace(figure, low=float(row.value or 0), high=float(row.value or 0), modifier="exact")
        elif row.decides == "as_of":
            figure = replace(figure, as_of=row.value)
        else:
            figure = replace(figure, status=cast("FigureStatus", row.value))
    return replace(figure, judged=tuple(rows))


def _words(row: Judgement) -> str:
    """The words of anchors that are gone."""
    return ", ".join(dict.fromkeys(f"“{' '.join((a.text or '').split())[:60]}”" for a in row.anchors))


def _without(annotations: Annotations, dismissed: set[str]) -> Annotations:
    """One report without the statements, figures and events that a person dismissed."""
    if not dismissed:
        return annotations
    parents = {s.id: s.parent for s in annotations.statements}

    def outer(statement: str | None) -> str | None:
        while statement in dismissed:
            statement = parents.get(statement)
        return statement

    return replace(
        annotations,
        statements=tuple(replace(s, parent=outer(s.parent)) for s in annotations.statements if s.id not in dismissed),
        figures=tuple(replace(f, statement=outer(f.statement)) for f in annotations.figures if f.id not in dismissed),
        events=tuple(
            replace(e, statements=tuple(s for s in e.statements if s not in dismissed))
            for e in annotations.events
            if e.id not in dismissed
        ),
        propositions=tuple(replace(p, statement=outer(p.statement)) for p in annotations.propositions),
    )
