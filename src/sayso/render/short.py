"""In short: the few claims with most behind them, each in a report's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sayso.render import wording
from sayso.render.formats import count, few, joined
from sayso.render.lookup import Item, Lookup, Pips, own_voice
from sayso.spans import Span
from sayso.types import Claim, Member

_WORD = re.compile(r"\w{4,}|\d+")
_MOST = 5
_LONGEST = 320
_SAME_WORDS = 0.5
_SHORT_VALUES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One claim: its words, the rest of their sentence around them, what stands behind it, and the verdict."""

    item: Item
    before: str
    text: str
    after: str
    pips: Pips
    verdict: str
    verdict_text: str
    detail: str
    reason: str


def in_short(lookup: Lookup) -> tuple[Line, ...]:
    """Chooses at most five claims: those that most reports open with, then those with most independent groups.

    One of them is a dispute when there is any.
    """
    sure = [c for c in lookup.dossier.claims if c.score >= wording.UNSURE_BELOW and c.members]
    titles = _words(" ".join(r.title or "" for r in lookup.reports))
    ranked = sorted(
        sure,
        key=lambda c: (-weight(c, lookup.lengths), -len(titles & _words(c.text)), -len(c.origins), len(c.text)),
    )
    chosen: list[Claim] = []
    for claim in ranked:
        if len(chosen) < _MOST and not any(_same(lookup, claim, other) for other in chosen):
            chosen.append(claim)
    if not any(c.verdict == "disputed" for c in chosen):
        rest = chosen[: _MOST - 1]
        disputes = (c for c in ranked if c.verdict == "disputed" and not any(_same(lookup, c, o) for o in rest))
        dispute = next(disputes, None)
        chosen = chosen if dispute is None else [*rest, dispute]
    return tuple(line(lookup, c) for c in chosen)


def weight(claim: Claim, length: Mapping[str, int]) -> float:
    """How much of the story a claim is: the reports that tell it, more for those that open with it, and its parties.

    News puts first what matters (the inverted pyramid), so a report that tells a claim in its first quarter counts
    three times one that tells it later.
    """
    first: dict[str, float] = {}
    for member in claim.members:
        report = member.span.report
        first[report] = min(first.get(report, 1.0), member.span.start / length[report])
    return sum(1.5 if place < 0.25 else 0.5 for place in first.values()) + 0.5 * len(claim.independent)


def line(lookup: Lookup, claim: Claim) -> Line:
    """A claim as the page shows it, with its clearest words inside their sentence."""
    before, text, after = lookup.sentence(_clearest(claim))
    if len(before) + len(text) + len(after) > _LONGEST:
        before = after = ""
    return Line(
        item=claim_item(lookup, claim),
        before=before,
        text=text,
        after=after,
        pips=lookup.claim_pips(claim),
        verdict=claim.verdict,
        verdict_text=verdict_text(lookup, claim),
        detail=_differing(lookup, claim),
        reason=verdict_reason(lookup, claim),
    )


def claim_item(lookup: Lookup, claim: Claim) -> Item:
    """What opens when a claim is chosen: all its members, its verdict with the reason, its origins, who is silent."""
    verdict = wording.VERDICTS[claim.verdict]
    notes = [f"{verdict[:1].upper()}{verdict[1:]}: {verdict_reason(lookup, claim)}."]
    differing = _differing(lookup, claim)
    if differing:
        notes.append(f"{differing[:1].upper()}{differing[1:]}.")
    origins = [lookup.who(o) for o in claim.origins if not own_voice(o)]
    if origins and (len(origins) > len(claim.independent) or claim.verdict in ("disputed", "updated")):
        notes.append(wording.ORIGINS.format(origins=joined(origins)))
    merged = claim.why.get("merged")
    if merged:
        notes.append(wording.MERGED.format(merged=str(merged).replace("unnamed: ", "")))
    silent = lookup.names(claim.silent)
    if silent:
        notes.append(wording.SILENT.format(reports=few(silent, 12)))
    places = lookup.ordered(m.span for m in claim.members)
    behind = {m.span: _behind(lookup, m) for m in claim.members}
    return Item(
        key=f"claim-{claim.id}",
        title=" ".join(claim.text.split()),
        places=places,
        notes=tuple(notes),
        behind=tuple(behind[s] for s in places),
    )


def _behind(lookup: Lookup, member: Member) -> str:
    """Who stands behind a claim in one report, with the chain when it is one origin's."""
    origins = [o for o in member.stands_on if not own_voice(o)]
    if not origins:
        return wording.OWN_VOICE
    statement = lookup.statements.get(member.statement or "")
    if len(origins) == 1 and statement is not None:
        return lookup.chain(origins[0], [v for v in statement.via if v != origins[0]])
    return joined([lookup.who(o) for o in origins])


def verdict_text(lookup: Lookup, claim: Claim) -> str:
    """The verdict in a word or two, that of a lone claim with its report; "" when there is no other report."""
    if claim.verdict == "only-here" and len(lookup.reports) == 1:
        return ""
    if claim.verdict == "only-here":
        return wording.ONLY_IN.format(report=lookup.label(claim.members[0].span.report))
    return wording.VERDICTS[claim.verdict]


def verdict_reason(lookup: Lookup, claim: Claim) -> str:
    """Why the claim has its verdict, in plain words."""
    return wording.VERDICT_REASONS[claim.verdict].format(
        groups=count(len(claim.independent), "origin"),
        origins=joined([lookup.who(group[0]) for group in claim.independent]),
        reports=count(_reports(claim), "report"),
    )


def _differing(lookup: Lookup, claim: Claim) -> str:
    """What a disputed or updated claim differs in: the values of its conflict when they are short, or who denies it."""
    relation = {"disputed": "dispute", "updated": "update"}.get(claim.verdict)
    for conflict in lookup.dossier.conflicts:
        if conflict.relation != relation:
            continue
        if any(s.overlaps(m.span) for side in conflict.sides for s in side.members for m in claim.members):
            if conflict.kind == "denial" and conflict.why.get("denied_by"):
                return wording.denied_by(conflict.why)
            values = list(dict.fromkeys(side.value for side in conflict.sides))
            if 1 < len(values) <= 4 and sum(map(len, values)) <= _SHORT_VALUES:
                return wording.THEN.join(values) if relation == "update" else joined(values, wording.OR)
    return ""


def _reports(claim: Claim) -> int:
    return len({m.span.report for m in claim.members})


def _clearest(claim: Claim) -> Span:
    """The member whose words stand for the claim."""
    return next((m.span for m in claim.members if m.span.text == claim.text), claim.members[0].span)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def _same(lookup: Lookup, a: Claim, b: Claim) -> bool:
    """Whether two claims would read as one: most of their places are the same, or most words of their sentences."""
    shared = sum(any(m.span.overlaps(n.span) for n in b.members) for m in a.members)
    if shared * 2 >= min(len(a.members), len(b.members)):
        return True
    words_a, words_b = (_words("".join(lookup.sentence(_clearest(c)))) for c in (a, b))
    return len(words_a & words_b) > _SAME_WORDS * min(len(words_a), len(words_b))
