"""Which sentences of a report can stand by themselves, away from the text around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sayso.annotate.captions import is_caption
from sayso.annotate.datelines import dateline_offsets
from sayso.annotate.quotations import Quotation, find_quotations
from sayso.resources import load
from sayso.types import Annotations, Name, Statement

# words of a sentence that says something, and that a reader takes in at once; the longest in characters
FEWEST, MOST_WORDS, LONGEST = 7, 48, 340
# How well a sentence reads by itself, from 1 down; each is multiplied in when it holds. News puts what matters first
# (the inverted pyramid) and writes its first sentence for those who read no further.
FIRST, EARLY, LATE = 1.0, 0.9, 0.75
FIRST_SENTENCES, EARLY_SENTENCES = 3, 8
FACTORS = {
    "definite": 0.85,  # "the" and a common noun: told before, or known to all (Prince 1981)
    "takes_up": 0.7,  # "the incident", "the two men": what was told before
    "short_name": 0.75,  # a surname alone, of somebody whom its report introduces elsewhere
    "nameless": 0.75,
    "quoting": 0.7,  # half of it or more stands in quotation marks
    "wordy": 0.8,  # more than 35 words, which readability studies call very hard (Gunning 1952; AP, 25 on average)
    "brief": 0.7,  # fewer than 10, as under pictures
    "adds": 0.75,  # "also": beside what was told before
}
_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")
_ENDS = re.compile(r"[.!…][\"'”’)\]]*$")
_CLOSERS = "\"'”’)]"
_QUOTES = "“\"‘'«„"
_OF_ONE = frozenset(("he", "she", "him", "her", "his", "hers", "himself", "herself"))
_OF_ANY = frozenset(("they", "them", "their", "theirs", "it", "its", "itself", "themselves"))
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_BEFORE_A_NOUN = frozenset(("a", "an", "the", "some", "many", "several", "no", "every", *_NUMBERS))
_THERE_IS = [["there", verb] for verb in ("is", "are", "was", "were", "has", "have", "had", "will")]
_NUMBERING = frozenset(("first", "second", "third", "fourth", "next", "last"))
_BULLET = re.compile(r"^\W*[•●▪■◦‣*+|>#→»–—-]")
# "(CNN) ", "MOSCOW: "
_CREDIT = re.compile(r"\s*(?:\([A-Z][\w .]{1,20}\)\s*(?:[—–-]+\s*)?|[A-Z]{3,}(?: [A-Z]+){0,2}: )")
_GAP = re.compile(r"[a-z][.!?][A-Z]|\s{3,}|\.\.\.|…\s|https?:|www\.|@\w|#\w|\bpic\.twitter")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that can stand by itself, in offsets of its report's text, its number there, and how well it does."""

    report: str
    start: int
    end: int
    number: int
    quality: float


def standing_alone(annotated: Annotations, statements: Sequence[Statement]) -> tuple[Sentence, ...]:
    """Finds the sentences that a reader understands without what stands around them.

    Left out is what begins with a word that points back, has a pronoun before anybody it could mean, cuts a quotation
    or leaves its speaker outside, speaks to the reader or for the newsroom, asks, is no whole sentence, stands under
    a picture, or is broken in the copy.

    Args:
        annotated: the report.
        statements: of this report, linked.
    """
    report = annotated.report
    text = report.text
    quotations = find_quotations(text)
    datelines = dateline_offsets(text)
    full = _introduced(annotated.names)
    names = sorted((n for n in annotated.names if not n.nominal), key=lambda n: n.span.start)
    starts = [n.span.start for n in names]
    found = []
    for number, (a, b) in enumerate(annotated.sentences):
        start, end = _whole(text, a, b, datelines)
        within = names[bisect_right(starts, start - 1) : bisect_right(starts, end - 1)]
        if not _reads(text[start:end]) or _torn(text, start, end, quotations) or _of_another(start, end, statements):
            continue
        # words run together at its edge are the next sentence's
        if any(start <= d.span.start and d.span.end <= end for d in report.damage):
            continue
        quoted = [(q.start - start, q.end - start) for q in quotations if start <= q.start < end]
        if _points_back(text[start:end], quoted, [(n.span.start - start, n.type == "PERSON") for n in within]):
            continue
        quality = _quality(text[start:end], start, number, quoted, within, full)
        found.append(Sentence(report.id, start, end, number, quality))
    return tuple(found)


