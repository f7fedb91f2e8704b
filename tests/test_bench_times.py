"""The peers that times are set beside: what their words and moments become, and what is counted."""

from __future__ import annotations

from datetime import datetime

import pytest

from bench.times import score, values_of_dateparser
from sayso.types import Time
from tests.conftest import make_report


def test_a_moment_becomes_the_period_that_its_words_name() -> None:
    text = "The mill burned on 3 May 2012. In June 2012 it was rebuilt, and in 2014 sold."
    found = [(w, datetime(2012, 5, 3)) for w in ("on 3 May 2012", "June 2012", "2014")]
    times = values_of_dateparser(make_report(text, published="2021-03-04"), found)
    assert [(t.span.text, t.value) for t in times] == [
        ("on 3 May 2012", "2012-05-03"),
        ("June 2012", "2012-05"),
        ("2014", "2012"),
    ]


def test_the_same_words_twice_are_two_places() -> None:
    report = make_report("On Friday it rained. On Friday it snowed.")
    times = values_of_dateparser(report, [("On Friday", datetime(2021, 3, 5))] * 3)
    assert [t.span.start for t in times] == [0, 21]


def test_days_alone_are_scored_apart() -> None:
    report = make_report("In 2012, on May 3, for two days.")

    def at(words: str, value: str) -> Time:
        start = report.text.index(words)
        return Time(span=report.span(start, start + len(words)), value=value, start=None, end=None)

    gold = [(3, 7, "2012"), (12, 17, "2012-05-03"), (23, 31, "P2D")]
    scores = score([gold], [[at("2012", "2012"), at("May 3", "2012-05-04")]])
    assert scores["relaxed"] == pytest.approx(0.8)
    assert scores["value"] == pytest.approx(0.4)
    assert scores["days"] == 0.0
