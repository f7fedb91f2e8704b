"""`python -m bench all`: systems take turns in processes of their own, one that fails has its row, and what is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench import all as every
from bench import growth, parts, worker
from bench.made_pages import page
from bench.rounds import Spread
from evals.html import score
from tests.conftest import EXAMPLE


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(every, "KEPT", tmp_path / "all.json")
    return tmp_path / "all.json"


def test_a_peer_that_is_not_there_has_a_row_and_the_rest_goes_on(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "newspaper.py").write_text("raise ModuleNotFoundError('no newspaper', name='newspaper')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert every.main(["--parts", "pages", "--rounds", "2", "--data", str(tmp_path), "--record"]) == 0
    table = json.loads(kept.read_text(encoding="utf-8"))["made"]
    rows = table["parts"]["pages"]
    assert rows["newspaper4k"] == {"failed": "newspaper is not installed"}
    ratio = rows["trafilatura"]["ratio"]
    assert 1 < ratio["low"] <= ratio["median"] <= ratio["high"]
    assert set(rows["sayso"]) == {"peak_mib", "cpu_ms"}
    assert rows["sayso"]["peak_mib"] > 20
    assert {"spacy", "sayso", "python"} - set(table["versions"]) == {"spacy"}
    told = capsys.readouterr().out
    assert "newspaper4k                  failed: newspaper is not installed" in told
    assert " pages/CPU s" in told


def test_without_sayso_the_others_have_their_rows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(
        every.Contender,
        "ask",
        lambda self, asked: {"cpu": 2.0, "count": 4, "peak": 9.0} if "round" in asked else {"quality": {"f1": 1.0}},
    )
    rows = every.compare("pages", tmp_path, None, 2)
    assert rows["trafilatura"] == {
        "peak_mib": 9.0,
        "scores": {"f1": 1.0},
        "cpu_ms": Spread(500.0, 500.0, 500.0),
        "ratio": Spread(1.0, 1.0, 1.0),
    }

    def ask(self: every.Contender, asked: dict[str, Any]) -> dict[str, Any]:
        if "'sayso'" in str(self._process.args) and asked.get("round") == 1:
            raise every.Failed("it is no more")
        return {"cpu": 2.0, "count": 4, "peak": 9.0} if "round" in asked else {"quality": None}

    monkeypatch.setattr(every.Contender, "ask", ask)
    rows = every.compare("pages", tmp_path, None, 2)
    assert rows["sayso"] == {"failed": "it is no more"}
    assert set(rows["newspaper4k"]) == {"peak_mib", "cpu_ms"}


def test_real_texts_are_dealt_to_the_rounds(tmp_path: Path) -> None:
    given = [parts.PARTS["reading"].given(EXAMPLE, tmp_path, number, 3) for number in range(3)]
    ids = [r.id for reports in given for r in reports]
    assert len(ids) == len(set(ids)) == 8
    (only,) = parts.PARTS["pages"].given(EXAMPLE, tmp_path, 0, 1)
    assert only.data == (EXAMPLE / "08-brenmoor-today.html").read_bytes()
    with pytest.raises(LookupError, match=r"no web page in 01-northwire\.txt"):
        parts.PARTS["pages"].given(EXAMPLE / "01-northwire.txt", tmp_path, 0, 1)


def test_texts_of_rounds_are_others_and_the_same_each_time() -> None:
    for part in parts.PARTS.values():
        first, again, second = part.made(0, 24), part.made(0, 24), part.made(1, 24)
        assert len(first) == 24
        assert first == again
        assert first != second


def test_a_system_whose_process_ends_or_errs_is_named(tmp_path: Path) -> None:
    with every.Contender("pages", "nobody", tmp_path, None) as contender:
        with pytest.raises(every.Failed, match="KeyError: 'nobody'"):
            contender.ask({"round": 0, "of": 1})
        contender._process.kill()
        contender._process.wait()
        with pytest.raises(every.Failed, match="its process ended with -9"):
            contender.ask({"round": 0, "of": 1})


def test_an_error_becomes_one_line() -> None:
    assert worker.told(ValueError("two\nlines")) == "ValueError: two lines"
    assert worker.told(ModuleNotFoundError("x", name="textacy")) == "textacy is not installed"


def test_what_was_not_run_again_stays_in_the_record(kept: Path) -> None:
    def table(**parts: Any) -> dict[str, Any]:
        return {"date": "2031-05-01", "versions": {"spacy": "1"}, "parts": parts}

    every.record("made", table(reading={"sayso": 1}, pages={"sayso": 1}))
    every.record("real", table(reading={"sayso": 2}))
    every.record("made", {**table(pages={"sayso": 3}), "growth": {"copies": {}}, "versions": {"trafilatura": "2"}})
    found = json.loads(kept.read_text(encoding="utf-8"))
    assert found["made"]["parts"] == {"reading": {"sayso": 1}, "pages": {"sayso": 3}}
    assert found["made"]["versions"] == {"spacy": "1", "trafilatura": "2"}
    assert found["real"]["parts"] == {"reading": {"sayso": 2}}


def test_the_article_of_a_made_page_is_the_report() -> None:
    from bench.pages import ADDRESS, Page, by_sayso

    reports = parts.story(0, 3)
    found = [by_sayso(Page(page(r), ADDRESS)) or "" for r in reports]
    assert score([(r.text, text) for r, text in zip(reports, found, strict=True)])["f1"] > 0.9


def test_what_grows_is_measured_in_a_process_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(growth, "GROWING", {"stream": growth.stream, "library": growth.library})
    assert growth.main(["--sizes", "40", "80"]) == 0
    told = capsys.readouterr().out
    assert "failed" not in told
    assert "library    from 40 to 80 the time grows by their number to the power of" in told
    assert "kB a report on the disk" in told


def test_other_things_that_grow() -> None:
    assert growth.copies(60)["cpu"] > 0
    assert growth.joins(60)["cpu"] > 0
    assert growth.dossier(2)["cpu"] > 0


def test_growth_is_a_power_of_the_number() -> None:
    assert growth.power([10, 100], [1.0, 100.0]) == pytest.approx(2)
    table = {"copies": {"10": {"cpu": 1.0, "peak": 50.0}, "20": {"failed": "out of memory"}}}
    assert [" ".join(row.split()) for row in growth.rows(table)] == [
        "copies 10 100.00 ms 50 MiB",
        "copies 20 failed: out of memory",
    ]
