"""Who took from whom: which of two reports is the source of what they share, or who gave it to both."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from rapidfuzz.distance import OSA

from sayso.ingest.agencies import names
from sayso.link.copies.texts import Text, folded, key
from sayso.link.origins.origins import agency_of
from sayso.types import Copy, CopyRelation, Passage, Report

DAY = len("2031-05-02")
# addresses under which bodies publish what they themselves say: universities, governments, armies, treaty bodies
_INSTITUTION = re.compile(
    r"(?:^|\.)(?P<name>[\w-]+)\.(?:edu|gov|mil|int|ac|edu\.\w\w|gov\.\w\w|mil\.\w\w|ac\.\w\w|gob\.\w\w|gouv\.\w\w)$"
)
# letters by which a garbled name differs at most from the right one
GARBLED = 2


@dataclass(frozen=True, slots=True)
class Source:
    """Who gave the shared words: "a", "b", "third: NAME" or None; and by what it is known."""

    name: str | None
    by: str | None


def cited_side(a: Text, b: Text) -> str | None:
    """Which of two reports' outlets the other credits or cites; None when neither is, or both are of one outlet."""
    if a.outlet == b.outlet:
        return None
    return next((side for side, x, y in (("a", a, b), ("b", b, a)) if x.outlet in y.media), None)


def source_of(
    a: Text,
    b: Text,
    relation: CopyRelation,
    agencies: Sequence[str],
    speakers: Sequence[str],
    wires: frozenset[str],
) -> Source:
    """Where the shared words of two reports come from, by what the two say themselves.

    In this order: the release of a body that one of them is; the agency whose copy one is; an outlet or agency that
    one cites, or both; the earlier one. Two reports of one outlet are versions, whomever they cite.

    Args:
        a: the first report.
        b: the second.
        relation: how they depend on each other.
        agencies: agencies and outlets that both credit or cite.
        speakers: whose words stand in both.
        wires: agencies that any report of the story credits, folded.
    """
    cited = cited_side(a, b)
    if relation == "independent":
        return Source(None, None)
    x, y = a.annotations.report, b.annotations.report
    if relation == "shared-origin":
        if cited is not None:
            return Source(cited, "cites")
        if bool(x.issuer) != bool(y.issuer) and (x.issuer or y.issuer) in speakers:
            return Source("a" if x.issuer else "b", "release")
        third = [*agencies, *(s for s in speakers if not s.startswith("unnamed"))]
        return Source(f"third: {third[0]}", "both cite") if third else Source(None, None)
    first, second = x.issuer or body_of_address(x), y.issuer or body_of_address(y)
    if bool(first) != bool(second):
        return Source("a" if first else "b", "release")
    wire = agency_of(x) or agency_of(y)
    giver = next((side for side, text in (("a", a), ("b", b)) if text.outlet and text.outlet in wires), None)
    if wire is not None:
        return Source(giver or f"third: {names().get(wire, wire)}", "credit")
    if a.outlet and a.outlet == b.outlet:
        return by_time(x, y, "version")
    if cited is not None:
        return Source(cited, "cites")
    if giver is not None:
        return Source(giver, "credit")
    for report, other, side in ((x, y, "a"), (y, x, "b")):
        if report.outlet and _mentions(other, report.outlet):
            return Source(side, "names")
    if agencies:
        return Source(f"third: {agencies[0]}", "both cite")
    return by_time(x, y, "time")


def by_time(x: Report, y: Report, by: str) -> Source:
    """The earlier of two reports; a bare day does not tell which of two reports of that day came first."""
    if not x.published or not y.published:
        return Source(None, None)
    size = DAY if min(len(x.published), len(y.published)) == DAY else None
    earlier, later = x.published[:size], y.published[:size]
    return Source(None, None) if earlier == later else Source("a" if earlier < later else "b", by)


