"""Citations: the words as they stand, where they stand, in forms that others read; hostile texts stay texts."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import pytest

from sayso import Citation, NoSuchItem, cite
from sayso.types import Dossier, Report
from tests.render.sample import sample

KINDS = ("claims", "statements", "figures", "events", "quotations", "reports")
HOSTILE = "<script>alert(1)</script>\"&'](javascript:alert(2))\n# [x]\u202e"


def every(dossier: Dossier) -> list[Citation]:
    items = [x for kind in KINDS for x in getattr(dossier, kind)]
    sides = [side for c in dossier.conflicts for side in c.sides]
    return [c for item in (*items, *sides) for c in cite(dossier, item)]


@pytest.mark.parametrize("story", ["sample", "example"])
def test_every_quotation_is_its_characters_in_the_text(story: str, request: pytest.FixtureRequest) -> None:
    dossier = sample() if story == "sample" else request.getfixturevalue("example")
    texts = {r.id: r.text for r in dossier.reports}
    found = every(dossier)
    assert found
    for c in found:
        words = texts[c.report][c.start : c.end]
        assert c.quotation in (words, None)
        assert words.strip() == words or c.quotation is None


def test_a_claim_is_cited_in_the_order_of_the_reports() -> None:
    dossier = sample()
    found = cite(dossier, "claim-c2")
    assert [c.report for c in found] == ["radio", "wire", "post"]
    assert found[1].quotation == "At least four people were hurt when the cabin struck a mast, the mountain guard said."


def test_a_direct_quotation_keeps_its_marks_and_its_speaker() -> None:
    (found,) = cite(sample(), "statement-wire.s2")
    assert found.quotation == "“We heard the cable sing and then nothing,” said Ada Querl, who runs the upper station."


def test_a_figure_and_a_side_stand_in_their_sentences() -> None:
    dossier = sample()
    (figure,) = cite(dossier, "figure-radio.f2")
    assert figure.quotation == "The clinic at Marl counted seven injured."
    assert cite(dossier, "side-x1-1") == (figure,)
    assert cite(dossier, dossier.conflicts[0].sides[1]) == (figure,)


def test_a_report_is_cited_as_a_whole() -> None:
    (found,) = cite(sample(), "report-post", read={"post": "2031-03-04T08:00:00Z"})
    assert found.quotation is None
    assert found.address == "https://post.example/cable?a=1&b=2"
    assert found.to_text().startswith(
        "— Hollin Post, “Cable car stuck above gorge”, 3 Mar 2031, 21:10, read 4 Mar 2031"
    )


def test_a_sentence_without_an_end_is_quoted_by_the_words_alone() -> None:
    dossier = sample()
    reports = tuple(replace(r, text=f"{'and ' * 200}{r.text}") if r.id == "radio" else r for r in dossier.reports)
    radio = next(r for r in reports if r.id == "radio")
    start = radio.text.index("the cable car")
    (found,) = cite(replace(dossier, reports=reports), _span(radio, start, start + 13))
    assert found.quotation == "the cable car"


def _span(report: Report, start: int, end: int) -> Any:
    from sayso.spans import Span

    return Span(report=report.id, start=start, end=end, text=report.text[start:end], raw=(start, end))


@pytest.mark.parametrize(
    "key", ["", "claim", "claim-", "claim-c99", "side-x1", "side-x1-2", "side-x1-²", "side--0", "event-e1", "x" * 9999]
)
def test_what_is_no_item_is_refused_with_what_a_key_looks_like(key: str) -> None:
    with pytest.raises(NoSuchItem, match="claim-c3") as error:
        cite(sample(), key)
    assert len(str(error.value)) < 400


def test_words_of_another_dossier_are_refused() -> None:
    dossier = sample()
    with pytest.raises(NoSuchItem, match="no words"):
        cite(replace(dossier, reports=()), dossier.claims[0])


def test_csl_is_what_the_schema_of_csl_asks_for(example: Dossier) -> None:
    for item in every(example):
        record = json.loads(json.dumps(item.to_csl()))
        assert {"id", "type", "custom", "note"} <= set(record) <= CSL
        assert record["type"] == "article-newspaper"
        for day in ("issued", "accessed"):
            if day in record:
                (parts,) = record[day]["date-parts"]
                assert all(isinstance(n, int) for n in parts)
                assert len(parts) <= 3
        assert all(set(name) == {"literal"} for name in record.get("author", ()))


CSL = {
    "id", "type", "title", "container-title", "author", "issued", "accessed", "language", "URL", "note", "custom",
}  # fmt: skip


@pytest.mark.parametrize("published", [None, "2031", "2031-03", "2031-03-03T19:58", "2031-99-99", "soon"])
def test_any_day_and_none_can_be_cited(published: str | None) -> None:
    dossier = sample()
    reports = tuple(replace(r, published=published) for r in dossier.reports)
    for citation in every(replace(dossier, reports=reports)):
        assert citation.to_text()
        citation.to_csl()


def test_hostile_texts_stay_texts() -> None:
    dossier = sample()
    reports = tuple(
        replace(r, outlet=HOSTILE, title=HOSTILE, bylines=(HOSTILE,), url=f"https://a.example/{HOSTILE}")
        for r in dossier.reports
    )
    for citation in every(replace(dossier, reports=reports)):
        made = citation.to_html()
        assert "<script" not in made
        root = ET.fromstring(f"<x>{made}</x>")
        assert {e.tag for e in root.iter()} <= {"x", "blockquote", "p", "cite", "a"}
        assert all(set(e.attrib) <= {"href", "cite"} for e in root.iter())
        assert all(v.startswith("https://a.example/") for e in root.iter() for v in e.attrib.values())
        assert "\n#" not in citation.to_markdown()
        assert "](javascript" not in citation.to_markdown()
        json.dumps(citation.to_csl())


def test_half_a_character_can_be_copied() -> None:
    dossier = sample()
    reports = tuple(replace(r, title="half \ud800") for r in dossier.reports)
    for citation in every(replace(dossier, reports=reports)):
        (citation.to_text() + citation.to_markdown() + citation.to_html()).encode()
        json.dumps(citation.to_csl()).encode()
