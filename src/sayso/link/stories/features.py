"""What tells a report's story from others: a vector of its title and lead, its terms by their rarity, its day."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sayso.language.embed import embed
from sayso.language.hashes import checked
from sayso.link.stories.lines import Repeats, line_keys
from sayso.link.stories.terms import PLACES, Frequencies, Weighed, find_terms
from sayso.types import Report

# characters at the top of a report that say what it is about; news puts first what matters (the inverted pyramid)
LEAD = 1200
# a component of the vector is stored as a whole number, so that sums are the same in any order; the length is this
LENGTH = 360
# reports that are embedded at a time
BATCH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What is kept of one report to find its story.

    `vector` and `terms` are whole numbers, of length LENGTH and UNIT, or nought and empty where there are no words; no
    term stands twice. `day` counts from the year 1. `learnt` is what the reader learnt from the report: its terms,
    headline and lines.
    """

    id: str
    title: str | None
    vector: NDArray[np.int8]
    terms: Weighed
    day: int | None
    learnt: Learnt


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What a reader of features learns from one report, by keys."""

    terms: tuple[int, ...]
    headline: int
    lines: tuple[int, ...]


class FeatureReader:
    """Reads features from reports; it learns which terms are common and which lines an outlet repeats.

    Args:
        today: reports dated after this day (counted from the year 1) are taken as undated.
    """

    def __init__(self, today: int) -> None:
        self._today = today
        self.frequencies = prior()
        self.repeats = Repeats()

    def one_by_one(self, reports: Sequence[Report]) -> Iterator[Features]:
        """Features of reports as they come: each is read by what was learnt from it and those before."""
        for at in range(0, len(reports), BATCH):
            tops = []
            for report in reports[at : at + BATCH]:
                learnt, lines = open_lead(report)
                body = self.body(lines, learnt)
                terms = find_terms(report.title or "", body)
                learnt = Learnt(terms=tuple(terms), headline=learnt.headline, lines=learnt.lines)
                self.learn(learnt)
                tops.append((report, learnt, body, self.frequencies.weigh(terms)))
            yield from self._embedded(tops)

    def together(self, reports: Sequence[Report]) -> Iterator[Features]:
        """Features of a heap of reports: what is to be learnt is learnt from all of them first."""
        opened = [open_lead(report) for report in reports]
        for learnt, _ in opened:
            self.repeats.learn(learnt.headline, learnt.lines)
        bodies = [self.body(lines, learnt) for learnt, lines in opened]
        found = [find_terms(r.title or "", body) for r, body in zip(reports, bodies, strict=True)]
        for terms in found:
            self.frequencies.learn(terms)
        for at in range(0, len(reports), BATCH):
            yield from self._embedded(
                [
                    (
                        reports[i],
                        Learnt(terms=tuple(found[i]), headline=opened[i][0].headline, lines=opened[i][0].lines),
                        bodies[i],
                        self.frequencies.weigh(found[i]),
                    )
                    for i in range(at, min(at + BATCH, len(reports)))
                ]
            )

    def learn(self, learnt: Learnt) -> None:
        """Learn what a report taught, also one that was read before."""
        self.frequencies.learn(learnt.terms)
        self.repeats.learn(learnt.headline, learnt.lines)

    def body(self, lines: Sequence[str], learnt: Learnt) -> str:
        """The lead without the lines that its outlet puts on every page."""
        return without(lines, self.repeats.repeated(learnt.lines).tolist() if learnt.lines else [False] * len(lines))

    def _embedded(self, tops: Sequence[tuple[Report, Learnt, str, Weighed]]) -> Iterator[Features]:
        vectors = top_vectors([(report.title, body) for report, _, body, _ in tops])
        for (report, learnt, _, terms), vector in zip(tops, vectors, strict=True):
            yield Features(
                id=report.id,
                title=report.title,
                vector=vector,
                terms=terms,
                day=self.day(report.published),
                learnt=learnt,
            )

    def day(self, published: str | None) -> int | None:
        """The day of a report, counted from the year 1; None for none, and for one after today."""
        day = day_of(published)
        return day if day is not None and day <= self._today else None


def without(lines: Iterable[str], out: Iterable[bool]) -> str:
    """The body of a lead: its lines but for those that are out."""
    return "\n".join(line for line, gone in zip(lines, out, strict=True) if not gone)


def top_vectors(tops: Sequence[tuple[str | None, str]]) -> NDArray[np.int8]:
    """The vectors of titles with the leads under them, a row each; nought where there are no words."""
    texts = [" ".join(f"{title or ''} {body}".split()) for title, body in tops]
    return whole_vectors(embed(texts) * np.array([[bool(t)] for t in texts], dtype=np.float32))


def whole_vectors(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Vectors of the embedder turned so that stories lie apart, as whole numbers; rows of nought stay so."""
    turned = vectors @ projection()
    lengths = np.linalg.norm(turned, axis=1, keepdims=True)
    whole: NDArray[np.int8] = np.clip(np.rint(turned * (LENGTH / np.maximum(lengths, 1e-9))), -127, 127).astype(np.int8)
    return whole


@cache
def projection() -> NDArray[np.float32]:
    """What the embedder's vectors are multiplied by: trained so that reports of one story lie near one another."""
    weights: NDArray[np.float32] = _weights()["projection"].astype(np.float32)
    return weights


def prior() -> Frequencies:
    """How often terms stand in the reports that the weights were trained on."""
    counts = np.zeros(PLACES, dtype=np.uint32)
    counts[_weights()["terms"]] = _weights()["counts"]
    return Frequencies(int(_weights()["reports"]), counts)


@cache
def _weights() -> Mapping[str, NDArray[np.generic]]:
    with np.load(checked("resources/stories.npz")) as stored:
        return dict(stored)


def open_lead(report: Report) -> tuple[Learnt, list[str]]:
    """The lines of a report's lead, and the keys of those that its outlet might repeat."""
    lines = [line for line in report.text[:LEAD].split("\n") if line.strip()]
    headline = zlib.crc32((report.title or report.text).encode("utf-8", "replace"))
    # without an outlet the lines of an agency's report, under another headline at each, would be taken for a page's
    keys = line_keys(report.outlet, lines) if report.outlet else ()
    return Learnt(terms=(), headline=headline, lines=keys), lines


def day_of(published: str | None) -> int | None:
    """The day of an ISO date or time, counted from the year 1; None for anything else."""
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return None
