"""What a database keeps of features is the features, and an index filled at once is one filled report by report."""

from __future__ import annotations

import pytest

from bench.stream import made
from sayso.stream import index
from sayso.stream.index import Index
from sayso.stream.remembered import Remembered, kept, packed, unpacked

MADE = dict(enumerate((report for _, report in made(300)), start=1))


def test_what_is_kept_is_the_features() -> None:
    for one in MADE.values():
        again = unpacked(kept(one))
        assert (again.id, again.title, again.day, again.learnt) == (one.id, one.title, one.day, one.learnt)
        assert all((kept_now == before).all() for kept_now, before in zip(again.terms, one.terms, strict=True))
        assert (again.vector == one.vector).all()


def test_features_are_unpacked_when_they_are_asked_for_and_can_be_let_go() -> None:
    held = Remembered({a: kept(one) for a, one in MADE.items()})
    assert len(held) == len(MADE)
    assert held[7].id == MADE[7].id
    assert held[7] is held[7]
    assert sorted(held) == sorted(MADE)
    held[301] = MADE[1]
    del held[7], held[8]
    assert 7 not in held
    assert 8 not in held
    assert len(held) == len(MADE) - 1
    with pytest.raises(KeyError):
        held[8]
    with pytest.raises(KeyError):
        del held[8]


@pytest.mark.parametrize("cells", [False, True])
@pytest.mark.parametrize("window", [100, 1000])
@pytest.mark.parametrize("at_once", [64, 65_536])
def test_an_index_filled_at_once_proposes_what_one_does_that_grew(
    cells: bool, window: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_AT_ONCE", at_once)
    grown, filled = Index(window), Index(window)
    for arrival in range(1, 201):
        grown.add(arrival, MADE[arrival].vector, MADE[arrival].terms)
        if cells and arrival == 100:
            filled.rebuild(arrival, grown.rebuild(arrival))
    within = list(range(max(1, 201 - window), 201))
    held = Remembered({a: kept(one) for a, one in MADE.items()})
    filled.fill(within, *held.packed(within))
    for arrival in range(201, 301):
        one = MADE[arrival]
        assert filled.near(arrival, one.vector, one.terms) == grown.near(arrival, one.vector, one.terms)
        for each in (grown, filled):
            each.add(arrival, one.vector, one.terms)
        if arrival == 250:
            assert (filled.rebuild(arrival) == grown.rebuild(arrival)).all()


def test_an_index_of_nothing_is_filled_with_nothing() -> None:
    empty = Index(100)
    empty.fill([], *Remembered().packed([]))
    assert empty.near(1, MADE[1].vector, MADE[1].terms) == {}


@pytest.mark.parametrize("window", [60, 100_000])
def test_reports_taken_in_together_find_what_they_find_one_by_one(window: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # few vectors already make cells, so that these are tried too
    monkeypatch.setattr(index, "FEW", 20)
    single, several = Index(window), Index(window)
    one_by_one = []
    for arrival, one in MADE.items():
        one_by_one.append(single.near(arrival, one.vector, one.terms))
        single.add(arrival, one.vector, one.terms)
        if single.due(arrival):
            single.rebuild(arrival)
    together: list[dict[int, int]] = []
    while len(together) < len(MADE):
        batch = [MADE[a] for a in list(MADE)[len(together) : len(together) + 37]]
        together += several.take(len(together) + 1, *packed(batch))
    assert [list(found.items()) for found in together] == [list(found.items()) for found in one_by_one]
