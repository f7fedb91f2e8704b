from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sayso.language.embed import LONGEST, WIDTH, embed
from sayso.language.recall import Memory


def fresh(texts: list[str]) -> NDArray[np.float32]:
    """The vectors of texts that nobody remembers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sayso.language.embed._memory", Memory("vectors", 100))
        return embed(texts)


WORDS = ("The", "dam", "on", "Lake", "Orrin", "broke", "40", "people", "fled", "[PAD]", "ó", "水", ",", ".", "\n")
words = st.lists(st.sampled_from(WORDS), max_size=40)


@given(st.lists(words.map(" ".join), min_size=1, max_size=12))
@example(["", "a", "The dam broke.", "[PAD]", "word " * 300])
@settings(max_examples=20, deadline=None)
def test_a_text_has_the_same_vector_whatever_stands_beside_it(texts: list[str]) -> None:
    together = fresh(texts)
    assert together.shape == (len(texts), WIDTH)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, together, strict=True):
        assert np.array_equal(fresh([text])[0], vector)


def test_what_says_about_the_same_lies_closer() -> None:
    near, same, far = embed(["The dam broke on Monday.", "On Monday the dam burst.", "Shares of the bakery rose."])
    assert near @ same > 0.7 > 0.3 > near @ far


def test_only_the_head_of_a_long_text_counts() -> None:
    head = "The dam broke on Monday. " * LONGEST
    assert np.array_equal(*fresh([head, head + "Shares of the bakery rose."]))


def test_no_texts_have_no_vectors() -> None:
    assert fresh([]).shape == (0, WIDTH)
