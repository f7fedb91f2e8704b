"""Numbers that count nothing: dates, numbering, labels ("flight 370"), parts of names, "one" and idle words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from sayso import resources
from sayso.annotate.ages import DAY_BEFORE, MONTH
from sayso.annotate.amounts import Amount
from sayso.annotate.counted import Counted, people_words
from sayso.annotate.elliptic import tells_or_measures
from sayso.annotate.numbers import SPACE
from sayso.language.backbone import Reading
from sayso.types import Name, Time

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_DAY_BEHIND = re.compile(rf"{SPACE}?(?:of{SPACE})?{MONTH}(?![a-z])(?:,?{SPACE}?[0-9]{{4}})?", re.I)
_CLOCK = re.compile(rf"{SPACE}?(?:[ap]\.?m\b\.?|o['’]clock|GMT\b|UTC\b|hrs\b(?!{SPACE}of))", re.I)
_YEARISH = re.compile(r"(?:1[5-9]|2[01])[0-9]{2}")
_NUMBERED = re.compile(rf"(?:^|\n){SPACE}*$")
# "May 22 and 23", "Jan. 12, 19 and 26"
_DAYS_BEFORE = re.compile(
    rf"(?<![A-Za-z]){MONTH}{SPACE}[0-9]{{1,2}}(?:(?:,?{SPACE}(?:and|to|or|through){SPACE}|,{SPACE}?|{SPACE}?[-–]{SPACE}?)(?:[0-9]{{1,2}})?)*+$",
    re.I,
)
_NUMBER_SIGN = re.compile(rf"(?:(?<![A-Za-z])(?:no|nos|nr)\.|#|№){SPACE}?$", re.I)
_DIGITS_BEFORE = re.compile(rf"(?<![0-9,.])([0-9+][0-9]*){SPACE}$")
# the rest of a name behind its number: "Lumo 4-Heavy"
_NAMED_ON = re.compile(r"-[A-Z]")
# what "2" and "4" stand before where they only sound like "to" and "for"
_SOUND = re.compile(rf"{SPACE}(?:[uU]|you|me|him|her|us|them|ever|life)\b")
# "2,960 x 1,440", "3-for-5"
_TIMES_BEFORE = re.compile(rf"[0-9]{SPACE}?[x×]{SPACE}?$")
_OUT_OF = re.compile(r"-(?:for|of)-[0-9]")
# "4 of 30" and "1 / 18" count pictures when nothing is counted behind them
_COUNTER = re.compile(rf"([0-9]{{1,3}}){SPACE}(?:of|/){SPACE}([0-9]{{1,3}})(?!{SPACE}[a-z(]|[0-9,.%]|-)")
_BRACKETED = re.compile(r" \([0-9]{1,2}\)")
# what a run of so many up to now, or on from it, begins with
_RUN = ("past", "last", "next", "previous", "coming")


def is_figure(
    reading: Reading,
    amount: Amount,
    counted: Counted,
    tokens: Sequence[Token],
    names: Sequence[Name],
    times: Sequence[Time],
    labelled: frozenset[str],
) -> bool:
    """Whether a number counts or measures something.

    Args:
        reading: the report with its parse.
        amount: the number.
        counted: what it would count.
        tokens: its tokens, not empty.
        names: the report's names.
        times: the report's times.
        labelled: what `find_labelled` found in the report.
    """
    text, doc = reading.report.text, reading.doc
    return not (
        (text[amount.core : amount.stop] in labelled and _is_alone(amount, counted, tokens))
        or (amount.unit is None and any(True for _ in _times_around(amount, times)))
        or _fills_line(text, amount)
        or _is_date(text, amount)
        or _is_numbering(text, amount)
        or _in_name(reading, amount, counted, tokens, names)
        or _is_label(doc, amount, counted, tokens)
        or _is_kind(text, amount, counted, tokens)
        or (amount.unit is not None and amount.unit.dimension == "time" and _is_anchored(text, amount, tokens))
        or _is_some_day(amount, tokens)
        or (_is_alone(amount, counted, tokens) and _is_run(tokens))
        or (amount.form == "vague" and tokens[0].pos_ == "VERB")
        or (
            amount.low == 1
            and amount.form == "words"
            and amount.unit is None
            and not _one_counts(amount, counted, tokens)
        )
        or _is_idle(text, amount, counted)
    )


def _times_around(amount: Amount, times: Sequence[Time]) -> Iterator[Time]:
    at = bisect_right(times, amount.core, key=lambda t: t.span.start) - 1
    for time in times[max(0, at - 1) : at + 2]:
        if time.span.start <= amount.core and amount.stop <= time.span.end + 1:
            yield time


def places(amount: Amount, times: Sequence[Time]) -> bool:
    """Inside a time that is a date, a clock time or a set."""
    return any(not _measures(time) for time in _times_around(amount, times))


def _measures(time: Time) -> bool:
    """Whether a time is a duration, which measures and may be a figure."""
    return time.value.startswith("P") and time.value[1:2] not in ("R", "A")


def _is_date(text: str, amount: Amount) -> bool:
    if amount.form != "digits" or (amount.unit is not None and amount.unit.dimension.startswith("money")):
        return False
    core, stop = text[amount.core : amount.stop], amount.stop
    if amount.unit is None and amount.modifier in ("exact", "range"):
        lead = text[max(0, amount.core - 30) : amount.core]
        if _CLOCK.match(text, stop) or DAY_BEFORE.search(lead) or _DAYS_BEFORE.search(lead):
            return True
        if amount.low is not None and amount.low <= 31 and _DAY_BEHIND.match(text, stop):
            return True
    if _YEARISH.fullmatch(core) and amount.unit is None:
        following = re.compile(rf"{SPACE}([a-z]{{3,}}s|people)\b").match(text, stop)
        leading = re.search(
            rf"(?:\b(?:in|since|by|until|of|from|year|early|late|mid|before|after|during|and|to|for)|[(,]|['’]s){SPACE}?$",
            text[max(0, amount.core - 9) : amount.core],
            re.I,
        )
        return following is None or leading is not None
    return bool(re.match(r"s\b|['’]s\b", text[stop : stop + 2])) and amount.unit is None


def _fills_line(text: str, amount: Amount) -> bool:
    """Whether nothing else stands in its line, as in the scale of a map: nobody says of what it is."""
    first, last = text.rfind("\n", 0, amount.start) + 1, text.find("\n", amount.end)
    around = text[first : amount.start] + text[amount.end : last if last >= 0 else len(text)]
    return not any(c.isalnum() for c in around)


def _is_numbering(text: str, amount: Amount) -> bool:
    """ "1. First", "2) Second", "1/3", "(3)" at the start of a line."""
    if amount.form not in ("digits", "share") or amount.unit:
        return False
    if amount.modifier == "range" and text[amount.core - 1 : amount.core] + text[amount.stop : amount.stop + 1] == "()":
        # "(4-11)" is how often a team won and lost
        return True
    if _NUMBER_SIGN.search(text[max(0, amount.core - 6) : amount.core]) or _is_counter(text, amount):
        return True
    run = _DIGITS_BEFORE.search(text[max(0, amount.core - 12) : amount.core])
    if (
        run
        and amount.start == amount.core
        and not (_YEARISH.fullmatch(run[1]) and re.match(rf"{SPACE}[a-z]", text[amount.stop : amount.stop + 2]))
    ):
        return True
    if re.match(
        rf"{SPACE}?[*×x]{SPACE}?[0-9]|{SPACE}[0-9]{{3,}}(?![0-9,.]*{SPACE}[a-z])", text[amount.stop : amount.stop + 12]
    ) or text[amount.core - 1 : amount.core] in ("*", "×"):
        return True
    if (amount.low or 0) in (2, 4) and _SOUND.match(text, amount.stop):
        # "I would die 4 U"
        return True
    if _TIMES_BEFORE.search(text, max(0, amount.core - 8), amount.core) or _OUT_OF.match(text, amount.stop):
        return True
    lead = _NUMBERED.search(text[max(0, amount.start - 8) : amount.start])
    if not lead:
        return False
    item = re.match(rf"[.):]{SPACE}|{SPACE}?[-–—]{SPACE}|\n|$", text[amount.stop : amount.stop + 3])
    return item is not None or (amount.form == "share" and "/" in text[amount.core : amount.stop])


def _is_counter(text: str, amount: Amount) -> bool:
    for at in range(max(0, amount.core - 7), amount.core + 1):
        match = _COUNTER.match(text, at)
        if (
            match
            and (at == 0 or not text[at - 1].isalnum())
            and int(match[1]) <= int(match[2])
            and amount.stop <= match.end()
        ):
            return True
    return False


def _in_name(
    reading: Reading, amount: Amount, counted: Counted, tokens: Sequence[Token], names: Sequence[Name]
) -> bool:
    """Part of a name: inside one that has other words, or right behind a capital word with nothing to count."""
    text, doc = reading.report.text, reading.doc
    for name in names:
        if name.type == "FAC" and name.span.start == amount.end + 1 and amount.form == "digits" and not amount.unit:
            # "at 163 Harrow Hall"
            return True
        if name.type == "PERSON" and name.span.end == amount.core - 2 and _BRACKETED.match(text, amount.core - 2):
            # a player's number, or an age in a list of people: "Ada Roe (7)"
            return True
        if name.span.start <= amount.core < name.span.end and not name.nominal:
            rest = text[name.span.start : amount.core] + text[amount.stop : name.span.end]
            if amount.core > name.span.start and any(c.isalpha() for c in rest):
                return True
            if amount.form == "words" and text[amount.core].isupper() and rest.strip()[:1].isupper():
                return True
    first, behind = tokens[0], doc[min(tokens[-1].i + 1, len(doc) - 1)]
    if first.i == 0 or amount.start != amount.core or amount.scaled:
        return False
    before = doc[first.i - 1]
    in_name = behind.pos_ == "PROPN" and (before.is_lower or before.is_digit)
    if amount.form == "words" and text[amount.core].isupper() and in_name:
        # "the Six-Day War"
        return True
    if amount.unit is not None:
        return False
    if (
        amount.form == "words"
        and text[amount.core].isupper()
        and before.lower_ == "of"
        and before.head.text[:1].isupper()
    ):
        return True
    if (
        before.is_sent_end
        or before.is_punct
        or before.is_space
        or not before.text[:1].isupper()
        or before.is_sent_start
    ):
        return False
    if before.pos_ not in ("PROPN", "NOUN") or text[before.idx + len(before) : amount.core] not in (" ", "-", "\u00a0"):
        return False
    noun = counted.noun
    if noun is None or noun.i <= tokens[-1].i or _NAMED_ON.match(text, amount.stop):
        return True
    if before.head.i == noun.i and before.dep_ in ("compound", "nmod"):
        return True
    # "the Model 3 car" names a kind of car, "in Seattle 20 cars" counts them
    return noun.tag_ in ("NN", "NNP") and (amount.low or 0) > 1 and text[amount.stop : amount.stop + 1] == " "


_LABEL_BEFORE = re.compile(rf"([A-Za-z]+){SPACE}$")


def find_labelled(text: str, amounts: Sequence[Amount]) -> frozenset[str]:
    """The numbers that the report has behind a label or, with a point, behind a name: "room 135", "Lumo 8.1"."""
    found = set()
    for amount in amounts:
        written = text[amount.core : amount.stop]
        bare = amount.unit is None and amount.start == amount.core and not amount.scaled
        if bare and amount.form == "digits" and len(written) > 1:
            before = _LABEL_BEFORE.search(text, max(0, amount.core - 20), amount.core)
            if before and (before[1].lower() in _labels() or ("." in written and before[1][0].isupper())):
                found.add(written)
    return frozenset(found)


def _is_alone(amount: Amount, counted: Counted, tokens: Sequence[Token]) -> bool:
    """Whether a number has neither a unit nor anything behind it that it counts."""
    return amount.unit is None and (counted.noun is None or counted.noun.i <= tokens[-1].i)


def _is_label(doc: Doc, amount: Amount, counted: Counted, tokens: Sequence[Token]) -> bool:
    """Whether a number only tells one thing from others of its kind: "flight 370", "pads 40 and 41", "yoga 101"."""
    first = tokens[0]
    if first.i == 0 or amount.unit is not None or amount.scaled or amount.start != amount.core:
        return False
    if _is_alone(amount, counted, tokens) and _is_named_by_number(amount, first):
        return True
    if "." in first.text and counted.noun is not None and counted.noun.i > first.i:
        # "the 5.50 beta"
        return counted.head in resources.load("counting")["versioned"]
    at = first.i - 1
    while at > 1 and amount.form == "digits" and doc[at].lower_ in ("and", "or", ",", "to") and doc[at - 1].is_digit:
        at -= 2
    before = doc[at]
    if before.pos_ == "VERB" and amount.form == "words":
        # "can seat four"
        return False
    # "gates 40 and 41", not "the council counts 470"
    several = before.lemma_ in _labels() and before.lemma_ not in resources.load("counting")["telling"]
    if before.lower_ not in _labels() and not several and before.text not in ("#", "No", "No.", "№"):
        return False
    if before.text[:1].isupper() and not before.is_sent_start:
        return True
    return counted.noun is None or counted.noun.i < first.i or first.dep_ != "nummod" or first.head.i < first.i


def _is_named_by_number(amount: Amount, number: Token) -> bool:
    """Whether a number with nothing to count is the name of a thing: "reality 101", "a 737", "the room is 135"."""
    before = number.nbor(-1)
    if amount.form == "words":
        # "a phone that folds in two"
        return (
            before.lower_ == "in"
            and (amount.low or 0) <= _PIECES
            and number.dep_ in ("pobj", "dobj")
            and not _of(number)
        )
    if amount.form != "digits" or amount.low != amount.high:
        return False
    if before.lower_ in ("a", "an"):
        return number.i + 1 == len(number.doc) or number.nbor().pos_ not in ("ADJ", "NOUN", "PROPN", "SYM")
    if number.text == "101" and before.is_alpha and before.pos_ != "ADP" and not before.is_stop:
        # "beekeeping 101", a course for beginners
        return True
    if before.pos_ == "NOUN" and before.lower_ not in _sized():
        return number.dep_ == "nummod" and number.head.i == before.i and before.dep_ not in ("npadvmod", "nsubj")
    if before.lower_ in _UNTIL and amount.low != int(amount.low or 0):
        # "it was fine before 8.1"
        return True
    verb = next((t for t in number.ancestors if t.pos_ in ("VERB", "AUX")), None)
    if verb is None or number.head.i != verb.i:
        return False
    if verb.lemma_ in ("call", "dial"):
        return number.dep_ == "dobj" and "," not in number.text
    while verb.dep_ == "xcomp" and verb.lemma_ == "be":
        verb = verb.head
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    named = subject is not None and subject.lemma_.lower() in resources.load("counting")["numbered"]
    return number.dep_ == "attr" and named


# more pieces than these are counted, not only made
_PIECES = 4
_UNTIL = ("before", "after", "since", "until")


def _of(number: Token) -> bool:
    return number.i + 1 < len(number.doc) and number.nbor().lower_ == "of"


@cache
def _sized() -> frozenset[str]:
    """Nouns whose size a number right behind them tells: "population 4,850"."""
    counting = resources.load("counting")
    return frozenset([*counting["numbers"], *counting["sizes"]])


@cache
def _address() -> re.Pattern[str]:
    streets = "|".join(sorted({w.title() for w in resources.load("counting")["streets"]}, key=len, reverse=True))
    name = r"(?:[A-Z][\w.'’]*|[0-9]+(?:st|nd|rd|th))"
    return re.compile(rf"{SPACE}(?:(?:{name}{SPACE}){{1,3}}(?:{streets})\b|(?:{streets}|Rue|Via|Calle){SPACE}[A-Z])")


def _is_kind(text: str, amount: Amount, counted: Counted, tokens: Sequence[Token]) -> bool:
    """Whether a number names a kind or a place: "the 787 Dreamliner", "two 737 jets", "575 Low Road"."""
    noun = counted.noun
    bare = amount.unit is None and amount.form == "digits" and not amount.scaled
    if bare and amount.start == amount.core and _address().match(text, amount.stop):
        return True
    if amount.form == "words" and noun is not None and (amount.low or 0) > 1 and noun.i == tokens[-1].i + 1:
        # a headline that a copy has run on: "WE SAW TWO Ada Roe's cousin tells"
        return noun.tag_ == "NNP" and tokens[-1].dep_ == "compound" and noun.dep_ == "compound"
    if not bare or noun is None or noun.i <= tokens[-1].i:
        return False
    if (
        noun.lower_.rstrip(".") in resources.load("counting")["streets"]
        and text[tokens[-1].idx + len(tokens[-1]) + 1 :][:1].isupper()
    ):
        return True
    if amount.start != amount.core or text[amount.stop : amount.stop + 1] == "-":
        return False
    first = tokens[0]
    if (amount.low or 0) % 1 and noun.tag_ == "NN" and noun.lower_ in _labels():
        # "the 5.50 update"
        return True
    others = [c for c in noun.children if c.dep_ == "nummod" and c.i < first.i and c.i not in {t.i for t in tokens}]
    if others and noun.tag_ in ("NNS", "NNPS"):
        return True
    proper = noun.tag_ == "NNP" and not noun.text.endswith(("s", "ese", "ish", "ch", "men"))
    return proper and (amount.low or 0) > 1 and noun.lower_ not in people_words() and noun.i == tokens[-1].i + 1


@cache
def _labels() -> frozenset[str]:
    return frozenset(resources.load("counting")["labels"])


@cache
def _anchors() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lexicon = resources.load("counting")
    before = "|".join(sorted(map(re.escape, lexicon["anchors_before"]), key=len, reverse=True))
    after = "|".join(sorted(map(re.escape, lexicon["anchors_after"]), key=len, reverse=True))
    return re.compile(rf"\b(?:{before}){SPACE}$", re.I), re.compile(rf"{SPACE}(?:{after})\b", re.I)


_IN = re.compile(rf"\bin{SPACE}$", re.I)


def _is_anchored(text: str, amount: Amount, tokens: Sequence[Token]) -> bool:
    """A measure of time that only places something on the clock: "two days later", "in the past seven years"."""
    before, after = _anchors()
    if (
        amount.unit is not None
        and amount.unit.name in ("minute", "hour")
        and _IN.search(text, max(0, amount.start - 4), amount.start)
    ):
        verb = next((t for t in tokens[-1].ancestors if t.pos_ in ("VERB", "AUX")), None)
        if verb is not None and verb.tag_ == "VBD":
            # "it rained 200 millimetres in two hours" tells how long
            return bool(after.match(text, amount.end))
    if amount.unit is not None and amount.unit.name == "second":
        return bool(after.match(text, amount.end))
    return bool(before.search(text[max(0, amount.start - 24) : amount.start]) or after.match(text, amount.end))


def _is_some_day(amount: Amount, tokens: Sequence[Token]) -> bool:
    """ "one day" that says when and not how long: "may one day fade"."""
    if amount.unit is None or amount.unit.dimension != "time" or amount.form != "words" or amount.low != 1:
        return False
    if amount.modifier != "exact" or amount.unit.name not in ("day", "night"):
        return False
    span = tokens[-1]
    if tokens[0].i and tokens[0].nbor(-1).tag_ == "MD":
        # "could one day carry people"
        return True
    verb = span.head
    lasting = verb.lemma_.lower() in tells_or_measures() or verb.lemma_ in ("take", "need", "spend", "wait", "stay")
    return span.dep_ == "npadvmod" and verb.pos_ in ("VERB", "AUX") and not lasting


def _is_run(tokens: Sequence[Token]) -> bool:
    """Whether a number with nothing to count runs up to now or on from it: "won three of their last four"."""
    first = tokens[0]
    return bool(first.i) and first.nbor(-1).lower_ in _RUN and first.dep_ not in ("nsubj", "nsubjpass")


def _one_counts(amount: Amount, counted: Counted, tokens: Sequence[Token]) -> bool:
    """Whether "one" counts and is not a pronoun or an article: "one person was killed", "one of them"."""
    one = tokens[0]
    doc = one.doc
    before = doc[one.i - 1].lower_ if one.i else ""
    after = doc[one.i + 1].lower_ if one.i + 1 < len(doc) else ""
    if before in (
        "no",
        "any",
        "every",
        "each",
        "this",
        "that",
        "which",
        "another",
        "the",
        "a",
        "number",
        "at",
        "first",
        "some",
        "by",
        "day",
    ):
        return False
    if _is_teller(one, counted) or (before == "from" and _TO_NEXT.search(doc[one.i : one.i + 6].text)):
        return False
    if after == "of":
        if one.dep_ == "pobj" and one.head.lower_ == "as":
            # "is seen as one of the obstacles"
            return False
        return one.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj", "conj") and not any(
            t.tag_ in ("JJS", "RBS") for t in doc[one.i + 1 : one.i + 6]
        )
    if after in ("-", "day", "another", "can", "must", "thing", "should", "by", "or"):
        return False
    return one.dep_ == "nummod" and counted.noun is not None and counted.noun.i > one.i


# "from one end to the other"
_TO_NEXT = re.compile(rf"{SPACE}to{SPACE}(?:the{SPACE}(?:next|other)|another)\b")


def _is_teller(one: Token, counted: Counted) -> bool:
    """Whether "one" brings in somebody to speak: "One witness told the paper", "One of our readers wrote"."""
    subject = one if one.dep_ == "nsubj" else counted.noun
    verb = subject.head if subject is not None and subject.dep_ == "nsubj" else None
    return verb is not None and verb.lemma_.lower() in resources.load("counting")["telling_one"]


_MANIFOLD = re.compile(
    rf"{SPACE}times{SPACE}(?:as|the|more|that|its|his|her|their|(?!over|after|under|never|together)[a-z]{{3,}}er)\b"
)


def _is_idle(text: str, amount: Amount, counted: Counted) -> bool:
    """Small numbers of nothing that counts: "two sides", "one thing"; not "three times as many"."""
    if amount.unit or amount.form not in ("words", "vague") or amount.scaled or counted.noun is None:
        return False
    small = (amount.low or amount.high or 0) <= 3
    return small and counted.head in resources.load("counting")["idle"] and not _MANIFOLD.match(text, amount.stop)
