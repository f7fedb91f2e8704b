"""The same reports give the same bytes, whatever the process, its threads, its place, its locale; and no network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from sayso.annotate.together import read_apart, read_together
from sayso.assemble import SIDE_BY_SIDE
from sayso.export.forms import FORMS
from sayso.ingest import read_inputs
from sayso.types import Report

EXAMPLES = Path(__file__).parent.parent / "examples"
STORIES = ("orrin-dam", "varn-lodge")
INPUTS = [str(path) for story in STORIES for path in sorted((EXAMPLES / story).iterdir()) if path.name[:2].isdigit()]

# every interpreter that is started with this on its path, worker processes among them, ends when it asks for a network
NO_NETWORK = """
import os, socket
def refuse(*_, **__):
    os._exit(99)
socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = socket.getaddrinfo = refuse
"""

# what each of the processes does: its arguments are a folder, worker processes, a manifest, and inputs
WORK = """
import sys
from pathlib import Path
from sayso.assemble import dossier
from sayso.bulk import processes
from sayso.cli import main
from sayso.cli.output import write_one
from sayso.export.forms import FORMS
from sayso.export.provenance import made_at

out, workers, manifest, *inputs = sys.argv[1:]
processes.affordable = lambda: int(workers)
for command in (["dossier", manifest, "-o", f"{out}/orrin-dam.json"], ["read", *inputs, "-o", f"{out}/read.lines"]):
    try:
        main([*command, "-q"])
    except SystemExit as ended:
        assert ended.code == 0
if second := [path for path in inputs if "varn-lodge" in path]:
    made = made_at(dossier(second), "2031-03-04T05:06:07+00:00")
    for form, its in FORMS.items():
        write_one(made, form, Path(out) / f"varn-lodge.{form}{'.zip' if its.writes == 'tables' else ''}")
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a process is started with; its folder, and the manifest as named from there."""

    folder: Path
    manifest: str
    workers: int
    inputs: tuple[str, ...]
    variables: Mapping[str, str]


SETTINGS = {
    "plain": Setting(
        folder=EXAMPLES.parent,
        manifest="examples/orrin-dam/manifest.jsonl",
        workers=1,
        inputs=tuple(INPUTS),
        variables={"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "LC_ALL": "C", "TZ": "UTC"},
    ),
    "threads": Setting(
        folder=EXAMPLES / "orrin-dam",
        manifest="manifest.jsonl",
        workers=2,
        inputs=tuple(INPUTS),
        variables={"PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "2", "LC_ALL": "C.UTF-8", "TZ": "Asia/Kathmandu"},
    ),
    "many threads": Setting(
        folder=Path(os.sep),
        manifest=str(EXAMPLES / "orrin-dam" / "manifest.jsonl"),
        workers=1,
        inputs=tuple(INPUTS[7::-1]),
        variables={"PYTHONHASHSEED": "random", "OMP_NUM_THREADS": "4", "LANG": "de_DE.UTF-8", "TZ": "Pacific/Apia"},
    ),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """For each setting the folder with what was made in it."""
    path = tmp_path_factory.mktemp("path")
    (path / "sitecustomize.py").write_text(NO_NETWORK, encoding="ascii")
    folders = {name: tmp_path_factory.mktemp(name.replace(" ", "-")) for name in SETTINGS}
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda name: work(SETTINGS[name], folders[name], path), SETTINGS))
    return folders


def work(setting: Setting, out: Path, path: Path) -> None:
    command = [sys.executable, "-c", WORK, out, str(setting.workers), setting.manifest, *setting.inputs]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "OMP_", "SOURCE_DATE"))}
    done = subprocess.run(
        command,
        cwd=setting.folder,
        env={**kept, **setting.variables, "PYTHONPATH": str(path)},
        capture_output=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode()


def test_the_network_is_closed_to_these_processes(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(NO_NETWORK, encoding="ascii")
    code = "import socket; socket.create_connection(('127.0.0.1', 9))"
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    assert subprocess.run([sys.executable, "-c", code], env=env, capture_output=True).returncode == 99


@pytest.mark.parametrize("other", [name for name in SETTINGS if name != "plain"])
def test_a_dossier_is_the_same_whatever_the_process(made: dict[str, Path], other: str) -> None:
    first = (made["plain"] / "orrin-dam.json").read_bytes()
    assert len(json.loads(first)["reports"]) == 8
    assert (made[other] / "orrin-dam.json").read_bytes() == first


def test_worker_processes_and_threads_change_no_line(made: dict[str, Path]) -> None:
    assert len(INPUTS) >= SIDE_BY_SIDE
    first = (made["plain"] / "read.lines").read_bytes()
    assert [line.get("error") for line in map(json.loads, first.splitlines())] == [None] * len(INPUTS)
    assert (made["threads"] / "read.lines").read_bytes() == first


def test_a_report_is_read_the_same_wherever_it_stands(made: dict[str, Path]) -> None:
    first, other = ((made[name] / "read.lines").read_bytes().splitlines() for name in ("plain", "many threads"))
    assert len(other) == 8
    assert other == first[7::-1]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_the_same_to_the_byte(made: dict[str, Path], form: str) -> None:
    (first,) = (p for p in made["plain"].iterdir() if p.name.removesuffix(".zip") == f"varn-lodge.{form}")
    assert first.stat().st_size
    assert (made["threads"] / first.name).read_bytes() == first.read_bytes()


def test_a_report_is_annotated_alone_as_it_is_beside_others() -> None:
    given = [item for item in read_inputs([str(EXAMPLES / "orrin-dam" / "manifest.jsonl")]) if isinstance(item, Report)]
    assert len(given) == 8
    dated = [report for report in given if report.published]
    beside = [one.annotations for one in read_together(dated)]
    assert beside == [one.annotations for report in dated for one in read_apart([report])]
