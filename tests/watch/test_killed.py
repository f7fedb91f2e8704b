"""A watch that is killed at any moment goes on where it was: no report and no alert is lost, none comes twice."""

from __future__ import annotations

import json
import time
import xml.etree.ElementTree as ET
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

from sayso.store import open_library
from sayso.watch.naming import add_watches
from tests import forked
from tests.conftest import SEED
from tests.store.test_killed import HAPPENINGS
from tests.watch.dying import main as watch
from tests.watch.site import Page, Site, item

PAST = "2020-01-01T00:00:00+00:00"
BODY = " ".join(f"Nobody had expected it, officials said, and there were {n} of them." for n in range(2, 14))


def told(number: int, version: int) -> tuple[str, str]:
    """The headline and the text of an article in one of its versions."""
    title = f"{HAPPENINGS[number]} on Monday" + (f", update {version}" if version else "")
    return title, f"{HAPPENINGS[number]}.\n{BODY}\nThe inquiry has version {version}."


def publish(site: Site, version: int) -> list[str]:
    """Puts three feeds on the site; the addresses. Half of the articles have another version than before."""
    feeds = []
    for feed in range(3):
        items = []
        for n in range(2):
            number = feed * 2 + n
            title, text = told(number, version if n else 0)
            link = site.article(f"/article{number}", title, text)
            items.append(item(link, title, text, whole=feed == 0))
        feeds.append(site.feed(f"/feed{feed}", items, title=f"Paper {feed}"))
    return feeds


class Run:
    """A watch with its library and the places of its alerts."""

    def __init__(self, site: Site, place: str, folder: Path, name: str) -> None:
        self.place, self.feed, self.lines = place, folder / f"{name}.xml", folder / f"{name}.jsonl"
        self.path = f"/{name}"
        site.pages[self.path] = Page(b"")
        self.options = [
            *("--library", place, "--alert-feed", str(self.feed), "--alert-file", str(self.lines)),
            *("--webhook", site.url(self.path)),
        ]

    def go(self, dies: int = 0, ahead: int = 0) -> int:
        """How much it did; 0 when it was killed."""
        status, _, err = forked.run(watch, dies, ["--once", *self.options], ahead)
        assert status in (0, -9), err
        return int(err.split()[-1]) if status == 0 else 0

    def go_on(self, seconds: float) -> None:
        """Watches without end, and is killed after some seconds."""
        process = forked.begin(watch, 0, ["--quiet", *self.options])
        time.sleep(seconds)
        forked.end(process, watch)

    def make_due(self) -> None:
        with closing(open_library(self.place)) as library:
            library.not_later(PAST)

    def reports(self) -> Counter[tuple[str | None, str]]:
        with closing(open_library(self.place)) as library:
            held = [library.report(r.id).report for s in library.stories(100) for r in library.reports(s.number)]
            assert library.check() == ()
        return Counter((r.url, r.text) for r in held)

    def versions(self) -> Counter[int]:
        with closing(open_library(self.place)) as library:
            ids = [r.id for s in library.stories(100) for r in library.reports(s.number)]
            return Counter(len(library.versions(name)) for name in ids)

    def alerts(self) -> set[str]:
        with closing(open_library(self.place)) as library:
            return {a.key for a in library.alerts(limit=1000)}

    def in_file(self) -> Counter[str]:
        # there is no file before something was told
        lines = self.lines.read_text().splitlines() if self.lines.exists() else []
        return Counter(json.loads(line)["id"] for line in lines)

    def in_feed(self) -> Counter[str]:
        atom = "{http://www.w3.org/2005/Atom}"
        entries = ET.parse(self.feed).getroot().iter(f"{atom}entry")
        return Counter((e.findtext(f"{atom}id") or "").rpartition(":")[2] for e in entries)


def test_nothing_is_lost_or_doubled_wherever_the_watch_is_killed(site: Site, tmp_path: Path) -> None:
    feeds = publish(site, 0)
    whole = Run(site, str(tmp_path / "whole.sayso"), tmp_path, "whole")
    killed = Run(site, str(tmp_path / "killed.sayso"), tmp_path, "killed")
    for run in (whole, killed):
        with closing(open_library(run.place, make=True)) as library:
            list(add_watches(library, feeds, None))
    draw = Random(11 + SEED)
    deaths = 0
    for version in range(3):
        publish(site, version)
        whole.make_due()
        killed.make_due()
        steps = whole.go()
        assert steps
        for part in (9, 7, 5, 4):
            # what is left to do is less with each death
            deaths += killed.go(draw.randint(12, 12 + steps // part)) == 0
            with closing(open_library(killed.place)) as library:
                assert library.check() == ()
        assert killed.go()
    assert deaths >= (3 if SEED else 6)
    assert killed.reports() == whole.reports()
    assert set(killed.reports().values()) == {1}
    # three articles have three versions, three have one
    assert killed.versions() == whole.versions() == {3: 9, 1: 3}
    assert len(whole.alerts()) >= 6
    for run in (whole, killed):
        assert run.alerts() == whole.alerts()
        assert run.in_file() == run.in_feed() == Counter(run.alerts())
    ids = Counter(headers["webhook-id"] for headers, _ in site.posted)
    # what a receiver answered as the process died comes once more, under its id
    assert set(ids) == whole.alerts()
    assert ids.total() <= 2 * len(whole.alerts()) + deaths


def test_a_watch_without_end_may_be_killed_too(site: Site, tmp_path: Path) -> None:
    feeds = publish(site, 0)
    killed = Run(site, str(tmp_path / "killed.sayso"), tmp_path, "killed")
    with closing(open_library(killed.place, make=True)) as library:
        list(add_watches(library, feeds, None))
    draw = Random(5 + SEED)
    for version in range(2):
        publish(site, version)
        killed.make_due()
        for _ in range(3):
            killed.go_on(1.5 + 1.5 * draw.random())
        assert killed.go()
    assert set(killed.reports().values()) == {1}
    assert killed.versions() == {2: 6, 1: 3}
    assert killed.in_file() == killed.in_feed() == Counter(killed.alerts())
    assert len(killed.alerts()) >= 3
