"""The API of a real server, asked over the network by httpx: tokens, files, pages, and a story that grows."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import uvicorn

from sayso.web.access import Access
from sayso.web.api import ROOT
from sayso.web.app import make_app
from sayso.web.desk import Desk
from sayso.web.tokens import hash_of, make_token

PATIENCE = 60.0  # seconds


@pytest.fixture
def program(desk: Desk) -> Iterator[httpx.Client]:
    """A program with a token that lets write, at a real server that asks for tokens and whose reader runs."""
    token = make_token()
    with desk.writing() as library:
        library.add_token("robot", "write", hash_of(token))
    app = make_app(desk, Access(tokens=True, hosts=("127.0.0.1",)))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}{ROOT}", headers={"authorization": f"Bearer {token}"}, timeout=30
    ) as client:
        yield client
    server.should_exit = True
    running.join()


def below(path: str) -> str:
    return path.removeprefix(ROOT)


def test_files_become_a_story_with_a_dossier(program: httpx.Client, new_text: str) -> None:
    files = [("files", (f"ferry-{n}.txt", f"{new_text} It was said {n} times.".encode())) for n in (2, 3)]
    accepted = program.post("/handed-in/files", files=files)
    assert accepted.status_code == 202
    until = time.monotonic() + PATIENCE
    stories = set()
    for one in accepted.json()["accepted"]:
        while (line := program.get(below(one["path"])).json())["state"] != "done":
            assert time.monotonic() < until, line
            time.sleep(0.1)
        assert line["by"] == "robot"
        stories |= {report["story"] for report in line["reports"]}
    (story,) = stories
    while not (now := program.get(f"/stories/{story}").json())["current"]:
        assert time.monotonic() < until, now
        time.sleep(0.1)
    dossier = program.get(f"/stories/{story}/dossier", params={"texts": "full"})
    assert dossier.json()["reports"][0]["text"].startswith("A ferry ran aground off Tessin Point")
    assert {s["speaker_name"] for s in dossier.json()["statements"]} >= {"Mira Holt"}
    again = program.get(f"/stories/{story}/dossier?texts=full", headers={"if-none-match": dossier.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_pages_lead_through_all_of_a_list(program: httpx.Client) -> None:
    whole = program.get("/search/figures", params={"limit": 100}).json()["items"]
    path: str | None = "/search/figures?limit=7"
    found, pages = [], 0
    while path is not None:
        answer = program.get(path)
        found += answer.json()["items"]
        pages += 1
        following = answer.links.get("next", {}).get("url")
        assert following == answer.json()["next"]
        path = below(following) if following else None
    assert found[:100] == whole
    assert pages > 10
    assert {f["id"] for f in found} >= {f["id"] for f in whole}
    assert len({(f["story"], f["id"]) for f in found}) == len(found)


def test_nobody_comes_in_without_a_token(program: httpx.Client) -> None:
    for headers in ({"authorization": ""}, {"authorization": "Bearer sayso_guess"}):
        answer = program.get("/stories", headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert program.delete("/reports/05-daily-flash").status_code == 403
    assert program.get("/stories").status_code == 200


@pytest.mark.parametrize("token", ["right", "none"])
def test_a_large_body_is_refused_and_not_read(program: httpx.Client, token: str) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while True:
            sent += 65536
            yield b"[" * 65536

    headers = {"content-type": "application/json", "content-length": str(10 * 1024**3)}
    headers |= {"authorization": ""} if token == "none" else {}
    try:
        answer = program.post("/handed-in/texts", content=endless(), headers=headers)
        assert answer.status_code == 413
    except (httpx.WriteError, httpx.RemoteProtocolError):
        # the server ended the connection while this was still sending
        pass
    assert sent < 100 * 1024 * 1024
    assert program.get("/status").status_code == 200


def test_many_write_and_read_at_once(program: httpx.Client) -> None:
    def hand_in(number: int) -> int:
        body = {"texts": [{"text": f"The {number}th lock keeper of Tessin retired."}]}
        answer = program.post("/handed-in/texts", json=body)
        assert answer.status_code == 202, answer.text
        assert program.get("/stories/s1/dossier").status_code == 200
        accepted: int = answer.json()["accepted"][0]["number"]
        return accepted

    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(hand_in, range(24)))
    assert sorted(numbers) == list(range(1, 25))
    listed = program.get("/handed-in", params={"limit": 100}).json()["items"]
    assert {one["number"] for one in listed} == set(numbers)
