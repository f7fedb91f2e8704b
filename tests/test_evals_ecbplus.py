"""ECB+ is read token by token, and each setup is scored; on a made-up corpus of two topics."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.ecbplus import run
from training.ecbplus import read_gold

DOCUMENTS = {
    "1_1ecb": "A quake shook Tarrow , and Governor Roe spoke .",
    "1_2ecbplus": "The quake in Tarrow hurt nine , Roe 's office said .",
    "2_1ecb": "Moss resigned on Friday .",
}
EVENTS = {
    ("1_1ecb", "quake"): "q",
    ("1_2ecbplus", "quake"): "q",
    ("1_2ecbplus", "hurt"): "h",
    ("2_1ecb", "resigned"): "r",
}
ENTITIES = {("1_1ecb", "Roe"): "R", ("1_2ecbplus", "Roe"): "R", ("1_1ecb", "Tarrow"): "T", ("2_1ecb", "Moss"): "M"}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    lines = [f"{d}\t3\t{n}\t{w}\t-" for d, text in DOCUMENTS.items() for n, w in enumerate(text.split())]
    (tmp_path / "ECB_Dev_corpus.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for kind, chains in (("Event", EVENTS), ("Entity", ENTITIES)):
        rows = [
            {"coref_chain": c, "doc_id": d, "sent_id": 3, "tokens_number": [DOCUMENTS[d].split().index(w)]}
            for (d, w), c in chains.items()
        ]
        (tmp_path / f"ECB_Dev_{kind}_gold_mentions.json").write_text(json.dumps(rows), encoding="utf-8")
    return tmp_path


def test_mentions_are_the_words_of_their_tokens(corpus: Path) -> None:
    gold = read_gold(corpus, "Dev", "event")
    assert [(g.mention.document, g.mention.text) for g in gold] == list(EVENTS)
    assert [g.topic for g in gold] == ["1", "1", "1", "2"]
    assert gold[2].mention.sentence == "The quake in Tarrow hurt nine, Roe's office said."


def test_every_setup_is_scored_beside_the_same_lemma(corpus: Path) -> None:
    scores = run(corpus)
    assert all(0.0 <= value <= 1.0 for value in scores.values())
    assert scores["event.topic.conll"] == scores["event.topic.same_lemma"] == 1.0
    # told apart beforehand, the two tellings of the quake cannot meet
    assert scores["event.subtopic.conll"] < 1.0
    for kind in ("event", "entity"):
        assert {name.removeprefix(f"{kind}.") for name in scores if name.startswith(kind)} >= {
            *(f"{setup}.{of}" for setup in ("topic", "subtopic", "stories") for of in ("conll", "same_lemma")),
            "anywhere.same_lemma",
        }


def test_a_folder_without_the_corpus_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="holds no ECB_Test_corpus"):
        run(tmp_path)
