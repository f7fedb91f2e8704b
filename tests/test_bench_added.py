"""How soon a report stands in its story's dossier: both ways are timed on a story as it is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bench import added


def test_both_ways_are_timed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rows.jsonl"
    texts = [f"A fire destroyed the old mill of Tarn on Monday. {n} people were hurt, police said." for n in (2, 3, 5)]
    path.write_text("".join(json.dumps({"id": f"r{n}", "text": t}) + "\n" for n, t in enumerate(texts)))
    assert added.main([str(path), "--runs", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [re.split(r" {2,}", line)[0] for line in lines] == [
        "report 3 of a story, running process",
        "report 3 of a story, fresh process",
    ]
    assert all(re.search(r" \d+\.\d\d s beyond its reading, \d+\.\d\d s of CPU$", line) for line in lines)
