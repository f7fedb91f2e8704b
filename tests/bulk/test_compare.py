"""What two texts share: as dossiers measure it, word by word, and by the same thresholds."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.annotate import annotate
from sayso.bulk.candidates import boilerplate_key
from sayso.bulk.codes import encode
from sayso.bulk.compare import Boilerplate, Likeness, cuts, likenesses, relation_of
from sayso.bulk.shingles import LOCAL_BITS, OWN_WORDS, sample
from sayso.language.backbone import parse
from sayso.link.copies import relation
from sayso.link.copies.copies import QUOTED, TOLD_RUN, link_copies
from sayso.link.copies.passages import SHINGLE, shared_runs
from sayso.link.copies.relation import Shared
from tests.conftest import load_cases, make_report

NONE = Boilerplate.of(np.zeros(0, np.uint64))
COPIES = ("identical", "near-identical", "excerpt", "rewrite")


def likeness(a: str, b: str) -> Likeness:
    (found,) = likenesses(encode([a, b]), NONE, np.zeros(2, np.uint32))
    return found


def shares(a: str, b: str) -> tuple[float, float]:
    """What `sayso.link.copies.copies` counts: words of shared runs among a text's own words."""
    pieces = [[(m.group().lower(), m.start()) for m in re.finditer(r"\w+(?:[.,]\d+)*", text)] for text in (a, b)]
    runs = shared_runs(*([word for word, _ in piece] for piece in pieces))
    out = []
    for text, piece, begins in zip((a, b), pieces, ([r.a for r in runs], [r.b for r in runs]), strict=True):
        quotes = [m.span() for m in QUOTED.finditer(text)]
        told = {i for i, (_, at) in enumerate(piece) if not any(x <= at < y for x, y in quotes)}
        told = told if len(told) >= OWN_WORDS else set(range(len(piece)))
        covered = {k for begin, run in zip(begins, runs, strict=True) for k in range(begin, begin + run.length)}
        out.append(len(covered & told) / max(1, len(told)))
    return out[0], out[1]


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str]:
    """A text of different words, and another made of pieces of it, with quotation marks here and there."""
    words = [f"w{n}" for n in range(draw(st.integers(0, 120)))]
    pieces = []
    for _ in range(draw(st.integers(0, 6))):
        begin = draw(st.integers(0, len(words)))
        pieces.append(words[begin : begin + draw(st.integers(0, 40))])
        pieces.append([f"x{draw(st.integers(0, 999))}"] * draw(st.integers(0, 1)))
    taken = list(dict.fromkeys(w for piece in pieces for w in piece))
    for text in (words, taken):
        if len(text) > 8 and draw(st.booleans()):
            at = draw(st.integers(0, len(text) - 8))
            text[at], text[at + 7] = f"“{text[at]}", f"{text[at + 7]}”"
    return " ".join(words), " ".join(taken)


@given(edited())
def test_shares_are_those_of_dossiers(pair: tuple[str, str]) -> None:
    found = likeness(*pair)
    assert (found.in_a, found.in_b) == pytest.approx(shares(*pair))


