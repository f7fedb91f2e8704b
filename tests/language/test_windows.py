"""A long text is cut at the ends of sentences, and no word is lost or seen without its place."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sayso.language.windows import LONGEST, LONGEST_WORD, cut, windows

OPENING, CLOSING = 101, 102
pieces = st.lists(st.lists(st.integers(200, 900), min_size=1, max_size=20), min_size=1, max_size=400)


@given(pieces, st.data())
def test_every_word_stands_in_a_window_at_its_place(words: list[list[int]], data: st.DataObject) -> None:
    breaks = data.draw(st.sets(st.integers(1, len(words))))
    ends = data.draw(st.sets(st.integers(0, len(words))))
    made = windows(words, breaks, ends, (OPENING, CLOSING), overlap=data.draw(st.integers(0, 120)))
    assert {i for w in made for i in w.words} == set(range(len(words)))
    for w in made:
        assert len(w.ids) <= LONGEST + 2
        assert (w.ids[0], w.ids[-1]) == (OPENING, CLOSING)
        for i, at in zip(w.words, w.first, strict=True):
            assert w.ids[at : at + min(len(words[i]), LONGEST_WORD)] == words[i][:LONGEST_WORD]
            assert (w.ids[at - 1] == CLOSING) == (i in breaks and i > w.words.start)


def test_windows_end_with_sentences_and_share_whole_ones() -> None:
    sizes, ends = [1] * 600, set(range(19, 600, 20))
    made = cut(sizes, ends, overlap=50)
    assert all(w.stop - 1 in ends for w in made)
    assert all(w.start == 0 or w.start - 1 in ends for w in made)
    assert all(a.stop - b.start == 40 for a, b in pairwise(made))


def test_a_text_without_ends_is_cut_where_a_window_is_full() -> None:
    assert cut([2] * 300, ()) == [range(127), range(127, 254), range(254, 300)]
