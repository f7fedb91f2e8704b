"""Clients of the API: at the desk's own machine, and from elsewhere with tokens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from sayso.store.desk import Scope
from sayso.web.access import Access
from sayso.web.api import ROOT
from sayso.web.app import make_app
from sayso.web.desk import Desk
from sayso.web.tokens import hash_of, make_token


@pytest.fixture
def api(desk: Desk) -> TestClient:
    """Asks the API as somebody at the desk's own machine does; paths are those below the API's."""
    return TestClient(make_app(desk), base_url=f"http://127.0.0.1:8000{ROOT}", follow_redirects=False)


@pytest.fixture
def elsewhere(desk: Desk) -> Callable[[Scope | None], TestClient]:
    """Makes a client that asks from elsewhere, with a token of a scope or with none."""

    def client(scope: Scope | None) -> TestClient:
        headers = {}
        if scope is not None:
            token = make_token()
            with desk.writing() as library:
                library.add_token(f"{scope} reader", scope, hash_of(token))
            headers = {"authorization": f"Bearer {token}"}
        app = make_app(desk, Access(tokens=True, hosts=("desk.example",)))
        return TestClient(app, base_url=f"https://desk.example{ROOT}", headers=headers, follow_redirects=False)

    return client
