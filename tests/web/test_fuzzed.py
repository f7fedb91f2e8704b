"""Whatever is asked or sent, the desk answers with a page: never with an error of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.web.access import SAFE
from sayso.web.desk import Desk
from sayso.web.pages import PAGES
from tests.web.forms import csrf

HOSTILE = (
    "",
    "0",
    "-1",
    "1e999",
    "nan",
    "s1",
    "s0",
    "s99999999999999999999",
    "claim-c1",
    "figure-",
    "../..",
    "%00",
    "\0",
    "\ud800",
    "'; DROP TABLE reports --",
    '"',
    "* OR NEAR(",
    "<script>",
    "2028-13-45",
    "9" * 400,
    "é\u202e",
    "a" * 5000,
)
FIELDS = (
    "item",
    "a",
    "b",
    "for",
    "words",
    "speaker",
    "cue",
    "since",
    "until",
    "low",
    "high",
    "name",
    "type",
    "page",
    "story",
    "at",
    "to",
    "shown",
    "decided",
    "kind",
    "decides",
    "value",
    "note",
    "text",
    "url",
    "published",
    "sure",
    "with",
)
SOME = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30))


def routes(*, safe: bool) -> Iterator[tuple[str, str]]:
    for name in PAGES:
        for route in import_module(f"sayso.web.pages.{name}").router.routes:
            for method in route.methods:
                if (method in SAFE) == safe:
                    yield method, route.path


def storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


@pytest.mark.parametrize(("method", "path"), [*routes(safe=True), *routes(safe=False)])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_error_of_its_own(client: TestClient, desk: Desk, method: str, path: str, data: st.DataObject) -> None:
    def filled(match: re.Match[str]) -> str:
        usual = ["s1"] if match[1] == "story" else ["05-daily-flash"]
        return quote(storable(data.draw(st.one_of(st.sampled_from(usual), SOME))), safe="") or "x"

    address = re.sub(r"\{(\w+)(?::\w+)?\}", filled, path)
    sent = {key: storable(value) for key, value in data.draw(st.dictionaries(st.sampled_from(FIELDS), SOME)).items()}
    if method in SAFE:
        answer = client.get(address, params=sent)
    else:
        answer = client.request(method, address, data=sent | {"csrf": csrf(client)})
    assert answer.status_code < 500, (method, address, sent)
