"""Places of news to the gazetteer: 139 names of twenty stories of the multisource set, judged by hand.

`evals/place_labels.jsonl` says for names of places (and of what was taken for one) in which country they lie and which
GeoNames entry is meant, null where the tables of sayso have none. The stories are not those on which the weights were
set. `found` is the share of the places with an entry that are given it, `right` the share of those given an entry to
which it belongs, `country` the share of those given whose country is right.

The path is the corpus: JSONL with event, url, published, title, text a line.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from sayso.assemble import annotate_reports
from sayso.ingest import read_inputs
from sayso.link.names.entities import link_entities
from sayso.link.places.places import place_entities
from sayso.types import Entity, Report

LABELS = Path(__file__).parent / "place_labels.jsonl"


def run(data: Path) -> dict[str, float]:
    """Scores over the labelled names; one that is no entity any more is not found."""
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    wanted = {label["event"] for label in labels}
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in data.read_text(encoding="utf-8").split("\n"):
        if line.strip() and (row := json.loads(line))["event"] in wanted:
            rows[row["event"]].append(row)
    return score(labels, {event: _placed(found) for event, found in rows.items()})


def _placed(rows: list[dict[str, Any]]) -> tuple[Entity, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "story.jsonl"
        kept = ("url", "published", "title", "text")
        path.write_text("".join(json.dumps({k: row[k] for k in kept}) + "\n" for row in rows), encoding="utf-8")
        annotated = annotate_reports([r for r in read_inputs([str(path)]) if isinstance(r, Report)])
    return place_entities(link_entities(annotated).entities, annotated)


def score(labels: list[dict[str, Any]], entities: dict[str, tuple[Entity, ...]]) -> dict[str, float]:
    """The measures; `entities` are those of each event."""
    there = given = right = country = 0
    for label in labels:
        named = [e for e in entities.get(label["event"], ()) if label["name"] in (e.name, *e.aliases)]
        named.sort(key=lambda e: e.name != label["name"])
        place = next((e.place for e in named if e.place is not None), None)
        there += label["geonames"] is not None
        given += place is not None
        right += place is not None and place.geonames == label["geonames"]
        country += place is not None and place.country == label["country"]
    return {
        "found": round(right / max(1, there), 4),
        "right": round(right / max(1, given), 4),
        "country": round(country / max(1, given), 4),
    }
