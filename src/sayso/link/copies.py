"""How two reports' texts depend on each other: copied, reworded, from one origin, or written apart."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.speakers import is_media
from sayso.ingest.agencies import names
from sayso.language.embed import embed
from sayso.link.independence import Known, one_origin
from sayso.link.likeness import PRONOUNS
from sayso.link.origins import NOT_STATED, agency_of, home_of
from sayso.link.passages import Run, shared_runs
from sayso.types import Annotations, Copy, CopyRelation, Feature, Passage, Report, Statement

# Shares of words, decided on pairs of the public multisource collection; docs/explanation tells how they were read off.
IDENTICAL = 0.97
NEAR_IDENTICAL = 0.75
EXCERPT = 0.75
# an excerpt is at most this part of the whole, in words; otherwise it is another version
EXCERPT_LENGTH = 0.7
REWRITE_WORDS = 0.25
# A rewriter keeps the order: this share of the shorter report's sentences tells, one after the other, what the other
# tells; independent reports of one event stay below a half.
REWRITE_IN_ORDER = 0.6
REWRITE_FEWEST = 5
# sentences that tell the same lie closer than this, whatever their words
SAME_TOLD = 0.6
# Words of one speaker in both make an origin shared when sentences that tell the same fill this part of a report.
SHARED_PART = 0.2
# A reworded sentence keeps this cosine and half of its content words; a topic alone does not.
SENTENCE_COSINE = 0.80
SENTENCE_WORDS = 0.50
# The same words of a speaker, quoted or in substance.
CONTENT_COSINE = 0.5
QUOTED_RUN = 4
TOLD_RUN = 9
# Runs of this many words in two texts, as a share of the shorter: what a rewriter leaves standing.
SHORT_RUN = 4
REWRITE_SHORT_RUNS = 0.15

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
    media: Mapping[str, str]
    known: Mapping[str, Known]


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
    home = home_of(annotated)
    wires = frozenset(_folded(agency) for a in annotated for agency in a.report.agencies)
    return tuple(_compare(a, b, home, wires) for a, b in combinations(texts, 2))


def _text(annotations: Annotations) -> _Text:
    text = annotations.report.text
    matches = list(re.finditer(r"\w+(?:[.,]\d+)*", text))
    quotes = [m.span() for m in QUOTED.finditer(text)]
    quotes += [(c.start, c.end) for s in annotations.statements if s.kind == "direct" for c in s.content]
    places = tuple(m.span() for m in matches)
    inside = bytearray(len(text) + 1)
    for start, end in quotes:
        inside[start:end] = b"\x01" * (end - start)
    quoted = {i for i, (start, _) in enumerate(places) if inside[start]}
    statements = tuple(s for s in annotations.statements if s.content and _key(s.speaker_name or "") - PRONOUNS)
    return _Text(
        annotations=annotations,
        words=tuple(m.group().lower() for m in matches),
        places=places,
        quoted=frozenset(quoted),
        sentences=annotations.sentences,
        vectors=embed([text[a:b] for a, b in annotations.sentences]),
        content_vectors=embed([" ".join(c.text for c in s.content) for s in statements]),
        statements=statements,
        media=_media(annotations),
        known=_known(annotations),
    )


def _media(annotations: Annotations) -> dict[str, str]:
    """Agencies and outlets that a report credits or cites, by a folded form of their names; credits first."""
    media = [s.speaker_name for s in annotations.statements if s.speaker_type == "media" and s.speaker_name]
    media += [n for s in annotations.statements for n in s.via if is_media(n)]
    found: dict[str, str] = {}
    for cited in (*annotations.report.agencies, *media):
        name = names().get(re.sub(r"^[Tt]he ", "", cited), cited)
        # one word says which outlet only when it is an agency or an abbreviation ("BBC")
        if len(_key(name)) > 1 or name in names() or name.isupper():
            found.setdefault(_folded(name), name)
    return found


def _known(annotations: Annotations) -> dict[str, Known]:
    """The roles that a report gives its speakers."""
    roles = [(n.span.text.split()[-1].lower(), n.role) for n in annotations.names if n.role and n.type == "PERSON"]
    speakers = {s.speaker_name for s in annotations.statements if s.speaker_name}
    return {
        name: Known(roles=tuple(sorted({r for last, r in roles if r and last == name.split()[-1].lower()})))
        for name in speakers
    }


def _compare(a: _Text, b: _Text, home: str | None, wires: frozenset[str]) -> Copy:
    runs = shared_runs(a.words, b.words)
    told_a, told_b = _told(a), _told(b)
    cover_a = {i for r in runs for i in range(r.a, r.a + r.length)}
    cover_b = {i for r in runs for i in range(r.b, r.b + r.length)}
    in_a = _share(cover_a & told_a, told_a)
    in_b = _share(cover_b & told_b, told_b)
    lengths = sorted((_told_length(r, a) for r in runs), reverse=True)
    longest, second = [*lengths, 0, 0][:2]
    pairings = _pairings(a, b)
    same_a, same_b, in_order = _same_told(a, b)
    short = shared_runs([a.words[i] for i in sorted(told_a)], [b.words[i] for i in sorted(told_b)], SHORT_RUN)
    left_standing = sum(r.length for r in short) / max(1, min(len(told_a), len(told_b)))
    speakers = _shared_speakers(a, b, home)
    quotations = [r for r in runs if sum(i in a.quoted for i in range(r.a, r.a + r.length)) >= QUOTED_RUN]
    cited = next((side for side, x, y in (("a", a, b), ("b", b, a)) if _outlet(x) in y.media), None)
    agencies = [a.media[k] for k in a.media if k in b.media]
    why: dict[str, Feature] = {
        "share_of_a": round(in_a, 3),
        "share_of_b": round(in_b, 3),
        "longest_run": longest,
        "short_runs": round(left_standing, 3),
        "same_told_in_a": round(same_a, 3),
        "same_told_in_b": round(same_b, 3),
        "told_in_order": round(in_order, 3),
        "shared_quotations": len(quotations),
        "shared_agencies": ", ".join(agencies) or None,
        "shared_speakers": ", ".join(speakers) or None,
    }
    copied = _copied(in_a, in_b, second, len(a.words) / max(1, len(b.words)))
    enough = min(len(a.sentences), len(b.sentences)) >= REWRITE_FEWEST
    if copied is None and in_order >= REWRITE_IN_ORDER and left_standing >= REWRITE_SHORT_RUNS and enough:
        copied = "rewrite"
    if copied is not None and cited is None:
        # the report of an agency that others credit is the one that was taken
        cited = next((side for side, x in (("a", a), ("b", b)) if _outlet(x) in wires), None)
    words_shared = bool(speakers or quotations) or any(_tells(r, a) for r in runs)
    shared = bool(agencies or cited) or (words_shared and max(same_a, same_b) >= SHARED_PART)
    relation: CopyRelation = copied or ("shared-origin" if shared else "independent")
    return Copy(
        a=a.annotations.report.id,
        b=b.annotations.report.id,
        relation=relation,
        source=_source(a, b, relation, agencies, speakers, cited),
        passages=_passages(a, b, runs, pairings),
        why=why,
    )


def _copied(in_a: float, in_b: float, second: int, lengths: float) -> CopyRelation | None:
    """Which kind of copy the shares of shared words make; None when they make none."""
    less, more = min(in_a, in_b), max(in_a, in_b)
    if less >= IDENTICAL:
        return "identical"
    if less >= NEAR_IDENTICAL:
        return "near-identical"
    # one long stretch alone may be a post or a statement that both carry
    if second < TOLD_RUN and more < EXCERPT:
        return None
    if more >= EXCERPT and (lengths <= EXCERPT_LENGTH or lengths >= 1 / EXCERPT_LENGTH):
        return "excerpt"
    return "rewrite" if more >= REWRITE_WORDS else None


def _told(text: _Text) -> set[int]:
    """Words of the report's own telling: outside quotation marks; all of them when it is quotation throughout."""
    told = set(range(len(text.words))) - text.quoted
    return told if len(told) >= 20 else set(range(len(text.words)))


