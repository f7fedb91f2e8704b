"""Sizes, rates and time; sizes of forms are in test_handing_in."""

from __future__ import annotations

import threading
import time

from fastapi import FastAPI
from fastapi.testclient import TestClient

from sayso.web.access import Access
from sayso.web.app import make_app
from sayso.web.desk import Desk
from sayso.web.limits import Limited, Limits


def test_too_many_requests_from_one_address_are_slowed(desk: Desk) -> None:
    limits = Limits(rate=0.001, burst=5)
    client = TestClient(make_app(desk, Access(tokens=True, hosts=()), limits), follow_redirects=False)
    answers = [client.get("/sign-in") for _ in range(7)]
    assert [a.status_code for a in answers] == [200] * 5 + [429] * 2
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert "Too many requests" in answers[-1].text
    assert answers[-1].headers["content-security-policy"]


def test_this_machine_itself_is_not_slowed(desk: Desk) -> None:
    client = TestClient(make_app(desk, limits=Limits(rate=0.001, burst=1)), base_url="http://127.0.0.1:8000")
    assert [client.get("/sign-in").status_code for _ in range(5)] == [200] * 5


def test_bucket_fills_again() -> None:
    now = [0.0]
    limited = Limited(FastAPI(), Limits(rate=2, burst=3), rated=True, now=lambda: now[0])
    assert [limited._wait("a") for _ in range(4)] == [0, 0, 0, 1]
    assert limited._wait("b") == 0
    now[0] += 1.0
    assert [limited._wait("a") for _ in range(2)] == [0, 1]


def test_answer_that_takes_too_long_is_given_up(desk: Desk) -> None:
    app = make_app(desk, limits=Limits(seconds=0.2))
    let_go = threading.Event()

    @app.get("/slow")
    def slow() -> str:
        let_go.wait(5)
        return "late"

    client = TestClient(app, base_url="http://127.0.0.1:8000")
    began = time.monotonic()
    answer = client.get("/slow")
    let_go.set()
    assert answer.status_code == 504
    assert "not there after 1 seconds" in answer.text
    assert time.monotonic() - began < 4


def test_length_that_is_no_number_is_refused(desk: Desk) -> None:
    client = TestClient(make_app(desk), base_url="http://127.0.0.1:8000")
    assert client.post("/add/text", headers={"content-length": "-1"}).status_code == 413
