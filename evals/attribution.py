"""Are attributions found with their spans? Statements against PolNeAR (Newell, Margolin, Ruths, LREC 2018).

A part of the corpus is a folder with `text/NAME.txt` and `attributions/NAME_ANNOTATOR.ann` (brat). Where several people
annotated one article, each of them is scored against and counts are added up. Measures:

- `source.exact`, `cue.exact`, `content.exact`: F1 of spans whose characters are all the same, one span per attribution
  and role, white space and punctuation at either end left aside; precision and recall beside them.
- `attribution`: F1 of attributions whose content overlaps the annotated one with a Jaccard of 0.5 or more in characters
  and whose sources overlap (or are absent on both sides), paired one to one.
- `content.loose`: the same without the sources.

Only statements that stand in no other's content are scored, because PolNeAR's annotators left most inner ones out.

The best published results on this corpus are those of CofeNet (Wang et al., COLING 2022), which scores sentence by
sentence on tokens; two human annotators agree on PolNeAR at about the same level as on PARC 3 (Newell et al., table 3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

Ranges = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Attribution:
    """The characters of one attribution's parts; empty where it has none."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]


def run(data: Path) -> dict[str, float]:
    """Scores the statements found in a part of PolNeAR.

    Raises:
        FileNotFoundError: when the folder has no `text` and `attributions`.
    """
    from sayso.annotate.names import find_names
    from sayso.annotate.statements import find_statements
    from sayso.language.backbone import parse
    from sayso.spans import OffsetMap
    from sayso.types import Report

    gold = read_annotations(data)
    texts = {p.stem: p.read_text(encoding="utf-8") for p in sorted((data / "text").iterdir()) if p.stem in gold}
    reports = (
        Report(id=name, source=name, sha256="", text=text, offsets=OffsetMap.identity(len(text)))
        for name, text in texts.items()
    )
    found = {}
    for reading in parse(reports):
        statements = find_statements(reading, find_names(reading))
        found[reading.report.id] = [
            Attribution(
                _chars(reading.report.text, [(s.source.start, s.source.end)] if s.source else []),
                _chars(reading.report.text, [(s.cue.start, s.cue.end)] if s.cue else []),
                _chars(reading.report.text, [(c.start, c.end) for c in s.content]),
            )
            for s in statements
            if s.parent is None
        ]
    return score(texts, gold, found)


def read_annotations(data: Path) -> dict[str, list[list[dict[str, Ranges]]]]:
    """Article -> annotator -> attributions, each part with its ranges of characters."""
    out: dict[str, list[list[dict[str, Ranges]]]] = defaultdict(list)
    for path in sorted((data / "attributions").glob("*.ann")):
        out[path.stem.rsplit("_", 1)[0]].append(list(_events(path.read_text(encoding="utf-8"))))
    if not out:
        raise FileNotFoundError(f"{data}: no attributions/*.ann; a part of PolNeAR is wanted")
    return out


def score(
    texts: dict[str, str], gold: dict[str, list[list[dict[str, Ranges]]]], found: dict[str, list[Attribution]]
) -> dict[str, float]:
    """Precision, recall and F1 of each measure, counts added over articles and annotators."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for name, annotators in gold.items():
        text, ours = texts[name], found.get(name, [])
        for events in annotators:
            theirs = [
                Attribution(*(_chars(text, e.get(part, [])) for part in ("Source", "Cue", "Content"))) for e in events
            ]
            theirs = [a for a in theirs if a.content]
            for part in ("source", "cue", "content"):
                x = {s for a in ours if (s := getattr(a, part))}
                y = {s for a in theirs if (s := getattr(a, part))}
                _add(counts[f"{part}.exact"], len(x & y), len(x), len(y))
            _add(counts["content.loose"], _pairs(ours, theirs, sources=False), len(ours), len(theirs))
            _add(counts["attribution"], _pairs(ours, theirs, sources=True), len(ours), len(theirs))
    out: dict[str, float] = {}
    for measure, (hits, predicted, wanted) in sorted(counts.items()):
        p, r = hits / max(1, predicted), hits / max(1, wanted)
        out[f"{measure}.f1"] = 2 * p * r / (p + r) if hits else 0.0
        out[f"{measure}.precision"], out[f"{measure}.recall"] = p, r
    return out


def _events(brat: str) -> Iterator[dict[str, Ranges]]:
    parts: dict[str, Ranges] = {}
    for line in brat.splitlines():
        fields = line.split("\t")
        if line.startswith("T") and len(fields) > 1:
            spans = fields[1].split(" ", 1)[1]
            parts[fields[0]] = [(int(a), int(b)) for a, b in (s.split() for s in spans.split(";"))]
    for line in brat.splitlines():
        fields = line.split("\t")
        if not line.startswith("E") or len(fields) < 2:
            continue
        event: dict[str, Ranges] = defaultdict(list)
        for pair in fields[1].split():
            role, part = pair.split(":")
            event[role.rstrip("0123456789")] += parts.get(part, [])
        yield event


def _chars(text: str, ranges: Iterable[tuple[int, int]]) -> frozenset[int]:
    """The characters that ranges cover, without white space and the punctuation at their ends."""
    out: set[int] = set()
    for a, b in ranges:
        while a < b and not text[a].isalnum():
            a += 1
        while a < b and not text[b - 1].isalnum():
            b -= 1
        out.update(i for i in range(a, b) if text[i].isalnum())
    return frozenset(out)


def _pairs(ours: list[Attribution], theirs: list[Attribution], *, sources: bool) -> int:
    scored = []
    for i, a in enumerate(ours):
        for j, b in enumerate(theirs):
            both = len(a.content & b.content)
            if not both or both < 0.5 * len(a.content | b.content):
                continue
            if sources and bool(a.source) != bool(b.source):
                continue
            if sources and a.source and not a.source & b.source:
                continue
            scored.append((both / len(a.content | b.content), i, j))
    left: set[int] = set()
    right: set[int] = set()
    for _, i, j in sorted(scored, reverse=True):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
    return len(left)


def _add(count: list[int], *values: int) -> None:
    for k, value in enumerate(values):
        count[k] += value
