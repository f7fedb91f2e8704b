"""In short: the dossier's first lines, each with what stands behind it, and claims in a report's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sayso.render import wording
from sayso.render.formats import count, few, joined
from sayso.render.judged import check_tag, judged, of_claim
from sayso.render.lookup import Item, Lookup, Pips, own_voice
from sayso.spans import Span
from sayso.types import Claim, Conflict, LeadSentence, Member

_LONGEST = 320
_SHORT_VALUES = 64
_SHORT_KIND = 32
# a day that a time expression names by itself
_NAMES_A_DAY = re.compile(r"\d(?:st|nd|rd|th)?\b(?!\s*(?:[ap]\.?m|o['’]clock|:))", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One claim or sentence of the lead: its words, the rest of their sentence, what stands behind it, the verdict.

    `source` is the report that the words are taken from, with its day; `when` says which days its "Monday" and
    "yesterday" are. Both are empty for a claim, which stands in several reports. `check` is what the desk found out of
    it last, as a word and in words.
    """

    item: Item
    before: str
    text: str
    after: str
    pips: Pips
    verdict: str
    verdict_text: str
    detail: str
    reason: str
    source: str = ""
    when: tuple[str, ...] = ()
    judged: tuple[str, ...] = ()
    check: tuple[str, str] = ("", "")


def in_short(lookup: Lookup) -> tuple[Line, ...]:
    """The lead of the dossier, in its order."""
    return tuple(_lead_line(lookup, n, sentence) for n, sentence in enumerate(lookup.dossier.lead, start=1))


def _lead_line(lookup: Lookup, number: int, sentence: LeadSentence) -> Line:
    span = sentence.span
    claim = lookup.claims[sentence.claims[0]] if sentence.claims else None
    chosen = sentence.why.get("conflict")
    differing = sorted((lookup.conflicts[i] for i in sentence.conflicts), key=lambda c: c.id != chosen)
    dispute = next((c for c in differing if c.relation == "dispute"), None)
    verdict = "disputed" if dispute else claim.verdict if claim else "only-here"
    return Line(
        item=claim_item(lookup, claim) if claim else Item(key=f"lead-{number}", title=span.text, places=(span,)),
        before="",
        text=span.text,
        after="",
        pips=lookup.claim_pips(claim) if claim else _pips(lookup, sentence.origins),
        verdict=verdict,
        verdict_text=wording.VERDICTS["disputed"] if dispute else verdict_text(lookup, claim) if claim else "",
        detail=_values(dispute) if dispute else _differing(lookup, claim) if claim else "",
        reason=verdict_reason(lookup, claim) if claim else "",
        source=lookup.dated_label(lookup.by_id[span.report]),
        when=_days(lookup, span),
        judged=of_claim(claim) if claim else (),
        check=check_tag(claim) if claim else ("", ""),
    )


def _pips(lookup: Lookup, origins: Sequence[str]) -> Pips:
    """What stands behind a sentence that carries no claim."""
    named = joined([lookup.who(o) for o in origins if not own_voice(o)])
    if not named:
        return Pips(filled=0, hollow=1, text=f"{count(1, 'report')}, {wording.OWN_VOICE}")
    return Pips(filled=1, hollow=0, text=wording.ONE_ORIGIN.format(origins=named))


def _days(lookup: Lookup, span: Span) -> tuple[str, ...]:
    """Which day each time in a sentence is that names none by itself."""
    found = {}
    for time in lookup.dossier.times:
        own = time.span
        if own.overlaps(span) and _DAY.match(time.value) and not _NAMES_A_DAY.search(own.text):
            found[own.text] = wording.DAY_OF.format(words=own.text, date=lookup.day(time.value[:10]))
    return tuple(found.values())


def line(lookup: Lookup, claim: Claim) -> Line:
    """A claim as the page shows it, with its clearest words inside their sentence."""
    before, text, after = lookup.sentence(_clearest(claim).span)
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
        judged=of_claim(claim),
        check=check_tag(claim),
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
    notes += of_claim(claim)
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
    decided = judged([j for j in claim.judged if j.decides == "verdict"])
    if decided:
        return decided[0][:1].lower() + decided[0][1:].rstrip(".")
    return wording.VERDICT_REASONS[claim.verdict].format(
        groups=count(len(claim.independent), "origin"),
        origins=joined([lookup.who(group[0]) for group in claim.independent]),
        reports=count(_reports(claim), "report"),
    )


def _differing(lookup: Lookup, claim: Claim) -> str:
    """What a disputed or updated claim differs in: the values of its conflict when they are short, or who denies it."""
    if claim.verdict == "disputed" and claim.why.get("denied_by"):
        return wording.denied_by(claim.why)
    relation = {"disputed": "dispute", "updated": "update"}.get(claim.verdict)
    if relation is None:
        return ""
    for conflict in lookup.conflicts_over(m.span for m in claim.members):
        if conflict.relation == relation and (values := _values(conflict)):
            return values
    return ""


def _values(conflict: Conflict) -> str:
    """What the sides of a conflict say, when that is short, or who denies it; else what they differ in."""
    if conflict.kind == "denial" and conflict.why.get("denied_by"):
        return wording.denied_by(conflict.why)
    values = list(dict.fromkeys(side.value for side in conflict.sides))
    if 1 < len(values) <= 4 and sum(map(len, values)) <= _SHORT_VALUES:
        return wording.THEN.join(values) if conflict.relation == "update" else joined(values, wording.OR)
    # "what it was: …", "when: …"
    kind = conflict.about.partition(":")[0]
    return kind if len(kind) <= _SHORT_KIND else ""


def _reports(claim: Claim) -> int:
    return len({m.span.report for m in claim.members})


def claim_words(lookup: Lookup, claim: Claim) -> str:
    """A claim in a list of its own: its clearest clause, or the whole sentence where its speaker does not assert it.

    A clause alone would say what somebody denies, asks for or expects.
    """
    member = _clearest(claim)
    statement = lookup.statements.get(member.statement or "")
    if statement is None or statement.mode == "assert":
        return " ".join(claim.text.split())
    sentence = " ".join("".join(lookup.sentence(member.span)).split())
    return sentence if len(sentence) <= _LONGEST else " ".join(claim.text.split())


def _clearest(claim: Claim) -> Member:
    """The member whose words stand for the claim."""
    return next((m for m in claim.members if m.span.text == claim.text), claim.members[0])
