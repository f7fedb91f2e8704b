"""The first lines of a dossier: at most five sentences of reports that together tell the story, word for word."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sayso.judge.checks import is_not_held
from sayso.language.embed import embed
from sayso.link.lead.standalone import Sentence, standing_alone
from sayso.link.lead.weights import claim_weight, conflict_weight, families
from sayso.types import Annotations, Claim, Conflict, Copy, Event, Feature, LeadSentence, Statement

if TYPE_CHECKING:
    from sayso.link.origins.origins import Origins

MOST = 5
# of a short story fewer: as many as this part of the sentences of its longest report
PART = 1 / 3
# What the claims that a sentence adds count beside what it covers of the reports' openings. Set by eye on twenty events
# of the multisource set; on the annotated stories what the lead covers changes by less than a claim from 0.5 to 2.
CLAIMS = 1.0
# what they count in the choice of the first sentence, which should tell what the reports open with
MAIN_CLAIMS = 1.0
# and how well it stands alone and how late it is, as a power, since what opens a report is long and comes first
MAIN_QUALITY = 0.5
# and how near it is to its own report's title, which says what the news is
MAIN_TITLE = 0.5
# and how surely it tells what happened in the story, not how things stand
MAIN_EVENT = 0.5
# A sentence as near as the first to one that is there says the same again; one as far as the second, something else.
SAME, OTHER = 0.75, 0.5
# a sentence less near to the openings than this part of the nearest one counts less
APT = 0.5
# and one that tells a dispute is passed over below this
APT_DISPUTE = 0.35
# what an addition must be worth, beside the first that was added
LEAST = 0.1
# a value that another has replaced, and one that replaces another
STALE, FRESH = 0.5, 1.1
# a report of more than a day before the last
EARLIER = 0.9
# a report that shares its text with an earlier one
COPY = 0.95
# a sentence that tells only what happened long before
BYGONE = 0.1
# sentences at the head of a report that tell its news, and what each counts; and what its title counts
OPENING = (1.0, 0.6, 0.4)
TITLE = 2.0
# How many sentences of a report may be chosen from, and how many families of copies are looked at, those first that
# tell most: likeness takes time by the square.
DEEP, FAMILIES = 24, 160
SURE = 0.5
ALIKE = frozenset({"identical", "near-identical", "excerpt"})


@dataclass(frozen=True, slots=True, eq=False)
class _Choice:
    """What may be chosen: sentences, how near each is to the openings and to each other, and what it carries."""

    sentences: tuple[Sentence, ...]
    vectors: NDArray[np.float32]
    openings: NDArray[np.float64]
    elsewhere: NDArray[np.float64]
    titles: NDArray[np.float64]
    events: NDArray[np.float64]
    claims: tuple[tuple[Claim, ...], ...]
    conflicts: tuple[tuple[tuple[Conflict, int], ...], ...]
    weights: Mapping[str, float]
    quality: NDArray[np.float64]
    freshness: NDArray[np.float64]


def find_lead(
    annotated: Sequence[Annotations],
    statements: Sequence[Statement],
    claims: Sequence[Claim],
    conflicts: Sequence[Conflict],
    events: Sequence[Event],
    copies: Sequence[Copy],
    origins: Origins,
) -> tuple[LeadSentence, ...]:
    """Chooses the sentences that tell a story best together: the main happening, what most origins carry, a dispute.

    Among the sentences that can stand by themselves, the one nearest to the openings and titles of all reports comes
    first. Then those are added, one at a time, that bring most: of what the openings say and no chosen sentence does
    (facility location), and of the claims, weighed by the reports that open with them and the independent origins
    behind them. Both are monotone submodular, so the greedy choice is near the best (Lin and Bilmes 2011, "A Class of
    Submodular Functions for Document Summarization"). Reports that copy one another count as one. What says the same
    as a chosen sentence is passed over (as in MMR, Carbonell and Goldstein 1998). The weightiest dispute has a
    sentence of its own when no chosen one tells both sides. No sentence is chosen that tells what a desk found false or
    withdrawn.

    Args:
        annotated: the reports.
        statements: all statements, linked.
        claims: with their verdicts.
        conflicts: all of them.
        events: of the story, with their probabilities.
        copies: how the reports depend on each other.
        origins: names where the words of a sentence without a claim come from.

    Returns:
        In the order of reading; empty when no sentence can stand by itself.
    """
    family, heads = families((a.report.id for a in annotated), copies), _heads(annotated, copies)
    lengths = {a.report.id: len(a.report.text) for a in annotated}
    weights = {c.id: claim_weight(c, lengths, family) for c in claims if c.score >= SURE}
    choice = _choice(annotated, statements, claims, conflicts, events, family, heads, weights)
    if choice is None:
        return ()
    most = min(MOST, max(1, math.ceil(PART * max(len(a.sentences) for a in annotated))))
    chosen = _greedy(choice, most)
    reasons: dict[int, dict[str, Feature]] = {i: {"for": "coverage"} for i in chosen}
    reasons[chosen[0]]["for"] = "main"
    dispute = _dispute(choice, chosen, conflicts, lengths, family)
    if dispute is not None:
        sentence, conflict = dispute
        if sentence not in reasons:
            near = choice.vectors @ choice.vectors[sentence] >= SAME
            chosen = [i for i in chosen if i == chosen[0] or not near[i]][: max(1, most - 1)]
        reasons[sentence] = {"for": "main" if sentence == chosen[0] else "dispute", "conflict": conflict.id}
    rest = sorted(
        (i for i in chosen[1:] if i in reasons and reasons[i]["for"] == "coverage"),
        key=lambda i: _parties(choice, i),
        reverse=True,
    )
    order = [chosen[0], *rest, *([dispute[0]] if dispute and dispute[0] != chosen[0] else [])]
    by_id = {a.report.id: a for a in annotated}
    return tuple(_line(choice, i, by_id, statements, origins, reasons[i]) for i in order)


def _heads(annotated: Sequence[Annotations], copies: Sequence[Copy]) -> frozenset[str]:
    """The reports that are nobody's mere copy."""
    published = {a.report.id: (a.report.published is None, a.report.published or "") for a in annotated}
    derived: set[str] = set()
    for copy in copies:
        if copy.relation in ALIKE:
            taker = {"a": copy.b, "b": copy.a}.get(copy.source or "")
            derived.add(taker or max(copy.a, copy.b, key=lambda r: (published[r], r)))
    return frozenset(r for r in published if r not in derived)


def _choice(
    annotated: Sequence[Annotations],
    statements: Sequence[Statement],
    claims: Sequence[Claim],
    conflicts: Sequence[Conflict],
    events: Sequence[Event],
    family: Mapping[str, str],
    originals: frozenset[str],
    weights: Mapping[str, float],
) -> _Choice | None:
    said: dict[str, list[Statement]] = {}
    for statement in statements:
        said.setdefault(statement.report, []).append(statement)
    claims_in: dict[str, list[tuple[int, int, Claim]]] = {}
    for claim in claims:
        for member in claim.members if claim.id in weights else ():
            claims_in.setdefault(member.span.report, []).append((member.span.start, member.span.end, claim))
    sides_in: dict[str, list[tuple[int, int, Conflict, int]]] = {}
    for conflict in conflicts:
        if conflict.kind != "name" and conflict.score >= SURE:
            for number, side in enumerate(conflict.sides):
                for span in side.members:
                    sides_in.setdefault(span.report, []).append((span.start, span.end, conflict, number))
    told = {r: sum(weights[c.id] for _, _, c in found) for r, found in claims_in.items()}
    kept: dict[str, None] = {}
    for a in sorted(annotated, key=lambda a: -told.get(a.report.id, 0.0)):
        if len(kept) < FAMILIES:
            kept[family[a.report.id]] = None
    reports = [a for a in annotated if a.report.id in originals and family[a.report.id] in kept]
    not_held = [m.span for c in claims if any(map(is_not_held, c.checks)) for m in c.members]
    sentences = [
        s
        for a in reports
        for s in standing_alone(a, said.get(a.report.id, ()))
        if not any(m.report == s.report and m.start < s.end and s.start < m.end for m in not_held)
        if s.number < DEEP or any(x < s.end and s.start < y for x, y, _, _ in sides_in.get(a.report.id, ()))
    ]
    if not sentences:
        return None
    text = {a.report.id: a.report.text for a in annotated}
    vectors = embed([text[s.report][s.start : s.end] for s in sentences])
    carried = tuple(_within(s, claims_in.get(s.report, ()), weights) for s in sentences)
    sides = tuple(
        tuple((c, n) for x, y, c, n in sides_in.get(s.report, ()) if s.start <= x and y <= s.end) for s in sentences
    )
    late = _late(annotated, family)
    first = _first_told(reports, family)
    ages = [1.0 if family[s.report] in late else EARLIER for s in sentences]
    owned = [1.0 if s.report in first else COPY for s in sentences]
    found = {a.report.id: a.events for a in reports}
    old = [BYGONE if _is_bygone(s, found[s.report]) else 1.0 for s in sentences]
    quality = np.array([s.quality for s in sentences]) * np.array(ages) * np.array(owned) * np.array(old)
    freshness = np.array([_freshness(on) for on in sides])
    openings, whose = _near_openings(vectors, reports, family)
    of_others = np.array([[family[s.report] != w for w in whose] for s in sentences])
    elsewhere = (openings * of_others).sum(axis=1) if of_others.any() else openings.sum(axis=1)
    happened: dict[str, list[tuple[int, float]]] = {}
    for event in events:
        if not event.background and event.status in ("happened", "ongoing"):
            for span in event.mentions:
                happened.setdefault(span.report, []).append((span.start, event.score))
    told_of = np.array(
        [max((x for at, x in happened.get(s.report, ()) if s.start <= at < s.end), default=0.0) for s in sentences]
    )
    titled = dict(zip((a.report.id for a in reports), embed([a.report.title or "" for a in reports]), strict=True))
    titles = np.array([float(v @ titled[s.report]) for v, s in zip(vectors, sentences, strict=True)])
    return _Choice(
        tuple(sentences), vectors, openings, elsewhere, titles, told_of, carried, sides, weights, quality, freshness
    )


def _within(
    sentence: Sentence, claims: Sequence[tuple[int, int, Claim]], weights: Mapping[str, float]
) -> tuple[Claim, ...]:
    """The claims told in a sentence, the weightiest first."""
    found = {c.id: c for x, y, c in claims if sentence.start <= x < sentence.end and y <= sentence.end + 2}
    return tuple(sorted(found.values(), key=lambda c: -weights[c.id]))


def _is_bygone(sentence: Sentence, events: Sequence[Event]) -> bool:
    """Whether all that a sentence tells happened long before, on a day that it names."""
    told = [e for e in events if sentence.start <= e.mentions[0].start < sentence.end and e.score >= SURE]
    return any(e.background and e.start for e in told) and all(e.background for e in told)


def _late(annotated: Sequence[Annotations], family: Mapping[str, str]) -> frozenset[str]:
    """The families of copies with a report of the last two days, or with none that has a date."""
    days: dict[str, date] = {}
    for a in annotated:
        if a.report.published:
            day = date.fromisoformat(a.report.published[:10])
            days[family[a.report.id]] = max(day, days.get(family[a.report.id], day))
    last = max(days.values(), default=date.min)
    return frozenset(f for f in family.values() if (last - days.get(f, last)).days <= 1)


def _first_told(reports: Sequence[Annotations], family: Mapping[str, str]) -> frozenset[str]:
    """The earliest report of each family of copies."""
    first: dict[str, Annotations] = {}
    for a in sorted(reports, key=lambda a: (a.report.published is None, a.report.published or "")):
        first.setdefault(family[a.report.id], a)
    return frozenset(a.report.id for a in first.values())


def _freshness(sides: Sequence[tuple[Conflict, int]]) -> float:
    """What is left of a sentence's worth when it gives what a later report replaced, or gained when it replaces it."""
    updates = [n == len(c.sides) - 1 for c, n in sides if c.relation == "update"]
    return 1.0 if not updates else FRESH if all(updates) else STALE


def _near_openings(
    vectors: NDArray[np.float32], reports: Sequence[Annotations], family: Mapping[str, str]
) -> tuple[NDArray[np.float64], list[str]]:
    """How near each sentence is to each opening sentence and title, weighed, and whose these are.

    Each family of copies counts once.
    """
    texts, weights, whose = [], [], []
    size: dict[str, int] = {}
    for a in reports:
        size[family[a.report.id]] = size.get(family[a.report.id], 0) + 1
    for a in reports:
        own = [(a.report.title, TITLE)] if a.report.title else []
        own += [(a.report.text[s:e], w) for (s, e), w in zip(a.sentences, OPENING, strict=False)]
        texts += [t for t, _ in own]
        whose += [family[a.report.id]] * len(own)
        whole = sum(w for _, w in own) * size[family[a.report.id]]
        weights += [w / whole for _, w in own]
    near = np.maximum(vectors @ embed(texts).T, 0.0).astype(np.float64)
    weighed: NDArray[np.float64] = near * (np.array(weights) / max(sum(weights), 1e-9))
    return weighed, whose


def _greedy(choice: _Choice, most: int) -> list[int]:
    """Adds the sentence that brings most until there are enough or none brings enough."""
    near = choice.openings.sum(axis=1)
    most_near = near.max() or 1.0
    weight = np.array([sum(choice.weights[c.id] for c in found) for found in choice.claims])
    most_told = weight.max() or 1.0
    # what is far from what the reports open with is no part of the story's news
    apt = choice.quality * choice.freshness * np.minimum(1.0, near / (APT * most_near))
    # what happened is the news even when one of its figures has been replaced, which is told beside it; a state that
    # came to an end is none
    over = np.array([min(1.0, _freshness([(c, n) for c, n in on if c.kind == "fact"])) for on in choice.conflicts])
    heads = np.array([s.number < len(OPENING) for s in choice.sentences])
    elsewhere = choice.elsewhere / (choice.elsewhere.max() or 1.0)
    worth = (
        over
        * choice.quality**MAIN_QUALITY
        * (elsewhere + MAIN_CLAIMS * weight / most_told + MAIN_TITLE * choice.titles + MAIN_EVENT * choice.events)
    )
    chosen = [int(np.where(heads, worth, 0.0 if heads.any() else worth).argmax())]
    first, covered, told = 0.0, choice.openings[chosen[0]], {c.id for c in choice.claims[chosen[0]]}
    likest = choice.vectors @ choice.vectors[chosen[0]]
    while len(chosen) < most:
        added = np.maximum(choice.openings - covered, 0.0).sum(axis=1) / most_near
        brought = np.array([sum(choice.weights[c.id] for c in found if c.id not in told) for found in choice.claims])
        # the nearer a sentence is to a chosen one, the likelier its claims are the same in other words
        apart = np.clip((SAME - likest) / (SAME - OTHER), 0.0, 1.0)
        gain = apt * apart * (added + CLAIMS * brought / most_told)
        best = int(gain.argmax())
        first = first or float(gain[best])
        if gain[best] <= LEAST * first:
            break
        chosen.append(best)
        covered = np.maximum(covered, choice.openings[best])
        told |= {c.id for c in choice.claims[best]}
        likest = np.maximum(likest, choice.vectors @ choice.vectors[best])
    return chosen


def _dispute(
    choice: _Choice,
    chosen: Sequence[int],
    conflicts: Sequence[Conflict],
    lengths: Mapping[str, int],
    family: Mapping[str, str],
) -> tuple[int, Conflict] | None:
    """The weightiest dispute, and the sentence that tells a side of it that no chosen one does.

    Where no other sentence can stand by itself, or the chosen tell both sides, it is the one that is there.
    """
    disputes = [c for c in conflicts if c.relation == "dispute" and c.kind != "name" and c.score >= SURE]
    near = choice.openings.sum(axis=1)
    apt = near >= APT_DISPUTE * (near.max() or 1.0)
    for conflict in sorted(disputes, key=lambda c: -conflict_weight(c, lengths, family) * c.score):
        sides = [{n for c, n in found if c.id == conflict.id} for found in choice.conflicts]
        told = {n for i in chosen for n in sides[i]}
        # another value of the same thing is what the dispute is about, another report of one denial is not
        denied = conflict.kind == "denial"
        able = [
            i
            for i, on in enumerate(sides)
            if on - told and i not in chosen and apt[i] and not (denied and _says_again(choice, i, chosen[0]))
        ]
        if len(told) > 1 or (told and not able):
            return max((i for i in chosen if sides[i]), key=lambda i: len(sides[i])), conflict
        if able:
            return max(able, key=lambda i: (len(sides[i]), choice.quality[i] * choice.freshness[i] * near[i])), conflict
    return None


def _says_again(choice: _Choice, i: int, first: int) -> bool:
    """Whether a sentence tells a claim that the first one tells, or is near to it."""
    claims = {c.id for c in choice.claims[i]} & {c.id for c in choice.claims[first]}
    return bool(claims) or bool(choice.vectors[i] @ choice.vectors[first] >= SAME)


def _parties(choice: _Choice, i: int) -> tuple[int, float]:
    """The most independent origins behind a claim of a sentence, and the weight of its weightiest."""
    found = choice.claims[i]
    return max((len(c.independent) for c in found), default=0), max((choice.weights[c.id] for c in found), default=0.0)


def _line(
    choice: _Choice,
    i: int,
    annotated: Mapping[str, Annotations],
    statements: Sequence[Statement],
    origins: Origins,
    why: Mapping[str, Feature],
) -> LeadSentence:
    sentence, claims = choice.sentences[i], choice.claims[i]
    report = annotated[sentence.report].report
    behind = [o for c in claims for o in c.origins] or _own_origins(sentence, statements, origins)
    return LeadSentence(
        span=report.span(sentence.start, sentence.end),
        claims=tuple(c.id for c in claims),
        origins=tuple(dict.fromkeys(behind)),
        conflicts=tuple(dict.fromkeys(c.id for c, _ in choice.conflicts[i])),
        why={
            **why,
            "stands_alone": round(sentence.quality, 2),
            "near_openings": round(float(choice.openings[i].sum()), 2),
            "weight_of_claims": round(sum(choice.weights[c.id] for c in claims), 1),
        },
    )


def _own_origins(sentence: Sentence, statements: Sequence[Statement], origins: Origins) -> tuple[str, ...]:
    """Where the words of a sentence come from: the statement that holds most of it, or the report's own voice."""
    inside = [
        (sum(c.end - c.start for c in s.content), s)
        for s in statements
        if s.report == sentence.report and s.content and sentence.start <= s.content[0].start < sentence.end
    ]
    size, longest = max(inside, key=lambda pair: pair[0], default=(0, None))
    whole = size * 2 >= sentence.end - sentence.start
    return origins.of(sentence.report, longest.id if longest is not None and whole else None)
