"""What a reporter should check next in a story, whom to ring for it, and how much of the story rests on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from sayso.annotate.speakerwords import is_somebody
from sayso.link.groups import Groups
from sayso.render import wording
from sayso.render.formats import amount, count, dimension, few, joined
from sayso.render.lookup import Lookup, own_voice
from sayso.render.quoted import differences_of
from sayso.render.short import line
from sayso.spans import Span
from sayso.types import COPIED, Claim, Conflict, Copy, Dossier, Figure, QuotationMember
from sayso.worklist.aside import Aside
from sayso.worklist.checks import Check, CheckKind
from sayso.worklist.weighing import SURE, Rests, Weights

# How far each is from being sure, beside a dispute. Editors ask for two sources that do not depend on one another and
# have a name: what nobody with a name says falls furthest short; what one with a name says, half. Set by eye on stories
# of the multisource set; see docs/explanation/worklist.md.
DOUBT: dict[CheckKind, float] = {
    "dispute": 1.0,
    "unnamed": 0.9,
    "figure": 0.7,
    "own-voice": 0.6,
    "one-origin": 0.5,
    "slip": 0.5,
    "quotation": 0.5,
    "copy": 0.4,
}
# what is known of a copy's source when the taker itself says where its text is from
_CREDITED = frozenset({"credit", "cites", "names", "both cite", "release", "version", "person"})
# things up to this number are seen rather than counted, and news style spells them out; of people each counts
SPELLED_OUT = 10
# characters of a sentence that is still read at a glance
LONGEST = 320
# a part of the shared claims that rounds to nothing
LEAST = 0.005
# outlets that are named before "and 3 more"
_FEW = 4


def find_checks(dossier: Dossier) -> tuple[Check, ...]:
    """Lists what a reporter should check next in a story, what most of it rests on first.

    An entry is a dispute; claims that rest on one unnamed source, or on one origin alone (an entry for each origin,
    since one call serves them all); a claim that reports tell in their own voice only; a figure that nobody is said to
    have given; an error in copying; a quotation with altered words; text taken from another report without credit. A
    claim stands in one entry only, the first of these that holds. Opinions, wishes and what is to come are no claims to
    check; what the desk has found out is left out, and what a person took off the list (see `find_aside`).

    `weight = rests * doubt * substance * score`, each 0 to 1:

    - `rests`: the mean of three parts that rest on the entry: of the reports (copies of one another count once), of
      the weight of the claims that reports share, and of the first lines (each counts 1/n, the news first).
    - `doubt`: how far the entry is from being sure, by its kind; divided by the square root of the number of reports
      that tell it in their own voice, since each of them may know it by itself.
    - `substance`: 1 for what names an event of the story or a figure, less for background and for what names neither.
    - `score`: how sure sayso is of it.

    Args:
        dossier: of the story.

    Returns:
        The entries by weight; those with none are left out.
    """
    aside = Aside(dossier)
    if not aside:
        return _Worklist(dossier).checks()
    # claims that a dispute tells too went with it
    gone = {i for check in find_aside(dossier) for i in check.items}
    return _Worklist(dossier, lambda kind, key: not aside.has(kind, key) and key not in gone).checks()


def find_aside(dossier: Dossier) -> tuple[Check, ...]:
    """Lists what a person took off the worklist because it is not worth checking, with the judgements that say so.

    A claim, a figure or a quotation is off the list while half of its places are those that were judged, a conflict
    while each of its sides has one: what comes in with later reports brings it back when it is most of it, and a value
    that nobody had judged at once.

    Args:
        dossier: of the story.

    Returns:
        Entries as `find_checks` gives them.
    """
    aside = Aside(dossier)
    if not aside:
        return ()
    found = _Worklist(dossier, aside.has, beside=True).checks()
    return tuple(replace(check, aside=aside.rows(check)) for check in found)


class _Worklist:
    """Finds entries among some of a dossier's items.

    Args:
        dossier: of the story.
        wanted: whether an item can be an entry, by its kind and key; see `sayso.worklist.aside.Aside`.
        beside: whether a dispute takes claims along that cannot be entries by themselves.
    """

    def __init__(
        self, dossier: Dossier, wanted: Callable[[str, str], bool] = lambda kind, key: True, *, beside: bool = False
    ) -> None:
        self.dossier = dossier
        self.wanted = wanted
        self.lookup = Lookup(dossier)
        self.weights = Weights(dossier)
        sure = [c for c in dossier.claims if c.score >= SURE]
        self.claims = [c for c in sure if wanted("claim", c.id)]
        self.beside = sure if beside else self.claims
        # what the desk has found out needs no check
        self.taken = {c.id for c in self.claims if c.checks}
        self.figured: set[str] = set()

    def checks(self) -> tuple[Check, ...]:
        found = [
            *self._disputes(),
            *self._unnamed(),
            *self._figures(),
            *self._own_voices(),
            *self._one_origin(),
            *self._quotations(),
            *self._copies(),
        ]
        return tuple(sorted((c for c in found if c.weight > 0), key=lambda c: (-c.weight, c.kind, c.items)))

    def _check(
        self,
        kind: CheckKind,
        *,
        what: str,
        why: str,
        call: Iterable[str],
        items: Iterable[str],
        claims: Sequence[Claim] = (),
        spans: Sequence[Span] = (),
        voices: int = 1,
        substance: float = 1.0,
        score: float = 1.0,
    ) -> Check:
        rests = self.weights.rests(claims, spans)
        doubt = DOUBT[kind] / max(1, voices) ** 0.5
        places = (*spans, *(m.span for c in claims for m in c.members))
        return Check(
            kind=kind,
            what=" ".join(what.split()),
            why=why,
            rests=self._rests(rests),
            call=tuple(dict.fromkeys(call)),
            items=tuple(items),
            spans=self.lookup.ordered(places),
            weight=round(rests.whole * doubt * substance * score, 4),
            features={
                "rests": round(rests.whole, 3),
                "part_of_reports": round(rests.reports, 3),
                "part_of_claims": round(rests.claims, 3),
                "part_of_lead": round(rests.lead, 3),
                "doubt": round(doubt, 3),
                "substance": round(substance, 3),
                "score": round(score, 3),
                "claims": len(claims) or None,
            },
        )

    def _rests(self, rests: Rests) -> str:
        """How much of the story rests on an entry, in words."""
        of = len(set(self.weights.family.values()))
        said = [wording.CHECK_REPORTS.format(n=rests.tellers, of=count(of, "report"))]
        if rests.claims >= LEAST:
            said.append(wording.CHECK_CLAIMS.format(percent=round(rests.claims * 100)))
        if rests.lead:
            said.append(wording.CHECK_LEAD)
        return wording.CHECK_RESTS.format(what=joined(said))

    # what differs

    def _disputes(self) -> Iterator[Check]:
        """Conflicts, and claims that a party denies where no other words stand against it."""
        quoted = {(s.report, s.start) for q in self.dossier.quotations for m in q.members for s in m.spans}
        found = [
            c
            for c in self.dossier.conflicts
            if c.relation in ("dispute", "error")
            and c.kind != "name"
            and c.score >= SURE
            and self.wanted("conflict", c.id)
            # a quotation that was altered has an entry of its own
            and not all((s.report, s.start) in quoted for s in _words(c))
        ]
        denied = [c for c in self.claims if c.verdict == "disputed" and c.why.get("denied_by")]
        for conflicts, claims in self._together(found, denied):
            spans = [s for c in conflicts for s in _words(c)]
            ids = {c.id for c in conflicts}
            told = {c.id for c in claims}
            if any(c.checks for c in claims) or self.lookup.checks(spans):
                continue
            beside = {c.id for c in self.lookup.claims_over(spans) if _inside(spans, c)}
            claims += [
                c
                for c in self.beside
                if c.id not in told | self.taken and (c.id in beside or ids & set(_ids(c, "disputed_by")))
            ]
            self.taken |= {c.id for c in claims}
            self.figured |= {f.quantity for f in self._figures_at(spans) if f.quantity}
            yield self._dispute(conflicts, claims, spans)

    def _dispute(self, conflicts: Sequence[Conflict], claims: Sequence[Claim], spans: Sequence[Span]) -> Check:
        first = max(conflicts, key=lambda c: (len(self.weights.told_by(_words(c))), c.score), default=None)
        denying = [n for c in claims for n in _ids(c, "denied_by")]
        if first is None:
            what, score = self._sentence(claims[0]), claims[0].score
            who = list(dict.fromkeys(self.lookup.who(n) for n in denying))
            why = wording.CHECK_DENIED.format(who=few(who, _FEW))
        else:
            what, score, why = self._about(first), first.score, self._sides(first)
        others = sorted((c for c in conflicts if c is not first), key=lambda c: -c.score)
        sides = [o for c in (*([first] if first else []), *others) for side in c.sides for o in side.origins]
        return self._check(
            "slip" if first and first.relation == "error" else "dispute",
            what=what,
            why=why,
            call=self._callable((*sides, *denying) if first else (*denying, *claims[0].origins)),
            items=(*([first.id] if first else []), *(c.id for c in others), *(c.id for c in claims)),
            claims=claims,
            spans=spans,
            substance=self.weights.newness(_words(first) if first else [m.span for m in claims[0].members]),
            score=score,
        )

    def _together(
        self, conflicts: Sequence[Conflict], denied: Sequence[Claim]
    ) -> list[tuple[list[Conflict], list[Claim]]]:
        """Conflicts and denied claims of which one call settles all: of one quantity, or denied by the same."""
        groups: Groups[str] = Groups()
        for conflict in conflicts:
            groups.join(conflict.id, f"{conflict.relation} {conflict.why.get('quantity') or conflict.id}")
            for name in _ids(conflict, "denied_by"):
                groups.join(conflict.id, f"denied {self.lookup.group_of.get(name, name)}")
        for claim in denied:
            for name in _ids(claim, "denied_by"):
                groups.join(claim.id, f"denied {self.lookup.group_of.get(name, name)}")
        found: dict[str, tuple[list[Conflict], list[Claim]]] = {}
        for conflict in conflicts:
            found.setdefault(groups.find(conflict.id), ([], []))[0].append(conflict)
        for claim in denied:
            found.setdefault(groups.find(claim.id), ([], []))[1].append(claim)
        return list(found.values())

    def _about(self, conflict: Conflict) -> str:
        """What a conflict is about; of a denial the sentence that tells it, for a clause alone would say it is so."""
        denying = set(_ids(conflict, "denied_by"))
        for side in conflict.sides if conflict.kind == "denial" else ():
            if denying & set(side.origins):
                words = "".join(self.lookup.sentence(side.members[0]))
                return words if len(words) <= LONGEST else conflict.about
        return conflict.about

    def _sides(self, conflict: Conflict) -> str:
        told = [
            wording.CHECK_SIDE.format(value=_short(side.value), who=self._behind(side.origins, side.members))
            for side in conflict.sides
        ]
        return f"{joined(told)}: {_lower(wording.because(conflict))}"

    # what rests on too little

    def _unnamed(self) -> Iterator[Check]:
        for claims in self._by_origin(named=False):
            told = [o for group in claims[0].independent for o in group]
            who = self.lookup.who(next(o for o in told if o != wording.NOT_STATED))
            reports = self.lookup.names(m.span.report for m in claims[0].members)
            why = wording.CHECK_UNNAMED.format(who=who, reports=few(reports, _FEW))
            yield self._on_one("unnamed", claims, why, self._first(claims), 1 + self._own_tellers(claims[0]))

    def _one_origin(self) -> Iterator[Check]:
        for claims in self._by_origin(named=True):
            names = [o for group in claims[0].independent for o in group if not o.startswith("unnamed:")]
            reports = {m.span.report for m in claims[0].members}
            why = wording.CHECK_ONE_ORIGIN.format(
                reports=count(len(reports), "report"), verb="has" if len(reports) == 1 else "have", who=names[0]
            )
            yield self._on_one("one-origin", claims, why, names[:1], 1 + self._own_tellers(claims[0]))

    def _by_origin(self, *, named: bool) -> list[list[Claim]]:
        """The claims that one origin alone stands behind, origin by origin, the weightiest claim first."""
        groups: dict[str, list[Claim]] = {}
        for claim in self._open_claims():
            if not claim.independent or (len(claim.independent) > 1 and not claim.why.get("unnamed_only")):
                continue
            stated = _stated(claim)
            bare = all(o.startswith("unnamed:") for o in stated)
            if not stated or bare == named:
                continue
            alone = stated[0] if bare else next(o for o in stated if not o.startswith("unnamed:"))
            groups.setdefault(self.lookup.group_of.get(alone, alone), []).append(claim)
        self.taken |= {c.id for claims in groups.values() for c in claims}
        return [self._weighed(claims) for claims in groups.values()]

    def _on_one(self, kind: CheckKind, claims: Sequence[Claim], why: str, call: Iterable[str], voices: int) -> Check:
        if len(claims) > 1 and kind != "own-voice":
            why = f"{why} {wording.CHECK_MORE.format(claims=count(len(claims) - 1, 'more claim'))}"
        return self._check(
            kind,
            what=self._sentence(claims[0]),
            why=why,
            call=call,
            items=(c.id for c in claims),
            claims=claims,
            voices=voices,
            substance=self._mean([self.weights.substance(c) for c in claims], claims),
            score=self._mean([c.score for c in claims], claims),
        )

    def _own_voices(self) -> Iterator[Check]:
        """Claims that no report sources; those in one sentence have one entry."""
        sentences: dict[str, list[Claim]] = {}
        for claim in self._open_claims():
            if not _stated(claim):
                self.taken.add(claim.id)
                sentences.setdefault(self._sentence(claim), []).append(claim)
        for claims in map(self._weighed, sentences.values()):
            tellers = self._own_tellers(claims[0])
            names = self.lookup.names(m.span.report for m in claims[0].members)
            template = wording.CHECK_OWN_VOICE if len(names) == 1 else wording.CHECK_OWN_VOICES
            yield self._on_one(
                "own-voice", claims, template.format(reports=few(names, _FEW)), self._first(claims), tellers
            )

    def _open_claims(self) -> list[Claim]:
        """Claims not yet in an entry that several tellers share, or that one of the first lines tells."""
        return [
            c
            for c in self.claims
            if c.id not in self.taken
            and c.verdict in ("single-origin", "only-here", "unsourced", "corroborated")
            and (c.id in self.weights.claims or self.weights.in_lead(c))
            and self.weights.substance(c) > 0
        ]

    def _figures(self) -> Iterator[Check]:
        open_ = {c.id for c in self._open_claims() if not _stated(c)}
        for quantity in self.dossier.ledger:
            figures = [self.lookup.figures[i] for i in quantity.figures]
            told = [f for f in figures if f.status == "actual" and f.score >= SURE and _counts(f)]
            if not told or quantity.id in self.figured or any(f.giver_name for f in figures):
                continue
            if not self.wanted("figure", quantity.id):
                continue
            spans = [f.span for f in told]
            near = self.lookup.claims_over(spans)
            claims = [c for c in near if c.id in open_ - self.taken and _inside(spans, c)]
            if not claims:
                continue
            self.taken |= {c.id for c in claims}
            values, of = list(dict.fromkeys(amount(f) for f in told)), wording.of_what(told[0])
            yield self._check(
                "figure",
                what=f"{joined(values, wording.OR)} {of}" if of else self._sentence(claims[0]),
                why=wording.CHECK_FIGURE.format(reports=few(self.lookup.names(f.report for f in told), _FEW)),
                call=self._first(claims),
                items=(*(f.id for f in told), *(c.id for c in claims)),
                claims=claims,
                spans=spans,
                voices=len(self.weights.told_by(spans)),
                score=max(f.score for f in told),
            )

    # words and texts

    def _quotations(self) -> Iterator[Check]:
        for quotation in self.dossier.quotations:
            given = int(quotation.why.get("speakers") or 0)
            if not self.wanted("quotation", quotation.id):
                continue
            if not (quotation.relation == "altered" and quotation.why.get("weighty_changes")) and given < 2:
                continue
            altered = [m for m in quotation.members if m.form == "altered"] or list(quotation.members[1:])
            name = quotation.members[0].speaker_name or quotation.speaker_name
            fullest = quotation.members[0]
            notes = [f"{self._label(m)}: {'; '.join(told)}" for m in altered if (told := differences_of(m))]
            why = wording.CHECK_SPEAKERS if given > 1 else wording.CHECK_ALTERED.format(notes=". ".join(notes))
            yield self._check(
                "quotation",
                what=" … ".join(s.text for s in fullest.spans),
                why=why,
                call=self._callable([name] if name else []) or [self._label(m) for m in altered],
                items=(quotation.id,),
                spans=[s for m in quotation.members for s in m.spans],
            )

    def _copies(self) -> Iterator[Check]:
        takers: dict[str, list[tuple[str, Copy]]] = {}
        for taking in self.lookup.takings:
            copy = taking.copy
            wanted = self.wanted("copy", f"{taking.taker}\n{taking.giver}")
            if wanted and copy.relation in COPIED and taking.known and copy.why.get("source_by") not in _CREDITED:
                takers.setdefault(taking.giver, []).append((taking.taker, copy))
        for giver, found in takers.items():
            credited = set(self.lookup.by_id[giver].agencies)
            open_ = [(t, c) for t, c in found if not credited or not credited & set(self.lookup.by_id[t].agencies)]
            if not open_:
                continue
            spans = [p.a if c.a == t else p.b for t, c in open_ for p in c.passages]
            names = self.lookup.names(t for t, _ in open_)
            yield self._check(
                "copy",
                what=wording.CHECK_COPY.format(takers=few(names, _FEW), giver=self.lookup.label(giver)),
                why=wording.CHECK_NO_CREDIT,
                call=names,
                items=(giver, *(t for t, _ in open_)),
                spans=spans,
            )

    # whom to ring, and other questions

    def _callable(self, origins: Iterable[str]) -> list[str]:
        """Of origins those with a name, else their descriptions; own voices by their outlets, after them."""
        found = list(dict.fromkeys(origins))
        named = [o for o in found if not own_voice(o) and not o.startswith("unnamed:")]
        described = [self.lookup.who(o) for o in found if o.startswith("unnamed:") and o != wording.NOT_STATED]
        outlets = [self._outlet(o) for o in found if own_voice(o)]
        return [*named, *(described if not named else []), *outlets]

    def _outlet(self, voice: str) -> str:
        return self.lookup.who(voice).removesuffix("(own voice)").strip()

    def _behind(self, origins: Sequence[str], members: Sequence[Span]) -> str:
        named = [self.lookup.who(o) for o in origins if not own_voice(o)]
        return few(named or self.lookup.names(s.report for s in members), _FEW)

    def _first(self, claims: Sequence[Claim]) -> tuple[str, ...]:
        """The outlet that told the weightiest claim first, of those that wrote it themselves."""
        reports = {m.span.report for m in claims[0].members}
        return next(((self.lookup.label(r.id),) for r in self.lookup.reports if r.id in reports), ())

    def _own_tellers(self, claim: Claim) -> int:
        """Tellers that say a claim in their own voice, or do not say on whose word."""
        own = (m.span for m in claim.members if all(own_voice(o) or o == wording.NOT_STATED for o in m.stands_on))
        return len(self.weights.told_by(own))

    def _weighed(self, claims: Sequence[Claim]) -> list[Claim]:
        """The claims of one origin: those with substance first, then by weight."""
        return sorted(claims, key=lambda c: -self.weights.claims.get(c.id, 1.0) * self.weights.substance(c))

    def _mean(self, values: Sequence[float], claims: Sequence[Claim]) -> float:
        weights = [self.weights.claims.get(c.id, 1.0) for c in claims]
        return sum(v * w for v, w in zip(values, weights, strict=True)) / (sum(weights) or 1.0)

    def _sentence(self, claim: Claim) -> str:
        """A claim's clearest words in their sentence, where that is not too long."""
        told = line(self.lookup, claim)
        return f"{told.before}{told.text}{told.after}"

    def _figures_at(self, spans: Sequence[Span]) -> Iterator[Figure]:
        places = {(s.report, s.start, s.end) for s in spans}
        return (f for f in self.dossier.figures if (f.report, f.span.start, f.span.end) in places)

    def _label(self, member: QuotationMember) -> str:
        return self.lookup.label(member.spans[0].report)


def _stated(claim: Claim) -> list[str]:
    """The origins of a claim that reports name or describe; "it is said" is nobody."""
    return [o for group in claim.independent for o in group if o != wording.NOT_STATED]


def _words(conflict: Conflict) -> list[Span]:
    return [s for side in conflict.sides for s in side.members]


def _ids(item: Claim | Conflict, feature: str) -> list[str]:
    """The ids or names that a feature lists."""
    return [name for name in str(item.why.get(feature) or "").split(", ") if name]


def _inside(spans: Sequence[Span], claim: Claim) -> bool:
    """Whether most members of a claim hold one of some figures."""
    return sum(any(s.overlaps(m.span) for s in spans) for m in claim.members) * 2 > len(claim.members)


def _counts(figure: Figure) -> bool:
    """Whether somebody has to have counted or measured a figure: no length of time, no handful of things."""
    few_of_it = figure.low == figure.high and (figure.low or 0) <= (1 if is_somebody(figure.head) else SPELLED_OUT)
    return dimension(figure.unit)[0] != "time" and not few_of_it


def _short(value: str) -> str:
    words = " ".join(value.split())
    longest = wording.LONG_OMISSION * 2
    return words if len(words) <= longest else f"{words[:longest].rpartition(' ')[0]} …"


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
