"""Pairs of tellings from stories annotated by hand, for training/event_links.py."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sayso.assemble import annotate_reports
from sayso.ingest import read_inputs
from sayso.link.events.events import canonical
from sayso.link.events.likeness import FEATURES, compare, day_odds
from sayso.link.names.entities import link_entities
from sayso.types import Event, Report

# Characters between an annotated mention and the word that sayso finds for it.
NEAR = 25

Pairs = tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.float64]]


def story_pairs(folder: Path) -> Pairs:
    """Pairs of events from two reports of a story: their features, whether they are one, the log odds of their days.

    A gold event has one mention in each report that tells it, though the report may tell it again: a pair counts when
    both are mentions of gold events, or when one is and the other's report does not tell that event.

    Args:
        folder: holds gold.json and manifest.jsonl, which points at the texts.
    """
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    reports = [r for r in read_inputs([str(folder / "manifest.jsonl")]) if isinstance(r, Report)]
    annotated = annotate_reports(reports)
    entities = link_entities(annotated)
    told = [(a.report, canonical(e, a, entities)) for a in annotated for e in a.events]
    names = {r.id: _gold_name(r, {g["report"] for g in gold["reports"]}) for r in reports}
    chains = _chains([(names[r.id], e) for r, e in told], gold["events"])
    tellers = [{m["report"] for m in event["mentions"]} for event in gold["events"]]
    events = [e for _, e in told]
    features, odds = compare(events, [r.text for r, _ in told]), day_odds(events)
    rows, same, days = [], [], []
    for i, j in _across([r.id for r, _ in told]):
        first, second = chains.get(i), chains.get(j)
        if first is None and second is None:
            continue
        if first is None or second is None:
            other = told[j if second is None else i][0]
            if names[other.id] in tellers[first if second is None else second]:  # type: ignore[index]
                continue
        rows.append(features[i, j])
        same.append(first == second)
        days.append(odds[i, j])
    return (
        np.array(rows, dtype=np.float32).reshape(-1, len(FEATURES)),
        np.array(same, dtype=np.bool_),
        np.array(days, dtype=np.float64),
    )


def _across(reports: list[str]) -> Iterator[tuple[int, int]]:
    count = len(reports)
    return ((i, j) for i in range(count) for j in range(i + 1, count) if reports[i] != reports[j])


def _chains(told: list[tuple[str, Event]], gold: list[dict[str, Any]]) -> dict[int, int]:
    """For the telling nearest to each annotated mention, the number of the gold event."""
    chains: dict[int, int] = {}
    for number, event in enumerate(gold):
        for mention in event["mentions"]:
            near = []
            for i, (name, telling) in enumerate(told):
                start, end = telling.mentions[0].raw
                gap = max(start - mention["end"], mention["start"] - end, 0)
                if name == mention["report"] and gap <= NEAR:
                    near.append((gap, -telling.score, i))
            if near:
                chains.setdefault(min(near)[2], number)
    return chains


def _gold_name(report: Report, known: set[str]) -> str:
    return report.id if report.id in known else Path(report.source).stem
