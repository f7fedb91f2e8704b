"""What those who follow a story want to know at once: pure, over a story's dossiers before and after.

What an alert says decides its key, so that the same alert is the same whichever reports came together, and whenever the
watch was interrupted.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sayso.link.news import find_news
from sayso.link.origins.standing import UNNAMED
from sayso.render.wording import UNSURE_BELOW
from sayso.spans import Span
from sayso.store.watching import Alert
from sayso.types import COPIED, Claim, Conflict, Copy, Dossier, Report, nothing_found
from sayso.watch import wording
from sayso.watch.changes import FactChange
from sayso.watch.versions import folded

# characters of a report's words that an alert carries: it leaves the desk, and the texts are others'
EXCERPT = 280
# changes that an alert's sentence names
NAMED = 3
# what tells the direction of a copy where no report credits or cites the other one
_UNCREDITED = frozenset({"time", "cut", "garbled name"})
# changes that are no news by themselves: other words for the same, and more of the story
_NO_FACT = frozenset({"sentence-reworded", "sentence-added"})


def find_alerts(before: Dossier | None, after: Dossier, versions: Mapping[str, str]) -> tuple[Alert, ...]:
    """Decides what of a story's new dossier somebody is to be told at once.

    A new origin that stands behind a claim beside others, a dispute, and text taken without credit: each only where a
    report has part in it that the dossier before did not have. Versions of one article neither dispute nor copy one
    another.

    Args:
        before: the dossier before; None when the story is new.
        after: the dossier now.
        versions: for each report that is a version of an article, the id of the first version.
    """
    earlier = before if before is not None else nothing_found(models=after.models)
    known = {r.id for r in earlier.reports}
    if all(r.id in known for r in after.reports):
        return ()
    return (
        *_confirmed(earlier, after, known),
        *_disputed(earlier, after, versions),
        *_uncredited(after, known, versions),
    )


def find_version_alerts(before: Report, after: Report, changes: Sequence[FactChange]) -> tuple[Alert, ...]:
    """Decides what somebody is to be told of a new version of an article.

    Args:
        before: the earlier version.
        after: the later one.
        changes: what changed between them.
    """
    out = []
    reports = {before.id: before, after.id: after}
    for change in changes:
        if change.kind == "statement-withdrawn" and change.before is not None:
            form = wording.WITHDRAWN if change.who else wording.WITHDRAWN_BY_NOBODY
            out.append(
                Alert(
                    key=_key("withdrawn", after.id, _place(change.before)),
                    kind="withdrawn",
                    told=form.format(
                        outlet=_label(after), who=change.who, words=_excerpt(wording.bare(change.was or ""))
                    ),
                    details={"who": change.who, "place": _placed(change.before, reports), "after": _of(after)},
                    reports=(before.id, after.id),
                )
            )
    facts = [c for c in changes if c.kind not in _NO_FACT]
    if facts:
        named = [_told(c) for c in facts[:NAMED]]
        if len(facts) > NAMED:
            named.append(wording.AND_MORE.format(count=len(facts) - NAMED))
        told = wording.CHANGED.format(
            outlet=_label(after),
            title=_excerpt(before.title or before.text.partition("\n")[0]),
            changes="; ".join(named),
        )
        out.append(
            Alert(
                key=_key("version", before.id, after.id),
                kind="version",
                told=told,
                details={
                    "before": _of(before),
                    "after": _of(after),
                    "changes": [_change(c, reports) for c in changes],
                },
                reports=(before.id, after.id),
            )
        )
    return tuple(out)


def _told(change: FactChange) -> str:
    what = wording.FACTS[change.kind]
    if change.was is not None and change.now is not None:
        return wording.FROM_TO.format(what=what, was=_excerpt(change.was), now=_excerpt(change.now))
    form = wording.SAID_BY if change.who else wording.ONE_SIDE
    return form.format(what=what, who=change.who, words=_excerpt(wording.bare(change.was or change.now or "")))


def _confirmed(before: Dossier, after: Dossier, known: set[str]) -> Iterator[Alert]:
    earlier = {_place(m.span): c for c in before.claims for m in c.members}
    order = {r.id: n for n, r in enumerate(after.reports)}
    reports = {r.id: r for r in after.reports}
    for claim in after.claims:
        if claim.score < UNSURE_BELOW or len(claim.independent) < 2 or claim.verdict == "disputed":
            continue
        was = _likest(claim, earlier)
        stood = {name for group in was.independent for name in group} if was is not None else set[str]()
        for count, group in enumerate(_by_report(claim, order), start=1):
            # the first origin of a claim confirms nothing
            if count == 1 or stood & set(group) or not _told_anew(claim, group, known):
                continue
            members = [m.span for m in claim.members if set(m.stands_on) & set(group)]
            first = min((m.span for m in claim.members), key=lambda s: (order[s.report], s.start))
            yield Alert(
                key=_key("confirmed", _place(first), count),
                kind="confirmed",
                told=wording.CONFIRMED.format(
                    count=count, claim=_excerpt(claim.text), origins=", ".join(_shown(g[0]) for g in claim.independent)
                ),
                details={
                    "claim": claim.text[:EXCERPT],
                    "origin": list(group),
                    "origins": [list(g) for g in claim.independent],
                    "verdict": claim.verdict,
                    "places": [_placed(s, reports) for s in (first, *members) if s is not first or s not in members],
                },
                reports=tuple(dict.fromkeys((first.report, *(s.report for s in members)))),
            )


def _by_report(claim: Claim, order: Mapping[str, int]) -> list[tuple[str, ...]]:
    """A claim's groups of origins, that first whose words came first."""

    def came(group: tuple[str, ...]) -> tuple[int, int]:
        places = [(order[m.span.report], m.span.start) for m in claim.members if set(m.stands_on) & set(group)]
        return min(places, default=(len(order), 0))

    return sorted(claim.independent, key=came)


