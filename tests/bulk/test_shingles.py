"""Kept shingles: the same ones in every report, so that what two samples share tells what the reports share."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sayso.bulk.codes import encode
from sayso.bulk.shingles import FEWEST, LOCAL_BITS, ONE_IN, ceilings, rates, sample
from sayso.link.copies.passages import SHINGLE

WORDS = st.lists(st.sampled_from("abcdefgh"), max_size=60)


def words(count: int, first: int = 0) -> str:
    return " ".join(f"word{n}" for n in range(first, first + count))


def kept(texts: list[str]) -> list[set[int]]:
    found = sample(encode(texts)).kept
    mask = np.uint64(2**LOCAL_BITS - 1)
    return [set((found[(found & mask) == k] >> np.uint64(LOCAL_BITS)).tolist()) for k in range(len(texts))]


def test_one_in_eight_shingles_of_a_long_report_is_kept_and_all_of_a_short_one() -> None:
    long, short = kept([words(20_000), words(FEWEST)])
    assert abs(len(long) - 20_000 / ONE_IN) < 200
    assert len(short) == FEWEST - SHINGLE + 1


def test_a_longer_report_keeps_of_what_it_shares_what_a_shorter_one_keeps_too() -> None:
    whole, part = kept([words(4_000), words(100, 2_000)])
    assert len(whole & part) >= 5
    assert {h for h in part if h in whole} == whole & part
    sizes = np.arange(0, 5_000)
    assert (np.diff(rates(sizes)) <= 0).all()
    assert (np.diff(ceilings(sizes).astype(float)) <= 0).all()


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_samples_and_digests_are_the_same_in_any_company(texts: list[list[str]]) -> None:
    joined = [" ".join(t) for t in texts]
    together = sample(encode(joined))
    for k, text in enumerate(joined):
        alone = sample(encode([text]))
        assert alone.digests[0] == together.digests[k]
        assert alone.counts[0] == together.counts[k] == len(kept(joined)[k])
        assert kept([text])[0] == kept(joined)[k]


@given(WORDS, WORDS)
def test_digests_are_the_same_for_the_same_words_only(a: list[str], b: list[str]) -> None:
    first, second = sample(encode([" ".join(a), ", ".join(b)])).digests
    assert (first == second) == (a == b)


def test_digests_tell_the_order_of_a_text_that_repeats_itself() -> None:
    first, second = sample(encode(["a b " * 10 + "a", "b a " * 10 + "b"])).digests
    assert first != second


def test_what_stands_in_quotation_marks_is_kept_only_of_a_report_that_is_nothing_else() -> None:
    talk = f"“{words(40)}”"
    alone, within, plain = kept([talk, f"{words(200, 100)} {talk}", words(40)])
    assert alone == plain
    assert not within & plain