def _share(part: set[int], whole: set[int]) -> float:
    return len(part) / len(whole) if whole else 0.0


def _tells(run: Run, text: _Text) -> bool:
    """Whether a shared run is long and about the story: with a name or a number, unlike a site's own lines."""
    start, end = text.places[run.a][0], text.places[run.a + run.length - 1][1]
    named = any(start <= n.span.start < end for n in text.annotations.names)
    return _told_length(run, text) >= TOLD_RUN and (
        named or any(w.isdigit() for w in text.words[run.a : run.a + run.length])
    )


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


def _same_told(a: _Text, b: _Text) -> tuple[float, float, float]:
    """How much of each report the other tells too: shares of characters, and share of sentences in one order.

    The last is the longest run of sentences, each other's likeliest, that stand in the same order in both reports, over
    the sentences of the shorter one.
    """
    if not a.sentences or not b.sentences:
        return 0.0, 0.0, 0.0
    cosine = a.vectors @ b.vectors.T
    sizes_a, sizes_b = (np.array([end - start for start, end in t.sentences]) for t in (a, b))
    there, back = cosine.argmax(axis=1), cosine.argmax(axis=0)
    tails: list[int] = []
    for i, j in enumerate(there):
        if back[j] == i and cosine[i, j] >= SAME_TOLD:
            tails[bisect_left(tails, j) : bisect_left(tails, j) + 1] = [int(j)]
    return (
        float(sizes_a[cosine.max(axis=1) >= SAME_TOLD].sum() / sizes_a.sum()),
        float(sizes_b[cosine.max(axis=0) >= SAME_TOLD].sum() / sizes_b.sum()),
        len(tails) / min(len(a.sentences), len(b.sentences)),
    )


