"""How much of a story rests on some of its words, and whether a claim is one that can be checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sayso.link.lead.weights import claim_weight, families
from sayso.render.formats import dimension
from sayso.spans import Span
from sayso.types import Claim, Dossier

SURE = 0.5
# days before the first report after which what happened is background, as in `sayso.annotate.events`
BEFORE = 30
# what a claim counts that names no event and no figure (a feeling, a judgement), and one of the background
UNSUBSTANTIAL, BACKGROUND = 0.4, 0.5
# what a statement does that can be true or false now
TELLING = frozenset({"assert", "deny"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rests:
    """How much of a story rests on something: parts of its reports, shared claims and first lines, each 0 to 1."""

    reports: float
    claims: float
    lead: float
    tellers: int

    @property
    def whole(self) -> float:
        """The mean of the three."""
        return (self.reports + self.claims + self.lead) / 3


class Weights:
    """Weighs parts of one dossier.

    Args:
        dossier: whose parts are weighed. Reports that copy one another count as one teller.
    """

    def __init__(self, dossier: Dossier) -> None:
        self.family = families((r.id for r in dossier.reports), dossier.copies)
        self._tellers = len(set(self.family.values()))
        lengths = {r.id: len(r.text) for r in dossier.reports}
        weights = {c.id: claim_weight(c, lengths, self.family) for c in dossier.claims if c.score >= SURE}
        shared = {c.id for c in dossier.claims if len({self.family[m.span.report] for m in c.members}) > 1}
        self.claims = {i: w for i, w in weights.items() if i in shared} or weights
        self._all_claims = sum(self.claims.values())
        # the first line is the news, and each that follows adds less to it
        self._lead = tuple((line, 1 / n) for n, line in enumerate(dossier.lead, start=1))
        self._all_lead = sum(share for _, share in self._lead)
        self._substance = _Substance(dossier)
        self._of = {c.id: self._substance.of(c) for c in dossier.claims}

    def told_by(self, spans: Iterable[Span]) -> set[str]:
        """The tellers, copies counted once, in whose reports some words stand."""
        return {self.family[s.report] for s in spans}

    def rests(self, claims: Sequence[Claim], spans: Sequence[Span]) -> Rests:
        """How much of the story rests on claims, or on words outside all claims."""
        places = (*spans, *(m.span for c in claims for m in c.members))
        tellers = len(self.told_by(places))
        ids = {c.id for c in claims}
        lead = sum(
            share
            for line, share in self._lead
            if ids & set(line.claims) or any(line.span.overlaps(place) for place in places)
        )
        return Rests(
            reports=tellers / max(1, self._tellers),
            claims=sum(self.claims.get(i, 0.0) for i in ids) / (self._all_claims or 1.0),
            lead=lead / (self._all_lead or 1.0),
            tellers=tellers,
        )

    def in_lead(self, claim: Claim) -> bool:
        """Whether one of the first lines tells a claim."""
        return any(claim.id in line.claims for line, _ in self._lead)

    def substance(self, claim: Claim) -> float:
        """How far a claim is something that happened and can be checked, 0 to 1; see `_Substance`."""
        return self._of[claim.id]

    def newness(self, spans: Sequence[Span]) -> float:
        """1 for words on what is of the story, less for those on its background."""
        return BACKGROUND if self._substance.past(spans) else 1.0


class _Substance:
    """What of a dossier can be checked: events that happened and figures of the story, in words told as true."""

    def __init__(self, dossier: Dossier) -> None:
        self._modes = {s.id: s.mode for s in dossier.statements}
        self._firm: dict[str, list[tuple[int, int]]] = {}
        self._past: dict[str, list[tuple[int, int]]] = {}
        long_ago = _days_before(dossier.story.start, BEFORE)
        for event in dossier.events:
            past = event.background or bool(event.end and event.end < long_ago)
            for m in event.mentions if event.status != "hypothetical" else ():
                (self._past if past else self._firm).setdefault(m.report, []).append((m.start, m.end))
        for figure in dossier.figures:
            if figure.score >= SURE and dimension(figure.unit)[0] != "time":
                self._firm.setdefault(figure.report, []).append((figure.span.start, figure.span.end))
        for time in dossier.times:
            if time.end and time.end < long_ago:
                self._past.setdefault(time.span.report, []).append((time.span.start, time.span.end))

    def of(self, claim: Claim) -> float:
        """0 when most members are opinions, wishes or what is to come; less than 1 for what is not of the story."""
        telling = [self._modes.get(m.statement or "", "assert") in TELLING for m in claim.members]
        if sum(telling) * 2 < len(telling):
            return 0.0
        spans = [m.span for m in claim.members]
        if self.past(spans):
            return BACKGROUND
        return 1.0 if _half(spans, self._firm) else UNSUBSTANTIAL

    def past(self, spans: Sequence[Span]) -> bool:
        """Whether half of some words or more hold a day or an event long past."""
        return _half(spans, self._past)


def _days_before(day: str | None, days: int) -> str:
    """The ISO day so many days before another; "" where that is not known to the day, which no day is before."""
    try:
        return (date.fromisoformat((day or "")[:10]) - timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return ""


def _half(spans: Sequence[Span], places: dict[str, list[tuple[int, int]]]) -> bool:
    return bool(spans) and sum(_holds(s, places) for s in spans) * 2 >= len(spans)


def _holds(span: Span, places: dict[str, list[tuple[int, int]]]) -> bool:
    return any(span.start < end and start < span.end for start, end in places.get(span.report, ()))
