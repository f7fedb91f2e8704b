"""Reports made for the comparison of copies, and what is counted there."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path

import pytest

from bench.copies import score
from bench.copies_peers import shingled
from bench.family import held, measure
from bench.made_reports import RATES, make_reports, write_reports


def test_the_same_seed_gives_the_same_reports_with_copies_at_the_known_rates() -> None:
    made = list(make_reports(1500))
    assert made == list(make_reports(1500))
    assert made[:20] != list(make_reports(1500, seed=1))[:20]
    kinds = Counter(m.kind for m in made)
    for kind, rate in RATES.items():
        assert kinds[kind] / len(made) == pytest.approx(rate, abs=0.02)
    assert 400 < sum(len(m.text.split()) for m in made) / len(made) < 700
    for m in made:
        assert m.of is None or m.of < m.number
        assert m.kind != "identical" or m.text == made[m.of or 0].text


def test_found_and_right_are_counted_apart(tmp_path: Path) -> None:
    planted = tmp_path / "planted"
    copies = [("1", "2", "identical"), ("1", "3", "excerpt"), ("2", "4", "excerpt"), ("6", "7", "rewrite")]
    planted.write_text("".join(json.dumps(c) + "\n" for c in copies))
    found = tmp_path / "found"
    pairs = [("1", "2"), ("1", "3"), ("3", "4"), ("1", "7")]
    found.write_text("".join(json.dumps({"a": a, "b": b}) + "\n" for a, b in pairs))
    assert score(found, planted) == {
        "identical": 1.0,
        "near-identical": 0.0,
        "excerpt": 0.5,
        "rewrite": 0.0,
        "precision": 0.75,
    }


def test_peers_get_the_shingles_of_each_report(tmp_path: Path) -> None:
    reports = tmp_path / "reports.jsonl"
    rows = [{"id": "a", "text": "One two, three four five six SEVEN."}, {"id": "b", "text": "too short"}]
    reports.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert list(shingled(reports)) == [("a", ["one two three four five six", "two three four five six seven"])]


def test_reports_are_written_beside_what_was_planted(tmp_path: Path) -> None:
    reports, planted = write_reports(tmp_path, 200)
    ids = [json.loads(line)["id"] for line in reports.open()]
    assert len(set(ids)) == 200
    assert {name for line in planted.open() for name in json.loads(line)[:2]} <= set(ids)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="memory is read from /proc")
def test_a_command_is_measured_with_its_children() -> None:
    code = (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'b = bytearray(80 * 2**20); sum(range(10**7))'])"
    )
    seconds, cpu, peak = measure([sys.executable, "-c", code])
    assert 0 < cpu <= 2 * seconds
    assert peak > 80
    assert held(os.getpid()) > 10
