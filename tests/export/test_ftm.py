"""FollowTheMoney's own package reads the export: every entity is valid, nothing is lost, and ties to others hold."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from followthemoney import model
from followthemoney.cli.cli import cli as ftm
from followthemoney.proxy import EntityProxy

from sayso import share
from sayso.export.ftm import ftm_entities
from sayso.types import Dossier
from tests.export.hostile import hostile
from tests.render.sample import empty, sample


def proxies(dossier: Dossier) -> list[EntityProxy]:
    """What FollowTheMoney makes of the lines, every value cleaned and checked by itself."""
    return [model.get_proxy(json.loads(line), cleaned=False) for line in dossier.to_ftm().splitlines()]


@pytest.fixture(scope="module", params=["sample", "example", "shared", "hostile", "empty"])
def dossier(request: pytest.FixtureRequest, example: Dossier) -> Dossier:
    made = {"sample": sample, "shared": lambda: share(example), "hostile": lambda: hostile(example), "empty": empty}
    return made[request.param]() if request.param in made else example


def test_every_entity_is_valid_and_loses_nothing(dossier: Dossier) -> None:
    for line in dossier.to_ftm().splitlines():
        given = json.loads(line)
        schema = model.get(given["schema"])
        assert schema is not None
        assert schema.validate(given) is None
        read = model.get_proxy(given, cleaned=False)
        for name, values in given["properties"].items():
            assert len(read.get(name)) == len(set(values)), (given["schema"], name, values)


def test_followthemoney_s_own_command_validates_every_line(dossier: Dossier, tmp_path: Path) -> None:
    given, read = tmp_path / "given.ftm.json", tmp_path / "read.json"
    given.write_text(dossier.to_ftm(), encoding="utf-8")
    done = CliRunner().invoke(ftm, ["validate", "-i", str(given), "-o", str(read)])
    assert done.exit_code == 0, done.output
    ids = [json.loads(line)["id"] for line in given.read_text(encoding="utf-8").splitlines()]
    assert [json.loads(line)["id"] for line in read.read_text(encoding="utf-8").splitlines()] == ids


def test_ids_are_unique_and_lead_to_entities_that_may_stand_there(dossier: Dossier) -> None:
    read = {p.id: p for p in proxies(dossier)}
    assert len(read) == len(dossier.to_ftm().splitlines())
    for proxy in read.values():
        for prop, value in proxy.itervalues():
            if prop.type.name == "entity":
                assert read[value].schema.is_a(prop.range), (proxy.schema.name, prop.name)


def test_every_entity_says_where_it_comes_from(dossier: Dossier) -> None:
    hashes = {r.sha256 for r in dossier.reports}
    for proxy in proxies(dossier):
        known = proxy.context["provenance"]
        assert set(known["reports"]) <= hashes
        assert known["version"].startswith("sayso ")


def test_all_asked_schemata_are_there(example: Dossier) -> None:
    found = Counter(p.schema.name for p in proxies(example))
    assert set(found) >= {"Article", "Person", "Organization", "Mention", "Event", "Documentation", "Address"}
    assert found["Article"] == len(example.reports)
    assert found["Event"] == len(example.events)


def test_a_report_has_its_facts_and_its_text_only_when_it_is_whole(example: Dossier) -> None:
    whole, shared = ([p for p in proxies(d) if p.schema.name == "Article"] for d in (example, share(example)))
    for report, one, other in zip(example.reports, whole, shared, strict=True):
        assert one.id == other.id
        assert (one.first("title"), one.first("publisher")) == (report.title, report.outlet)
        assert one.first("language") == "eng"
        assert one.first("sourceUrl") == report.url
        assert one.get("notes") == [f"sha256: {report.sha256}"]
        assert one.first("bodyText") == report.text
        assert other.get("bodyText") == []


def test_the_words_of_a_speaker_stand_with_the_report(example: Dossier) -> None:
    read = {p.id: p for p in proxies(example)}
    mayor = next(p for p in read.values() if p.schema.name == "Person" and p.first("name") == "Ilse Tarrant")
    ties = [p for p in read.values() if p.schema.name == "Documentation" and p.first("entity") == mayor.id]
    assert {"speaker"} == {role for tie in ties for role in tie.get("role")}
    assert any("officers went from door to door" in words for tie in ties for words in tie.get("summary"))
    assert {read[tie.first("document")].schema.name for tie in ties} == {"Article"}
    assert any(p.first("resolved") == mayor.id for p in read.values() if p.schema.name == "Mention")


def test_what_others_may_go_by_too_is_a_weak_alias(example: Dossier) -> None:
    read = {p.first("name"): p for p in proxies(example) if p.schema.name in ("Person", "Organization")}
    assert set(read["Marten Hovde"].get("weakAlias")) >= {"Hovde", "Mr Hovde"}
    assert "the firm" in {alias.casefold() for alias in read["Tesk Valley Power"].get("weakAlias")}
    assert not {a for p in read.values() for a in p.get("alias")} & {"Hovde", "Mr Hovde", "the firm", "The firm"}


def test_a_building_that_says_nothing_is_no_legal_entity(example: Dossier) -> None:
    said = {s.speaker for s in example.statements}
    silent = {e.name for e in example.entities if e.type in ("FAC", "LOC") and e.id not in said}
    assert silent
    assert not silent & {p.first("name") for p in proxies(example) if p.schema.name == "LegalEntity"}


def test_ids_stay_when_the_story_grows_and_are_others_in_another_story() -> None:
    dossier = sample()
    names = ids(dossier)
    more = replace(dossier.reports[-1], id="more", sha256="7" * 64, url="https://late.example/more")
    grown = ids(replace(dossier, reports=(*dossier.reports, more)))
    assert names <= grown
    assert len(grown - names) == 1
    first = replace(dossier.reports[0], sha256="8" * 64)
    other = ids(replace(dossier, reports=(first, *dossier.reports[1:])))
    assert {i for kind, i in names & other} == {i for kind, i in names & other if kind in ("Article", "Event")}


def ids(dossier: Dossier) -> set[tuple[str, str]]:
    return {(e["schema"], e["id"]) for e in ftm_entities(dossier)}


def test_the_same_story_exported_twice_merges_into_itself(example: Dossier) -> None:
    merged: dict[str, Any] = {p.id: p for p in proxies(example)}
    before = {i: p.to_dict()["properties"] for i, p in merged.items()}
    for again in proxies(share(example)):
        merged[again.id].merge(again)
    for i, proxy in merged.items():
        assert proxy.schema.name == model.get_proxy({"id": i, "schema": proxy.schema.name}).schema.name
        assert set(before[i]) <= set(proxy.to_dict()["properties"])


def test_two_of_one_name_are_two() -> None:
    dossier = sample()
    person = next(e for e in dossier.entities if e.type == "PERSON")
    twice = replace(dossier, entities=(*dossier.entities, replace(person, id="e99")))
    found = [e for e in ftm_entities(twice) if e["schema"] == "Person" and e["properties"]["name"] == [person.name]]
    assert len({e["id"] for e in found}) == 2
