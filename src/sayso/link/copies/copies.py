"""How two reports' texts depend on each other: copied, reworded, from one origin, or written apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sayso.link.copies.direction import by_traces, cited_side, name_of, source_of, through_a_third
from sayso.link.copies.partners import find_partners
from sayso.link.copies.passages import Run
from sayso.link.copies.relation import (
    EXCERPT,
    EXCERPT_LENGTH,
    IDENTICAL,
    NEAR_IDENTICAL,
    REWRITE_WORDS,
    TOLD_RUN,
    Shared,
    measure,
    relation_of,
    the_same,
)
from sayso.link.copies.runs import Shingles
from sayso.link.copies.sentences import (
    REWORDED,
    REWORDED_IN_COPY,
    Rewordings,
    candidates,
    in_one_order,
    told_by,
)
from sayso.link.copies.speakers import shared_speakers
from sayso.link.copies.texts import QUOTED, Text, folded, on_every_page, read_texts
from sayso.link.origins.origins import home_of
from sayso.types import COPIED, Annotations, Copy, CopyRelation, Passage

__all__ = [
    "EXCERPT",
    "EXCERPT_LENGTH",
    "IDENTICAL",
    "NEAR_IDENTICAL",
    "QUOTED",
    "REWRITE_WORDS",
    "TOLD_RUN",
    "link_copies",
]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two reports by number, what they share, and which of their sentences may be reworded."""

    a: int
    b: int
    relation: CopyRelation
    shared: Shared
    runs: tuple[Run, ...]
    near: Sequence[tuple[int, int]]


def link_copies(annotated: Sequence[Annotations]) -> tuple[Copy, ...]:
    """Decides for each pair of reports whether one text comes from the other, both from a third, or neither.

    Shared stretches are found by shingles of words and grown to their full length (the word-level alignment of Lyon,
    Malcolm & Dickerson 2001 and of MinHash deduplication); reworded sentences are candidates by the cosine of their
    embeddings and judged by `sayso.link.copies.rewording`. Words in quotation marks do not count towards a copy: two
    reporters in one room write down the same words. Nor do lines in which a site speaks to its readers. Reports that
    only carry the words of one speaker or agency are `shared-origin`.

    Args:
        annotated: the reports with their annotations.

    Returns:
        One per unordered pair, in the order of the reports, with every aligned passage and the measures behind it. Of
        more than MANY reports, those pairs that `sayso.link.copies.partners` finds worth a look.
    """
    texts = read_texts(annotated)
    pairs = _pairs(texts, home_of(annotated))
    wanted = [(p.a, p.b, p.near, REWORDED_IN_COPY if p.relation in COPIED else REWORDED) for p in pairs]
    rewordings = Rewordings(texts)
    reworded = [
        tuple(made for pairing in found if (made := rewordings.passage(p.a, p.b, pairing)) is not None)
        for p, found in zip(pairs, rewordings.judge(wanted), strict=True)
    ]
    wires = frozenset(folded(agency) for t in texts for agency in t.annotations.report.agencies)
    told = Counter(word for t in texts for word in {t.annotations.report.text[s:e].lower() for s, e in t.places})
    found = {
        (p.a, p.b): _copy(texts[p.a], texts[p.b], p, passages, wires, told)
        for p, passages in zip(pairs, reworded, strict=True)
    }
    copies = _with_thirds(list(found.values()), {t.id: t for t in texts})
    return tuple(copies)


