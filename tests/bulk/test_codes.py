"""Words as codes: the same words as those that dossiers compare, the same quotations, in any company."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.bulk.codes import encode
from sayso.link.copies.copies import QUOTED

WORDS = re.compile(r"\w+(?:[.,]\d+)*")
TEXTS = [
    "The dam at Orrin held on Monday, its keeper said.",
    "Ann's “two” men – and 3,500.5 others – don’t know; it's 4.5 or 7,200. So 1999.",
    "ÉLAN über Łódź… naïve façade ½ µ ª 10² © ® £5 «so» „ja“ ¿qué?",
    "\ufeffA mark before the text, \N{GRINNING FACE}two emoji\N{GRINNING FACE}",
    "a \N{REPLACEMENT CHARACTER} and a soft\u00adhyphen",
    "Москва и Київ, 東京 — Ελλάδα",
    "antidisestablishmentarianism antidisestablishmentarianisms",
    "",
    "\n\n",
    "no\x00nul bell\x07",
]
MARKS = st.text(alphabet="ab \n.\"'“”‘’é1,", max_size=80)


def quoted_words(text: str) -> list[bool]:
    inside = [m.span() for m in QUOTED.finditer(text)]
    return [any(a <= m.start() < b for a, b in inside) for m in WORDS.finditer(text)]


@pytest.mark.parametrize("text", TEXTS)
def test_words_are_those_that_dossiers_compare(text: str) -> None:
    assert len(encode([text]).codes) == len(WORDS.findall(text))


def test_codes_tell_words_apart_and_cases_not() -> None:
    words = sorted({w for text in TEXTS[:6] for w in WORDS.findall(text.lower())})
    codes = encode([" ".join(words)]).codes
    assert {(a, b) for (a, x), (b, y) in combinations(zip(words, codes, strict=True), 2) if x == y} == set()
    for text in TEXTS[:2]:
        assert encode([text]).words.tolist() == encode([text.upper()]).words.tolist()
    assert encode(["ÉLAN Über"]).codes.tolist() == encode(["élan über"]).codes.tolist()


@pytest.mark.parametrize(
    "text",
    [
        '"We saw it," she said. "It was tall."',
        "“We saw it,” she said; ‘it was as tall as a house’, he said.",
        "The miners' union and the owners' club don't quote anybody here.",
        "'We saw it from the bridge', she said.",
        "an opening “ without its end\nand the next” line",
        'two "" marks "with nothing" in "them"',
        "“a “b” c”",
        "‘short’ and 'short' are scare quotes",
    ],
)
def test_quotations_are_those_of_dossiers(text: str) -> None:
    assert encode([text]).quoted.tolist() == quoted_words(text)


@given(MARKS)
def test_quotations_are_those_of_dossiers_whatever_the_marks(text: str) -> None:
    # the two part words otherwise where a number and a word meet
    apart = re.sub(r"(?<=\d)(?=[^\W\d])", " ", text)
    assert encode([apart]).quoted.tolist() == quoted_words(apart)


@given(st.lists(st.text(alphabet=st.characters(), max_size=60), max_size=6))
def test_texts_have_the_same_codes_in_any_company(texts: list[str]) -> None:
    together = encode(texts)
    assert together.bounds[0] == 0
    assert together.bounds[-1] == len(together.codes)
    for k, text in enumerate(texts):
        part = together.codes[together.bounds[k] : together.bounds[k + 1]]
        assert part.tolist() == encode([text]).codes.tolist()


def test_many_marks_without_an_end_take_no_long() -> None:
    coded = encode(["“a ‘b " * 80_000, "' \"" * 100_001])
    assert not coded.quoted[: coded.bounds[1]].any()


def test_no_texts_have_no_words() -> None:
    coded = encode([])
    assert len(coded.codes) == 0
    assert np.array_equal(coded.bounds, [0])
