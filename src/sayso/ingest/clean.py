"""What of an input is the article and what is left of the page around it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sayso.ingest import noise as patterns
from sayso.ingest.paragraphs import Paragraph
from sayso.types import Noise

# a paragraph that ends a thought; headlines, captions and buttons lack it
_ENDED = re.compile(r"""[.!?…:;][”"’')\]]*$|[”"]$""")
# headlines are shorter: 99 in 100 headlines of large outlets have fewer characters
_LONGEST_HEADLINE = 160
# so many lines without an end at the foot of a page are links and no prose
_LINKS_AT_FOOT = 6
# paragraphs at the top among which a headline may be repeated
_TOP = 6
_POST = re.compile(r"— (?P<name>[^—()]{1,60}) \(@(?P<handle>\w{1,20})\)")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The paragraphs that are the article, and what was left out, in the order of the raw input."""

    paragraphs: tuple[Paragraph, ...]
    noise: tuple[Noise, ...]


def clean(paragraphs: Sequence[Paragraph], *, outlet: str | None = None, host: str | None = None) -> Cleaned:
    """Parts the article from time stamps, buttons, credits, galleries, lists of other stories and comment forms.

    What a paragraph's own words give away is in `resources/noise.yaml`; repeats, galleries, lists of links and what
    follows them are found by comparing paragraphs. Headlines and captions of the report's own pictures stay.

    Args:
        paragraphs: of one report, in order.
        outlet: name of its outlet, to know the outlet's own posts that link to other stories.
        host: host of its address, for the same.
    """
    reasons: list[str | None] = [patterns.whole(p.text) for p in paragraphs]
    texts = [p.text for p in paragraphs]
    _mark_runs(texts, reasons)
    _mark_lists(texts, reasons)
    _mark_tail(texts, reasons)
    _mark_menus(texts, reasons)
    _mark_repeats(texts, reasons)
    _mark_bylines(texts, reasons, outlet)
    _mark_writers(texts, reasons)
    _mark_own_posts(texts, reasons, outlet, host)
    if not any(_is_prose(t) for t, r in zip(texts, reasons, strict=True) if not r):
        # a page that is nothing but a gallery is the report
        reasons = [None if r == "picture gallery" else r for r in reasons]
    kept: list[Paragraph] = []
    noise: list[Noise] = []
    for p, reason in zip(paragraphs, reasons, strict=True):
        if reason:
            noise.append(Noise(text=p.text, raw=p.raw, reason=reason))
        else:
            kept += _trimmed(p, noise)
    return Cleaned(tuple(kept), tuple(_joined(sorted(noise, key=lambda n: n.raw), kept)))


def _joined(noise: Sequence[Noise], kept: Sequence[Paragraph]) -> Iterator[Noise]:
    """Neighbours that were left out for one reason, as one piece."""
    starts = [p.raw[0] for p in kept]
    for _, group in groupby(noise, key=lambda n: (n.reason, bisect_left(starts, n.raw[0]))):
        run = list(group)
        yield Noise(text="\n".join(n.text for n in run), raw=(run[0].raw[0], run[-1].raw[1]), reason=run[0].reason)


def _trimmed(p: Paragraph, noise: list[Noise]) -> list[Paragraph]:
    """The paragraph without the noise at its edges; what is cut is added to `noise`."""
    while p.text and (found := patterns.opening(p.text)):
        cut = p.cut(0, found[0])
        noise.append(Noise(text=cut.text, raw=cut.raw, reason=found[1]))
        p = p.cut(found[0], len(p.text))
    while p.text and (found := patterns.ending(p.text)):
        cut = p.cut(found[0], len(p.text))
        noise.append(Noise(text=cut.text, raw=cut.raw, reason=found[1]))
        p = p.cut(0, found[0])
    return [p] if p.text else []


def _mark_runs(texts: list[str], reasons: list[str | None]) -> None:
    for first, after, reason in patterns.stories_in_a_row(texts):
        for k in range(first, after):
            reasons[k] = reasons[k] or reason


def _mark_lists(texts: list[str], reasons: list[str | None]) -> None:
    """The headlines below "Read more:" go with it, up to the next paragraph that is the article's."""
    for k, text in enumerate(texts):
        if not patterns.opens_list(text):
            continue
        below = next((i for i in range(k + 1, len(texts)) if not reasons[i]), None)
        if below is not None and text.endswith(":") and _after_list(texts, reasons, k) == below:
            # "More about the launch:" leads on to the article's own words
            continue
        after = _after_list(texts, reasons, k)
        for i in range(k + 1, after):
            reasons[i] = reasons[i] or "link to another story"
        if after > k + 1 or not reasons[k]:
            reasons[k] = "link to another story"


def _after_list(texts: list[str], reasons: list[str | None], heading: int) -> int:
    """Where the article goes on below a list of links: at the next sentence that no headline follows.

    A sentence between two headlines is a headline that ends in a full stop, or the summary of one.
    """
    for k in range(heading + 1, len(texts)):
        if reasons[k]:
            continue
        if patterns.tail(texts[k]) or (len(texts[k]) >= _LONGEST_HEADLINE and _ENDED.search(texts[k])):
            # what is long and has no end are headlines that ran together
            return k
        if _is_sentence(texts[k]):
            below = next((i for i in range(k + 1, len(texts)) if reasons[i] not in _WITHIN_LISTS), None)
            if below is None or reasons[below] or not _is_headline(texts[below]):
                return k
    return len(texts)


# what may stand between the links of one list
_WITHIN_LISTS = ("button", "time stamp", "reading time", "separator", "picture credit", "link to another story")


