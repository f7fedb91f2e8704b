"""Figures on NewsQuant: how many quantities of news sentences are found with the right value, unit and modifier.

The data are a JSON list of sentences with their quantities (Almasian et al. 2023, "CQE: A Comprehensive Quantity
Extractor"). A quantity is right in *value* when its number or both ends of its range agree; in *value and unit* when
the unit agrees as well, by its normalised name, and for counted nouns by the last word of the noun phrase; in *value
and modifier* when =, ~, < and > agree as well (rises and falls, which the corpus also marks, count as exact). Vague
plurals stand in the corpus for a range: "thousands" for 1,000 to 10,000.

Others on all of NewsQuant, as published there: CQE value F1 91.9, value and unit 85.5, value and modifier 88.0;
quantulum3 73.1 and 47.1; GPT-3 70.6 and 59.1. The published measure is stricter on the units of counted nouns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sayso.annotate.figures import find_figures
from sayso.annotate.times import find_times
from sayso.annotate.units import lexicon
from sayso.language.backbone import Reading, parse
from sayso.resources import load
from sayso.spans import OffsetMap
from sayso.types import Figure, Report

# one end of the corpus's values: "-5", "1.5-2", "1.99E-30"
_NUMBER = re.compile(r"(?:^-|(?<=[-])-)?[0-9.]+(?:[Ee][-+]?[0-9]+)?")
MODIFIERS = {"about": "~", "at least": ">", "more than": ">", "up to": "<", "fewer than": "<"}
# names of the corpus for units whose own words do not tell
UNITS = {
    "percentage": "percent",
    "pound sterling": "GBP",
    "pound-mass": "pound",
    "foot pound-force": "pound-foot",
    "revolutions per minute": "rpm",
    "mile per gallon": "mpg",
    "mile per hour": "mph",
    "kilometre per hour": "km/h",
    "metre per second": "m/s",
    "celsius": "degree Celsius",
    "fahrenheit": "degree Fahrenheit",
    "parts-per-billion": "ppb",
    "parts-per-million": "ppm",
    "mega british thermal unit": "million british thermal units",
    "pence": "p",
    "people": "person",
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a sentence in the corpus's terms; `concept` are words of what it is said of, in small letters."""

    low: float
    high: float
    unit: str
    modifier: str
    concept: frozenset[str]


def run(data: Path) -> dict[str, float]:
    """Precision, recall and F1 of values and F1 of values with unit, with modifier and with concept.

    Args:
        data: the JSON file of a part of NewsQuant.
    """
    rows = json.loads(data.read_text(encoding="utf-8"))
    gold = [[annotated_quantity(q) for q in row["quantities"]] for row in rows]
    return score(gold, predict(row["text"] for row in rows))


def score(gold: Sequence[Sequence[Quantity]], mine: Sequence[Sequence[Quantity]]) -> dict[str, float]:
    """The measures over sentences whose quantities stand in the same order of sentences on both sides."""
    counts = dict.fromkeys(("value", "value_unit", "value_modifier", "value_concept"), 0)
    for theirs, ours in zip(gold, mine, strict=True):
        for best, got in match(theirs, ours):
            counts["value"] += 1
            counts["value_unit"] += same_unit(best.unit, got.unit)
            counts["value_modifier"] += best.modifier == got.modifier
            counts["value_concept"] += bool(best.concept & got.concept)
    total, found = sum(map(len, gold)), sum(map(len, mine))
    return {
        "value_precision": counts["value"] / max(1, found),
        "value_recall": counts["value"] / max(1, total),
        **{f"{name}_f1": 2 * right / max(1, found + total) for name, right in counts.items()},
    }


