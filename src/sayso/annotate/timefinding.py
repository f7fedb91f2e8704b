"""Finds where the grammar of times.yaml holds in a parsed report, and the tense of each place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from sayso.annotate.cues import is_reporting
from sayso.annotate.tense import Tense, is_habitual, tense_of, verb_of
from sayso.annotate.timegrammar import Match, begins, matches_at
from sayso.annotate.timewords import Word, words
from sayso.language.backbone import Reading
from sayso.resources import load

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Names that hold a word for a time: "USA Today", "April Brook"
NAMES = frozenset({"PERSON", "ORG", "WORK_OF_ART", "PRODUCT", "FAC"})
KEPT = "sayso_time_expressions"
STARTS = "sayso_token_starts"


@dataclass(frozen=True, slots=True)
class Expression:
    """A place where a rule of the grammar holds, and the clause that it stands in.

    `verb` is the place of the clause's verb in the parse; `told_by` are the verbs of saying above it,
    and `said` whether that verb is one itself.
    """

    start: int
    end: int
    sentence: int
    match: Match
    verb: int | None
    told_by: frozenset[int]
    tense: Tense | None
    habitual: bool
    said: bool


def find_expressions(reading: Reading) -> tuple[Expression, ...]:
    """The time expressions of a report before anything is known of its day, in the order of the text.

    They are kept with the parse, since both the report's day and its times are read from them.
    """
    kept: dict[str, tuple[Expression, ...]] = reading.doc.user_data
    if KEPT not in kept:
        kept[KEPT] = tuple(_expressions(reading.doc))
    return kept[KEPT]


def _expressions(doc: Doc) -> Iterator[Expression]:
    tokens = words(doc.text)
    for match in _matches(tokens, doc):
        token = _token(doc, tokens[match.last - 1].start)
        verb = verb_of(token)
        tense = tense_of(token)
        if tense in ("present", None) and _before(match, tokens) in ("by", "until", "till"):
            tense = "future"
        yield Expression(
            start=tokens[match.first].start,
            end=tokens[match.last - 1].end,
            sentence=token.sent.start_char,
            match=match,
            verb=verb.i if verb else None,
            told_by=frozenset(t.i for t in verb.ancestors if is_reporting(t.lemma_)) if verb else frozenset(),
            tense=tense,
            habitual=is_habitual(verb),
            said=verb is not None and is_reporting(verb.lemma_),
        )


def _matches(tokens: Sequence[Word], doc: Doc) -> Iterator[Match]:
    at = 0
    while at < len(tokens):
        for match in matches_at(tokens, at) if begins(tokens[at]) else ():
            check = CHECKS.get(match.rule.check or "")
            if (check is None or check(match, tokens, doc)) and not _in_name(match, tokens, doc):
                first = _widened(match, tokens)
                yield Match(match.rule, first, match.last, match.found)
                at = match.last
                break
        else:
            at += 1


def _widened(match: Match, tokens: Sequence[Word]) -> int:
    """Takes "more than", "about" before an amount or a clock time into the expression."""
    first = match.first
    if match.rule.approx is None:
        return first
    definite = tokens[first].lower == "the" or "SINCE" in tokens[first].values
    for phrase in _approximators(match.rule.approx):
        if definite and phrase[0] not in ("at", "nearly", "almost", "more", "less"):
            continue
        begin = first - len(phrase)
        if begin >= 0 and tuple(w.lower for w in tokens[begin:first]) == phrase:
            return begin
    return first


@lru_cache(maxsize=4)
def _approximators(kind: str) -> tuple[tuple[str, ...], ...]:
    phrases = (tuple(p.split()) for p in load("times")["approximators"][kind])
    return tuple(sorted(phrases, key=len, reverse=True))


@cache
def _context(name: str) -> frozenset[str]:
    return frozenset(load("times")["context"][name])


def _token(doc: Doc, start: int) -> Token:
    """The token of the parse that holds a character."""
    starts = doc.user_data.get(STARTS)
    if starts is None:
        starts = doc.user_data[STARTS] = [t.idx for t in doc]
    return doc[max(0, bisect_right(starts, start) - 1)]


def _in_name(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether the expression is part of a name: its first word is, and a word outside it belongs to the same name."""
    first, last = _token(doc, tokens[match.first].start), _token(doc, tokens[match.last - 1].start)
    if first.ent_type_ not in NAMES:
        return False
    before = doc[first.i - 1] if first.i else None
    after = doc[last.i + 1] if last.i + 1 < len(doc) else None
    joined_before = before is not None and first.ent_iob_ == "I" and before.ent_type_ == first.ent_type_
    joined_after = after is not None and after.ent_iob_ == "I" and after.ent_type_ == first.ent_type_
    return (joined_before and before is not None and before.is_title) or (
        joined_after and after is not None and after.is_title
    )


