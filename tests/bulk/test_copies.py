"""`sayso copies`: what is found among many reports, what must not be, and inputs that mean no good."""

from __future__ import annotations

import builtins
import io
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from bench.made_reports import MadeReport, make_reports
from sayso.bulk import candidates, parts
from sayso.bulk.copies import TextCopy, find_copies
from sayso.cli import main
from sayso.errors import NothingToRead
from sayso.ingest.limits import LONGEST_TEXT
from sayso.types import Unread


def told(name: str, count: int = 120) -> str:
    """A report of its own words."""
    return " ".join(f"{name}{n}{'.' if n % 12 == 11 else ''}" for n in range(count))


def rows(folder: Path, reports: Iterable[str | dict[str, Any]], name: str = "reports.jsonl") -> str:
    path = folder / name
    with path.open("w", encoding="utf-8") as out:
        for number, report in enumerate(reports):
            row = {"text": report} if isinstance(report, str) else report
            out.write(json.dumps({"id": f"r{number}"} | row) + "\n")
    return str(path)


def found(*paths: str) -> list[tuple[str, str, str]]:
    return [(c.a, c.b, c.relation) for c in find_copies(paths) if isinstance(c, TextCopy)]


def unread(*paths: str) -> list[Unread]:
    return [u for u in find_copies(paths) if isinstance(u, Unread)]


def test_each_relation(tmp_path: Path) -> None:
    a, b = told("a"), told("b")
    words = a.split()
    half, parts_of_a = " ".join(words[:60]), f"{' '.join(words[:30])} {told('y', 40)} {' '.join(words[60:90])}"
    path = rows(tmp_path, [a, b, a.upper(), half, f"{a} {told('x', 20)}", parts_of_a])
    assert found(path) == [
        ("r0", "r2", "identical"),
        ("r0", "r3", "excerpt"),
        ("r0", "r4", "near-identical"),
        ("r3", "r4", "excerpt"),
        ("r0", "r5", "rewrite"),
        ("r4", "r5", "rewrite"),
    ]


def test_shares_are_of_each_reports_words(tmp_path: Path) -> None:
    a = told("a")
    (copy,) = find_copies([rows(tmp_path, [a, " ".join(a.split()[:60])])])
    assert copy == TextCopy(a="r0", b="r1", relation="excerpt", share_of_a=0.5, share_of_b=1.0)


@pytest.fixture(scope="module")
def made() -> list[MadeReport]:
    return list(make_reports(500))


def rows_of(folder: Path, made: list[MadeReport]) -> str:
    return rows(folder, ({"id": str(m.number), "outlet": m.outlet, "text": m.text} for m in made))


def test_planted_copies_are_found(tmp_path: Path, made: list[MadeReport]) -> None:
    pairs = {(a, b) for a, b, _ in found(rows_of(tmp_path, made))}
    planted = {(str(m.of), str(m.number)) for m in made if m.of is not None}
    assert len(planted) > 75
    assert len(planted - pairs) <= 0.02 * len(planted)
    of = {b: a for a, b in planted}
    assert sum(of.get(a, a) != of.get(b, b) for a, b in pairs) <= 0.05 * len(pairs)


def test_a_thousand_identical_reports_are_paired_with_the_first_only(tmp_path: Path) -> None:
    path = rows(tmp_path, [told("a")] * 1000)
    assert found(path) == [("r0", f"r{n}", "identical") for n in range(1, 1000)]


@pytest.mark.parametrize("outlet", [None, "Tarn Post"])
def test_a_thousand_near_identical_reports_give_no_more_pairs_than_reports(tmp_path: Path, outlet: str | None) -> None:
    path = rows(tmp_path, ({"text": f"{told(f'x{n}y', 6)} {told('a')}", "outlet": outlet} for n in range(1100)))
    pairs = found(path)
    assert {b for a, b, relation in pairs if (a, relation) == ("r0", "near-identical")} == {
        f"r{n}" for n in range(1, 1100)
    }
    assert len(pairs) < 2000


@pytest.mark.parametrize(("pages", "outlet"), [(6, "Tarn Post"), (60, "Tarn Post"), (1200, None)])
def test_boilerplate_of_every_page_makes_no_copies(tmp_path: Path, pages: int, outlet: str | None) -> None:
    footer = told("f", 400)
    path = rows(tmp_path, ({"text": f"{told(f'p{n}q', 80)} {footer}", "outlet": outlet} for n in range(pages)))
    assert found(path) == []


def test_a_copy_is_found_below_the_boilerplate_of_its_pages(tmp_path: Path) -> None:
    pages = [
        {
            "text": f"{told('same' if n == 7 else f'{outlet}{n}q', 80)} {told(outlet, 400)}",
            "url": f"https://{outlet}.example/{n}",
        }
        for outlet in ("post", "mail")
        for n in range(30)
    ]
    assert [(a, b) for a, b, _ in found(rows(tmp_path, pages))] == [("r7", "r37")]


