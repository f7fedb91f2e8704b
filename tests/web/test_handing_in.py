"""Handing in: what is accepted, what is refused in words, and that nothing accepted is lost."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sayso.errors import LibraryError
from sayso.store import sqlite
from sayso.store.desk import HandedIn, HandedLine
from sayso.web import desk as module
from sayso.web.app import make_app
from sayso.web.desk import Desk
from sayso.web.limits import Limits
from sayso.web.taking_in import file_name, take_in
from tests.ingest.files import mail, scanned_pdf, set_pdf, word
from tests.web.forms import csrf

HERE = "http://127.0.0.1:8000"


def taken(desk: Desk) -> HandedLine:
    """Takes the next thing in, as the reader does, and gives what came of it."""
    with desk.writing() as library:
        waiting = library.waiting()
        assert waiting is not None
        take_in(library, waiting)
        return next(line for line in library.handed(50) if line.number == waiting.number)


def send(client: TestClient, name: str, data: bytes) -> int:
    form = csrf(client)
    return client.post("/add/files", data={"csrf": form}, files={"files": (name, data)}).status_code


def test_pasted_text_joins_with_what_is_said_of_it(client: TestClient, desk: Desk, new_text: str) -> None:
    said = {
        "title": "Ferry aground",
        "outlet": "Tessin Post",
        "url": "https://post.example/ferry",
        "published": "2029-09-03T19:30",
    }
    answer = client.post("/add/text", data={"csrf": csrf(client), "text": new_text, **said})
    assert (answer.status_code, answer.headers["location"]) == (303, "/add#queue")
    assert "waits" in client.get("/add").text
    (outcome,) = taken(desk).reports
    assert outcome.new
    with desk.reading() as library:
        report = library.report(outcome.id).report
    assert (report.title, report.outlet, report.url, report.published) == tuple(said.values())
    page = client.get("/add/queue").text
    assert f"/stories/s{outcome.story}/reports/{outcome.id}" in page
    assert "hx-trigger" not in page


def test_text_comes_twice_and_is_held_once(client: TestClient, desk: Desk, new_text: str) -> None:
    for _ in range(2):
        client.post("/add/text", data={"csrf": csrf(client), "text": new_text})
    assert [taken(desk).reports[0].new for _ in range(2)] == [True, False]
    assert "the library has it already" in client.get("/add").text


@pytest.mark.parametrize(
    ("path", "sent", "told"),
    [
        ("text", {"text": "  \n"}, "Paste the article"),
        ("text", {"text": "x" * 500_001}, "may have 500,000 characters"),
        ("text", {"text": "Words.", "url": "ftp://x.example"}, "no address of a page"),
        ("text", {"text": "Words.", "url": "javascript:alert(1)"}, "no address of a page"),
        ("text", {"text": "Words.", "published": "yesterday"}, "no day or time"),
        ("text", {"text": "Words.", "title": "x" * 2001}, "at most 2,000 characters"),
        ("addresses", {"addresses": ""}, "at least one address"),
        ("addresses", {"addresses": "file:///etc/passwd"}, "no address of a page"),
        ("addresses", {"addresses": "\n".join(f"https://x.example/{n}" for n in range(101))}, "at most 100 addresses"),
    ],
)
def test_what_is_wrong_is_said_beside_its_input_and_nothing_is_lost(
    client: TestClient, desk: Desk, path: str, sent: dict[str, str], told: str
) -> None:
    page = client.post(f"/add/{path}", data={"csrf": csrf(client), **sent})
    assert page.status_code == 422
    assert told in page.text
    assert 'aria-invalid="true"' in page.text
    if sent.get("text") == "Words.":
        assert ">Words.</textarea>" in page.text
    with desk.reading() as library:
        assert library.waiting() is None


def test_files_of_all_kinds_are_taken(client: TestClient, desk: Desk, new_text: str) -> None:
    page = f"<html><head><title>Ferry</title></head><body><article><p>{new_text}</p></article></body></html>"
    rows = "\n".join(json.dumps({"text": f"{new_text} It was number {n}.", "outlet": f"Post {n}"}) for n in range(3))
    for name, data, count in (
        ("ferry.txt", new_text.encode(), 1),
        ("ferry.html", page.encode(), 1),
        ("ferry.jsonl", rows.encode(), 3),
        ("ferry.txt.gz", gzip.compress(new_text.encode() + b" Later."), 1),
    ):
        assert send(client, name, data) == 303
        line = taken(desk)
        assert line.name == name
        assert (len(line.reports), line.unread) == (count, ())


def test_documents_are_taken_and_a_mail_with_what_is_attached(client: TestClient, desk: Desk, new_text: str) -> None:
    release = word(["PRESS RELEASE", new_text, "ENDS"], head="Harbour Office of Fell")
    sent = mail(f"{new_text} It was said in a letter.", ("Release.docx", release, "application/msword"))
    for name, data, count in (
        ("release.docx", release, 1),
        ("report.pdf", set_pdf([new_text, f"{new_text} It was said in a report."]), 1),
        ("letter.eml", sent.as_bytes(), 2),
    ):
        assert send(client, name, data) == 303
        line = taken(desk)
        assert (line.name, len(line.reports), line.unread) == (name, count, ())


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("scan.pdf", scanned_pdf(), "OCR"),
        ("locked.pdf", set_pdf(["Nobody reads this."], password="fell"), "password"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "save it as .docx"),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "binary"),
        ("story.docx", b"PK\x03\x04" + bytes(100), "breaks off"),
        ("page.pdf", b"%PDF-1.7\n", "breaks off"),
        ("nothing.txt", b"  \n", "nothing in it"),
        ("broken.gz", b"\x1f\x8b\x08\x00broken", "gzip"),
        ("rows.jsonl", b'{"path": "/etc/passwd"}\n', "may not name files"),
        ("rows.jsonl", b'{"path": "../../etc/passwd"}\n', "may not name files"),
        ("deep.html", b"<html><body>" + b"<div>" * 100_000 + b"x", ""),
    ],
)
def test_files_that_give_no_report_say_why(client: TestClient, desk: Desk, name: str, data: bytes, told: str) -> None:
    assert send(client, name, data) == 303
    line = taken(desk)
    assert line.reports == ()
    assert told in line.unread[0]
    assert name in client.get("/add").text


def test_gzip_bomb_takes_neither_memory_nor_time(client: TestClient, desk: Desk) -> None:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as out:
        for _ in range(300):
            out.write(b"A" * 1_000_000)
    began = time.process_time()
    assert send(client, "bomb.txt.gz", packed.getvalue()) == 303
    line = taken(desk)
    assert line.reports == ()
    assert "bytes" in line.unread[0]
    assert time.process_time() - began < 5


def test_wacz_bomb_takes_neither_memory_nor_time(client: TestClient, desk: Desk) -> None:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/\r\n"
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    size = 300_000_000
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("archive/x.warc", "w") as out:
        out.write(head + f"Content-Length: {len(http) + size}\r\n\r\n".encode() + http)
        for _ in range(size // 1_000_000):
            out.write(b"a" * 1_000_000)
        out.write(b"\r\n\r\n")
    began = time.process_time()
    assert send(client, "bomb.wacz", packed.getvalue()) == 303
    line = taken(desk)
    assert line.reports == ()
    assert "more than" in line.unread[0]
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("C:\\reports\\barge.txt", "barge.txt"),
        ("..", "file"),
        ("", "file"),
        ("a\0b\nc\x1b[31m.txt", "abc[31m.txt"),
        ("x" * 500, "x" * 200),
        ("<script>alert(1)</script>.txt", "script>.txt"),
    ],
)
def test_names_of_files_lose_their_folders(given: str, kept: str) -> None:
    assert file_name(given) == kept


def test_scripts_in_every_field_are_shown_as_text(client: TestClient, desk: Desk) -> None:
    hostile = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>"
    text = f"The mayor of Orvale said on Tuesday that 12 people {hostile} were hurt in the fire."
    said = {"title": hostile, "outlet": hostile}
    client.post("/add/text", data={"csrf": csrf(client), "text": text, **said})
    (outcome,) = taken(desk).reports
    desk.renew(outcome.story)
    story = f"/stories/s{outcome.story}"
    refused = client.post("/add/text", data={"csrf": csrf(client), "text": text, **said, "url": f"x:{hostile}"})
    assert refused.status_code == 422
    pages = [client.get(p).text for p in ("/", "/add", story, f"{story}/reports/{outcome.id}")]
    for page in [*pages, refused.text]:
        assert "alert(1)" in page
        assert "<img" not in page
        assert "<script>alert" not in page


def test_more_than_the_limits_is_refused_before_it_is_read(desk: Desk) -> None:
    client = TestClient(make_app(desk, limits=Limits(upload=10_000, form=5_000)), base_url=HERE)
    form = csrf(client)
    for path, data, files in (
        ("/add/files", {"csrf": form}, {"files": ("a.txt", b"x" * 10_001)}),
        ("/add/text", {"csrf": form, "text": "x" * 10_001}, None),
        ("/add/addresses", {"csrf": form, "addresses": "x" * 5_001}, None),
    ):
        page = client.post(path, data=data, files=files)
        assert page.status_code == 413
        assert "Hand in fewer or smaller files" in page.text

    def parts() -> Iterator[bytes]:
        # without saying how much is to come
        yield f"csrf={form}&text=".encode()
        for _ in range(20):
            yield b"x" * 1_000

    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/add/text", content=parts(), headers=kind).status_code == 413


def test_two_hundred_files_and_no_more(client: TestClient) -> None:
    form = csrf(client)
    files = [("files", (f"{n}.txt", b"x")) for n in range(201)]
    page = client.post("/add/files", data={"csrf": form}, files=files)
    assert page.status_code == 422
    assert "at most 200 files" in page.text
    assert client.post("/add/files", data={"csrf": form}, files={"files": ("", b"")}).status_code == 422


def test_addresses_of_this_network_are_refused(client: TestClient, desk: Desk) -> None:
    lines = "http://127.0.0.1:9/a\nhttp://[::1]/b"
    client.post("/add/addresses", data={"csrf": csrf(client), "addresses": lines})
    for _ in range(2):
        line = taken(desk)
        assert line.reports == ()
        assert "private address" in line.unread[0]


def wait_for(desk: Desk, count: int, seconds: float = 60) -> None:
    """Waits until the reader has made the dossiers of so many stories and is idle."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with desk.reading() as library:
            stories = library.stories(50)
            done = library.waiting() is None and all(s.current for s in stories) and len(stories) == count
        if done:
            return
        time.sleep(0.05)
    raise AssertionError(desk.doing)


