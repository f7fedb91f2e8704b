"""Spans are read off the tagger's probabilities as it meant them, and joined at their cue."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sayso.annotate.drafts import Range
from sayso.annotate.merging import merge
from sayso.annotate.quoting import Quoted
from sayso.annotate.tagged import Tagged, decode, find_tagged, sureness
from sayso.language.backbone import Reading
from sayso.language.tagger import CONTENT, CUE, FIRST, LAST, LINK, MIDDLE, ONLY, OUTSIDE, SOURCE, Tags


def chances_of(spans: list[Range], size: int, sure: float = 0.9) -> NDArray[np.float32]:
    """Probabilities of a tagger that is so sure of just these spans."""
    tags = np.full(size, OUTSIDE)
    for a, b in spans:
        tags[a:b] = MIDDLE
        tags[a], tags[b - 1] = (FIRST, LAST) if b - a > 1 else (ONLY, ONLY)
    out = np.full((size, 5), (1 - sure) / 4, dtype=np.float32)
    out[np.arange(size), tags] = sure
    return out


@st.composite
def laid_out(draw: st.DrawFn) -> tuple[list[Range], int]:
    spans, at = [], 0
    for gap, length in draw(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 6)), max_size=12)):
        spans.append((at + gap, at + gap + length))
        at += gap + length
    return spans, at + draw(st.integers(1, 5))


@given(laid_out())
def test_decode_gives_the_spans_that_were_meant(case: tuple[list[Range], int]) -> None:
    spans, size = case
    assert decode(chances_of(spans, size)) == spans


@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.floats(-2, 2))
def test_decode_of_anything_gives_spans_in_order(seed: int, size: int, lean: float) -> None:
    chances = np.random.default_rng(seed).dirichlet(np.ones(5), size).astype(np.float32)
    spans = decode(chances, lean=lean)
    assert all(0 <= a < b <= size for a, b in spans)
    assert all(x[1] <= y[0] for x, y in pairwise(spans))


def test_lean_finds_more() -> None:
    faint = chances_of([(2, 5)], 9, sure=0.9)
    faint[2:5] = faint[2:5] * 0.4 + np.array([0.6, 0, 0, 0, 0], dtype=np.float32)
    assert decode(faint) == []
    assert decode(faint, lean=2.0) == [(2, 5)]


def tags_of(sources: list[Range], cues: list[Range], contents: list[Range], size: int) -> Tags:
    """Tags whose pointers say nothing, so that nearness alone decides."""
    tags = np.stack([chances_of(spans, size) for spans in (sources, cues, contents)], axis=1)
    return Tags(tags, np.zeros((size, 3, LINK), dtype=np.float32))


def test_spans_go_to_the_cue_beside_them() -> None:
    found = find_tagged(tags_of([(0, 2), (20, 21)], [(2, 3), (21, 22)], [(3, 9), (22, 30)], 32))
    assert [(t.source, t.cue, t.content) for t in found] == [
        ((0, 2), (2, 3), ((3, 9),)),
        ((20, 21), (21, 22), ((22, 30),)),
    ]


def test_pointers_outweigh_nearness() -> None:
    tags = tags_of([], [(2, 3), (12, 13)], [(4, 9)], 15)
    tags.links[4:9, CONTENT, 0] = tags.links[12, CUE, 0] = 20.0
    assert [t.cue for t in find_tagged(tags)] == [(12, 13)]


def test_a_cue_without_content_is_no_attribution() -> None:
    assert find_tagged(tags_of([(0, 2)], [(2, 3)], [], 9)) == []
    assert find_tagged(tags_of([(0, 2)], [], [(3, 9)], 9)) == []


def test_a_source_may_serve_two_cues() -> None:
    tags = tags_of([(0, 1)], [(1, 2), (8, 9)], [(2, 7), (9, 14)], 15)
    tags.links[0, SOURCE, 0] = tags.links[8, CUE, 0] = tags.links[1, CUE, 0] = 20.0
    assert [t.source for t in find_tagged(tags)] == [(0, 1), (0, 1)]


def test_sureness_falls_with_doubt() -> None:
    sure, doubtful = (sureness(chances_of([(1, 4)], 6, sure=p), [(1, 4)]) for p in (0.95, 0.5))
    assert 0 > sure > doubtful
    assert isinstance(find_tagged(tags_of([], [(0, 1)], [(1, 3)], 4))[0], Tagged)


def test_a_source_of_marks_alone_is_none(read_text: Callable[[str], Reading]) -> None:
    doc = read_text("— said the bridge was shut.").doc
    tagged = Tagged(cue=(1, 2), source=(0, 1), content=((2, 6),), link=1.0, source_link=1.0)
    assert [d.source for d in merge(doc, [], [tagged], Quoted.of(doc, ()))] == [None]
