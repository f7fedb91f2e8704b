"""Copies: which of two reports depends on the other, and the passages that they share."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.annotate import annotate
from sayso.language.backbone import parse
from sayso.link.copies import link_copies
from sayso.link.passages import SHINGLE, shared_runs
from sayso.types import Copy
from tests.conftest import load_cases, make_report


def copy_of(a: str, b: str, **fields: Any) -> Copy:
    reports = [make_report(a, id="a", **fields), make_report(b, id="b", **fields)]
    (copy,) = link_copies([annotate(r) for r in parse(reports)])
    return copy


@pytest.mark.parametrize("case", load_cases("copies"))
def test_relation(case: dict[str, Any]) -> None:
    copy = copy_of(case["a"], case["b"])
    assert copy.relation in case["relation"], dict(copy.why)
    for passage in copy.passages:
        assert case["a"][passage.a.start : passage.a.end] == passage.a.text
        assert case["b"][passage.b.start : passage.b.end] == passage.b.text
    if copy.relation == "independent":
        assert copy.source is None


def test_agency_is_the_source_of_copy_that_one_of_two_credits() -> None:
    text = load_cases("copies")[0].values[0]["a"]
    assert copy_of(text, text, agencies=("AP",)).source == "third: AP"


def test_earlier_report_is_the_source_when_times_are_known() -> None:
    text = "The bridge over the Sarn was shut on Friday after a pillar moved by a hand's breadth in the night. " * 3
    reports = [
        make_report(text, id="late", published="2031-05-02T18:00:00"),
        make_report(text, id="early", published="2031-05-02T09:00:00"),
    ]
    (copy,) = link_copies([annotate(r) for r in parse(reports)])
    assert copy.relation == "identical"
    assert copy.source == "b"


def test_one_report_and_none_have_no_pairs() -> None:
    assert link_copies([]) == ()
    assert link_copies([annotate(r) for r in parse([make_report("")])]) == ()


def test_empty_reports_are_independent() -> None:
    assert copy_of("", "").relation == "independent"


words = st.lists(st.sampled_from([f"w{i}" for i in range(12)]), max_size=60)


@given(words, words)
def test_runs_are_shared_long_enough_and_do_not_overlap(a: list[str], b: list[str]) -> None:
    runs = shared_runs(a, b)
    for run in runs:
        assert run.length >= SHINGLE
        assert a[run.a : run.a + run.length] == b[run.b : run.b + run.length]
    for side in ("a", "b"):
        covered = [i for r in runs for i in range(getattr(r, side), getattr(r, side) + r.length)]
        assert len(covered) == len(set(covered))


@given(st.lists(st.text("xyz", min_size=1, max_size=3), min_size=SHINGLE, max_size=40, unique=True))
def test_a_text_is_one_run_with_itself(a: list[str]) -> None:
    (run,) = shared_runs(a, a)
    assert (run.a, run.b, run.length) == (0, 0, len(a))
