"""PDF by two programs: paragraphs over lines, columns and pages, running heads, hyphens, the page of every place."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import UnreadableInput
from sayso.ingest import read_inputs
from sayso.ingest.build import build_report, characters
from sayso.ingest.documents import Document
from sayso.ingest.paragraphs import join
from sayso.ingest.parts import parts_of
from sayso.ingest.pdf import FEWEST_LETTERS, paragraphs_of, read_pdf
from sayso.ingest.pdf_pages import Line, Page, Pages, extract
from sayso.types import Report, Unread, part_of
from tests.conftest import TESTS
from tests.ingest.files import print_pdf, raw_pdf, scanned_pdf, set_pdf

FOG = TESTS / "cases" / "documents" / "fog" / "release.html"
SENTENCE = (
    "The harbour office counted {n} boats on the day after the storm, and the lifeboat crews of Brell Point and Fell "
    "had brought in most of them by the evening, as the harbour master told the town."
)
LINE = b"BT /F1 10 Tf 50 700 Td (The ferry ran aground on Friday, the harbour office said.) Tj ET\n"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return print_pdf(FOG, tmp_path_factory.mktemp("pdf"))


def report_of(data: bytes) -> Report:
    return build_report(Document(source="release.pdf", data=data, form="pdf"))


def unreadable(data: bytes) -> UnreadableInput:
    with pytest.raises(UnreadableInput) as raised:
        report_of(data)
    return raised.value


def holds(report: Report, raw: str) -> None:
    """That every paragraph is its words at its raw place, up to white space, ligatures and hyphens of line ends."""

    def bare(text: str) -> str:
        for ligature, letters in (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff")):
            text = text.replace(ligature, letters)
        return "".join(c for c in text if not c.isspace() and c not in ("-", "\u00ad", "\f"))

    at = 0
    for line in report.text.split("\n"):
        span = report.span(at, at + len(line))
        assert report.text[span.start : span.end] == span.text
        low, high = span.raw
        words = bare(span.text)
        # a paragraph that goes on over a page has the heads and numbers of both pages in between
        rest = iter(bare(raw[low:high]))
        assert all(c in rest for c in words)
        at += len(line) + 1


def test_chromium_prints_what_is_read(printed: Path) -> None:
    (report,) = read_inputs([str(printed)])
    assert isinstance(report, Report)
    lines = report.text.split("\n")
    assert lines[0] == "Fog signal at Brell Point failed for nine hours"
    assert lines[1].startswith("PORT FELL, 3 May 2027 — The fog signal")
    assert lines[1].endswith("the trawler Anne Holm and the coaster Vesta.")
    assert (report.genre, report.issuer, report.published) == (
        "press release",
        "Norland Lighthouse Board",
        "2027-05-03",
    )
    assert [(p.kind, p.number) for p in report.parts] == [("page", 1), ("page", 2)]
    second = report.text.index("What the board does now")
    assert report.parts[1].start == second
    assert [part.number for k in (0, second - 1, second) if (part := part_of(report, k))] == [1, 1, 2]
    reasons = {n.text: n.reason for n in report.noise}
    assert reasons["FOR IMMEDIATE RELEASE"] == "genre"
    assert reasons["Norland Lighthouse Board"] == "letterhead"
    assert {"contact", "end mark", "about the issuer"} <= set(reasons.values())
    holds(report, characters(Document(source="release.pdf", data=printed.read_bytes())))


def test_what_a_browser_prints_into_the_margins_is_noise(tmp_path: Path) -> None:
    report = report_of(print_pdf(FOG, tmp_path, heads=True).read_bytes())
    heads = [n.text for n in report.noise if n.reason in ("running head", "page number")]
    assert len(heads) == 4
    assert all("1/2" in h or "2/2" in h or "Fog signal" in h for h in heads)
    assert "file:" not in report.text


@pytest.mark.parametrize("indented", [False, True])
@pytest.mark.parametrize("columns", [1, 2])
def test_paragraphs_go_on_over_lines_columns_and_pages(columns: int, indented: bool) -> None:
    paragraphs = [" ".join(SENTENCE.format(n=10 * k + j) for j in range(3)) for k in range(24)]
    data = set_pdf(paragraphs, head="Harbour Office of Fell — Storm report", columns=columns, indented=indented)
    report = report_of(data)
    assert report.text.split("\n") == paragraphs
    assert len(report.parts) > 1
    assert {n.reason for n in report.noise} == {"running head", "page number"}
    assert len([n for n in report.noise if n.reason == "page number"]) == len(report.parts)
    holds(report, characters(Document(source="a.pdf", data=data)))
    for part in report.parts[1:]:
        # each page begins where the one before it ends
        before = part_of(report, part.start - 1)
        assert before is not None
        assert before.number == part.number - 1


def test_headings_and_items_are_paragraphs_of_their_own() -> None:
    data = set_pdf([SENTENCE.format(n=1), "• Two tugs", "• One lifeboat", SENTENCE.format(n=2)], title="Storm report")
    assert report_of(data).text.split("\n") == [
        "Storm report", SENTENCE.format(n=1), "• Two tugs", "• One lifeboat", SENTENCE.format(n=2)
    ]  # fmt: skip


def test_the_lines_of_an_item_hang_together() -> None:
    lines = [
        ("The board has mended what it could, and there are two things left that it has no money for:", 72.0),
        ("• the alarm in the control room at Port Fell, which had been switched off in April while the", 90.0),
        ("painters worked in the tower, and which nobody has heard since then, whatever the wind,", 104.0),
        ("and the lamp", 104.0),
        ("• the spare fuses", 90.0),
        ("An inquiry under the former harbour judge will report by the first of September to the board.", 72.0),
    ]
    text, made = "", []
    for n, (line, left) in enumerate(lines):
        made.append(Line(len(text), len(text) + len(line), left, 700.0 - 14 * n, left + 5 * len(line), 711.0 - 14 * n))
        text += line + "\r\n"
    content = paragraphs_of(Pages(pages=(Page(text, tuple(made), 595.0, 842.0),)), "a.pdf")
    assert [p.text[:11] for p in content.paragraphs] == ["The board h", "• the alarm", "• the spare", "An inquiry "]
    assert content.paragraphs[1].text.endswith("whatever the wind, and the lamp")


def one_page(lines: list[str], *, joined: dict[int, str] | None = None) -> Pages:
    """A page of full lines at equal distances; `joined` are numbers of lines that PDFium joined to the next."""
    text, made = "", []
    for n, line in enumerate(lines):
        start = len(text)
        text += line
        made.append(Line(start, len(text), 72.0, 700.0 - 14 * n, 520.0, 711.0 - 14 * n))
        if n + 1 < len(lines):
            text += (joined or {}).get(n, "\r\n")
    return Pages(pages=(Page(text, tuple(made), 595.0, 842.0),))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("the boats of the inspec", "tion service at the quay of Brell Point in Fell", "inspection service"),
        ("a long and careful re", "examination of the well-known harbour at Fell", "re-examination of"),
        ("a crew of twenty", "eight people who had worked there since the winter", "twenty-eight people"),
        ("the ferry of the Anglo", "Norland line that was founded in eighteen eighty", "Anglo-Norland line"),
    ],
)
@pytest.mark.parametrize("mark", ["-", "-\r\n"])
def test_words_that_a_line_parts_are_put_together(first: str, second: str, expected: str, mark: str) -> None:
    if mark != "-":
        first, mark = first + "-", "\r\n"
    filler = "and nobody at the quay had been told of it by then"
    pages = one_page([filler, first, second, filler], joined={1: mark})
    (paragraph,) = paragraphs_of(pages, "a.pdf").paragraphs
    assert expected in paragraph.text


def test_ligatures_are_letters_and_soft_hyphens_are_left_out() -> None:
    pages = one_page(["The ﬁrst oﬃce was ﬂooded on Monday, when the ex\u00adten\u00adsion of the quay was still shut."])
    content = paragraphs_of(pages, "a.pdf")
    assert content.paragraphs[0].text.startswith("The first office was flooded")
    assert "extension" in content.paragraphs[0].text
    start = content.paragraphs[0].text.index("first")
    low, high = content.paragraphs[0].place(start, start + 5)
    assert content.raw[low:high] == "ﬁrst"


WORDS = st.lists(
    st.sampled_from(["fog", "signal", "re", "ﬁre", "boat-", "Fell.", "“No,”", "😀", "12"]), min_size=1, max_size=8
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WORDS.map(" ".join), min_size=1, max_size=6), min_size=1, max_size=4), st.randoms())
def test_every_character_has_its_place_and_its_page(pages: list[list[str]], random) -> None:  # type: ignore[no-untyped-def]
    made = []
    for lines in pages:
        text, boxes = "", []
        for n, line in enumerate(lines):
            start = len(text)
            text += line
            left = 72.0 + random.choice([0, 0, 14, 200])
            boxes.append(
                Line(start, len(text), left, 700.0 - random.choice([12, 14, 30]) * n, left + 6 * len(line), 711.0)
            )
            text += random.choice(["\r\n", "\n", "-"]) if n + 1 < len(lines) else ""
        made.append(Page(text, tuple(boxes), 595.0, 842.0))
    if sum(c.isalpha() for page in made for c in page.text) < FEWEST_LETTERS:
        with pytest.raises(UnreadableInput, match="scan"):
            paragraphs_of(Pages(pages=tuple(made)), "a.pdf")
        return
    content = paragraphs_of(Pages(pages=tuple(made)), "a.pdf")
    text, offsets = join(content.paragraphs)
    parts = parts_of(offsets, content.places)
    assert "".join(text[p.start : p.end] for p in parts) == text
    for k in range(len(text)):
        low, _ = offsets.raw(k, k + 1)
        number = next(p.number for p in parts if p.start <= k < p.end)
        if not text[k].isspace():
            assert content.places[number - 1].start <= low < content.places[number - 1].end


def test_what_the_file_says_of_itself_is_a_hint() -> None:
    data = set_pdf([SENTENCE.format(n=k) for k in range(3)], title="Storm report", author="Harbour Office of Fell")
    content = read_pdf(data, "a.pdf")
    assert content.facts["title"] == "Storm report"
    assert content.facts["author"] == "Harbour Office of Fell"
    assert content.facts["date"][:2] == "20"
    handed_in = Document(
        source="a.pdf", data=data, form="pdf", title="Other", published="2027-05-03", outlet="Fell Post"
    )
    report = build_report(handed_in)
    assert (report.title, report.published, report.outlet) == ("Other", "2027-05-03", "Fell Post")


def test_locked_files_say_so() -> None:
    error = unreadable(set_pdf([SENTENCE.format(n=1)], password="fell"))
    assert error.kind == "encrypted"
    assert "password" in error.message


def test_scans_say_so() -> None:
    error = unreadable(scanned_pdf())
    assert error.kind == "scan"
    assert "OCR" in error.message


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.97])
def test_files_that_break_off_say_so(share: float) -> None:
    data = set_pdf([SENTENCE.format(n=k) for k in range(60)])
    assert unreadable(data[: int(len(data) * share)]).kind == "truncated"


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF"]
)
def test_what_only_begins_like_a_pdf_is_broken(data: bytes) -> None:
    assert unreadable(data).kind == "truncated"


def test_a_page_that_holds_itself_is_broken() -> None:
    assert unreadable(raw_pdf(LINE).replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")).kind == "truncated"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (raw_pdf(LINE, pages=100_000), "too-large"),
        (raw_pdf(b"q Q " * 250_000_000), "failed"),
    ],
    ids=["a hundred thousand pages", "a gigabyte of nothing"],
)
def test_bombs_take_neither_memory_nor_time(data: bytes, kind: str) -> None:
    began = time.monotonic()
    assert unreadable(data).kind == kind
    assert time.monotonic() - began < 20


def test_a_text_as_long_as_a_book_is_refused() -> None:
    lines = b"".join(b"1 0 0 1 50 %d Tm (%s) Tj " % (60 + 11 * k, b"fog signal " * 8) for k in range(60))
    error = unreadable(raw_pdf(b"BT /F1 10 Tf " + lines + b" ET", pages=100))
    assert error.kind == "too-large"
    assert "500,000" in error.message


def test_the_clock_is_asked_between_pages() -> None:
    ticks = iter(range(0, 10_000, 8))
    assert extract(raw_pdf(LINE, pages=50), clock=lambda: float(next(ticks))).wrong == "slow"


def test_the_ending_of_the_name_does_not_matter(tmp_path: Path, printed: Path) -> None:
    named = tmp_path / "release.txt"
    named.write_bytes(printed.read_bytes())
    (report,) = read_inputs([str(named)])
    assert isinstance(report, Report)
    assert report.parts
    page = tmp_path / "page.pdf"
    page.write_text(f"<html><body><article><p>{SENTENCE.format(n=3)}</p></article></body></html>", encoding="utf-8")
    (report,) = read_inputs([str(page)])
    assert isinstance(report, Report)
    assert not report.parts


def test_folders_and_manifests_bring_documents(tmp_path: Path, printed: Path) -> None:
    (tmp_path / "release.pdf").write_bytes(printed.read_bytes())
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "m.jsonl").write_text('{"path": "release.pdf", "outlet": "Norland Lighthouse Board", "id": "rel"}\n')
    found = {r.source.rpartition("/")[2]: r for r in read_inputs([str(tmp_path)])}
    assert isinstance(found["broken.pdf"], Unread)
    release = found["release.pdf"]
    assert isinstance(release, Report)
    assert (release.id, release.issuer, len(release.parts)) == ("rel", "Norland Lighthouse Board", 2)
