"""A dossier without the full texts: little of any report, nothing of the desk's own, every offset as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sayso import share
from sayso.export.excerpts import ALWAYS, PART
from sayso.judge.decided import remark
from sayso.judge.rows import Anchor, Identity, new_judgement
from sayso.spans import GAP
from sayso.types import Dossier
from tests.render.sample import sample
from tests.worklist.made import made

# words in a row that nobody shares by chance
ROW = 8


def test_every_offset_holds_and_is_the_one_it_was(example: Dossier) -> None:
    shared = json.loads(share(example).to_json())
    texts = {r.id: r.text for r in example.reports}
    seen = {r["id"]: r["text"] for r in shared["reports"]}
    assert {r: len(t) for r, t in texts.items()} == {r: len(t) for r, t in seen.items()}
    for report in shared["reports"]:
        shown = "".join(report["text"][a:b] for a, b in report["excerpts"])
        assert shown == "".join(texts[report["id"]][a:b] for a, b in report["excerpts"])
        hidden = [c for n, c in enumerate(report["text"]) if not any(a <= n < b for a, b in report["excerpts"])]
        assert set(hidden) <= {GAP, "\n"}
    found = list(spans(shared))
    assert len(found) > 500
    for span in found:
        assert seen[span["report"]][span["start"] : span["end"]] == span["text"]


def test_the_json_keeps_to_its_schema(example: Dossier) -> None:
    schema = json.loads(files("sayso.export").joinpath("dossier.schema.json").read_text(encoding="utf-8"))
    record = json.loads(share(example).to_json())
    assert [e.message for e in Draft202012Validator(schema).iter_errors(record)] == []


def test_no_more_than_a_third_is_shown(example: Dossier) -> None:
    for report in share(example).reports:
        words = sum(c.isalnum() for a, b in report.excerpts or () for c in report.text[a:b])
        assert words <= max(PART * len(report.text), ALWAYS)


@pytest.mark.parametrize("form", ["json", "html", "md"])
def test_no_form_tells_more_of_a_report_than_its_excerpts(example: Dossier, form: str) -> None:
    shared = share(example)
    made = {"json": shared.to_json, "html": shared.to_html, "md": shared.to_markdown}[form]()
    told = _plain(re.sub(r"<[^>]+>", "", made.encode().decode("unicode_escape") if form == "json" else made))
    for report in example.reports:
        words = _plain(report.text).split()
        rows = [n for n in range(len(words) - ROW + 1) if f" {' '.join(words[n : n + ROW])} " in f" {told} "]
        told_words = {n + k for n in rows for k in range(ROW)}
        # titles are given in full, and what reports have alike can stand in one that is not known to copy
        assert len(told_words) < 0.45 * len(words), report.id


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def test_two_copies_do_not_give_the_whole_together() -> None:
    sentences = [f"Witness number {n} saw the mast of the ferry bend at minute {n} of the storm." for n in range(30)]
    text = "\n".join(sentences)
    claims = [
        {"members": {name: sentence}, "of": f"Witness {n}"}
        for n, sentence in enumerate(sentences)
        for name in (("wire",) if n % 2 else ("copy",))
    ]
    shared = share(
        made({"reports": {"wire": text, "copy": text}, "copies": [["wire", "copy", "time"]], "claims": claims})
    )
    known = {n for r in shared.reports for a, b in r.excerpts or () for n in range(a, b)}
    assert 0 < len(known) <= PART * len(text) + 60


def test_what_matters_most_is_shown(example: Dossier) -> None:
    shared = share(example)
    assert [s.span.text for s in shared.lead] == [s.span.text for s in example.lead]
    disputes = {c.id for c in example.conflicts if c.relation == "dispute"}
    assert disputes <= {c.id for c in shared.conflicts}
    for claim in shared.claims:
        assert GAP * 2 not in claim.text


def test_counts_and_references_stay(example: Dossier) -> None:
    shared = share(example)
    assert [(f.low, f.high, f.giver_name) for f in shared.figures] == [
        (f.low, f.high, f.giver_name) for f in example.figures
    ]
    assert [(c.a, c.b, c.relation) for c in shared.copies] == [(c.a, c.b, c.relation) for c in example.copies]
    claims = {c.id for c in shared.claims}
    assert all(set(s.claims) <= claims for s in shared.lead)
    assert all(set(o.claims) <= claims for o in shared.origins)
    before = {c.id: c for c in example.claims}
    assert all(c.independent == before[c.id].independent for c in shared.claims)
    assert all(len(c.members) == len(before[c.id].members) for c in shared.claims)


def test_what_the_desk_keeps_to_itself_goes() -> None:
    dossier = sample()
    anchor = Anchor(report=Identity(sha256="0" * 64), start=0, end=1, text="x")
    found = new_judgement("claim", "confirmed", (anchor,), "Secret Source", by="ada", made="2031-03-06", note="at home")
    decided = new_judgement("claim", "verdict", (anchor,), "disputed", by="ada", made="2031-03-06", note="Secret note")
    claims = tuple(replace(c, checks=(found,), judged=(decided,)) for c in dossier.claims)
    reports = tuple(replace(r, source=f"/home/ada/secret/{r.source}") for r in dossier.reports)
    shared = share(
        replace(dossier, claims=claims, reports=reports, notes=("read /home/ada/secret/wire.txt", remark(found, "x")))
    )
    told = shared.to_json() + shared.to_html() + shared.to_markdown()
    for kept in ("Secret", "at home", "/home/ada", "Ten walks", "broken&lt;1&gt;", "broken<1>"):
        assert kept not in told
    assert shared.claims[0].judged[0].value == "disputed"


def test_sharing_twice_is_sharing_once(example: Dossier) -> None:
    once = share(example)
    assert share(once) == once


def test_pages_say_what_is_left_out(example: Dossier) -> None:
    page = share(example).to_html()
    assert "[…]" in page
    assert GAP * 2 not in page
    assert "In excerpts" in page
    assert "In excerpts" not in example.to_html()


@settings(max_examples=40)
@given(st.lists(st.text(alphabet="ab .,\n“é𝄞…", min_size=1, max_size=400), min_size=1, max_size=3), st.data())
def test_any_text_is_blanked_in_place(texts: list[str], data: st.DataObject) -> None:
    reports = {f"r{n}": text for n, text in enumerate(texts)}
    claims = []
    for name, text in reports.items():
        start = data.draw(st.integers(0, len(text) - 1))
        words = text[start : data.draw(st.integers(start + 1, len(text)))]
        claims.append({"members": {name: words}})
    shared = share(made({"reports": reports, "claims": claims}))
    for report in shared.reports:
        assert len(report.text) == len(reports[report.id])
        for a, b in zip(report.text, reports[report.id], strict=True):
            assert a in (b, GAP)
    shared.to_json()


def spans(record: Any) -> Iterator[dict[str, Any]]:
    if isinstance(record, dict):
        if {"report", "start", "end", "text", "raw"} <= set(record):
            yield record
        for value in record.values():
            yield from spans(value)
    elif isinstance(record, list):
        for value in record:
            yield from spans(value)
