"""Are two names spellings of one? F1 of `same_name` over pairs judged by hand (OpenSanctions' nomenklatura checks).

The corpus is a CSV with the columns schema, name1, name2, is_match. The positive class are the pairs that match; a pair
is said to match from `name_match.SAME` on. The sanctions screeners' own matcher (nomenklatura logic-v2) reaches F1 .790
on it. Measures: `f1`, `precision`, `recall` over all pairs, and `person.f1`, `body.f1` for the two kinds.
"""

from __future__ import annotations

import csv
from pathlib import Path

from sayso.link.names.matching import SAME, same_name


def run(data: Path) -> dict[str, float]:
    """Scores the pairs of a CSV file, or of `cases.csv` in a folder.

    Raises:
        FileNotFoundError: when there is no such file.
    """
    path = data / "cases.csv" if data.is_dir() else data
    with path.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["is_match"] in ("true", "false")]
    judged = []
    for row in rows:
        person = row["schema"] == "Person"
        said = same_name(row["name1"], row["name2"], person=person) >= SAME
        judged.append((person, row["is_match"] == "true", said))
    measures = _f1([(g, s) for _, g, s in judged])
    return {
        "f1": measures[2],
        "precision": measures[0],
        "recall": measures[1],
        "person.f1": _f1([(g, s) for p, g, s in judged if p])[2],
        "body.f1": _f1([(g, s) for p, g, s in judged if not p])[2],
        "pairs": float(len(judged)),
    }


def _f1(pairs: list[tuple[bool, bool]]) -> tuple[float, float, float]:
    hits = sum(gold and said for gold, said in pairs)
    precision = hits / max(1, sum(said for _, said in pairs))
    recall = hits / max(1, sum(gold for gold, _ in pairs))
    return precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0
