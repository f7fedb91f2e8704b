"""The patterns of times.yaml, and where they match a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sayso.annotate.timewords import Value, Word
from sayso.resources import load


@dataclass(frozen=True, slots=True)
class Choice:
    """One place of a pattern: (word or class, name to keep it under) pairs, any of which may stand there."""

    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Optional:
    """A piece of a pattern that may be missing."""

    inner: Pattern


Pattern = tuple[Choice | Optional, ...]
Found = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and what it means: the name of a function of timevalues, or a value."""

    patterns: tuple[Pattern, ...]
    means: str
    value: str | None
    keep: str | None
    check: str | None
    approx: str | None
    after: frozenset[str]
    unless_after: frozenset[str]
    unless_before: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that holds for words[first:last], with the values of its words by name."""

    rule: Rule
    first: int
    last: int
    found: Found


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The rules of times.yaml, in order."""
    data = load("times")
    named = (
        {
            "when": f"[WHICH] {_words_of(name)} [[,] YEAR]",
            "means": "holiday_day",
            "keep": name,
            "check": "is_day_of_its_own",
        }
        for name in data["holidays"]
    )
    return tuple(_rule(entry, data["parts"]) for entry in (*data["rules"], *named))


def _rule(entry: Mapping[str, Any], parts: Mapping[str, Sequence[str]]) -> Rule:
    return Rule(
        patterns=tuple(_pattern(p) for p in _expand(entry["when"], parts)),
        means=entry.get("means", "value"),
        value=entry.get("value"),
        keep=entry.get("keep"),
        check=entry.get("check"),
        approx=entry.get("approx"),
        after=frozenset(entry.get("after", ())),
        unless_after=frozenset(entry.get("unless_after", ())),
        unless_before=frozenset(entry.get("unless_before", ())),
    )


def _words_of(name: str) -> str:
    """A holiday's name as the words of a pattern, its possessive apart."""
    return name.replace("'s", " 's").replace("st.", "st .")


def matches_at(words: Sequence[Word], at: int) -> list[Match]:
    """All rules that match from words[at] on, the longest first, rules in their order."""
    out = []
    word = words[at]
    begun = {place for key in (word.lower, *word.values) for place in _by_first().get(key, ())}
    for number, places in groupby(sorted(begun), key=itemgetter(0)):
        rule = rules()[number]
        if not _allowed(rule, words, at):
            continue
        best: Match | None = None
        for _, place in places:
            for last, found in _match(rule.patterns[place], words, at):
                if (best is None or last > best.last) and last > at:
                    best = Match(rule, at, last, {**found, "HOLIDAY": rule.keep} if rule.keep else found)
        if best and not (best.last < len(words) and words[best.last].lower in rule.unless_before):
            out.append(best)
    return sorted(out, key=lambda m: -m.last)


@lru_cache(maxsize=1)
def _by_first() -> Mapping[str, tuple[tuple[int, int], ...]]:
    """The patterns that a word or class can begin, each by the places of its rule and of itself in that."""
    out: dict[str, list[tuple[int, int]]] = {}
    for number, rule in enumerate(rules()):
        for place, pattern in enumerate(rule.patterns):
            for key in set(_firsts(pattern)):
                out.setdefault(key, []).append((number, place))
    return {k: tuple(v) for k, v in out.items()}


def _firsts(pattern: Pattern) -> Iterator[str]:
    for item in pattern:
        if isinstance(item, Optional):
            yield from _firsts(item.inner)
        else:
            yield from (key for key, _ in item.options)
            return


def _allowed(rule: Rule, words: Sequence[Word], at: int) -> bool:
    before = words[at - 1].lower if at else ""
    return before not in rule.unless_after and (not rule.after or before in rule.after)


def _match(pattern: Pattern, words: Sequence[Word], at: int) -> Iterator[tuple[int, dict[str, Value]]]:
    if not pattern:
        yield at, {}
        return
    head, rest = pattern[0], pattern[1:]
    if isinstance(head, Optional):
        for middle, found in _match(head.inner, words, at):
            for last, more in _match(rest, words, middle):
                yield last, {**found, **more}
        yield from _match(rest, words, at)
        return
    if at >= len(words):
        return
    word = words[at]
    for key, name in head.options:
        if key == word.lower or key in word.values:
            for last, more in _match(rest, words, at + 1):
                yield last, {name: word.values.get(key, word.lower), **more}


def _expand(text: str, parts: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Puts the named parts in; a part with several ways to say it gives several patterns."""
    name = re.search(r"\{(\w+)\}", text)
    if not name:
        return (text,)
    return tuple(
        pattern
        for way in parts[name.group(1)]
        for pattern in _expand(text[: name.start()] + way + text[name.end() :], parts)
    )


def _pattern(text: str) -> Pattern:
    stack: list[list[Choice | Optional]] = [[]]
    for piece in re.findall(r"\[(?!\])|\]|[^\s\[\]]+", text):
        if piece == "[":
            stack.append([])
        elif piece == "]":
            inner = tuple(stack.pop())
            stack[-1].append(Optional(inner))
        else:
            stack[-1].append(Choice(tuple(_option(o) for o in piece.split("|"))))
    if len(stack) != 1:
        raise ValueError(f"brackets do not match in the time pattern {text!r}")
    return tuple(stack[0])


def _option(text: str) -> tuple[str, str]:
    key, _, name = text.partition(":")
    return key, name or key
