"""Numbers that leave out their unit or what they count, since a number before them has said it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from sayso import resources
from sayso.annotate.ages import is_age, person_aged
from sayso.annotate.amounts import Amount
from sayso.annotate.counted import Counted, find_counted, number_token, tokens_of
from sayso.annotate.numbers import SPACE
from sayso.annotate.units import Unit, lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token


def complete(
    text: str, amount: Amount, counted: Counted, tokens: Sequence[Token], earlier: Sequence[tuple[Amount, Counted]]
) -> tuple[Amount, Counted]:
    """Adds to a number what the text leaves to its readers: an earlier number's unit or thing, years of age.

    Args:
        text: the report's text.
        amount: the number.
        counted: what the parse shows it to count.
        tokens: its tokens, not empty.
        earlier: the report's figures before it, in order.
    """
    before, thing = earlier[-1] if earlier else (None, None)
    if before is not None and thing is not None and _shares_unit(text, before, amount, counted, tokens):
        return replace(amount, unit=before.unit), replace(thing, verb=counted.verb)
    if is_age(text, amount, tokens):
        person = person_aged(tokens[0])
        whose = Counted(person.lemma_.lower(), person.idx, person.idx + len(person), ("age",), person, None)
        return replace(amount, unit=Unit("year", "age", lexicon().names["year"].factor)), whose
    if before is not None and thing is not None and _refers_back(text, before, amount, counted, tokens):
        return amount, replace(thing, verb=counted.verb)
    recalled = find_recalled(amount, counted, tokens, earlier) or _parallel(amount, counted, tokens, earlier)
    if recalled:
        return replace(amount, unit=recalled[0].unit), replace(recalled[1], verb=counted.verb)
    if amount.unit is None and counted.noun is not None and _is_pronoun_of(counted.noun, tokens):
        whole = _stood_for(counted, earlier)
        return amount, replace(counted, head=whole.head, scope=counted.scope + whole.scope)
    return amount, counted


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
    if _leads_on(text, before, amount) or _goes_against(text, before, amount, counted, tokens):
        return True
    if counted.noun is not None and counted.head in resources.load("counting")["numbers"]:
        return counted.noun.idx >= before.stop
    follows = counted.noun is not None and counted.noun.i > tokens[-1].i
    return not follows and bool(_BACK.search(text[max(0, amount.start - 16) : amount.start]))


def _shares_unit(text: str, before: Amount, amount: Amount, counted: Counted, tokens: Sequence[Token]) -> bool:
    """Whether a bare number is in the unit of the one before it: "from 14 mpg to 24", "rose to 6 percent from 4"."""
    if before.unit is None or amount.unit is not None or amount.form != "digits" or amount.scaled != before.scaled:
        return False
    if text[before.end : amount.start] not in (" to ", " from "):
        return False
    return counted.noun is None or counted.noun.i < tokens[0].i or counted.noun.i > tokens[-1].i + 1


def _parallel(
    amount: Amount, counted: Counted, tokens: Sequence[Token], earlier: Sequence[tuple[Amount, Counted]]
) -> tuple[Amount, Counted] | None:
    """The measure whose unit a bare number leaves out: "sales fell 2 percent and costs by 1".

    It stands in the same sentence, in a clause or phrase that is coordinated with the other's.
    """
    if amount.unit is not None or amount.form not in ("digits", "words") or not earlier or not amount.low:
        return None
    before, thing = earlier[-1]
    unit, number = before.unit, number_token(tokens)
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
    # a noun behind the measure is of the other number
    stands = own.noun is not None and own.noun.i < number.i and own.noun.idx >= before.end
    return before, own if stands else replace(thing, verb=counted.verb)


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
        return any(t.lemma_.lower() in tells_or_measures() for t in (verb, *number.children))
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
    if counted.verb is not None and not be and counted.verb.lemma_.lower() not in tells_or_measures():
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
def tells_or_measures() -> frozenset[str]:
    """Verbs that tell or measure a number."""
    counting = resources.load("counting")
    return frozenset([*counting["measuring"], *counting["telling"], *resources.load("standing")["saying"]])


def _is_pronoun_of(noun: Token, tokens: Sequence[Token]) -> bool:
    """ "two of them", "most of those"."""
    return noun.pos_ == "PRON" and noun.i > tokens[-1].i and noun.nbor(-1).lower_ == "of"


def _stood_for(counted: Counted, earlier: Sequence[tuple[Amount, Counted]]) -> Counted:
    """What "them" stands for in "two of them": what the last count counts."""
    counts = (thing for before, thing in reversed(earlier) if before.unit is None and before.form != "share")
    return next((thing for thing in counts if thing.head), counted)


_AGAINST = re.compile(rf"{SPACE}[a-z]+s{SPACE}to{SPACE}")


def _goes_against(text: str, before: Amount, amount: Amount, counted: Counted, tokens: Sequence[Token]) -> bool:
    """ "by 52 votes to 48"."""
    bare = counted.noun is None or counted.noun.i < tokens[0].i
    if not before.low or not amount.low or not 1 / _ALIKE <= amount.low / before.low <= _ALIKE:
        # "gained 21 points to 2,671"
        return False
    return bare and amount.unit is None and bool(_AGAINST.fullmatch(text[before.end : amount.start]))


def _leads_on(text: str, before: Amount, amount: Amount) -> bool:
    """ "from 70 percent of its capacity to 40 percent": one thing at two moments."""
    lead = text[max(0, before.start - 6) : before.start].lower()
    link = text[before.end : amount.start]
    return lead.endswith("from ") and link.endswith(" to ") and "," not in link and len(link) <= _LINK
