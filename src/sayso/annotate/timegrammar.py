"""The patterns of times.yaml, and where they match a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import Any

from sayso.annotate.timewords import Value, Word
from sayso.resources import load

Found = Mapping[str, Value]
Place = tuple[tuple[str, str], ...]  # (word or class, name to keep it under), any of which may stand there
Pattern = tuple[Place, ...]
# words looked at before an expression for what it leans on ("April 24 and" before "25")
LEAN = 5


@dataclass(frozen=True, slots=True)
class Rule:
    """Patterns and what they mean: the name of a function of timevalues, or a value.

    `before` and `behind` are patterns of what must stand on either side of the expression, outside it.
    """

    patterns: tuple[Pattern, ...]
    means: str
    value: str | None
    keep: str | None
    check: str | None
    approx: str | None
    after: frozenset[str]
    unless_after: frozenset[str]
    unless_before: frozenset[str]
    before: Node | None
    behind: Node | None


@dataclass(slots=True)
class Node:
    """A place reached in the patterns: where each word or class leads from it, and the rules that end here."""

    ways: dict[str, dict[str, Node]] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)


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
    around = (
        {"when": f"[the|WHICH] {_words_of(name)} week:SPELL|weekend:SPELL", "means": "holiday_week", "keep": name}
        for name in data["holidays"]
    )
    # "12:05 a.m. on New Year's Day"
    clocks = (
        {"when": f"{{CLOCK}} [local time] [on] {_words_of(name)}", "means": "clock", "keep": name, "approx": "point"}
        for name in data["holidays"]
    )
    return tuple(_rule(entry, data["parts"]) for entry in (*data["rules"], *named, *around, *clocks))


def _rule(entry: Mapping[str, Any], parts: Mapping[str, Sequence[str]]) -> Rule:
    return Rule(
        patterns=_patterns(entry["when"], parts),
        means=entry.get("means", "value"),
        value=entry.get("value"),
        keep=entry.get("keep"),
        check=entry.get("check"),
        approx=entry.get("approx"),
        after=frozenset(entry.get("after", ())),
        unless_after=frozenset(entry.get("unless_after", ())),
        unless_before=frozenset(entry.get("unless_before", ())),
        before=_tree([_patterns(entry["before"], parts)]) if "before" in entry else None,
        behind=_tree([_patterns(entry["behind"], parts)]) if "behind" in entry else None,
    )


def _words_of(name: str) -> str:
    """A holiday's name as the words of a pattern, its possessive apart."""
    return name.replace("'s", " 's").replace("s' ", "s ' ").replace("st.", "st .")


def matches_at(words: Sequence[Word], at: int) -> list[Match]:
    """All rules that match from words[at] on: the longest first, of these the ones that ask for words around them."""
    best: dict[int, tuple[int, Found]] = {}
    for number, last, found in _walk(_all(), words, at):
        if number not in best or last > best[number][0]:
            best[number] = last, found
    if not best:
        return []
    matches = (_in_place(rules()[number], words, at, *best[number]) for number in sorted(best))
    return sorted((m for m in matches if m), key=lambda m: (-m.last, m.rule.before is None and m.rule.behind is None))


def _in_place(rule: Rule, words: Sequence[Word], first: int, last: int, found: Found) -> Match | None:
    """The match, when what its rule asks of the words on either side holds."""
    before = words[first - 1].lower if first else ""
    after = words[last].lower if last < len(words) else ""
    if before in rule.unless_after or (rule.after and before not in rule.after) or after in rule.unless_before:
        return None
    if rule.keep:
        found = {**found, "HOLIDAY": rule.keep}
    if rule.before is not None:
        begins = range(max(0, first - LEAN), first)
        led = next((more for b in begins for _, end, more in _walk(rule.before, words, b) if end == first), None)
        if led is None:
            return None
        found = {**led, **found}
    if rule.behind is not None:
        followed = next((more for _, _, more in _walk(rule.behind, words, last)), None)
        if followed is None:
            return None
        found = {**followed, **found}
    return Match(rule, first, last, found)


def _walk(node: Node, words: Sequence[Word], at: int) -> Iterator[tuple[int, int, dict[str, Value]]]:
    """Every way from a node along the words: the rule that ends there, where, and the values kept on the way."""
    for number in node.ends:
        yield number, at, {}
    if at >= len(words) or not node.ways:
        return
    word = words[at]
    ways = node.ways
    if word.lower in ways:
        for name, then in ways[word.lower].items():
            value = word.values.get(word.lower, word.lower)
            for number, last, found in _walk(then, words, at + 1):
                yield number, last, {name: value, **found}
    for key, value in word.values.items():
        if key in ways:
            for name, then in ways[key].items():
                for number, last, found in _walk(then, words, at + 1):
                    yield number, last, {name: value, **found}


@lru_cache(maxsize=1)
def _all() -> Node:
    return _tree([rule.patterns for rule in rules()])


def begins(word: Word) -> bool:
    """Whether any pattern can begin with a word; most words begin none."""
    openers = _openers()
    return word.lower in openers or (bool(word.values) and not openers.isdisjoint(word.values))


@lru_cache(maxsize=1)
def _openers() -> frozenset[str]:
    return frozenset(_all().ways)


def _tree(groups: Sequence[Sequence[Pattern]]) -> Node:
    """The patterns of several rules as one tree; patterns that begin alike share their way."""
    root = Node()
    for number, patterns in enumerate(groups):
        for pattern in patterns:
            for way in product(*pattern):
                node = root
                for key, name in way:
                    node = node.ways.setdefault(key, {}).setdefault(name, Node())
                if number not in node.ends:
                    node.ends.append(number)
    return root


def _patterns(text: str, parts: Mapping[str, Sequence[str]]) -> tuple[Pattern, ...]:
    """Every way to say a pattern, without its optional pieces and named parts; the longest ways first."""
    name = re.search(r"\{(\w+)\}", text)
    if name:
        ways = (text[: name.start()] + way + text[name.end() :] for way in parts[name.group(1)])
        return tuple(pattern for way in ways for pattern in _patterns(way, parts))
    stack: list[list[Pattern]] = [[()]]
    for piece in re.findall(r"\[|\]|[^\s\[\]]+", text):
        if piece == "[":
            stack.append([()])
        elif piece == "]":
            inner = stack.pop()
            if not stack:
                break
            stack[-1] = [way + more for way in stack[-1] for more in (*inner, ())]
        else:
            place = tuple(_option(o) for o in piece.split("|"))
            stack[-1] = [(*way, place) for way in stack[-1]]
    if len(stack) != 1:
        raise ValueError(f"brackets do not match in the time pattern {text!r}")
    return tuple(stack[0])


def _option(text: str) -> tuple[str, str]:
    key, _, name = text.partition(":")
    return key, name or key