def _before(match: Match, tokens: Sequence[Word]) -> str:
    return tokens[match.first - 1].lower if match.first else ""


def _after(match: Match, tokens: Sequence[Word]) -> str:
    return tokens[match.last].lower if match.last < len(tokens) else ""


def is_month(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether a month's name alone is the month and not a verb or a person."""
    word = tokens[match.first]
    token = _token(doc, word.start)
    if not token.text[0].isupper() or token.ent_type_ in NAMES or token.tag_ == "MD":
        return False
    if word.lower in ("may", "march", "mar", "jan", "jun"):
        return _before(match, tokens) in (
            "in",
            "since",
            "until",
            "by",
            "from",
            "of",
            "and",
            "to",
            "during",
            "before",
            "after",
        )
    return True


def is_year(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether four figures are a year and not a count or a sum."""
    token = _token(doc, tokens[match.first].start)
    number = int(match.found["YEAR"])
    led = _before(match, tokens) in _context("year_after")
    following = token.nbor() if token.i + 1 < len(doc) else None
    if token.ent_type_ in ("MONEY", "QUANTITY", "PERCENT") or _after(match, tokens) in ("%", "percent"):
        return False
    if not 1800 <= number <= 2100:
        return _before(match, tokens) in ("in", "since", "year") and token.ent_type_ == "DATE"
    counts = following is not None and following.tag_ in ("NNS", "NNPS") and token.head.i >= following.i
    return (led and not (counts and _before(match, tokens) not in ("in", "since", "the"))) or (
        not counts and token.ent_type_ == "DATE" and not (following is not None and following.pos_ == "PROPN")
    )


def is_spell(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether "last week" and the like point at a spell; "the last day" does not."""
    return match.found["SPELL"] != "day"


def is_following(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether "the next day" follows the time last spoken of: always for days, in a tale of the past for the rest."""
    if "following" in match.found or match.found["SPELL"] == "day":
        return True
    return tense_of(_token(doc, tokens[match.last - 1].start)) == "past"


def is_whole_month(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether "this December" ends there; in "this Dec. 13 photo" the day goes on."""
    return not (match.last < len(tokens) and "DAY" in tokens[match.last].values)


def is_day_of_its_own(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether a holiday is the day and not the kind of a thing ("Christmas lights", "Easter eggs")."""
    last = _token(doc, tokens[match.last - 1].start)
    named = last.head if last.dep_ == "case" else last
    return "YEAR" in match.found or named.dep_ not in ("compound", "nmod", "amod", "poss") or named.head.i < last.i


def is_earlier(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether "two days before" stands alone; in "two days before the vote" it is how long, and the vote the time."""
    last = _token(doc, tokens[match.last - 1].start)
    return last.lower_ != "before" or (last.dep_ not in ("mark", "cc") and not any(True for _ in last.rights))


def is_quarter(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether "the last quarter" is one of a year: only with the article or with the year."""
    return "LASTPART" not in match.found or "YEAR" in match.found or tokens[match.first].lower == "the"


def is_duration(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether an amount of time is a duration: not an age, not a speed, not a fraction, not "a second time"."""
    after = [w.lower for w in tokens[match.last : match.last + 2]]
    unit = match.found.get("UNIT")
    if after[:1] == ["old"] or after == ["-", "old"] or after == ["-", "olds"] or after[:1] == ["olds"]:
        return False
    if unit == "quarter" and (
        "past" in match.found or "one" in match.found or after[:1] == ["of"] or "half" in match.found
    ):
        return False
    if "YEAR" in tokens[match.first].values and unit in ("second", "quarter"):
        return False
    if unit == "second" and ("one" in match.found or "two" in match.found):
        return False
    return not ("one" in match.found and _before(match, tokens) in _context("speed"))


def is_bare_plural(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether "months" alone is a span of time: after "for", "in" and the like, or in "only days after"."""
    before, after = _before(match, tokens), _after(match, tokens)
    return before in _context("plural_after") or (
        before in ("only", "just", "mere") and after in ("after", "before", "earlier", "later", "from")
    )


def is_adverb(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether "daily" is said of how often, not part of a newspaper's name."""
    return not _token(doc, tokens[match.first].start).text[0].isupper()


CHECKS: dict[str, Callable[[Match, Sequence[Word], Doc], bool]] = {
    f.__name__: f
    for f in (
        is_whole_month,
        is_day_of_its_own,
        is_month,
        is_year,
        is_spell,
        is_following,
        is_earlier,
        is_quarter,
        is_duration,
        is_bare_plural,
        is_adverb,
    )
}
