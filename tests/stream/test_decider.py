"""How stories join, part, keep their numbers and are forgotten, on made features."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.stream import made
from sayso.link.stories.features import LENGTH, Features, Learnt
from sayso.link.stories.likeness import WIDTH, alone, total
from sayso.link.stories.terms import UNIT, Weighed
from sayso.stream import index
from sayso.stream.decider import Decider, Known
from sayso.stream.remembered import Remembered, kept

MADE = [report for _, report in made(400)]


def report(name: str, direction: tuple[float, float], terms: Sequence[int]) -> Features:
    """A report whose vector points so, with terms of equal weight."""
    vector = np.repeat(direction, WIDTH // 2)
    return Features(
        id=name,
        title=name,
        vector=np.rint(vector * (LENGTH / np.linalg.norm(vector))).astype(np.int8),
        terms=Weighed(np.array(terms, np.int32), np.full(len(terms), round(UNIT / len(terms) ** 0.5), np.int32)),
        day=None,
        learnt=Learnt(terms=(), headline=0, lines=()),
    )


def known(decider: Decider) -> Known:
    """What a file would have kept of a decider."""
    return Known(
        reports=Remembered({a: kept(decider.reports[a]) for a in list(decider.reports)}),
        story_of=dict(decider.story_of),
        continues={n: s.continues for n, s in decider.stories.items() if s.continues is not None},
        arrivals=decider.arrivals,
        numbers=decider.numbers,
        pivots=decider.pivots,
        built=decider.index.built,
        placed=frozenset(decider.placed),
    )


def stories(decider: Decider) -> dict[int, list[int]]:
    return {number: story.arrivals for number, story in sorted(decider.stories.items())}


def taken(reports: Iterable[Features], window: int = 100_000) -> Decider:
    decider = Decider(window)
    for one in reports:
        decider.arrive(one)
    return decider


def test_every_report_is_in_one_story_and_sums_are_those_of_their_reports() -> None:
    decider = taken(MADE)
    assert sorted(a for story in decider.stories.values() for a in story.arrivals) == list(range(1, len(MADE) + 1))
    for number, story in decider.stories.items():
        assert {decider.story_of[a] for a in story.arrivals} == {number}
        whole = total([alone(decider.reports[a]) for a in story.arrivals])
        assert (story.sum.count, story.sum.days) == (whole.count, whole.days)
        for mine, all_of_them in zip(story.sum.terms.summed(), whole.terms.summed(), strict=True):
            assert (mine == all_of_them).all()
        assert (story.sum.vector == whole.vector).all()


@settings(max_examples=12, deadline=None)
@given(cut=st.integers(0, 200), window=st.sampled_from([30, 90, 1000]))
def test_going_on_from_what_was_known_is_as_never_having_stopped(cut: int, window: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        # few vectors already make cells, so that these are tried too
        patched.setattr(index, "FEW", 20)
        whole = taken(MADE[:200], window)
        first = taken(MADE[:cut], window)
        second = Decider(window, known=known(first))
        for one in MADE[cut:200]:
            second.arrive(one)
    assert stories(second) == stories(whole)
    assert second.numbers == whole.numbers


def test_changes_tell_all_that_changed() -> None:
    decider, story_of = Decider(60), {}
    for one in MADE:
        changes = decider.arrive(one)
        story_of |= changes.moved
        for closed in changes.closed:
            for arrival in closed.scores:
                assert story_of.pop(arrival) == closed.number
        assert story_of == decider.story_of


def test_a_story_is_closed_when_no_report_came_within_the_window() -> None:
    decider = taken(MADE, 50)
    assert all(story.arrivals[-1] > len(MADE) - 50 for story in decider.stories.values())
    assert set(decider.reports) == set(decider.story_of) == {a for s in decider.stories.values() for a in s.arrivals}


def test_a_report_between_two_brings_them_together_under_the_number_of_the_larger() -> None:
    left = [report(f"a{i}", (1.0, 0.2), (1, 2, 3)) for i in range(2)]
    right = [report(f"b{i}", (0.2, 1.0), (4, 5, 6)) for i in range(3)]
    decider = taken([*left, *right])
    assert stories(decider) == {1: [1, 2], 2: [3, 4, 5]}
    changes = decider.arrive(report("m", (1.0, 1.0), (1, 2, 3, 4, 5, 6)))
    assert stories(decider) == {2: [1, 2, 3, 4, 5, 6]}
    assert changes.moved == {1: 2, 2: 2, 6: 2}
    assert changes.touched == {1, 2}


def test_a_story_is_taken_apart_when_reports_come_that_hold_better_with_some_of_it() -> None:
    # the second is as near to the first as to what comes later; by itself it joins the first
    first = [report("a0", (1.0, 0.1), (1, 2, 3)), report("b0", (0.5, 1.0), (3, 4, 5))]
    decider = taken(first)
    assert stories(decider) == {1: [1, 2]}
    for i in range(3):
        decider.arrive(report(f"b{i + 1}", (0.0, 1.0), (4, 5, 6)))
    assert stories(decider) == {1: [1], 2: [2, 3, 4, 5]}


def test_undated_reports_and_reports_without_words_found_stories_of_their_own() -> None:
    empty = Features(
        id="e", title=None, vector=np.zeros(WIDTH, np.int8),
        terms=Weighed(np.zeros(0, np.int32), np.zeros(0, np.int32)), day=None,
        learnt=Learnt(terms=(), headline=0, lines=()),
    )  # fmt: skip
    decider = taken([empty, empty, empty])
    assert len(decider.stories) == 3
    assert {decider.describe(s).title for s in decider.stories.values()} == {None}


def test_a_thousand_copies_cost_no_more_than_others_and_stay_one_story() -> None:
    decider = taken([MADE[0]] * 1000 + MADE[1:20])
    assert decider.stories[1].arrivals[:1000] == list(range(1, 1001))


def test_the_length_of_vectors_leaves_room_in_eight_bits() -> None:
    assert max(int(np.abs(one.vector).max()) for one in MADE) <= 127 < LENGTH
