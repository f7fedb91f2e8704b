"""What all tests share: a way to read text into a parsed report, cases as files, and the example story's dossier."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

from sayso.language.backbone import Reading, parse
from sayso.spans import OffsetMap
from sayso.store import open_library
from sayso.store.growing import add
from sayso.types import Dossier, Report, Unread

TESTS = Path(__file__).parent
# moves the moments at which tests kill what they test; `make soak` goes through many
SEED = int(os.environ.get("SAYSO_SEED", "0"))
EXAMPLE = TESTS.parent / "examples" / "orrin-dam"


def make_report(text: str, **fields: Any) -> Report:
    """A report of this text, handed in as it is."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    given = {"id": "r1", "source": "test.txt", "sha256": digest, "offsets": OffsetMap.identity(len(text))} | fields
    return Report(text=text, **given)


@pytest.fixture(scope="session")
def read_text() -> Callable[..., Reading]:
    """`read_text(text, **report_fields)` parses a report of this text."""

    def read(text: str, **fields: Any) -> Reading:
        return next(parse([make_report(text, **fields)]))

    return read


def load_cases(stage: str) -> list[Any]:
    """All cases in tests/cases/<stage>/*.yaml, each file a list of mappings; `id` names a case."""
    out = []
    for path in sorted((TESTS / "cases" / stage).glob("*.yaml")):
        for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            out.append(pytest.param(case, id=str(case.get("id", f"{path.stem}-{number}"))))
    return out


@pytest.fixture(scope="session")
def cases() -> Callable[[str], list[Any]]:
    """`cases(stage)`: the same cases from inside a test."""
    return load_cases


@pytest.fixture(scope="session")
def example() -> Dossier:
    """The dossier of the story in examples/."""
    from sayso import dossier

    return dossier([EXAMPLE / "manifest.jsonl"])


@pytest.fixture(scope="session")
def examples_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the examples, story s1 and story s2, both with their dossiers; copy it before you write to it."""
    path = tmp_path_factory.mktemp("desk") / "library.sayso"
    with closing(open_library(path, make=True)) as library:
        manifests = [EXAMPLE.parent / name / "manifest.jsonl" for name in ("orrin-dam", "varn-lodge")]
        assert [one for one in add(library, manifests) if isinstance(one, Unread)] == []
    return path