def test_versions_of_one_report_in_one_outlet_are_copies(tmp_path: Path) -> None:
    path = rows(tmp_path, ({"text": f"{told('a')} {told(f'n{n}x', 15)}", "outlet": "Tarn Post"} for n in range(8)))
    assert {b for a, b, _ in found(path) if a == "r0"} == {f"r{n}" for n in range(1, 8)}


def test_a_quotation_that_many_carry_makes_no_copies(tmp_path: Path) -> None:
    said = f"“{told('q', 60)}”"
    path = rows(tmp_path, [f"{told(f'a{n}q', 60)} {said} {told(f'b{n}q', 60)}" for n in range(30)])
    assert found(path) == []


def test_a_report_that_holds_another_in_full(tmp_path: Path) -> None:
    path = rows(tmp_path, [told("a", 60), f"{told('b', 300)} {told('a', 60)} {told('c', 300)}"])
    assert found(path) == [("r0", "r1", "excerpt")]


def test_empty_texts_tables_and_lists(tmp_path: Path) -> None:
    table = "\n".join(f"{n} | {n * 7 % 10} | {n * 3 % 10} | 0 | 0" for n in range(200))
    lists = ["\n".join(f"- item {k} {n}" for n in range(100)) for k in range(3)]
    path = rows(tmp_path, ["", "", " \n ", "Video", "Video", "...", table, *lists, "no " * 1000, "no " * 5000])
    assert set(found(path)) - {("r10", "r11", "excerpt")} == {("r3", "r4", "identical")}


