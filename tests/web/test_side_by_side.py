"""Two reports of a story on one page."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

PAGE = "/stories/s1/side-by-side"


def test_two_reports_are_chosen(client: TestClient) -> None:
    page = client.get(PAGE)
    assert page.status_code == 200
    assert page.text.count("<option") == 16
    assert (
        f'{PAGE}?a=01-northwire&amp;b=03-valley-buzz"' in page.text
        or "a=03-valley-buzz&amp;b=01-northwire" in page.text
    )


def test_the_other_report_is_chosen(client: TestClient) -> None:
    for asked in ("a", "b"):
        page = client.get(f"{PAGE}?{asked}=04-radio-sarnholt")
        assert page.status_code == 200
        offered = re.findall(rf'href="{PAGE}\?([^"]+)"', page.text)
        assert offered
        assert all("04-radio-sarnholt" in address for address in offered)
    chosen = re.findall(r'<option value="([^"]+)" selected>', client.get(f"{PAGE}?a=04-radio-sarnholt").text)
    assert chosen[0] == "04-radio-sarnholt"
    assert chosen[1] != chosen[0]
    assert client.get(f"{PAGE}?a=nobody").status_code == 200


def test_all_words_of_both_stand_there_and_every_difference_leads_to_the_next(client: TestClient) -> None:
    page = client.get(f"{PAGE}?a=01-northwire&b=03-valley-buzz")
    assert page.status_code == 200
    rows = page.text[page.text.index('<div class="rows">') : page.text.index("</main>")]
    plain = re.sub(
        r'<span class="unseen">.*?</span>|<p class="turn.*?</p>|<p class="whose".*?</p>', "", rows, flags=re.S
    )
    plain = re.sub(r'<a class="partner".*?</a>', "", plain, flags=re.S)
    words = "".join(unescape(re.sub(r"<[^>]+>", "", plain)).split())
    assert "Thousandsfleeasstuckgate" in words
    assert "DamGateGetsStuck" in words
    assert "washed" in words
    last = max(int(n) for n in re.findall(r'id="d(\d+)"', rows))
    for n in range(1, last + 1):
        assert f'id="d{n}"' in rows
        assert (f'href="#d{n + 1}"' in rows) == (n < last)
    keys = re.findall(r'<span class="sentence [a-z]+" id="([ab]\d+)">', rows)
    assert len(keys) == len(set(keys))
    assert {p[1:] for p in re.findall(r'class="partner" href="(#[ab]\d+)"', rows)} <= set(keys)


@pytest.mark.parametrize(
    "pair",
    ["a=01-northwire&b=nobody", "a=01-northwire&b=01-northwire", "a=%00&b=%22"],
)
def test_what_is_not_two_reports_of_the_story_is_explained(client: TestClient, pair: str) -> None:
    page = client.get(f"{PAGE}?{pair}")
    assert page.status_code == 404
    assert "Two different reports" in page.text


def test_a_story_that_is_not_there(client: TestClient) -> None:
    assert client.get("/stories/s99/side-by-side").status_code == 404
    assert client.get("/stories/nonsense/side-by-side").status_code in (404, 422)
