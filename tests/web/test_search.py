"""Search: what is looked for, what is found in the reports' own words, and what cannot be looked for."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from sayso.web.finding import KINDS, LONGEST, query_of


def main_of(page: str) -> str:
    return unescape(page[page.index("<main") : page.index("</main>")])


def test_a_page_without_a_question_says_what_can_be_asked(client: TestClient) -> None:
    for kind in KINDS:
        page = client.get(f"/search?for={kind}")
        assert page.status_code == 200
        assert "<ol" not in main_of(page.text)
        assert "quotation marks" in page.text


def test_reports_are_found_with_their_words_marked(client: TestClient) -> None:
    page = main_of(client.get("/search?words=sirens").text)
    assert "<mark>sirens</mark>" in page
    assert '<a href="/stories/s1/reports/01-northwire">' in page
    assert '<a href="/stories/s1">' in page


def test_what_somebody_said_about_something(client: TestClient) -> None:
    page = main_of(client.get("/search?for=statements&speaker=Soran&words=strike").text)
    assert re.search(r'<h3><a href="/entities\?name=Piet\+Soran">Piet Soran</a>', page)
    assert '<mark class="said">strike</mark>' in page
    assert "/stories/s1/reports/04-radio-sarnholt?at=" in page
    assert page.count("<h3>") == 1
    assert 'href="/stories/s1#statement-04-radio-sarnholt.s' in page
    assert "No statement fits" in client.get("/search?for=statements&speaker=Soran&words=lighthouse").text
    assert "No statement fits" in client.get("/search?for=statements&speaker=Soran&words=strike&until=2028-03-01").text


def test_figures_by_their_value(client: TestClient) -> None:
    page = main_of(client.get("/search?for=figures&low=14,000&high=14,500").text)
    assert "14,300" in page
    assert "11,400</span>" not in page


def test_people_and_bodies_once_over_their_stories(client: TestClient) -> None:
    page = main_of(client.get("/search?for=entities&words=Ruvik").text)
    assert page.count("<h3>") == 1
    assert 'href="/entities?name=Dana+Ruvik&type=PERSON"' in page
    assert "<h3>" not in main_of(client.get("/search?for=entities&words=Ruvik&type=ORG").text)


def test_many_results_are_turned_page_by_page(client: TestClient) -> None:
    seen: list[str] = []
    address: str | None = "/search?for=statements&words=the"
    while address:
        page = main_of(client.get(address).text)
        seen += re.findall(r'reports/([^"#]+)#at', page)
        found = re.search(r'<a href="([^"]+)" rel="next"', page)
        address = found[1] if found else None
    assert len(seen) > 40
    assert len(seen) == len(set(seen))
    assert "There is nothing more" in client.get("/search?for=statements&words=the&page=200").text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("words=%22%22", "no word or number"),
        ("words=*", "no word or number"),
        ("words=%E2%80%A6", "no word or number"),
        (f"words={'x' * (LONGEST + 1)}", "at most 500"),
        (f"words={'a+' * 5000}", "at most 500"),
        ("for=statements&since=yesterday", "year, month and day"),
        ("for=statements&since=2028-02-30", "year, month and day"),
        ("for=statements&words=a&since=2028-03-09&until=2028-03-08", "before the first"),
        ("for=figures&low=many", "Write a number"),
        ("for=figures&low=9e999", "Write a number"),
        ("for=figures&low=10&high=5", "less than the least"),
        ("for=entities&words=a&type=SHIP", "no such kind"),
        ("words=a&page=0", "pages 1 to"),
        ("words=a&page=-1", "pages 1 to"),
        ("words=a&page=1e3", "pages 1 to"),
        ("words=a&page=99999999999999999999", "pages 1 to"),
        ("for=rumours&words=a", "Nothing can be looked for in that"),
    ],
)
def test_what_cannot_be_looked_for_is_explained(client: TestClient, asked: str, told: str) -> None:
    page = client.get(f"/search?{asked}")
    assert page.status_code == 422
    assert told in unescape(page.text)


SIGNS = (
    *(
        '"',
        '"dam',
        "dam AND",
        "dam OR gate",
        "NOT",
        "NEAR(dam gate)",
        "dam*",
        "title:dam",
        "^dam",
        "{text}: dam",
        "-dam",
    ),
    *(
        "' OR 1=1 --",
        "'; DROP TABLE reports; --",
        "%",
        "_dam_",
        "dam & gate",
        "dam <-> gate",
        "!dam",
        "dam:*",
        "\\",
        "?",
    ),
    *("<script>alert(1)</script>", "{{ 7*7 }}", "\0dam", "de\u0301ja\u0300", "\u202edam", "水 ダム"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_no_sign_means_anything_and_nothing_breaks(client: TestClient, kind: str) -> None:
    for words in SIGNS:
        fields = {"for": kind, "words": words} | ({"speaker": words, "cue": words} if kind == "statements" else {})
        page = client.get("/search", params=fields)
        assert page.status_code in (200, 422), words
        assert "<script>alert" not in page.text
        assert "49" not in re.findall(r'value="([^"]*)"', page.text)
    assert client.get("/search?words=sirens").text.count("<mark>")


def test_operators_are_words_like_others(client: TestClient) -> None:
    both = client.get("/search", params={"words": "dam NOT gate"}).text
    # "not" is looked for as a word: reports that have all three
    assert "<mark>not</mark>" in both or "<mark>gate</mark>" in both
    assert "No report has all" in client.get("/search", params={"words": "title:sirens xyzzy"}).text


def test_words_in_quotation_marks_stand_in_a_row(client: TestClient) -> None:
    assert "<h3>" in main_of(client.get("/search", params={"words": '"sirens had sounded"'}).text)
    assert "<h3>" not in main_of(client.get("/search", params={"words": '"sounded sirens had"'}).text)
    page = client.get("/search", params={"words": '"sounded sirens'})
    assert page.status_code == 200
    assert "One quotation mark stands alone" in page.text


def test_the_address_of_a_search_keeps_what_was_typed() -> None:
    query = query_of({"for": "statements", "words": 'a & b="c"', "speaker": "Ruvik", "other": "x"})
    assert query_of({"for": "statements", "words": 'a & b="c"', "speaker": "Ruvik"}) == query
    assert query.address(page="2").startswith("/search?for=statements&words=a+%26+b%3D%22c%22&speaker=Ruvik&page=2")
