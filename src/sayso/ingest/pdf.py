"""A PDF to paragraphs: which lines are one paragraph, what is repeated on every page, and on which page words stand."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from statistics import quantiles

from sayso.errors import UnreadableInput
from sayso.ingest.damage import vocabulary
from sayso.ingest.paragraphs import Paragraph, Weaver
from sayso.ingest.parts import Content
from sayso.ingest.pdf_pages import Line, Page, Pages, read_pages
from sayso.types import Noise, Part

# so much of a page's height at its top and its foot may hold running heads and page numbers
MARGIN = 0.14
# so many lines at the top and the foot are looked at, and so far, in points, one may stand higher than on another page
EDGE_LINES = 4
SAME_HEIGHT = 6.0
# on so many pages it stands again at the most
OFTEN = 3
# and so far from the text, in heights of its letters, a running head stands
STANDS_APART = 1.6
# a paragraph follows where the distance of two baselines is so much more than that of most lines
PARTED = 1.25
# a heading's letters differ by so much from those of its text
RESIZED = 0.12
# the first line of a paragraph is set in by so many times the height of its letters
INDENTED = 0.6
# fewer letters in a whole file are a stamp on a picture
FEWEST_LETTERS = 40
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SOFT = "\u00ad"

_NUMBER = re.compile(r"(?:page|p\.|pg\.?)?\W*(?:\d{1,4}|[ivxl]{1,6})\W*(?:(?:/|of|von) ?\d{1,4}\W*)?", re.IGNORECASE)
# what browsers print above and below a page: the time with the title, the address with the page's number
_PRINTED = re.compile(
    r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? \d{1,2}[:.]\d\d\b.*|(?:https?|file)://\S+(?: +\d{1,3} ?/ ?\d{1,3})?"
)
_ITEM = re.compile(r"(?:[•▪‣◦●○–—*-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])[ \t]")
_TURN = re.compile(r"(?:[A-Z][A-Z.'’ -]{1,40}(?:, [A-Z]{2,})?:|(?:Q|A)[.:]) ?\S")
_ENDED = re.compile(r"""[.!?:…][”"’')\]]*$""")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Set:
    """A line as it is set: its page's number from 0, its place in the whole text, and its box."""

    page: int
    start: int
    end: int
    box: Line


def read_pdf(data: bytes, source: str) -> Content:
    """The text of a PDF in paragraphs, with the page on which each stands.

    The order is PDFium's, which is that in which the file's program wrote the text: column after column for all
    layout programs. Raw offsets count the text of all pages as PDFium gives it, parted by form feeds.

    Args:
        data: the file.
        source: its name, for messages.

    Raises:
        UnreadableInput: "encrypted", "truncated", "too-large", "failed", or "scan" when it has no text.
    """
    return paragraphs_of(read_pages(data, source), source)


def paragraphs_of(pages: Pages, source: str) -> Content:
    """As `read_pdf`, of pages that were read.

    Lines are one paragraph as long as their distance is that of most lines, the letters are as high, no line is set in,
    and the first word of the next one would not have fitted; so they go on over columns and pages.

    Raises:
        UnreadableInput: "scan" when there is no text.
    """
    raw = "\f".join(page.text for page in pages.pages)
    if sum(c.isalpha() for c in raw) < FEWEST_LETTERS:
        raise UnreadableInput(
            source, "scan", "it has no text, only pictures of pages: a scan; run OCR first (ocrmypdf) and hand in that"
        )
    places: list[Part] = []
    lines: list[_Set] = []
    at = 0
    for number, page in enumerate(pages.pages):
        places.append(Part(kind="page", number=number + 1, start=at, end=at + len(page.text)))
        lines += (_Set(number, at + line.start, at + line.end, line) for line in page.lines)
        at += len(page.text) + 1
    apart = _furniture(raw, lines, pages.pages)
    body = [line for n, line in enumerate(lines) if n not in apart]
    words = Counter(w.lower() for w in _WORD.findall(raw))
    return Content(
        raw=raw,
        paragraphs=tuple(_woven(raw, group, words) for group in _grouped(raw, body)),
        places=tuple(places),
        noise=tuple(
            Noise(text=" ".join(raw[line.start : line.end].split()), raw=(line.start, line.end), reason=apart[n])
            for n, line in enumerate(lines)
            if n in apart
        ),
        facts=_facts(pages.said),
    )


