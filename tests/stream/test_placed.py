"""What a person placed: it stays there whatever comes later, and pieces of two stories stay two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.link.stories.linkage import join, join_order
from sayso.stream import decider as deciding
from sayso.stream.decider import Decider
from tests.stream.test_decider import MADE, known, report, stories, taken


def placed(decider: Decider, where: Mapping[int, int], window: int = 100_000) -> Decider:
    """A decider that goes on after a person put some reports into stories, which hold all that they have then."""
    before = known(decider)
    left = {before.story_of[a] for a in where}
    story_of = {**before.story_of, **where}
    held = {a for a, number in story_of.items() if number in left | set(where.values())}
    numbers = max(before.numbers, *where.values())
    return Decider(window, known=replace(before, story_of=story_of, numbers=numbers, placed=before.placed | held))


@settings(max_examples=15, deadline=None)
@given(data=st.data(), cut=st.integers(20, 120), window=st.sampled_from([60, 1000]))
def test_whatever_comes_later_what_was_placed_stays_and_every_report_is_in_one_story(
    data: st.DataObject, cut: int, window: int
) -> None:
    first = taken(MADE[:cut], window)
    there = sorted(first.story_of)
    moved = data.draw(st.lists(st.sampled_from(there), min_size=1, max_size=12, unique=True))
    targets = st.sampled_from([*sorted(first.stories), first.numbers + 1])
    one = placed(first, {a: data.draw(targets) for a in moved}, window)
    held = {a: one.story_of[a] for a in one.placed}
    assert set(moved) <= set(held)
    pause = data.draw(st.integers(cut, 200))
    for each in MADE[cut:200]:
        one.arrive(each)
        for arrival, number in held.items():
            assert one.story_of.get(arrival) in ((number,) if arrival in one.story_of else (None,))
        assert one.placed <= set(one.story_of)
        if one.arrivals == pause:
            again = Decider(window, known=known(one))
    for each in MADE[pause:200] if pause > cut else ():
        again.arrive(each)
    if pause > cut:
        assert (stories(again), again.placed, again.numbers) == (stories(one), one.placed, one.numbers)
    assert sorted(a for s in one.stories.values() for a in s.arrivals) == sorted(one.story_of)


@pytest.fixture
def left_and_right() -> Decider:
    """Two stories, of which reports that are like both would make one."""
    left = [report(f"a{i}", (1.0, 0.2), (1, 2, 3)) for i in range(2)]
    right = [report(f"b{i}", (0.2, 1.0), (4, 5, 6)) for i in range(3)]
    return taken([*left, *right])


def test_a_report_between_two_that_a_person_keeps_apart_joins_one_and_leaves_them_two(left_and_right: Decider) -> None:
    # the first is placed where it is, which holds both of its story; so of the other story
    decider = placed(left_and_right, {1: 1, 3: 2})
    changes = decider.arrive(report("m", (1.0, 1.0), (1, 2, 3, 4, 5, 6)))
    assert {number: [a for a in s if a < 6] for number, s in stories(decider).items()} == {1: [1, 2], 2: [3, 4, 5]}
    assert set(changes.moved) == {6}
    assert changes.merged == {}


def test_the_part_that_has_what_was_placed_keeps_the_number_though_another_gave_more(
    left_and_right: Decider, monkeypatch: pytest.MonkeyPatch
) -> None:
    decider = placed(left_and_right, {1: 1})
    monkeypatch.setattr(deciding, "join", lambda sums, sizes: [list(range(len(sizes)))])
    changes = decider.arrive(report("m", (1.0, 1.0), (1, 2, 3, 4, 5, 6)))
    assert stories(decider) == {1: [1, 2, 3, 4, 5, 6]}
    assert changes.merged == {2: 1}


def test_a_story_is_not_taken_apart_where_a_person_holds_it() -> None:
    first = [report("a0", (1.0, 0.1), (1, 2, 3)), report("b0", (0.5, 1.0), (3, 4, 5))]
    decider = placed(taken(first), {2: 1})
    for i in range(3):
        decider.arrive(report(f"b{i + 1}", (0.0, 1.0), (4, 5, 6)))
    assert decider.story_of[1] == decider.story_of[2] == 1


def test_two_stories_put_together_stay_together_and_others_join(left_and_right: Decider) -> None:
    decider = placed(left_and_right, dict.fromkeys((3, 4, 5), 1))
    decider.arrive(report("a2", (1.0, 0.2), (1, 2, 3)))
    decider.arrive(report("x", (-1.0, 0.5), (7, 8, 9)))
    assert stories(decider) == {1: [1, 2, 3, 4, 5, 6], 3: [7]}


@pytest.mark.parametrize("size", [1, 2, 40])
def test_stories_too_large_to_be_looked_at_one_by_one_are_held_as_wholes(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "TOGETHER", 4)
    monkeypatch.setattr(deciding, "LOOSE", 3)
    left = [report(f"a{i}", (1.0, 0.2), (1, 2, 3)) for i in range(size)]
    right = [report(f"b{i}", (0.2, 1.0), (4, 5, 6)) for i in range(6)]
    decider = taken([*left, *right])
    apart = placed(decider, {1: 1, size + 1: 2})
    for name in "lmn":
        apart.arrive(report(name, (1.0, 1.0), (1, 2, 3, 4, 5, 6)))
    assert {apart.story_of[a] for a in range(1, size + 1)} == {1}
    assert {apart.story_of[a] for a in range(size + 1, size + 7)} == {2}


def test_changes_say_where_each_story_went_that_is_no_more() -> None:
    decider, there = Decider(60), set()
    for one in MADE:
        changes = decider.arrive(one)
        there |= changes.touched
        gone = there - decider.stories.keys() - {d.number for d in changes.closed}
        assert set(changes.merged) == gone
        for into in changes.merged.values():
            assert into in decider.stories or into in {d.number for d in changes.closed}
        there &= decider.stories.keys()


@settings(deadline=None)
@given(data=st.data(), count=st.integers(2, 9))
def test_groups_that_are_minus_infinity_apart_are_never_joined(data: st.DataObject, count: int) -> None:
    values = data.draw(st.lists(st.floats(-5, 5), min_size=count * count, max_size=count * count))
    sizes = data.draw(st.lists(st.integers(1, 4), min_size=count, max_size=count))
    sums = np.array(values).reshape(count, count)
    sums = sums + sums.T
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda p: p[0] != p[1])
    apart = data.draw(st.lists(pairs, max_size=4))
    for i, j in apart:
        sums[i, j] = sums[j, i] = -np.inf
    together = join(sums, sizes, least=-1000.0)
    assert sorted(i for group in together for i in group) == list(range(count))
    assert not any({i, j} <= set(group) for group in together for i, j in apart)
    assert not any(np.isnan(mean) for _, _, mean in join_order(sums, sizes))
