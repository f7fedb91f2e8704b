"""Web archives: WARC, gzipped WARC and WACZ, written by warcio."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from random import Random

import pytest
from fastwarc.warc import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sayso.errors import UnreadableInput
from sayso.ingest import read_inputs
from sayso.ingest.documents import Document
from sayso.ingest.warc import read_warc
from sayso.types import Report, Unread
from tests.conftest import SEED
from tests.ingest.pages import BODY, HEADLINE, PAGE

TEXT = "\n".join([HEADLINE, *BODY])


def archive(*pages: tuple[str, bytes, str, str], packed: bool = True) -> bytes:
    """A WARC of responses: address, body, content type, status."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "test"}))
    for url, body, media, status in pages:
        headers = [("Content-Type", media)]
        if media.endswith("+gzip"):
            body, headers = (
                gzip.compress(body),
                [("Content-Type", media.removesuffix("+gzip")), ("Content-Encoding", "gzip")],
            )
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=http))
    return out.getvalue()


PAGES = (
    ("https://fell.example/ferry", PAGE.encode(), "text/html; charset=utf-8", "200 OK"),
    ("https://fell.example/logo.png", b"\x89PNG", "image/png", "200 OK"),
    ("https://fell.example/gone", PAGE.encode(), "text/html", "404 Not Found"),
    ("https://fell.example/packed", PAGE.replace("Stella", "Luna").encode(), "text/html+gzip", "200 OK"),
)


def read(path: Path, data: bytes) -> list[Report | Unread]:
    path.write_bytes(data)
    return list(read_inputs([str(path)]))


@pytest.mark.parametrize(("name", "packed"), [("a.warc.gz", True), ("a.warc", False)])
def test_the_pages_of_an_archive(tmp_path: Path, name: str, packed: bool) -> None:
    first, second = read(tmp_path / name, archive(*PAGES, packed=packed))
    assert isinstance(first, Report)
    assert isinstance(second, Report)
    assert (first.text, first.url, first.source) == (TEXT, "https://fell.example/ferry", str(tmp_path / name))
    assert (second.text, second.url) == (TEXT.replace("Stella", "Luna"), "https://fell.example/packed")
    span = first.span(first.text.index("Divers"), first.text.index("Divers") + 6)
    assert PAGE[slice(*span.raw)] == "Divers"


def test_a_wacz(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as bundle:
        bundle.writestr("archive/data.warc.gz", archive(*PAGES[:1]))
        bundle.writestr("datapackage.json", "{}")
    (report,) = read(tmp_path / "a.wacz", packed.getvalue())
    assert isinstance(report, Report)
    assert (report.text, report.url) == (TEXT, "https://fell.example/ferry")


def test_an_archive_without_pages_in_a_wacz_leaves_the_others_to_be_read(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as bundle:
        bundle.writestr("archive/1.warc.gz", archive(PAGES[1]))
        bundle.writestr("archive/2.warc.gz", archive(*PAGES[:1])[:-30])
        bundle.writestr("archive/3.warc.gz", archive(*PAGES[:1]))
    found = read(tmp_path / "a.wacz", packed.getvalue())
    assert [(f.source[-9:], f.kind if isinstance(f, Unread) else f.url) for f in found] == [
        ("1.warc.gz", "no-article"),
        ("2.warc.gz", "truncated"),
        ("3.warc.gz", "https://fell.example/ferry"),
    ]


def test_of_a_page_that_is_too_large_and_cut_nothing_is_read(tmp_path: Path) -> None:
    whole = archive(*PAGES[:1], packed=False)
    begins = whole.rindex(b"Content-Length: ")
    ends = whole.index(b"\r\n", begins)
    data = whole[:begins] + b"Content-Length: 60000000" + whole[ends:-4]
    found = read(tmp_path / "a.warc", data)
    assert [f.kind for f in found if isinstance(f, Unread)] == ["too-large", "truncated"]
    assert len(found) == 2


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
def test_an_archive_that_breaks_off_gives_what_it_held(tmp_path: Path, name: str) -> None:
    data = archive(*PAGES[:1], PAGES[3], packed=name.endswith("gz"))
    found = read(tmp_path / name, data[: len(data) - 400])
    assert isinstance(found[0], Report)
    assert isinstance(found[-1], Unread)
    assert found[-1].kind == "truncated"


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
def test_of_an_archive_cut_anywhere_each_page_is_whole_or_not_there(tmp_path: Path, name: str) -> None:
    packed = name.endswith("gz")
    pages = [
        (f"https://fell.example/{n}", PAGE.replace("Stella", f"Stella {n}").encode(), media, "200 OK")
        for n, media in enumerate(("text/html", "text/html+gzip", "text/html", "text/html+gzip"))
    ]
    whole = archive(*pages, packed=packed)
    begins = [record.stream_pos for record in ArchiveIterator(io.BytesIO(whole))]
    ends = [*begins[2:], len(whole)]
    draw = Random(SEED)
    cuts = {draw.randrange(1, len(whole)) for _ in range(60)} - {*begins, *ends}
    for cut in sorted(cuts | {end - 1 for end in ends}):
        (tmp_path / name).write_bytes(whole[:cut])
        found: list[Document] = []
        pages_there = read_warc(tmp_path / name, name)
        with pytest.raises(UnreadableInput) as told:
            found.extend(d for d in pages_there if isinstance(d, Document))
        assert [d.data for d in found] == [page[1] for page in pages[: len(found)]]
        assert len(found) >= sum(end <= cut for end in ends)
        assert told.value.kind == "truncated"
        assert told.value.source == name
        assert f"byte {cut:,}" in told.value.message or "or behind byte" in told.value.message


def test_the_page_that_is_cut_is_named_and_no_report(tmp_path: Path) -> None:
    data = archive(*PAGES[:1], ("https://fell.example/mill", PAGE.encode(), "text/html", "200 OK"), packed=False)
    report, unread = read(tmp_path / "a.warc", data[:-100])
    assert isinstance(report, Report)
    assert isinstance(unread, Unread)
    begins = data.index(b"WARC/1.0", data.index(b"</html>"))
    assert (unread.kind, unread.source) == ("truncated", str(tmp_path / "a.warc"))
    assert unread.message == (
        f"the archive breaks off at byte {len(data) - 100:,}, after 1 page, within the page https://fell.example/mill,"
        f" which begins at byte {begins:,} and is left out"
    )


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.warc.gz", archive(PAGES[1]), "no-article"),
        ("a.warc.gz", archive(), "no-article"),
        ("a.warc.gz", b"\x1f\x8b\x08" + b"\xff" * 500, "truncated"),
        ("a.wacz", b"PK\x03\x04" + b"\0" * 100, "truncated"),
        ("a.warc.gz", archive(("https://fell.example/", b"<p>x</p>" * 1_300_000, "text/html", "200 OK")), "too-large"),
    ],
)
def test_archives_without_pages(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    found = read(tmp_path / name, data)
    assert isinstance(found[0], Unread)
    assert found[0].kind == kind
