"""Attributions that the layout makes: turns of a transcript, "Name: words" lines, embedded posts with a signature."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from sayso.annotate.drafts import Draft, Range
from sayso.annotate.quotations import find_quotations
from sayso.annotate.speakerwords import is_media

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from sayso.types import Name

_WORD = r"[A-Z][\w.'’\-]*"
_TURN = re.compile(
    rf"^[ \t]*(?P<name>(?:{_WORD})(?: (?:{_WORD}|of|for|de|al|van|von)){{0,5}}(?:, [A-Z]{{3,}})?)"
    r"(?: ?\([^)\n]{1,40}\))?(?P<colon>:)[ \t]*(?=\S)",
    re.MULTILINE,
)
_SHOUTED = re.compile(r"[A-Z][A-Z.'’\-]*(?: [A-Z][A-Z.'’\-]*)*(?:, [A-Z]+)?|Q|A")
# the signature under an embedded post: a dash, the author's name and handle, a date
_SIGNATURE = re.compile(
    r"(?:^|\s)(?P<dash>[—–―-]{1,2})\s*(?P<name>\S[^\n(—–―]{0,70}?)\s*\((?P<handle>@\w{1,20})\)"
    r"(?P<date>[ ,]*(?:[A-Z][a-z]+\.? \d{1,2},? \d{4}|\d{1,2} [A-Z][a-z]+ \d{4}))?",
    re.MULTILINE,
)
_LINK = re.compile(r"(?:\s*+(?:https?://\S++|pic\.\S++|\S{1,80}\.\.\.(?!\S)|@\w++)){1,20}+\s*$")
# the name under a quotation, after a dash: "“We lost the roof.” ― Ada Roe, baker"
_SIGNED = re.compile(
    rf"[”\"][ \t]*\n{{0,2}}[ \t]*(?P<dash>[—–―]|--)[ \t]*(?P<name>{_WORD}(?: (?:{_WORD}|of|de|al|van|von)){{0,4}})"
    r"(?=[ \t]*(?:$|[,(]))",
    re.MULTILINE,
)
TRANSCRIPT = 3


def find_layouts(doc: Doc, names: Sequence[Name]) -> Iterator[Draft]:
    """Attributions whose speaker is told by the layout, in the order of the text.

    Args:
        doc: the parsed report.
        names: the names found in it; "Name: words" on a line of its own speaks only when it names a person.
    """
    text = doc.text
    starts = doc.to_array("IDX").tolist()

    def tokens(a: int, b: int) -> Range:
        while a < b and text[a].isspace():
            a += 1
        while a < b and text[b - 1].isspace():
            b -= 1
        return max(0, bisect_right(starts, a) - 1), bisect_left(starts, b)

    yield from _turns(text, tokens, names)
    yield from _posts(text, tokens)
    yield from _signed(text, tokens, names)


def _turns(text: str, tokens: Callable[[int, int], Range], names: Sequence[Name]) -> Iterator[Draft]:
    turns = list(_TURN.finditer(text))
    people = {n.span.start: n for n in names if n.type == "PERSON"}
    spoken_by = _transcript(text, turns, people)
    for n, m in enumerate(turns):
        line = text.find("\n", m.end())
        end = line if line >= 0 else len(text)
        spoken = m.start() in spoken_by
        if spoken and n + 1 < len(turns):
            end = turns[n + 1].start()
        person = people.get(m.start("name"))
        named = (
            person is not None and person.span.end >= m.end("name") - 1 and " " in m["name"] and not is_media(m["name"])
        )
        quoted = text[m.end() : m.end() + 1] in ("“", '"', "‘", "'")
        if not spoken and not (named or quoted):
            continue
        if len(text[m.end() : end].split()) < (1 if spoken else 3):
            continue
        source = tokens(m.start("name"), m.end("name"))
        cue = tokens(m.start("colon"), m.end("colon"))
        yield Draft("turn" if not spoken else "transcript", cue[0], cue, source, [tokens(m.end(), end)])


def _transcript(text: str, turns: Sequence[re.Match[str]], people: Collection[int]) -> set[int]:
    """Where the turns of a transcript start: those in capitals, else those by full names, one of which is a person's.

    They make up a text from the first to the last: speakers come again, few lines lie between.
    """
    heads = [m for m in turns if not is_media(m["name"])]
    shouted = [m for m in heads if _SHOUTED.fullmatch(m["name"])]
    named = [m for m in heads if " " in m["name"]]
    for own in (shouted, named if any(m.start("name") in people for m in named) else []):
        speakers = {m["name"] for m in own}
        if len(own) < TRANSCRIPT or not 2 <= len(speakers) < len(own):
            continue
        lines = [line for line in text[own[0].start() : own[-1].start()].split("\n") if line.strip()]
        if len(own) >= len(lines) / 3:
            return {m.start() for m in own}
    return set()


def _posts(text: str, tokens: Callable[[int, int], Range]) -> Iterator[Draft]:
    done = 0
    for m in _SIGNATURE.finditer(text):
        start = max(done, text.rfind("\n", 0, m.start("dash")) + 1)
        if not text[start : m.start("dash")].strip():
            last = len(text[:start].rstrip())
            start = max(done, text.rfind("\n", 0, last) + 1)
        body = text[start : m.start("dash")]
        link = _LINK.search(body)
        end = start + (link.start() if link and link.start() else len(body))
        done = m.end()
        if len(text[start:end].split()) < 3:
            continue
        yield Draft("post", -1, None, tokens(m.start("name"), m.end("handle") + 1), [tokens(start, end)])


def _signed(text: str, tokens: Callable[[int, int], Range], names: Sequence[Name]) -> Iterator[Draft]:
    people = {n.span.start for n in names if n.type == "PERSON"}
    quotations = {q.end: q for q in find_quotations(text)}
    for m in _SIGNED.finditer(text):
        said = quotations.get(m.start() + 1)
        alone = said is not None and not text[text.rfind("\n", 0, said.start) + 1 : said.start].strip()
        if said is None or not (alone and (m.start("name") in people or " " in m["name"])):
            continue
        dash = tokens(m.start("dash"), m.end("dash"))
        yield Draft("post", dash[0], dash, tokens(m.start("name"), m.end("name")), [tokens(said.start, said.end)])
