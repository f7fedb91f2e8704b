"""Web archives as the programs write them that people make them with: GNU Wget and warcio."""

from __future__ import annotations

import io
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sayso.ingest import read_inputs
from sayso.types import Report
from tests.ingest.files import set_pdf

TEXT = "The fog signal at Brell Point was silent for nine hours on Saturday, the board said, and two ships ran aground."
PAGE = (
    "<!doctype html><html lang=en><head><title>Fog signal {n}</title></head><body><nav><a href=/two.html>Next</a></nav>"
    "<article><h1>Fog signal number {n} failed in the night</h1><p>{text}</p>"
    "<p>The board will mend it by Friday, and a boat will lie there until then.</p></article></body></html>"
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """A local web server with two pages and a picture."""
    folder = tmp_path / "site"
    folder.mkdir()
    for n, name in enumerate(("one", "two"), 1):
        (folder / f"{name}.html").write_text(PAGE.format(n=n, text=TEXT), encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def holds_both(path: Path, site: str, *others: str) -> None:
    found = list(read_inputs([str(path)]))
    reports = [r for r in found if isinstance(r, Report)]
    assert len(reports) == len(found)
    assert {r.url for r in reports} == {f"{site}/{name}" for name in ("one.html", "two.html", *others)}
    assert all(TEXT in r.text for r in reports)


@pytest.mark.parametrize("packed", [True, False])
def test_wget_writes_what_is_read(tmp_path: Path, site: str, packed: bool) -> None:
    subprocess.run(
        [
            *("wget", "--quiet", "--recursive", "--no-directories", "--no-config", f"--warc-file={tmp_path / 'crawl'}"),
            *([] if packed else ["--no-warc-compression"]),
            *(f"{site}/one.html", f"{site}/picture.png"),
        ],
        cwd=tmp_path,
        check=True,
        timeout=60,
    )
    (path,) = tmp_path.glob("crawl.warc*")
    assert path.name.endswith(".gz") is packed
    holds_both(path, site)


def test_warcio_writes_what_is_read(tmp_path: Path, site: str) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    path = tmp_path / "archive.warc.gz"
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        writer.write_record(writer.create_warcinfo_record("archive.warc.gz", {"software": "a test"}))
        for n, name in enumerate(("one", "two"), 1):
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            body = io.BytesIO(PAGE.format(n=n, text=TEXT).encode())
            writer.write_record(
                writer.create_warc_record(f"{site}/{name}.html", "response", payload=body, http_headers=headers)
            )
        report = io.BytesIO(set_pdf([TEXT, "The board will mend it by Friday."]))
        for name, body in (("report.pdf", report), ("gone.pdf", io.BytesIO(b"<html>There is no such report.</html>"))):
            headers = StatusAndHeaders("200 OK", [("Content-Type", "application/pdf")], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(f"{site}/{name}", "response", payload=body, http_headers=headers)
            )
        headers = StatusAndHeaders("302 Found", [("Location", "/two.html")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(f"{site}/", "response", payload=io.BytesIO(b""), http_headers=headers)
        )
    holds_both(path, site, "report.pdf")
