"""How two texts stand to each other, by the pair model."""

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

from sayso.language import pairs
from sayso.language.pairs import FIRST_OF_CLAIMS, JUDGEMENTS, judge_pairs
from sayso.language.recall import Memory
from tests.conftest import TESTS, load_cases

texts = st.one_of(
    st.text(max_size=30),
    st.lists(st.sampled_from(["Police", "the", "bridge", "shut", "on", "12", "not", "Tolm"]), max_size=90).map(
        " ".join
    ),
)


@pytest.mark.parametrize("case", load_cases("pairs"))
def test_the_likeliest_of_made_up_clauses(case: dict[str, str]) -> None:
    (found,) = judge_pairs([(case["a"], case["b"])])
    likeliest = JUDGEMENTS[FIRST_OF_CLAIMS + int(found[FIRST_OF_CLAIMS:].argmax())]
    assert likeliest in case["likeliest"], dict(zip(JUDGEMENTS, found.round(2), strict=True))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(texts, texts), max_size=4))
def test_any_texts_have_probabilities_the_same_in_either_order_and_beside_others(pairs: list[tuple[str, str]]) -> None:
    found = judge_pairs(pairs)
    assert found.shape == (len(pairs), len(JUDGEMENTS))
    assert ((found >= 0) & (found <= 1)).all()
    assert np.allclose(found[:, FIRST_OF_CLAIMS:].sum(axis=1), 1)
    assert np.array_equal(found, judge_pairs([(y, x) for x, y in pairs]))
    for pair, row in zip(pairs, found, strict=True):
        assert np.array_equal(judge_pairs([pair])[0], row)


def test_what_is_beyond_the_longest_is_cut() -> None:
    word = "bridge " * 400
    assert np.isfinite(judge_pairs([(word, word), (word, "bridge")])).all()


def test_the_weights_are_those_of_the_card() -> None:
    digest = hashlib.sha256(files("sayso.language").joinpath("models", "pairs.onnx").read_bytes()).hexdigest()
    card = (Path(TESTS).parent / "docs" / "reference" / "models.md").read_text(encoding="utf-8")
    assert re.search(rf"## Pair model\n(?:(?!\n## ).)*{digest}", card, re.DOTALL), digest


def test_what_was_asked_before_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []
    model = pairs._scores

    def counted(new: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        asked.extend(new)
        return model(new)

    monkeypatch.setattr(pairs, "_scores", counted)
    monkeypatch.setattr(pairs, "_memory", Memory("pairs", 2))
    first, second, third = [(f"The {name} quay was shut.", "It closed.") for name in ("east", "west", "north")]
    once = judge_pairs([first, second])
    assert np.array_equal(judge_pairs([second, first]), once[::-1])
    assert len(asked) == 2
    judge_pairs([first, third])
    assert np.array_equal(judge_pairs([second]), once[1:])
    assert asked == [tuple(sorted(p)) for p in (first, second, third, second)]
