"""The gate: scores on the example may not fall, floors rise with them, and shipped models are the scored ones."""

from __future__ import annotations

import json

import pytest

from evals.__main__ import ROOT, model_hashes
from evals.scoring import Tally, score
from evals.stories import flat
from sayso.export.json import dossier_record
from sayso.types import Dossier
from tests.conftest import EXAMPLE

FLOORS: dict[str, float] = json.loads((ROOT / "evals" / "floors.json").read_text(encoding="utf-8"))
SLACK = 0.04  # a floor further below the score than this no longer guards it


@pytest.fixture(scope="module")
def scores(example: Dossier) -> dict[str, float]:
    tally = Tally()
    tally.add(score(json.loads((EXAMPLE / "gold.json").read_text(encoding="utf-8")), dossier_record(example)))
    return flat(tally)


@pytest.mark.parametrize("measure", sorted(FLOORS))
def test_no_score_on_the_example_falls_below_its_floor(scores: dict[str, float], measure: str) -> None:
    assert scores[measure] >= FLOORS[measure], (
        f"{measure} fell to {scores[measure]:.3f}, its floor is {FLOORS[measure]}"
    )


@pytest.mark.parametrize("measure", sorted(FLOORS))
def test_floors_rise_with_the_scores(scores: dict[str, float], measure: str) -> None:
    assert scores[measure] <= FLOORS[measure] + SLACK, (
        f"raise the floor of {measure} in evals/floors.json to {scores[measure]:.2f}"
    )


def test_every_measure_of_the_example_has_a_floor(scores: dict[str, float]) -> None:
    wanted = {m for m in scores if not m.endswith((".p", ".r"))}
    assert wanted - set(FLOORS) == set()


def test_the_shipped_models_are_those_of_the_score_table() -> None:
    table = json.loads((ROOT / "evals" / "scores.json").read_text(encoding="utf-8"))
    assert table["models"] == model_hashes()
    assert "stories" in table["scores"]
