"""Parsers that meet the outside, under what fuzzing begins with and under changes of it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.targets import TARGETS

CORPORA = Path(__file__).parent.parent / "fuzz" / "corpora"
SEEDS = {name: sorted(p for p in (CORPORA / name).iterdir()) for name in TARGETS}
# seconds of processor time; each of these inputs takes well under one
LIMIT = 10.0


def test_every_target_has_a_corpus() -> None:
    assert all(SEEDS.values())
    assert {p.name for p in CORPORA.iterdir()} == set(TARGETS)


@pytest.mark.parametrize(
    "path", [p for seeds in SEEDS.values() for p in seeds], ids=lambda p: f"{p.parent.name}-{p.name}"
)
def test_what_fuzzing_begins_with(path: Path) -> None:
    began = time.process_time()
    TARGETS[path.parent.name](path.read_bytes())
    assert time.process_time() - began < LIMIT


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data())
def test_changes_of_it(name: str, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from(SEEDS[name])).read_bytes()
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(seed)), st.integers(0, len(seed)))))
    middle = data.draw(st.binary(max_size=20) | st.sampled_from(SEEDS[name]).map(lambda p: p.read_bytes()[:200]))
    TARGETS[name](seed[:start] + middle + seed[end:])
