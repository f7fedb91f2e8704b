"""What the programs share that set sayso beside others: their arguments, one table, and its record."""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TypeVar

from bench.rounds import cpu_seconds
from evals.__main__ import data_folder

T = TypeVar("T")
R = TypeVar("R")
Rows = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One program of `python -m bench`.

    Args:
        name: what follows `bench` on the command line; the record is bench/NAME.json.
        about: what `--help` says.
        corpora: files or folders of the corpora that `compare` takes, in its order.
        peers: packages whose versions the record names.
        compare: from the corpora to the figures of each system, by column; models loaded before its clocks start.
        columns: of the table; the last is what a CPU second does.
        published: figures of others that are not run, as the record has them, or nothing.
        told: the same in words, a line each.
    """

    name: str
    about: str
    corpora: Sequence[str]
    peers: Sequence[str]
    compare: Callable[..., Rows]
    columns: Sequence[str]
    published: Mapping[str, Mapping[str, object]]
    told: Sequence[str] = ()


def timed(system: Callable[[Sequence[T]], Iterable[R]], inputs: Sequence[T]) -> tuple[list[R], float]:
    """What a system makes of all inputs, and the CPU seconds that it takes when its models are loaded."""
    list(system(inputs[:1]))
    began = cpu_seconds()
    results = list(system(inputs))
    return results, cpu_seconds() - began


def each(
    systems: Iterable[str], quality: Callable[[str], tuple[Mapping[str, float], float]], rate: str
) -> dict[str, dict[str, float]]:
    """System -> its scores, and how much it does in a CPU second.

    Args:
        systems: their names.
        quality: from a name to both.
        rate: the column of what a CPU second does.
    """
    rows = {}
    for name in systems:
        scores, done = quality(name)
        rows[name] = {**scores, rate: done}
    return rows


def run(comparison: Comparison, arguments: Sequence[str]) -> int:
    """Print one table, with `--record` keep it; 1 when a corpus or a peer is not there, else 0."""
    record = Path(__file__).with_name(f"{comparison.name}.json")
    ask = argparse.ArgumentParser(prog=f"python -m bench {comparison.name}", description=comparison.about)
    ask.add_argument("--data", type=Path, default=data_folder(), help="the folder of the corpora")
    ask.add_argument("--record", action="store_true", help=f"keep the table in bench/{record.name}")
    asked = ask.parse_args(arguments)
    corpora = [asked.data / part for part in comparison.corpora]
    missing = [str(corpus) for corpus in corpora if not corpus.exists()]
    if missing:
        print(f"there is no {' and no '.join(missing)}; name the folder of the corpora with --data", file=sys.stderr)
        return 1
    try:
        peers = {name: version(name) for name in comparison.peers}
    except PackageNotFoundError as error:
        print(f"{error.name} is not installed: pip install -r requirements/bench.txt", file=sys.stderr)
        return 1
    rows = comparison.compare(*corpora)
    _print(comparison, rows)
    if asked.record:
        from sayso.language.backbone import describe

        versions = {**peers, "model": describe(), "sayso": version("sayso"), "python": platform.python_version()}
        table = {
            "date": datetime.now(UTC).date().isoformat(),
            "machine": machine(),
            "versions": versions,
            "systems": rows,
            "published": comparison.published,
        }
        record.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def machine() -> str:
    """What this machine is, in words: its cores and their family."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    model = next((line.partition(":")[2] for line in lines if line.startswith("model name")), platform.processor())
    family = " ".join(re.findall(r"Intel|AMD|Apple|ARM|Xeon|EPYC|Ryzen|Core|M\d|Neoverse", model))
    return f"{os.cpu_count()} cores, {family} {platform.machine()}".replace("  ", " ")


def _print(comparison: Comparison, rows: Rows) -> None:
    heads = [*(c.replace("_", " + ") for c in comparison.columns[:-1]), f"{comparison.columns[-1].split('_')[0]}/CPU s"]
    print(f"{'':28s}" + "".join(f"{head:>18s}" for head in heads))
    for name, row in rows.items():
        print(f"{name:28s}" + "".join(f"{row[c]:18.3f}" if c in row else f"{'':18s}" for c in comparison.columns))
    for line in comparison.told:
        print(line)