def test_one_enormous_row_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    with path.open("w", encoding="utf-8") as out:
        out.write(json.dumps({"id": "a", "text": told("a")}) + "\n")
        out.write('{"id": "huge", "text": "')
        for _ in range(50):
            out.write("word " * 200_000)
        out.write('"}\n')
        out.write(json.dumps({"id": "long", "text": "word " * (LONGEST_TEXT // 5 + 1)}) + "\n")
        out.write(json.dumps({"id": "b", "text": told("a")}) + "\n")
    results = list(find_copies([str(path)]))
    assert [(u.source, u.kind) for u in results if isinstance(u, Unread)] == [
        (f"{path}:2", "too-large"),
        (f"{path}:3", "too-large"),
    ]
    assert [(c.a, c.b) for c in results if isinstance(c, TextCopy)] == [("a", "b")]


def test_the_longest_texts_that_are_read_are_compared(tmp_path: Path) -> None:
    text = told("a", 70_000)[: LONGEST_TEXT - 5]
    assert found(rows(tmp_path, [text, text + " end", "b " * (LONGEST_TEXT // 2)])) == [("r0", "r1", "identical")]


def test_broken_rows_are_named_by_their_line(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    text = json.dumps({"id": "a", "text": told("a")})
    path.write_bytes(f'{text}\n\n{{"id": 7}}\n[1]\n{{"text": 5}}\n{text}\n'.encode() + b'{"text": "\xff"}\n{"id": "cut')
    results = list(find_copies([str(path)]))
    assert [u.source for u in results if isinstance(u, Unread)] == [f"{path}:{n}" for n in (3, 4, 5, 7, 8)]
    assert [(c.a, c.b) for c in results if isinstance(c, TextCopy)] == [("a", "a-2")]


def test_ids_are_those_that_other_commands_give(tmp_path: Path) -> None:
    from sayso.ingest import read_inputs

    path = tmp_path / "reports.jsonl"
    lines = [{"text": told("a")}, {"text": told("a"), "url": "https://post.example/1"}, {"id": 0, "text": told("a")}]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    ids = [r.id for r in read_inputs([str(path)])]
    assert [(c.a, c.b) for c in find_copies([str(path)]) if isinstance(c, TextCopy)] == [
        (ids[0], ids[1]),
        (ids[0], ids[2]),
    ]


def test_parquet_pages_archives_and_folders(tmp_path: Path) -> None:
    text = told("The harbour of Velmara was closed for number ", 60)
    pq.write_table(
        pa.table(
            {
                "id": [1, 2, 3],
                "text": [text, None, told("b")],
                "html": [None, f"<p>{told('b')}", None],
                "score": [0, 1, 2],
            }
        ),
        tmp_path / "some.parquet",
    )
    (tmp_path / "page.html").write_text(f"<html><body><article><h1>Harbour</h1><p>{text}</p></article></body></html>")
    (tmp_path / "plain.txt").write_text(text)
    with (tmp_path / "a.warc.gz").open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        page = (tmp_path / "page.html").read_bytes()
        writer.write_record(
            writer.create_warc_record("https://post.example/1", "response", payload=io.BytesIO(page), http_headers=http)
        )
    files = [str(tmp_path / name) for name in ("some.parquet", "page.html", "plain.txt", "a.warc.gz")]
    pairs = found(*files)
    assert ("2", "3", "identical") in pairs
    assert len({name for a, b, _ in pairs for name in (a, b)} - {"2", "3"}) == 4
    shards = tmp_path / "shards"
    shards.mkdir()
    rows(shards, [{"id": "x", "text": text}], "a.jsonl")
    (tmp_path / "some.parquet").rename(shards / "b.parquet")
    assert ("x", "1", "identical") in found(str(shards))


def test_parquet_that_is_broken_or_has_no_text(tmp_path: Path) -> None:
    good = rows(tmp_path, [told("a"), told("a")])
    pq.write_table(pa.table({"body": ["x"]}), tmp_path / "other.parquet")
    whole = tmp_path / "whole.parquet"
    pq.write_table(pa.table({"text": [told(str(n)) for n in range(100)]}), whole)
    (tmp_path / "cut.parquet").write_bytes(whole.read_bytes()[:500])
    results = list(find_copies([str(tmp_path / "other.parquet"), str(tmp_path / "cut.parquet"), good]))
    assert [u.kind for u in results if isinstance(u, Unread)] == ["format", "truncated"]
    assert len(results) == 3


def test_parquet_without_pyarrow_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pq.write_table(pa.table({"text": ["x"]}), tmp_path / "a.parquet")
    real = builtins.__import__

    def missing(name: str, *rest: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(NothingToRead, match=r"sayso\[bulk\]"):
        list(find_copies([str(tmp_path / "a.parquet")]))


def test_a_page_that_breaks_the_reader_is_named_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(document: object) -> None:
        raise ZeroDivisionError("in a page")

    monkeypatch.setattr("sayso.ingest.build.prepare", broken)
    (tmp_path / "page.html").write_text("<html><body><p>One page.</p></body></html>")
    results = list(find_copies([str(tmp_path / "page.html"), rows(tmp_path, [told("a"), told("a")])]))
    assert [(u.source, u.kind) for u in results if isinstance(u, Unread)] == [(str(tmp_path / "page.html"), "failed")]
    assert len(results) == 2


def test_processes_and_the_size_of_parts_change_nothing(
    tmp_path: Path, made: list[MadeReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = rows_of(tmp_path, made)
    whole = list(find_copies([path]))
    monkeypatch.setattr(parts, "PART", 100_000)
    monkeypatch.setattr("sayso.bulk.copies.affordable", lambda: 1)
    assert list(find_copies([path])) == whole
    monkeypatch.setattr("sayso.bulk.copies.affordable", lambda: 2)
    assert list(find_copies([path])) == whole


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    path = rows(tmp_path, [told("a"), told("a"), told("a")])
    stopped = find_copies([path], scratch=scratch)
    next(stopped)
    assert any(scratch.iterdir())
    stopped.close()
    assert not any(scratch.iterdir())


def test_no_report_at_all(tmp_path: Path) -> None:
    with pytest.raises(NothingToRead, match="nowhere"):
        list(find_copies([str(tmp_path / "nowhere.jsonl")]))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(alphabet="ab \n“”", max_size=300), max_size=12))
def test_any_texts_give_pairs_of_them_in_order(texts: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = rows(Path(folder), ["", *texts])
        pairs = [(int(a[1:]), int(b[1:])) for a, b, _ in found(path)]
    assert pairs == sorted(set(pairs), key=lambda pair: pair[::-1])
    assert all(0 < a < b <= len(texts) for a, b in pairs)


@given(st.lists(st.lists(st.integers(0, 40), min_size=2, max_size=40, unique=True), max_size=8))
def test_pairs_of_a_shingle_grow_as_its_reports_do(groups: list[list[int]]) -> None:
    import numpy as np

    class Kept(list[Any]):
        def add(self, _: int, numbers: Any) -> None:
            self.extend(numbers.tolist())

        def __len__(self) -> int:
            return 1

    numbers = np.array(sorted((k << 32) | r for k, group in enumerate(groups) for r in group), np.uint64)
    pairs = Kept()
    candidates._add_pairs(pairs, numbers, np.zeros(len(numbers), np.uint32), 41)  # type: ignore[arg-type]
    expected = []
    for group in map(sorted, groups):
        few = len(group) <= candidates.ALL_PAIRS
        expected += [(b << 32) | a for a in (group if few else group[:1]) for b in group if a < b]
    assert sorted(list.copy(pairs)) == sorted(expected)


def test_the_command(tmp_path: Path) -> None:
    path = rows(tmp_path, [told("a"), told("a"), {"text": 5}])
    out = tmp_path / "copies.jsonl"
    done = CliRunner().invoke(main, ["copies", path, "-o", str(out)])
    assert done.exit_code == 3
    assert f"{path}:3" in done.stderr
    assert [json.loads(line) for line in out.read_text().splitlines()] == [
        {"a": "r0", "b": "r1", "relation": "identical", "share_of_a": 1.0, "share_of_b": 1.0}
    ]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copies.jsonl", "reports.jsonl"]
    assert CliRunner().invoke(main, ["copies", str(tmp_path / "no.jsonl")]).exit_code == 1
    assert CliRunner().invoke(main, ["copies"]).exit_code == 2


def test_models_and_networks_are_not_loaded() -> None:
    import subprocess

    heavy = "spacy", "onnxruntime", "trafilatura", "httpx2"
    code = f"import sys, sayso.bulk.signatures, sayso.bulk.compare; print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
