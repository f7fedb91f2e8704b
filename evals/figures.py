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
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sayso.annotate.figures import find_figures
from sayso.annotate.times import find_times
from sayso.language.backbone import parse
from sayso.spans import OffsetMap
from sayso.types import Figure, Report

MODIFIERS = {"about": "~", "at least": ">", "more than": ">", "up to": "<", "fewer than": "<"}
# our unit -> the corpus's name, where spelling alone does not tell
UNITS = {
    "percent": "percentage",
    "USD": "dollar",
    "EUR": "euro",
    "GBP": "pound sterling",
    "JPY": "japanese yen",
    "AUD": "australian dollar",
    "CNY": "chinese yuan",
    "INR": "indian rupee",
    "HKD": "hong kong dollar",
    "MYR": "malaysian ringgit",
    "ILS": "shekel",
    "DKK": "danish krone",
    "CAD": "canadian dollar",
    "km": "kilometre",
    "km/h": "kilometre per hour",
    "mph": "mile per hour",
    "mpg": "mile per gallon",
    "kg": "kilogram",
    "pound": "pound-mass",
    "degree Celsius": "celsius",
    "degree Fahrenheit": "fahrenheit",
    "cm": "centimetre",
    "mm": "millimetre",
    "rpm": "revolutions per minute",
    "ppb": "parts-per-billion",
    "ppm": "parts-per-million",
    "person": "people",
    "kilowatt-hour": "kilowatt hour",
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a sentence in the corpus's terms."""

    low: float
    high: float
    unit: str
    modifier: str


def run(data: Path) -> dict[str, float]:
    """Precision, recall and F1 of values and F1 of values with unit and with modifier.

    Args:
        data: the JSON file of a part of NewsQuant.
    """
    rows = json.loads(data.read_text(encoding="utf-8"))
    found = right = united = modified = 0
    total = sum(len(row["quantities"]) for row in rows)
    for row, mine in zip(rows, predict(row["text"] for row in rows), strict=True):
        gold = [q for q in map(_gold, row["quantities"]) if q is not None]
        found += len(mine)
        for got in mine:
            same = [q for q in gold if _close(q.low, got.low) and _close(q.high, got.high)]
            if not same:
                continue
            best = max(same, key=lambda q: (_same_unit(q.unit, got.unit), q.modifier == got.modifier))
            gold.remove(best)
            right += 1
            united += _same_unit(best.unit, got.unit)
            modified += best.modifier == got.modifier
    return {
        "value_precision": right / max(1, found),
        "value_recall": right / max(1, total),
        "value_f1": 2 * right / max(1, found + total),
        "value_unit_f1": 2 * united / max(1, found + total),
        "value_modifier_f1": 2 * modified / max(1, found + total),
    }


def predict(sentences: Iterable[str]) -> list[list[Quantity]]:
    """The quantities that sayso finds in each sentence."""
    reports = [
        Report(
            id=str(i), source="", sha256="", text=text, offsets=OffsetMap.identity(len(text)), published="2022-06-15"
        )
        for i, text in enumerate(sentences)
    ]
    return [
        [q for q in map(_quantity, find_figures(reading, (), find_times(reading), ())) if q is not None]
        for reading in parse(reports)
    ]


def _quantity(figure: Figure) -> Quantity | None:
    low, high = figure.low, figure.high
    if figure.modifier == "vague":
        if low is None:
            return None
        low, high = low / 2, low * 5
    low, high = (high if low is None else low), (low if high is None else high)
    if low is None or high is None:
        return None
    if "-old" in figure.span.text or " old" in figure.span.text:
        return Quantity(low, high, f"{figure.unit} of age", MODIFIERS.get(figure.modifier, "="))
    return Quantity(low, high, figure.unit or "-", MODIFIERS.get(figure.modifier, "="))


def _gold(row: dict[str, str]) -> Quantity | None:
    text = row["value"].replace(" ", "")
    middle = text.find("-", 1)
    try:
        low, high = (float(text), float(text)) if middle < 0 else (float(text[:middle]), float(text[middle + 1 :]))
    except ValueError:
        return None
    modifier = row["change"] if row["change"] in ("~", "<", ">") else "="
    return Quantity(low, high, row["normalized_unit"], modifier)


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-6 * max(1.0, abs(a), abs(b))


def _same_unit(gold: str, mine: str) -> bool:
    gold = gold.lower()
    name = UNITS.get(mine, mine).lower()
    head, _, rate = mine.partition(" per ")
    if rate:
        name = f"{UNITS.get(head, head).lower()} per {rate}"
    last = gold.split()[-1] if gold.split() else ""
    return gold == name or last == name or last.rstrip("s") == name.rstrip("s")