def _furniture(raw: str, lines: Sequence[_Set], pages: Sequence[Page]) -> dict[int, str]:
    """The lines that stand at the top or the foot of pages and are none of the text: number of the line -> reason."""
    found: dict[int, str] = {}
    edges: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for page, numbers in _by_page(lines).items():
        height = pages[page].height
        order = sorted(numbers, key=lambda n: -lines[n].box.top)
        for top, edge in ((True, order[:EDGE_LINES]), (False, order[-EDGE_LINES:])):
            for n in edge:
                line = lines[n]
                far = height - line.box.bottom if top else line.box.top
                if far > MARGIN * height:
                    continue
                text = raw[line.start : line.end]
                if _NUMBER.fullmatch(text) and any(c.isalnum() for c in text):
                    found[n] = "page number"
                elif _PRINTED.fullmatch(text):
                    found[n] = "running head"
                else:
                    edges[re.sub(r"\d+", "#", text).casefold(), top].append(n)
    several = sum(bool(page.lines) for page in pages)
    repeated: set[int] = set()
    for (key, _), alike in edges.items():
        # one that counts the pages is repeated for sure; those of chapters stand on a few of many pages
        needed = 2 if "#" in key else max(2, min(OFTEN, several / 3))
        for n in alike:
            beside = {lines[k].page for k in alike if abs(lines[k].box.bottom - lines[n].box.bottom) < SAME_HEIGHT}
            if len(beside) >= needed:
                repeated.add(n)
    for numbers in _by_page(lines).values():
        order = sorted(numbers, key=lambda n: -lines[n].box.top)
        for edge in (order, order[::-1]):
            for n in _at_edge(edge, repeated | found.keys(), lines):
                found.setdefault(n, "running head")
    return found


def _at_edge(order: Sequence[int], repeated: Collection[int], lines: Sequence[_Set]) -> Sequence[int]:
    """Of a page's lines, from its edge inwards, those that are repeated on others and stand apart from what follows."""
    apart = 0
    for k, n in enumerate(order):
        if n not in repeated:
            break
        within = lines[order[k + 1]] if k + 1 < len(order) else None
        size = max(1.0, lines[n].box.size)
        if within is None or abs(within.box.bottom - lines[n].box.bottom) > STANDS_APART * size:
            apart = k + 1
    return order[:apart]


def _by_page(lines: Sequence[_Set]) -> dict[int, list[int]]:
    out: dict[int, list[int]] = defaultdict(list)
    for n, line in enumerate(lines):
        out[line.page].append(n)
    return out


def _grouped(raw: str, lines: Sequence[_Set]) -> Iterator[list[_Set]]:
    """The lines of each paragraph."""
    usual = _usual_distance(lines)
    stretches = _stretches(raw, lines, usual)
    ends = {id(line): _right_edge(stretch, lines) for stretch in stretches for line in stretch}
    lefts = {id(line): min(x.box.left for x in stretch) for stretch in stretches for line in stretch}
    group: list[_Set] = []
    for line in lines:
        if group:
            above = group[-1]
            together = (
                not _opens(raw, line)
                and not _resized(above, line)
                and (not _below(above, line) or _distance(above, line) <= usual * PARTED)
                and not _fits(raw, above, line, ends[id(above)])
                and not _set_in(raw, group, line, lefts)
            )
            if together or _parts_word(raw, above):
                group.append(line)
                continue
            yield group
        group = [line]
    if group:
        yield group


def _stretches(raw: str, lines: Sequence[_Set], usual: float) -> list[list[_Set]]:
    """Lines that follow each other in one column at the usual distance."""
    out: list[list[_Set]] = []
    for line in lines:
        above = out[-1][-1] if out else None
        if (
            above is not None
            and _below(above, line)
            and _distance(above, line) <= usual * PARTED
            and not _resized(above, line)
        ):
            out[-1].append(line)
        else:
            out.append([line])
    return out


def _right_edge(stretch: Sequence[_Set], lines: Sequence[_Set]) -> float:
    """How far to the right the lines of a stretch go; a lone line's neighbours on the page tell it."""
    if len(stretch) > 1:
        return max(line.box.right for line in stretch)
    own = stretch[0]
    beside = (x for x in lines if x.page == own.page and abs(x.box.left - own.box.left) < own.box.size)
    return max(x.box.right for x in beside)


def _below(above: _Set, line: _Set) -> bool:
    """Whether a line stands under another in the same column."""
    return (
        above.page == line.page
        and line.box.bottom < above.box.bottom
        and line.box.left < above.box.right
        and above.box.left < line.box.right
    )


def _distance(above: _Set, line: _Set) -> float:
    """How far apart two baselines are, in heights of the letters."""
    return (above.box.bottom - line.box.bottom) / max(1.0, line.box.size)


def _usual_distance(lines: Sequence[_Set]) -> float:
    """The distance of most lines within paragraphs: the lower quartile, since that of paragraphs is wider."""
    found = [_distance(a, b) for a, b in pairwise(lines) if _below(a, b) and not _resized(a, b)]
    if len(found) < 2:
        return found[0] if found else 1.2
    return max(0.5, quantiles(found, n=4)[0])


def _resized(above: _Set, line: _Set) -> bool:
    return abs(above.box.size - line.box.size) > RESIZED * max(above.box.size, line.box.size)


def _opens(raw: str, line: _Set) -> bool:
    """Whether a line opens an item of a list or a speaker's turn."""
    return _ITEM.match(raw, line.start, line.end) is not None or _TURN.match(raw, line.start, line.end) is not None


