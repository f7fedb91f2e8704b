"""Agreement of two annotators: the same annotation agrees wholly, chance is taken off, differences show."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from evals.agreement import agreement, kappa, same_claims
from tests.conftest import EXAMPLE


@pytest.fixture(scope="module")
def gold() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((EXAMPLE / "gold.json").read_text(encoding="utf-8"))
    return read


def test_an_annotation_agrees_with_itself(gold: dict[str, Any]) -> None:
    scores = agreement([(gold, gold)])
    assert scores["claims.verdict_kappa"] == scores["copies.relation_kappa"] == 1.0
    assert scores["statements.tight"] == scores["times.value"] == scores["claims.shared_pair_recall"] == 1.0
    assert scores["claims.same"] == len(gold["claims"])


def test_what_one_pass_lacks_lowers_agreement_whichever_is_named_first(gold: dict[str, Any]) -> None:
    other = copy.deepcopy(gold)
    del other["statements"][::2]
    one, two = agreement([(gold, other)]), agreement([(other, gold)])
    assert one == two
    assert one["statements.loose"] < 0.9


def test_a_claim_with_another_verdict_is_still_the_same_claim(gold: dict[str, Any]) -> None:
    other = copy.deepcopy(gold)
    changed = other["claims"][0]
    changed["verdict"] = "unsourced" if changed["verdict"] != "unsourced" else "disputed"
    pairs = same_claims(gold, other)
    assert len(pairs) == len(gold["claims"])
    assert sum(a["verdict"] != b["verdict"] for a, b in pairs) == 1
    assert agreement([(gold, other)])["claims.verdict_kappa"] < 1.0


@pytest.mark.parametrize(
    ("pairs", "value"),
    [
        ([("x", "x"), ("y", "y")], 1.0),
        ([("x", "y"), ("y", "x")], -1.0),
        # 70 of 100 agree; the margins 60:40 and 70:30 give .54 by chance; (.7 - .54) / (1 - .54)
        ([("x", "x")] * 50 + [("y", "y")] * 20 + [("x", "y")] * 10 + [("y", "x")] * 20, 0.3478),
        ([("x", "x")] * 4, 1.0),
        ([], 1.0),
    ],
)
def test_kappa_takes_chance_off(pairs: list[tuple[str, str]], value: float) -> None:
    assert kappa(pairs) == pytest.approx(value, abs=1e-4)