@given(st.lists(st.text(alphabet="ab \n“”\"'", max_size=200), min_size=2, max_size=8))
def test_shares_are_shares_and_pairs_do_not_see_each_other(texts: list[str]) -> None:
    texts = texts[: len(texts) // 2 * 2]
    found = likenesses(encode(texts), NONE, np.zeros(len(texts), np.uint32))
    for k, x in enumerate(found):
        assert 0 <= x.in_a <= 1
        assert 0 <= x.in_b <= 1
        assert x == likeness(texts[2 * k], texts[2 * k + 1])


@pytest.mark.parametrize("case", load_cases("copies"))
def test_a_pair_has_the_relation_that_its_dossier_gives(case: dict[str, Any]) -> None:
    reports = [make_report(case[k], id=k) for k in ("a", "b")]
    (copy,) = link_copies([annotate(r) for r in parse(reports)])
    found = likeness(case["a"], case["b"])
    if encode([case["a"]]).words.tolist() == encode([case["b"]]).words.tolist() != []:
        # told by their digests
        assert copy.relation == "identical"
        return
    # rewording is told by sentences that mean the same, and lines spoken to readers by words: neither is looked at here
    told_by_meaning = copy.relation == "rewrite" and copy.why["short_runs"] is not None
    if not told_by_meaning and not re.search("Subscribe", case["b"]):
        assert relation_of(found) == (copy.relation if copy.relation in COPIES else None)
        if copy.relation not in COPIES:
            return
        assert (found.in_a, found.in_b) == pytest.approx((copy.why["share_of_a"], copy.why["share_of_b"]), abs=0.03)


@given(
    *[st.sampled_from([0.0, 0.2, 0.25, 0.3, 0.74, 0.75, 0.96, 0.97, 1.0])] * 2,
    *[st.integers(0, 10)] * 2,
    st.floats(0.1, 9),
)
def test_relations_follow_from_shares_as_in_dossiers(a: float, b: float, long: int, short: int, lengths: float) -> None:
    second, first = sorted((long, short))
    shared = Shared(
        in_a=a, in_b=b, longest=first, second=second, short_runs=None, told_in_a=0.0, told_in_b=0.0, in_order=0.0,
        quotations=0, tells=False, agencies=(), speakers=(),
    )  # fmt: skip
    found = Likeness(in_a=a, in_b=b, long_runs=(first >= TOLD_RUN) + (second >= TOLD_RUN), lengths=lengths)
    expected = relation.relation_of(shared, lengths, cited=False)
    assert relation_of(found) == (None if expected == "independent" else expected)


def test_one_word_repeated_is_shared_as_often_as_both_have_it() -> None:
    found = likeness("no " * 100, "no " * 400)
    assert found.in_a == 1.0
    assert found.in_b == pytest.approx(0.25, abs=0.01)
    assert relation_of(found) == "excerpt"


def test_long_runs_are_counted_outside_quotation_marks() -> None:
    runs = [" ".join(f"{k}{n}" for n in range(12)) for k in "abc"]
    apart = " ".join(f"x{n}" for n in range(30))
    other = " ".join(f"y{n}" for n in range(30))
    a = f"{runs[0]} {apart} {runs[1]} {apart.upper()}y “{runs[2]}”"
    b = f"{runs[2]} {other} {runs[1]} {runs[0]}"
    assert likeness(a, b).long_runs == 2


def boilerplate(text: str, outlet: int) -> np.ndarray[Any, np.dtype[np.uint64]]:
    low = sample(encode([text])).kept >> np.uint64(LOCAL_BITS)
    return np.unique(boilerplate_key(low, np.full(1, outlet, np.uint64)))


def test_boilerplate_counts_for_neither_report() -> None:
    footer = " ".join(f"f{n}" for n in range(400))
    told = [" ".join(f"{k}{n}" for n in range(80)) for k in "ab"]
    pages = [f"{t} {footer}" for t in told]
    assert relation_of(likeness(*pages)) == "near-identical"
    for known, outlets, hidden in [
        (boilerplate(footer, 0), (1, 2), True),
        (boilerplate(footer, 1), (1, 1), True),
        (boilerplate(footer, 1), (1, 2), False),
    ]:
        (found,) = likenesses(encode(pages), Boilerplate.of(known), np.array(outlets, np.uint32))
        assert (relation_of(found) is None) == hidden
    # and a copy is one though each page has lines of its own outlet below it
    other = " ".join(f"g{n}" for n in range(400))
    copies = [f"{told[0]} {footer}", f"{told[0]} {other}"]
    known = np.union1d(boilerplate(footer, 1), boilerplate(other, 2))
    (found,) = likenesses(encode(copies), Boilerplate.of(known), np.array([1, 2], np.uint32))
    assert relation_of(found) in ("identical", "near-identical")


def test_reports_too_short_for_a_shingle_share_nothing() -> None:
    for a, b in [("", ""), ("one two", "one two"), ("w " * (SHINGLE - 1), "w " * 50)]:
        assert relation_of(likeness(a, b)) is None


@given(st.lists(st.integers(1, 300_000), max_size=40))
def test_blocks_take_all_pairs_in_order(sizes: list[int]) -> None:
    ends = cuts(sizes)
    assert ends == sorted(set(ends))
    assert (ends[-1] if ends else 0) == len(sizes)
