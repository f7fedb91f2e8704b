"""Numbers in digits and words: what is written out comes back with its value and its characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.annotate.amounts import find_amounts
from sayso.annotate.numbers import find_numbers, parse_digits
from sayso.annotate.units import convert

SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
SMALL += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))


def spell(number: int, joint: str = " and ") -> str:
    """A whole number in English words."""
    if number < 20:
        return SMALL[number]
    if number < 100:
        return TENS[number // 10] + (f"-{SMALL[number % 10]}" if number % 10 else "")
    scale, name = next((s, n) for s, n in SCALES if number >= s)
    rest = number % scale
    small = joint if rest < 100 else " "
    return f"{spell(number // scale, joint)} {name}" + (f"{small}{spell(rest, joint)}" if rest else "")


@given(st.integers(1, 10**15 - 1), st.sampled_from([" and ", " "]))
def test_written_out_numbers_come_back(number: int, joint: str) -> None:
    words = spell(number, joint)
    text = f"They counted {words} birds."
    found = find_numbers(text)
    assert [(text[n.start : n.end], n.low, n.high) for n in found] == [(words, float(number), float(number))]


@given(st.integers(0, 10**15 - 1))
def test_grouped_digits_come_back(number: int) -> None:
    text = f"They counted {number:,} birds."
    (found,) = find_numbers(text)
    assert (found.low, text[found.start : found.end]) == (float(number), f"{number:,}")


@given(st.integers(0, 9999), st.integers(0, 99), st.sampled_from(["million", "billion", "bn"]))
def test_decimals_with_a_magnitude_come_back(whole: int, part: int, magnitude: str) -> None:
    text = f"It cost ${whole}.{part:02d} {magnitude}."
    (found,) = find_amounts(text)
    assert found.low == pytest.approx(float(f"{whole}.{part:02d}") * {"million": 1e6}.get(magnitude, 1e9))
    assert text[found.start : found.end] == text[8:-1]


@given(st.text(alphabet="0123456789,.:/-–² ½٣", max_size=40))
def test_digit_soup_is_no_crash_and_no_wrong_value(soup: str) -> None:
    for number in find_numbers(soup):
        written = soup[number.start : number.end]
        value = parse_digits(written)
        assert value is None or value == number.low
        assert any(c.isdigit() or c == "½" for c in written)


@pytest.mark.parametrize(
    ("written", "value"),
    [("12", 12.0), ("1,250", 1250.0), ("3.75", 3.75), ("1,50,000", 150000.0), ("0.5", 0.5), ("10\u00a0000", 10000.0)],
)
def test_well_formed_digits(written: str, value: float) -> None:
    assert parse_digits(written) == value


@pytest.mark.parametrize("written", ["1,000,00", "1.000,50", "007", "1,00", "10.000", "1..5", "5,", "9" * 16, "", "-3"])
def test_malformed_digits_have_no_value(written: str) -> None:
    assert parse_digits(written) is None


def test_words_that_only_look_like_one_number_stay_apart() -> None:
    text = "between one hundred and two hundred men, five and ten boys"
    assert [n.low for n in find_numbers(text)] == [100.0, 200.0, 5.0, 10.0]


def test_units_convert_to_their_dimension() -> None:
    assert convert(2.0, "km") == ("length", 2000.0)
    assert convert(50.0, "percent")[0] == "share"
    assert convert(3.0, None) == ("count", 3.0)
    assert convert(3.0, "reindeer") == ("reindeer", 3.0)
