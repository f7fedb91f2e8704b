"""Figures: the numbers of a report that count or measure something, with what they count and who gave them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sayso import resources
from sayso.annotate.amounts import Amount, find_amounts
from sayso.annotate.counted import Counted, find_counted, number_token, tokens_of
from sayso.annotate.elliptic import complete
from sayso.annotate.nominal import find_labelled, is_figure, places
from sayso.annotate.numbers import SPACE
from sayso.annotate.reckoned import measured_in, paid_for_each
from sayso.annotate.saidof import find_about
from sayso.annotate.standing import find_status
from sayso.annotate.tellers import told_in
from sayso.annotate.units import rate_behind
from sayso.language.backbone import Reading
from sayso.types import Figure, Name, Statement, Time

if TYPE_CHECKING:
    from spacy.tokens import Token


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
    labelled = find_labelled(report.text, amounts)
    for amount in amounts:
        tokens = [] if places(amount, times) else tokens_of(doc, amount.core, amount.end)
        if not tokens:
            continue
        amount = paid_for_each(amount, tokens)
        counted = find_counted(doc, amount, tokens)
        amount = measured_in(report.text, amount, counted, tokens)
        amount, counted = complete(report.text, amount, counted, tokens, earlier)
        if _is_exceeded(amount, tokens):
            amount = replace(amount, modifier="more than", high=None)
        if not is_figure(reading, amount, counted, tokens, names, times, labelled):
            continue
        span = report.span(amount.start, amount.end)
        statement = told_in(reading, amount, counted, tokens, statements)
        status, as_of = find_status(
            doc, counted, number_token(tokens), statement, times, report.published, lasting=_lasts(amount, counted)
        )
        if repeated := _repeated(report.text, amount, figures):
            status, as_of = repeated.status, repeated.as_of
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


def _lasts(amount: Amount, counted: Counted) -> bool:
    """Whether an amount is a length of time up to months; of years, most are ages and sentences."""
    unit = amount.unit.name if amount.unit and amount.unit.dimension == "time" else None
    named = unit if amount.unit else counted.head
    return named in resources.load("standing")["lengths"]


def _is_exceeded(amount: Amount, tokens: Sequence[Token]) -> bool:
    """Whether a number is the object of a verb that passes it: "the flow exceeded 120"."""
    verb = number_token(tokens).head
    if verb.pos_ not in ("VERB", "AUX"):
        verb = verb.head
    passes = verb.lemma_.lower() in resources.load("modifiers")["passing"]
    return passes and amount.modifier == "exact" and amount.low is not None and 0 < tokens[0].i - verb.i <= 2


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
    if noun is None or not counted.counts:
        # a verb says what was done, a subject what the number is said of, neither what was counted
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
