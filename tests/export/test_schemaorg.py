"""schema.org: every type and property is the vocabulary's, stands where it may, and has a value of a type it takes."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from sayso import share
from sayso.export.provenance import made_at
from sayso.types import Dossier
from tests.export.hostile import hostile
from tests.render.sample import empty, sample

FACTS = yaml.safe_load((Path(__file__).parents[1] / "cases" / "export" / "schemaorg.yaml").read_text("utf-8"))


def graph(dossier: Dossier) -> list[dict[str, Any]]:
    read = json.loads(dossier.to_schemaorg())
    assert read["@context"] == "https://schema.org"
    nodes: list[dict[str, Any]] = read["@graph"]
    return nodes


def wider(kind: str) -> set[str]:
    """A type with all that are wider."""
    return {kind}.union(*(wider(up) for up in FACTS["types"][kind]))


def check(node: dict[str, Any], nodes: dict[str, dict[str, Any]]) -> None:
    kinds = wider(node["@type"])
    for key, given in node.items():
        if key.startswith("@"):
            continue
        fact = FACTS["properties"][key]
        assert kinds & set(fact["of"]), (node["@type"], key)
        for value in given if isinstance(given, list) else [given]:
            if isinstance(value, dict):
                if "@type" not in value:
                    value = nodes[value["@id"]]
                else:
                    check(value, nodes)
                assert wider(value["@type"]) & set(fact["is"]), (key, value)
            else:
                assert isinstance(value, str)
                assert {"Text", "URL", "Date", "DateTime"} & set(fact["is"]), key
                if set(fact["is"]) <= {"Date", "DateTime"}:
                    (date if len(value) == 10 else datetime).fromisoformat(value)


@pytest.mark.parametrize("form", ["sample", "example", "shared", "hostile", "dated", "empty"])
def test_every_word_is_schema_org_s(form: str, example: Dossier) -> None:
    made = {
        "sample": sample(),
        "example": example,
        "shared": share(example),
        "hostile": hostile(example),
        "dated": made_at(sample(), "2031-03-05T10:00:00+02:00"),
        "empty": empty(),
    }[form]
    nodes = graph(made)
    by_id = {node["@id"]: node for node in nodes}
    assert len(by_id) == len(nodes)
    for node in nodes:
        check(node, by_id)


def test_quotations_and_claims_are_those_of_the_dossier(example: Dossier) -> None:
    nodes = graph(example)
    by_id = {node["@id"]: node for node in nodes}
    quotations = [n for n in nodes if n["@type"] == "Quotation"]
    assert len(quotations) == sum(s.kind != "indirect" for s in example.statements)
    said = next(n for n in quotations if "door to door" in n["text"] and n["creditText"] == "Ilse Tarrant")
    assert by_id[said["spokenByCharacter"]["@id"]]["name"] == "Ilse Tarrant"
    assert by_id[said["isPartOf"]["@id"]]["@type"] == "NewsArticle"
    claims = [n for n in nodes if n["@type"] == "Claim"]
    assert [(n["text"], n["keywords"]) for n in claims] == [(c.text, [c.verdict]) for c in example.claims]
    for node, claim in zip(claims, example.claims, strict=True):
        assert len(node["appearance"]) == len({m.span.report for m in claim.members})


def test_every_node_says_where_it_comes_from(example: Dossier) -> None:
    hashes = {r.sha256 for r in example.reports}
    for node in graph(made_at(example, "2031-03-05T10:00:00+00:00")):
        told = [(v["propertyID"], v["value"]) for v in node["identifier"]]
        assert {"stage", "version", "sha256", "input"} == {key for key, _ in told}
        assert {value for key, value in told if key == "sha256"} <= hashes
        assert node.get("sdDatePublished", "2031-03-05") == "2031-03-05"
