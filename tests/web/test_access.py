"""Who may do what: names of the host, tokens, forged forms, guessing, framing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any, NoReturn

import pytest
from fastapi.testclient import TestClient

from sayso.store.desk import Scope
from sayso.web.access import CSRF_COOKIE, SAFE, TOKEN_COOKIE, Access
from sayso.web.app import OPEN, make_app
from sayso.web.desk import Desk
from sayso.web.headers import HEADERS
from sayso.web.pages import PAGES
from sayso.web.pages.sign_in import own_path
from sayso.web.tokens import FREE_GUESSES, Guesses, hash_of, make_token
from tests.web.forms import csrf

HERE = "http://127.0.0.1:8000"


def token(desk: Desk, name: str, scope: Scope) -> str:
    made = make_token()
    with desk.writing() as library:
        library.add_token(name, scope, hash_of(made))
    return made


@pytest.fixture
def guarded(desk: Desk) -> TestClient:
    """The desk as it is reached from elsewhere."""
    return TestClient(
        make_app(desk, Access(tokens=True, hosts=("desk.example",))),
        base_url="https://desk.example",
        follow_redirects=False,
    )


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "", "[::2]"])
def test_other_names_of_the_host_are_refused(client: TestClient, host: str) -> None:
    page = client.get("/", headers={"host": host})
    assert page.status_code == 403
    assert "answers under these names alone" in page.text


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000"])
def test_this_machine_s_names_are_let_in(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("name", ["x-forwarded-for", "forwarded", "via", "x-real-ip"])
def test_nobody_comes_through_a_proxy_without_a_token(client: TestClient, name: str) -> None:
    page = client.get("/", headers={name: "198.51.100.7"})
    assert page.status_code == 403
    assert "--public-name" in page.text


@pytest.mark.parametrize("path", ["/", "/stories/s1", "/stories/s99", "/no-such-page", "/static/desk.css", "/sign-in"])
def test_every_answer_has_the_headers(client: TestClient, path: str) -> None:
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "unsafe-inline" not in answer.headers["content-security-policy"]


def test_an_error_in_sayso_is_a_page_with_the_headers(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("<b>nought</b>")

    monkeypatch.setattr("sayso.web.pages.stories.stories_view", fails)
    answer = TestClient(make_app(desk), base_url=HERE, raise_server_exceptions=False).get("/")
    assert answer.status_code == 500
    assert "ZeroDivisionError: &lt;b&gt;nought" in answer.text
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


def test_without_a_token_a_person_is_asked_for_one_and_led_back(guarded: TestClient, desk: Desk) -> None:
    asked = guarded.get("/stories/s1?part=many")
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in?to=%2Fstories%2Fs1%3Fpart%3Dmany")
    form = csrf(guarded)
    wrong = guarded.post("/sign-in", data={"csrf": form, "token": "sayso_no", "to": "/stories/s1"})
    assert wrong.status_code == 403
    assert "not known here" in wrong.text
    given = token(desk, "ada", "read")
    right = guarded.post("/sign-in", data={"csrf": form, "token": given, "to": "/stories/s1"})
    assert (right.status_code, right.headers["location"]) == (303, "/stories/s1")
    cookie = right.headers["set-cookie"]
    assert cookie.startswith(f"{TOKEN_COOKIE}=")
    for part in ("HttpOnly", "SameSite=strict", "Secure", "Path=/"):
        assert part in cookie
    page = guarded.get("/stories/s1")
    assert page.status_code == 200
    assert "Sign out" in page.text
    assert guarded.post("/sign-out", data={"csrf": form}).status_code == 303
    assert guarded.get("/stories/s1").status_code == 303


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/a\nb"])
def test_nobody_is_led_elsewhere(to: str) -> None:
    assert own_path(to) == "/"


def test_programs_send_a_token_and_lose_it_when_it_is_revoked(guarded: TestClient, desk: Desk) -> None:
    given = token(desk, "robot", "read")
    sent = {"authorization": f"Bearer {given}"}
    assert guarded.get("/", headers=sent).status_code == 200
    with desk.writing() as library:
        library.revoke_token("robot")
    refused = guarded.get("/", headers=sent)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert guarded.get("/", headers={"authorization": "Basic YTpi"}).status_code == 401


def test_guessing_tokens_is_slowed(guarded: TestClient, desk: Desk) -> None:
    right = {"authorization": f"Bearer {token(desk, 'ada', 'read')}"}
    for number in range(FREE_GUESSES + 1):
        assert guarded.get("/", headers={"authorization": f"Bearer sayso_{number}"}).status_code == 401
    slowed = guarded.get("/", headers=right)
    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) >= 1


def test_waits_double_and_end() -> None:
    now = [0.0]
    guesses = Guesses(lambda: now[0])
    for _ in range(FREE_GUESSES):
        guesses.wrong("a")
    assert guesses.wait("a") == 0
    waits = []
    for _ in range(4):
        guesses.wrong("a")
        waits.append(guesses.wait("a"))
        now[0] += waits[-1]
    assert waits == [2, 4, 8, 16]
    assert guesses.wait("b") == 0
    guesses.right("a")
    guesses.wrong("a")
    assert guesses.wait("a") == 0


def routes(*, safe: bool, without: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Method and path of each route of the pages."""
    for name in PAGES:
        if name in without:
            continue
        for route in import_module(f"sayso.web.pages.{name}").router.routes:
            for method in route.methods:
                if (method in SAFE) == safe:
                    yield method, re.sub(r"\{\w+\}", "s1", route.path)


