"""Fits the scores of statement drafts, and counts the uses of cues, on the training articles of PolNeAR.

Those that `training.attribution.data.held_out` names are left to the fit of rules and tagger together.

`python training/statement_scores.py POLNEAR/train` writes src/sayso/resources/cues.yaml and statement_scores.yaml:

- cues.yaml: for each verb and noun how often it heads an annotated cue, and how often it occurs;
- statement_scores.yaml: for each word and construction how often a draft is an annotated attribution (content with a
  Jaccard of 0.5 or more in characters, sources that overlap), and the weights of a logistic regression on the features
  of `sayso.annotate.scores.features_of`. The counts of one half of the articles are features of the other, so that the
  weights do not trust counts that have seen the label; the counts that are written are of all.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from evals.attribution import Attribution, _chars, read_annotations
from sayso.annotate import scores
from sayso.annotate.cues import _shares
from sayso.annotate.drafts import Draft
from sayso.annotate.quotations import find_quotations
from sayso.annotate.quoting import Quoted
from sayso.annotate.statements import candidates
from sayso.language.backbone import Reading, parse
from sayso.resources import load
from sayso.spans import OffsetMap
from sayso.types import Report
from training.attribution.data import held_out

RESOURCES = Path(__file__).parent.parent / "src" / "sayso" / "resources"
L2 = 1.0


def read(data: Path, only: Collection[str] | None = None) -> Iterator[Reading]:
    """The parsed articles of a part of PolNeAR: all of them, or those that are named."""
    return parse(
        Report(id=p.stem, source=p.name, sha256="", text=text, offsets=OffsetMap.identity(len(text)))
        for p in sorted((data / "text").iterdir())
        if only is None or p.stem in only
        for text in [p.read_text(encoding="utf-8")]
    )


def count_cues(readings: list[Reading], gold: dict[str, Any]) -> None:
    """Writes cues.yaml."""
    hits: dict[str, Counter[str]] = {"verbs": Counter(), "nouns": Counter()}
    totals: dict[str, Counter[str]] = {"verbs": Counter(), "nouns": Counter()}
    kinds = {"VERB": "verbs", "AUX": "verbs", "NOUN": "nouns"}
    for reading in readings:
        if reading.report.id not in gold:
            continue
        for token in reading.doc:
            if token.pos_ in kinds:
                totals[kinds[token.pos_]][token.lemma_.lower()] += 1
        for event in gold[reading.report.id][0]:
            cue = event.get("Cue")
            span = reading.doc.char_span(cue[0][0], cue[-1][1], alignment_mode="expand") if cue else None
            if span is not None and event.get("Content") and span.root.pos_ in kinds:
                hits[kinds[span.root.pos_]][span.root.lemma_.lower()] += 1
    lines = [
        "# Words that tell of somebody's words, with how often they do; written by training/statement_scores.py.",
        "# Counted in the 840 training articles of PolNeAR (Newell et al., LREC 2018): [times the word headed an",
        "# annotated cue, times it occurred as that part of speech]. Rarer than 8 % (verbs) and 3 % (nouns): left out.",
    ]
    for kind, least in (("verbs", 0.08), ("nouns", 0.03)):
        lines.append(f"{kind}:")
        for lemma, n in sorted(hits[kind].items(), key=lambda row: (-row[1], row[0])):
            total = max(n, totals[kind][lemma])
            if n >= 2 and lemma.isalpha() and n / total >= least:
                lines.append(f'  "{lemma}": [{n}, {total}]')
    (RESOURCES / "cues.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def label(reading: Reading, drafts: list[Draft], annotators: list[Any]) -> list[bool]:
    """Which drafts are annotated attributions."""
    doc, text = reading.doc, reading.report.text

    def chars(ranges: list[tuple[int, int]]) -> frozenset[int]:
        return _chars(text, [(doc[a].idx, doc[b - 1].idx + len(doc[b - 1])) for a, b in ranges])

    theirs = [
        Attribution(*(_chars(text, e.get(part, [])) for part in ("Source", "Cue", "Content")))
        for events in annotators
        for e in events
    ]
    out = []
    for d in drafts:
        content, source = chars(d.content), chars([d.source] if d.source else [])
        out.append(
            any(
                (both := len(content & t.content)) >= 0.5 * len(content | t.content)
                and both
                and (bool(source & t.source) or not (source or t.source))
                for t in theirs
            )
        )
    return out


def nested(reading: Reading, drafts: list[Draft], annotators: list[Any]) -> list[bool]:
    """Which drafts have their cue inside an annotated content or a quotation.

    PolNeAR's annotators left most attributions inside others out; sayso wants them, so that they teach nothing here.
    """
    covered = bytearray(len(reading.report.text) + 1)
    for events in annotators:
        for e in events:
            for a, b in e.get("Content", []):
                covered[a:b] = b"\1" * (b - a)
    quoted = Quoted.of(reading.doc, find_quotations(reading.doc.text))
    return [
        bool(covered[reading.doc[d.cue[0] if d.cue else d.start].idx])
        or (d.cue is not None and quoted.at(d.cue[0]) is not None)
        for d in drafts
    ]


def fit(rows: list[dict[str, float]], labels: list[bool]) -> dict[str, float]:
    """Weights of a logistic regression by Newton's method."""
    counts = Counter(name for row in rows for name in row)
    names = sorted(n for n, c in counts.items() if c >= 20)
    index = {n: k for k, n in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        for n, v in row.items():
            if n in index:
                x[i, index[n]] = v
    y = np.array(labels, dtype=float)
    w = np.zeros(len(names))
    for _ in range(25):
        p = 1 / (1 + np.exp(-x @ w))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + L2 * np.eye(len(names)), x.T @ (y - p) - L2 * w)
        w += step
        if np.abs(step).max() < 1e-4:
            break
    return dict(zip(names, w.tolist(), strict=True))


