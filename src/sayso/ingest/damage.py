"""Places where a copy is broken: words run together, a sentence or quotation cut off, garbled bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import msgspec

# no sentence ends in these
_NEVER_LAST = frozenset(
    (
        "the",
        "a",
        "an",
        "of",
        "and",
        "or",
        "but",
        "which",
        "whose",
        "their",
        "its",
        "our",
        "your",
        "my",
        "because",
        "although",
    )
)
# words that a lost space hangs on the word before them, longest first; "s" plurals and "er" nouns end in none of them
_SUFFIXES = (
    ("would", "could", "which", "their", "where", "that", "with", "from", "said", "says", "were", "have", "been")
    + ("when", "will", "who", "and", "the", "for", "was", "has")
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_JOINED_SENTENCES = re.compile(r"(?<![\w.@/])[a-z]{3,}([.!?][”\"’']?)[A-Z][a-z]{2,}(?![\w@/]|\.\w)")
_GARBLED = re.compile(r"â€[\u0080-\u009f™œ“”˜¦\w]|Ã[\u0080-\u00bf©¨¡³±¼]|\ufffd+")
_END = re.compile(r"""[.!?…:;][”"’')\]]*$|[”"’)\]]$""")


def find_damage(text: str) -> Iterator[tuple[int, int, str]]:
    """The broken places of a canonical text: (start, end, reason), in order.

    Only what hardly ever stands in sound copy is reported: a token that is no word and splits into a word of the report
    and a linking word; a full stop between words without a space; a line that ends in an article or a conjunction, or, in
    a report whose other lines all end, without an end; a line that begins in lower case; a double quotation mark that
    opens and is neither closed nor opened again in the next line; bytes that were decoded wrongly.

    Args:
        text: paragraphs, one a line.
    """
    found = [*_run_together(text), *_lines(text), *_quotation(text)]
    found += [(m.start(), m.end(), "characters garbled") for m in _GARBLED.finditer(text)]
    at = -1
    for start, end, reason in sorted(found):
        if start >= at:
            yield start, end, reason
            at = end


@cache
def _vocabulary() -> frozenset[str]:
    """The whole words of the encoder's vocabulary (BERT's 30,522), which are the commonest of English."""
    raw = files("sayso.language").joinpath("models/tokenizer.json").read_bytes()
    return frozenset(w for w in msgspec.json.decode(raw)["model"]["vocab"] if not w.startswith("##"))


def _run_together(text: str) -> Iterator[tuple[int, int, str]]:
    for m in _JOINED_SENTENCES.finditer(text):
        if m[0].split(m[1])[0] in _vocabulary():
            yield m.start(), m.end(), "words run together"
    words = list(_WORD.finditer(text))
    known = {m[0].lower() for m in words}
    counts: dict[str, int] = {}
    for m in words:
        counts[m[0].lower()] = counts.get(m[0].lower(), 0) + 1
    for m in words:
        low = m[0].lower()
        if len(low) < 6 or counts[low] > 1 or low in _vocabulary() or m[0].isupper():
            continue
        if text[max(0, m.start() - 1)] in "@#/." or text[m.end() : m.end() + 1] in ("/", "@", "."):
            if text[m.end() : m.end() + 1] != "." or text[m.end() + 1 : m.end() + 2].isalnum():
                continue
        if _splits(m[0], known):
            yield m.start(), m.end(), "words run together"


def _splits(word: str, known: set[str]) -> bool:
    low = word.lower()
    for suffix in _SUFFIXES:
        head = low.removesuffix(suffix)
        if (
            head != low
            and len(head) >= 3
            and head in _vocabulary()
            and (head in known or len(head) + len(suffix) >= 9 or (word[0].isupper() and suffix in ("said", "says")))
        ):
            return True
    inner = re.search(r"[a-z]{2,}(?=[A-Z][a-z]{2,}$)", word)
    if inner and word[0].islower():
        return inner.end() >= 3 and word[: inner.end()] in _vocabulary() and word[inner.end() :].lower() in known
    return False


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    body = [(a, b) for a, b in lines if b - a >= 40]
    # the headline, the line below it and the last line often lack an end
    unended = [(a, b) for a, b in body[2:-1] if not _END.search(text[a:b])]
    # in a report with captions and posts, a line without an end says nothing
    orderly = len(body) >= 6 and len(unended) == 1
    for number, (a, b) in enumerate(lines):
        line = text[a:b]
        last = re.search(r"(\w+)[ ,—–-]*$", line)
        if last and number and b - a >= 40 and last[1] in _NEVER_LAST:
            yield a + last.start(1), b, "sentence stops"
        elif (
            orderly and number and (a, b) in unended and " (@" not in line and not line.isupper() and "http" not in line
        ):
            tail = re.search(r"\S+$", line)
            if tail and len(line.split()) >= 8:
                yield a + tail.start(), b, "sentence stops"
        first = re.match(r"([a-z]{2,})[ ,]", line)
        if (
            first
            and number
            and b - a >= 40
            and line[-1] in '.”"'
            and first[1] in _vocabulary()
            and not _continued(text, lines, number)
        ):
            yield a, a + first.end(1), "sentence lacks its start"


def _continued(text: str, lines: list[tuple[int, int]], number: int) -> bool:
    """Whether a line in lower case goes on from the line above it (a list, a line that ends in a colon or a comma)."""
    above = text[slice(*lines[number - 1])]
    return above[-1] in ":;,—–-" or not _END.search(above)


def _quotation(text: str) -> Iterator[tuple[int, int, str]]:
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    for number, (a, b) in enumerate(lines):
        after = text[slice(*lines[number + 1])] if number + 1 < len(lines) else ""
        opened = None
        for k in range(a, b):
            if text[k] == "“" or (text[k] == "”" and opened is None and text[k - 1 : k].isspace()):
                if opened is not None:
                    yield opened, _word_end(text, opened, b), "quotation not closed"
                opened = k
            elif text[k] == "”":
                if (
                    opened is None
                    and not text[a:b].startswith(("“", "”"))
                    and "“" not in text[max(0, a - 4000) : a].rpartition("”")[2]
                ):
                    yield k, k + 1, "quotation not opened"
                opened = None
        if opened is not None and not after.startswith(("“", "‘", '"')):
            yield opened, _word_end(text, opened, b), "quotation not closed"
        straight = [k for k in range(a, b) if text[k] == '"' and not text[k - 1 : k].isdigit()]
        if len(straight) % 2 and not after.startswith('"') and "“" not in text[a:b] and "”" not in text[a:b]:
            k = straight[-1]
            yield k, _word_end(text, k, b), "quotation not closed"


def _word_end(text: str, start: int, end: int) -> int:
    m = re.compile(r"\S+").match(text, start, end)
    return m.end() if m else start + 1
