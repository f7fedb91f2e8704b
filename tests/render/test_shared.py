"""Sentence by sentence on the page: what a report shares, in which words it differs, and what is its own."""

from __future__ import annotations

from sayso.render.lookup import Lookup
from sayso.render.shared import SharedReport, shared_reports
from sayso.types import Dossier


def by_label(dossier: Dossier) -> dict[str, SharedReport]:
    return {report.label: report for report in shared_reports(Lookup(dossier))}


def test_every_sentence_of_a_report_stands_once_and_word_for_word(example: Dossier) -> None:
    texts = {Lookup(example).label(r.id): r.text for r in example.reports}
    for label, report in by_label(example).items():
        sentences = ["".join(run.text for run in s.runs) for block in report.blocks for s in block.sentences]
        assert "".join("".join(sentences).split()) == "".join(texts[label].split())
        assert all(block.own == (not s.reports) for block in report.blocks for s in block.sentences)


def test_a_copy_says_from_whom_and_which_words_differ(example: Dossier) -> None:
    courier = by_label(example)["The Sarnholt Courier"]
    shared = [s for block in courier.blocks if not block.own for s in block.sentences]
    assert len(shared) > 15
    assert all(s.reports[0] == "Northwire" for s in shared)
    (gate,) = [s for s in shared if "9.40pm" in "".join(run.text for run in s.runs)]
    assert any("“9.40” in place of “9:40 p.m.”" in note for note in gate.notes)
    assert any(run.held and "the private utility" in run.text for run in gate.runs)


def test_reports_that_share_nothing_are_left_out(example: Dossier) -> None:
    sharing = {r for c in example.copies for p in c.passages for r in (p.a.report, p.b.report)}
    shown = by_label(example)
    assert set(shown) <= {Lookup(example).label(r) for r in sharing}
    lone = [report for report in shown.values() if not report.own_told]
    assert all(sum(len(b.sentences) for b in r.blocks if not b.own) <= 6 for r in lone)
