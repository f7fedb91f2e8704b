"""Units that do not stand on their number: named by the counted noun, or reckoned by something paid for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from sayso import resources
from sayso.annotate.amounts import Amount
from sayso.annotate.counted import Counted
from sayso.annotate.units import reckoned_by, unit_named

if TYPE_CHECKING:
    from spacy.tokens import Token


@cache
def _placing() -> frozenset[str]:
    """Words with which years and days say when and not how long: "the three previous years"."""
    return frozenset(resources.load("counting")["placing"])


def measured_in(text: str, amount: Amount, counted: Counted, tokens: Sequence[Token]) -> Amount:
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


def paid_for_each(amount: Amount, tokens: Sequence[Token]) -> Amount:
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
