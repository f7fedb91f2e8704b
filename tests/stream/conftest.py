"""Made-up news for the stream of stories."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

HAPPENINGS = {
    "ferry": "A ferry with 212 people aboard ran aground outside the harbour of Velmara",
    "mine": "Workers at the Brannock copper mine walked out after Orvel Mining refused to replace the lifts",
    "mayor": "Odelle Farrant was sworn in as the mayor of Tarrow, the first woman to hold the office",
    "flood": "The river Issel flooded the old town of Norwick and drove 3,400 people from their homes",
    "bank": "Castell Bank will close 61 branches in Estmark and cut 900 jobs by next summer",
    "satellite": "Engineers lost contact with the weather satellite Halden-2 hours after its launch",
    "trial": "A court in Quillport sentenced the former banker Ivo Marsh to six years for fraud",
    "match": "Redfield United beat Harrow Vale 4-1 and won the northern cup for the first time",
}
WAYS = (
    "{0}, officials said.",
    "{0} on Tuesday, in what residents called a shock.",
    "What is known so far: {0}.",
    "{0}. Nobody had expected it, a spokesman said.",
    "{0}, according to three people with knowledge of it.",
    "It was confirmed late in the evening: {0}.",
)


@pytest.fixture(scope="session")
def news() -> list[dict[str, Any]]:
    """Rows of eight happenings, each told in six ways, taking turns."""
    rows = []
    for number, way in enumerate(WAYS):
        for day, (key, what) in enumerate(HAPPENINGS.items(), start=1):
            text = way.format(what)
            row = {
                "id": f"{key}-{number}",
                "title": what.split(",")[0],
                "text": text,
                "published": f"2031-03-{day:02d}",
            }
            rows.append(row | {"published": f"2021-03-{day:02d}"})
    return rows


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """`write(rows, name)` puts rows into a JSONL file."""

    def put(rows: Sequence[dict[str, Any]], name: str = "news.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return path

    return put
