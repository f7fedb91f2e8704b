"""The Word document: python-docx opens it again, everything stands in it, and nothing in a report breaks it."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import docx
import pytest
from docx.document import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso import share
from sayso.export.characters import for_xml
from sayso.export.docx import docx_file
from sayso.export.provenance import made_at
from sayso.render import wording
from sayso.types import Dossier
from tests.export.hostile import hostile
from tests.render.sample import empty, sample


def opened(dossier: Dossier) -> Document:
    return docx.Document(io.BytesIO(dossier.to_docx()))


def words(document: Document) -> str:
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def links(document: Document) -> set[str]:
    return {r.target_ref for r in document.part.rels.values() if r.is_external}


def test_all_parts_stand_in_it(example: Dossier) -> None:
    document = opened(made_at(example, "2028-03-10T12:00:00+00:00"))
    heads = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    parts = ("short", "differ", "who", "many", "when")
    assert heads == [*(wording.PARTS[part][0] for part in parts), wording.CLAIMS_HEAD, wording.SOURCES_HEAD]
    assert document.paragraphs[0].text == example.story.title
    told = words(document)
    for report in example.reports:
        assert report.sha256 in told
        assert report.title is not None
        assert report.title in told
    assert links(document) == {r.url for r in example.reports}
    assert "11,400" in told
    assert "more than 14,000" in told
    assert document.core_properties.title == example.story.title
    foot = document.sections[0].footer.paragraphs[0].text
    assert foot.startswith("sayso ")
    assert "2028-03-10 12:00 UTC" in foot


def test_figures_are_tables_with_their_givers(example: Dossier) -> None:
    ledgers = [t for t in opened(example).tables if tuple(c.text for c in t.rows[0].cells) == wording.LEDGER_COLUMNS]
    assert ledgers
    first = [[cell.text for cell in row.cells] for row in ledgers[0].rows]
    assert any("Ilse Tarrant (Radio Sarnholt)" in row[1] and row[2].startswith("more than 14,000") for row in first)


def test_a_shared_dossier_shows_its_excerpts_alone(example: Dossier) -> None:
    told = words(opened(share(example)))
    assert "……" not in told
    assert wording.GAP.strip() in told


@pytest.mark.parametrize("dossier", [sample(), empty(), hostile(), share(sample()), share(hostile())])
def test_any_dossier_gives_a_document(dossier: Dossier) -> None:
    document = opened(dossier)
    assert document.paragraphs[0].text
    for name, part in parts(dossier.to_docx()).items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(part)


def test_a_hostile_report_brings_no_markup_and_no_direction() -> None:
    made = hostile().to_docx()
    body = parts(made)["word/document.xml"].decode("utf-8")
    assert "\u202e" not in body
    assert "\u2066" not in body
    assert "<script" not in body
    assert all(target.startswith("https://evil.example/") and " " not in target for target in links(opened(hostile())))


def test_the_same_dossier_gives_the_same_bytes() -> None:
    assert docx_file(sample()) == docx_file(sample())


@settings(deadline=None)
@given(st.text())
def test_every_text_becomes_one_that_xml_holds(text: str) -> None:
    shown = for_xml(text)
    ElementTree.fromstring(f"<a>{shown.replace('&', '&amp;').replace('<', '&lt;')}</a>")


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
