"""What can be handed in, and what is said of input that cannot be read."""

from __future__ import annotations

import gzip
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sayso.errors import UnreadableInput
from sayso.ingest import files, read_inputs
from sayso.ingest.documents import Document
from sayso.types import Report, Unread
from tests.ingest.pages import BODY, HEADLINE, PAGE

TEXT = "\n".join([HEADLINE, *BODY])


def read(*paths: Path | str, stdin: bytes | None = None) -> list[Report | Unread]:
    return list(read_inputs([str(p) for p in paths], stdin=None if stdin is None else io.BytesIO(stdin)))


def reports(*paths: Path | str, stdin: bytes | None = None) -> list[Report]:
    found = read(*paths, stdin=stdin)
    assert all(isinstance(r, Report) for r in found), found
    return found  # type: ignore[return-value]


def unread(path: Path | str, stdin: bytes | None = None) -> Unread:
    (found,) = read(path, stdin=stdin)
    assert isinstance(found, Unread)
    assert found.message
    return found


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows(path: Path, *items: dict[str, Any]) -> Path:
    return write(path, "".join(json.dumps(i) + "\n" for i in items))


def test_a_text_file(tmp_path: Path) -> None:
    (report,) = reports(write(tmp_path / "a.txt", TEXT))
    assert report.text == TEXT
    assert report.source == str(tmp_path / "a.txt")
    assert (report.title, report.language, report.published) == (HEADLINE, "en", None)
    assert report.id.startswith("r")
    assert len(report.id) == 11


def test_the_kind_is_told_from_the_content(tmp_path: Path) -> None:
    (report,) = reports(write(tmp_path / "saved.txt", PAGE))
    assert report.text == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    (report,) = reports(write(tmp_path / "a.txt", TEXT.encode(encoding)))
    assert report.text == TEXT


def test_a_declared_encoding_is_used(tmp_path: Path) -> None:
    page = PAGE.replace("utf-8", "windows-1251").replace("Fell Lines", "Фелл")
    (report,) = reports(write(tmp_path / "a.html", page.encode("cp1251")))
    assert "Фелл" in report.text


def test_carriage_returns_count_in_raw_places(tmp_path: Path) -> None:
    raw = TEXT.replace("\n", "\r\n\r\n")
    (report,) = reports(write(tmp_path / "a.txt", raw))
    span = report.span(report.text.index("Divers"), report.text.index("Divers") + 6)
    assert raw[slice(*span.raw)] == "Divers"


def test_a_folder_is_read_in_order_without_what_lies_beside(tmp_path: Path) -> None:
    write(tmp_path / "b.txt", TEXT.replace("Stella", "Luna"))
    write(tmp_path / "a.html", PAGE)
    for name in (".hidden.txt", "picture.png", "notes.json", "readme.md"):
        write(tmp_path / name, TEXT)
    (tmp_path / "a_files").mkdir()
    write(tmp_path / "a_files" / "advert.html", PAGE)
    (tmp_path / "more").mkdir()
    write(tmp_path / "more" / "c.txt", TEXT.replace("Stella", "Mira"))
    assert [Path(r.source).name for r in reports(tmp_path)] == ["a.html", "b.txt", "c.txt"]


@pytest.mark.parametrize(
    ("error", "kind"), [(ValueError("odd"), "failed"), (OSError("gone"), "missing"), (PermissionError(13), "refused")]
)
def test_a_file_at_which_reading_fails_leaves_the_others_of_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, kind: str
) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        write(tmp_path / name, f"{TEXT} {name}")
    read_bytes = files.read_bytes

    def failing(data: bytes, source: str, name: str = "") -> Iterator[Document | UnreadableInput]:
        if name == "b.txt":
            raise error
        return read_bytes(data, source, name)

    monkeypatch.setattr(files, "read_bytes", failing)
    found = list(read_inputs([str(tmp_path)]))
    assert [f.kind if isinstance(f, Unread) else "" for f in found] == ["", kind, ""]
    assert found[1].source == str(tmp_path / "b.txt")