def main(data: Path, readings: list[Reading] | None = None) -> None:
    """Reads the corpus, fits, writes."""
    gold = read_annotations(data)
    aside = held_out(list(gold))
    readings = readings or list(read(data, gold.keys() - aside))
    count_cues(readings, gold)
    load.cache_clear()
    _shares.cache_clear()
    drafted = []
    for reading in readings:
        quoted = Quoted.of(reading.doc, find_quotations(reading.doc.text))
        drafts = candidates(reading, (), quoted)
        drafted.append((reading, quoted, drafts, label(reading, drafts, gold[reading.report.id])))

    def uses(part: list[Any]) -> dict[str, dict[str, list[int]]]:
        out: dict[str, dict[str, list[int]]] = defaultdict(dict)
        for reading, _, drafts, labels in part:
            inside = nested(reading, drafts, gold[reading.report.id])
            for d, good, inner in zip(drafts, labels, inside, strict=True):
                if d.head >= 0 and not inner:
                    row = out[scores.word_of(reading.doc[d.head])].setdefault(scores.group_of(d.pattern), [0, 0])
                    row[0] += good
                    row[1] += 1
        return out

    rows: list[dict[str, float]] = []
    labels: list[bool] = []
    for fold in (0, 1):
        seen = uses(drafted[fold::2])
        scores._table = lambda seen=seen: {"uses": seen}  # type: ignore[assignment, misc]
        for reading, quoted, drafts, good in drafted[1 - fold :: 2]:
            for d, hit, inner in zip(drafts, good, nested(reading, drafts, gold[reading.report.id]), strict=True):
                if not inner:
                    rows.append(scores.features_of(reading.doc, d, quoted))
                    labels.append(hit)
    weights = fit(rows, labels)
    lines = [
        "# How drafts of statements are scored; written by training/statement_scores.py from the training articles of",
        f"# PolNeAR: {len(rows)} drafts, {sum(labels)} of them annotated attributions.",
        "# weights: of a logistic regression on the features of sayso.annotate.scores.features_of.",
        "weights:",
        *(f'  "{name}": {round(w, 3)}' for name, w in weights.items()),
        "# uses: word -> group of constructions -> [drafts that are attributions, drafts]",
        "uses:",
    ]
    for lemma, groups in sorted(uses(drafted).items()):
        kept = {g: row for g, row in sorted(groups.items()) if row[1] >= 3}
        if lemma.replace(" ", "").isalpha() and kept:
            inner = ", ".join(f"{g}: [{h}, {t}]" for g, (h, t) in kept.items())
            lines.append(f'  "{lemma}": {{{inner}}}')
    (RESOURCES / "statement_scores.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
