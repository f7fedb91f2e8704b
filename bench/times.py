"""`python -m bench times [--data FOLDER] [--record]`: what happened when, beside what a user would run instead.

The same texts go through dateparser's search and sayso, each from the bare text and the report's day, in one process,
models loaded before the clock starts. Both are scored by `evals.times` on the part of TimeBank that is held back from
sayso's grammar: found with a span that overlaps (relaxed), and with the same TIMEX3 value as well. dateparser gives a
moment and its period: its value is the day, week, month or year that holds the moment, as dateparser says, and what is
no point in time (a duration, "now") it cannot give; `days` scores both on days of the calendar alone. sayso's speed is
given twice: with the parse it stands on, and on top of a parse that is there already. HeidelTime is not run here; its
figures are those published on the TempEval-3 platinum test, another text. FOLDER holds timex/TimeBank. `--record` keeps
the table in bench/times.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evals.__main__ import data_folder
from evals.times import Count, Gold, held_back, read
from sayso.annotate.calendar import value_at
from sayso.types import Report, Time

TABLE = Path(__file__).with_suffix(".json")
COLUMNS = ("precision", "recall", "relaxed", "value", "days", "texts_per_cpu_second")
Raw = Sequence[Any]  # what a system itself gives for a text
PUBLISHED = {
    "HeidelTime 1.2": {
        "relaxed": 0.907,
        "value": 0.781,
        "source": "Strötgen et al. 2013, on TempEval-3 platinum; not on the texts of this table",
    }
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def by_dateparser(reports: Sequence[Report]) -> Iterator[Raw]:
    """The words and moments that dateparser's search gives."""
    from dateparser.search import search_dates

    for report in reports:
        yield search_dates(report.text, languages=["en"], settings=_settings(report)) or []


def values_of_dateparser(report: Report, found: Raw) -> tuple[Time, ...]:
    """The words in their places, one after the other in the text, with the day, week, month or year of the moment."""
    from dateparser.date import DateDataParser

    parser = DateDataParser(languages=["en"], settings=_settings(report))
    times, at = [], 0
    for words, moment in found:
        start = report.text.find(words, at)
        if start < 0:
            continue
        at = start + len(words)
        period = parser.get_date_data(words).period
        times.append(Time(span=report.span(start, at), value=value_at(moment.date(), period), start=None, end=None))
    return tuple(times)


def _settings(report: Report) -> dict[str, Any]:
    return {"RELATIVE_BASE": datetime.fromisoformat(report.published)} if report.published else {}


def by_sayso(reports: Sequence[Report]) -> Iterator[Raw]:
    """The times of `sayso read`."""
    from sayso.annotate.times import find_times
    from sayso.language.backbone import parse

    for reading in parse(reports):
        yield find_times(reading)


def values_of_sayso(report: Report, found: Raw) -> tuple[Time, ...]:
    """As they are."""
    return tuple(found)


SYSTEMS: dict[str, tuple[Callable[[Sequence[Report]], Iterator[Raw]], Callable[[Report, Raw], tuple[Time, ...]]]] = {
    "dateparser, search": (by_dateparser, values_of_dateparser),
    "sayso": (by_sayso, values_of_sayso),
}


def compare(corpus: Path) -> dict[str, dict[str, float]]:
    """System -> its figures in COLUMNS, and sayso's speed without the parse.

    Args:
        corpus: the folder of TimeBank.
    """
    pairs = [read(file) for file in held_back(sorted(corpus.rglob("*.tml")))]
    reports = [report for report, _ in pairs]
    golds = [gold for _, gold in pairs]
    rows = {}
    for name, (system, values) in SYSTEMS.items():
        list(system(reports[:1]))
        began = time.process_time()
        results = list(system(reports))
        spent = time.process_time() - began
        rows[name] = score(golds, [values(r, found) for r, found in zip(reports, results, strict=True)]) | {
            "texts_per_cpu_second": len(reports) / spent
        }
    return rows | {"sayso, the parse given": {"texts_per_cpu_second": len(reports) / _alone(reports)}}


def score(golds: Sequence[Sequence[Gold]], results: Sequence[Sequence[Time]]) -> dict[str, float]:
    """The figures of one system; `days` leaves out what is no day of the calendar, on both sides."""
    every, days = Count(), Count()
    for gold, found in zip(golds, results, strict=True):
        every.add(gold, found)
        days.add([g for g in gold if _DAY.fullmatch(g[2])], [t for t in found if _DAY.fullmatch(t.value)])
    scores = every.scores()
    return {
        "precision": scores["relaxed_precision"],
        "recall": scores["relaxed_recall"],
        "relaxed": scores["relaxed_f1"],
        "value": scores["value_f1"],
        "days": days.scores()["value_f1"],
    }


def _alone(reports: Sequence[Report]) -> float:
    """CPU seconds of the times on parses that are there already."""
    from sayso.annotate.times import find_times
    from sayso.language.backbone import parse

    readings = list(parse(reports))
    began = time.process_time()
    for reading in readings:
        find_times(reading)
    return time.process_time() - began


def main(arguments: Sequence[str]) -> int:
    """Print one table; exit 1 when the texts or dateparser are not there."""
    ask = argparse.ArgumentParser(prog="python -m bench times", description=__doc__)
    ask.add_argument("--data", type=Path, default=data_folder(), help="the folder of the corpora")
    ask.add_argument("--record", action="store_true", help="keep the table in bench/times.json")
    asked = ask.parse_args(arguments)
    corpus = asked.data / "timex" / "TimeBank"
    if not corpus.exists():
        print(f"no texts at {corpus}; name their folder with --data", file=sys.stderr)
        return 1
    try:
        peers = {name: version(name) for name in ("dateparser", "spacy")}
    except ImportError as error:
        print(f"{error.name} is not installed: pip install -r requirements/bench.txt", file=sys.stderr)
        return 1
    rows = compare(corpus)
    print(f"{'':28s}" + "".join(f"{c.split('_')[0]:>12s}" for c in COLUMNS) + " a CPU second")
    for name, row in rows.items():
        print(f"{name:28s}" + "".join(f"{row[c]:12.3f}" if c in row else f"{'':12s}" for c in COLUMNS))
    for name, published in PUBLISHED.items():
        print(f"{name}: relaxed {published['relaxed']}, value {published['value']} ({published['source']})")
    if asked.record:
        from sayso.language.backbone import describe

        about = {
            "date": datetime.now(UTC).date().isoformat(),
            "machine": f"{os.cpu_count()} cores, {platform.machine()}",
            "versions": {**peers, "model": describe(), "sayso": version("sayso"), "python": platform.python_version()},
            "texts": "TimeBank, the part held back by evals/times.py",
        }
        record = {**about, "systems": rows, "published": PUBLISHED}
        TABLE.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0
