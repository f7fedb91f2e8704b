"""The peers that figures are set beside: what their numbers become, and what is counted."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bench.figures import of_digits, of_quantulum
from evals.figures import Quantity, score


def quantity(value: float, unit: str, uncertainty: float | None = None) -> Any:
    return SimpleNamespace(value=value, uncertainty=uncertainty, unit=SimpleNamespace(name=unit))


def test_an_uncertainty_becomes_a_range_and_a_unit_the_corpus_s_name() -> None:
    spread = of_quantulum(quantity(5.5, "kilometre", 0.5))
    assert (spread.low, spread.high) == (5, 6)
    assert of_quantulum(quantity(5e6, "dollar")).unit == "usd"
    assert of_quantulum(quantity(59, "dimensionless")).unit == "-"


def test_every_number_in_digits_is_a_quantity() -> None:
    assert [q.low for q in of_digits("21 cars, 2,500 bikes and 3.5 tonnes of grain")] == [21, 2500, 3.5]
    assert of_digits("no number") == []


def test_a_system_that_finds_the_value_alone_scores_on_it_alone() -> None:
    gold = [[Quantity(3, 3, "kilometre", "=", frozenset())]]
    scores = score(gold, [[Quantity(3, 3, "-", "=", frozenset())]])
    assert scores["value_f1"] == 1.0
    assert scores["value_unit_f1"] == 0.0
    assert scores["value_precision"] == pytest.approx(1.0)
