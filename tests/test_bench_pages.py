"""Article text of web pages beside others: each system is scored on the same pages, one that fails found nothing."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from bench import pages
from bench.made_pages import page
from bench.parts import story


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    truth = {}
    for report in story(0, 3):
        (tmp_path / "pages" / f"{report.id}.html.gz").write_bytes(gzip.compress(page(report)))
        truth[report.id] = {"articleBody": report.text, "url": f"https://news.example/{report.id}"}
    (tmp_path / "ground-truth.json").write_text(json.dumps(truth), encoding="utf-8")
    return tmp_path


def test_pages_are_read_with_their_articles(corpus: Path) -> None:
    read = pages.read_pages(corpus)
    assert [p.article for p in read] == [r.text for r in story(0, 3)]
    assert read[0].url == "https://news.example/r0000"


@pytest.mark.parametrize("name", ["trafilatura", "sayso"])
def test_a_system_is_scored_and_timed(corpus: Path, name: str) -> None:
    scores, rate = pages.quality(name, corpus)
    assert scores["failed"] == 0
    assert scores["f1"] > 0.9
    assert rate > 0


def test_a_system_that_fails_on_a_page_found_nothing_there(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(page: pages.Page) -> str:
        if page.url.endswith("1"):
            raise ValueError("not this one")
        return page.article or ""

    monkeypatch.setitem(pages.SYSTEMS, "newspaper4k", fails)
    scores, _ = pages.quality("newspaper4k", corpus)
    assert scores["failed"] == pytest.approx(1 / 3)
    assert scores["precision"] == 1.0
    assert scores["recall"] == pytest.approx(2 / 3)
