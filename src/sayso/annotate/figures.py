"""Figures: the numbers of a report that count or measure something, with what they count and who gave them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from sayso import resources
from sayso.annotate.ages import DAY_BEFORE, MONTH, is_age, person_aged
from sayso.annotate.amounts import Amount, find_amounts
from sayso.annotate.counted import Counted, find_counted, people_words, tokens_of
from sayso.annotate.numbers import SPACE
from sayso.annotate.saidof import find_about
from sayso.annotate.standing import find_status, keeps_past
from sayso.annotate.units import Unit, rate_behind
from sayso.language.backbone import Reading
from sayso.types import Figure, Name, Statement, Time

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_DAY_BEHIND = re.compile(rf"{SPACE}?(?:of{SPACE})?{MONTH}(?![a-z])(?:,?{SPACE}?[0-9]{{4}})?", re.I)
_CLOCK = re.compile(rf"{SPACE}?(?:[ap]\.?m\b\.?|o['’]clock|GMT\b|UTC\b|hrs\b(?!{SPACE}of))", re.I)
_YEARISH = re.compile(r"(?:1[5-9]|2[01])[0-9]{2}")
_NUMBERED = re.compile(rf"(?:^|\n){SPACE}*$")
# "May 22 and 23", "Jan. 12, 19 and 26"
_DAYS_BEFORE = re.compile(
    rf"(?<![A-Za-z]){MONTH}{SPACE}[0-9]{{1,2}}(?:(?:,{SPACE}?|{SPACE}?[-–]{SPACE}?|,?{SPACE}(?:and|to|or|through){SPACE})(?:[0-9]{{1,2}})?)*$",
    re.I,
)
_NUMBER_SIGN = re.compile(rf"(?:(?<![A-Za-z])(?:no|nos|nr)\.|#|№){SPACE}?$", re.I)
_DIGITS_BEFORE = re.compile(rf"(?<![0-9,.])([0-9+][0-9]*){SPACE}$")
# "4 of 30" and "1 / 18" count pictures when nothing is counted behind them
_COUNTER = re.compile(rf"([0-9]{{1,3}}){SPACE}(?:of|/){SPACE}([0-9]{{1,3}})(?!{SPACE}[a-z(]|[0-9,.%]|-)")


def find_figures(
    reading: Reading, names: Sequence[Name], times: Sequence[Time], statements: Sequence[Statement]
) -> tuple[Figure, ...]:
    """Finds every number of a report that counts or measures something.

    Dates, clock times, years, ordinals, numbering and parts of names are none. A figure belongs to the innermost
    statement whose content it stands in, and has that statement's speaker as giver.

    Args:
        reading: the report with its parse.
        names: the report's names; a number inside one is no figure.
        times: the report's times; a number inside one that places itself in time is no figure.
        statements: the report's statements.
    """
    report, doc = reading.report, reading.doc
    figures: list[Figure] = []
    previous: tuple[Amount, Counted, Figure] | None = None
    earlier: list[tuple[Amount, Counted]] = []
    for amount in find_amounts(report.text):
        tokens = [] if _places(amount, times) else tokens_of(doc, amount.core, amount.end)
        if not tokens:
            continue
        counted = find_counted(doc, amount, tokens)
        if previous is not None and _shares_unit(report.text, previous[0], amount, counted, tokens):
            amount = replace(amount, unit=previous[0].unit)
            counted = replace(previous[1], verb=counted.verb)
        elif is_age(report.text, amount, tokens):
            amount = replace(amount, unit=Unit("year", "age", 31557600.0))
            person = person_aged(tokens[0])
            counted = Counted(person.lemma_.lower(), person.idx, person.idx + len(person), ("age",), person, None)
        elif previous is not None and _refers_back(report.text, previous[0], amount, counted, tokens):
            counted = replace(previous[1], verb=counted.verb)
        elif recalled := find_recalled(amount, counted, tokens, earlier):
            amount = replace(amount, unit=recalled[0].unit)
            counted = replace(recalled[1], verb=counted.verb)
        elif amount.unit is None and counted.noun is not None and _is_pronoun_of(counted.noun, tokens):
            whole = _stood_for(counted, earlier)
            counted = replace(counted, head=whole.head, scope=counted.scope + whole.scope)
        if _is_exceeded(amount, tokens):
            amount = replace(amount, modifier="more than", high=None)
        if not _is_figure(reading, amount, counted, tokens, names, times):
            continue
        span = report.span(amount.start, amount.end)
        statement = _told_in(report.text, amount, counted, tokens, statements)
        status, as_of = find_status(doc, counted, _number_token(tokens), statement, times, report.published)
        if repeated := _repeated(report.text, amount, figures):
            status, as_of = repeated.status, repeated.as_of
        elif status == "actual" and previous is not None and previous[2].status == "past":
            before = tokens_of(doc, previous[0].core, previous[0].end)[0]
            dated = any(tokens[0].sent.start_char <= t.span.start < tokens[0].sent.end_char for t in times)
            if not dated and keeps_past(tokens[0], before):
                status, as_of = "past", previous[2].as_of
        converted = previous is not None and _is_conversion(report.text, previous[0], amount)
        if converted and previous is not None:
            counted = previous[1]
            status, as_of = previous[2].status, previous[2].as_of
        figure = Figure(
            id=f"{report.id}.f{len(figures) + 1}",
            report=report.id,
            span=span,
            low=amount.low,
            high=amount.high,
            modifier=amount.modifier,
            unit=_unit(report.text, amount, counted),
            of=report.text[counted.start : counted.end],
            head=counted.head,
            scope=counted.scope,
            quantity=None,
            giver=None,
            giver_name=statement.speaker_name if statement else None,
            via=statement.via if statement else (),
            statement=statement.id if statement else None,
            as_of=as_of,
            status=status,
            score=_score(amount, counted),
            about=find_about(doc, counted, tokens),
        )
        figures.append(figure)
        previous = (amount, counted, figure)
        earlier.append((amount, counted))
    return tuple(figures)


_BACK = re.compile(
    rf"(?:\b(?:from|compared{SPACE}(?:with|to)|than|versus|against|instead{SPACE}of|not)){SPACE}(?:the{SPACE})?$", re.I
)


def _refers_back(text: str, before: Amount, amount: Amount, counted: Counted, tokens: Sequence[Token]) -> bool:
    """Whether a number is of the same thing as the one before it: "up from 3,000", "from an estimate of 3,000"."""
    if before.form == "share" or amount.form == "share":
        return False
    if (before.unit and before.unit.dimension) != (amount.unit and amount.unit.dimension):
        return False
    if not tokens[0].sent.start_char <= before.core:
        return False
    if _leads_on(text, before, amount):
        return True
    if counted.noun is not None and counted.head in resources.load("counting")["numbers"]:
        return counted.noun.idx >= before.stop
    follows = counted.noun is not None and counted.noun.i > tokens[-1].i
    return not follows and bool(_BACK.search(text[max(0, amount.start - 16) : amount.start]))


_THE = re.compile(rf"\b(?:the|those|these){SPACE}$", re.I)


def _repeated(text: str, amount: Amount, figures: Sequence[Figure]) -> Figure | None:
    """The earlier figure that a definite one, or a share of it, takes up: "two-thirds of the $5 billion"."""
    definite = _THE.search(text, max(0, amount.start - 7), amount.start)
    for figure in reversed(figures):
        if amount.form == "share" and text.startswith(f" of the {figure.span.text}", amount.end):
            return figure
        money = amount.unit is not None and figure.unit == amount.unit.name
        if definite and money and (figure.low, figure.high) == (amount.low, amount.high):
            return figure
    return None


def _shares_unit(text: str, before: Amount, amount: Amount, counted: Counted, tokens: Sequence[Token]) -> bool:
    """Whether a bare number is in the unit of the one before it: "from 14 mpg to 24", "rose to 6 percent from 4"."""
    if before.unit is None or amount.unit is not None or amount.form != "digits" or amount.scaled != before.scaled:
        return False
    if text[before.end : amount.start] not in (" to ", " from "):
        return False
    return counted.noun is None or counted.noun.i < tokens[0].i or counted.noun.i > tokens[-1].i + 1


# a number may take up one that stands at most this many characters before it and is at most this many times as large
_NEAR, _ALIKE = 400, 10.0
# characters between "from 70 percent" and "40 percent" that can only name what is measured
_LINK = 45


def find_recalled(
    amount: Amount, counted: Counted, tokens: Sequence[Token], earlier: Sequence[tuple[Amount, Counted]]
) -> tuple[Amount, Counted] | None:
    """The earlier figure whose thing a bare number is of: "The ministry had spoken of 400", "yesterday it was 90".

    Such a number has no noun of its own, and stands with a verb that tells or measures. The nearest earlier number
    of its size is taken.

    Args:
        amount: the number.
        counted: what it was found to count.
        tokens: its tokens.
        earlier: the report's figures before it, in order.
    """
    if amount.unit is not None or amount.form != "digits" or not (amount.low or amount.high):
        return None
    if counted.noun is not None and counted.noun.pos_ != "PRON":
        return None
    be = counted.verb is not None and counted.verb.lower_ in ("'s", "’s")
    if counted.verb is not None and not be and counted.verb.lemma_.lower() not in _recalling():
        return None
    if counted.verb is None and counted.noun is None:
        return None
    value = amount.low or amount.high or 1.0
    for before, thing in reversed(earlier):
        if tokens[0].idx - before.end > _NEAR:
            return None
        size = before.low or before.high
        kept = before.unit is None or not before.unit.dimension.startswith(("age", "time", "share"))
        named = thing.noun is not None and thing.noun.pos_ != "PRON" and before.form != "share"
        if kept and named and size and 1 / _ALIKE <= value / size <= _ALIKE:
            return before, thing
    return None


@cache
def _recalling() -> frozenset[str]:
    """Verbs that tell or measure a number."""
    counting = resources.load("counting")
    return frozenset([*counting["measuring"], *counting["telling"], *resources.load("standing")["saying"]])


def _is_exceeded(amount: Amount, tokens: Sequence[Token]) -> bool:
    """Whether a number is the object of a verb that passes it: "the flow exceeded 120"."""
    verb = _number_token(tokens).head
    if verb.pos_ not in ("VERB", "AUX"):
        verb = verb.head
    passes = verb.lemma_.lower() in resources.load("modifiers")["passing"]
    return passes and amount.modifier == "exact" and amount.low is not None and 0 < tokens[0].i - verb.i <= 2


def _is_pronoun_of(noun: Token, tokens: Sequence[Token]) -> bool:
    """ "two of them", "most of those"."""
    return noun.pos_ == "PRON" and noun.i > tokens[-1].i and noun.nbor(-1).lower_ == "of"


def _stood_for(counted: Counted, earlier: Sequence[tuple[Amount, Counted]]) -> Counted:
    """What "them" stands for in "two of them": what the last count counts."""
    counts = (thing for before, thing in reversed(earlier) if before.unit is None and before.form != "share")
    return next((thing for thing in counts if thing.head), counted)


def _leads_on(text: str, before: Amount, amount: Amount) -> bool:
    """ "from 70 percent of its capacity to 40 percent": one thing at two moments."""
    lead = text[max(0, before.start - 6) : before.start].lower()
    link = text[before.end : amount.start]
    return lead.endswith("from ") and link.endswith(" to ") and "," not in link and len(link) <= _LINK


def innermost(statements: Sequence[Statement], start: int, end: int) -> Statement | None:
    """The statement with the smallest content piece that covers the characters start..end, None when there is none."""
    best: tuple[int, Statement] | None = None
    for statement in statements:
        for piece in statement.content:
            if piece.start <= start and end <= piece.end:
                size = sum(p.end - p.start for p in statement.content)
                if best is None or size < best[0]:
                    best = (size, statement)
    return best[1] if best else None


_DASH = re.compile(rf"{SPACE}(?:—|–|--){SPACE}")


def _told_in(
    text: str, amount: Amount, counted: Counted, tokens: Sequence[Token], statements: Sequence[Statement]
) -> Statement | None:
    """The statement that gives a figure: the innermost that holds it, or the noun in front of its dash.

    What an attribution without a source holds between dashes or in a relative clause is the report's own: "the rate --
    down to 21 percent -- is expected to help", "is believed to be behind the blast that killed eight".
    """
    found = innermost(statements, amount.start, amount.end)
    noun = counted.noun
    if found is None and noun is not None and _DASH.fullmatch(text[noun.idx + len(noun) : amount.start]):
        return innermost(statements, noun.idx, noun.idx + len(noun))
    if found is None or found.source is not None:
        return found
    piece = next(p for p in found.content if p.start <= amount.start and amount.end <= p.end)
    before, behind = text[piece.start : amount.start], text[amount.end : piece.end]
    related = any(t.dep_ == "relcl" and t.idx >= piece.start for t in (tokens[0], *tokens[0].ancestors))
    return None if related or (_DASH.search(before) and _DASH.search(behind)) else found


def _number_token(tokens: Sequence[Token]) -> Token:
    return next((t for t in tokens if t.like_num or t.pos_ == "NUM"), tokens[0])


def _is_conversion(text: str, before: Amount, amount: Amount) -> bool:
    """ "770 kilometers (about 500 miles)": the same measure in another unit."""
    between = text[before.end : amount.start]
    return (
        before.unit is not None
        and amount.unit is not None
        and between in (" (", "(", " or ", " / ", "/", " each (", " apiece (")
    )


def _unit(text: str, amount: Amount, counted: Counted) -> str | None:
    if amount.unit:
        return amount.unit.name
    if amount.form == "share":
        return "fraction"
    noun = counted.noun
    if noun is None:
        # a verb says what was done, not what was counted
        return "person" if counted.head == "person" else None
    rate = rate_behind(text, noun.idx + len(noun)) if noun.idx >= amount.stop and counted.head else None
    return f"{counted.head} per {rate}" if rate else counted.head or None


def _score(amount: Amount, counted: Counted) -> float:
    """How sure it is that a careful reader would call this a figure; small words count least often, units most."""
    if amount.unit or amount.form == "digits":
        return 0.95
    if amount.low == 1 or amount.low is None:
        return 0.5
    return 0.8 if counted.noun is not None else 0.6


def _is_figure(
    reading: Reading,
    amount: Amount,
    counted: Counted,
    tokens: Sequence[Token],
    names: Sequence[Name],
    times: Sequence[Time],
) -> bool:
    text, doc = reading.report.text, reading.doc
    return not (
        (amount.unit is None and any(True for _ in _times_around(amount, times)))
        or _is_date(text, amount)
        or _is_numbering(text, amount)
        or _in_name(reading, amount, counted, tokens, names)
        or _is_label(doc, amount, counted, tokens)
        or _is_kind(text, amount, counted, tokens)
        or (amount.unit is not None and amount.unit.dimension == "time" and _is_anchored(text, amount))
        or (
            amount.low == 1
            and amount.form == "words"
            and amount.unit is None
            and not _one_counts(amount, counted, tokens)
        )
        or _is_idle(amount, counted)
    )


def _times_around(amount: Amount, times: Sequence[Time]) -> Iterator[Time]:
    at = bisect_right(times, amount.core, key=lambda t: t.span.start) - 1
    for time in times[max(0, at - 1) : at + 2]:
        if time.span.start <= amount.core and amount.stop <= time.span.end + 1:
            yield time


def _places(amount: Amount, times: Sequence[Time]) -> bool:
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
    if amount.form == "words" and text[amount.core].isupper() and behind.pos_ == "PROPN" and before.is_lower:
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
    if noun is None or noun.i <= tokens[-1].i:
        return True
    if before.head.i == noun.i and before.dep_ in ("compound", "nmod"):
        return True
    # "the Model 3 car" names a kind of car, "in Seattle 20 cars" counts them
    return noun.tag_ in ("NN", "NNP") and (amount.low or 0) > 1 and text[amount.stop : amount.stop + 1] == " "


def _is_label(doc: Doc, amount: Amount, counted: Counted, tokens: Sequence[Token]) -> bool:
    first = tokens[0]
    if first.i == 0 or amount.unit is not None or amount.scaled or amount.start != amount.core:
        return False
    before = doc[first.i - 1]
    if before.lower_ not in _labels() and before.text not in ("#", "No", "No.", "№"):
        return False
    if before.text[:1].isupper() and not before.is_sent_start:
        return True
    return counted.noun is None or counted.noun.i < first.i or first.dep_ != "nummod" or first.head.i < first.i


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


def _is_anchored(text: str, amount: Amount) -> bool:
    """A measure of time that only places something on the clock: "two days later", "in the past seven years"."""
    before, after = _anchors()
    if amount.unit is not None and amount.unit.name == "second":
        return bool(after.match(text, amount.end))
    return bool(before.search(text[max(0, amount.start - 24) : amount.start]) or after.match(text, amount.end))


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
    if after == "of":
        return one.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj", "conj") and not any(
            t.tag_ in ("JJS", "RBS") for t in doc[one.i + 1 : one.i + 6]
        )
    if after in ("-", "day", "another", "can", "must", "thing", "should", "by", "or"):
        return False
    return one.dep_ == "nummod" and counted.noun is not None and counted.noun.i > one.i


def _is_idle(amount: Amount, counted: Counted) -> bool:
    """Small numbers of nothing that counts: "two sides", "one thing"."""
    if amount.unit or amount.form not in ("words", "vague") or amount.scaled or counted.noun is None:
        return False
    small = amount.low is None or amount.low <= 3
    return small and counted.head in resources.load("counting")["idle"]
