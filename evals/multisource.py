"""Whole dossiers against two annotated stories of the multisource set, kept by offsets and hashes of their URLs.

`evals/annotated/EVENT.json` is a gold annotation in two passes, of which neither saw the other, reconciled (their
agreement, which is the ceiling here: docs/reference/annotation.md). Its spans count code points of the report's title,
an empty line, and its text, as the corpus has them; the texts are filled in from the corpus by URL, and a text that
is not the one annotated stops the eval. The measures are those of `evals.stories`, pooled.

The path is the corpus: JSONL with url, published, title, text a line.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

from evals.addresses import address_key
from evals.scoring import Item, Tally, score
from evals.stories import flat
from sayso import dossier
from sayso.export.json import dossier_record

ANNOTATED = Path(__file__).parent / "annotated"


class OtherText(Exception):
    """The corpus lacks a report that was annotated, or has another text of it."""


def run(data: Path, annotated: Path = ANNOTATED) -> dict[str, float]:
    """Pooled scores over the stories in the folder `annotated`.

    Args:
        data: the corpus.

    Raises:
        OtherText: a text of the corpus is not the one that was annotated.
    """
    corpus = read_corpus(data)
    total = Tally()
    for path in sorted(annotated.glob("*.json")):
        gold = with_urls(json.loads(path.read_text(encoding="utf-8")), corpus)
        texts = annotated_texts(gold, corpus)
        with tempfile.TemporaryDirectory() as folder:
            manifest = write_story(Path(folder), gold, corpus, texts)
            total.add(score(with_text(gold, texts), dossier_record(dossier([manifest]))))
    return flat(total)


def read_corpus(data: Path) -> dict[str, Item]:
    """URL -> row of the corpus."""
    rows = (json.loads(line) for line in data.read_text(encoding="utf-8").split("\n") if line.strip())
    return {row["url"]: row for row in rows}


def with_urls(gold: Item, corpus: dict[str, Item]) -> Item:
    """The annotation with the URL of each report, which is kept by `address_key` alone.

    Raises:
        OtherText: the corpus has no report of that address.
    """
    urls = {address_key(url): url for url in corpus}
    for report in gold["reports"]:
        if report["address"] not in urls:
            raise OtherText(
                f"the corpus has no URL with the key {report['address']}, which is {report['report']} of the story "
                f"{gold['story']}; take the release of the corpus that was annotated"
            )
    return gold | {"reports": [report | {"url": urls[report["address"]]} for report in gold["reports"]]}


def annotated_texts(gold: Item, corpus: dict[str, Item]) -> dict[str, str]:
    """Name of a report -> the text that its spans count, from the corpus.

    Raises:
        OtherText: a report is missing, or its text has another hash than the annotated one.
    """
    out = {}
    for report in gold["reports"]:
        row = corpus.get(report["url"])
        if row is None:
            raise OtherText(f"{report['url']}: not in this corpus; the story {gold['story']} was annotated with it")
        text = f"{row['title']}\n\n{row['text']}"
        digest = hashlib.sha256(text.encode()).hexdigest()
        if digest != report["sha256"]:
            raise OtherText(
                f"{report['url']}: the corpus has a text with sha256 {digest}, annotated was {report['sha256']}; "
                "take the release of the corpus that was annotated"
            )
        out[report["report"]] = text
    return out


def with_text(gold: Any, texts: dict[str, str]) -> Any:
    """The same annotation with the words of every span."""
    if isinstance(gold, list):
        return [with_text(value, texts) for value in gold]
    if not isinstance(gold, dict):
        return gold
    out = {key: with_text(value, texts) for key, value in gold.items()}
    return out | {"text": texts[out["report"]][out["start"] : out["end"]]} if "start" in out else out


def write_story(folder: Path, gold: Item, corpus: dict[str, Item], texts: dict[str, str]) -> Path:
    """Write the story's reports as files, as `evals.stories` reads them; its manifest's path."""
    rows = []
    for report in gold["reports"]:
        name, url = report["report"], report["url"]
        (folder / f"{name}.txt").write_bytes(texts[name].encode())
        rows.append({"id": name, "path": f"{name}.txt", "url": url, "published": corpus[url].get("published")})
    manifest = folder / "manifest.jsonl"
    manifest.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return manifest
