"""What is compared of a report when copies are looked for: its own words, sentences, speakers and credits."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.speakers import is_media
from sayso.ingest.agencies import names
from sayso.language.embed import embed
from sayso.link.copies.passages import Run
from sayso.link.likeness import PRONOUNS
from sayso.link.origins.independence import Known
from sayso.types import Annotations, Statement

QUOTED = re.compile(r"“[^”\n]{3,}”|\"[^\"\n]{3,}\"|(?<!\w)['‘][^'’\n]{12,}['’](?!\w)")
WORD = re.compile(r"\w+(?:[.,]\d+)*")
# whom a site's own lines speak to, and in whose name; a report does neither outside quotation marks
_ADDRESSES = frozenset({"you", "your", "yours", "our", "us", "subscribe", "newsletter", "cookies", "javascript"})
# own words below which a report is compared by all of its words
FEWEST_OWN = 20
# paragraphs that stand on every page of a site, at most
MOST_LINES = 12


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """What is compared of one report.

    Args:
        words: in lower case, as numbers that are the same for the same word in every report of the story.
        places: where each stands in the text.
        told: which of them are the report's own telling: neither in quotation marks nor spoken to the site's readers.
        quoted: which of them stand in quotation marks.
        standing: which of them may be lines that stand on every page of a site.
        vectors: of its sentences.
        content_vectors: of what each of `statements` says.
        outlet: its own in a folded form; empty when unknown.
        media: agencies and outlets that it credits or cites, by a folded form of their names; credits first.
        known: the roles that it gives its speakers.
    """

    annotations: Annotations
    words: NDArray[np.int64]
    places: tuple[tuple[int, int], ...]
    told: NDArray[np.bool_]
    quoted: NDArray[np.bool_]
    standing: NDArray[np.bool_]
    sentences: tuple[tuple[int, int], ...]
    vectors: NDArray[np.float32] = field(repr=False)
    statements: tuple[Statement, ...]
    content_vectors: NDArray[np.float32] = field(repr=False)
    outlet: str
    media: Mapping[str, str]
    known: Mapping[str, Known]

    @property
    def id(self) -> str:
        """The report's id."""
        return self.annotations.report.id

    def words_in(self, start: int, end: int) -> range:
        """The numbers of the words that begin in text[start:end]."""
        return range(bisect_right(self.places, (start, -1)), bisect_right(self.places, (end, -1)))


def read_texts(annotated: Sequence[Annotations]) -> tuple[Text, ...]:
    """What is compared of each report of a story, in the same order."""
    number: dict[str, int] = {}
    among = Counter(line for a in annotated for line in {a.report.text[s:e] for s, e in _paragraphs(a.report.text)})
    return tuple(_read(a, number, among) for a in annotated)


def _read(annotations: Annotations, number: dict[str, int], among: Mapping[str, int]) -> Text:
    report = annotations.report
    matches = list(WORD.finditer(report.text))
    places = tuple(m.span() for m in matches)
    starts = np.array([start for start, _ in places], dtype=np.int64)
    words = np.array([number.setdefault(m[0].lower(), len(number)) for m in matches], dtype=np.int64)
    quotes = [m.span() for m in QUOTED.finditer(report.text)]
    quotes += [(c.start, c.end) for s in annotations.statements if s.kind == "direct" for c in s.content]
    quoted = _inside(starts, quotes, len(report.text))
    sites = [
        (start, end)
        for start, end in annotations.sentences
        if _addresses_reader(WORD.findall(QUOTED.sub(" ", report.text[start:end]).lower()))
        and not any(start <= n.span.start < end for n in annotations.names)
    ]
    told = ~quoted & ~_inside(starts, sites, len(report.text))
    statements = tuple(s for s in annotations.statements if s.content and key(s.speaker_name or "") - PRONOUNS)
    return Text(
        annotations=annotations,
        words=words,
        places=places,
        # a report that is quotation throughout is compared by all of its words
        told=told if told.sum() >= FEWEST_OWN else np.ones(len(words), dtype=bool),
        quoted=quoted,
        standing=_inside(starts, _standing_lines(annotations, among), len(report.text)),
        sentences=annotations.sentences,
        vectors=embed([report.text[a:b] for a, b in annotations.sentences]),
        statements=statements,
        content_vectors=embed([" ".join(c.text for c in s.content) for s in statements]),
        outlet=folded(report.outlet or ""),
        media=_media(annotations),
        known=_known(annotations),
    )


