"""Whatever is sent to the API, it answers as its OpenAPI document says, and never with an error of its own."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from sayso.web.api import ROOT
from sayso.web.app import make_app
from sayso.web.desk import Desk

# what lets go of the examples, after which nothing else finds them
DESTRUCTIVE = ("forgetReport", "placeReports")
CONFIG: dict[str, Any] = {
    "base-url": f"http://127.0.0.1:8000{ROOT}",
    "seed": 1,
    "headers": {"host": "127.0.0.1:8000", "x-requested-with": "schemathesis"},
    # NUL is refused by the address as a whole, which no schema of a parameter tells; see test_bad_input.py
    "generation": {"allow-x00": False, "mode": "all", "no-shrink": True, "deterministic": True},
    # 422 also for what no schema can tell: an end before its start, the id of an item that the dossier does not have
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "304", "308", "404", "409", "422"]}},
}


def run(desk: Desk, most: int, *, without: tuple[str, ...] = ()) -> Counter[tuple[str, int]]:
    """Sends all phases of schemathesis, positive and negative, and gives the statuses that operations answered with."""
    config = SchemathesisConfig.from_dict(CONFIG | {"generation": CONFIG["generation"] | {"max-examples": most}})
    headers = {"host": "127.0.0.1:8000"}
    schema = schemathesis.openapi.from_asgi(f"{ROOT}/openapi.json", make_app(desk), config=config, headers=headers)
    for name in without:
        schema = schema.exclude(operation_id=name)
    statuses: Counter[tuple[str, int]] = Counter()
    wrong = []
    for event in from_schema(schema).execute():
        assert not isinstance(event, events.FatalError | events.NonFatalError), event
        if not isinstance(event, events.ScenarioFinished):
            continue
        for name, sent in event.recorder.interactions.items():
            operation = event.recorder.cases[name].value.operation.label
            assert sent.response is not None, operation
            statuses[operation, sent.response.status_code] += 1
        for name, checks in event.recorder.checks.items():
            for check in checks:
                if check.failure_info is not None:
                    asked = event.recorder.cases[name].value.as_curl_command()
                    wrong.append(f"{check.name}: {check.failure_info.failure.message}\n{asked}")
    assert wrong == []
    return statuses


@pytest.fixture
def desk_of_two_stories(examples_library: Path, tmp_path: Path) -> Desk:
    path = tmp_path / "fuzzed.sayso"
    shutil.copyfile(examples_library, path)
    return Desk(str(path))


def test_every_operation_keeps_to_the_document(desk_of_two_stories: Desk) -> None:
    statuses = run(desk_of_two_stories, 5, without=DESTRUCTIVE)
    assert sum(statuses.values()) > 1000
    # each was reached with what is there, and not only refused
    operations = {operation for operation, _ in statuses}
    reached = {operation for operation, status in statuses if 200 <= status < 300}
    assert operations - reached <= {"POST /judgements/{judgement}/revocation"}


def test_nor_when_reports_are_moved_and_forgotten_meanwhile(desk_of_two_stories: Desk) -> None:
    statuses = run(desk_of_two_stories, 2)
    assert statuses["DELETE /reports/{report}", 204]
    assert statuses["POST /stories/{story}/placings", 201]
