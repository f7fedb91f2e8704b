"""Stories on a collection of news clusters: are the reports of one event put together and those of others not?

B-cubed (Bagga & Baldwin 1998) over all reports of the collection at once. Some of its clusters hold two events, and
some events are close (earlier and later reports of one rocket's launch), so 1.0 cannot be reached. Miranda et al.
(2018) report F1 0.94 for supervised online clustering of English news, on a larger set of their own.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from sayso.annotate import annotate
from sayso.ingest import read_inputs
from sayso.language.backbone import parse
from sayso.link.stories import part_stories
from sayso.types import Report


def run(data: Path) -> dict[str, float]:
    """B-cubed precision, recall and F1 of the stories found, and how many there are.

    Args:
        data: JSONL with event, url, published, title, text a line.
    """
    rows = [json.loads(line) for line in data.read_text(encoding="utf-8").splitlines()]
    event = {f"r{i}": row["event"] for i, row in enumerate(rows)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.jsonl"
        keys = ("url", "title", "published", "text")
        lines = [json.dumps({"id": f"r{i}", **{k: row[k] for k in keys if row.get(k)}}) for i, row in enumerate(rows)]
        path.write_text("\n".join(lines), encoding="utf-8")
        reports = [r for r in read_inputs([str(path)]) if isinstance(r, Report)]
    stories = part_stories([annotate(reading) for reading in parse(reports)])
    found = {report: i for i, story in enumerate(stories) for report in story}
    precision, recall = _mean(found, event), _mean({r: event[r] for r in found}, found)
    return {
        "bcubed.precision": precision,
        "bcubed.recall": recall,
        "bcubed.f1": 2 * precision * recall / (precision + recall) if precision + recall else 0.0,
        "stories": float(len(stories)),
        "events": float(len(set(event.values()))),
    }


def bcubed(found: Mapping[str, object], gold: Mapping[str, object]) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1 (Bagga & Baldwin 1998) of the groups found for the reports of `gold`."""
    precision, recall = _mean(found, gold), _mean({r: gold[r] for r in found}, found)
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _mean(mine: Mapping[str, object], theirs: Mapping[str, object]) -> float:
    """Mean over reports of the share of their group that the other partition puts with them too."""
    groups: dict[object, list[object]] = {}
    for report, group in mine.items():
        groups.setdefault(group, []).append(theirs[report])
    return sum(n * n / len(g) for g in groups.values() for n in Counter(g).values()) / len(mine) if mine else 0.0
