"""Time expressions on TempEval-3 corpora: how many are found, and how many have the right TIMEX3 value.

What is measured is TempEval-3 task A (UzZaman et al. 2013): relaxed F1 counts an expression as found when its span
overlaps a gold one; value F1 counts those found whose value is the same as well. Expressions are paired one to one.

A third of TimeBank is held back: every third of its files by sorted name, from the third on (61 of 183). The grammar is
worked on with the other files and with AQUAINT; errors of the held-back files are not looked at. Where the folder holds
them, `held_back.*` are the scores of those files alone.

Others, on the TempEval-3 platinum test (which is not used here): HeidelTime 1.2 reaches a relaxed F1 of 0.907 and a
value F1 of 0.781 (Strötgen et al. 2013); SUTime 0.903 and 0.674; UWTime a value F1 of about 0.825 (Lee et al. 2014).

The data are TimeML files (`*.tml`) in one folder or in folders below it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

from sayso.annotate.times import find_times
from sayso.language.backbone import parse
from sayso.spans import OffsetMap
from sayso.types import Report, Time

Gold = tuple[int, int, str]


HELD_BACK = "TimeBank"  # of this folder
EVERY, FROM = 3, 2


def run(data: Path) -> dict[str, float]:
    """Relaxed and value F1 with precision and recall over all TimeML files under a folder.

    Raises:
        FileNotFoundError: when the folder holds no .tml file.
    """
    files = sorted(data.rglob("*.tml"))
    if not files:
        raise FileNotFoundError(f"{data} holds no .tml file; give the folder of a TempEval-3 corpus")
    kept = {file.stem for file in held_back(files)}
    every, back = Count(), Count()
    for report, gold, times in annotated(files):
        for count in (every, back) if report.id in kept else (every,):
            count.add(gold, times)
    scores = every.scores()
    return scores | {f"held_back.{name}": value for name, value in back.scores().items()} if kept else scores


def held_back(files: Sequence[Path]) -> list[Path]:
    """Those of the files on which no rule is worked out."""
    corpus = sorted(file for file in files if HELD_BACK in file.parts[:-1])
    return corpus[FROM::EVERY]


class Count:
    """Expressions counted over reports."""

    def __init__(self) -> None:
        self.gold = self.found = self.overlap = self.same = 0

    def add(self, gold: Sequence[Gold], times: Sequence[Time]) -> None:
        """Count one report."""
        pairs = pair(gold, times)
        self.gold += len(gold)
        self.found += len(times)
        self.overlap += len(pairs)
        self.same += sum(g[2] == t.value for g, t in pairs)

    def scores(self) -> dict[str, float]:
        """Measure -> value."""
        return {
            "relaxed_precision": self.overlap / self.found if self.found else 0.0,
            "relaxed_recall": self.overlap / self.gold if self.gold else 0.0,
            "relaxed_f1": _f1(self.overlap, self.found, self.gold),
            "value_f1": _f1(self.same, self.found, self.gold),
            "value_accuracy": self.same / self.overlap if self.overlap else 0.0,
            "expressions": float(self.gold),
        }


def annotated(files: Sequence[Path]) -> Iterator[tuple[Report, list[Gold], tuple[Time, ...]]]:
    """Each file as a report with the gold expressions of its body and the ones found."""
    reports, golds = [], {}
    for file in files:
        report, gold = read(file)
        reports.append(report)
        golds[report.id] = gold
    for reading in parse(reports):
        yield reading.report, golds[reading.report.id], find_times(reading)


def pair(gold: Sequence[Gold], times: Sequence[Time]) -> list[tuple[Gold, Time]]:
    """Gold and found expressions that overlap, one to one, those that overlap most first."""
    candidates = [
        (min(g[1], t.span.end) - max(g[0], t.span.start), i, j)
        for i, g in enumerate(gold)
        for j, t in enumerate(times)
        if g[0] < t.span.end and t.span.start < g[1]
    ]
    out, used_gold, used_time = [], set(), set()
    for _, i, j in sorted(candidates, key=lambda c: (-c[0], c[1], c[2])):
        if i not in used_gold and j not in used_time:
            used_gold.add(i)
            used_time.add(j)
            out.append((gold[i], times[j]))
    return out


def read(file: Path) -> tuple[Report, list[Gold]]:
    """The body of a TimeML file with its expressions; lines that only wrap are joined, paragraphs kept."""
    raw = file.read_bytes()
    root = ElementTree.fromstring(raw)
    written = root.find(".//DCT/TIMEX3")
    body = root.find("TEXT")
    text, gold = "", []
    for piece, value in _pieces(body):
        if value is not None:
            gold.append((len(text), len(text) + len(piece), value))
        text += piece
    text = re.sub(r"(?<!\n)\n(?!\n)", " ", text)
    published = written.get("value", "")[:10] if written is not None else None
    report = Report(
        id=file.stem,
        source=file.name,
        sha256=hashlib.sha256(raw).hexdigest(),
        text=text,
        offsets=OffsetMap.identity(len(text)),
        published=published,
    )
    return report, gold


def _pieces(node: ElementTree.Element | None) -> Iterator[tuple[str, str | None]]:
    if node is None:
        return
    if node.text:
        yield node.text, None
    for child in node:
        if child.tag == "TIMEX3":
            yield "".join(child.itertext()), child.get("value", "")
        else:
            yield from _pieces(child)
        if child.tail:
            yield child.tail, None


def _f1(hits: int, found: int, gold: int) -> float:
    return 2 * hits / (found + gold) if found + gold else 0.0
