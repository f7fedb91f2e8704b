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
# one character more, so that the end of a longer word is none of them
_LONGEST_LAST = max(map(len, _NEVER_LAST)) + 1
# words that a lost space hangs on the word before them, longest first; "s" plurals and "er" nouns end in none of them
_SUFFIXES = (
    "would", "could", "which", "their", "where", "that", "with", "from", "said", "says", "were", "have", "been", "when",
    "will", "who", "and", "the", "for", "was", "has",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_JOINED_SENTENCES = re.compile(r"(?<![\w.@/])[a-z]{3,}([.!?][”\"’']?)[A-Z][a-z]{2,}(?![\w@/]|\.\w)")
# after a name only what opens a sentence tells a lost space from a host or a file ("Tarrow.The", not "Node.Js")
_JOINED_TO_NAME = re.compile(
    r"(?<![\w.@/])[A-Z]\w*([.!?][”\"’']?)(?:The|This|That|These|It|He|She|They|We|In|On|At|But|And|As|For|When|While|After|Its)"
    r"(?= [\w“\"‘'])"
)
_GARBLED = re.compile(r"â€[\u0080-\u009f™œ“”˜¦\w]|Ã[\u0080-\u00bf©¨¡³±¼]|\ufffd+")
_END = re.compile(r"""[.!?…:;][”"’')\]]*$|[”"’)\]]$""")


def find_damage(text: str) -> Iterator[tuple[int, int, str]]:
    """The broken places of a canonical text: (start, end, reason), in order.

    Only what hardly ever stands in sound copy is reported: a token that is no word and splits into a word of the report
    and a linking word; a full stop between words without a space; a line that ends in an article or a conjunction, or
    that alone of all lines has no end; a line that begins in lower case; a double quotation mark that opens and is
    neither closed nor opened again in the next line; bytes that were decoded wrongly.

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
def vocabulary() -> frozenset[str]:
    """The whole words of the encoder's vocabulary (BERT's 30,522), which are the commonest of English."""
    raw = files("sayso.language").joinpath("models/tokenizer.json").read_bytes()
    return frozenset(w for w in msgspec.json.decode(raw)["model"]["vocab"] if not w.startswith("##"))


def _run_together(text: str) -> Iterator[tuple[int, int, str]]:
    for m in _JOINED_SENTENCES.finditer(text):
        if m[0].split(m[1])[0] in vocabulary():
            yield m.start(), m.end(), "words run together"
    for m in _JOINED_TO_NAME.finditer(text):
        yield m.start(), m.end(), "words run together"
    words = list(_WORD.finditer(text))
    known = {m[0].lower() for m in words}
    counts: dict[str, int] = {}
    for m in words:
        counts[m[0].lower()] = counts.get(m[0].lower(), 0) + 1
    for m in words:
        low = m[0].lower()
        if len(low) < 6 or counts[low] > 1 or low in vocabulary() or m[0].isupper():
            continue
        if re.match(r"[@#/._]", text[max(0, m.start() - 1)]) or re.match(r"[/@_]|\.\w", text[m.end() : m.end() + 2]):
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
            and head in vocabulary()
            and (head in known or len(head) + len(suffix) >= 9 or (word[0].isupper() and suffix in ("said", "says")))
        ):
            return True
    inner = re.search(r"(?<=[a-z]{2})[A-Z][a-z]{2,}$", word)
    if inner and word[0].islower():
        return inner.start() >= 3 and word[: inner.start()] in vocabulary() and inner[0].lower() in known
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
        kept = line.rstrip(" ,—–-")
        last = re.search(r"\w+$", kept[-_LONGEST_LAST:])
        if last and number and b - a >= 40 and last[0] in _NEVER_LAST:
            yield a + len(kept) - len(last[0]), b, "sentence stops"
        elif orderly and (a, b) in unended and _is_prose(line):
            yield a + line.rindex(" ") + 1, b, "sentence stops"
        first = re.match(r"([a-z]{2,})[ ,]", line)
        begins = first and first[1] in vocabulary() and b - a >= 40 and line[-1] in '.”"'
        if first and begins and number and not _continued(text, lines, number):
            yield a, a + first.end(1), "sentence lacks its start"


_SENTENCE_WITHIN = re.compile(r"[a-z][.!?][”\"’')]* [A-Z“\"‘']|\b(?:said|says|told|according to)\b")


def _is_prose(line: str) -> bool:
    """Whether a line without an end is prose and no caption, heading, post or credit.

    Those have one sentence at most, attribute nothing, or write most of their words with a capital.
    """
    words = line.split()
    capitals = sum(w[0].isupper() for w in words)
    marked = any(sign in line for sign in (" (@", "http", "©", " | ", " // ", "Photo"))
    return len(words) >= 8 and capitals < 0.5 * len(words) and not marked and bool(_SENTENCE_WITHIN.search(line))


def _continued(text: str, lines: list[tuple[int, int]], number: int) -> bool:
    """Whether a line in lower case goes on from the line above it (a list, a line that ends in a colon or a comma)."""
    above = text[slice(*lines[number - 1])]
    return above[-1] in ":;,—–-" or not _END.search(above)


def _quotation(text: str) -> Iterator[tuple[int, int, str]]:
    yield from _curly(text)
    yield from _straight(text)


def _curly(text: str) -> Iterator[tuple[int, int, str]]:
    """Quotation marks that have a direction; a quotation may run over lines, whether or not each line opens anew."""
    opened: int | None = None
    line = 0
    for m in re.finditer(r"[“”\n\"]", text):
        k, sign = m.start(), m[0]
        line = text.rfind("\n", line, k) + 1 or line
        line_start = k - line < 40 and not text[line:k].strip(" ")
        if sign == "“" or (sign == "”" and opened is None and text[k - 1 : k].isspace()):
            if opened is not None and not line_start:
                yield opened, _word_end(text, opened), "quotation not closed"
            opened = k
        elif sign == "”" and opened is None:
            yield k, k + 1, "quotation not opened"
        elif sign in '”"':
            opened = None
        elif opened is not None and not _runs_on(text, k):
            yield opened, _word_end(text, opened), "quotation not closed"
            opened = None


def _runs_on(text: str, line_end: int) -> bool:
    """Whether the quotation that is open at a line's end goes on: the next mark within a page's length closes it."""
    following = re.compile(r"[“”\"‘]").search(text, line_end, line_end + 3000)
    if following is None:
        return False
    opens_line = not text[line_end : following.start()].strip()
    return following[0] == "”" or opens_line


def _straight(text: str) -> Iterator[tuple[int, int, str]]:
    """Marks without a direction: a line with an odd number of them, unless the next line goes on or closes."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    marks = [[k for k in range(a, b) if text[k] == '"' and not text[k - 1 : k].isdigit()] for a, b in lines]
    number = 0
    while number < len(lines):
        a, b = lines[number]
        here = marks[number]
        number += 1
        if len(here) % 2 == 0 or "“" in text[a:b] or "”" in text[a:b]:
            continue
        if number < len(lines) and marks[number] and (marks[number][0] == lines[number][0] or len(marks[number]) % 2):
            # the quotation goes on in the next line, which opens it again or closes it
            number += marks[number][0] != lines[number][0]
            continue
        yield here[-1], _word_end(text, here[-1]), "quotation not closed"


def _word_end(text: str, start: int) -> int:
    m = re.compile(r"\S+").match(text, start)
    return m.end() if m else start + 1
