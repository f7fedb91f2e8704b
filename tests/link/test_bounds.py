from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.link import bounds
from sayso.link.bounds import _first_of_each, compared_figures


def test_what_a_newsroom_writes_is_compared_whole() -> None:
    reports = [f"r{n}" for n in range(100) for _ in range(12)]
    assert compared_figures(reports) == (list(range(1200)), [])


def test_a_long_report_gives_its_first() -> None:
    taken, left = compared_figures(["a"] * 1000 + ["b"] * 5)
    assert taken == [*range(bounds.FIGURES_EACH), *range(1000, 1005)]
    assert left == list(range(bounds.FIGURES_EACH, 1000))


@given(st.lists(st.sampled_from("abcdef"), max_size=60), st.integers(1, 20), st.integers(6, 40))
def test_first_of_each(reports: list[str], each: int, together: int) -> None:
    taken, left = _first_of_each(reports, each, together)
    assert sorted(taken + left) == list(range(len(reports)))
    assert len(taken) <= together
    for report in set(reports):
        own = [i for i, r in enumerate(reports) if r == report]
        kept = [i for i in own if i in taken]
        assert kept == own[: len(kept)]
        assert len(kept) <= each
        # nothing is left out of one report while another has more of its own
        if len(kept) < len(own):
            assert all(sum(reports[i] == other for i in taken) <= len(kept) for other in set(reports))
    if len(reports) <= together and all(reports.count(r) <= each for r in reports):
        assert left == []
