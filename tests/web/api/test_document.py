"""The OpenAPI document: whole, true to JSON Schema, and with examples that keep to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from sayso.web.api import ROOT
from sayso.web.api.document import document

CASES = Path(__file__).parents[2] / "cases" / "web"


@pytest.fixture(scope="module")
def served() -> dict[str, Any]:
    """The document as programs read it."""
    made: dict[str, Any] = json.loads(json.dumps(document()))
    return made


def operations(served: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in served["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from nodes(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from nodes(inner)


def validator(served: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    whole = Resource.from_contents(served, default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("urn:api", whole)
    absolute = json.loads(json.dumps(schema).replace('"#/components', '"urn:api#/components'))
    return Draft202012Validator(absolute, registry=registry)


def test_it_is_served(api: TestClient, served: dict[str, Any]) -> None:
    assert api.get("/openapi.json").json() == served
    assert served["servers"] == [{"url": ROOT}]


def test_it_has_the_form_of_openapi_3_1(served: dict[str, Any]) -> None:
    form = yaml.safe_load((CASES / "openapi-3.1-basics.yaml").read_text(encoding="utf-8"))
    jsonschema.validate(served, form)


def test_every_reference_leads_somewhere_and_nothing_is_left_over(served: dict[str, Any]) -> None:
    named = {node["$ref"] for node in nodes(served) if isinstance(node.get("$ref"), str)}
    for reference in named:
        place: Any = served
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
    schemas = {f"#/components/schemas/{name}" for name in served["components"]["schemas"]}
    assert schemas - named == set()


def test_every_schema_is_one(served: dict[str, Any]) -> None:
    for schema in served["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_operation_says_what_it_is(served: dict[str, Any]) -> None:
    found = list(operations(served))
    assert len(found) > 30
    assert len({operation["operationId"] for _, _, operation in found}) == len(found)
    known = {tag["name"] for tag in served["tags"]}
    for method, path, operation in found:
        where = (method, path)
        assert operation["summary"], where
        assert operation["description"], where
        assert set(operation["tags"]) <= known, where
        declared = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"}
        assert declared == set(re.findall(r"\{(\w+)\}", path)), where
        assert all(p.get("description") for p in operation.get("parameters", ())), where
        assert {"401", "403", "422", "429", "500", "503"} <= set(operation["responses"]), where
        assert any(status.startswith("2") for status in operation["responses"]), where
        if method in ("post", "put", "patch") and not path.endswith("/look"):
            assert operation["requestBody"]["required"], where


def test_every_example_keeps_to_its_schema(served: dict[str, Any]) -> None:
    checked = 0
    for node in nodes(served["paths"]):
        if "schema" in node and "example" in node:
            validator(served, node["schema"]).validate(node["example"])
            checked += 1
        for one in node.get("examples", {}).values() if "schema" in node and "in" in node else ():
            validator(served, node["schema"]).validate(one["value"])
            checked += 1
    assert checked > 50


def test_every_answer_in_json_is_described(served: dict[str, Any]) -> None:
    for method, path, operation in operations(served):
        for status, told in operation["responses"].items():
            body = told.get("content", {}).get("application/json")
            if status.startswith("2") and body is not None:
                assert body["schema"].get("$ref"), (method, path, status)
