"""Word files: paragraphs with their numbers, heads and feet, tables, and files made to do harm."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import UnreadableInput
from sayso.ingest.build import build_report, characters
from sayso.ingest.documents import Document
from sayso.ingest.docx import read_docx
from sayso.types import Report, part_of
from tests.ingest.files import word, word_of

LEVY = (
    "PORT FELL, 4 May 2027 — The levy on moorings rises to 12 crowns a metre on 1 July, the Ministry of Harbours said.",
    "“Nobody will lose a berth,” said the minister, Tove Lind.",
)
TEXT = "<w:p><w:r><w:t>The ferry ran aground on Friday morning, the harbour office said.</w:t></w:r></w:p>"
BOMB = "<!DOCTYPE x [<!ENTITY a 'lol'>" + "".join(
    f"<!ENTITY {b} '{10 * f'&{a};'}'>" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)


def report_of(data: bytes) -> Report:
    return build_report(Document(source="levy.docx", data=data, form="docx"))


def test_a_release_is_read_with_the_number_of_each_paragraph() -> None:
    data = word(["PRESS RELEASE", *LEVY, "ENDS"], title="Levy on moorings rises", head="Ministry of Harbours")
    report = report_of(data)
    assert report.text == "\n".join(("Levy on moorings rises", *LEVY))
    assert (report.genre, report.issuer, report.outlet) == ("press release", *["Ministry of Harbours"] * 2)
    assert (report.title, report.published, report.dateline) == ("Levy on moorings rises", "2027-05-04", "PORT FELL")
    assert [(p.kind, p.number) for p in report.parts] == [("paragraph", 1), ("paragraph", 3), ("paragraph", 4)]
    part = part_of(report, report.text.index("Nobody"))
    assert part is not None
    assert part.number == 4
    assert {n.text: n.reason for n in report.noise} == {
        "Ministry of Harbours": "running head", "PRESS RELEASE": "genre", "ENDS": "end mark"
    }  # fmt: skip
    raw = characters(Document(source="levy.docx", data=data))
    span = report.span(part.start, len(report.text))
    assert raw[slice(*span.raw)] == span.text == LEVY[1]


def test_cells_are_paragraphs_and_stand_in_their_place() -> None:
    report = report_of(word([LEVY[0]], cells=[["Berth", "Levy"], ["Small boats of up to eight metres", "12 crowns"]]))
    assert report.text.split("\n") == [LEVY[0], "Berth", "Levy", "Small boats of up to eight metres", "12 crowns"]


def test_deleted_text_is_left_out_and_a_text_box_stands_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>A box of text beside it says so too.</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = (
        "<w:p><w:r><w:t>The levy rises to </w:t></w:r><w:del><w:r><w:delText>20</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>12</w:t></w:r></w:ins><w:r><w:t> crowns</w:t><w:tab/><w:t>a metre</w:t><w:br/>"
        "<w:t>on the coast.</w:t></w:r>"
        f"<w:r><mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert [p.text for p in read_docx(word_of(body), "a.docx").paragraphs] == [
        "A box of text beside it says so too.",
        "The levy rises to 12 crowns a metre on the coast.",
    ]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40), max_size=6))
def test_every_paragraph_stands_at_its_place(texts: list[str]) -> None:
    if not any(t.strip() for t in texts):
        return
    content = read_docx(word(texts), "a.docx")
    for paragraph, place in zip(content.paragraphs, content.places, strict=True):
        low, high = paragraph.raw
        assert place.start <= low <= high <= place.end
        assert content.raw[low:high].split() == paragraph.text.split()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (word_of(TEXT)[:-200], "truncated"),
        (word_of("<w:p>"), "truncated"),
        (word_of(""), "empty"),
        (word_of("<w:p>" * 5000 + "</w:p>" * 5000), "truncated"),
        (word_of(TEXT + "<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", before=BOMB + "]>"), "format"),
        (word_of(TEXT, before=BOMB + "]>", encoding="utf-16"), "format"),
        (word_of(TEXT, before="<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"), "format"),
        (word_of(TEXT + " " * 300_000_000), "too-large"),
        (word_of("<w:p><w:r><w:t>" + "a " * 300_000 + "</w:t></w:r></w:p>"), "too-large"),
    ],
    ids=["cut", "unclosed", "nothing", "deep", "entities", "entities in UTF-16", "a file's", "zip bomb", "a book"],
)
def test_bad_files_say_so(data: bytes, kind: str) -> None:
    began = time.process_time()
    with pytest.raises(UnreadableInput) as raised:
        report_of(data)
    assert raised.value.kind == kind
    assert raised.value.source == "levy.docx"
    assert time.process_time() - began < 5


def test_a_locked_file_says_so() -> None:
    data = bytearray(word_of(TEXT))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 1)
    with pytest.raises(UnreadableInput, match="password"):
        report_of(bytes(data))


def test_macros_and_links_are_never_touched() -> None:
    links = b'<Relationships><Relationship TargetMode="External" Target="http://127.0.0.1:9/x"/></Relationships>'
    data = word_of(TEXT, word__vbaProject_bin=b"\xd0\xcf\x11\xe0", word___rels__document_xml_rels=links)
    assert report_of(data).text == "The ferry ran aground on Friday morning, the harbour office said."


def test_another_zip_file_is_no_word_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnreadableInput, match="no Word document"):
        report_of(word_of(TEXT).replace(b"word/document.xml", b"excel/book_1.xml1"))
