"""PolNeAR articles as windows of word pieces with a tag per word and role, and the cue that each span belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import spacy
from tokenizers import Tokenizer

from sayso.language.windows import windows as seen_windows

ROLES = ("Source", "Cue", "Content")


@dataclass
class Article:
    """Words of an article with, for each role, 0 outside, 1 first, 2 further word of a span."""

    name: str
    words: list[str]
    starts: list[int]
    breaks: set[int]  # words that open a paragraph
    ends: set[int]  # words after which a window may end
    tags: list[list[int]]  # three lists, one per role
    links: list[tuple[int, int, int]]  # (role, first word of a source or content, first word of its cue)


@dataclass
class Window:
    """What the encoder sees at once, with its tags and links; words count from the window's first."""

    ids: list[int]
    first: list[int]  # place of each word's first piece
    tags: list[list[int]]
    links: list[tuple[int, int, int]]


def read(folder: Path) -> Iterator[Article]:
    """The articles of a PolNeAR part; where two annotated the same one, both readings."""
    nlp = spacy.blank("en")
    for path in sorted((folder / "attributions").glob("*.ann")):
        name = path.stem.rsplit("_", 1)[0]
        text = (folder / "text" / f"{name}.txt").read_text(encoding="utf-8")
        yield _article(name, text, path.read_text(encoding="utf-8"), nlp)


def _article(name: str, text: str, marks: str, nlp: spacy.Language) -> Article:
    doc = [t for t in nlp.make_doc(text) if not t.is_space]
    starts = [t.idx for t in doc]
    ends = [t.idx + len(t) for t in doc]
    breaks = {i for i in range(1, len(doc)) if "\n" in text[ends[i - 1] : starts[i]]}
    stops = {i for i, t in enumerate(doc) if t.text in '.?!”"' or i + 1 in breaks}
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
    tags = [[0] * len(doc) for _ in ROLES]
    heads: dict[str, list[int]] = {}
    for key, places in spans.items():
        if roles[key] not in ROLES:
            continue
        row = tags[ROLES.index(roles[key])]
        for low, high in places:
            inside = [i for i in range(len(doc)) if starts[i] < high and ends[i] > low]
            if not inside or any(row[i] for i in inside):
                continue
            for i in inside:
                row[i] = 2
            row[inside[0]] = 1
            heads.setdefault(key, []).append(inside[0])
    links = []
    for event in events:
        cues = [h for key in event.get("Cue", []) for h in heads.get(key, [])]
        for role in ("Source", "Content"):
            for key in event.get(role, []):
                links += [(ROLES.index(role), head, cues[0]) for head in heads.get(key, []) if cues]
    return Article(name, [t.text for t in doc], starts, breaks, stops, tags, links)


def windows(article: Article, tokenizer: Tokenizer, shift: int = 0) -> list[Window]:
    """Cut an article as the shipped tagger does; `shift` words stand alone first, so that cuts vary."""
    encoded = tokenizer.encode_batch(article.words, add_special_tokens=False)
    unknown, *marks = (tokenizer.token_to_id(mark) for mark in ("[UNK]", "[CLS]", "[SEP]"))
    out = []
    for seen in seen_windows(
        [e.ids or [unknown] for e in encoded], article.breaks, article.ends, tuple(marks), shift=shift
    ):
        links = [
            (r, a - seen.words.start, b - seen.words.start)
            for r, a, b in article.links
            if a in seen.words and b in seen.words
        ]
        tags = [row[seen.words.start : seen.words.stop] for row in article.tags]
        out.append(Window(seen.ids, seen.first, tags, links))
    return out
