"""Who may do what through the API: tokens and their scopes, no cookies, and nothing that another site's page sends."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from sayso.store.desk import Scope
from sayso.web.access import SAFE, TOKEN_COOKIE, Access
from sayso.web.api import ROOT
from sayso.web.api.document import document
from sayso.web.api.problems import MEDIA
from sayso.web.app import make_app
from sayso.web.desk import Desk
from sayso.web.limits import Limits

Elsewhere = Callable[[Scope | None], TestClient]


def operations(*, safe: bool) -> Iterator[tuple[str, str]]:
    """Method and path of each operation, with something in place of what its path names."""
    for path, methods in document()["paths"].items():
        for method in methods:
            if (method.upper() in SAFE) == safe:
                named = path.replace("{story}", "s1").replace("{report}", "05-daily-flash").replace("{number}", "1")
                yield method.upper(), re.sub(r"\{\w+\}", "not-found", named)


def test_every_operation_asks_who_asks(elsewhere: Elsewhere) -> None:
    stranger = elsewhere(None)
    asked = [*operations(safe=True), *operations(safe=False), ("GET", "/openapi.json")]
    assert len(asked) > 30
    for method, path in asked:
        answer = stranger.request(method, path, json={})
        assert answer.status_code == 401, (method, path)
        assert (answer.headers["content-type"], answer.headers["www-authenticate"]) == (MEDIA, "Bearer")


@pytest.mark.parametrize(("scope", "lets"), [("read", 0), ("write", 1), ("admin", 2)])
def test_a_token_lets_do_what_its_scope_says(elsewhere: Elsewhere, scope: Scope, lets: int) -> None:
    client = elsewhere(scope)
    assert client.get("/status").json()["scope"] == scope
    needs = {"/stories/s1/look": 0, "/reports/05-daily-flash": 2}
    for method, path in operations(safe=False):
        refused = client.request(method, path, json={"nothing": 1}).status_code == 403
        assert refused == (needs.get(path, 1) > lets), (method, path)


def test_a_wrong_token_and_a_cookie_let_do_nothing(elsewhere: Elsewhere) -> None:
    right = elsewhere("admin")
    token = right.headers.pop("authorization").removeprefix("Bearer ")
    assert right.get("/stories", headers={"cookie": f"{TOKEN_COOKIE}={token}"}).status_code == 401
    assert right.get("/stories", headers={"authorization": f"Basic {token}"}).status_code == 401
    assert right.get("/stories", headers={"authorization": "Bearer sayso_guessed"}).status_code == 401
    assert right.get("/stories", headers={"authorization": f"Bearer {token}"}).status_code == 200


def test_guessing_tokens_is_slowed(elsewhere: Elsewhere) -> None:
    client = elsewhere(None)
    for number in range(7):
        answer = client.get("/stories", headers={"authorization": f"Bearer sayso_{number}"})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1


@pytest.mark.parametrize(
    "sent",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"host": "evil.example"},
        {"x-forwarded-for": "198.51.100.7"},
    ],
)
def test_nothing_is_written_that_a_page_of_another_site_sends(
    api: TestClient, desk: Desk, sent: dict[str, str]
) -> None:
    for method, path in operations(safe=False):
        answer = api.request(method, path, json={"texts": [{"text": "Words."}], "to": "new"}, headers=sent)
        assert answer.status_code == 403, (method, path)
    with desk.reading() as library:
        assert library.waiting() is None
        assert library.report("05-daily-flash")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_nothing_is_written_that_a_form_could_send(api: TestClient, kind: str) -> None:
    for method, path in operations(safe=False):
        if method == "POST":
            answer = api.post(path, content=b'{"texts": [{"text": "Words."}]}', headers={"content-type": kind})
            assert answer.status_code == 403, path
            assert answer.headers["content-type"] == MEDIA


def test_other_sites_may_not_read(api: TestClient) -> None:
    asked = {"origin": "https://evil.example", "access-control-request-method": "DELETE"}
    before = api.options("/reports/05-daily-flash", headers=asked)
    assert before.status_code == 405
    for answer in (before, api.get("/stories", headers={"origin": "https://evil.example"})):
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_too_many_requests_are_told_as_a_problem(desk: Desk) -> None:
    app = make_app(desk, Access(tokens=True, hosts=()), Limits(rate=0.5, burst=3))
    client = TestClient(app, base_url=f"https://desk.example{ROOT}")
    answers = [client.get("/stories") for _ in range(4)]
    assert [a.status_code for a in answers] == [401, 401, 401, 429]
    assert answers[-1].json()["type"] == f"{ROOT}/problems/too-many-requests"
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_what_takes_too_long_is_told_as_a_problem(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object) -> None:
        time.sleep(0.5)

    monkeypatch.setattr("sayso.web.api.dossiers.find_checks", slow)
    client = TestClient(make_app(desk, limits=Limits(seconds=0.1)), base_url=f"http://127.0.0.1{ROOT}")
    answer = client.get("/stories/s1/worklist")
    assert (answer.status_code, answer.json()["type"]) == (504, f"{ROOT}/problems/too-slow")


@pytest.mark.parametrize("name", ["evil.example", "", "127.0.0.1.evil.example"])
def test_other_names_of_the_host_are_refused(api: TestClient, name: str) -> None:
    answer = api.get("/stories", headers={"host": name})
    assert (answer.status_code, answer.headers["content-type"]) == (403, MEDIA)


def test_what_is_forgotten_is_not_held_by_a_cache(api: TestClient) -> None:
    for path in ("/stories", "/stories/s1/dossier", "/reports/05-daily-flash/text", "/reports/05-daily-flash/input"):
        assert api.get(path).headers["cache-control"] == "private, no-cache"
