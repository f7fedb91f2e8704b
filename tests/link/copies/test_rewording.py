"""Rewording: whether a sentence says in other words what another says."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import sayso
from sayso.language.embed import embed
from sayso.language.pairs import JUDGEMENTS
from sayso.link.copies import rewording
from sayso.link.copies.rewording import likely_reworded, reworded, sentence
from tests.conftest import TESTS, load_cases

sentences = st.lists(
    st.sampled_from(["Police", "the", "bridge", "shut", "on", "Friday", "12", "not", "Tolm", "—", "’s", "?"]),
    max_size=12,
).map(" ".join)


@pytest.mark.parametrize("case", load_cases("rewording"))
def test_pairs(case: dict[str, str]) -> None:
    (found,) = sayso.reworded([(case["a"], case["b"])])
    assert (found >= 0.5) == case["reworded"], found


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(sentences, sentences), max_size=4))
def test_probabilities_are_the_same_in_either_order_and_beside_others(pairs: list[tuple[str, str]]) -> None:
    found = reworded(pairs)
    assert len(found) == len(pairs)
    assert ((found >= 0) & (found <= 1)).all()
    assert found == pytest.approx(reworded([(y, x) for x, y in pairs]))
    assert found == pytest.approx([reworded([pair])[0] for pair in pairs])


def test_the_weights_are_those_of_the_card() -> None:
    digest = hashlib.sha256(files("sayso.resources").joinpath("rewording.yaml").read_bytes()).hexdigest()
    card = (Path(TESTS).parent / "docs" / "reference" / "models.md").read_text(encoding="utf-8")
    assert re.search(rf"## Rewording\n(?:(?!\n## ).)*{digest}", card, re.DOTALL), digest


def test_the_model_is_asked_only_about_what_the_features_leave_open(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def judge(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        asked.extend(pairs)
        return np.full((len(pairs), len(JUDGEMENTS)), 0.5)

    monkeypatch.setattr(rewording, "judge_pairs", judge)
    texts = [
        "The ferry to Arlen will not sail before Thursday.",
        "The ferry to Arlen will not sail before Thursday!",
        "Before Thursday no ferry will sail to Arlen.",
        "Wheat prices fell for a third week.",
    ]
    known = [sentence(t, v) for t, v in zip(texts, embed(texts), strict=True)]
    found = likely_reworded([(known[0], other) for other in known[1:]], [0.5, 0.5, 0.5])
    assert [y.rstrip(".") for _, y in asked] == ["Before Thursday no ferry will sail to Arlen"]
    assert found[0] > 0.9
    assert found[2] == 0
