"""Flat spans out of tag probabilities, and their score: gold gives gold back, and the likeliest spans are found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from evals.cofenet import (
    FIRST,
    LAST,
    MIDDLE,
    ONLY,
    OUTSIDE,
    ROLES,
    Article,
    Span,
    flat_spans,
    labelled,
    read_articles,
    score,
)
from tests.conftest import TESTS

FILE = TESTS / "cases" / "evals" / "cofenet.jsonl"


def certain(length: int, spans: Collection[Span]) -> NDArray[np.float32]:
    chances = np.zeros((length, len(ROLES), 5), dtype=np.float32)
    chances[:, :, OUTSIDE] = 1
    for role, first, end in spans:
        chances[first:end, role] = 0
        chances[first:end, role, MIDDLE] = 1
        chances[[first, end - 1], role, MIDDLE] = 0
        for word, tag in [(first, FIRST), (end - 1, LAST)] if end - first > 1 else [(first, ONLY)]:
            chances[word, role, tag] = 1
    return chances


@st.composite
def flat(draw: st.DrawFn) -> tuple[int, list[Span]]:
    """A length, and spans in it that share no word."""
    spans, at = [], 0
    for role, gap, size in draw(
        st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(1, 6)), max_size=8)
    ):
        spans.append((role, at + gap, at + gap + size))
        at += gap + size
    return at + draw(st.integers(0, 3)), spans


def any_chances(length: int, seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).dirichlet(np.full(5, 0.3), size=(length, len(ROLES))).astype(np.float32)


@settings(max_examples=60, deadline=None)
@given(flat())
def test_certain_tags_give_their_spans_back(made: tuple[int, list[Span]]) -> None:
    length, spans = made
    assert flat_spans(certain(length, spans)) == spans


@settings(max_examples=60, deadline=None)
@given(flat(), st.integers(0, 40))
def test_a_span_that_runs_over_a_cut_is_two(made: tuple[int, list[Span]], at: int) -> None:
    length, spans = made
    at = min(at, length)
    chances = certain(length, spans)
    parts = flat_spans(chances[:at]), [(r, a + at, b + at) for r, a, b in flat_spans(chances[at:])]
    assert parts[0] == [(r, a, min(b, at)) for r, a, b in spans if a < at]
    assert parts[1] == [(r, max(a, at), b) for r, a, b in spans if b > at]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.integers(0, 10_000))
def test_spans_lie_in_the_words_and_share_none(length: int, seed: int) -> None:
    at = 0
    for role, first, end in flat_spans(any_chances(length, seed)):
        assert role in range(len(ROLES))
        assert at <= first < end <= length
        at = end


@cache
def every_flat(length: int) -> tuple[tuple[Span, ...], ...]:
    """All flat spans of so many words."""
    out: set[tuple[Span, ...]] = {()}
    for end in range(1, length + 1):
        for start in range(end):
            out |= {(*s, (role, start, end)) for s in out if not s or s[-1][2] <= start for role in range(len(ROLES))}
    return tuple(out)


def likelihood(chances: NDArray[np.float32], spans: Collection[Span]) -> float:
    """By the definition: the chance of each span's tags, and of outside for each role elsewhere."""
    wanted = certain(len(chances), spans).argmax(axis=2)
    return float(np.log(np.take_along_axis(chances, wanted[:, :, None], axis=2).astype(float) + 1e-9).sum())


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 3), st.integers(0, 10_000))
def test_no_other_spans_are_likelier(length: int, seed: int) -> None:
    # between two outer words that are surely outside, so that no tag is changed by the cut
    chances = np.concatenate([certain(1, []), any_chances(length, seed), certain(1, [])])
    best = max(likelihood(chances, spans) for spans in every_flat(length + 2))
    assert likelihood(chances, flat_spans(chances)) == pytest.approx(best, abs=1e-3)


def test_a_long_stretch_and_none() -> None:
    assert flat_spans(np.zeros((0, 3, 5), dtype=np.float32)) == []
    assert flat_spans(certain(20_000, [(2, 3, 19_990)])) == [(2, 3, 19_990)]


def test_tags_that_say_nothing_give_well_formed_spans() -> None:
    assert flat_spans(np.zeros((5, 3, 5), dtype=np.float32)) == []


def test_articles_are_read_with_a_newspapers_marks() -> None:
    first, second = read_articles(FILE)
    assert first.words[:6] == ("“", "The", "bridge", "holds", ",", "”")
    assert first.words[15] == "("
    assert first.lines == (range(11), range(11, 20))
    assert first.spans == {(2, 0, 6), (0, 6, 9), (1, 9, 10), (0, 11, 12), (1, 12, 13), (2, 13, 19)}
    assert second.spans == {(0, 0, 1), (1, 1, 2), (2, 2, 3)}


def test_unequal_tokens_and_labels_are_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "x_1", "tokens": ["One", "two"], "labels": ["O"]}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="x_1 has 2 tokens and 1 labels"):
        read_articles(path)


def test_labels_that_go_on_with_nothing_open_no_span() -> None:
    assert labelled(["I-cue", "B-cue", "I-cue", "I-content", "B-content", "B-content"]) == [
        (1, 1, 3),
        (2, 4, 5),
        (2, 5, 6),
    ]


def gold_tagger(articles: Sequence[Article]) -> dict[tuple[str, ...], NDArray[np.float32]]:
    return {a.words: certain(len(a.words), a.spans) for a in articles}


def test_gold_scores_one_and_a_missed_cue_costs_recall() -> None:
    articles = read_articles(FILE)
    known = gold_tagger(articles)
    scores = score(articles, lambda words, breaks, ends: known[tuple(words)])
    assert set(scores.values()) == {1.0}
    less = score(
        articles,
        lambda words, breaks, ends: certain(len(words), [(0, 6, 9), (1, 9, 10)] if len(words) > 10 else [(1, 1, 3)]),
    )
    assert less["source.precision"] == 1
    assert less["source.recall"] == pytest.approx(1 / 3)
    assert less["cue.precision"] == pytest.approx(1 / 2)
    assert less["cue.f1"] == pytest.approx(2 * 1 / (2 + 3))
    assert less["content.f1"] == 0


def test_the_tagger_is_told_of_paragraphs_and_sentence_ends() -> None:
    seen = []

    def tagger(words: Sequence[str], breaks: Collection[int], ends: Collection[int]) -> NDArray[np.float32]:
        seen.append((set(breaks), set(ends)))
        return certain(len(words), [])

    score(read_articles(FILE), tagger)
    assert seen[0] == ({11}, {5, 10, 19})
