"""The bench of stories: what is set beside sayso does what it says, and the made stream is what it is said to be."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bench.stories import average_linkage, compare, single_pass, tfidf
from bench.stream import made, main
from evals.clusters import bcubed

TEXTS = ["The ferry ran aground", "The ferry ran aground again", "A mayor was sworn in", "The mayor was sworn in"]


@pytest.mark.parametrize("kind", ["single", "average"])
def test_the_others_group_what_shares_words(kind: str) -> None:
    vectors = tfidf(TEXTS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    found = single_pass(vectors, 0.3) if kind == "single" else average_linkage(vectors, [0.3])[0]
    assert found[0] == found[1] != found[2] == found[3]
    apart = single_pass(vectors, 1.1) if kind == "single" else average_linkage(vectors, [1.1])[0]
    assert len(set(apart)) == 4


def test_each_system_is_scored_on_each_collection(tmp_path: Path) -> None:
    rows = [{"story": text.split()[1], "title": text, "text": f"{text}, they said."} for text in TEXTS]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    table = compare(path, path)
    assert len(table) == 6
    assert all(0 < row["multisource"] == row["allsides"] <= 1 for row in table.values())


def test_two_groups_put_together_are_recalled_whole_and_less_precise() -> None:
    gold = {str(i): "a" if i < 5 else "b" if i < 7 else "c" for i in range(12)}
    found = {r: "x" if g == "a" else "y" for r, g in gold.items()}
    precision, recall, _ = bcubed(found, gold)
    assert precision == pytest.approx((5 + 7 * (2 / 7 * 2 / 7 + 5 / 7 * 5 / 7)) / 12)
    assert recall == 1


def test_the_made_stream_is_joined_as_it_was_made(capsys: pytest.CaptureFixture[str]) -> None:
    assert [r.id for _, r in made(3)] == ["r0", "r1", "r2"]
    assert main(["--reports", "200"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 11