def _pairs(texts: Sequence[Text], home: str | None) -> list[_Pair]:
    """The pairs worth a look, with what they share: all of a small story."""
    runs_between = _Runs(texts)
    partners = find_partners(texts, runs_between.same_as, runs_between.shingles)
    pairs = []
    for i, (a, speakers) in enumerate(zip(texts, shared_speakers(texts, home, partners), strict=True)):
        told = told_by(a, [texts[j] for j in partners[i]])
        runs = runs_between.with_later(i, partners[i])
        for n, j in enumerate(partners[i]):
            b = texts[j]
            same = runs.get(j, ())
            if same and same[0].length == len(a.words) == len(b.words):
                shared = the_same(a, b, speakers.get(j, ()))
                pairs.append(_Pair(i, j, "identical", shared, same, ()))
                continue
            cosine = told.between(n)
            shared = measure(
                a,
                b,
                same,
                told_in_a=float(told.in_first[n]),
                told_in_b=float(told.in_second[n]),
                in_order=in_one_order(cosine),
                speakers=speakers.get(j, ()),
            )
            relation = relation_of(shared, len(a.words) / max(1, len(b.words)), cited=cited_side(a, b) is not None)
            pairs.append(_Pair(i, j, relation, shared, same, candidates(cosine) if relation != "identical" else ()))
    return pairs


class _Runs:
    """What each two reports share word for word; texts that are the same are looked at once.

    `same_as` has for each report the number of the first one with its words, `shingles` those of the distinct texts.
    """

    def __init__(self, texts: Sequence[Text]) -> None:
        first: dict[bytes, int] = {}
        self._texts = texts
        self.same_as = [first.setdefault(t.words.tobytes(), i) for i, t in enumerate(texts)]
        self._distinct = sorted(first.values())
        self._number = {report: n for n, report in enumerate(self._distinct)}
        self.shingles = Shingles([texts[i].words for i in self._distinct])

    def with_later(self, i: int, partners: Sequence[int]) -> dict[int, tuple[Run, ...]]:
        """The runs that a report shares with each of some later ones, but for a site's own lines."""
        wanted = np.zeros(len(self._distinct), dtype=bool)
        wanted[[self._number[self.same_as[j]] for j in partners]] = True
        own = self._number[self.same_as[i]]
        among = self.shingles.with_others(own, wanted)
        out = {}
        for j in partners:
            a, b = self._texts[i], self._texts[j]
            whole = (Run(0, 0, len(a.words)),) if len(a.words) else ()
            other = self._number[self.same_as[j]]
            runs: tuple[Run, ...] = whole if other == own else among.get(other, ())
            runs = tuple(r for r in runs if not on_every_page(a, b, r))
            if runs:
                out[j] = runs
        return out


def _copy(
    a: Text,
    b: Text,
    pair: _Pair,
    reworded: Sequence[Passage],
    wires: frozenset[str],
    told: Mapping[str, int],
) -> Copy:
    passages = (*_same(a, b, pair.runs), *reworded)
    passages = tuple(sorted(passages, key=lambda p: (p.a.start, p.b.start, p.relation)))
    source = source_of(a, b, pair.relation, pair.shared.agencies, pair.shared.speakers, wires)
    if pair.relation in COPIED and source.name is None:
        source = by_traces(a, b, pair.relation, passages, told)
    return Copy(
        a=a.id,
        b=b.id,
        relation=pair.relation,
        source=source.name,
        passages=passages,
        why={**pair.shared.why(), "source_by": source.by},
    )


def _with_thirds(copies: Sequence[Copy], texts: Mapping[str, Text]) -> list[Copy]:
    """The copies, those of which both reports took their text from a third one with that as the source."""
    thirds = through_a_third(copies, texts)
    return [
        replace(c, source=f"third: {name_of(texts[third])}", why={**c.why, "source_by": "third report"})
        if (third := thirds.get((c.a, c.b))) is not None
        else c
        for c in copies
    ]


def _same(a: Text, b: Text, runs: Sequence[Run]) -> list[Passage]:
    first, second = a.annotations.report, b.annotations.report
    return [
        Passage(
            a=first.span(a.places[r.a][0], a.places[r.a + r.length - 1][1]),
            b=second.span(b.places[r.b][0], b.places[r.b + r.length - 1][1]),
        )
        for r in runs
    ]
