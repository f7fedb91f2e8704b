"""Stories kept by URL and offsets: texts come from the corpus, another text is an error, nothing of a text is kept."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from evals import multisource
from evals.addresses import address_key
from evals.multisource import (
    ANNOTATED,
    OtherText,
    annotated_texts,
    read_corpus,
    run,
    with_text,
    with_urls,
    write_story,
)

REPORTS = {
    "https://news.example/a": (
        "Ferry runs aground off Tolmey",
        "TOLMEY — A ferry with 41 people on board ran aground off Tolmey on Monday.\n"
        "“All 41 are safe,” harbour master Ada Brill said.",
    ),
    "https://post.example/b": (
        "Passengers of stranded ferry safe",
        "Nobody was hurt when a ferry ran aground near Tolmey, harbour master Ada Brill said on Monday.",
    ),
}


def rows() -> list[dict[str, str]]:
    return [
        {"url": url, "published": "2031-04-07", "title": title, "text": text} for url, (title, text) in REPORTS.items()
    ]


def span(report: str, words: str) -> dict[str, Any]:
    text = next(f"{r['title']}\n\n{r['text']}" for r in rows() if r["url"].endswith(report))
    start = text.index(words)
    return {"report": report, "start": start, "end": start + len(words)}


def gold() -> dict[str, Any]:
    reports = []
    for row in rows():
        digest = hashlib.sha256(f"{row['title']}\n\n{row['text']}".encode()).hexdigest()
        reports.append(
            {"report": row["url"][-1], "url": row["url"], "sha256": digest, "outlet": None, "agencies": []}
            | {"dateline": None, "published": "2031-04-07", "published_basis": "inferred", "noise": []}
        )
    statement = {
        "id": "a.s1",
        "report": "a",
        "source": span("a", "harbour master Ada Brill"),
        "cue": span("a", "said"),
        "content": [span("a", "“All 41 are safe,”")],
        "kind": "direct",
        "speaker": "Ada Brill",
        "speaker_type": "person",
        "via": [],
        "parent": None,
        "mode": "assert",
    }
    copies = [
        {"a": "a", "b": "b", "relation": "shared-origin", "source": "third: Ada Brill", "evidence": "one speaker"}
    ]
    empty: dict[str, Any] = {key: [] for key in ("figures", "times", "entities", "events", "claims", "conflicts")}
    return {"story": "ferry", "question": "?", "reports": reports, "statements": [statement], "copies": copies} | empty


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "reports.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows()), encoding="utf-8")
    return path


def test_spans_get_their_words_from_the_corpus(corpus: Path) -> None:
    whole = with_text(gold(), annotated_texts(gold(), read_corpus(corpus)))
    (statement,) = whole["statements"]
    assert statement["source"]["text"] == "harbour master Ada Brill"
    assert [piece["text"] for piece in statement["content"]] == ["“All 41 are safe,”"]


def test_another_text_under_the_url_is_an_error_that_names_it(corpus: Path) -> None:
    texts = read_corpus(corpus)
    texts["https://post.example/b"]["text"] += " Updated."
    with pytest.raises(
        OtherText, match=r"https://post\.example/b: the corpus has a text with sha256 \w+, annotated was"
    ):
        annotated_texts(gold(), texts)


def test_a_report_that_the_corpus_lacks_is_an_error_that_names_it_and_the_story(corpus: Path) -> None:
    texts = read_corpus(corpus)
    del texts["https://news.example/a"]
    with pytest.raises(OtherText, match=r"https://news\.example/a: not in this corpus; the story ferry"):
        annotated_texts(gold(), texts)


def test_the_files_that_are_read_have_the_annotated_bytes(corpus: Path, tmp_path: Path) -> None:
    texts = read_corpus(corpus)
    manifest = write_story(tmp_path, gold(), texts, annotated_texts(gold(), texts))
    written = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    assert [row["url"] for row in written] == list(REPORTS)
    for row, report in zip(written, gold()["reports"], strict=True):
        assert hashlib.sha256((tmp_path / row["path"]).read_bytes()).hexdigest() == report["sha256"]


def test_a_story_is_scored_as_a_dossier(corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "annotated"
    folder.mkdir()
    kept = gold()
    for report in kept["reports"]:
        report["address"] = address_key(report.pop("url"))
    (folder / "ferry.json").write_text(json.dumps(kept), encoding="utf-8")
    scores = run(corpus, folder)
    assert scores["reports.found"] == 1.0
    assert scores["statements.loose.r"] == 1.0
    assert scores["statements.speaker"] == 1.0


def test_an_address_that_the_corpus_lacks_is_an_error_that_names_report_and_story(corpus: Path) -> None:
    kept = gold()
    kept["reports"][0]["address"] = address_key("https://nowhere.example/a")
    with pytest.raises(OtherText, match=r"no URL with the key [0-9a-f]{16}, which is a of the story ferry"):
        with_urls(kept, read_corpus(corpus))


@pytest.mark.parametrize("path", sorted(ANNOTATED.rglob("*.json")), ids=lambda path: path.stem)
def test_what_is_kept_of_a_story_has_no_words_of_its_spans(path: Path) -> None:
    kept = json.loads(path.read_text(encoding="utf-8"))
    names = {report["report"] for report in kept["reports"]}
    assert all(re.fullmatch(r"[0-9a-f]{16}", r["address"]) and len(r["sha256"]) == 64 for r in kept["reports"])
    assert all("url" not in r for r in kept["reports"])

    def spans(value: Any) -> list[dict[str, Any]]:
        if isinstance(value, list):
            return [s for v in value for s in spans(v)]
        if not isinstance(value, dict):
            return []
        return ([value] if "start" in value else []) + [s for v in value.values() for s in spans(v)]

    found = spans(kept)
    assert len(found) > 100
    for s in found:
        assert "text" not in s
        assert s["report"] in names
        assert 0 <= s["start"] < s["end"]


def test_the_eval_knows_two_stories() -> None:
    assert len(list(multisource.ANNOTATED.glob("*.json"))) == 2
