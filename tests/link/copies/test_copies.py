"""Copies: which of two reports depends on the other, and the passages that they share."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.annotate import annotate
from sayso.language.backbone import parse
from sayso.link.copies.copied_words import copied_words
from sayso.link.copies.copies import link_copies
from sayso.link.copies.partners import MANY, NEAREST, find_partners
from sayso.link.copies.passages import SHINGLE, shared_runs
from sayso.link.copies.runs import Shingles
from sayso.link.copies.texts import read_texts
from sayso.types import Annotations, Copy, Report
from tests.conftest import load_cases, make_report


def copy_of(a: str, b: str, **fields: Any) -> Copy:
    """The pair that two texts make; a field given as a list has a value for each."""
    both = [{k: v[n] if isinstance(v, list) else v for k, v in fields.items()} for n in (0, 1)]
    reports = [make_report(a, id="a", **both[0]), make_report(b, id="b", **both[1])]
    (copy,) = link_copies([annotate(r) for r in parse(reports)])
    return copy


def _bare(report: Report) -> Annotations:
    """A report of one sentence in which nothing was found."""
    nothing: dict[str, Any] = dict.fromkeys(("names", "times", "statements", "figures", "events", "propositions"), ())
    return Annotations(report=report, sentences=((0, len(report.text)),), **nothing)


@pytest.mark.parametrize("case", load_cases("copies"))
def test_relation(case: dict[str, Any]) -> None:
    copy = copy_of(case["a"], case["b"], outlet=case.get("outlets"))
    assert copy.relation in case["relation"], dict(copy.why)
    assert copy.source == case.get("source", copy.source)
    for passage in copy.passages:
        assert case["a"][passage.a.start : passage.a.end] == passage.a.text
        assert case["b"][passage.b.start : passage.b.end] == passage.b.text
    if copy.relation == "independent":
        assert copy.source is None


ROOF = """A storm tore the tiles off the church of Tolm on Sunday night. Nobody was hurt, and the service was moved.
The priest, Olin Marsk, said the roof had been repaired only last autumn and the insurance would pay less than half.
Forty people helped to carry the benches out before the rain came, and firemen covered the organ with sheets.
"""
REWORDED = """On Sunday night a storm tore the tiles off Tolm's church. No one was hurt, and the service was moved.
The priest, Olin Mersk, said that the roof was repaired only last autumn and that insurance would pay less than half.
About forty people helped carry the benches out before the rain came, and firemen covered the organ with sheets.
"""


def test_reworded_sentences_are_shown_with_the_words_that_differ() -> None:
    copy = copy_of(ROOF, REWORDED)
    assert copy.relation == "rewrite"
    reworded = [p for p in copy.passages if p.relation == "reworded"]
    assert len(reworded) >= 3
    assert all(p.changes for p in reworded)
    assert not any(p.changes for p in copy.passages if p.relation == "same")
    for passage in reworded:
        for change in passage.changes:
            assert (change.a is None) == (change.kind == "put-in")
            assert (change.b is None) == (change.kind == "left-out")
            for span, text, whole in ((change.a, ROOF, passage.a), (change.b, REWORDED, passage.b)):
                assert span is None or text[span.start : span.end] == span.text
                assert span is None or whole.start <= span.start <= span.end <= whole.end
    changed = {(c.a.text, c.b.text) for p in reworded for c in p.changes if c.a and c.b}
    assert ("Marsk", "Mersk") in changed


def test_passages_of_either_order_are_the_same_places() -> None:
    there, back = copy_of(ROOF, REWORDED), copy_of(REWORDED, ROOF)
    places = {(p.a.start, p.a.end, p.b.start, p.b.end, p.relation) for p in there.passages}
    assert places == {(p.b.start, p.b.end, p.a.start, p.a.end, p.relation) for p in back.passages}


@pytest.mark.parametrize(
    ("fields", "source", "by"),
    [
        ({"published": ["2031-05-03", "2031-05-02"]}, "b", "time"),
        ({"published": ["2031-05-02T18:00:00", "2031-05-02"]}, None, None),
        ({"published": [None, "2031-05-02"]}, None, None),
        # a clock that runs ahead tells as little, or as much, as any other
        ({"published": ["2099-01-01", "2031-05-02"]}, "b", "time"),
        ({"outlet": ["Tolm Post", "Tolm Post"], "published": ["2031-05-02", "2031-05-03"]}, "a", "version"),
        ({"url": ["https://news.example/1", "https://geology.velmora.ac.uk/roof"]}, "b", "release"),
        ({"agencies": [(), ("AFP",)]}, "third: AFP", "credit"),
        ({"outlet": ["AFP", "Tolm Post"], "agencies": [("AFP",), ("AFP",)]}, "a", "credit"),
    ],
)
def test_source_of_identical_reports(fields: dict[str, Any], source: str | None, by: str | None) -> None:
    copy = copy_of(ROOF, ROOF, **fields)
    assert (copy.source, copy.why["source_by"]) == (source, by)


def test_who_garbles_a_name_that_others_spell_otherwise_is_the_taker() -> None:
    third = (
        "Olin Marsk has been the priest of Tolm for nine years. He keeps bees behind the church and sings in a choir."
    )
    reports = [make_report(t, id=i) for i, t in (("a", REWORDED), ("b", ROOF), ("c", third))]
    copies = link_copies([annotate(r) for r in parse(reports)])
    (copy,) = [c for c in copies if (c.a, c.b) == ("a", "b")]
    assert (copy.source, copy.why["source_by"]) == ("b", "garbled name")


def test_two_that_took_from_a_third_report_name_it() -> None:
    more = (
        "Northwire will report on the repair of the roof as it goes on through the summer and the autumn of the year."
    )
    texts = {"a": ROOF + more, "b": ROOF, "c": REWORDED}
    outlets = {"a": "Sarn Daily", "b": "Tolm Post", "c": "Kell Times"}
    times = {"a": "2031-05-01", "b": "2031-05-02", "c": "2031-05-03"}
    reports = [make_report(t, id=i, outlet=outlets[i], published=times[i]) for i, t in texts.items()]
    copies = {(c.a, c.b): c for c in link_copies([annotate(r) for r in parse(reports)])}
    assert copies["a", "b"].source == "a"
    assert copies["a", "c"].source == "a"
    assert copies["b", "c"].source == "third: Sarn Daily"
    assert copies["b", "c"].why["source_by"] == "third report"


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


def test_many_identical_reports_and_one_of_its_own() -> None:
    own = "The library of Kell lends lamps and ladders from May on, and the council pays for the paint of its room."
    copied, other = (annotate(r) for r in parse([make_report(ROOF, id="r"), make_report(own, id="own")]))
    many = [replace(copied, report=replace(copied.report, id=f"r{n}")) for n in range(60)]
    copies = link_copies([*many, other])
    assert len(copies) == 61 * 60 // 2
    assert all((c.relation == "identical") == (c.b != "own") for c in copies)


def test_of_many_reports_pairs_with_nothing_in_common_are_light() -> None:
    texts = [f"The {noun} of {place} was painted on Monday." for noun in "abcdefgh" for place in ("Tolm", "Kell")]
    annotated = [annotate(r) for r in parse(make_report(t, id=str(n)) for n, t in enumerate(texts))]
    many = [
        replace(
            a, report=replace(a.report, id=f"{a.report.id}-{n}", text=a.report.text.replace("painted", f"w{n}x{k}"))
        )
        for n in range(MANY // len(annotated) + 1)
        for k, a in enumerate(annotated)
    ]
    copies = link_copies(many)
    assert len(copies) <= len(many) * 2 * NEAREST
    assert all(c.why["share_of_a"] == 0.0 for c in copies if not c.passages and c.relation == "independent")


def test_a_thousand_identical_reports_are_compared_with_the_first_of_them() -> None:
    (copied,) = (annotate(r) for r in parse([make_report(ROOF, id="r")]))
    many = [
        replace(copied, report=replace(copied.report, id=f"r{n}", published=f"2031-05-{28 - n % 27:02d}"))
        for n in range(1000)
    ]
    copies = link_copies(many)
    assert len(copies) == 999
    assert {c.relation for c in copies} == {"identical"}
    # r26 was published first
    assert all("r26" in (c.a, c.b) for c in copies)
    found = copied_words(copies)
    assert found.one(many[3].report.span(0, 9), many[900].report.span(0, 9))


def test_comparisons_grow_with_the_reports_and_not_with_their_square() -> None:
    words = ("lamp", "ladder", "roof", "paint", "room", "council", "library", "street", "river", "bridge", "school")

    def pairs(count: int) -> int:
        draw = Random(5)
        reports = [make_report(" ".join(draw.choices(words, k=8)), id=f"r{n}") for n in range(count)]
        texts = read_texts([_bare(r) for r in reports])
        found = find_partners(texts, range(count), Shingles([t.words for t in texts]))
        assert all(i < j for i, later in enumerate(found) for j in later)
        return sum(map(len, found))

    few, more, most = pairs(50), pairs(300), pairs(600)
    assert few == 50 * 49 // 2
    assert most <= 600 * 2 * NEAREST
    assert most <= 2.2 * more


def test_a_copy_among_many_reports_is_found() -> None:
    others = [f"The council of {a}{b} met in {c}." for a in "abcdefgh" for b in "kmnprst" for c in (2029, 2030)]
    texts = [*others, ROOF, f"{ROOF} It rained."]
    assert len(texts) > MANY
    copies = link_copies([_bare(make_report(t, id=str(n))) for n, t in enumerate(texts)])
    found = {(c.a, c.b): c.relation for c in copies}
    assert found[str(len(others)), str(len(others) + 1)] in ("identical", "near-identical")


numbers = st.lists(st.lists(st.integers(0, 9), max_size=40), max_size=6)


@given(numbers)
def test_the_index_finds_what_comparing_two_texts_finds(texts: list[list[int]]) -> None:
    index = Shingles([np.array(t, dtype=np.int64) for t in texts])
    for i, a in enumerate(texts):
        found = index.with_later(i)
        for j in range(i + 1, len(texts)):
            runs = found.get(j, ())
            covered = sum(r.length for r in runs)
            assert all(a[r.a : r.a + r.length] == texts[j][r.b : r.b + r.length] for r in runs)
            assert covered == sum(r.length for r in shared_runs(a, texts[j]))


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
