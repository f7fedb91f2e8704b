"""Facts that changed or are told the other way round: a bridge closed here and reopened there, shares up and down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from sayso import resources
from sayso.link.conflicts.sides import side_of
from sayso.link.figures.moments import moment
from sayso.link.origins.independence import OWN_VOICE
from sayso.spans import Span
from sayso.types import Annotations, Claim, Conflict, ConflictRelation, Member, Proposition, Side

if TYPE_CHECKING:
    from sayso.link.origins.origins import Origins

# likeness from which on two clauses of a claim tell of one thing when they tell its two states
ALIGNED = 0.4
# terms that both clauses must share beside the words that tell the states
SHARED = 2
# characters before a state in which a "not" takes it back
REACH = 28
_NOT = re.compile(r"\b(?:not|n['’]t|never|no|nor|without|neither|yet to)\b", re.I)
_AHEAD = re.compile(r"\b(?:will|would|to be|expected to|plans? to|soon)\b", re.I)


@dataclass(frozen=True, slots=True)
class _Line:
    """Two states that exclude each other, as patterns; `turns` when the second replaces the first."""

    first: re.Pattern[str]
    second: re.Pattern[str]
    turns: bool


def find_reversals(annotated: Sequence[Annotations], claims: Sequence[Claim], origins: Origins) -> Iterator[Conflict]:
    """Finds claims that reports tell in two states that exclude each other, and things made known that were not.

    Contradictions of antonyms need aligned arguments (de Marneffe, Rafferty and Manning 2008, "Finding contradictions
    in text"): here two clauses of one claim that share two terms at least beside the words for the states.

    Args:
        annotated: the reports.
        claims: what the reports share.
        origins: names the reports' own voices.

    Yields:
        Conflicts of kind `fact`: *update* where one state comes after the other or nobody but the reports tells them,
        else *dispute*.
    """
    propositions = {p.span: p for a in annotated for p in a.propositions}
    published = {a.report.id: a.report.published for a in annotated}
    for claim in claims:
        if claim.score >= ALIGNED and len({m.span.report for m in claim.members}) > 1:
            yield from _of_claim(claim, propositions, published)
    yield from _made_known(annotated, origins)
    yield from _causes_turned(annotated, origins)


def _of_claim(
    claim: Claim, propositions: Mapping[Span, Proposition], published: Mapping[str, str | None]
) -> Iterator[Conflict]:
    texts = [m.span.text for m in claim.members]
    for line in _lines():
        if not (any(map(line.first.search, texts)) and any(map(line.second.search, texts))):
            continue
        first = [m for m in claim.members if _tells(line.first, m.span.text) and not _tells(line.second, m.span.text)]
        second = [m for m in claim.members if _tells(line.second, m.span.text) and not _tells(line.first, m.span.text)]
        pairs = [
            (m, n)
            for m, n in product(first, second)
            if m.span.report != n.span.report and _aligned(propositions[m.span], propositions[n.span], line)
        ]
        if not pairs:
            continue
        before, after = (tuple(dict.fromkeys(pair[at] for pair in pairs)) for at in (0, 1))
        if not line.turns and _dates_from(after, published) < _dates_from(before, published):
            before, after = after, before
        relation: ConflictRelation = "update" if line.turns or _is_told_only(before, after) else "dispute"
        yield Conflict(
            id="",
            kind="fact",
            about=f"told in two states: {before[0].span.text}",
            sides=(_side(before), _side(after)),
            relation=relation,
            why={
                "claim": claim.id,
                "state": _words(line, before[0].span.text),
                "other_state": _words(line, after[0].span.text),
                "likeness": claim.score,
            },
            score=round(0.5 + claim.score / 2, 3),
        )
        return


def _aligned(p: Proposition, q: Proposition, line: _Line) -> bool:
    """Whether two clauses tell of one thing: enough terms in common, and no two subjects with other names."""
    shared = {t for t in p.terms if not line.first.search(t) and not line.second.search(t)} & set(q.terms)
    if p.expected or q.expected or len(shared) < SHARED:
        return False
    named = {n.lower() for n in p.names}, {n.lower() for n in q.names}
    words = [{w for n in names for w in n.split()} for names in named]
    return not (all(words) and not words[0] & words[1])


def _is_told_only(before: Sequence[Member], after: Sequence[Member]) -> bool:
    """Whether reports tell both states in their own voice: then the thing has moved, and nobody disputes it."""
    return all(origin.endswith(OWN_VOICE) for m in (*before, *after) for origin in m.stands_on)


def _dates_from(members: Sequence[Member], published: Mapping[str, str | None]) -> str:
    return min((published[m.span.report] or "~" for m in members), default="~")


def _tells(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a clause tells a state, with no "not" before it."""
    return any(not _NOT.search(text[max(0, m.start() - REACH) : m.start()]) for m in pattern.finditer(text))


def _words(line: _Line, text: str) -> str:
    found = line.first.search(text) or line.second.search(text)
    return found.group() if found else ""


@cache
def _lines() -> tuple[_Line, ...]:
    lexicon = resources.load("reversals")
    return tuple(
        _Line(_pattern(row["from"]), _pattern(row["to"]), kind == "turns")
        for kind in ("turns", "either")
        for row in lexicon[kind]
    )


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(re.escape(w) for w in words)})\b", re.I)


