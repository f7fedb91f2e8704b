"""Stories in a collection of news: are the reports of one event put together and those of others not?

B-cubed (Bagga & Baldwin 1998) over all reports of the collection, shuffled: as a heap (`bcubed`), and as they come,
with a file that remembers (`online`). An input that gives no report counts as a story of its own.

Of the multisource collection some events are of one story (a rocket's launch, and the car that it carried) and some
hold reports that are not of it, among them three pages without an article, so that 1.0 cannot be reached. Miranda et
al. (2018) report F1 0.94 for supervised online clustering of English news, on a larger set of their own.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import sayso
from sayso.types import Unread

SEED = 7
KEYS = ("url", "outlet", "title", "published", "text")


def run(data: Path) -> dict[str, float]:
    """B-cubed precision, recall and F1 of the stories found, and how many there are.

    Args:
        data: JSONL with event or story, title, text, and if known url, outlet and published, a line.
    """
    rows = shuffled(data)
    gold = {f"r{i}": str(row.get("event") or row.get("story")) for i, row in enumerate(rows)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.jsonl"
        lines = [json.dumps({"id": f"r{i}", **{k: row[k] for k in KEYS if row.get(k)}}) for i, row in enumerate(rows)]
        path.write_text("\n".join(lines), encoding="utf-8")
        heap = _stories(sayso.stories([path]))
        online = _stories(sayso.stories([path], state=Path(folder) / "stories.db"))
    out: dict[str, float] = {}
    for name, found in (("bcubed", heap), ("online", online)):
        alone = {report: found.get(report, f"unread {report}") for report in gold}
        scores = bcubed(alone, gold)
        out |= {f"{name}.{key}": value for key, value in zip(("precision", "recall", "f1"), scores, strict=True)}
        out[f"{name}.stories"] = float(len(set(alone.values())))
    return out | {"events": float(len(set(gold.values())))}


def shuffled(data: Path) -> list[dict[str, Any]]:
    """The reports of a collection in an order drawn by a fixed seed."""
    rows = [json.loads(line) for line in data.read_text(encoding="utf-8").splitlines()]
    random.Random(SEED).shuffle(rows)
    return rows


def _stories(placed: Iterable[sayso.Placed | Unread]) -> dict[str, str]:
    return {one.report: one.story for one in placed if not isinstance(one, Unread)}


def bcubed(found: Mapping[str, object], gold: Mapping[str, object]) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1 of the groups found for the reports of `gold`."""
    precision, recall = _mean(found, gold), _mean({r: gold[r] for r in found}, found)
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _mean(mine: Mapping[str, object], theirs: Mapping[str, object]) -> float:
    """Mean over reports of the share of their group that the other partition puts with them too."""
    groups: dict[object, list[object]] = {}
    for report, group in mine.items():
        groups.setdefault(group, []).append(theirs[report])
    return sum(n * n / len(g) for g in groups.values() for n in Counter(g).values()) / len(mine) if mine else 0.0