def test_a_folder_with_a_manifest_reads_each_report_once(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", TEXT)
    rows(tmp_path / "manifest.jsonl", {"id": "one", "path": "a.txt", "outlet": "Fell News"})
    (report,) = reports(tmp_path)
    assert (report.id, report.source, report.outlet) == ("one", "a.txt", "Fell News")


def test_rows_give_text_pages_and_paths(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "a.txt", TEXT)
    manifest = rows(
        tmp_path / "m.jsonl",
        {
            "id": "t",
            "text": TEXT,
            "url": "https://www.fell.example/t",
            "published": "2021-05-14T00:00:00",
            "title": "Own",
        },
        {"id": 7, "html": PAGE},
        {"path": "in/a.txt"},
    )
    first, second, third = reports(manifest)
    assert (first.id, first.source, first.outlet, first.published, first.title) == (
        "t", "https://www.fell.example/t", "fell.example", "2021-05-14", "Own",
    )  # fmt: skip
    assert (second.id, second.text) == ("7", TEXT)
    span = second.span(second.text.index("Divers"), second.text.index("Divers") + 6)
    assert PAGE[slice(*span.raw)] == "Divers"
    assert (third.source, third.text) == ("in/a.txt", TEXT)


def test_a_broken_row_is_named_by_its_line_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": TEXT}), "{broken", "[1]", json.dumps({"url": "https://fell.example/"}),
        json.dumps({"text": 5}), "",
        json.dumps({"path": "../outside.txt"}), json.dumps({"path": "/etc/hostname"}), json.dumps({"path": "gone.txt"}),
        json.dumps({"text": "  "}), json.dumps({"text": TEXT, "id": "last"}),
    ]  # fmt: skip
    write(tmp_path.parent / "outside.txt", TEXT)
    found = read(write(tmp_path / "m.jsonl", "\n".join(lines)))
    assert [r.id for r in found if isinstance(r, Report)][-1] == "last"
    broken = [(r.source.removeprefix(str(tmp_path)), r.kind) for r in found if isinstance(r, Unread)]
    assert broken == [
        ("/m.jsonl:2", "format"), ("/m.jsonl:3", "format"), ("/m.jsonl:4", "format"), ("/m.jsonl:5", "format"),
        ("/m.jsonl:7", "refused"), ("/m.jsonl:8", "refused"), ("gone.txt", "missing"), ("/m.jsonl:10", "no-article"),
    ]  # fmt: skip


def test_a_link_out_of_the_folder_is_not_followed_from_a_row(tmp_path: Path) -> None:
    write(tmp_path / "secret.txt", TEXT)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert unread(rows(tmp_path / "in" / "m.jsonl", {"path": "link.txt"})).kind == "refused"


def test_standard_input(tmp_path: Path) -> None:
    assert reports("-", stdin=TEXT.encode())[0].text == TEXT
    assert reports("-", stdin=PAGE.encode())[0].text == TEXT
    assert reports("-", stdin=json.dumps({"text": TEXT}).encode())[0].text == TEXT
    write(tmp_path / "a.txt", TEXT)
    assert unread("-", stdin=json.dumps({"path": str(tmp_path / "a.txt")}).encode()).kind == "refused"
    assert unread("-", stdin=b"").kind == "empty"
    assert unread("-").kind == "missing"


def test_copies_are_kept_with_ids_of_their_own(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", TEXT)
    found = reports(path, path, rows(tmp_path / "m.jsonl", {"text": TEXT, "id": "x"}, {"text": TEXT, "id": "x"}))
    assert len({r.id for r in found}) == 4
    assert len({r.sha256 for r in found}) == 1


def test_the_same_bytes_give_the_same_id_again(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", TEXT)
    assert [r.id for r in read(path)] == [r.id for r in read(path)]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\n ", "empty"),
        ("a.bin", bytes(range(256)) * 20, "binary"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(50), "binary"),
        ("a.pdf", b"%PDF-1.7 something", "truncated"),
        ("a.docx", b"PK\x03\x04 something", "truncated"),
        ("a.doc", b"\xd0\xcf\x11\xe0 something", "format"),
        ("a.rtf", b"{\\rtf1 something}", "format"),
        ("a.txt.gz", gzip.compress(os.urandom(4000))[:2000], "truncated"),
        ("a.json", b'{\n "text": "x"\n}', "format"),
        ("a.json", b"[{}]", "format"),
        ("a.xml", b"<?xml version='1.0'?><catalog><book/></catalog>", "format"),
        ("a.rss", b"<?xml version='1.0'?><rss version='2.0'><channel><title>Fell</title></channel></rss>", "empty"),
        ("m.jsonl", b"\n\n", "empty"),
        ("a.html", b"<html><body><nav>Home</nav></body></html>", "no-article"),
        ("a.html", b"<div>" * 1_000_000, "too-deep"),
        ("a.html", b"<p>The ferry ran aground on Friday morning.</p>" * 1_100_000, "too-large"),
        ("a.html", b"<p>The ferry ran aground on Friday.</p>" * 60_000, "too-large"),
        ("a.txt", b"The ferry ran aground on Friday. " * 40_000, "too-large"),
        ("a.txt", "Фелл сказал, что паром сел на мель в пятницу утром у входа в гавань.".encode(), "language"),
        ("a.txt", "Le ministre a dit mardi que le bateau était perdu et que les secours v.".encode(), "language"),
        ("a.txt", "정부는 화요일 배가 좌초했다고 밝혔다.".encode(), "language"),
        ("a.html", b"<meta charset=utf-8>" + "Fähre über Öl gelöst ".encode("latin-1") * 20, "encoding"),
    ],
    ids=lambda v: v if isinstance(v, str) else None,
)  # fmt: skip
def test_unreadable_input_is_named_with_its_reason_and_the_rest_is_read(
    tmp_path: Path, name: str, content: bytes, kind: str
) -> None:
    good = write(tmp_path / "good.txt", TEXT)
    bad = write(tmp_path / name, content)
    first, second = read(bad, good)
    assert isinstance(first, Unread)
    assert first.kind == kind
    assert first.source.startswith(str(bad))
    assert isinstance(second, Report)


def test_missing_and_forbidden_places(tmp_path: Path) -> None:
    assert unread(tmp_path / "gone.txt").kind == "missing"
    assert unread(tmp_path / ("x" * 5000)).kind == "missing"
    assert unread("\0").kind == "missing"
    (tmp_path / "empty").mkdir()
    assert unread(tmp_path / "empty").kind == "empty"
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    assert unread(tmp_path / "loop.txt").kind == "missing"
    assert unread("ftp://fell.example/a").kind == "refused"


def test_no_right_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.txt", TEXT)

    def forbidden(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    # taking the right away would not stop a test that runs as root
    monkeypatch.setattr(Path, "open", forbidden)
    assert unread(path).kind == "refused"


def test_folders_that_link_in_a_circle_are_read_once(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", TEXT)
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    found = read(tmp_path)
    assert [type(r) for r in found] == [Report, Unread]


def test_a_sentence_of_a_hundred_thousand_words_is_read(tmp_path: Path) -> None:
    words = "The minister said " + "that the dam was there and " * 16_600 + "that it broke."
    (report,) = reports(write(tmp_path / "a.txt", words))
    assert len(report.text.split()) > 99_000


def test_a_gzipped_page(tmp_path: Path) -> None:
    assert reports(write(tmp_path / "a.html.gz", gzip.compress(PAGE.encode())))[0].text == TEXT