def _told_anew(claim: Claim, group: Sequence[str], known: set[str]) -> bool:
    return any(m.span.report not in known and set(m.stands_on) & set(group) for m in claim.members)


def _likest(claim: Claim, earlier: Mapping[tuple[str, int, int], Claim]) -> Claim | None:
    """The earlier claim that shares most members with this one."""
    shared = [earlier[_place(m.span)] for m in claim.members if _place(m.span) in earlier]
    counts = Counter(c.id for c in shared)
    return max(shared, key=lambda c: counts[c.id], default=None)


def _disputed(before: Dossier, after: Dossier, versions: Mapping[str, str]) -> Iterator[Alert]:
    new = {c.id for c in find_news("", before, after).changes if c.kind == "conflict"}
    order = {r.id: n for n, r in enumerate(after.reports)}
    reports = {r.id: r for r in after.reports}
    for conflict in after.conflicts:
        if conflict.id not in new or conflict.relation != "dispute" or conflict.score < UNSURE_BELOW:
            continue
        articles = {versions.get(s.report, s.report) for side in conflict.sides for s in side.members}
        if len(articles) < 2:
            continue
        firsts = [min(side.members, key=lambda s: (order[s.report], s.start)) for side in conflict.sides]
        yield Alert(
            key=_key("disputed", conflict.kind, *sorted(_place(s) for s in firsts)),
            kind="disputed",
            told=wording.DISPUTED.format(about=_excerpt(conflict.about), sides=_sides(conflict)),
            details={
                "of": conflict.kind,
                "about": conflict.about[:EXCERPT],
                "sides": [
                    {"value": side.value, "origins": list(side.origins), "place": _placed(first, reports)}
                    for side, first in zip(conflict.sides, firsts, strict=True)
                ],
            },
            reports=tuple(dict.fromkeys(s.report for s in firsts)),
        )


def _sides(conflict: Conflict) -> str:
    return "; ".join(
        f"“{_excerpt(side.value)}” ({', '.join(_shown(o) for o in side.origins[:3])})"
        if side.origins
        else f"“{_excerpt(side.value)}”"
        for side in conflict.sides
    )


def _uncredited(after: Dossier, known: set[str], versions: Mapping[str, str]) -> Iterator[Alert]:
    reports = {r.id: r for r in after.reports}
    for copy in after.copies:
        if copy.relation not in COPIED or copy.source not in ("a", "b") or {copy.a, copy.b} <= known:
            continue
        giver, taker = (copy.a, copy.b) if copy.source == "a" else (copy.b, copy.a)
        if not _without_credit(copy, reports[giver], reports[taker], versions):
            continue
        spans = [p.b if taker == copy.b else p.a for p in copy.passages[:1]]
        yield Alert(
            key=_key("uncredited", *sorted((copy.a, copy.b))),
            kind="uncredited",
            told=wording.UNCREDITED.format(taker=_label(reports[taker]), giver=_label(reports[giver])),
            details={
                "relation": copy.relation,
                "taker": _of(reports[taker]),
                "giver": _of(reports[giver]),
                "places": [_placed(s, reports) for s in spans],
            },
            reports=(giver, taker),
        )


def _without_credit(copy: Copy, giver: Report, taker: Report, versions: Mapping[str, str]) -> bool:
    if copy.why.get("source_by") not in _UNCREDITED or set(giver.agencies) & set(taker.agencies):
        return False
    if versions.get(giver.id, giver.id) == versions.get(taker.id, taker.id):
        return False
    return not giver.outlet or folded(giver.outlet).lower() != folded(taker.outlet or "").lower()


def _label(report: Report) -> str:
    return report.outlet or report.url or report.source


def _of(report: Report) -> dict[str, Any]:
    return {"report": report.id, "outlet": report.outlet, "title": report.title, "url": report.url}


def _placed(span: Span, reports: Mapping[str, Report]) -> dict[str, Any]:
    report = reports[span.report]
    return {
        "report": span.report,
        "sha256": report.sha256,
        "outlet": report.outlet,
        "url": report.url,
        "start": span.start,
        "end": span.end,
        "text": _excerpt(span.text),
    }


def _change(change: FactChange, reports: Mapping[str, Report]) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "who": change.who,
        "was": None if change.was is None else _excerpt(change.was),
        "now": None if change.now is None else _excerpt(change.now),
        "before": None if change.before is None else _placed(change.before, reports),
        "after": None if change.after is None else _placed(change.after, reports),
    }


def _excerpt(text: str) -> str:
    """The first words of a text, with dots where it goes on."""
    shown = " ".join(text.split())
    return shown if len(shown) <= EXCERPT else f"{shown[:EXCERPT].rpartition(' ')[0]} …"


def _shown(origin: str) -> str:
    """The name of an origin as it is read."""
    return origin.removeprefix(UNNAMED)


def _place(span: Span) -> tuple[str, int, int]:
    return span.report, span.start, span.end


def _key(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
