"""Numbers in digits and words: what is written out comes back with its value and its characters."""

from __future__ import annotations

import inflect
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.annotate.amounts import find_amounts
from sayso.annotate.numbers import find_numbers, parse_digits
from sayso.annotate.units import convert

words_for = inflect.engine().number_to_words

FRAMES = ["They counted {} birds.", "{} birds were counted.", "The count stands at {}", "Of {}, half flew (south)."]
# how written-out numbers differ: with "and" and commas, with either, with neither
STYLES = [(andword, comma) for andword in ("and", "") for comma in (",", "")]


def sized(largest: int) -> st.SearchStrategy[int]:
    """Whole numbers of every length, round ones too."""
    powers = [10**n for n in range(1, 16) if 10**n <= largest]
    return st.sampled_from(powers).flatmap(
        lambda top: st.integers(0, min(top, largest) - 1) | st.integers(1, 9).map(lambda digit: digit * top // 10)
    )


@given(sized(10**15), st.sampled_from(STYLES), st.booleans(), st.sampled_from(FRAMES))
def test_written_out_numbers_come_back(number: int, style: tuple[str, str], hyphens: bool, frame: str) -> None:
    words = str(words_for(str(number), andword=style[0], comma=style[1]))
    words = words if hyphens else words.replace("-", " ")
    text = frame.format(words)
    found = [(text[n.start : n.end], n.low, n.high) for n in find_numbers(text) if text[n.start : n.end] != "half"]
    assert found == [(words, float(number), float(number))]


@given(st.integers(0, 1999), st.text("0123456789", min_size=1, max_size=4), st.sampled_from(["", " million"]))
def test_written_out_decimals_come_back(whole: int, part: str, magnitude: str) -> None:
    words = f"{words_for(f'{whole}.{part}')}{magnitude}"
    text = f"It grew by {words} tonnes."
    (found,) = find_numbers(text)
    assert text[found.start : found.end] == words
    assert found.low == pytest.approx(float(f"{whole}.{part}") * (1e6 if magnitude else 1))


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


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("two thousand, three hundred and four", [2304.0]),
        ("two thousand, three hundred thousand and four", [2000.0, 300004.0]),
        ("one million, two million, five", [1e6, 2e6, 5.0]),
        ("one million, " * 3000, [1e6] * 3000),
        ("It has two, point five says so", [2.0, 5.0]),
        ("zero point oh five", [0.05]),
    ],
)
def test_commas_and_points_join_what_is_one_number(text: str, values: list[float]) -> None:
    assert [n.low for n in find_numbers(text)] == values


def test_words_that_only_look_like_one_number_stay_apart() -> None:
    text = "between one hundred and two hundred men, five and ten boys"
    assert [n.low for n in find_numbers(text)] == [100.0, 200.0, 5.0, 10.0]


def test_units_convert_to_their_dimension() -> None:
    assert convert(2.0, "km") == ("length", 2000.0)
    assert convert(50.0, "percent")[0] == "share"
    assert convert(3.0, None) == ("count", 3.0)
    assert convert(3.0, "reindeer") == ("reindeer", 3.0)
