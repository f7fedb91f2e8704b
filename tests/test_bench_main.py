"""`python -m bench NAME`: every bench is named, told, and reached by its name."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

import bench
from bench import __main__ as front

FOLDER = Path(bench.__file__).parent


def test_every_bench_has_a_name() -> None:
    named = set()
    for path in FOLDER.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        takes = [n.args.args for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "main"]
        if takes and takes[0] and path.stem != "__main__":
            named.add(path.stem)
    assert named == set(front.NAMES)


def test_names_are_told_and_unknown_ones_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert front.main([]) == 0
    told = capsys.readouterr().out
    assert front.main(["nothing"]) == 2
    for name in front.NAMES:
        assert f"  {name:12} {front.told(name)}\n" in told
        assert len(front.told(name)) > 20


def test_a_name_leads_to_its_bench_with_what_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[list[str]] = []
    stages = import_module("bench.stages")
    monkeypatch.setattr(stages, "main", lambda arguments: given.append(arguments) or 3)
    assert front.main(["stages", "one", "--two"]) == 3
    assert given == [["one", "--two"]]
