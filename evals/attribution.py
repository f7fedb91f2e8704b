"""Are attributions found with their spans? Statements against PolNeAR (Newell, Margolin, Ruths, LREC 2018).

A part of the corpus is a folder with `text/NAME.txt` and `attributions/NAME_ANNOTATOR.ann` (brat). Where several people
annotated one article, each reading is scored and weighs as much less, so that every article counts once. Measures:

- `source.exact`, `cue.exact`, `content.exact`: F1 of spans whose characters are all the same, one span per attribution
  and role whatever its pieces, white space and punctuation left aside; precision and recall beside them.
- `content.pieces`: the same, each unbroken piece of a content on its own, as scorers of token labels count.
- `attribution`: F1 of attributions whose content overlaps the annotated one with a Jaccard of 0.5 or more in characters
  and whose sources overlap (or are absent on both sides), paired one to one.
- `content.loose`: the same without the sources.
- `calibration.error`: how far the scores of statements lie from the share that somebody annotated, a mean over
  statements by tenths of the score (expected calibration error; Naeini et al., AAAI 2015); the table goes to stderr.

Only statements that stand in no other's content are scored, because PolNeAR's annotators left most inner ones out.
The CPU time that an article took, from text to statements, models already loaded, goes to stderr.

On the test part, from raw articles, the Gender Gap Tracker's quotation extractor (2024) reaches 57 / 49 / 34 exact and
.42 of attributions, textacy 0.13 27 / 33 / 14; two annotators agree with each other at 68 / 59 / 61. `python -m bench
attribution` runs such peers on the same articles. Published results score sentence by sentence on tokens: see
`evals.cofenet`.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.scoring import assign
from sayso.types import Report, Statement

Ranges = Sequence[tuple[int, int]]
PARTS = ("Source", "Cue", "Content")
Parts = Mapping[str, Ranges]  # one of PARTS -> its ranges of characters; none where it has none


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
    gold = read_annotations(data)
    reports = read_texts(data)
    for _ in find(reports[:1]):
        pass  # loads the models
    began = time.process_time()
    outer = {name: [s for s in statements if s.parent is None] for name, statements in find(reports)}
    spent = time.process_time() - began
    words = sum(len(r.text.split()) for r in reports)
    print(
        f"{len(reports)} articles of {words / len(reports):.0f} words: {spent / len(reports):.3f} CPU seconds each, "
        f"{len(reports) / spent:.1f} articles and {words / spent:.0f} words a CPU second",
        file=sys.stderr,
    )
    texts = {r.id: r.text for r in reports}
    found = {name: [parts(s) for s in statements] for name, statements in outer.items()}
    scores = {name: [s.score for s in statements] for name, statements in outer.items()}
    return score(texts, gold, found) | {"calibration.error": calibration_error(texts, gold, found, scores)}


def read_texts(data: Path) -> list[Report]:
    """The articles of a part of PolNeAR that are annotated."""
    from sayso.spans import OffsetMap

    names = sorted({_article(path) for path in (data / "attributions").glob("*.ann")})
    texts = {name: (data / "text" / f"{name}.txt").read_bytes().decode("utf-8") for name in names}
    return [
        Report(id=name, source=name, sha256="", text=text, offsets=OffsetMap.identity(len(text)))
        for name, text in texts.items()
    ]


def find(reports: Iterable[Report]) -> Iterator[tuple[str, tuple[Statement, ...]]]:
    """Id of each report with the statements found in it."""
    from sayso.annotate.names import find_names
    from sayso.annotate.statements import find_statements
    from sayso.language.backbone import parse

    for reading in parse(reports):
        yield reading.report.id, find_statements(reading, find_names(reading))


def parts(statement: Statement) -> Parts:
    """Where a statement's parts stand in the report's text."""
    return {
        "Source": [(statement.source.start, statement.source.end)] if statement.source else [],
        "Cue": [(statement.cue.start, statement.cue.end)] if statement.cue else [],
        "Content": [(c.start, c.end) for c in statement.content],
    }


def read_annotations(data: Path) -> dict[str, list[list[Parts]]]:
    """Article -> annotator -> attributions.

    Raises:
        FileNotFoundError: when there are none.
    """
    out: dict[str, list[list[Parts]]] = defaultdict(list)
    for path in sorted((data / "attributions").glob("*.ann")):
        out[_article(path)].append(list(_events(path.read_bytes().decode("utf-8"))))
    if not out:
        raise FileNotFoundError(f"{data}: no attributions/*.ann; a part of PolNeAR is wanted")
    return dict(out)


def score(
    texts: Mapping[str, str], gold: Mapping[str, Sequence[Sequence[Parts]]], found: Mapping[str, Sequence[Parts]]
) -> dict[str, float]:
    """Precision, recall and F1 of each measure, counts added over articles.

    Args:
        texts: article -> its text.
        gold: article -> annotator -> attributions.
        found: article -> attributions; an article that is missing counts as one in which nothing was found.
    """
    counts: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0])
    for name, readings in gold.items():
        ours = _attributions(texts[name], found.get(name, []))
        for reading in readings:
            theirs = _attributions(texts[name], reading)
            for measure, values in _compare(texts[name], ours, theirs).items():
                for k, value in enumerate(values):
                    counts[measure][k] += value / len(readings)
    out: dict[str, float] = {}
    for measure, (hits, predicted, wanted) in sorted(counts.items()):
        out[f"{measure}.f1"] = 2 * hits / (predicted + wanted) if hits else 0.0
        out[f"{measure}.precision"] = hits / predicted if hits else 0.0
        out[f"{measure}.recall"] = hits / wanted if hits else 0.0
    return out


def calibration_error(
    texts: Mapping[str, str],
    gold: Mapping[str, Sequence[Sequence[Parts]]],
    found: Mapping[str, Sequence[Parts]],
    scores: Mapping[str, Sequence[float]],
) -> float:
    """Mean distance of scores to the share of statements that an annotator marked, by tenths of the score.

    Args:
        texts: article -> its text.
        gold: article -> annotator -> attributions.
        found: article -> attributions, each with a content.
        scores: article -> the score of each.
    """
    tenths: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for name, ours in found.items():
        theirs = [a for reading in gold[name] for a in _attributions(texts[name], reading)]
        for mine, value in zip(ours, scores[name], strict=True):
            marked = _paired(_attributions(texts[name], [mine]), theirs, sources=True) > 0
            tenths[min(9, int(value * 10))].append((value, marked))
    apart = 0.0
    for tenth, rows in sorted(tenths.items()):
        mean, share = (sum(column) / len(rows) for column in zip(*rows, strict=True))
        print(
            f"scores from {tenth / 10}: {len(rows)} statements, {mean:.2f} on average, {share:.2f} annotated",
            file=sys.stderr,
        )
        apart += abs(mean - share) * len(rows)
    return apart / max(1, sum(len(rows) for rows in tenths.values()))


def _compare(text: str, ours: list[Attribution], theirs: list[Attribution]) -> dict[str, tuple[int, int, int]]:
    """Measure -> hits, how many were found, how many are annotated."""
    out = {}
    for part in ("source", "cue", "content"):
        x = {s for a in ours if (s := getattr(a, part))}
        y = {s for a in theirs if (s := getattr(a, part))}
        out[f"{part}.exact"] = len(x & y), len(x), len(y)
    x = {piece for a in ours for piece in _pieces(text, a.content)}
    y = {piece for a in theirs for piece in _pieces(text, a.content)}
    out["content.pieces"] = len(x & y), len(x), len(y)
    out["content.loose"] = _paired(ours, theirs, sources=False), len(ours), len(theirs)
    out["attribution"] = _paired(ours, theirs, sources=True), len(ours), len(theirs)
    return out


def _article(path: Path) -> str:
    return path.stem.rsplit("_", 1)[0]


def _events(brat: str) -> Iterator[Parts]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for line in brat.splitlines():
        fields = line.split("\t")
        if line.startswith("T") and len(fields) > 1:
            places = fields[1].split(" ", 1)[1]
            spans[fields[0]] = [(int(a), int(b)) for a, b in (p.split() for p in places.split(";"))]
    for line in brat.splitlines():
        fields = line.split("\t")
        if not line.startswith("E") or len(fields) < 2:
            continue
        event: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for pair in fields[1].split():
            role, span = pair.split(":")
            if (part := role.rstrip("0123456789")) in PARTS:
                event[part] += spans.get(span, [])
        yield event


def _attributions(text: str, found: Iterable[Parts]) -> list[Attribution]:
    """The attributions that have a content."""
    made = (Attribution(*(_chars(text, a.get(part, [])) for part in PARTS)) for a in found)
    return [a for a in made if a.content]


def _chars(text: str, ranges: Ranges) -> frozenset[int]:
    """The letters and digits that ranges cover."""
    return frozenset(i for a, b in ranges for i in range(a, b) if text[i].isalnum())


def _pieces(text: str, chars: frozenset[int]) -> Iterator[frozenset[int]]:
    """Runs of characters with no other letter or digit between them."""
    run: list[int] = []
    for i in sorted(chars):
        if run and any(text[k].isalnum() for k in range(run[-1] + 1, i)):
            yield frozenset(run)
            run = []
        run.append(i)
    if run:
        yield frozenset(run)


def _paired(ours: list[Attribution], theirs: list[Attribution], *, sources: bool) -> int:
    """How many can be paired one to one, the best alike first."""
    pairs = []
    for i, a in enumerate(ours):
        for j, b in enumerate(theirs):
            both = len(a.content & b.content)
            if not both or both < 0.5 * len(a.content | b.content):
                continue
            if not sources or a.source & b.source or not (a.source or b.source):
                pairs.append((both / len(a.content | b.content), i, j))
    return len(assign(pairs))
