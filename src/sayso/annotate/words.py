"""The words of a report as names need them: whole across hyphens and abbreviations, without the possessive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from sayso import resources
from sayso.annotate import gazetteer
from sayso.annotate.lexicon import common_word, listed
from sayso.language.backbone import Reading

_WORD = re.compile(r"[@#]?(?:[^\W_]|[.](?=[^\W_]\.))(?:[\w]|[-.’'‘`&](?=[^\W_])|\.(?=[-][^\W_]))*")
_POSSESSIVE = re.compile(r"['’`]s?$|['’`]S$")
_ABBREVIATED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]$|[A-Z]$")
_PREFIXED = re.compile(r"(?:[Ee]x|[Aa]nti|[Pp]ro|[Nn]on|[Pp]ost|[Pp]re|[Mm]id)-(?=[A-Z])")
# a sentence or quotation starts after these
_OPENING = frozenset('“"‘—:•.!?…')
_INNER_CAPITAL = re.compile(r"[a-z]{1,3}[-'’]?[A-Z]")
# second halves that make an adjective of a name: "U.S.-led", "Moscow-based"
_HYPHENATED = re.compile(
    r"-(?:area|[a-z]+(?:ed|ing|en|led|born|run|style|wide|era|related|only|friendly|made|held|owned))$"
)


class Word(NamedTuple):
    """A word with its offsets; `tag` is its coarse part of speech, `label` the parser's opinion of it as a name.

    `first` says that a sentence or quotation starts here; `owner` that a possessive or adjective ending was cut off;
    `before` are the characters between it and the word before.
    """

    start: int
    end: int
    text: str
    tag: str
    label: str
    first: bool
    owner: bool
    before: str

    @property
    def low(self) -> str:
        """The word in lower case without its full stops at the end."""
        return self.text.lower().rstrip(".")

    @property
    def capital(self) -> bool:
        """Whether it is written like a name: Mead, al-Mead, iMead, McMead."""
        text = self.text
        return text[:1].isupper() or text.lstrip("@#'’")[:1].isupper() or bool(_INNER_CAPITAL.match(text))


@cache
def _abbreviations() -> frozenset[str]:
    titles = resources.load("titles")
    dotted = {s.rstrip(".").lower() for s in resources.load("us_states")}
    return frozenset(w for k in ("honorifics", "ranks") for w in titles[k]) | dotted | listed("abbreviations")


def words(reading: Reading) -> Iterator[Word]:
    """The words of a report in order; offsets are offsets into its text."""
    text, doc = reading.report.text, reading.doc
    starts = {idx: i for i, idx in enumerate(doc.to_array("IDX").tolist())}
    begins = {s.start_char for s in doc.sents}
    last = 0
    token = doc[0] if len(doc) else None
    for match in _WORD.finditer(text):
        start, end = match.span()
        if prefix := _PREFIXED.match(text, start, end):
            start = prefix.end()
        for at in range(start, max(start - 3, -1), -1):
            if at in starts:
                token = doc[starts[at]]
                break
        word = text[start:end]
        end, owner = _trim(text, start, end, word)
        word = text[start:end]
        if not word:
            continue
        between = text[last:start]
        first = start in begins or (between != " " and _opens(between))
        yield Word(
            start,
            end,
            word,
            token.pos_ if token is not None else "X",
            token.ent_type_ if token is not None else "",
            first,
            owner,
            between,
        )
        last = match.end() if owner or end < match.end() else end


def _opens(between: str) -> bool:
    """Whether a sentence, a quotation or a line starts after these characters."""
    marks = between.rstrip()
    return marks[-1:] in _OPENING or "\n" in between[len(marks) :]


def _trim(text: str, start: int, end: int, word: str) -> tuple[int, bool]:
    """Where the word ends without possessive and adjective endings, with the full stop of an abbreviation."""
    if word.isalnum():
        # most words
        cut = owner = None
    else:
        owner, cut = _POSSESSIVE.search(word), _HYPHENATED.search(word)
    if owner and owner.start():
        return start + owner.start(), True
    if end < len(text) and text[end] in "'’" and word[-1:] in "sSzZx" and text[end + 1 : end + 2] in ("", " ", "\n"):
        return end, word[0].isupper()
    if (
        cut
        and cut.start()
        and word[0].isupper()
        and (_known(word[: cut.start()]) or common_word(word[cut.start() + 1 :]))
    ):
        return start + cut.start(), True
    if text[end : end + 1] == "." and (_ABBREVIATED.match(word) or word.lower() in _abbreviations()):
        return end + 1, False
    return end, False


def _known(word: str) -> bool:
    return (
        word.isupper()
        or bool(gazetteer.country(word) or gazetteer.town(word) or gazetteer.nationality(word))
        or "." in word
    )


def headline_lines(text: str) -> list[tuple[int, int]]:
    """The lines whose capitals tell nothing: headings in title case, and lines in capitals."""
    found = []
    at = 0
    for line in text.split("\n"):
        tokens = [w for w in re.findall(r"[^\W\d_][\w'’.-]*", line) if len(w) > 3]
        capital = sum(w[0].isupper() for w in tokens)
        loud = bool(tokens) and all(w.isupper() for w in tokens) and len(tokens) > 1
        titled = (
            len(tokens) >= 4
            and capital >= 0.8 * len(tokens)
            and ". " not in line
            and not line.rstrip().endswith((".", "?”", ".”", '."'))
        )
        if loud or titled:
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found
