"""The eval on ClaimDiff: any file of its format, pairs of the training part by models that had not seen them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from evals import claimdiff

PAIRS = [
    ("The mayor of Tolm ordered the bridge closed.", "On Friday Tolm's mayor had the bridge shut.", 1),
    ("The mayor of Tolm ordered the bridge closed.", "Wheat prices fell for a third week in Arlen.", 0),
    ("Wheat prices fell for a third week in Arlen.", "Divers found the wreck forty metres down.", 0),
]


def written(folder: Path, name: str) -> Path:
    rows = [{"pair_id": str(k), "claim_a": a, "claim_b": b, "relation": y} for k, (a, b, y) in enumerate(PAIRS)]
    (folder / name).write_text(json.dumps({"ver": 1.0, "data": rows}), encoding="utf-8")
    return folder / name


def test_a_file_tells_its_relation_by_its_name(tmp_path: Path) -> None:
    assert all(k.startswith("strengthens.") for k in claimdiff.run(written(tmp_path, "ClaimDiff-strength-test.json")))
    assert all(k.startswith("weakens.") for k in claimdiff.run(written(tmp_path, "ClaimDiff-weak-test.json")))
    both = claimdiff.run(tmp_path)
    assert len(both) == 12
    assert all(0 <= value <= 1 for value in both.values())


def test_the_cosine_stands_beside(tmp_path: Path) -> None:
    found = claimdiff.run(written(tmp_path, "strength.json"))
    assert found["strengthens.cosine_auc"] == 1.0
    assert found["strengthens.auc"] == 1.0


def test_a_pair_of_the_training_part_is_judged_by_a_model_without_its_topic(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b, _ = PAIRS[0]
    monkeypatch.setattr(claimdiff, "held_out", lambda: {claimdiff.pair_key(b, a): (0.123, 0.456)})
    assert claimdiff.judged([(a, b)], "strengthens") == pytest.approx([0.123])
    assert claimdiff.judged([(a, b)], "weakens") == pytest.approx([0.456])


def test_measures_at_a_threshold() -> None:
    found = claimdiff.measures(np.array([0.9, 0.6, 0.4, 0.1]), np.array([1.0, 0.0, 1.0, 0.0]), 0.5)
    assert found == {"accuracy": 0.5, "f1": 0.5, "auc": 0.75}


def test_held_out_judgements_are_probabilities() -> None:
    known = claimdiff.held_out()
    assert len(known) == 1116
    assert all(0 <= v <= 1 for row in known.values() for v in row)
