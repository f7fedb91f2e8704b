"""W3C Web Annotations: what the model says MUST be, and selectors that find the words again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sayso import share
from sayso.export.annotations import web_annotations
from sayso.export.names import bytes_name, source_of
from sayso.export.provenance import made_at
from sayso.spans import GAP, OffsetMap
from sayso.types import Dossier, Report, Story, Time
from tests.export.hostile import hostile
from tests.render.sample import empty, sample

SCHEMA = json.loads((Path(__file__).parents[1] / "cases" / "export" / "web_annotation.schema.json").read_text("utf-8"))


def page(dossier: Dossier) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(dossier.to_annotations())
    return read


def targets(annotation: dict[str, Any]) -> list[dict[str, Any]]:
    target = annotation["target"]
    return target if isinstance(target, list) else [target]


@pytest.mark.parametrize("form", ["sample", "example", "shared", "hostile", "dated"])
def test_a_page_is_what_the_model_asks(form: str, example: Dossier) -> None:
    made = {
        "sample": sample(),
        "example": example,
        "shared": share(example),
        "hostile": hostile(),
        "dated": made_at(sample(), "2031-03-05T10:00:00+02:00"),
    }[form]
    read = page(made)
    assert [e.message for e in Draft202012Validator(SCHEMA).iter_errors(read)] == []
    assert read["partOf"]["total"] == len(read["items"]) > 0
    assert len({a["id"] for a in read["items"]}) == len(read["items"])
    if form == "dated":
        assert {a["generated"] for a in read["items"]} == {"2031-03-05T08:00:00Z"}


def test_a_dossier_without_items_is_an_empty_collection() -> None:
    read = page(empty())
    assert read["type"] == "AnnotationCollection"
    assert read["total"] == 0


@pytest.mark.parametrize("whole", [True, False])
def test_both_selectors_find_the_words(example: Dossier, whole: bool) -> None:
    dossier = example if whole else share(example)
    texts = {source_of(r): r.text for r in example.reports}
    quoted = 0
    for annotation in page(dossier)["items"]:
        for target in targets(annotation):
            text = texts[target["source"]["id"]]
            position, *quotes = target["selector"]
            words = text[position["start"] : position["end"]]
            assert words
            for quote in quotes:
                quoted += 1
                assert quote["exact"] == words
                at = position["start"] - len(quote["prefix"])
                assert text[at : at + len(quote["prefix"])] == quote["prefix"]
                assert text[position["end"] :].startswith(quote["suffix"])
            assert quotes or not whole
    assert quoted > 100


def test_a_shared_dossier_quotes_nothing_that_it_does_not_show(example: Dossier) -> None:
    shown = {source_of(r): r.text for r in share(example).reports}
    for annotation in page(share(example))["items"]:
        for target in targets(annotation):
            for quote in target["selector"][1:]:
                words = quote["prefix"] + quote["exact"] + quote["suffix"]
                assert GAP not in words
                assert words in shown[target["source"]["id"]]


@given(st.text(alphabet="ab🚡𝒳e\u0301 \n\u202e", min_size=1, max_size=60), st.data())
def test_positions_count_code_points(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    report = Report(id="r", source="r.txt", sha256="ab" * 32, text=text, offsets=OffsetMap.identity(len(text)))
    time = Time(span=report.span(start, end), value="P1D", start=None, end=None)
    position, quote = targets(page(only(report, time))["items"][0])[0]["selector"]
    assert list(text)[position["start"] : position["end"]] == list(quote["exact"])
    # as a program that counts UTF-16 units would find it
    units = text.encode("utf-16-le")
    low, high = (2 * n + 2 * sum(ord(c) > 0xFFFF for c in text[:n]) for n in (position["start"], position["end"]))
    assert units[low:high].decode("utf-16-le") == text[start:end]


def only(report: Report, time: Time) -> Dossier:
    nothing: dict[str, Any] = dict.fromkeys(
        ("entities", "statements", "figures", "events", "claims", "conflicts", "copies"), ()
    )
    return Dossier(
        story=Story(title=None, start=None, end=None), reports=(report,), times=(time,), models={}, **nothing
    )


def test_the_stored_report_is_named_by_its_hash(example: Dossier) -> None:
    names = {source_of(r): bytes_name(r.sha256) for r in example.reports}
    for annotation in page(example)["items"]:
        for target in targets(annotation):
            assert target["state"]["cached"] == names[target["source"]["id"]]


def test_bytes_are_named_as_the_standard_names_them() -> None:
    # the example of RFC 6920, section 8.1: the hash of "Hello World!"
    digest = "7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1fa3d677284addd200126d9069"
    assert bytes_name(digest) == "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk"


def test_items_say_what_they_are_in_the_words_of_the_contract(example: Dossier) -> None:
    items = page(example)["items"]
    told = [{b["value"] for b in a["body"] if b["purpose"] == "tagging"} for a in items]
    assert {"claim", "disputed"} in told
    assert any({"figure", "exact", "actual"} <= tags for tags in told)
    mayor = [a for a in items if {"purpose": "identifying", "value": "Ilse Tarrant"}.items() <= a["body"][-1].items()]
    assert {a["motivation"] for a in mayor} == {"classifying", "identifying"}


def test_names_last(example: Dossier) -> None:
    before = {a["id"] for a in web_annotations(example)}
    assert before == {a["id"] for a in web_annotations(made_at(example, "2031-03-05"))}
    late = replace(example.reports[0], id="late", sha256="7" * 64)
    assert before == {a["id"] for a in web_annotations(replace(example, reports=(*example.reports, late)))}
    assert {a["id"] for a in web_annotations(share(example))} < before
