"""Finds where the grammar of times.yaml holds in a parsed report, and the tense of each place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sayso.annotate.cues import is_reporting
from sayso.annotate.tense import Tense, is_before_past, is_compared, is_habitual, tense_of, verb_of
from sayso.annotate.timechecks import CHECKS, before, in_name, token_at
from sayso.annotate.timegrammar import Match, begins, matches_at
from sayso.annotate.timewords import Word, words
from sayso.language.backbone import Reading
from sayso.resources import load

if TYPE_CHECKING:
    from spacy.tokens import Doc

KEPT = "sayso_time_expressions"


@dataclass(frozen=True, slots=True)
class Expression:
    """A place where a rule of the grammar holds, and the clause that it stands in.

    `led_by` is the word before it. `verb` is the place of the clause's verb in the parse; `told_by` are the verbs of
    saying above it, and `said` whether that verb is one itself. `compared` tells that figures are set against those of
    this time ("up from 5 million last year").
    """

    start: int
    end: int
    sentence: int
    match: Match
    led_by: str
    verb: int | None
    told_by: frozenset[int]
    tense: Tense | None
    habitual: bool
    said: bool
    compared: bool


def find_expressions(reading: Reading) -> tuple[Expression, ...]:
    """The time expressions of a report before anything is known of its day, in the order of the text.

    They are kept with the parse, since both the report's day and its times are read from them.
    """
    kept: dict[str, tuple[Expression, ...]] = reading.doc.user_data
    if KEPT not in kept:
        kept[KEPT] = tuple(_expressions(reading.report.text, reading.doc))
    return kept[KEPT]


def _expressions(text: str, doc: Doc) -> Iterator[Expression]:
    tokens = words(text)
    for match in _matches(tokens, doc):
        token = token_at(doc, tokens[match.last - 1].start)
        verb = verb_of(token)
        tense = tense_of(token)
        led_by = before(match, tokens)
        if led_by in ("by", "until", "till"):
            # a limit that was set in the past may lie on either side of the report, a weekday until which lies ahead
            # ("until Friday he had not spoken" excepted)
            ahead = led_by != "by" and match.rule.means in ("weekday", "clock") and not is_before_past(verb)
            tense = "future" if ahead or tense in ("present", None) else None if tense == "past" else tense
        yield Expression(
            start=tokens[match.first].start,
            end=tokens[match.last - 1].end,
            sentence=token.sent.start_char,
            match=match,
            led_by=led_by,
            verb=verb.i if verb else None,
            told_by=frozenset(t.i for t in verb.ancestors if is_reporting(t.lemma_)) if verb else frozenset(),
            tense=tense,
            habitual=is_habitual(verb),
            said=verb is not None and is_reporting(verb.lemma_),
            compared=match.found.get("SPELL") == "year" and is_compared(token),
        )


def _matches(tokens: Sequence[Word], doc: Doc) -> Iterator[Match]:
    at = 0
    while at < len(tokens):
        for match in matches_at(tokens, at) if begins(tokens[at]) else ():
            check = CHECKS.get(match.rule.check or "")
            if (check is None or check(match, tokens, doc)) and not in_name(match, tokens, doc):
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