def _mark_tail(texts: list[str], reasons: list[str | None]) -> None:
    """After a comment form, or a copyright line near the end, nothing is the article; lists of other stories go too."""
    prose = [k for k, t in enumerate(texts) if not reasons[k] and _is_prose(t)]
    end = len(texts)
    for k, text in enumerate(texts):
        before = bisect_left(prose, k)
        why = patterns.tail(text)
        if why == "other stories" and before >= 2:
            for i in range(k, _after_list(texts, reasons, k)):
                reasons[i] = reasons[i] or why
        elif why and before >= 2 and before >= len(prose) - before:
            end = k
            break
        elif reasons[k] == "copyright" and before >= 2 and len(prose) - before <= max(2, before / 4):
            end, why = k, "site footer"
            break
    for k in range(end, len(texts)):
        reasons[k] = reasons[k] or why
    foot = _foot(texts, reasons)
    links = [k for k in range(foot, len(texts)) if not reasons[k]]
    if len(links) >= _LINKS_AT_FOOT and sum(p < foot for p in prose) >= 3:
        for k in links:
            reasons[k] = "other stories"


# of the lines at the foot, so many look like headlines where they are links; some end in a question mark
_HEADLINES_AT_FOOT = 0.85


def _foot(texts: list[str], reasons: list[str | None]) -> int:
    """Where the short lines at the foot begin that nearly all look like headlines."""
    foot = at = len(texts)
    headlines = others = 0
    while at and (reasons[at - 1] or len(texts[at - 1]) < _LONGEST_HEADLINE):
        at -= 1
        if reasons[at]:
            continue
        if _is_headline(texts[at]):
            headlines += 1
            if headlines >= _HEADLINES_AT_FOOT * (headlines + others):
                foot = at
        else:
            others += 1
    return foot


# so many short lines in a row at the top or the foot are a menu
_MENU = 4


def _mark_menus(texts: list[str], reasons: list[str | None]) -> None:
    """Menus above and below the article, and the section's name above its headline."""
    for order in (range(len(texts)), range(len(texts) - 1, -1, -1)):
        run = []
        buttons = 0
        for k in order:
            if reasons[k]:
                buttons += reasons[k] == "button"
                continue
            if not _is_label(texts[k]):
                break
            run.append(k)
        if len(run) >= 2 and len(run) + buttons >= _MENU:
            for k in run:
                reasons[k] = "navigation"
    free = [k for k, r in enumerate(reasons) if not r]
    if len(free) > 2 and _is_label(texts[free[0]]) and len(texts[free[0]].split()) <= 2:
        below = texts[free[1]]
        if len(below.split()) >= 4 and _is_headline(below):
            reasons[free[0]] = "section"


def _is_label(text: str) -> bool:
    """Whether a line is as short as a menu's; results and tables have digits."""
    return len(text.split()) <= 3 and len(text) < 40 and not _ENDED.search(text) and not any(c.isdigit() for c in text)


_ROLE = re.compile(
    r"(?:[\w’'&-]+ ){0,4}(?:correspondent|editor|reporter|writer|journalist|columnist|staff)s?"
    r"(?:(?:,| in| at| for) [\w .’'-]{2,40})?",
    re.IGNORECASE,
)


def _mark_writers(texts: list[str], reasons: list[str | None]) -> None:
    """A name alone on its line, or a role, next to a time stamp or another credit."""
    signs = ("time stamp", "credit", "reading time")
    for order in (range(len(texts)), range(len(texts) - 1, -1, -1)):
        for k in order:
            beside = {reasons[i] for i in (k - 1, k + 1) if 0 <= i < len(texts)}
            if reasons[k] or not beside & set(signs) or len(texts[k]) > 60:
                continue
            if patterns.is_person(texts[k]) or _ROLE.fullmatch(texts[k]):
                reasons[k] = "credit"


def _mark_repeats(texts: list[str], reasons: list[str | None]) -> None:
    """A headline that stands again in the first paragraphs."""
    seen: set[str] = set()
    top = 0
    for k, text in enumerate(texts):
        if reasons[k]:
            continue
        top += 1
        if top > _TOP:
            break
        key = _key(text)
        if len(text) <= 2 * _LONGEST_HEADLINE and key in seen:
            reasons[k] = "repeated headline"
        seen.add(key)


def _mark_bylines(texts: list[str], reasons: list[str | None], outlet: str | None) -> None:
    """Lines at the top or the end that say who wrote the report, or only name its outlet."""
    free = [k for k, r in enumerate(reasons) if not r]
    own = _key(outlet or "")
    for k in (*free[1:_TOP], *free[-3:]):
        key = _key(texts[k])
        names_outlet = bool(own) and key.endswith(own) and len(texts[k]) < 80 and not _ENDED.search(texts[k])
        if patterns.byline(texts[k]) or (names_outlet and (key == own or patterns.is_person(texts[k].split(",")[0]))):
            reasons[k] = "credit"


def _mark_own_posts(texts: list[str], reasons: list[str | None], outlet: str | None, host: str | None) -> None:
    """An embedded post of the outlet itself only links to another of its stories."""
    own = {_key(x) for x in (outlet, (host or "").removeprefix("www.").split(".")[0]) if x}
    for k, text in enumerate(texts):
        if (m := _POST.search(text)) and {_key(m["name"]), _key(m["handle"])} & own and "http" in text:
            reasons[k] = reasons[k] or "link to another story"


def _is_headline(text: str) -> bool:
    return len(text) < _LONGEST_HEADLINE and not _ENDED.search(text) and len(text.split()) >= 3


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= 5 and bool(re.search(r"""[.!][”"’')\]]*$|[,.!?][”"’]$""", text))


def _is_prose(text: str) -> bool:
    return len(text) >= 60 and bool(_ENDED.search(text))


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
