"""Reports made from word statistics, with copies planted among them at known rates: nothing in them was ever written.

Words are made of syllables, the frequent ones short, and drawn by the law of Zipf and Mandelbrot; the lengths of
sentences and reports are log-normal with the means of English news (21 and 600 words). As in news, reports that are no
copies share words too: turns of phrase, the same quotation, an outlet's background paragraphs, and the lines that an
outlet puts under each of its pages, up to 400 words of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# what part of the reports are copies of an earlier one, by kind
RATES = {"identical": 0.03, "near-identical": 0.07, "excerpt": 0.05, "rewrite": 0.05}
# reports of one story that hundreds of outlets carry, each edited a little; and of one page that stands there unchanged
CARRIED = 1000

_VOCABULARY = 60_000
_DRAWN = 2**20
# at most so many outlets, and no more than one for so many reports
_OUTLETS, _REPORTS_OF_OUTLET = 3000, 50
_PHRASES = 3000
_QUOTATIONS = 1000
# originals that may yet be copied
_OPEN = 2000


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A report; a copy has its original's number in `of` and its kind in `kind`."""

    number: int
    outlet: str
    text: str
    of: int | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet with the lines under each of its pages and the paragraphs that it puts into reports."""

    name: str
    footer: tuple[str, ...]
    background: tuple[str, ...]


class Language:
    """Words, and sentences of them."""

    def __init__(self) -> None:
        rng = np.random.default_rng(7)
        syllables = [c + v + e for c in "bcdfghklmnprstvw" for v in "aeiou" for e in ("", "", "", "n", "r", "s")]
        words: dict[str, None] = {}
        while len(words) < _VOCABULARY:
            # the law of abbreviation: one syllable more for each tenfold rank
            rank = np.arange(len(words), _VOCABULARY)
            counts = (1 + np.log10(1 + rank / 150) + rng.random(len(rank))).astype(int)
            drawn = iter(rng.integers(0, len(syllables), counts.sum()).tolist())
            words |= dict.fromkeys("".join(syllables[next(drawn)] for _ in range(count)) for count in counts.tolist())
        kinds = np.array(list(words)[:_VOCABULARY], object)
        numbers = rng.choice(_VOCABULARY, _VOCABULARY // 30, replace=False)
        kinds[numbers] = [f"{n:,}" if n % 3 else f"{n / 10}" for n in rng.integers(2, 90_000, len(numbers))]
        self.words = np.concatenate((kinds, kinds + ","))
        frequency = 1 / (np.arange(_VOCABULARY) + 2.7)
        edges = np.cumsum(frequency) / frequency.sum()
        self._drawn = np.searchsorted(edges, (np.arange(_DRAWN) + 0.5) / _DRAWN)

    def draw(self, rng: np.random.Generator, count: int) -> list[str]:
        """So many words, a twentieth of them with a comma."""
        ids = self._drawn[rng.integers(0, _DRAWN, count)]
        ids += _VOCABULARY * (rng.random(count) < 0.05)
        words: list[str] = self.words[ids].tolist()
        return words

    def sentences(self, rng: np.random.Generator, count: int) -> list[str]:
        """Sentences of so many words together."""
        lengths = np.clip(rng.lognormal(2.9, 0.5, 2 + count // 12), 4, 60).astype(int)
        ends = np.cumsum(lengths)
        ends = ends[: int(np.searchsorted(ends, count)) + 1]
        words = self.draw(rng, int(ends[-1]))
        return [_sentence(words[end - length : end]) for end, length in zip(ends, lengths, strict=False)]


def _sentence(words: list[str]) -> str:
    line = " ".join(words).rstrip(",")
    return f"{line[0].upper()}{line[1:]}."


class Newsroom:
    """What reports share that are no copies of each other."""

    def __init__(self, language: Language, count: int) -> None:
        rng = np.random.default_rng(11)
        self.language = language
        self.phrases = [" ".join(language.draw(rng, int(n))) for n in rng.integers(5, 11, _PHRASES)]
        self.quotations = [f"“{' '.join(language.sentences(rng, int(n)))}”" for n in rng.integers(12, 60, _QUOTATIONS)]
        self.outlets = []
        for k in range(max(1, min(_OUTLETS, count // _REPORTS_OF_OUTLET))):
            size = int(rng.choice([0, 0, 0, 25, 60, 120, 400], p=[0.2, 0.2, 0.1, 0.25, 0.15, 0.06, 0.04]))
            footer = tuple(language.sentences(rng, size)) if size else ()
            background = tuple(" ".join(language.sentences(rng, int(n))) for n in rng.integers(20, 60, 10))
            self.outlets.append(Outlet(f"outlet {k}", footer, background))
        share = 1 / (np.arange(len(self.outlets)) + 20.0)
        self._edges = np.cumsum(share) / share.sum()

    def outlet(self, rng: np.random.Generator) -> Outlet:
        """An outlet; the largest have a hundred times the reports of the smallest."""
        return self.outlets[int(np.searchsorted(self._edges, rng.random()))]

    def report(self, rng: np.random.Generator, outlet: Outlet) -> list[str]:
        """The sentences of a report that is no copy."""
        size = int(np.clip(rng.lognormal(6.2, 0.6), 40, 4000))
        told = self.language.sentences(rng, size)
        for _ in range(rng.poisson(2)):
            at = int(rng.integers(len(told)))
            phrase = self.phrases[int(rng.integers(_PHRASES))]
            told[at] = f"{told[at][:-1]} {phrase.rstrip(',')}."
        if rng.random() < 0.3:
            told.insert(int(rng.integers(len(told))), self.quotations[int(rng.integers(_QUOTATIONS))])
        if rng.random() < 0.2 and size > 150:
            told.append(outlet.background[int(rng.integers(len(outlet.background)))])
        return told

    def copy(self, rng: np.random.Generator, told: list[str], kind: str) -> list[str]:
        """What another outlet makes of a report's sentences."""
        count = len(told)
        if kind == "near-identical":
            kept = np.flatnonzero(rng.random(count) >= rng.uniform(0, 0.08))
            lines = self._reworded(rng, [told[k] for k in kept], rng.uniform(0, 0.02))
            return [*self.language.sentences(rng, 12), *lines] if rng.random() < 0.3 else lines
        if kind == "excerpt":
            size = max(2, int(count * rng.uniform(0.2, 0.55)))
            if rng.random() < 0.5:
                begin = int(rng.integers(count - size + 1))
                lines = told[begin : begin + size]
            else:
                lines = [told[k] for k in sorted(rng.choice(count, size, replace=False))]
            return self._reworded(rng, lines, rng.uniform(0, 0.01))
        kept = np.flatnonzero(rng.random(count) < rng.uniform(0.5, 0.7))
        lines = self._reworded(rng, [told[k] for k in kept], rng.uniform(0.02, 0.04))
        own = self.language.sentences(rng, sum(len(t.split()) for t in told) // 3)
        places = np.sort(rng.choice(len(lines) + len(own), len(own), replace=False))
        mixed = list(lines)
        for place, line in zip(places, own, strict=True):
            mixed.insert(int(place), line)
        return mixed

    def _reworded(self, rng: np.random.Generator, lines: list[str], rate: float) -> list[str]:
        """The sentences with other words in so many places."""
        out = []
        for line in lines:
            words = line.split(" ")
            changed = np.flatnonzero(rng.random(len(words)) < rate)
            for k, word in zip(changed, self.language.draw(rng, len(changed)), strict=True):
                words[k] = word
            out.append(" ".join(words))
        return out


def make_reports(count: int, seed: int = 0) -> Iterator[MadeReport]:
    """So many reports, a copy always after its original.

    Args:
        count: how many.
        seed: the same one gives the same reports.
    """
    newsroom = Newsroom(Language(), count)
    rng = np.random.default_rng([seed, count])
    carried = {"near-identical": min(CARRIED, count // 100), "identical": min(CARRIED, count // 100)}
    wires = {kind: newsroom.report(rng, newsroom.outlets[0]) for kind in carried}
    roots: dict[str, int] = {}
    places: NDArray[np.int64] = rng.choice(count, sum(carried.values()), replace=False)
    planned = dict(zip(places.tolist(), np.repeat(list(carried), list(carried.values())).tolist(), strict=True))
    originals: list[tuple[int, list[str], str]] = []
    kinds, shares = list(RATES), np.cumsum(list(RATES.values()))
    for number in range(count):
        outlet = newsroom.outlet(rng)
        drawn = int(np.searchsorted(shares, rng.random()))
        if number in planned:
            kind = planned[number]
            made = _of_wire(newsroom, rng, number, outlet, kind, wires[kind], roots.get(kind))
            roots.setdefault(kind, number)
            yield made
        elif drawn < len(kinds) and originals:
            of, told, text = originals[int(rng.integers(len(originals)))]
            kind = kinds[drawn]
            if kind != "identical":
                text = page(newsroom.copy(rng, told, kind), outlet)
            yield MadeReport(number, outlet.name, text, of, kind)
        else:
            told = newsroom.report(rng, outlet)
            text = page(told, outlet)
            if len(told) > 4:
                place = int(rng.integers(_OPEN))
                originals[place : place + 1] = [(number, told, text)]
            yield MadeReport(number, outlet.name, text)


def _of_wire(
    newsroom: Newsroom,
    rng: np.random.Generator,
    number: int,
    outlet: Outlet,
    kind: str,
    told: list[str],
    of: int | None,
) -> MadeReport:
    if of is None:
        return MadeReport(number, outlet.name, "\n".join(told))
    text = "\n".join(told) if kind == "identical" else page(newsroom.copy(rng, told, kind), outlet)
    return MadeReport(number, outlet.name, text, of, kind)


def page(told: list[str], outlet: Outlet) -> str:
    """The text of a page: the sentences by two, and the lines that stand under each of the outlet's pages."""
    paragraphs = [" ".join(told[k : k + 2]) for k in range(0, len(told), 2)]
    return "\n".join((*paragraphs, *outlet.footer))


def write_reports(folder: Path, count: int, seed: int = 0) -> tuple[Path, Path]:
    """Make reports; returns the JSONL file that holds them, and the one with what was planted.

    Args:
        folder: where they go.
        count: how many.
        seed: the same one gives the same reports.
    """
    reports, planted = folder / f"reports-{count}-{seed}.jsonl", folder / f"planted-{count}-{seed}.jsonl"
    with reports.open("w", encoding="utf-8") as out, planted.open("w", encoding="utf-8") as truth:
        for made in make_reports(count, seed):
            row = {"id": f"{seed}-{made.number}", "outlet": made.outlet, "text": made.text}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            if made.of is not None:
                truth.write(json.dumps([f"{seed}-{made.of}", f"{seed}-{made.number}", made.kind]) + "\n")
    return reports, planted
