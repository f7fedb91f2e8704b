"""How two reports' texts depend on each other: copied, reworded, from one origin, or written apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from sayso.language.embed import embed
from sayso.link.passages import Run, shared_runs
from sayso.types import Annotations, Copy, CopyRelation, Feature, Passage, Statement

# Shares of words, decided on pairs of the public multisource collection; docs/explanation tells how they were read off.
IDENTICAL = 0.97
NEAR_IDENTICAL = 0.75
EXCERPT = 0.75
REWRITE_WORDS = 0.25
REWRITE_SENTENCES = 0.40
# A reworded sentence keeps this cosine and half of its content words; a topic alone does not.
SENTENCE_COSINE = 0.80
SENTENCE_WORDS = 0.50
# The same words of a speaker, quoted or in substance.
CONTENT_COSINE = 0.62
QUOTED_RUN = 4
TOLD_RUN = 9

QUOTED = re.compile(r"“[^”\n]{3,}”|\"[^\"\n]{3,}\"|(?<!\w)['‘][^'’\n]{12,}['’](?!\w)")


@dataclass(frozen=True, slots=True)
class _Text:
    """What is compared of one report."""

    annotations: Annotations
    words: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    quoted: frozenset[int]
    sentences: tuple[tuple[int, int], ...]
    vectors: NDArray[np.float32] = field(repr=False)
    content_vectors: NDArray[np.float32] = field(repr=False)
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class _Pairing:
    """A sentence of each report that say the same in other words."""

    a: int
    b: int
    likeness: float


def link_copies(annotated: Sequence[Annotations]) -> tuple[Copy, ...]:
    """Decides for each pair of reports whether one text comes from the other, both from a third, or neither.

    Shared stretches are found by shingles of words and grown to their full length (the word-level alignment of Lyon,
    Malcolm & Dickerson 2001 and of MinHash deduplication); reworded sentences by shared content words with the cosine
    of their embeddings. Words in quotation marks do not count towards a copy: two reporters in one room write down
    the same words. Reports that only carry the words of one speaker or agency are `shared-origin`.

    Args:
        annotated: the reports with their annotations.

    Returns:
        One per unordered pair, in the order of the reports, with every aligned passage and the measures behind it.
    """
    texts = [_text(a) for a in annotated]
    return tuple(_compare(a, b) for a, b in combinations(texts, 2))


def _text(annotations: Annotations) -> _Text:
    text = annotations.report.text
    matches = list(re.finditer(r"\w+(?:[.,]\d+)*", text))
    quotes = [m.span() for m in QUOTED.finditer(text)]
    places = tuple(m.span() for m in matches)
    quoted, at = set(), 0
    for i, (start, end) in enumerate(places):
        while at < len(quotes) and quotes[at][1] <= start:
            at += 1
        if at < len(quotes) and quotes[at][0] <= start and end <= quotes[at][1]:
            quoted.add(i)
    statements = tuple(s for s in annotations.statements if s.content and s.speaker_name)
    return _Text(
        annotations=annotations,
        words=tuple(m.group().lower() for m in matches),
        places=places,
        quoted=frozenset(quoted),
        sentences=annotations.sentences,
        vectors=embed([text[a:b] for a, b in annotations.sentences]),
        content_vectors=embed([" ".join(c.text for c in s.content) for s in statements]),
        statements=statements,
    )


def _compare(a: _Text, b: _Text) -> Copy:
    runs = shared_runs(a.words, b.words)
    told_a, told_b = _told(a), _told(b)
    cover_a = {i for r in runs for i in range(r.a, r.a + r.length)}
    cover_b = {i for r in runs for i in range(r.b, r.b + r.length)}
    in_a = _share(cover_a & told_a, told_a)
    in_b = _share(cover_b & told_b, told_b)
    longest = max((_told_length(r, a) for r in runs), default=0)
    pairings = _pairings(a, b)
    reworded = min(1.0, len(pairings) / max(1, min(len(a.sentences), len(b.sentences))))
    speakers = _shared_speakers(a, b)
    quotations = [r for r in runs if sum(i in a.quoted for i in range(r.a, r.a + r.length)) >= QUOTED_RUN]
    agencies = _shared_agencies(a, b)
    why: dict[str, Feature] = {
        "share_of_a": round(in_a, 3),
        "share_of_b": round(in_b, 3),
        "longest_run": longest,
        "sentences_alike": round(reworded, 3),
        "order_kept": round(_order(pairings), 3),
        "shared_quotations": len(quotations),
        "shared_agencies": ", ".join(agencies) or None,
        "shared_speakers": ", ".join(speakers) or None,
    }
    relation = _relation(a, b, in_a, in_b, longest, reworded, bool(speakers or quotations or agencies))
    return Copy(
        a=a.annotations.report.id,
        b=b.annotations.report.id,
        relation=relation,
        source=_source(a, b, relation, agencies, speakers),
        passages=_passages(a, b, runs, pairings),
        why=why,
    )


def _relation(
    a: _Text, b: _Text, in_a: float, in_b: float, longest: int, reworded: float, shared: bool
) -> CopyRelation:
    less, more = min(in_a, in_b), max(in_a, in_b)
    if less >= IDENTICAL:
        return "identical"
    if less >= NEAR_IDENTICAL:
        return "near-identical"
    if more >= EXCERPT and longest >= TOLD_RUN:
        return "excerpt"
    if more >= REWRITE_WORDS and longest >= TOLD_RUN:
        return "rewrite"
    if reworded >= REWRITE_SENTENCES:
        return "rewrite"
    if shared or longest >= TOLD_RUN:
        return "shared-origin"
    return "independent"


def _told(text: _Text) -> set[int]:
    """Words of the report's own telling: outside quotation marks; all of them when it is quotation throughout."""
    told = set(range(len(text.words))) - text.quoted
    return told if len(told) >= 20 else set(range(len(text.words)))