def _made_known(annotated: Sequence[Annotations], origins: Origins) -> Iterator[Conflict]:
    """Things that one report says were not made known, or will be, and a later one says were."""
    known = "|".join(re.escape(w) for w in resources.load("reversals")["known"])
    held_back = re.compile(
        rf"\b(?P<thing>[a-z]+s)\s+(?:(?:have|were|are|had)\s+(?:not|yet to)|(?:were|have|had|are)n['’]t|will)\b"
        rf"[\w\s]{{0,20}}?\b(?:{known})\b",
        re.I,
    )
    kept: dict[str, list[tuple[Annotations, Span]]] = {}
    for a in annotated:
        for found in held_back.finditer(a.report.text):
            kept.setdefault(found["thing"].lower(), []).append((a, a.report.span(found.start(), found.end())))
    for thing, before in kept.items():
        given = re.compile(rf"\b(?:{known})\s+(?:the|their|his|her|its|all|some)\s+{re.escape(thing)}\b", re.I)
        after = [
            (b, b.report.span(m.start(), m.end()))
            for b in annotated
            if all(_is_later(b, a) for a, _ in before)
            for m in given.finditer(b.report.text)
            if not _hedged(b.report.text[max(0, m.start() - REACH) : m.start()])
        ]
        if not after:
            continue
        first, second = before[0][1], after[0][1]
        yield Conflict(
            id="",
            kind="fact",
            about=f"not known, then made known: {thing}",
            sides=tuple(
                side_of([span for _, span in places], (origins.voice(x.report.id) for x, _ in places))
                for places in (before, after)
            ),
            relation="update",
            why={"state": first.text, "other_state": second.text},
            score=0.6,
        )


def _causes_turned(annotated: Sequence[Annotations], origins: Origins) -> Iterator[Conflict]:
    """What one report says brought about another thing, where a second report has it the other way round."""
    causes = "|".join(re.escape(w) for w in resources.load("reversals")["causes"])
    told = re.compile(
        rf"\b(?P<cause>[a-z]{{3,}})(?:\s+(?:and|that|which|had|has))?\s+(?:{causes})\s+(?:an?|the|its|another)\s+"
        rf"(?:[a-z]+\s)?(?P<effect>[a-z]{{3,}})\b",
        re.I,
    )
    found: dict[tuple[str, str], list[tuple[Annotations, Span]]] = {}
    for a in annotated:
        for m in told.finditer(a.report.text):
            pair = m["cause"].lower(), m["effect"].lower()
            found.setdefault(pair, []).append((a, a.report.span(m.start(), m.end())))
    for (cause, effect), places in found.items():
        others = [p for p in found.get((effect, cause), ()) if p[0] is not places[0][0]]
        if not others or cause >= effect:
            continue
        yield Conflict(
            id="",
            kind="fact",
            about=f"what brought about what: {places[0][1].text}",
            sides=tuple(
                side_of([span for _, span in side], (origins.voice(x.report.id) for x, _ in side))
                for side in (places, others)
            ),
            relation="dispute",
            why={"cause": cause, "effect": effect},
            score=0.7,
        )


def _hedged(words: str) -> bool:
    return bool(_NOT.search(words) or _AHEAD.search(words))


def _is_later(b: Annotations, a: Annotations) -> bool:
    then, now = moment(a.report.published), moment(b.report.published)
    return then is not None and now is not None and then.before(now)


def _side(members: Sequence[Member]) -> Side:
    return side_of([m.span for m in members], (o for m in members for o in m.stands_on))