def test_every_form_that_another_site_sends_is_refused(client: TestClient) -> None:
    form = csrf(client)
    unsafe = list(routes(safe=False))
    assert ("POST", "/sign-in") in unsafe
    for method, path in unsafe:
        for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
            answer = client.request(method, path, data={"csrf": form}, headers=headers)
            assert answer.status_code in (403, 422), (method, path)
            assert answer.status_code == 403 or "csrf" not in answer.text
        for sent in ({}, {"csrf": "guessed"}):
            assert client.request(method, path, data=sent).status_code in (403, 422), (method, path)
    client.cookies.delete(CSRF_COOKIE)
    for method, path in unsafe:
        assert client.request(method, path, data={"csrf": form}).status_code in (403, 422), (method, path)


def test_every_page_asks_who_reads_it(desk: Desk) -> None:
    client = TestClient(make_app(desk, Access(tokens=True, hosts=())), base_url=HERE, follow_redirects=False)
    assert OPEN == ("sign_in",)
    shown = list(routes(safe=True, without=OPEN))
    assert ("GET", "/stories/s1") in shown
    for method, path in shown:
        answer = client.request(method, path)
        assert answer.status_code == 303, (method, path)
        assert answer.headers["location"].startswith("/sign-in?to=")
    for method, path in routes(safe=False, without=OPEN):
        assert client.request(method, path).status_code in (401, 422), (method, path)


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("write", 422), ("admin", 422)])
def test_a_token_lets_do_what_its_scope_says(guarded: TestClient, desk: Desk, scope: Scope, status: int) -> None:
    sent = {"authorization": f"Bearer {token(desk, 'ada', scope)}"}
    answer = guarded.post("/add/text", headers=sent)
    assert answer.status_code == status


@pytest.mark.parametrize("given", ["", "sayso_guessed", "read"])
def test_nothing_is_read_of_what_strangers_send(desk: Desk, given: str) -> None:
    app = make_app(desk, Access(tokens=True, hosts=()))
    if given == "read":
        given = token(desk, "ada", "read")
    headers = [(b"host", b"desk.example"), (b"content-length", b"60000000")]
    headers += [(b"authorization", f"Bearer {given}".encode())] if given else []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https",
        "path": "/add/files",
        "raw_path": b"/add/files",
        "query_string": b"",
        "headers": headers,
        "client": ("198.51.100.7", 1),
        "server": ("desk.example", 443),
        "state": {},
        "root_path": "",
    }
    answers = []

    async def never() -> NoReturn:
        raise AssertionError("the body was asked for")

    async def send(message: Any) -> None:
        answers.append(message)

    # in a thread of its own: a browser that another test opened keeps a loop running in this one
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, app(scope, never, send)).result()
    assert answers[0]["status"] == (403 if given.startswith("sayso_") and given != "sayso_guessed" else 401)


def test_who_may_only_read_is_offered_no_form(guarded: TestClient, desk: Desk) -> None:
    sent = {"authorization": f"Bearer {token(desk, 'ada', 'read')}"}
    assert 'href="/add"' not in guarded.get("/", headers=sent).text
    page = guarded.get("/add", headers=sent).text
    assert "lets you read" in page
    assert "/add/text" not in page