def match(gold: Sequence[Quantity], mine: Sequence[Quantity]) -> list[tuple[Quantity, Quantity]]:
    """Pairs of equal value, each quantity in one pair at most; those that also agree in unit and modifier first."""
    pairs = [
        (-same_unit(q.unit, got.unit), -(q.modifier == got.modifier), i, j)
        for i, q in enumerate(gold)
        for j, got in enumerate(mine)
        if _close(q.low, got.low) and _close(q.high, got.high)
    ]
    taken: tuple[set[int], set[int]] = set(), set()
    out = []
    for _, _, i, j in sorted(pairs):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            out.append((gold[i], mine[j]))
    return out


def predict(sentences: Iterable[str]) -> list[list[Quantity]]:
    """The quantities that sayso finds in each sentence."""
    reports = [
        Report(
            id=str(i), source="", sha256="", text=text, offsets=OffsetMap.identity(len(text)), published="2022-06-15"
        )
        for i, text in enumerate(sentences)
    ]
    return [quantities_of(reading) for reading in parse(reports)]


def quantities_of(reading: Reading) -> list[Quantity]:
    """The quantities that sayso finds in one parsed sentence."""
    return [q for q in map(_quantity, find_figures(reading, (), find_times(reading), ())) if q is not None]


def _quantity(figure: Figure) -> Quantity | None:
    low, high = figure.low, figure.high
    if figure.modifier == "vague":
        if low is None:
            return None
        low, high = low / 2, low * 5
    low, high = (high if low is None else low), (low if high is None else high)
    if low is None or high is None:
        return None
    unit = figure.unit or "-"
    if unit in ("year", "month", "week", "day") and ("old" in figure.span.text or figure.scope == ("age",)):
        unit = f"{unit} of age"
    return Quantity(low, high, unit, MODIFIERS.get(figure.modifier, "="), _words(" ".join((figure.of, *figure.about))))


def _words(text: str) -> frozenset[str]:
    """Words in small letters, without the s of plurals and genitives, since the corpus has lost its apostrophes."""
    return frozenset(w.rstrip("s") or w for w in re.findall(r"[\w&]+", text.lower().replace("'", "").replace("’", "")))


def annotated_quantity(row: dict[str, str]) -> Quantity:
    """A quantity as NewsQuant annotates it: a value or a range, its change, its unit and what it is of."""
    text = row["value"].replace(" ", "")
    low, *high = map(float, _NUMBER.findall(text))
    modifier = row["change"] if row["change"] in ("~", "<", ">") else "="
    return Quantity(low, high[0] if high else low, row["normalized_unit"], modifier, _words(row["referred_concepts"]))


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-6 * max(1.0, abs(a), abs(b))


def same_unit(gold: str, mine: str) -> bool:
    """Whether two units are one: by sayso's name for it, for counted nouns by the last word of the corpus's name."""
    theirs, ours = canonical(gold), mine.lower()
    if (theirs, ours) == ("point", "p") or (theirs[:2], ours) == ("% ", "fraction"):
        # what the corpus calls pence written "p", and parts of what is counted
        return True
    if " per " in theirs + ours or not theirs or not ours:
        return theirs == ours
    return _singular(theirs.split()[-1]) == _singular(ours.split()[-1])


def canonical(name: str) -> str:
    """The corpus's name of a unit in sayso's terms; a counted noun in the singular."""
    head, _, by = name.strip().lower().partition(" per ")
    if name.lower() in UNITS:
        return UNITS[name.lower()].lower()
    if by:
        whole = lexicon().words.get(name.lower()) or lexicon().words.get(f"{head}s per {by}")
        return whole.name.lower() if whole else f"{canonical(head)} per {canonical(by)}"
    money, words = load("currencies"), head.split()
    nations = {nation.lower(): code for nation, code in money["nations"].get(words[-1] if words else "", {}).items()}
    code = nations.get(" ".join(words[:-1])) or (money["words"].get(words[-1]) if words else None)
    if code:
        return str(code).lower()
    unit = lexicon().words.get(head.replace("-", " "))
    if unit:
        return unit.name.lower()
    return _singular(head)


def _singular(noun: str) -> str:
    """A noun without an s at its end, as which lemmas are compared, since "virus" is none of a plural."""
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun
