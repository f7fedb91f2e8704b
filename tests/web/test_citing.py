"""Citations at the desk."""

from __future__ import annotations

import html
import json
import re

import pytest
from fastapi.testclient import TestClient

FORMS = ("text", "markdown", "html", "csl")


@pytest.mark.parametrize("form", FORMS)
def test_a_claim_is_cited_in_each_report_that_has_it(client: TestClient, form: str) -> None:
    page = client.get("/cite", params={"story": "s1", "item": "claim-c1", "form": form})
    assert page.status_code == 200
    blocks = [html.unescape(b) for b in re.findall(r"<pre[^>]*>(.*?)</pre>", page.text, re.DOTALL)]
    assert len(blocks) >= 2
    for block in blocks:
        assert "read " in block or form == "csl"
        if form == "csl":
            assert json.loads(block)[0]["custom"]["quotation"]


def test_htmx_gets_the_fragment_alone(client: TestClient) -> None:
    query = {"story": "s1", "item": "claim-c1"}
    assert "<html" not in client.get("/cite", params=query, headers={"HX-Request": "true"}).text
    assert "<html" in client.get("/cite", params=query).text


@pytest.mark.parametrize(
    "item", ["claim-c999", "x", "side-x1-99", "side-x1-²", "report-../../etc/passwd", "<script>", " "]
)
def test_an_item_that_is_none_is_not_found_and_nothing_is_executed(client: TestClient, item: str) -> None:
    page = client.get("/cite", params={"story": "s1", "item": item})
    assert page.status_code == 404
    assert "<script>" not in page.text.replace("<script src=", "")


def test_what_is_no_form_or_too_long_is_refused(client: TestClient) -> None:
    assert client.get("/cite", params={"story": "s1", "item": "claim-c1", "form": "pdf"}).status_code == 422
    assert client.get("/cite", params={"story": "s1", "item": "c" * 501}).status_code == 422


def test_everything_that_opens_on_the_dossier_can_be_cited(client: TestClient) -> None:
    dossier = client.get("/stories/s1").text
    keys = dict.fromkeys(re.findall(r'data-open="([^"]+)"', dossier))
    kinds = {key.partition("-")[0]: key for key in keys}
    assert {"claim", "figure", "event", "statement", "side", "quotation", "copy"} <= set(kinds)
    for key in kinds.values():
        assert client.get("/cite", params={"story": "s1", "item": key}).status_code == 200, key
