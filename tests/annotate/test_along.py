from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.annotate.along import Along

EXTENTS = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(EXTENTS, max_size=30), EXTENTS)
def test_it_finds_what_looking_at_all_finds(items: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    start, end = asked
    assert Along(items, lambda item: item).over(start, end) == [x for x in items if x[0] < end and start < x[1]]
