"""The program as a user starts it: what goes to stdout, what to stderr, and how it ends."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import EXAMPLE
from tests.test_determinism import NO_NETWORK

SCHEMA = Path(__file__).parent.parent / "src" / "sayso" / "export" / "dossier.schema.json"
SHORT = """Mill at Tarrow burns

TARROW (Northwire) - A fire destroyed the old paper mill at Tarrow on Monday, police said.
Three people were hurt, the Tarrow fire service said on Tuesday.
"We saw the flames from the bridge," said Mara Quill, who lives nearby.
"""


def sayso(*arguments: str | Path, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "sayso", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, env={**os.environ, **environment}, timeout=120)


@pytest.fixture
def short(tmp_path: Path) -> Path:
    path = tmp_path / "mill.txt"
    path.write_text(SHORT, encoding="utf-8")
    return path


def test_json_goes_to_stdout_and_validates_against_the_published_schema() -> None:
    done = sayso("dossier", EXAMPLE / "manifest.jsonl", "--format", "json", "--quiet")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    record = json.loads(done.stdout)
    errors = [
        f"{e.json_path}: {e.message}" for e in Draft202012Validator(json.loads(SCHEMA.read_text())).iter_errors(record)
    ]
    assert errors == []
    assert len(record["reports"]) == 8


def test_the_ending_of_the_output_file_decides_the_format(short: Path, tmp_path: Path) -> None:
    for name, opening in {"d.json": "{", "d.md": "# ", "d.html": "<!doctype html>"}.items():
        done = sayso("dossier", short, "-o", tmp_path / name)
        assert done.returncode == 0, done.stderr.decode()
        assert done.stdout == b""
        assert (tmp_path / name).read_text(encoding="utf-8").lower().startswith(opening)


def test_a_report_is_read_from_stdin() -> None:
    done = sayso("dossier", "-", "--format", "json", stdin=SHORT.encode())
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["reports"][0]["title"] == "Mill at Tarrow burns"


def test_one_unreadable_input_is_named_and_the_rest_is_done(short: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    done = sayso("dossier", short, empty, tmp_path / "missing.txt", "--format", "json")
    assert done.returncode == 3
    record = json.loads(done.stdout)
    assert len(record["reports"]) == 1
    assert {u["kind"] for u in record["unread"]} == {"empty", "missing"}
    for name in ("empty.txt", "missing.txt"):
        assert name in done.stderr.decode()


def test_without_any_readable_input_nothing_is_written(tmp_path: Path) -> None:
    out = tmp_path / "d.html"
    done = sayso("dossier", tmp_path / "missing.txt", "-o", out)
    assert done.returncode == 1
    assert "missing.txt" in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_dossier_survives_a_failed_run(tmp_path: Path) -> None:
    out = tmp_path / "d.html"
    out.write_text("earlier")
    assert sayso("dossier", tmp_path / "missing.txt", "-o", out).returncode == 1
    assert out.read_text() == "earlier"


@pytest.mark.parametrize(
    "arguments",
    [
        ["dossier"],
        ["dossier", "x.txt", "--format", "pdf"],
        ["read"],
        ["frobnicate"],
        ["dossier", "x", "-o", "no/such/d.html"],
        ["dossier", "--keep", "no-such-file.sayso"],
        ["dossier", "x", "--keep", "no/such/file.sayso"],
        ["dossier", "x", "--since", "yesterday"],
    ],
)
def test_wrong_usage_ends_with_2_and_says_how_to_ask(arguments: list[str]) -> None:
    done = sayso(*arguments)
    assert done.returncode == 2
    assert b"Usage" in done.stderr
    assert done.stdout == b""


def test_a_model_that_is_not_installed_is_named(short: Path) -> None:
    done = sayso("dossier", short, "--model", "en_core_web_nosuch")
    assert done.returncode == 1
    assert "en_core_web_nosuch" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_read_prints_a_line_for_each_input_in_order(short: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(
        json.dumps({"id": "first", "text": SHORT}) + "\n{broken\n" + json.dumps({"id": "third", "text": SHORT}) + "\n"
    )
    done = sayso("read", rows)
    assert done.returncode == 3
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line.get("error") is None for line in lines] == [True, False, True]
    assert lines[0]["id"] == "first"
    assert lines[2]["id"] == "third"
    assert all(line["schema"] == "sayso/report/1" for line in lines)
    assert {"report", "entities", "statements", "figures", "times", "events"} <= set(lines[0])
    assert "rows.jsonl" in lines[1]["error"]["source"]


def test_what_is_kept_is_not_read_again_and_what_is_new_is_said(short: Path, tmp_path: Path) -> None:
    kept, other = tmp_path / "story.sayso", tmp_path / "other.txt"
    other.write_text(SHORT.replace("Mill", "Sawmill"), encoding="utf-8")
    assert sayso("dossier", short, "--keep", kept, "-q", "-o", tmp_path / "d.html").returncode == 0
    done = sayso("dossier", other, "--keep", kept, "--since", "2020-01-01", "--format", "json", "--summary")
    assert done.returncode == 0, done.stderr.decode()
    record = json.loads(done.stdout)
    assert len(record["reports"]) == 2
    assert record["news"]["since"] == "2020-01-01"
    assert len(record["news"]["reports"]) == 2
    assert "2 new reports since 1 Jan 2020" in done.stderr.decode()


def test_a_reader_that_stops_early_is_no_error(short: Path) -> None:
    command = f"{sys.executable} -m sayso read {short} {short} {short} | head -c 10"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, timeout=120)
    assert b"Traceback" not in done.stderr
    assert len(done.stdout) == 10


def test_an_interrupted_run_leaves_nothing_behind(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(json.dumps({"text": SHORT + f"\nLine {i}.\n"}) + "\n" for i in range(3000)))
    out = tmp_path / "out.jsonl"
    running = subprocess.Popen([sys.executable, "-m", "sayso", "read", rows, "-o", out], stderr=subprocess.DEVNULL)
    part = tmp_path / ".out.jsonl.part"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (part.exists() and part.stat().st_size):
        time.sleep(0.05)
    assert part.exists()
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=60) != 0
    assert [p.name for p in tmp_path.iterdir()] == ["rows.jsonl"]


def test_a_dossier_needs_no_network() -> None:
    with_html = EXAMPLE / "08-brenmoor-today.html"
    alone = f"{NO_NETWORK}\nfrom sayso.cli import main\nmain()"
    command = [sys.executable, "-c", alone, "dossier", EXAMPLE / "01-northwire.txt", with_html, "--format", "json"]
    done = subprocess.run(command, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    assert len(json.loads(done.stdout)["reports"]) == 2
    asked = subprocess.run([*command[:3], "read", "http://127.0.0.1:9/", "--allow-private"], capture_output=True)
    assert asked.returncode == 99


def test_help_comes_at_once_because_nothing_heavy_is_imported() -> None:
    heavy = {"spacy", "numpy", "onnxruntime", "trafilatura", "lxml", "jinja2", "httpx2", "rich", "msgspec", "yaml"}
    code = "import sys\nfrom sayso.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert heavy.isdisjoint(done.stdout.split())
    best = min(_seconds_of_help() for _ in range(5))
    assert best < 0.2


def _seconds_of_help() -> float:
    """Processor time: on a machine that does nothing else that is how long it takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "sayso", "--help"], capture_output=True, check=True, timeout=30)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
