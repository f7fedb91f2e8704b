"""PolNeAR articles as windows of word pieces with a tag per word and role, and the cue that each span belongs to."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import spacy
from tokenizers import Tokenizer

from sayso.language.windows import windows as seen_windows

ROLES = ("Source", "Cue", "Content")
TAGS = 5
OUTSIDE, FIRST, MIDDLE, LAST, ONLY = range(TAGS)
PLAIN_MARKS = str.maketrans("“”‘’", "\"\"''")
PLAIN_SHARE = 0.25  # windows of an epoch that are read with straight quotation marks


@dataclass
class Article:
    """Words of an article with a tag for each role, or a teacher's scores of the tags, or both."""

    name: str
    words: list[str]
    breaks: set[int]  # words that open a paragraph
    ends: set[int]  # words after which a window may end
    tags: list[list[int]] | None = None  # three lists, one per role
    links: tuple[tuple[int, int, int], ...] = ()  # (role, a word of a source or content, first word of its cue)
    soft: Any = None  # (words, roles, tags) scores


@dataclass
class Window:
    """What the encoder sees at once, with its tags and links; words count from the window's first."""

    ids: list[int]
    first: list[int]  # place of each word's first piece
    words: range
    tags: list[list[int]] | None
    links: list[tuple[int, int, int]]
    soft: Any

    def cues(self) -> list[int]:
        """First words of the cues."""
        return [j for j, t in enumerate(self.tags[1]) if t in (FIRST, ONLY)] if self.tags else []


class Marks(NamedTuple):
    """Ids of the pieces that stand for no word."""

    pad: int
    unknown: int
    opening: int
    closing: int


def held_out(names: Sequence[str]) -> set[str]:
    """Every twelfth training article: kept from the tagger, so that scores can be calibrated on what it never saw."""
    return set(sorted(set(names))[::12])


def marks_of(tokenizer: Tokenizer) -> Marks:
    """The marks of BERT's vocabulary, or of MPNet's."""
    kinds = (("[PAD]", "<pad>"), ("[UNK]", "<unk>"), ("[CLS]", "<s>"), ("[SEP]", "</s>"))
    found = [[i for name in names if (i := tokenizer.token_to_id(name)) is not None] for names in kinds]
    return Marks(*(ids[0] for ids in found))


def read(folder: Path) -> list[Article]:
    """The articles of a PolNeAR part; where two annotated the same one, both readings."""
    nlp = spacy.blank("en")
    out = []
    for path in sorted((folder / "attributions").glob("*.ann")):
        name = path.stem.rsplit("_", 1)[0]
        text = (folder / "text" / f"{name}.txt").read_text(encoding="utf-8")
        article, starts, ends = plain(name, text, nlp)
        out.append(_annotated(article, starts, ends, path.read_text(encoding="utf-8")))
    return out


def plain(name: str, text: str, nlp: spacy.Language) -> tuple[Article, list[int], list[int]]:
    """A text without tags, and where its words start and end."""
    doc = [t for t in nlp.make_doc(text) if not t.is_space]
    starts = [t.idx for t in doc]
    ends = [t.idx + len(t) for t in doc]
    breaks = {i for i in range(1, len(doc)) if "\n" in text[ends[i - 1] : starts[i]]}
    stops = {i for i, t in enumerate(doc) if t.text in '.?!”"' or i + 1 in breaks}
    return Article(name, [t.text for t in doc], breaks, stops), starts, ends


def _annotated(article: Article, starts: Sequence[int], ends: Sequence[int], marks: str) -> Article:
    spans: dict[str, list[tuple[int, int]]] = {}
    roles: dict[str, str] = {}
    events: list[dict[str, list[str]]] = []
    for line in marks.splitlines():
        if re.match(r"T\d+\t", line):
            key, body = line.split("\t")[:2]
            role, places = body.split(" ", 1)
            spans[key] = [tuple(map(int, p.split())) for p in places.split(";")]  # type: ignore[misc]
            roles[key] = role
        elif re.match(r"E\d+\t", line):
            event: dict[str, list[str]] = {}
            for part in line.split("\t", 1)[1].split():
                role, key = part.split(":")
                event.setdefault(re.sub(r"\d+$", "", role), []).append(key)
            events.append(event)
    tags = [[OUTSIDE] * len(starts) for _ in ROLES]
    held: dict[str, list[int]] = {}
    for key, places in spans.items():
        if roles[key] not in ROLES:
            continue
        row = tags[ROLES.index(roles[key])]
        for low, high in places:
            inside = [i for i in range(len(starts)) if starts[i] < high and ends[i] > low]
            if not inside or any(row[i] for i in inside):
                continue
            for i in inside:
                row[i] = MIDDLE
            row[inside[0]], row[inside[-1]] = (FIRST, LAST) if len(inside) > 1 else (ONLY, ONLY)
            held.setdefault(key, []).extend(inside)
    links = []
    for event in events:
        cues = [held[key][0] for key in event.get("Cue", []) if key in held]
        for role in ("Source", "Content"):
            for key in event.get(role, []):
                links += [(ROLES.index(role), word, cues[0]) for word in held.get(key, []) if cues]
    return replace(article, tags=tags, links=tuple(links))


def read_labelled(path: Path, articles: list[Article]) -> list[Article]:
    """Joins a teacher's scores to the articles of the same name, and adds those that are not among them."""
    with np.load(path, allow_pickle=True) as file:
        rows = {row["name"]: row for row in file["articles"]}
    known = {article.name for article in articles}
    out = [replace(a, soft=rows[a.name]["soft"]) if a.name in rows else a for a in articles]
    out += [
        Article(name, row["words"], row["breaks"], row["ends"], soft=row["soft"])
        for name, row in rows.items()
        if name not in known
    ]
    return out


def spans(tags: Sequence[int]) -> set[tuple[int, int]]:
    """Runs of words that a row of tags opens and goes on with; a stray middle or last word opens one too."""
    out, at = set(), None
    for i, t in enumerate([*tags, OUTSIDE]):
        if at is not None and t in (OUTSIDE, FIRST, ONLY):
            out.add((at, i))
            at = None
        if t != OUTSIDE and at is None:
            at = i
        if t in (LAST, ONLY) and at is not None:
            out.add((at, i + 1))
            at = None
    return out


def windows(
    article: Article, tokenizer: Tokenizer, chance: random.Random | None = None, *, overlap: int = 0
) -> list[Window]:
    """Cut an article as the shipped tagger does; with `chance`, at places and with marks that vary."""
    straight = chance is not None and chance.random() < PLAIN_SHARE
    shift = chance.randrange(0, 150) if chance else 0
    words = [w.translate(PLAIN_MARKS) for w in article.words] if straight else article.words
    encoded = tokenizer.encode_batch(words, add_special_tokens=False)
    marks = marks_of(tokenizer)
    pieces = [e.ids or [marks.unknown] for e in encoded]
    return list(_windows(article, pieces, marks, shift, overlap))


def _windows(article: Article, pieces: list[list[int]], marks: Marks, shift: int, overlap: int) -> Iterator[Window]:
    cut = seen_windows(
        pieces, article.breaks, article.ends, (marks.opening, marks.closing), shift=shift, overlap=overlap
    )
    for seen in cut:
        low, high = seen.words.start, seen.words.stop
        yield Window(
            seen.ids, seen.first, seen.words,
            [row[low:high] for row in article.tags] if article.tags else None,
            [(r, a - low, b - low) for r, a, b in article.links if low <= a < high and low <= b < high],
            article.soft[low:high] if article.soft is not None else None,
        )  # fmt: skip