def _inside(starts: NDArray[np.int64], pieces: Sequence[tuple[int, int]], length: int) -> NDArray[np.bool_]:
    inside = np.zeros(length + 1, dtype=bool)
    for start, end in pieces:
        inside[start:end] = True
    return inside[starts] if len(starts) else np.zeros(0, dtype=bool)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(r"[^\n]+", text)]


def _addresses_reader(words: Sequence[str]) -> bool:
    return not _ADDRESSES.isdisjoint(words)


def _standing_lines(annotations: Annotations, among: Mapping[str, int]) -> list[tuple[int, int]]:
    """Paragraphs that stand in other reports too, of which none tells this story: they may be a page's standing lines.

    The story is what its first paragraph with a name is about, and every paragraph that a name joins to it, other than
    the outlet's own. One without a name goes with the one before it.
    """
    report = annotations.report
    outlet = key(report.outlet or "")
    paragraphs = _paragraphs(report.text)
    if not any(among[report.text[start:end]] > 1 for start, end in paragraphs):
        return []
    starts = [start for start, _ in paragraphs]
    names: list[set[str]] = [set() for _ in paragraphs]
    for name in annotations.names:
        words = key(name.span.text)
        if words:
            # a person is named in full once and by the last name afterwards
            shown = name.span.text.split()[-1].lower() if name.type == "PERSON" else folded(name.span.text)
            names[max(0, bisect_right(starts, name.span.start) - 1)].add("" if words == outlet else shown)
    first = next((k for k, found in enumerate(names) if found - {""}), 0)
    story, joined = names[first] - {""}, {first}
    while more := {k for k, found in enumerate(names) if k not in joined and found & story}:
        joined |= more
        story = story.union(*(names[k] for k in more)) - {""}
    shared = [among[report.text[start:end]] > 1 for start, end in paragraphs]
    if any(shared[k] for k in range(len(paragraphs)) if k in joined):
        # the story itself is shared: this is a copy, whose paragraphs need not name the same
        return []
    standing = False
    found = []
    for k, place in enumerate(paragraphs):
        standing = k > first and shared[k] and (bool(names[k]) or standing)
        if standing:
            found.append(place)
    # the rows of a table that was changed here and there are shared too, and no page's furniture is so long
    return found if len(found) <= MOST_LINES else []


def _media(annotations: Annotations) -> dict[str, str]:
    media = [s.speaker_name for s in annotations.statements if s.speaker_type == "media" and s.speaker_name]
    media += [n for s in annotations.statements for n in s.via if is_media(n)]
    found: dict[str, str] = {}
    for cited in (*annotations.report.agencies, *media):
        name = names().get(re.sub(r"^[Tt]he ", "", cited), cited)
        # one word says which outlet only when it is an agency or an abbreviation ("BBC")
        if len(key(name)) > 1 or name in names() or name.isupper():
            found.setdefault(folded(name), name)
    return found


def _known(annotations: Annotations) -> dict[str, Known]:
    roles = [(n.span.text.split()[-1].lower(), n.role) for n in annotations.names if n.role and n.type == "PERSON"]
    speakers = {s.speaker_name for s in annotations.statements if s.speaker_name}
    return {
        name: Known(roles=tuple(sorted({r for last, r in roles if r and last == name.split()[-1].lower()})))
        for name in speakers
    }


def on_every_page(a: Text, b: Text, run: Run) -> bool:
    """Whether a shared stretch says nothing of two reports: most of it speaks to readers, or stands on every page.

    Only where neither report shares its own story with the other can a line be one that stands on every page: one that
    holds the whole of another, beside a beginning of its own, shares it too.
    """
    in_a, in_b = slice(run.a, run.a + run.length), slice(run.b, run.b + run.length)
    own = (a.told[in_a] | a.quoted[in_a]) & (b.told[in_b] | b.quoted[in_b])
    standing = a.standing[in_a] & b.standing[in_b]
    return int((own & ~standing).sum()) * 2 < run.length


def folded(name: str) -> str:
    """A name by its words alone, in alphabetical order."""
    return " ".join(sorted(key(name)))


@lru_cache(maxsize=8192)
def key(name: str) -> frozenset[str]:
    """The words of a name that tell it apart from others."""
    words = re.findall(r"\w+", name.lower().removeprefix("unnamed:").replace("’s", "").replace("'s", ""))
    return frozenset(w for w in words if w not in {"the", "a", "an", "of", "mr", "mrs", "ms"} and len(w) > 1)
