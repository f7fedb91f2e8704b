"""Copies on a collection of news clusters: how do two reports depend on each other, and who took from whom?

`evals/copy_labels.jsonl` holds the judgements, made by hand from the texts alone: for each pair of reports, named by
their addresses, the relation and the source in the words of docs/reference/annotation.md, with the reason. They are
all pairs of an event that share at least 4 % of the shorter report's five-word runs, a random sample of the others,
and a few pairs across events. "held" marks the half of the events on which nothing may be tuned. Forty pairs judged
again by the same reader gave kappa 0.96 (docs/decisions/0026). No text of the reports is in the project.

Relation is scored over its six values, and over copy, shared origin and independent as on annotated stories; source
over the pairs labelled as copies, where a copy that was not found is wrong. The nearest public set is METER (Clough,
Gaizauskas, Piao & Wilks 2002): reports wholly, partly or not derived from an agency's copy.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.addresses import address_key
from evals.scoring import COPY, Tally, same_name
from evals.stories import flat
from sayso.assemble import annotate_reports
from sayso.ingest import read_inputs
from sayso.link.copies.copies import link_copies
from sayso.types import Annotations, Copy, Report

LABELS = Path(__file__).with_name("copy_labels.jsonl")
Label = Mapping[str, Any]
Found = Mapping[tuple[str, str], tuple[str, str | None]]


def run(data: Path) -> dict[str, float]:
    """Macro-F1 and accuracy of relation, and accuracy of source, on the held part and on all labels.

    Args:
        data: JSONL with event, url, published, title, text a line.
    """
    rows = [json.loads(line) for line in data.read_text(encoding="utf-8").splitlines()]
    urls = {address_key(row["url"]): row["url"] for row in rows}
    labels = [{**label, "a": urls[label["a"]], "b": urls[label["b"]]} for label in read_labels()]
    wanted = {url for label in labels for url in (label["a"], label["b"])}
    events: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        if row["url"] in wanted:
            events.setdefault(row["event"], []).append(row)
    return scores(labels, judge(labels, [annotate_reports(_reports(rows)) for rows in events.values()]))


def read_labels() -> list[Label]:
    """The labelled pairs, in the file's order."""
    return [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]


def judge(labels: Iterable[Label], events: Sequence[Sequence[Annotations]]) -> Found:
    """Relation and source of each labelled pair as sayso finds them: within its event, a pair of two events alone.

    A page in which no report is found takes from none.
    """
    found: dict[tuple[str, str], tuple[str, str | None]] = {}
    for event in events:
        found |= _both_ways(event)
    by_url = {a.report.url: a for event in events for a in event}
    for label in labels:
        pair = label["a"], label["b"]
        if pair in found:
            continue
        if by_url.keys() >= set(pair):
            found |= _both_ways([by_url[url] for url in pair])
        else:
            found[pair] = "independent", None
    return found


def _both_ways(annotated: Sequence[Annotations]) -> Found:
    url = {a.report.id: a.report.url or "" for a in annotated}
    found: dict[tuple[str, str], tuple[str, str | None]] = {}
    for copy in link_copies(annotated):
        found[url[copy.a], url[copy.b]] = copy.relation, copy.source
        found[url[copy.b], url[copy.a]] = copy.relation, _turned(copy)
    return found


def _turned(copy: Copy) -> str | None:
    return {"a": "b", "b": "a"}.get(copy.source or "", copy.source)


def scores(labels: Sequence[Label], found: Found) -> dict[str, float]:
    """The measures, by part: of the labels that are held back, and of all."""
    tally, numbers = Tally(), {}
    for part, mine in (("held", [x for x in labels if x["part"] == "held"]), ("all", labels)):
        for label in mine:
            relation, source = found[label["a"], label["b"]]
            tally.cell(f"{part}.relation.macro_f1", label["relation"], relation)
            tally.cell(f"{part}.kind.macro_f1", COPY[label["relation"]], COPY[relation])
            tally.ratio(f"{part}.relation.accuracy", relation == label["relation"], 1)
            tally.ratio(f"{part}.kind.accuracy", COPY[relation] == COPY[label["relation"]], 1)
            if COPY[label["relation"]] == "copy":
                right = COPY[relation] == "copy" and same_source(label["source"], source)
                tally.ratio(f"{part}.source.accuracy", right, 1)
        numbers[f"{part}.pairs"] = float(len(mine))
    return flat(tally) | numbers


def same_source(labelled: str | None, found: str | None) -> bool:
    """Whether a source is the labelled one; of several thirds named in a label, one is enough."""
    if labelled is None or found is None or not labelled.startswith("third: "):
        return labelled == found
    names = labelled.removeprefix("third: ").split("; ")
    return found.startswith("third: ") and any(same_name(name, found.removeprefix("third: ")) for name in names)


def _reports(rows: Sequence[dict[str, str]]) -> list[Report]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.jsonl"
        keys = ("url", "title", "published", "text")
        path.write_text("\n".join(json.dumps({k: r[k] for k in keys if r.get(k)}) for r in rows), encoding="utf-8")
        return [r for r in read_inputs([str(path)]) if isinstance(r, Report)]