def _fits(raw: str, above: _Set, line: _Set, edge: float) -> bool:
    """Whether the first word of a line would have fitted into the one above, so that its end was meant."""
    text = raw[line.start : line.end].split(maxsplit=1)[0]
    width = (line.box.right - line.box.left) / max(1, line.end - line.start)
    # a letter more: narrow words take less than their letters' mean
    return above.box.right + (len(text) + 2) * width < edge


def _set_in(raw: str, group: Sequence[_Set], line: _Set, lefts: dict[int, float]) -> bool:
    """Whether a line is set in from the column's edge and the one above it is not; lines of an item hang together."""
    above = group[-1]
    if _ITEM.match(raw, group[0].start, group[0].end):
        hangs = len(group) == 1 or above.box.left - line.box.left < INDENTED * line.box.size
        return above.page == line.page and not hangs
    depth = line.box.left - lefts[id(line)]
    before = above.box.left - lefts[id(above)]
    return depth > INDENTED * line.box.size and depth - before > INDENTED * line.box.size


def _woven(raw: str, lines: Sequence[_Set], words: Counter[str]) -> Paragraph:
    """The paragraph that lines make, words that a line's end parts put together again."""
    weaver = Weaver()
    for n, line in enumerate(lines):
        end = line.end
        if n and raw[lines[n - 1].end - 1] not in ("-", _SOFT) and not _parts_word(raw, lines[n - 1]):
            weaver.space(lines[n - 1].end, line.start)
        if n + 1 < len(lines):
            known = _parts_word(raw, line)
            if known or (end - line.start > 1 and raw[end - 1] in ("-", _SOFT)):
                mark = end if known else end - 1
                _pieces(weaver, raw, line.start, mark)
                if raw[mark] != _SOFT and _keeps_hyphen(raw, mark, lines[n + 1], words):
                    weaver.add("-", mark, mark + 1)
                continue
        _pieces(weaver, raw, line.start, end)
    return weaver.done()


def _parts_word(raw: str, line: _Set) -> bool:
    """Whether a line ends in a hyphen that PDFium took for one that parts a word."""
    return raw[line.end : line.end + 1] == "-"


def _pieces(weaver: Weaver, raw: str, start: int, end: int) -> None:
    """Adds raw[start:end], ligatures as their letters, without soft hyphens."""
    at = start
    for k in range(start, end):
        if raw[k] in _LIGATURES or raw[k] == _SOFT:
            if k > at:
                weaver.add(raw[at:k], at, k)
            if raw[k] in _LIGATURES:
                weaver.add(_LIGATURES[raw[k]], k, k + 1)
            at = k + 1
    if end > at:
        weaver.add(raw[at:end], at, end)


def _keeps_hyphen(raw: str, mark: int, below: _Set, words: Counter[str]) -> bool:
    """Whether a hyphen at a line's end belongs to the word: "re-examine", and not "exami-nation".

    The word without it stands elsewhere in the text or in the encoder's vocabulary; or its parts are no words.
    """
    before = re.search(r"[^\W_]+$", raw[max(0, mark - 40) : mark])
    after = re.match(r"[^\W_]+", raw[below.start : below.end])
    if before is None or after is None:
        return True
    left, right = before[0], after[0]
    if right[0].isupper() or left[-1].isdigit() or right[0].isdigit():
        return True
    joined = (left + right).lower()
    if words[joined] or joined in vocabulary():
        return False
    known = vocabulary()
    if left.lower() in _PREFIXES:
        return right.lower() in known and len(right) > _SHORTEST_PART
    return left.lower() in known and right.lower() in known and min(len(left), len(right)) > _SHORTEST_PART


# shorter parts of a word are syllables that happen to be words
_SHORTEST_PART = 3
# what is joined to words by a hyphen
_PREFIXES = frozenset(
    ("re", "co", "pre", "pro", "non", "anti", "self", "ex", "vice", "mid", "semi", "multi", "all", "cross", "sub", "de")
)


_MADE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?(?:([+-]\d\d)'(\d\d)|(Z))?")


@cache
def _unsaid() -> re.Pattern[str]:
    # what programs write where nobody gave a title or an author
    return re.compile(
        r"\(?(?:anonymous|unspecified|untitled|unknown|none|null)\)?|.*\.(?:docx?|pdf|indd|qxd|odt)", re.I
    )


def _facts(said: dict[str, str]) -> dict[str, str]:
    """What a file says of itself, as far as it can be meant."""
    facts: dict[str, str] = {}
    for key, fact in (("Title", "title"), ("Author", "author")):
        value = " ".join(said.get(key, "").split())
        if value and not _unsaid().fullmatch(value):
            facts[fact] = value
    if m := _MADE.match(said.get("CreationDate", "")):
        clock = f"T{m[4]}:{m[5]}:{m[6]}" if m[4] else ""
        facts["date"] = f"{m[1]}-{m[2]}-{m[3]}{clock}" + (f"{m[7]}:{m[8]}" if clock and m[7] else "Z" if m[9] else "")
    return facts
