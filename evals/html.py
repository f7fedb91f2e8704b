"""Article text from pages: shingle precision, recall and F1 on scrapinghub/article-extraction-benchmark (181 pages).

The measure is the benchmark's own: 4-shingles of the words of the true and the found article body, as multisets;
precision and recall are averaged over pages and F1 is taken of the means. The headline, which the benchmark's bodies
lack and a report's text keeps, is left out of the found text. Others, by the benchmark's README: boilerpipe .860,
dragnet .907, newspaper .912, readability .922, Diffbot .951, AutoExtract .970; trafilatura 2.3 by itself .960 here.
Pages in other languages than English are scored too, though `sayso` refuses to read them.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sayso.ingest.build import prepare
from sayso.ingest.documents import Document

_TOKEN = re.compile(r"\w+", re.UNICODE)


class Page(NamedTuple):
    """A page of the benchmark: its name, its bytes, its address where that is known, and its article."""

    name: str
    data: bytes
    url: str | None
    article: str


def run(data: Path) -> dict[str, float]:
    """Precision, recall, F1 and accuracy of the article text over the pages of `data` (ground-truth.json, pages/)."""
    return score([(page.article, article_text(page.data, page.name, page.url)) for page in pages_of(data)])


def pages_of(data: Path) -> Iterator[Page]:
    """The pages of the benchmark, by their names."""
    truth = json.loads((data / "ground-truth.json").read_text(encoding="utf-8"))
    for name, item in sorted(truth.items()):
        page = gzip.decompress((data / "pages" / f"{name}.html.gz").read_bytes())
        yield Page(name, page, item.get("url"), item.get("articleBody", ""))


def score(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """The same of the true and the found text of each page."""
    scores = [_overlap(true, found) for true, found in pairs]
    exact = sum(_TOKEN.findall(true) == _TOKEN.findall(found) for true, found in pairs)
    precision = _mean([tp / (tp + fp) for tp, fp, _ in scores if tp + fp])
    recall = _mean([tp / (tp + fn) for tp, _, fn in scores if tp + fn])
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "accuracy": exact / len(pairs),
        "pages": float(len(pairs)),
    }


def article_text(page: bytes, name: str, url: str | None = None) -> str:
    """The text that ingest finds in a page, without the headline that it puts first; empty where it finds none."""
    prepared = prepare(Document(source=name, data=page, form="html", url=url))
    return "\n".join(p.text for p in prepared.paragraphs[prepared.headline :])


def _shingles(text: str, n: int = 4) -> Counter[tuple[str, ...]]:
    words = _TOKEN.findall(text)
    return Counter(tuple(words[k : k + n]) for k in range(max(0, len(words) - n) + 1) if words)


def _overlap(true: str, found: str) -> tuple[float, float, float]:
    """True positives, false positives, false negatives, as shares of all of them (the benchmark's normalisation)."""
    a, b = _shingles(true), _shingles(found)
    tp = sum((a & b).values())
    fp, fn = sum((b - a).values()), sum((a - b).values())
    total = tp + fp + fn
    return (tp / total, fp / total, fn / total) if total else (0.0, 0.0, 0.0)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0
