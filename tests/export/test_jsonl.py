"""Lines of JSON: everything of the JSON, a line each."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from sayso import share
from sayso.export.json import to_json
from sayso.export.jsonl import jsonl_lines
from sayso.types import Dossier, Table
from tests.export.hostile import hostile
from tests.render.sample import empty, sample


@pytest.mark.parametrize("form", ["sample", "example", "shared", "empty"])
def test_the_lines_put_together_are_the_json(form: str, example: Dossier) -> None:
    made = {"sample": sample, "shared": lambda: share(example), "empty": empty}
    dossier = made[form]() if form in made else example
    head, *records = [json.loads(line) for line in dossier.to_jsonl().splitlines()]
    together = {**head, **{table: [] for table in get_args(Table)}}
    assert together.pop("table") == "dossier"
    for record in records:
        assert record.pop("provenance")["version"].startswith("sayso ")
        together[record.pop("table")].append(record)
    assert together == json.loads(dossier.to_json())


def test_lines_of_a_library_name_their_story() -> None:
    assert {json.loads(line)["story_id"] for line in jsonl_lines(sample(), story="s7")} == {"s7"}


def test_nothing_that_a_report_holds_ends_a_line() -> None:
    text = hostile().to_jsonl()
    assert text.count("\n") == len(text.splitlines())
    for line in text.splitlines():
        json.loads(line)
    assert json.loads(to_json({"a": "\u2028\u2029\x85"})) == {"a": "\u2028\u2029\x85"}


def test_halves_of_characters_are_marked_in_the_json_too() -> None:
    record = json.loads(hostile().to_json())
    assert all("\ufffd" in report["text"] for report in record["reports"])
