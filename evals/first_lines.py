"""The first lines of a dossier against stories annotated by hand: what of the claims that reports share they tell.

Of a story's gold claims that two or more reports carry, `shared` is the share that a sentence of the lead carries: it
overlaps the claim's words in its own report by half of the shorter. `first` is the share of stories whose first
sentence carries one of the claims that most reports carry, `dispute` that of the stories with a dispute whose lead
tells a side of one, `noise` the share of sentences that overlap what is no part of the article, `sentences` how many
there are in a story. Beside it stand, with as many sentences, the opening of the report nearest to the middle of all
(`opening_shared`, `opening_first`), the usual baseline of summarisation that is hard to beat on news (Nenkova 2005),
and the best choice with the gold in hand (`best_shared`).

The path is a folder of story folders, each with `gold.json` and the `manifest.jsonl` to read.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from sayso import dossier
from sayso.language.embed import embed
from sayso.render.sentences import sentence_starts
from sayso.spans import Span
from sayso.types import Dossier, Report

Place = tuple[str, int, int]
HALF = 0.5


def run(data: Path) -> dict[str, float]:
    """Pooled scores over the stories."""
    folders = [data] if (data / "gold.json").exists() else sorted(p.parent for p in data.glob("*/gold.json"))
    counts: Counter[str] = Counter()
    for folder in folders:
        gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
        counts.update(count(dossier([folder / "manifest.jsonl"]), gold))
    return scores(counts)


def scores(counts: Counter[str]) -> dict[str, float]:
    """The measures from what `count` counted, over one story or several."""
    claims, stories = max(1, counts["claims"]), max(1, counts["stories"])
    return {
        "shared": counts["told"] / claims,
        "opening_shared": counts["opening"] / claims,
        "best_shared": counts["best"] / claims,
        "first": counts["first"] / stories,
        "opening_first": counts["opening_first"] / stories,
        "dispute": counts["dispute"] / max(1, counts["disputed"]),
        "noise": counts["noise"] / max(1, counts["sentences"]),
        "sentences": counts["sentences"] / stories,
    }


def count(made: Dossier, gold: dict[str, Any]) -> Counter[str]:
    """What the lead of one story tells of its gold annotation, and what the baselines tell."""
    shared = [c["members"] for c in gold["claims"] if len({m["report"] for m in c["members"]}) > 1]
    most = max((len({m["report"] for m in c}) for c in shared), default=0)
    top = [c for c in shared if len({m["report"] for m in c}) == most]
    lead = [_raw(s.span) for s in made.lead]
    opening = [_raw(s) for s in _opening(made.reports, len(lead))]
    every = [_raw(s) for report in made.reports for s in _sentences(report)]
    disputes = [
        [m for side in x["sides"] for m in side["members"]]
        for x in gold["conflicts"]
        if x["relation"] == "dispute" and x["kind"] != "name"
    ]
    noise = [n for r in gold["reports"] for n in r.get("noise", ()) if "report" in n]
    return Counter(
        stories=1,
        claims=len(shared),
        told=len(_told(lead, shared)),
        opening=len(_told(opening, shared)),
        best=_best(every, shared, len(lead)),
        first=int(bool(_told(lead[:1], top))),
        opening_first=int(bool(_told(opening[:1], top))),
        disputed=int(bool(disputes)),
        dispute=int(bool(_told(lead, disputes))),
        noise=sum(bool(_told([place], [noise])) for place in lead),
        sentences=len(lead),
    )


def _told(places: Sequence[Place], items: Sequence[Sequence[dict[str, Any]]]) -> set[int]:
    """Which items have words in one of the places."""
    return {n for n, members in enumerate(items) if any(_overlaps(p, m) for p in places for m in members)}


def _overlaps(place: Place, member: dict[str, Any]) -> bool:
    report, start, end = place
    shared = min(end, member["end"]) - max(start, member["start"])
    return bool(report == member["report"] and shared > HALF * min(end - start, member["end"] - member["start"]))


def _best(places: Sequence[Place], items: Sequence[Sequence[dict[str, Any]]], size: int) -> int:
    """How many items as many sentences carry when each is the one that adds most."""
    carried = [_told([p], items) for p in places]
    told: set[int] = set()
    for _ in range(size):
        told |= max(carried, key=lambda c: len(c - told), default=set())
    return len(told)


def _opening(reports: Sequence[Report], size: int) -> list[Span]:
    """The first sentences of the report whose text lies nearest to the middle of all."""
    vectors = embed([r.text for r in reports])
    nearest = int((vectors @ vectors.mean(axis=0)).argmax())
    return _sentences(reports[nearest])[:size]


def _sentences(report: Report) -> list[Span]:
    starts = [*sentence_starts(report), len(report.text)]
    found = (report.span(a, b) for a, b in pairwise(starts))
    titles = {" ".join((report.title or "").split()), ""}
    return [s for s in found if len(s.text.split()) > 5 and " ".join(s.text.split()) not in titles]


def _raw(span: Span) -> Place:
    return span.report, *span.raw


__all__ = ["count", "run", "scores"]
