"""`python -m evals NAME --data PATH [--json]`: the scores of one stage on one corpus; `all` runs every one.

PATH is a part of the corpus in its own format. Without it the corpora are looked for in the folder that the
environment variable SAYSO_DATA names, or beside the project in ../shared/data; what is not there is named plainly.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parent.parent
# name of the eval -> where its development part stands in the data folder
PARTS = {
    "stories": "stories",
    "first_lines": "stories",
    "attribution": "polnear/dev",
    "cofenet": "polnear/cofenet-valid.jsonl",
    "figures": "newsquant/dev.json",
    "times": "timex/TimeBank",
    "names": "names/cases.csv",
    "events": "plv/train.tsv",
    "ecbplus": "ecbplus",
    "claims": "claimdiff",
    "rewording": "mrpc/dev.txt",
    "claimdiff": "claimdiff",
    "copy_pairs": "multisource/reports.jsonl",
    "places": "multisource/reports.jsonl",
    "clusters": "multisource/reports.jsonl",
    "leads": "allsides/val.jsonl",
    "multisource": "multisource/reports.jsonl",
    "multisource_once": "multisource/reports.jsonl",
    "html": "html",
}


def data_folder() -> Path:
    """The folder that holds the corpora."""
    return Path(os.environ.get("SAYSO_DATA") or ROOT.parent / "shared" / "data")


def run(name: str, data: Path) -> dict[str, float]:
    """Measure -> value of one eval on one part of its corpus."""
    scores: dict[str, float] = import_module(f"evals.{name}").run(data)
    return scores


def model_hashes() -> dict[str, str]:
    """sha256 of every model file that ships in the package."""
    folder = ROOT / "src" / "sayso"
    models = sorted(p for ending in ("onnx", "npz") for p in folder.rglob(f"*.{ending}"))
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in models}


def record(scores: dict[str, dict[str, float]]) -> None:
    """Put new scores into the committed table, with the day and the version; those of evals that did not run stay, if
    the models are the same."""
    path, models = ROOT / "evals" / "scores.json", model_hashes()
    old = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    same = old.get("models") == models
    kept, measured = (old.get("scores", {}), old.get("measured", {})) if same else ({}, {})
    today = {"on": datetime.now(UTC).date().isoformat(), "version": version("sayso")}
    kept, measured = kept | scores, measured | dict.fromkeys(scores, today)
    table = {
        "models": models,
        "measured": {name: measured[name] for name in PARTS if name in measured},
        "scores": {name: kept[name] for name in PARTS if name in kept},
    }
    path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Print the scores; exit 1 when asked for data that is not there."""
    ask = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    ask.add_argument("name", choices=[*PARTS, "all"], help="the stage to score")
    ask.add_argument("--data", type=Path, metavar="PATH", help="a part of the corpus, in its own format")
    ask.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    ask.add_argument(
        "--record", action="store_true", help="keep the scores in evals/scores.json, with the models' hashes"
    )
    asked = ask.parse_args()
    out: dict[str, dict[str, float]] = {}
    missing = []
    for name in PARTS if asked.name == "all" else [asked.name]:
        data = asked.data or data_folder() / PARTS[name]
        if not data.exists():
            missing.append(f"{name}: no data at {data}; name it with --data, or its folder with SAYSO_DATA")
            continue
        out[name] = run(name, data)
        if not asked.json:
            print(f"== {name} on {data.name}")
            for measure, value in out[name].items():
                print(f"{measure:40s} {value:.3f}" if isinstance(value, float) else f"{measure:40s} {value}")
    if asked.json:
        print(json.dumps(out if asked.name == "all" else out.get(asked.name, {}), indent=1))
    if asked.record:
        record(out)
    for line in missing:
        print(line, file=sys.stderr)
    return 1 if missing and asked.name != "all" else 0


if __name__ == "__main__":
    sys.exit(main())
