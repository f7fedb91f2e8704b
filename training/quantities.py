"""Fits the weights by which figures are linked: silver pairs from clusters of reports of one event.

    python -m training.quantities REPORTS.jsonl > src/sayso/resources/likeness.yaml

REPORTS.jsonl has one report a line: event, title, text, published. No pair is labelled by hand. Two figures of
different reports of one event are taken for the same quantity when they share a value of three or more digits that
is no round number; they are taken for different ones when their values exclude each other although one report gives
both. Values are hidden from the model, which sees words only. How often figures of different
quantities share a value is counted within and between events.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.figures import find_figures
from sayso.annotate.times import find_times
from sayso.language.backbone import parse
from sayso.link.figures.measures import Measure, compatible, excludes, is_rare, measure, same_value
from sayso.link.figures.quantities import features
from sayso.spans import OffsetMap
from sayso.types import Report

SEED = 7
# share of figures of one quantity that give the same value, between reports: most reports tell the same number
EQUAL = 0.75
NEAR = "{rounded: 8.0, revised: 2.0, bounded: 2.0}"
UNLIKE = 0.03
# added to the counts of shared values so that none is impossible
FLOOR = 0.2
# pairs of one event that are copies of each other teach nothing; their sentences are nearly equal
COPIED = 0.97
RIDGE = 1.0
NEGATIVES = 3


def stories(path: Path) -> Iterator[tuple[list[Report], list[Measure]]]:
    """The reports and figures of each event."""
    events: dict[str, list[Report]] = defaultdict(list)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        text = f"{row['title'] or ''}\n\n{row['text']}"[:12000]
        events[row["event"]].append(
            Report(
                id=f"r{number}",
                source="",
                sha256="",
                text=text,
                offsets=OffsetMap.identity(len(text)),
                published=row["published"],
            )
        )
    for reports in events.values():
        measures: list[Measure] = []
        for reading in parse(reports):
            sentences = [(s.start_char, s.end_char) for s in reading.sentences]
            for figure in find_figures(reading, (), find_times(reading), ()):
                measures.append(measure(figure, len(measures), reading.report.text, sentences))
        yield reports, measures


def pairs(reports: list[Report], measures: list[Measure]) -> Iterator[tuple[dict[str, float], int]]:
    """Silver pairs of one story with their label."""
    if len(measures) < 2:
        return
    tables = features(measures, reports)
    held = defaultdict(set)
    for m in measures:
        held[m.figure.report].add((m.dimension, m.base))
    for a, b in combinations(measures, 2):
        if a.dimension != b.dimension or excludes(a, b):
            continue
        if a.figure.report == b.figure.report:
            continue
        equal = same_value(a, b)
        row = {name: float(table[b.index, a.index]) for name, table in tables.items()}
        if equal and is_rare(a) and row["sentence_cosine"] < COPIED:
            yield row, 1
        apart = (b.dimension, b.base) in held[a.figure.report] or (a.dimension, a.base) in held[b.figure.report]
        if apart and not equal and not compatible(a, b):
            yield row, 0


def fit(rows: NDArray[np.float64], labels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression by Newton's method with a ridge."""
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (labels - p) - RIDGE * weights
        hessian = (rows * (p * (1 - p))[:, None]).T @ rows + RIDGE * np.eye(rows.shape[1])
        step = np.linalg.solve(hessian, gradient)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def chances(by_event: list[list[Measure]]) -> tuple[list[float], dict[int, float]]:
    """How often two counts of different quantities share a value, by the value: small whole numbers, then digits.

    Between events it is counted too low, since a story has its own numbers; between counts of one report with unlike
    heads too high, since some are of one quantity after all. The geometric mean of both is taken.
    """
    counts = [[m for m in measures if m.dimension == "count" and m.figure.low is not None] for measures in by_event]
    within, between = Rates(), Rates()
    flat = [m for measures in counts for m in measures]
    frequency = Counter(m.figure.low for m in flat)
    for measures in counts:
        mine = Counter(m.figure.low for m in measures)
        for m in measures:
            between.add(m.figure.low, frequency[m.figure.low] - mine[m.figure.low], len(flat) - len(measures))
        for a, b in combinations(measures, 2):
            if a.figure.report == b.figure.report and not a.kinds & b.kinds:
                for value in (a.figure.low, b.figure.low):
                    within.add(value, float(a.figure.low == b.figure.low), 1.0)
    keys = [*((True, i) for i in range(11)), *((False, i) for i in range(1, 5))]
    rates = {key: (within.of(key) * between.of(key)) ** 0.5 for key in keys}
    return [rates[True, i] for i in range(11)], {i: rates[False, i] for i in range(1, 5)}


class Rates:
    """Shares of hits by class of value."""

    def __init__(self) -> None:
        self.hits: dict[tuple[bool, int], float] = defaultdict(float)
        self.trials: dict[tuple[bool, int], float] = defaultdict(float)

    def add(self, value: float | None, hits: float, trials: float) -> None:
        """Counts trials with a value: a whole number to 10 is a class of its own, others go by significant digits."""
        if value is None:
            return
        whole = 0 <= value <= 10 and value == int(value)
        key = (whole, int(value) if whole else min(4, len(f"{abs(value):.10g}".replace(".", "").strip("0"))))
        self.hits[key] += hits
        self.trials[key] += trials

    def of(self, key: tuple[bool, int]) -> float:
        """The share of hits of a class, never quite nought."""
        return (self.hits[key] + FLOOR) / (self.trials[key] + 1)


def main() -> None:
    """Fits and prints the lexicon of weights."""
    generator = random.Random(SEED)
    positive, negative, by_event = [], [], []
    for reports, measures in stories(Path(sys.argv[1])):
        by_event.append(measures)
        found = list(pairs(reports, measures))
        generator.shuffle(found)
        mine = [r for r, y in found if y][:60]
        positive += mine
        negative += [r for r, y in found if not y][: max(20, NEGATIVES * len(mine))]
    names = list(positive[0])
    rows = np.array([[r[n] for n in names] for r in [*positive, *negative]])
    labels = np.array([1.0] * len(positive) + [0.0] * len(negative))
    order = np.random.default_rng(SEED).permutation(len(rows))
    cut = len(order) // 5
    trial = fit(rows[order[cut:]], labels[order[cut:]])
    right = ((rows[order[:cut]] @ trial > 0) == (labels[order[:cut]] > 0)).mean()
    weights = fit(rows, labels)
    small, digits = chances(by_event)
    print("# How alike two figures must be to measure the same thing; written by training/quantities.py.")
    found = f"{len(positive)} pairs of one quantity and {len(negative)} of two, from {len(by_event)} events"
    print(f"# {found}; held-out accuracy {right:.3f}.")
    print("words:")
    for name, value in zip(names, weights, strict=True):
        print(f"  {name}: {value:.3f}")
    print("# share of figures of one quantity that agree")
    print(f"equal: {EQUAL}")
    print("# odds for one quantity of unlike values: within 3 per cent, within 10, a bound and a value in it")
    print(f"near: {NEAR}")
    print("# odds for one quantity of counts whose heads are of other kinds; set by hand")
    print(f"unlike: {UNLIKE}")
    print("# share of two quantities that agree by chance: whole numbers to 10, then by significant digits")
    print("chance:")
    print(f"  small: [{', '.join(f'{v:.4f}' for v in small)}]")
    print(f"  digits: {{{', '.join(f'{k}: {v:.4f}' for k, v in digits.items())}}}")


if __name__ == "__main__":
    main()
