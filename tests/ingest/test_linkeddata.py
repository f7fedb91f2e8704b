"""Linked data: articles that a page does not show, and claims that somebody checked."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sayso
from sayso.ingest import read_document, read_inputs
from sayso.ingest.build import build_report, characters
from sayso.ingest.documents import Document
from sayso.ingest.linkeddata import article_of, checked_claims, checked_in_feed
from sayso.ingest.paragraphs import Weaver
from sayso.types import Report, Unread
from tests.conftest import TESTS

CASES = TESTS / "cases" / "linkeddata"


def read(path: Path) -> list[Report]:
    found = list(read_inputs([str(path)]))
    assert all(isinstance(r, Report) for r in found)
    return [r for r in found if isinstance(r, Report)]


def test_an_article_that_a_script_would_show_is_read_from_the_linked_data() -> None:
    (report,) = read(CASES / "article.html")
    lines = report.text.split("\n")
    assert lines[0] == "BRELL — A dredger sank off Brell on Wednesday night, the coastguard said."
    assert lines[1].endswith("“They sat on the rail like gulls.”")
    assert len(lines) == 3
    assert (report.title, report.outlet, report.bylines) == ("Dredger sinks off Brell", "Fell Tidings", ("Ida Berg",))
    assert report.published == "2027-03-04T08:00:00Z"
    raw = characters(Document(source="article.html", data=(CASES / "article.html").read_bytes(), form="html"))
    start = report.text.index("They sat")
    low, high = report.offsets.raw(start, start + 27)
    assert raw[low:high] == "They sat on the rail like g"
    low, high = report.offsets.raw(start - 1, start + 4)
    assert raw[low:high] == "\\u201cThey"


def test_what_the_page_shows_goes_before_its_linked_data() -> None:
    page = (CASES / "article.html").read_text(encoding="utf-8")
    shown = "".join(
        f"<p>The dredger Tana sank at eleven, and its crew of seven sat on the rail until boat {n} came by. It was "
        "cold and the sea was high, as the skipper told the town in the morning.</p>"
        for n in range(6)
    )
    page = page.replace('<div id="app"></div>', f"<article><h1>Dredger sinks off Brell</h1>{shown}</article>")
    report = build_report(Document(source="a.html", data=page.encode(), form="html"))
    assert "boat 3 came by" in report.text
    assert "gulls" not in report.text


def test_a_checked_claim_is_its_claimants_statement_with_the_rating_beside_it() -> None:
    (one,) = sayso.read([CASES / "check.html"])
    assert isinstance(one, sayso.Dossier)
    (report,) = one.reports
    (review,) = report.reviews
    assert review.span.text == "The Brell ferry carried 900 people when it was “built for 300”"
    assert report.text[review.span.start : review.span.end] == review.span.text
    raw = (CASES / "check.html").read_text(encoding="utf-8")
    assert raw[slice(*review.span.raw)].startswith("The Brell ferry carried 900")
    assert (review.claimant, review.claimed, review.rating) == ("Eskil Thorn", "2027-05-30", "False")
    assert (review.checker, report.outlet) == ("Norland Checks", "Norland Checks")
    (statement,) = [s for s in one.statements if s.speaker_name == "Eskil Thorn"]
    assert (statement.content, statement.speaker_type) == ((review.span,), "person")
    record = json.loads(one.to_json())["reports"][0]["reviews"][0]
    assert (record["claimant"], record["rating"], record["start"]) == ("Eskil Thorn", "False", review.span.start)
    assert "Norland Checks checked this claim on 2 Jun: “False”" in one.to_markdown()
    assert "checked this claim on 2 Jun: “False”" in one.to_html()


def test_a_claim_in_the_middle_of_a_paragraph_parts_it() -> None:
    data = (
        "<article><h1>Was the bridge shut for three weeks</h1><p>A paragraph that begins before the claim is told, "
        '<script type="application/ld+json">{"@type": "ClaimReview", "author": {"name": "Tarn Checks"}, '
        '"claimReviewed": "The Tarn bridge was shut for weeks."}</script> and that goes on behind it for as long as '
        "anybody reads.</p></article>"
    )
    report = read_document(Document(source="a.html", data=data.encode(), form="html"))
    assert isinstance(report, Report)
    (review,) = report.reviews
    assert report.text.split("\n")[1:3] == [
        "A paragraph that begins before the claim is told,",
        "The Tarn bridge was shut for weeks.",
    ]
    assert data[slice(*review.span.raw)] == review.span.text


@given(st.text(" ab", max_size=12), st.integers(0, 14), st.integers(0, 14))
def test_what_stands_around_a_raw_range(text: str, one: int, other: int) -> None:
    weaver = Weaver()
    weaver.add(text, 0, len(text))
    low, high = sorted((one, other))
    parts = weaver.done().around(low, high)
    assert all(end <= low or high <= start for start, end in (p.raw for p in parts))
    for part in parts:
        assert part.text == " ".join(text[slice(*part.raw)].split())
    assert "".join(p.text for p in parts).replace(" ", "") == (text[:low] + text[high:]).replace(" ", "")


def test_the_items_of_a_feed_of_checks_are_reports() -> None:
    first, second = read(CASES / "feed.json")
    raw = (CASES / "feed.json").read_text(encoding="utf-8")
    for report in (first, second):
        (review,) = report.reviews
        assert raw[slice(*review.span.raw)] == review.span.text
    assert (first.source, first.url, first.outlet) == (*["https://checks.example/levy"] * 2, "Norland Checks")
    assert (first.title, first.published) == ("The levy did not double", "2027-06-03")
    assert first.text.split("\n")[1].startswith("The levy rose from 9")
    assert first.reviews[0].rating == "2 of 5"
    assert (second.reviews[0].claimant, second.reviews[0].rating) == ("viral posts", "Missing context")
    read_alone = list(sayso.read([CASES / "feed.json"]))[1]
    assert isinstance(read_alone, sayso.Dossier)
    assert {s.speaker_name for s in read_alone.statements} == {"unnamed: viral posts"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"@type": "ClaimReview", "claimReviewed"', "no JSON"),
        (b'{\n"@type": "Dataset"}', "neither ClaimReview"),
        (b'{\n"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "no JSON"),
        (b'{\n"@type": "ClaimReview", "claimReviewed": ["a"]}', "neither ClaimReview"),
    ],
)
def test_other_json_says_what_it_is_not(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "feed.json"
    path.write_bytes(data)
    (found,) = read_inputs([str(path)])
    assert isinstance(found, Unread)
    assert (found.kind, said in found.message) == ("format", True)


@given(st.text(max_size=80))
def test_every_character_of_a_string_stands_at_its_place(words: str) -> None:
    for ascii_only in (True, False):
        item = {"@type": "ClaimReview", "x": '"claimReviewed": "no"', "claimReviewed": words}
        source = json.dumps([item], ensure_ascii=ascii_only)
        if not words.strip() or any(0xD800 <= ord(c) < 0xE000 for c in words):
            continue
        (checked,) = checked_in_feed(source)
        assert checked.claim.text == words
        for k, c in enumerate(words):
            low, high = checked.claim.offsets.raw(k, k + 1)
            assert json.loads(f'"{source[low:high]}"') == c


@given(st.text(max_size=200))
def test_broken_linked_data_is_passed_over(text: str) -> None:
    page = f"<html><script type='application/ld+json'>{text}</script></html>"
    assert article_of(page) == (None, {})
    assert list(checked_claims(page)) == []


def test_pages_of_brackets_take_no_time() -> None:
    began = time.process_time()
    for inner in (
        "[" * 500_000,
        '{"a":' * 300_000,
        '"claimReviewed": "' * 100_000,
        '{"@type": "ClaimReview"},' * 50_000,
    ):
        page = f"<script type='application/ld+json'>[{inner}]</script>" + "<script type='application/ld+json'>" * 1000
        list(checked_claims(page))
        article_of(page)
    assert time.process_time() - began < 10
