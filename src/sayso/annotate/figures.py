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
from sayso.annotate.units import Unit, rate_behind, reckoned_by, unit_named
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
    amounts = find_amounts(report.text)
    labelled = _labelled(report.text, amounts)
    for amount in amounts:
        tokens = [] if _places(amount, times) else tokens_of(doc, amount.core, amount.end)
        if not tokens:
            continue
        amount = _reckoned(amount, tokens)
        counted = find_counted(doc, amount, tokens)
        amount = _measured_in(report.text, amount, counted, tokens)
        if previous is not None and _shares_unit(report.text, previous[0], amount, counted, tokens):
            amount = replace(amount, unit=previous[0].unit)
            counted = replace(previous[1], verb=counted.verb)
        elif is_age(report.text, amount, tokens):
            amount = replace(amount, unit=Unit("year", "age", 31557600.0))
            person = person_aged(tokens[0])
            counted = Counted(person.lemma_.lower(), person.idx, person.idx + len(person), ("age",), person, None)
        elif previous is not None and _refers_back(report.text, previous[0], amount, counted, tokens):
            counted = replace(previous[1], verb=counted.verb)
        elif recalled := find_recalled(amount, counted, tokens, earlier) or _parallel(amount, counted, tokens, earlier):
            amount = replace(amount, unit=recalled[0].unit)
            counted = replace(recalled[1], verb=counted.verb)
        elif amount.unit is None and counted.noun is not None and _is_pronoun_of(counted.noun, tokens):
            whole = _stood_for(counted, earlier)
            counted = replace(counted, head=whole.head, scope=counted.scope + whole.scope)
        if _is_exceeded(amount, tokens):
            amount = replace(amount, modifier="more than", high=None)
        if report.text[amount.core : amount.stop] in labelled and _is_alone(amount, counted, tokens):
            continue
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


@cache
def _placing() -> frozenset[str]:
    """Words with which years and days say when and not how long: "the three previous years"."""
    return frozenset(resources.load("counting")["placing"])


def _measured_in(text: str, amount: Amount, counted: Counted, tokens: Sequence[Token]) -> Amount:
    """An amount in the unit that its noun names, with other words between: "eight long years"."""
    noun = counted.noun
    if amount.unit is not None or amount.form == "share" or noun is None or noun.i <= tokens[-1].i:
        return amount
    if (noun.tag_ != "NNS" and amount.low != 1) or any(c.lower_ in _placing() for c in noun.children):
        return amount
    unit = unit_named(text, noun.idx)
    coins = unit is not None and unit.dimension.startswith("money") and not amount.scaled and (amount.low or 0) < _COINS
    return amount if coins else replace(amount, unit=unit)


# fewer crowns or pounds than these are things when other words stand before them
_COINS = 100
# words that may stand in "$82 a Qualcomm share" before what is paid for
_GOODS = 2


def _reckoned(amount: Amount, tokens: Sequence[Token]) -> Amount:
    """A sum with what it is paid for each of: "$1 billion a flight"."""
    unit, doc, at = amount.unit, tokens[0].doc, tokens[-1].i + 1
    if unit is None or not unit.dimension.startswith("money") or " per " in unit.name or at + 1 >= len(doc):
        return amount
    if doc[at].lower_ not in ("a", "an", "per", "each", "every") or doc[at].idx != amount.end + 1:
        return amount
    thing = doc[at].head
    apart = thing.pos_ != "NOUN" or thing.tag_ != "NN" or not 0 < thing.i - at <= _GOODS + 1
    if apart or thing.dep_ not in ("npadvmod", "nmod", "appos", "pobj", "dobj", "dep") or thing.head.i > thing.i:
        return amount
    behind = doc[thing.i + 1].lower_ if thing.i + 1 < len(doc) else ""
    if behind in _ANCHORING or thing.lemma_.lower() in resources.load("counting")["numbers"]:
        return amount
    return replace(amount, unit=reckoned_by(unit, thing.lemma_.lower()), end=thing.idx + len(thing))


# behind "a year" these say when: "$4 a year earlier"
_ANCHORING = ("ago", "earlier", "later", "before", "after", "prior", "from", "old")


def _parallel(
    amount: Amount, counted: Counted, tokens: Sequence[Token], earlier: Sequence[tuple[Amount, Counted]]
) -> tuple[Amount, Counted] | None:
    """The measure whose unit a bare number leaves out: "sales fell 2 percent and costs by 1".

    It stands in the same sentence, in a clause or phrase that is coordinated with the other's.
    """
    if amount.unit is not None or amount.form not in ("digits", "words") or not earlier or not amount.low:
        return None
    before, thing = earlier[-1]
    unit, number = before.unit, _number_token(tokens)
    if unit is None or unit.dimension.startswith(("money", "age")) or amount.scaled != before.scaled:
        return None
    if not number.sent.start_char <= before.core or before.low is None or before.low != before.high:
        return None
    if not 1 / _ALIKE <= abs(amount.low / (before.low or amount.low)) <= _ALIKE or not _is_bare(
        number, counted, tokens
    ):
        return None
    if not _is_coordinated(number, tokens_of(number.doc, before.core, before.end)):
        return None
    own = find_counted(number.doc, replace(amount, unit=unit), list(tokens))
    return before, own if own.noun is not None and own.noun.i < number.i else replace(thing, verb=counted.verb)


