"""The recorded runs as tables in Markdown, for the pages on speed and sizing: no number there stands for itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.gate import HEADROOM, PAIRS
from bench.growth import power
from bench.parts import PARTS
from bench.rounds import Spread, shown

FOLDER = Path(__file__).parent
DAY, HOUR = 86_400, 3_600
MILLION = 1_000_000
# reports a day, for what must be bought for them
DAILY = (1_000, 10_000, 100_000, 300_000, 1_000_000)
# scores in words, in the order in which they are shown
SCORES = {
    "f1": "article text, F1",
    "attribution": "attributions, F1",
    "stories": "statements of annotated stories, F1",
    "value": "value, F1",
    "value_unit": "value and unit, F1",
    "days": "days, F1",
    "multisource": "reports of 56 events, B³ F1",
    "allsides": "titles and leads, B³ F1",
}
GROWING = {
    "copies": "`sayso copies`, from texts",
    "joins": "copies and stories of `sayso bulk`, from readings",
    "stream": "a stream of stories, features given",
    "library": "a library in SQLite, readings and dossiers given",
    "dossier": "the dossier of one story, readings given",
}
NONE = "No run is recorded."


def kept(name: str) -> dict[str, Any]:
    """What bench/NAME.json holds; nothing where there is none."""
    path = FOLDER / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def stages() -> str:
    """CPU milliseconds a report by stage, from bench/stages.json."""
    found = kept("stages")
    spent: dict[str, float] = found["milliseconds"]
    whole = sum(spent.values())
    rows = ["| stage | CPU ms a report | share |", "|---|---:|---:|"]
    rows += [
        f"| {name} | {ms:.1f} | {ms / whole:.0%} |" for name, ms in sorted(spent.items(), key=lambda pair: -pair[1])
    ]
    rate = 2 * 1000 / whole
    rows += [
        f"| **all** | **{whole:.1f}** | |",
        "",
        f"{found['reports']} reports of {found['words'] / found['reports']:.0f} words: {rate:.1f} a second on two cores"
        f" that do nothing else, {rate * DAY:,.0f} a day.",
    ]
    return "\n".join(rows)


def parts(kind: str) -> str:
    """Every part beside others, from bench/all.json.

    Args:
        kind: "made" or "real".
    """
    run = kept("all").get(kind)
    if not run:
        return NONE
    blocks = []
    for name, systems in run["parts"].items():
        part = PARTS[name]
        found = [k for k in SCORES if any(k in row.get("scores", {}) for row in systems.values())]
        heads = [f"{part.unit} a CPU second", "MiB", "sayso takes, times as long", *(SCORES[k] for k in found)]
        rows = [f"| {part.what} | {' | '.join(heads)} |", "|---|" + "---:|" * len(heads)]
        rows += [_row(system, row, found) for system, row in systems.items()]
        blocks.append("\n".join(rows))
    versions = ", ".join(f"{package} {number}" for package, number in run["versions"].items())
    blocks.append(
        f"Measured on {run['date']} on {run['machine']}, in {run['rounds']} rounds, with {versions}. Of a ratio the"
        " median of the rounds is given, with the least and the most."
    )
    return "\n\n".join(blocks)


def _row(system: str, row: Mapping[str, Any], scores: list[str]) -> str:
    if "failed" in row:
        return f"| {system} | failed: {row['failed']} | | |" + " |" * len(scores)
    rate = 1000 / row["cpu_ms"]["median"]
    speed = f"{rate:,.0f}" if rate >= 100 else f"{rate:.1f}"
    ratio = str(Spread(**row["ratio"])) if "ratio" in row else ""
    memory = f"{row['peak_mib']:,.0f}"
    found = (f"{row['scores'][k]:.2f}" if k in row.get("scores", {}) else "" for k in scores)
    return f"| {system} | {' | '.join((speed, memory, ratio, *found))} |"


def growth() -> str:
    """CPU milliseconds a report, as reports become more, from bench/all.json."""
    run = kept("all").get("made", {})
    if not run.get("growth"):
        return NONE
    blocks = []
    for names in (("copies", "joins", "stream", "library"), ("dossier",)):
        table = {name: run["growth"][name] for name in names if name in run["growth"]}
        sizes = sorted({int(size) for measured in table.values() for size in measured})
        heads = [*(f"{size:,} reports" for size in sizes), "all of them grow by n to the power of", "MiB"]
        rows = [f"| CPU ms a report | {' | '.join(heads)} |", "|---|" + "---:|" * len(heads)]
        for name, measured in table.items():
            whole = {int(size): one for size, one in measured.items() if "failed" not in one}
            cells = [f"{1000 * whole[size]['cpu'] / size:.2f}" if size in whole else "" for size in sizes]
            known = sorted(whole)
            exponent = f"{power(known, [whole[k]['cpu'] for k in known]):.2f}" if len(known) > 1 else ""
            most = f"{whole[known[-1]]['peak']:,.0f}" if known else ""
            rows.append(f"| {GROWING[name]} | {' | '.join((*cells, exponent, most))} |")
        blocks.append("\n".join(rows))
    return "\n\n".join(blocks)


def gate() -> str:
    """The recorded ratios and their bounds, from bench/bounds.json."""
    rows = ["| | beside | recorded | bound |", "|---|---|---:|---:|"]
    rows += [
        f"| {PARTS[part].what} | {PAIRS[part]} | {shown(ratio)} | {shown(HEADROOM * ratio)} |"
        for part, ratio in kept("bounds").items()
    ]
    return "\n".join(rows)


def million() -> str:
    """What a million reports take, step by step, from bench/sizing.json and bench/all.json."""
    runs = {kind: run for kind, run in kept("sizing").items() if kind in ("made", "real")}
    if not runs:
        return NONE
    heads = [f"{kind} reports of {run['words'] / run['reports']:.0f} words" for kind, run in runs.items()]
    rows = [f"| a million | {' | '.join(heads)} |", "|---|" + "---:|" * len(heads)]
    every = [_costs(run) for run in runs.values()]
    rows += [f"| {what} | {' | '.join(costs[what] for costs in every)} |" for what in every[0]]
    told = "; ".join(
        f"{kind}: {run['reports']:,} reports in {run['stories']:,} stories, {run['date']}, {run['machine']}"
        for kind, run in runs.items()
    )
    return "\n".join([*rows, "", f"Measured with one worker process, its start left out; {told}."])


def _costs(run: Mapping[str, Any]) -> dict[str, str]:
    count = run["reports"]
    cpu, disk = run["cpu_seconds"], run["bytes"]

    def hours(seconds_a_report: float) -> str:
        value = seconds_a_report * MILLION / HOUR
        return f"{value:.1f} CPU hours" if value < 10 else f"{value:,.0f} CPU hours"

    def gigabytes(size: float) -> str:
        return f"{size / count * MILLION / 1e9:.1f} GB"

    out = {"reading": hours(cpu["reading"] / count), "copies and stories": hours(joining(run))}
    told = run["in_dossiers"]
    out["dossiers, were every report in one"] = hours(cpu["dossiers"] / told) if told else ""
    out |= {f"disk: {kind}": gigabytes(size) for kind, size in disk.items() if kind not in ("dossiers", "the rest")}
    out["disk: dossiers, were every report in one"] = gigabytes(disk["dossiers"] * count / told) if told else ""
    out |= {f"memory: {process}": f"{mib:,.0f} MiB" for process, mib in run["mib"].items()}
    return out


def joining(run: Mapping[str, Any]) -> float:
    """CPU seconds a report for copies and stories, of the most reports that were joined.

    Args:
        run: a whole run, which tells it where no larger one is recorded.
    """
    measured = kept("all").get("made", {}).get("growth", {}).get("joins", {})
    whole = {int(size): float(one["cpu"]) for size, one in measured.items() if "failed" not in one}
    most = max(whole, default=run["reports"])
    return whole.get(most, float(run["cpu_seconds"]["copies and stories"])) / most


def daily() -> str:
    """What so many reports a day take, from the same runs."""
    found = kept("sizing")
    run = found.get("real") or found.get("made")
    if not run:
        return NONE
    rows = [
        "| reports a day | CPU hours a day | cores, busy all day | memory | disk a day | disk a year |",
        "|---:|---:|---:|---:|---:|---:|",
        *_days(run),
    ]
    words = run["words"] / run["reports"]
    return "\n".join([*rows, "", f"Reports of {words:.0f} words, every one in a dossier."])


def _days(run: Mapping[str, Any]) -> Iterator[str]:
    count, told = run["reports"], run["in_dossiers"]
    cpu, disk, mib = run["cpu_seconds"], run["bytes"], run["mib"]
    one = cpu["reading"] / count + joining(run) + (cpu["dossiers"] / told if told else 0.0)
    size = (disk["annotations"] + disk["readings"]) / count + (disk["dossiers"] / told if told else 0.0)
    for reports in DAILY:
        busy = reports * one / DAY
        cores = max(1, -(-busy // 1))
        memory = (cores * mib["a worker"] + mib["the process that is started"]) / 1024
        yield (
            f"| {reports:,} | {reports * one / HOUR:,.1f} | {busy:.2f} | {memory:.1f} GiB |"
            f" {reports * size / 1e9:,.2f} GB | {365 * reports * size / 1e9:,.0f} GB |"
        )
