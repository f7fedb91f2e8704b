"""`sayso watch` as it is called, against a real server."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sayso.cli import main
from sayso.store import open_library
from sayso.store.library import Library
from tests.watch.asking import reports
from tests.watch.site import Page, Site, item
from tests.watch.test_alerts import CLINIC, POLICE

ROOT = Path(__file__).parent.parent.parent


def call(library: Library, *words: str) -> Result:
    return CliRunner().invoke(main, ["watch", *words, "--library", library.where])


def test_watches_are_added_listed_and_removed(library: Library) -> None:
    added = call(library, "add", "https://wire.example/feed", "https://post.example/", "--every", "30m")
    assert added.exit_code == 0, added.output
    rows = [json.loads(line) for line in call(library, "list", "--json").output.splitlines()]
    assert [(r["address"], r["every"], r["asked"]) for r in rows] == [
        ("https://wire.example/feed", 1800, None),
        ("https://post.example/", 1800, None),
    ]
    assert "not asked yet" in call(library, "list").output
    assert call(library, "remove", "https://post.example/").exit_code == 0
    assert len(call(library, "list").output.splitlines()) == 1
    gone = call(library, "remove", "https://post.example/")
    assert (gone.exit_code, "is not watched" in gone.output) == (1, True)


@pytest.mark.parametrize("address", ["ftp://wire.example/", "wire.example", "https://", "http://[", "https://a:99999/"])
def test_what_is_no_address_is_refused_and_nothing_is_added(library: Library, address: str) -> None:
    done = call(library, "add", "https://wire.example/feed", address)
    assert done.exit_code == 1
    assert "is no address" in done.output
    assert library.watches() == ()


@pytest.mark.parametrize("every", ["30", "1s", "8d", "-5m", "soon"])
def test_what_is_no_time_is_refused(library: Library, every: str) -> None:
    assert call(library, "add", "https://wire.example/feed", "--every", every).exit_code == 2


def test_feeds_are_watched_and_alerts_told(library: Library, site: Site, tmp_path: Path) -> None:
    link = site.article("/barge", "Barge sinks at Tarrow", POLICE)
    feed = site.feed("/feed", [item(link, "Barge sinks at Tarrow", POLICE, whole=False)])
    site.pages["/hook"] = Page(b"")
    call(library, "add", feed)
    run = ("run", "--once", "--allow-private", "--pace", "0", "--webhook", site.url("/hook"))
    told = ("--alert-feed", str(tmp_path / "a.xml"), "--alert-file", str(tmp_path / "a.jsonl"))
    first = call(library, *run, *told)
    assert (first.exit_code, first.stdout) == (0, ""), first.stderr
    assert (tmp_path / "a.xml").exists()
    site.article("/barge", "Barge sinks at Tarrow", POLICE.replace("Three sailors", "Five sailors"))
    quay = site.article("/quay", "Quay shut", CLINIC)
    other = site.feed("/other", [item(quay, "Quay shut", CLINIC, whole=False)], title="Harbour Mail")
    call(library, "add", other)
    library.not_later("2020-01-01T00:00:00+00:00")
    second = call(library, *run, *told)
    assert second.exit_code == 0, second.stderr
    alerts = [json.loads(line) for line in second.stdout.splitlines()]
    assert any(a["kind"] == "version" and "“Three” is now “Five”" in a["told"] for a in alerts)
    assert [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()] == alerts
    assert [json.loads(body) for _, body in site.posted] == alerts
    assert [json.loads(line) for line in call(library, "alerts").output.splitlines()] == alerts[::-1]
    changes = call(library, "changes", link)
    assert re.search(r"a figure raised: “Three” is now “Five”", changes.output)
    rows = [json.loads(line) for line in call(library, "changes", reports(library)[0].id, "--json").output.splitlines()]
    assert [r["before"] for r in rows] == [None, rows[0]["report"]]
    assert call(library, "changes", "nothing").exit_code == 1


def test_what_cannot_be_asked_makes_the_code_partly(library: Library, site: Site) -> None:
    call(library, "add", site.url("/gone"))
    done = call(library, "run", "--once", "--allow-private", "--pace", "0")
    assert done.exit_code == 3
    assert "answered 404" in done.stderr
    assert "answered 404" in call(library, "list").output


def test_webhook_that_is_none_is_refused_at_once(library: Library) -> None:
    done = call(library, "run", "--once", "--webhook", "hooks.example")
    assert (done.exit_code, "no address of a webhook" in done.output) == (1, True)


def test_watch_goes_on_until_it_is_ended(library: Library, site: Site) -> None:
    """The two threads: what is added while it runs is asked, read and told; Ctrl-C ends it well."""
    feed = site.feed("/feed", [item(site.url("/quay"), "Quay shut", CLINIC, whole=True)])
    call(library, "add", feed)
    command = [sys.executable, "-m", "sayso", "watch", "run", "--allow-private", "--pace", "0.05", "--library"]
    with subprocess.Popen(
        [*command, library.where], cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"}, stderr=subprocess.PIPE
    ) as process:
        until = time.monotonic() + 90
        while time.monotonic() < until and not any(s.made for s in library.stories()):
            time.sleep(0.2)
        with closing(open_library(library.where)) as other, pytest.raises(Exception, match="another process watches"):
            other.alone().__enter__()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0, process.stderr.read() if process.stderr else ""
    assert [r.url for r in reports(library)] == [site.url("/quay")]
    assert any(s.made for s in library.stories())