def test_reader_goes_on_with_what_was_left(desk: Desk, new_text: str) -> None:
    given = [HandedIn(kind="text", name=f"{n}", data=f"{new_text} Part {n}.".encode()) for n in range(2)]
    desk.hand_in("desk", given)
    with desk.reading() as library:
        before = len(library.stories(50))
    again = Desk(desk.where)
    again.begin()
    try:
        wait_for(again, before + 1)
        again.hand_in("desk", [HandedIn(kind="file", name="c.txt", data=f"{new_text} Part 3.".encode())])
        wait_for(again, before + 1)
        with again.reading() as library:
            assert library.stories(1)[0].reports == 3
    finally:
        again.end()


def test_full_disk_is_told_and_reading_goes_on(desk: Desk, new_text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AGAIN", 0.05)
    taking = module.take_in
    full = [True]

    def sometimes(*given: object, **more: object) -> object:
        if full[0]:
            raise LibraryError("library.sayso: the library cannot be used (database or disk is full)")
        return taking(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "take_in", sometimes)
    client = TestClient(make_app(desk), base_url=HERE)
    desk.begin()
    try:
        client.post("/add/text", data={"csrf": csrf(client), "text": new_text})
        end = time.monotonic() + 20
        while not desk.doing.trouble and time.monotonic() < end:
            time.sleep(0.02)
        page = client.get("/add").text
        assert "disk is full" in page
        assert "reading goes on when this is mended" in page
        with desk.reading() as library:
            count = len(library.stories(50))
        full[0] = False
        wait_for(desk, count + 1)
        assert "disk is full" not in client.get("/add").text
    finally:
        desk.end()


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_read_only_file_is_read(examples_library: Path, tmp_path: Path) -> None:
    path = tmp_path / "library.sayso"
    shutil.copyfile(examples_library, path)
    path.chmod(0o444)
    client = TestClient(make_app(Desk(str(path))), base_url=HERE)
    assert client.get("/stories/s1").status_code == 200


def test_library_that_cannot_be_written_is_read_and_says_so(
    examples_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_text: str
) -> None:
    path = tmp_path / "library.sayso"
    shutil.copyfile(examples_library, path)
    opened = module.open_library

    def only_reading(where: str, *, make: bool = False, write: bool = True) -> object:
        if write:
            raise LibraryError(f"{where}: the library cannot be used (attempt to write a readonly database)")
        return opened(where, make=make, write=write)

    monkeypatch.setattr(module, "open_library", only_reading)
    client = TestClient(make_app(Desk(str(path))), base_url=HERE)
    for page in ("/", "/stories/s1", "/add", "/stories/s1/reports/05-daily-flash"):
        assert client.get(page).status_code == 200
    refused = client.post("/add/text", data={"csrf": csrf(client), "text": new_text})
    assert refused.status_code == 503
    assert "attempt to write a readonly database" in refused.text
    assert "Captain Odo Farrin said" in refused.text


def test_library_of_a_newer_version_is_said_on_the_page(examples_library: Path, tmp_path: Path) -> None:
    path = tmp_path / "library.sayso"
    shutil.copyfile(examples_library, path)
    desk = Desk(str(path))
    client = TestClient(make_app(desk), base_url=HERE)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    page = client.get("/")
    assert page.status_code == 503
    assert "a newer sayso wrote it" in page.text
    assert str(tmp_path) not in page.text
    with pytest.raises(LibraryError, match="a newer sayso"):
        Desk(str(path))


def test_full_disk_loses_neither_what_is_typed_nor_the_library(
    desk: Desk, new_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = sqlite.Sqlite._begin

    def begin_full(self: sqlite.Sqlite, write: bool) -> None:
        begin(self, write)
        if write:
            pages = self.rows("PRAGMA page_count")[0][0]
            self.rows(f"PRAGMA max_page_count = {pages}")

    monkeypatch.setattr(sqlite.Sqlite, "_begin", begin_full)
    client = TestClient(make_app(desk), base_url=HERE)
    form = csrf(client)
    noise = os.urandom(400_000).hex()[:480_000]
    refused = client.post("/add/text", data={"csrf": form, "text": f"{new_text} {noise}"})
    assert refused.status_code == 503
    assert "database or disk is full" in refused.text
    assert "Captain Odo Farrin said" in refused.text
    assert client.get("/stories/s1").status_code == 200
    monkeypatch.undo()
    whole = Desk(desk.where)
    with whole.writing() as library:
        assert library.waiting() is None
        assert library.check() == ()