def by_traces(a: Text, b: Text, relation: CopyRelation, passages: Sequence[Passage], told: Mapping[str, int]) -> Source:
    """The source by what the other one cut off, or garbled: for reports whose times and credits tell nothing.

    Args:
        a: the first report.
        b: the second.
        relation: how they depend on each other.
        passages: what they share, with the words that differ.
        told: how many reports of the story have each word.
    """
    if relation == "excerpt":
        return Source("a" if len(a.words) > len(b.words) else "b", "cut")
    wrong = {"a": 0, "b": 0}
    for change in (c for p in passages for c in p.changes if c.a and c.b):
        x, y = change.a.text if change.a else "", change.b.text if change.b else ""
        if x[:1].isupper() and y[:1].isupper() and 0 < OSA.distance(x, y) <= GARBLED < min(len(x), len(y)) / 2:
            # who garbles a name stands alone with his form of it
            often = told.get(x.lower(), 0), told.get(y.lower(), 0)
            if often[0] != often[1]:
                wrong["a" if often[0] < often[1] else "b"] += 1
    if wrong["a"] == wrong["b"]:
        return Source(None, None)
    return Source("b" if wrong["a"] > wrong["b"] else "a", "garbled name")


def through_a_third(copies: Sequence[Copy], texts: Mapping[str, Text]) -> dict[tuple[str, str], str]:
    """For pairs that took their text from one third report, each at least as much of it as they share, that report.

    Args:
        copies: all pairs of the story, with what each shows by itself.
        texts: the reports by id.
    """
    givers: dict[str, dict[str, float]] = {}
    bodies: dict[str, bool] = {}
    for copy in copies:
        if copy.source in ("a", "b") and copy.relation not in ("shared-origin", "independent"):
            giver, taker = (copy.a, copy.b) if copy.source == "a" else (copy.b, copy.a)
            if texts[giver].outlet:
                givers.setdefault(taker, {})[giver] = _closeness(copy)
                report = texts[giver].annotations.report
                bodies.setdefault(giver, bool(report.issuer or body_of_address(report)))
    rank = {giver: n for n, giver in enumerate(bodies)}

    found: dict[tuple[str, str], str] = {}
    for copy in copies:
        if copy.relation in ("shared-origin", "independent") or copy.why.get("source_by") not in (None, "time"):
            continue
        of_a, of_b = givers.get(copy.a, {}), givers.get(copy.b, {})
        among = {g: min(of_a[g], of_b[g]) for g in sorted(of_a.keys() & of_b.keys(), key=lambda g: rank[g])}
        # what a body published itself comes before what others made of it
        best = max(among, key=lambda g: (bodies[g], among[g]), default=None)
        if best is not None and among[best] >= _closeness(copy):
            found[copy.a, copy.b] = best
    return found


def _closeness(copy: Copy) -> float:
    shares = (copy.why[measure] for measure in ("share_of_a", "share_of_b"))
    return max(float(s) for s in shares if isinstance(s, int | float))


def body_of_address(report: Report) -> str | None:
    """The body under whose own address a report stands, as its text names it; None for a medium."""
    host = urlsplit(report.url or "").hostname or ""
    found = _INSTITUTION.search(host)
    if found is None:
        return None
    label = found["name"]
    named = re.findall(
        rf"(?:[A-Z]\w+ (?:(?:of|for|and|the) )*)*{re.escape(label.capitalize())}(?: [A-Z]\w+)*", report.text
    )
    return max(named, key=lambda n: (len(key(n)) > 1, named.count(n)), default=label)


def name_of(text: Text) -> str:
    """How the source that a report is gets called where it is no report of the pair."""
    report = text.annotations.report
    return body_of_address(report) or names().get(report.outlet or "", report.outlet or "")


def _mentions(report: Report, outlet: str) -> bool:
    """Whether a report names another outlet somewhere, in its text or in a line that was taken off it."""
    pattern = re.compile(rf"(?<!\w){re.escape(outlet)}(?!\w)")
    texts = (report.text, *(n.text for n in report.noise))
    # most reports do not name the other outlet at all, and a plain search is quick
    named = any(outlet in t and pattern.search(t) for t in texts)
    return named and folded(report.outlet or "") != folded(outlet)