def _share(part: set[int], whole: set[int]) -> float:
    return len(part) / len(whole) if whole else 0.0


def _told_length(run: Run, text: _Text) -> int:
    """Longest stretch of a shared run that is not quotation."""
    best = now = 0
    for i in range(run.a, run.a + run.length):
        now = 0 if i in text.quoted else now + 1
        best = max(best, now)
    return best


def _pairings(a: _Text, b: _Text) -> list[_Pairing]:
    """Sentences alike in meaning and words, each used once, best first."""
    if not a.sentences or not b.sentences:
        return []
    cosine = a.vectors @ b.vectors.T
    words_a, words_b = _sentence_words(a), _sentence_words(b)
    candidates = []
    for i, j in np.argwhere(cosine >= SENTENCE_COSINE):
        small = min(len(words_a[i]), len(words_b[j]))
        if small >= 5:
            overlap = len(words_a[i] & words_b[j]) / small
            if overlap >= SENTENCE_WORDS:
                candidates.append(_Pairing(int(i), int(j), float(cosine[i, j]) * overlap))
    used_a: set[int] = set()
    used_b: set[int] = set()
    out = []
    for p in sorted(candidates, key=lambda p: (-p.likeness, p.a, p.b)):
        if p.a not in used_a and p.b not in used_b:
            used_a.add(p.a)
            used_b.add(p.b)
            out.append(p)
    return out


def _sentence_words(text: _Text) -> list[frozenset[str]]:
    out: list[set[str]] = [set() for _ in text.sentences]
    at = 0
    for i, (start, _) in enumerate(text.places):
        while at + 1 < len(text.sentences) and text.sentences[at + 1][0] <= start:
            at += 1
        if i not in text.quoted and (len(text.words[i]) > 3 or text.words[i].isdigit()):
            out[at].add(text.words[i])
    return [frozenset(s) for s in out]


def _order(pairings: Sequence[_Pairing]) -> float:
    """Share of the pairings' neighbours that stand in the same order in both reports."""
    line = [p.b for p in sorted(pairings, key=lambda p: p.a)]
    steps = list(pairwise(line))
    return sum(x < y for x, y in steps) / len(steps) if steps else 0.0


def _shared_speakers(a: _Text, b: _Text) -> list[str]:
    """Speakers whose words, the same in substance, stand in both reports."""
    if not a.statements or not b.statements:
        return []
    cosine = a.content_vectors @ b.content_vectors.T
    out: dict[str, float] = {}
    for i, j in np.argwhere(cosine >= CONTENT_COSINE):
        x, y = a.statements[i], b.statements[j]
        if _same_speaker(x, y):
            name = x.speaker_name or ""
            out[name] = max(out.get(name, 0.0), float(cosine[i, j]))
    return sorted(out, key=lambda n: (-out[n], n))


def _same_speaker(x: Statement, y: Statement) -> bool:
    mine = [_key(n) for n in (x.speaker_name, *x.via) if n]
    theirs = [_key(n) for n in (y.speaker_name, *y.via) if n]
    return any(p & q and (p <= q or q <= p) for p in mine for q in theirs)


def _key(name: str) -> frozenset[str]:
    words = re.findall(r"\w+", name.lower().removeprefix("unnamed:").replace("’s", "").replace("'s", ""))
    return frozenset(w for w in words if w not in {"the", "a", "an", "of", "mr", "mrs", "ms"} and len(w) > 1)


def _shared_agencies(a: _Text, b: _Text) -> list[str]:
    mine = {x.lower(): x for x in a.annotations.report.agencies}
    return [mine[x.lower()] for x in b.annotations.report.agencies if x.lower() in mine]


def _source(a: _Text, b: _Text, relation: CopyRelation, agencies: list[str], speakers: list[str]) -> str | None:
    if relation == "independent":
        return None
    if agencies:
        return f"third: {agencies[0]}"
    if relation == "shared-origin":
        return f"third: {speakers[0]}" if speakers else None
    for text, other, side in ((a, b, "a"), (b, a, "b")):
        outlet = text.annotations.report.outlet
        credited = {x.lower() for x in other.annotations.report.agencies}
        if outlet and (outlet.lower() in credited or outlet.lower() in other.annotations.report.text.lower()):
            return side
    x, y = a.annotations.report.published, b.annotations.report.published
    if x and y and len(x) > 10 and len(y) > 10 and x != y:
        return "a" if x < y else "b"
    return None


def _passages(a: _Text, b: _Text, runs: Sequence[Run], pairings: Sequence[_Pairing]) -> tuple[Passage, ...]:
    out = []
    first, second = a.annotations.report, b.annotations.report
    for run in runs:
        left = first.span(a.places[run.a][0], a.places[run.a + run.length - 1][1])
        right = second.span(b.places[run.b][0], b.places[run.b + run.length - 1][1])
        out.append(Passage(a=left, b=right))
    for p in pairings:
        left, right = first.span(*a.sentences[p.a]), second.span(*b.sentences[p.b])
        if not any(o.a.start < left.end and left.start < o.a.end for o in out):
            out.append(Passage(a=left, b=right))
    return tuple(sorted(out, key=lambda p: (p.a.start, p.b.start)))
