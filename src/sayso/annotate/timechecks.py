"""Conditions on the parse under which a match of the grammar of times.yaml is a time expression."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from sayso.annotate.tense import tense_of
from sayso.annotate.timegrammar import Match
from sayso.annotate.timewords import Word
from sayso.resources import load

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Names that hold a word for a time: "USA Today", "April Brook"
NAMES = frozenset({"PERSON", "ORG", "WORK_OF_ART", "PRODUCT", "FAC"})
_VERBS = frozenset({"VERB", "AUX"})
STARTS = "sayso_token_starts"
GAME = "sayso_tells_a_game"
# different words of games from which on a report tells one
GAME_WORDS = 2


@cache
def _context(name: str) -> frozenset[str]:
    return frozenset(load("times")["context"][name])


def token_at(doc: Doc, start: int) -> Token:
    """The token of the parse that holds a character."""
    starts = doc.user_data.get(STARTS)
    if starts is None:
        starts = doc.user_data[STARTS] = doc.to_array(["IDX"]).tolist()
    return doc[max(0, bisect_right(starts, start) - 1)]


def in_name(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether the expression is part of a name: its first word is, and a word outside it belongs to the same name."""
    first, last = token_at(doc, tokens[match.first].start), token_at(doc, tokens[match.last - 1].start)
    if _is_titled(match, tokens, first, last):
        return True
    if first.ent_type_ not in NAMES:
        return False
    ahead = doc[first.i - 1] if first.i else None
    behind = doc[last.i + 1] if last.i + 1 < len(doc) else None
    joined_before = ahead is not None and first.ent_iob_ == "I" and ahead.ent_type_ == first.ent_type_
    joined_after = behind is not None and behind.ent_iob_ == "I" and behind.ent_type_ == first.ent_type_
    return (joined_before and ahead is not None and ahead.is_title) or (
        joined_after and behind is not None and behind.is_title
    )


def _is_titled(match: Match, tokens: Sequence[Word], first: Token, last: Token) -> bool:
    """Whether a word for a unit has a capital where plain words have none: "60 Minutes", "This Week", "High Noon"."""
    word = tokens[match.last - 1]
    if (
        match.rule.keep
        or not last.text[0].isupper()
        or not {"UNIT", "SPELL", "NOON"} & set(word.values)
        or first.i == first.sent.start
    ):
        return False
    return any(t.is_lower and len(t) > 3 for t in first.sent)


def before(match: Match, tokens: Sequence[Word]) -> str:
    """The word before an expression."""
    return tokens[match.first - 1].lower if match.first else ""


def after(match: Match, tokens: Sequence[Word]) -> str:
    """The word after an expression."""
    return tokens[match.last].lower if match.last < len(tokens) else ""


