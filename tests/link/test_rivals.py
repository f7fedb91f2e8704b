"""How a pair of clauses is judged beside its rivals."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sayso.link.rivals import FEWEST, RIVALRY, beside_rivals, rivalry

# two reports of FEWEST clauses each
REPORT = np.array([0] * FEWEST + [1] * FEWEST)


def test_what_leads_its_rivals_is_more_likely_and_what_trails_less() -> None:
    pairs = np.array([(0, 5), (0, 6), (1, 7)])
    first = np.array([0.6, 0.3, 0.3])
    led, trailing, alone = beside_rivals(pairs, first, REPORT)
    assert led > 0.6
    assert trailing < alone


def test_a_lead_is_counted_from_either_side() -> None:
    pairs = np.array([(0, 5), (0, 6), (1, 5)])
    rows = rivalry(pairs, np.array([0.9, 0.5, 0.2]), REPORT)
    named = [dict(zip(RIVALRY, row, strict=True)) for row in rows]
    assert np.isclose(named[0]["least_lead"], 0.4)
    assert np.isclose(named[0]["most_lead"], 0.7)
    assert [n["best_of_both"] for n in named] == [1.0, 0.0, 0.0]
    assert [n["best_of_one"] for n in named] == [1.0, 1.0, 1.0]


def test_of_reports_of_few_clauses_nothing_can_lead() -> None:
    first = np.array([0.5, 0.1])
    assert beside_rivals(np.array([(0, 2), (1, 3)]), first, np.array([0, 0, 1, 1])).tolist() == first.tolist()


def test_no_pairs() -> None:
    assert len(beside_rivals(np.zeros((0, 2), dtype=np.int64), np.zeros(0), REPORT)) == 0


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(5, 9), st.floats(0, 1)), min_size=1, unique_by=lambda t: t[:2])
)
def test_order_and_direction_do_not_matter(told: list[tuple[int, int, float]]) -> None:
    pairs, first = np.array([t[:2] for t in told]), np.array([t[2] for t in told])
    found = beside_rivals(pairs, first, REPORT)
    assert ((found > 0) & (found < 1)).all()
    assert np.allclose(found, beside_rivals(pairs[:, ::-1], first, REPORT))
    assert np.allclose(found, beside_rivals(pairs[::-1], first[::-1], REPORT)[::-1])
