"""Bad input to the API: characters that are none, bombs, tricks with paths, bodies that are not what they say."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sayso.errors import LibraryError
from sayso.web.api import ROOT
from sayso.web.api.document import document
from sayso.web.api.problems import KINDS, MEDIA
from sayso.web.app import make_app
from sayso.web.desk import Desk
from sayso.web.limits import Limits

HERE = f"http://127.0.0.1:8000{ROOT}"
NAMES = {"story": "s1", "report": "05-daily-flash", "number": "1", "judgement": "j1", "name": "not-found"}
NAMES |= {"table": "figures"}


def is_problem(answer: Any, status: int) -> bool:
    told = answer.json()
    assert answer.headers["content-type"] == MEDIA
    assert set(told) - {"errors"} == {"type", "title", "status", "detail", "instance"}
    assert told["type"] == f"{ROOT}/problems/{KINDS[status]}"
    assert told["detail"]
    return bool(answer.status_code == told["status"] == status)


def parameters() -> list[tuple[str, str, str]]:
    """Every parameter of an operation that only shows: its path, where it is, and its name."""
    return [
        (path, parameter["in"], parameter["name"])
        for path, operations in document()["paths"].items()
        for parameter in operations.get("get", {}).get("parameters", ())
    ]


@pytest.mark.parametrize("bad", ["%00", "a%00b", "%ED%A0%80", "%FF", "%C0%AF", "%F5%80%80%80"])
def test_what_is_no_character_is_refused_wherever_it_stands(api: TestClient, bad: str) -> None:
    asked = parameters()
    assert len(asked) > 70
    for path, place, name in asked:
        names = {k: (bad if (place, name) == ("path", k) else v) for k, v in NAMES.items()}
        query = f"?{name}={bad}" if place == "query" else ""
        assert is_problem(api.get(path.format(**names) + query), 400), (path, name)


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800", "\\udfff", "a\\udc00b"])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/handed-in/texts", '{"texts": [{"text": "X"}]}'),
        ("/handed-in/texts", '{"texts": [{"text": "Words.", "outlet": "X"}]}'),
        ("/handed-in/addresses", '{"addresses": ["https://a.example/X"]}'),
        ("/stories/s1/judgements", '{"decides": "dismiss", "items": ["X"], "by": "Ada"}'),
        ("/stories/s1/judgements", '{"decides": "dismiss", "items": ["c1"], "by": "X"}'),
        ("/stories/s1/placings", '{"to": "new", "note": "X", "by": "Ada"}'),
        ("/judgements/j1/revocation", '{"note": "X"}'),
    ],
)
def test_no_text_that_cannot_be_kept(api: TestClient, desk: Desk, path: str, body: str, text: str) -> None:
    answer = api.post(path, content=body.replace("X", text), headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
    assert is_problem(answer, answer.status_code)
    with desk.reading() as library:
        assert (library.waiting(), library.judgements(), library.placings()) == (None, (), ())


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("limit=0", "query.limit"),
        ("limit=101", "query.limit"),
        ("limit=-1", "query.limit"),
        ("offset=-1", "query.offset"),
        ("offset=99999999999999999999999999", "query.offset"),
        (f"limit={'9' * 5000}", "query.limit"),
        ("limit=ten", "query.limit"),
        ("limit=", "query.limit"),
        ("limit=5&limit=6", "query.limit"),
        ("page=2", "query.page"),
        ("limit=nan", "query.limit"),
    ],
)
def test_pages_that_there_are_not(api: TestClient, query: str, where: str) -> None:
    lists = [
        p
        for p, ops in document()["paths"].items()
        if any(x["name"] == "offset" for x in ops.get("get", {}).get("parameters", ()))
    ]
    assert len(lists) > 12
    for path in lists:
        answer = api.get(f"{path.format(**NAMES)}?{query}")
        assert is_problem(answer, 422), path
        assert where in {e["where"] for e in answer.json()["errors"]}, path


def test_a_page_behind_the_last_is_empty(api: TestClient) -> None:
    answer = api.get("/stories", params={"offset": 1_000_000})
    assert (answer.json(), answer.status_code) == ({"items": [], "next": None}, 200)


@pytest.mark.parametrize(
    "query",
    [
        "words=dam&since=2028-13-01",
        "words=dam&since=yesterday",
        "words=dam&since=2028-03-09&until=2028-03-07",
        "words=%22",
        "words=",
        f"words={'a' * 501}",
        "",
    ],
)
def test_what_cannot_be_looked_for(api: TestClient, query: str) -> None:
    assert is_problem(api.get(f"/search/reports?{query}"), 422)


@pytest.mark.parametrize("query", ["low=nan", "low=inf", "low=1e999", "low=5&high=4", "low=1e16", "low=many"])
def test_figures_that_there_are_not(api: TestClient, query: str) -> None:
    assert is_problem(api.get(f"/search/figures?{query}"), 422)


@pytest.mark.parametrize("words", ["'; DROP TABLE reports --", "* OR NEAR(", '"" OR ""', "dam AND", "a" * 500])
def test_words_are_words(api: TestClient, words: str) -> None:
    for kind in ("reports", "statements", "figures", "entities"):
        assert api.get(f"/search/{kind}", params={"words": words}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/stories/s99",
        "/stories/s0",
        "/stories/s999999999999999999/dossier",
        "/reports/no-such-report",
        "/reports/..%2f..%2fetc%2fpasswd",
        "/reports/%2e%2e/text",
        "/handed-in/99",
        "/handed-in/9007199254740992",
        "/problems/no-such-problem",
        "/no-such-place",
        "/",
        "/stories/",
        "//stories",
    ],
)
def test_what_there_is_not(api: TestClient, path: str) -> None:
    assert is_problem(api.get(path), 404)


@pytest.mark.parametrize("story", ["1", "s", "s-1", "S1", "s1x", "s1234567890123456789", "stories"])
def test_what_is_no_name_of_a_story(api: TestClient, story: str) -> None:
    assert is_problem(api.get(f"/stories/{story}"), 422)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[" * 1_000_000, 422),
        (b'{"texts": ' + b"[" * 900_000, 422),
        (b'{"texts": [{"text": ' + b'{"a":' * 150_000, 422),
        (b'{"texts": 1' + b"0" * 900_000 + b"}", 422),
        (b'{"texts": 1e999}', 422),
        (b'{"texts": [{"text": "\xff"}]}', 400),
        (b'{"texts": [{"text": "a"}], "texts": 5}', 422),
        (b'"text"', 422),
        (b"null", 422),
        (b"NaN", 400),
        (b"\xef\xbb\xbf{}", 400),
    ],
)
def test_bodies_that_are_none(api: TestClient, body: bytes, status: int) -> None:
    began = time.process_time()
    answer = api.post("/handed-in/texts", content=body, headers={"content-type": "application/json"})
    assert is_problem(answer, status), answer.text[:300]
    assert time.process_time() - began < 2


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x", ""])
def test_bodies_of_another_kind(api: TestClient, kind: str) -> None:
    headers = {"content-type": kind, "x-requested-with": "test"}
    assert is_problem(api.post("/handed-in/texts", content=b"{}", headers=headers), 415)
    if not kind.startswith("multipart"):
        assert api.post("/handed-in/files", content=b"{}", headers=headers).status_code in (415, 422)


def test_forms_that_are_broken(api: TestClient) -> None:
    for body in (b"", b"--x", b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--", b"\0" * 1000):
        headers = {"content-type": "multipart/form-data; boundary=x", "x-requested-with": "test"}
        answer = api.post("/handed-in/files", content=body, headers=headers)
        assert answer.status_code in (400, 422), body
        assert is_problem(answer, answer.status_code)


def test_more_files_than_are_taken_at_once(api: TestClient, desk: Desk) -> None:
    files = [("files", (f"{n}.txt", b"Words.")) for n in range(201)]
    assert is_problem(api.post("/handed-in/files", files=files, headers={"x-requested-with": "test"}), 422)
    with desk.reading() as library:
        assert library.waiting() is None


@pytest.mark.parametrize("told", ["true", "false"])
def test_more_than_a_request_may_bring(desk: Desk, told: str) -> None:
    app = make_app(desk, limits=Limits(form=1000, upload=5000))
    client = TestClient(app, base_url=HERE)
    for path, most in (("/stories/s1/judgements", 1000), ("/handed-in/texts", 5000), ("/handed-in/files", 5000)):

        def pieces(most: int = most) -> Any:
            yield b"{" + b" " * most
            yield b"}"

        content = b"{" + b" " * most + b"}" if told == "true" else pieces()
        headers = {"content-type": "application/json", "x-requested-with": "test"}
        if path.endswith("files"):
            headers["content-type"] = "multipart/form-data; boundary=x"
        assert is_problem(client.post(path, content=content, headers=headers), 413), path


def test_methods_that_there_are_not(api: TestClient) -> None:
    for path, operations in document()["paths"].items():
        allowed = {method.upper() for method in operations}
        for method in {"GET", "POST", "PUT", "DELETE", "PATCH"} - allowed:
            answer = api.request(method, path.format(**NAMES), json={})
            assert is_problem(answer, 405), (method, path)
            assert set(answer.headers["allow"].split(", ")) == allowed, path


def test_whoever_writes_meanwhile_is_waited_for(desk: Desk, api: TestClient) -> None:
    other = sqlite3.connect(desk.where, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.5, lambda: other.execute("COMMIT")).start()
    assert api.post("/handed-in/texts", json={"texts": [{"text": "Words."}]}).status_code == 202


def test_whoever_writes_too_long_is_told_of(desk: Desk, api: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.store.sqlite.PATIENCE", 0.2)
    other = sqlite3.connect(desk.where, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = api.post("/handed-in/texts", json={"texts": [{"text": "Words."}]})
    other.execute("ROLLBACK")
    assert is_problem(answer, 503)
    assert int(answer.headers["retry-after"]) > 0
    assert desk.where not in answer.text
    assert api.get("/handed-in").json()["items"] == []


def test_a_library_that_is_gone(examples_library: Path, tmp_path: Path) -> None:
    path = tmp_path / "gone.sayso"
    shutil.copyfile(examples_library, path)
    client = TestClient(make_app(Desk(str(path))), base_url=HERE)
    path.unlink()
    for asked in ("/stories", "/stories/s1", "/reports/05-daily-flash", "/handed-in/1", "/search/figures"):
        assert is_problem(client.get(asked), 503), asked
    assert is_problem(client.post("/handed-in/texts", json={"texts": [{"text": "Words."}]}), 503)
    assert is_problem(client.delete("/reports/05-daily-flash"), 503)


def test_a_library_that_breaks_is_not_told_as_what_is_not_there(
    api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise LibraryError("the disk is full")

    for name in ("report", "stories", "story", "went_into", "place"):
        monkeypatch.setattr(f"sayso.store.sql.SqlLibrary.{name}", broken)
    for asked in ("/reports/05-daily-flash", "/stories", "/stories/s1"):
        assert is_problem(api.get(asked), 503), asked


def test_an_error_in_sayso_is_a_problem_that_tells_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("sayso.web.api.stories.listed_story", fails)
    answer = TestClient(make_app(desk), base_url=HERE, raise_server_exceptions=False).get("/stories")
    assert is_problem(answer, 500)
    assert "secret" not in answer.text
    assert answer.headers["content-security-policy"]


def test_every_kind_of_problem_is_explained(api: TestClient) -> None:
    for status, name in KINDS.items():
        told = api.get(f"/problems/{name}").json()
        assert (told["status"], told["type"]) == (status, f"{ROOT}/problems/{name}")


def test_headers_that_are_broken(api: TestClient) -> None:
    for headers in (
        {"origin": "http://["},
        {"accept": ";;;q=,"},
        {"accept": "*" * 5000},
        {"if-none-match": '"' * 1000},
        {"content-type": "\xff"},
    ):
        raw = {k: v.encode("latin-1") for k, v in headers.items()}
        assert api.get("/stories/s1/dossier", headers=raw).status_code in (200, 406)
        assert api.post("/handed-in/texts", content=b"{}", headers=raw).status_code in (403, 415, 422)