def is_month(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether a month's name alone is the month and not a verb or a person."""
    word = tokens[match.first]
    token = token_at(doc, word.start)
    if not token.text[0].isupper() or token.ent_type_ in NAMES or token.tag_ == "MD":
        return False
    if word.lower in ("may", "march", "mar", "jan", "jun"):
        named = token.ent_type_ == "DATE" and token.dep_ in ("compound", "nmod")  # "the May launch"
        return named or before(match, tokens) in _context("month_after")
    return True


def is_year(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether four figures are a year and not a count or a sum."""
    token = token_at(doc, tokens[match.first].start)
    number = int(match.found["YEAR"])
    if token.i and token.nbor(-1).is_title and before(match, tokens) in load("counting")["labels"]:
        # "Flight 1943", "Resolution 1973"
        return False
    led = before(match, tokens) in _context("year_after")
    following = token.nbor() if token.i + 1 < len(doc) else None
    if token.ent_type_ in ("MONEY", "QUANTITY", "PERCENT") or after(match, tokens) in ("%", "percent"):
        return False
    if not 1800 <= number <= 2100:
        return before(match, tokens) in ("in", "since", "year") and token.ent_type_ == "DATE"
    counts = following is not None and following.tag_ in ("NNS", "NNPS") and token.head.i >= following.i
    return (led and not (counts and before(match, tokens) not in ("in", "since", "the"))) or (
        not counts and token.ent_type_ == "DATE" and not (following is not None and following.pos_ == "PROPN")
    )


def is_spell(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether "last week" and the like point at a spell; "the last day" does not."""
    return match.found["SPELL"] != "day"


def is_following(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether "the next day" follows the time last spoken of: always for days, in a tale of the past for the rest."""
    if match.found.get("after") == "following" or match.found["SPELL"] == "day":
        return True
    return tense_of(token_at(doc, tokens[match.last - 1].start)) == "past"


def is_whole_month(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether "this December" ends there; in "this Dec. 13 photo" the day goes on."""
    if match.last < len(tokens) and "DAY" in tokens[match.last].values:
        return False
    return token_at(doc, tokens[match.last - 1].start).text[0].isupper()


def is_day_of_its_own(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether a holiday is the day and not the kind of a thing ("Christmas lights", "Easter eggs")."""
    last = token_at(doc, tokens[match.last - 1].start)
    named = last.head if last.dep_ == "case" else last
    if "YEAR" in match.found or named.dep_ not in ("compound", "nmod", "amod", "poss") or named.head.i < last.i:
        return True
    following = doc[last.i + 1] if last.i + 1 < len(doc) else None
    return following is not None and following.pos_ not in ("NOUN", "PROPN", "ADJ", "PART")


def is_earlier(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether "two days before" stands alone; in "two days before the vote" it is how long, and the vote the time."""
    last = token_at(doc, tokens[match.last - 1].start)
    return last.lower_ not in ("before", "after") or (
        last.dep_ not in ("mark", "cc") and not any(True for _ in last.rights)
    )


def is_quarter(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether a quarter is one of a year: not one of a game; "the last quarter" only with the article."""
    if "YEAR" in match.found:
        return True
    return ("LASTPART" not in match.found or tokens[match.first].lower == "the") and not _tells_a_game(doc)


def _tells_a_game(doc: Doc) -> bool:
    """Whether a report tells a game, whose quarters are none of a year's."""
    known: bool | None = doc.user_data.get(GAME)
    if known is None:
        words = [t.lower_ for t in doc]
        told = {*words, *(f"{a} {b}" for a, b in pairwise(words))} & _context("game")
        known = doc.user_data[GAME] = len(told) >= GAME_WORDS
    return known


def is_duration(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether an amount of time is a duration: not an age, not a speed, not a fraction, not "a second time"."""
    behind = [w.lower for w in tokens[match.last : match.last + 2]]
    unit = match.found.get("UNIT")
    first = token_at(doc, tokens[match.first].start)
    if behind[:1] in (["old"], ["olds"]) or behind in (["-", "old"], ["-", "olds"]):
        return False
    if unit == "quarter" and (
        "past" in match.found or "one" in match.found or behind[:1] == ["of"] or "half" in match.found
    ):
        return False
    if "YEAR" in tokens[match.first].values and unit in ("second", "quarter"):
        return False
    if unit == "day" and first.lower_ == "one":
        # "one day he will", "could one day carry people"
        some_day = first.head.dep_ == "npadvmod" and first.head.head.pos_ in _VERBS
        if some_day or (first.i and first.nbor(-1).tag_ == "MD"):
            return False
    if unit == "second" and ("one" in match.found or "two" in match.found):
        return False
    return not ("one" in match.found and (before(match, tokens) in _context("speed") or _is_rate(match, tokens, doc)))


def _is_rate(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether "a week" divides an amount before it ("700 seats a week", "$2 a year")."""
    unit = token_at(doc, tokens[match.last - 1].start)
    return tokens[match.first].lower in ("a", "an") and unit.dep_ == "npadvmod" and _divides(match, tokens, doc)


def _divides(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether an amount stands right before the expression ("700 seats", "20%")."""
    first = token_at(doc, tokens[match.first].start)
    if first.i == 0:
        return False
    amount = doc[first.i - 1]
    return amount.pos_ in ("NUM", "SYM") or (amount.pos_ == "NOUN" and any(c.pos_ == "NUM" for c in amount.lefts))


def is_alone(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether nothing that follows is what the last word modifies: "the past" against "the past few weeks"."""
    last = token_at(doc, tokens[match.last - 1].start)
    following = doc[last.i + 1] if last.i + 1 < len(doc) else None
    modifies = last.dep_ in ("amod", "compound", "nummod", "nmod", "poss") and last.head.i > last.i
    return not modifies and not (following is not None and following.pos_ in ("NOUN", "NUM"))


def is_untold(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether nothing behind the noun tells which one: "at the time" against "at the time of the raid"."""
    last = token_at(doc, tokens[match.last - 1].start)
    return is_alone(match, tokens, doc) and not any(True for _ in last.rights)


def is_own_spell(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether "the year" is the one spoken of: not "the year in which" and no part of a name for a kind of thing."""
    return is_alone(match, tokens, doc) and after(match, tokens) not in _context("spell_defined_by")


def is_season(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether "the fall" is the season: not that of a government, not "the spring collection"."""
    return after(match, tokens) not in ("of", "in", "from", "to") and is_alone(match, tokens, doc)


def is_bare_amount(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether nothing counts or describes the plural: "weeks after the vote" against "two weeks after"."""
    first = token_at(doc, tokens[match.first].start)
    return not any(True for _ in first.lefts) and not _is_joined(before(match, tokens))


def _is_joined(word: str) -> bool:
    """Whether a word ties an amount to what stands before it ("a matter of hours", "these days")."""
    return word in ("-", "of", "the", "these", "those")


def is_not_past(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether "soon" looks ahead of the report; "it soon became clear" does not."""
    return tense_of(token_at(doc, tokens[match.last - 1].start)) != "past"


def is_bare_plural(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether "months" alone is a span of time: after "for", "in" and the like, or in "only days after"."""
    ahead, behind = before(match, tokens), after(match, tokens)
    return ahead in _context("plural_after") or (
        ahead in ("only", "just", "mere") and behind in ("after", "before", "earlier", "later", "from")
    )


def is_adverb(match: Match, tokens: Sequence[Word], doc: Doc) -> bool:
    """Whether "daily" tells how often: it is no part of a newspaper's name and divides no amount ("20% annually")."""
    return not _divides(match, tokens, doc) and not token_at(doc, tokens[match.first].start).text[0].isupper()


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
        is_alone,
        is_own_spell,
        is_untold,
        is_season,
        is_bare_amount,
        is_not_past,
    )
}
