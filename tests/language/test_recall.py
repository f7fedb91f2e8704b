"""What the encoders made of texts is kept and taken up again, whole, and only for the texts that it was made of."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sayso.language.embed import embed
from sayso.language.pairs import judge_pairs
from sayso.language.recall import SHAPES, Memory, Recall, hash_of, recalling
from sayso.language.threads import VARIABLE, begin

TEXTS = ("The council of Kell met on Monday.", "It met twice.", "Nobody came.")


@pytest.fixture
def unremembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.language.embed._memory", Memory("vectors", 100))
    monkeypatch.setattr("sayso.language.pairs._memory", Memory("pairs", 100))


@pytest.fixture
def nothing_read(unremembered: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(texts: list[object]) -> Iterable[NDArray[np.float64]]:
        assert not texts, "the encoder was asked"
        return ()

    monkeypatch.setattr("sayso.language.embed._vectors", refused)
    monkeypatch.setattr("sayso.language.pairs._scores", refused)


def kept() -> bytes:
    story = Recall()
    with recalling(story):
        embed(TEXTS)
        judge_pairs([(TEXTS[0], TEXTS[1])])
    packed = story.new()
    assert packed is not None
    assert story.new() is None
    return packed


def test_what_was_kept_is_not_made_again(request: pytest.FixtureRequest) -> None:
    vectors, judged = embed(TEXTS), judge_pairs([(TEXTS[1], TEXTS[0])])
    packed = kept()
    request.getfixturevalue("nothing_read")
    story = Recall([packed])
    with recalling(story):
        assert np.array_equal(embed(TEXTS), vectors)
        assert np.array_equal(judge_pairs([(TEXTS[0], TEXTS[1])]), judged)
    assert story.new() is None


def test_only_what_is_new_is_packed(unremembered: None) -> None:
    packed = kept()
    story = Recall([packed])
    with recalling(story):
        embed([TEXTS[0], "A fourth sentence."])
    fresh = story.new()
    assert fresh is not None
    assert len(fresh) < len(packed) / 2
    both = Recall([packed, fresh])
    assert both.get("vectors", hash_of("A fourth sentence.")) is not None
    assert both.get("vectors", hash_of(TEXTS[2])) is not None


def test_what_the_process_remembers_is_kept_with_the_story_too(unremembered: None) -> None:
    embed(TEXTS)
    story = Recall([kept()])
    assert all(story.get("vectors", hash_of(text)) is not None for text in TEXTS)


def test_what_runs_beside_recalls_too(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = kept()
    request.getfixturevalue("nothing_read")
    monkeypatch.setenv(VARIABLE, "2")
    with recalling(Recall([packed])):
        assert begin(embed, TEXTS)().shape == (3, 384)


def test_outside_nothing_is_told(unremembered: None) -> None:
    story = Recall()
    with recalling(story):
        pass
    embed(TEXTS)
    assert story.new() is None


@given(st.lists(st.text(), min_size=2, max_size=2), st.lists(st.text(), min_size=2, max_size=2))
def test_two_texts_are_not_known_by_the_hash_of_others(a: list[str], b: list[str]) -> None:
    assert (hash_of(*a) == hash_of(*b)) == (a == b)
    assert hash_of(*a) != hash_of("".join(a))


@given(st.integers(min_value=1, max_value=5000))
def test_what_is_cut_off_or_goes_on_is_refused(cut: int) -> None:
    width, number = SHAPES["vectors"]
    story = Recall()
    for text in TEXTS:
        story.add("vectors", hash_of(text), np.ones(width, dtype=number))
    packed = story.new()
    assert packed is not None
    with pytest.raises(ValueError, match="encoder made"):
        Recall([packed[: -min(cut, len(packed))]])
    with pytest.raises(ValueError, match="encoder made"):
        Recall([packed + bytes(cut)])


def test_half_a_character_has_a_hash_too() -> None:
    assert hash_of("\ud800") != hash_of("")
