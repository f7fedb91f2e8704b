"""What is read from a report to find its story."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.link.stories.features import LENGTH, FeatureReader, Features
from sayso.link.stories.lines import REPEATED, Repeats, line_keys
from sayso.link.stories.terms import UNIT, find_terms
from sayso.types import Report
from tests.conftest import make_report

TODAY = 738_000  # a day in 2021


def read(*reports: Report) -> list[Features]:
    return list(FeatureReader(TODAY).one_by_one(reports))


def weights_of(found: Features) -> dict[int, int]:
    return dict(zip(found.terms.places.tolist(), found.terms.weights.tolist(), strict=True))


def made(text: str, **fields: Any) -> Report:
    return make_report(text, **fields)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sanctions", "sanction"), ("companies", "company"), ("visited", "visiting"), ("Velmara’s", "Velmara"),
        ("closed", "close"), ("IMF", "imf"),
    ],
)  # fmt: skip
def test_forms_of_a_word_are_one_term(one: str, other: str) -> None:
    assert set(find_terms("", one)) == set(find_terms("", other))


@pytest.mark.parametrize(("one", "other"), [("3,400", "3,500"), ("gas", "ga"), ("class", "clas"), ("Ed", "E")])
def test_other_words_are_other_terms(one: str, other: str) -> None:
    assert set(find_terms("", one)) != set(find_terms("", other))


def test_a_word_of_the_headline_counts_more() -> None:
    (headline,) = find_terms("Velmara", "").values()
    (body,) = find_terms("", "Velmara").values()
    assert headline > body


def test_rare_terms_weigh_more_and_grow_common() -> None:
    reader = FeatureReader(TODAY)
    (first,) = reader.one_by_one([made("The Velmara ferry.")])
    common, rare = find_terms("", "the").keys(), find_terms("", "Velmara").keys()
    before = weights_of(first)
    assert max(before.get(t, 0) for t in common) < min(before[t] for t in rare)
    for i in range(30):
        list(reader.one_by_one([made(f"Velmara {i} has news of the harbour.", id=f"r{i}")]))
    (last,) = reader.one_by_one([made("The Velmara ferry.")])
    assert all(weights_of(last)[t] < before[t] for t in rare)


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_gives_whole_numbers_of_the_right_length(text: str, title: str) -> None:
    (found,) = read(made(text, title=title or None))
    assert found.vector.dtype == np.int8
    length = float(np.linalg.norm(found.vector.astype(float)))
    assert length == 0 or abs(length - LENGTH) < 12
    weights = weights_of(found)
    assert not weights or abs(sum(w * w for w in weights.values()) ** 0.5 - UNIT) < 0.05 * UNIT
    assert set(weights) <= set(found.learnt.terms)


def test_no_words_are_no_likeness() -> None:
    (found,) = read(made(""))
    assert not found.vector.any()
    assert weights_of(found) == {}


@pytest.mark.parametrize("published", [None, "", "someday", "2999-01-01", "2021-13-40"])
def test_a_day_that_is_no_day_or_not_yet_is_none(published: str | None) -> None:
    (found,) = read(made("A ferry ran aground.", published=published))
    assert found.day is None


def test_a_day_is_read_from_a_time() -> None:
    (found,) = read(made("A ferry ran aground.", published="2020-02-03T04:05:06Z"))
    assert found.day == 737_458


def test_together_and_one_by_one_differ_only_in_what_they_learn_first() -> None:
    reports = [made(f"A ferry ran aground at Velmara, report {i}.", id=f"r{i}") for i in range(5)]
    together = list(FeatureReader(TODAY).together(reports))
    assert weights_of(together[-1]) == weights_of(read(*reports)[-1])
    assert [f.id for f in together] == [r.id for r in reports]


def test_a_line_is_repeated_when_it_stands_in_reports_with_other_headlines() -> None:
    repeats = Repeats()
    (key,) = line_keys("Tarrow Courier", ["Subscribe now."])
    for headline in range(1, REPEATED):
        repeats.learn(headline, [key])
        repeats.learn(headline, [key])
    assert not repeats.repeated(key)
    repeats.learn(99, [key])
    assert repeats.repeated(key)
    (other,) = line_keys("Norwick Post", ["Subscribe now."])
    assert not repeats.repeated(other)
