"""The bench of linking: its made story is what it is said to be, and its figures are those of a link."""

from __future__ import annotations

import pytest

from bench.linking import growth, measure
from bench.made_story import SENTENCES, made_reports
from sayso.assemble import annotate_reports


def test_the_first_reports_of_more_are_those_of_fewer() -> None:
    few, more = made_reports(20), made_reports(60)
    assert more[:20] == few
    assert made_reports(20, seed=8) != few


def test_a_made_story_has_copies_and_reports_of_their_own() -> None:
    reports = made_reports(200)
    texts = [r.text for r in reports]
    assert 3 <= 200 - len(set(texts)) <= 25
    assert len({r.outlet for r in reports}) > 150
    sentences = [line.count(". ") + 1 for text in texts for line in text.split("\n")]
    assert sum(sentences) / len(reports) == pytest.approx(SENTENCES, rel=0.2)
    own = [set(text.split(". ")) for text in texts]
    alike = [len(a & b) / len(a | b) for n, a in enumerate(own[:60]) for b in own[:n]]
    assert sum(share > 0.4 for share in alike) < len(alike) / 10 < sum(share < 0.1 for share in alike)


def test_growth_is_the_power_of_the_count() -> None:
    assert growth([10, 100, 200], [1.0, 100.0, 200.0]) == pytest.approx([2.0, 1.0])


def test_what_is_measured_is_a_link() -> None:
    annotated = annotate_reports(made_reports(4))
    found = measure(annotated)
    assert found["pairs of reports"] == 6
    assert found["pairs of clauses"] > 0
    assert min(found["vectors"], found["claims"], found["names"], found["all"]) > 0