def _outlet(text: _Text) -> str:
    """The report's outlet in the folded form of `media`; empty when unknown."""
    return _folded(text.annotations.report.outlet or "")


def _folded(name: str) -> str:
    return " ".join(sorted(_key(name)))


def _shared_speakers(a: _Text, b: _Text, home: str | None) -> list[str]:
    """Speakers whose words, the same in substance, stand in both reports."""
    if not a.statements or not b.statements:
        return []
    cosine = a.content_vectors @ b.content_vectors.T
    out: dict[str, float] = {}
    for i, j in np.argwhere(cosine >= CONTENT_COSINE):
        x, y = a.statements[i].speaker_name or "", b.statements[j].speaker_name or ""
        if _same_speaker(x, y, a, b, home):
            out[x] = max(out.get(x, 0.0), float(cosine[i, j]))
    return sorted(out, key=lambda n: (n.startswith("unnamed"), -out[n], n))


def _same_speaker(x: str, y: str, a: _Text, b: _Text, home: str | None) -> bool:
    if NOT_STATED in (x, y):
        return False
    p, q = _key(x), _key(y)
    if p & q and (p <= q or q <= p):
        return True
    return one_origin(x, y, {x: a.known[x], y: b.known[y]}, home) is not None


def _key(name: str) -> frozenset[str]:
    words = re.findall(r"\w+", name.lower().removeprefix("unnamed:").replace("’s", "").replace("'s", ""))
    return frozenset(w for w in words if w not in {"the", "a", "an", "of", "mr", "mrs", "ms"} and len(w) > 1)


def _source(
    a: _Text, b: _Text, relation: CopyRelation, agencies: list[str], speakers: list[str], cited: str | None
) -> str | None:
    """Where the shared words come from: an agency or outlet that both carry, the one report, or a speaker."""
    if relation == "independent":
        return None
    if relation == "shared-origin":
        if cited is not None:
            return cited
        third = [*agencies, *(s for s in speakers if not s.startswith("unnamed"))]
        return f"third: {third[0]}" if third else None
    x, y = a.annotations.report, b.annotations.report
    wire = agency_of(x) or agency_of(y)
    if wire is not None:
        return f"third: {names().get(wire, wire)}"
    if cited is not None:
        return cited
    for text, other, side in ((a, b, "a"), (b, a, "b")):
        outlet = text.annotations.report.outlet
        if outlet and _names(other.annotations.report, outlet):
            return side
    if agencies:
        return f"third: {agencies[0]}"
    if x.published and y.published:
        day = len("2031-05-02")
        # a bare day does not tell which of two reports of that day came first
        size = day if min(len(x.published), len(y.published)) == day else None
        earlier, later = x.published[:size], y.published[:size]
        return None if earlier == later else "a" if earlier < later else "b"
    return None


def _names(report: Report, outlet: str) -> bool:
    """Whether a report credits another outlet somewhere, in its text or in a line that was taken off it."""
    pattern = re.compile(rf"(?<!\w){re.escape(outlet)}(?!\w)")
    return report.outlet != outlet and any(pattern.search(t) for t in (report.text, *(n.text for n in report.noise)))


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