def _is_bare(number: Token, counted: Counted, tokens: Sequence[Token]) -> bool:
    """Whether a number is a phrase of its own, with nothing that it counts."""
    if counted.noun is not None and counted.noun.i > tokens[-1].i:
        return False
    behind = number.doc[tokens[-1].i + 1] if tokens[-1].i + 1 < len(number.doc) else None
    ends = behind is None or behind.is_punct or behind.is_space or behind.lower_ in ("last", "this", "next")
    return ends or (behind is not None and behind.pos_ in ("ADP", "ADV", "CCONJ", "SCONJ"))


def _is_coordinated(number: Token, measure: Sequence[Token]) -> bool:
    """Whether a number is joined to a measure, or has its place in a phrase or clause coordinated with that of it."""
    doc, above = number.doc, {t.i for m in measure for t in (m, *m.ancestors)}
    between = doc[measure[-1].i + 1 : number.i]
    if (
        len(between)
        and between[-1].pos_ == "CCONJ"
        and not any(t.pos_ in ("VERB", "AUX") or (t.pos_ == "NUM" and t.shape_ != "dddd") for t in between)
    ):
        return True
    joined = next((t for t in (number, *number.ancestors) if t.dep_ in _JOINED and t.head.i in above), None)
    if joined is None or joined.i in above:
        return False
    if joined.pos_ in ("VERB", "AUX"):
        verb = next((t for t in number.ancestors if t.pos_ in ("VERB", "AUX")), joined)
        # taggers also take "average" in "girls average six" for an adjective
        return any(t.lemma_.lower() in _recalling() for t in (verb, *number.children))
    leads = {t.lower_ for t in (doc[number.i - 1], doc[measure[0].i - 1]) if t.pos_ == "ADP"}
    return joined.i == number.i or len(leads) == 1


_JOINED = ("conj", "advcl", "parataxis")


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
    if amount.unit is not None or amount.form != "digits" or not (amount.low or amount.high) or _is_of_so_many(tokens):
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


def _is_of_so_many(tokens: Sequence[Token]) -> bool:
    """Either number of "7 of 16"."""
    doc, first, last = tokens[0].doc, tokens[0].i, tokens[-1].i
    before = first > 1 and doc[first - 1].lower_ == "of" and doc[first - 2].like_num
    return before or (last + 2 < len(doc) and doc[last + 1].lower_ == "of" and doc[last + 2].like_num)


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
        or _is_some_day(amount, tokens)
        or (amount.form == "vague" and tokens[0].pos_ == "VERB")
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


_LABEL_BEFORE = re.compile(rf"([A-Za-z]+){SPACE}$")


def _labelled(text: str, amounts: Sequence[Amount]) -> frozenset[str]:
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
    at = first.i - 1
    while at > 1 and amount.form == "digits" and doc[at].lower_ in ("and", "or", ",", "to") and doc[at - 1].is_digit:
        at -= 2
    before = doc[at]
    if before.pos_ == "VERB" and amount.form == "words":
        # "can seat four"
        return False
    if before.lower_ not in _labels() and before.lemma_ not in _labels() and before.text not in ("#", "No", "No.", "№"):
        return False
    if before.text[:1].isupper() and not before.is_sent_start:
        return True
    return counted.noun is None or counted.noun.i < first.i or first.dep_ != "nummod" or first.head.i < first.i


def _is_named_by_number(amount: Amount, number: Token) -> bool:
    """Whether a number with nothing to count is the name of a thing: "reality 101", "a 737", "the room is 135"."""
    before = number.nbor(-1)
    if amount.form == "words":
        # "a phone that folds in two"
        return before.lower_ == "in" and (amount.low or 0) <= _PIECES and number.dep_ == "pobj" and not _of(number)
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


def _is_anchored(text: str, amount: Amount) -> bool:
    """A measure of time that only places something on the clock: "two days later", "in the past seven years"."""
    before, after = _anchors()
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
    verb = span.head
    lasting = verb.lemma_.lower() in _recalling() or verb.lemma_ in ("take", "need", "spend", "wait", "stay")
    return span.dep_ == "npadvmod" and verb.pos_ in ("VERB", "AUX") and not lasting


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