def _whole(text: str, start: int, end: int, datelines: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The range without its dateline or "(CNN)" and white space, with a closing mark that the parser cut off."""
    # a parser may take the place of a dateline for a sentence, and what is left of it for the head of the next
    start = next((behind for at, behind in datelines if at <= start < behind), start)
    if opening := _CREDIT.match(text, start, end):
        start = opening.end()
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end < len(text) and text[end] in _CLOSERS and not text[end : end + 2].strip(_CLOSERS).isalnum():
        end += 1
    return start, end


def _reads(sentence: str) -> bool:
    """Whether it is a whole sentence of the article's own running text."""
    words = _WORD.findall(sentence)
    if not FEWEST <= len(words) <= MOST_WORDS or len(sentence) > LONGEST or "\n" in sentence:
        return False
    first = sentence.lstrip("“\"'‘(")[:1]
    if not (first.isupper() or first.isdigit()) or not _ENDS.search(sentence) or _BULLET.match(sentence):
        return False
    if sum(w.isupper() and len(w) > 3 for w in words[:6]) > 1 or not any(w[0].islower() for w in words[1:]):
        return False
    lower = [w.lower() for w in words]
    quoted = sentence[0] in "“\"‘'"
    if not quoted and lower[:2] not in _THERE_IS and any(" ".join(lower[:n]) in _ties() for n in (1, 2, 3)):
        return False
    if lower[0] in _NUMBERING and sentence[len(words[0])] == ",":
        return False
    if is_caption(sentence) or any(p.search(sentence) for p in _captions()):
        return False
    return not _GAP.search(sentence)


def _torn(text: str, start: int, end: int, quotations: Sequence[Quotation]) -> bool:
    """Whether a quotation begins or ends outside the sentence, has no end, or is all of it."""
    if text[start] in _QUOTES and not any(q.start == start for q in quotations):
        return True
    for q in quotations:
        if q.start < end and start < q.end:
            inside = start <= q.start and q.end <= end
            if not inside or not q.closed or (q.end - q.start) >= 0.9 * (end - start):
                return True
    return False


def _of_another(start: int, end: int, statements: Sequence[Statement]) -> bool:
    """Whether the words are those of somebody who is named outside the sentence."""
    for s in statements:
        if any(c.start < end and start < c.end for c in s.content):
            told = s.source or s.cue
            if told is not None and not start <= told.start < end:
                return True
            if s.source is None and s.cue is None:
                return True
    return False


def _points_back(sentence: str, quoted: Sequence[tuple[int, int]], names: Sequence[tuple[int, bool]]) -> bool:
    """Whether a pronoun stands where nobody was told of whom it could mean, or the newsroom speaks of itself.

    `names` are where names stand and whether they are people's.
    """
    words = [m for m in _WORD.finditer(sentence) if not any(a <= m.start() < b for a, b in quoted)]
    lower = [m.group().lower().partition("’")[0].partition("'")[0] for m in words]
    unquoted = [(at, person) for at, person in names if not any(a <= at < b for a, b in quoted)]
    thing = min((at for at, _ in unquoted), default=len(sentence))
    somebody = min((at for at, person in unquoted if person), default=len(sentence))
    for i, (match, word) in enumerate(zip(words, lower, strict=True)):
        at = match.start()
        if word in _BEFORE_A_NOUN or word.isdigit():
            thing = min(thing, at)
        if word in _person_nouns():
            somebody = min(somebody, at)
        if word == "i" or (word in _newsroom() and not match.group().isupper()):
            return True
        if (word in _OF_ONE and somebody > at) or (word in _OF_ANY and thing > at):
            return True
        after = lower[i + 1] if i + 1 < len(lower) else ""
        if word in ("this", "these") and after not in _deictic():
            return True
    return False


def _quality(
    sentence: str,
    start: int,
    number: int,
    quoted: Sequence[tuple[int, int]],
    names: Sequence[Name],
    full: Mapping[str, frozenset[str]],
) -> float:
    words = _WORD.findall(sentence)
    first = min((n.span.start for n in names), default=0) - start if names else len(sentence)
    before = [m.group().lower() for m in _WORD.finditer(sentence, 0, max(0, first))][:5]
    held = {
        "definite": words[0] == "The" and words[1][0].islower(),
        "takes_up": before[:1] == ["the"] and any(w in _taking_up() for w in before[1:]),
        "short_name": any(_is_short(n, names, full) for n in names),
        "nameless": not names,
        "quoting": sum(b - a for a, b in quoted) * 2 >= len(sentence),
        "wordy": len(words) > 35,
        "brief": len(words) < 10,
        "adds": any(
            m.group().lower() == "also" and not any(a <= m.start() < b for a, b in quoted)
            for m in _WORD.finditer(sentence)
        ),
    }
    quality = FIRST if number < FIRST_SENTENCES else EARLY if number < EARLY_SENTENCES else LATE
    for name, factor in FACTORS.items():
        quality *= factor if held[name] else 1.0
    return quality


def _introduced(names: Sequence[Name]) -> Mapping[str, frozenset[str]]:
    """For each person named by one word, the longer names of the report that hold it."""
    people = {n.span.text for n in names if n.type == "PERSON" and not n.nominal}
    parts = {p: p.split() for p in people}
    return {
        p: frozenset(q for q in people if len(parts[q]) > 1 and parts[p][0] in parts[q])
        for p in people
        if len(parts[p]) == 1
    }


def _is_short(name: Name, names: Sequence[Name], full: Mapping[str, frozenset[str]]) -> bool:
    longer = full.get(name.span.text, frozenset())
    return bool(longer) and not name.role and not any(n.span.text in longer for n in names)


@cache
def _ties() -> frozenset[str]:
    return frozenset(load("lead")["ties"])


@cache
def _deictic() -> frozenset[str]:
    return frozenset(load("lead")["deictic"])


@cache
def _newsroom() -> frozenset[str]:
    return frozenset(load("lead")["newsroom"])


@cache
def _person_nouns() -> frozenset[str]:
    speakers = load("speakers")
    return frozenset([*load("titles")["people"], *speakers["people"], *speakers["unnamed"]])


@cache
def _taking_up() -> frozenset[str]:
    return frozenset(load("lead")["taking_up"])


@cache
def _captions() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p, re.IGNORECASE) for p in load("lead")["captions"])
