"""PLOVER: records with the names, and only the names, of its manual, beside those of sayso that the reference lists."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from sayso import share
from sayso.annotate.plover import ROOTS
from sayso.export.plover import CODES, OTHER, QUADS, plover_records
from sayso.export.provenance import made_at
from sayso.types import Dossier, EventStatus, Place
from tests.export.hostile import hostile
from tests.render.sample import empty, sample

MANUAL = yaml.safe_load((Path(__file__).parents[1] / "cases" / "export" / "plover.yaml").read_text("utf-8"))
OWN = {"date_basis", "status", "root", "provenance"}
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def records(dossier: Dossier) -> list[dict[str, Any]]:
    return [json.loads(line) for line in dossier.to_plover().splitlines()]


@pytest.mark.parametrize("form", ["sample", "example", "shared", "hostile", "dated", "empty"])
def test_every_record_is_as_the_manual_has_it(form: str, example: Dossier) -> None:
    made = {
        "sample": sample(),
        "example": example,
        "shared": share(example),
        "hostile": hostile(example),
        "dated": made_at(example, "2031-03-05T10:00:00+02:00"),
        "empty": empty(),
    }[form]
    found = records(made)
    assert len({r["id"] for r in found}) == len(found)
    quads = {code: number for number, codes in MANUAL["quads"].items() for code in codes}
    for record in found:
        assert set(MANUAL["required"]) <= set(record) <= {*MANUAL["record"], *OWN}
        assert DAY.fullmatch(record["date"])
        assert DAY.fullmatch(record.get("enddate", "2031-03-05"))
        assert {code in quads for code in record["event"]} == {True}
        assert record.get("quad_code", 0) in (0, *{quads[code] for code in record["event"]})
        for entity in (*record["actor"], *record["recipient"]):
            assert "entity_text" in entity
            assert set(entity) <= set(MANUAL["entity"])
        assert set(record["text_info"]) <= set(MANUAL["text_info"])
        assert set(record["cite_info"]) <= set(MANUAL["cite_info"])
        assert set(record.get("event_loc", {})) <= set(MANUAL["location"])
        assert record["status"] in get_args(EventStatus)
        assert record["date_basis"] in ("stated", "published")
    if form == "dated":
        assert {(r["coded_date"], r["coded_time"]) for r in found} == {("2031-03-05", "10:00:00+02:00")}


def test_every_code_of_the_dossier_has_one_of_plover_s() -> None:
    quads = {code: number for number, codes in MANUAL["quads"].items() for code in codes}
    for root in ROOTS:
        assert CODES.get(root, root) in quads
        assert QUADS.get(root) == (None if root in CODES else quads[root])


def test_events_with_a_code_are_there_each_with_its_words(example: Dossier) -> None:
    texts = {r.sha256: r.text for r in example.reports}
    found = records(example)
    assert len(found) == sum(e.type != OTHER for e in example.events)
    for record in found:
        text = texts[record["cite_info"]["citation"]]
        assert text[record["text_info"]["start"] : record["text_info"]["end"]] == record["text"]


def test_an_event_of_no_known_day_has_the_day_of_its_first_report(example: Dossier) -> None:
    published = {r.id: r.published or "" for r in example.reports}
    told = {e.what.text: e for e in example.events}
    basis = [r for r in records(example) if r["date_basis"] == "published"]
    assert basis
    for record in basis:
        event = told[record["text"]]
        assert record["date"] == min(published[m.report][:10] for m in event.mentions)


def test_events_of_a_library_are_linked_by_their_story(example: Dossier) -> None:
    assert {r["link"] for r in plover_records(example, story="s12")} == {"s12"}
    assert all("link" not in r for r in plover_records(example))


def test_states_have_the_codes_of_the_manual(example: Dossier) -> None:
    event = next(e for e in example.events if e.type != OTHER)
    known = {
        "name": "Germany",
        "country": "DE",
        "geonames": 2921044,
        "at": "a country's capital",
        "lat": 52.5,
        "lon": 13.4,
    }
    place = Place(kind="country", division=None, population=None, **known)  # type: ignore[arg-type]
    state = replace(example.entities[0], name="Germany", aliases=(), type="GPE", place=place)
    made = replace(example, entities=(state,), events=(replace(event, actors=("Germany",), place="Germany"),))
    record = records(made)[0]
    assert record["actor"][0]["code"] == record["event_loc"]["country_code"] == "DEU"
    assert record["event_loc"]["resolution"] == 1
