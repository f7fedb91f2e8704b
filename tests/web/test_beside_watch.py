"""A desk and a watch at one library, killed both; and a desk whose disk is full: nothing is lost, nothing doubled."""

from __future__ import annotations

import resource
import time
from contextlib import closing
from pathlib import Path
from random import Random

import httpx2
import pytest

from sayso.store import open_library
from sayso.store.growing import Versions
from sayso.watch.naming import add_watches
from sayso.web.api import ROOT
from sayso.web.desk import Desk, Doing
from tests import forked
from tests.conftest import SEED
from tests.deaths import TODAY
from tests.store.conftest import place, server
from tests.watch.conftest import site
from tests.watch.dying import main as watch
from tests.watch.site import Site
from tests.watch.test_connection_lost import until
from tests.watch.test_killed import Run, publish
from tests.web.test_killed import Client, desk, text_of

__all__ = ["place", "server", "site"]
ROUNDS = 4 if SEED else 1


@pytest.fixture
def port() -> int:
    return forked.free_port()


def test_a_desk_beside_a_watch_loses_and_doubles_nothing(place: str, site: Site, port: int, tmp_path: Path) -> None:
    feeds = publish(site, 0)
    run = Run(site, place, tmp_path, "beside")
    with closing(open_library(place, make=True)) as library:
        list(add_watches(library, feeds, None))
    draw = Random(SEED)
    client = Client(port, draw)
    left: list[int] = []
    for number in range(ROUNDS):
        publish(site, number)
        run.make_due()
        left += range(number * 6, number * 6 + 6)
        watching = forked.begin(watch, 0, run.options)
        with desk(place, port, 0) as alive:
            assert client.wait(alive)
            left = client.live(left, 2 + 2 * draw.random())
            assert left == []
        time.sleep(draw.random() / 2)
        forked.end(watching, watch)
        with closing(open_library(place)) as library:
            assert library.check() == ()
    publish(site, ROUNDS)
    run.make_due()
    watching = forked.begin(watch, 0, ["--once", *run.options])
    with desk(place, port, 0) as alive:
        assert client.wait(alive)
        client.live([], 1.0)
        watching.join(60)
        # what the client had watched beside cannot be reached
        assert watching.exitcode in (0, 3)
        client.rest()
    assert set(run.reports().values()) == {1}
    held = {text for _, text in run.reports()}
    assert {text_of(n) for n in range(ROUNDS * 6)} - held <= client.forgotten
    # with a report that was let go its alerts go too, though not from where they were told
    for told in (run.in_file(), run.in_feed()):
        assert set(told.values()) <= {1}
        assert set(told) >= run.alerts()
        assert client.forgotten or set(told) == run.alerts()


def test_a_desk_with_a_full_disk_says_so_and_goes_on_with_room_again(port: int, tmp_path: Path) -> None:
    path = tmp_path / "library.sayso"
    with closing(open_library(path, make=True)):
        pass
    client = Client(port, Random(SEED))
    texts = [
        " ".join([text_of(n), *(f"Then {number} were asked." for number in Random(n).sample(range(10**9), 8000))])
        for n in range(6)
    ]
    answers = []
    with (
        desk(str(path), port, 0) as alive,
        httpx2.Client(base_url=f"http://127.0.0.1:{port}{ROOT}", timeout=20) as http,
    ):
        assert client.wait(alive)
        for number, text in enumerate(texts):
            room = resource.RLIM_INFINITY if number % 2 else 40_000
            resource.prlimit(alive.pid or 0, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
            answer = http.post("/handed-in/texts", json={"texts": [{"text": text}]})
            answers.append(answer.status_code)
            if answer.status_code != 202:
                assert "see whether its disk is full" in answer.json()["detail"]
                assert str(tmp_path) not in answer.text
        client.rest(patient=True)
    assert answers == [503, 202] * 3
    with closing(open_library(path)) as library:
        assert library.check() == ()
        held = [library.report(r.id).report.text for s in library.stories(100) for r in library.reports(s.number)]
        assert sorted(held) == sorted(texts[1::2])


def test_the_reader_of_a_desk_outlives_what_nobody_foresaw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = "sayso.web.desk"
    monkeypatch.setattr(f"{module}.AGAIN", 0.05)
    one = Desk(str(tmp_path / "library.sayso"))
    broken = [True]

    def today(model: str | None = None) -> Versions:
        if broken[0]:
            raise ZeroDivisionError("so much for that")
        return TODAY

    monkeypatch.setattr(f"{module}.versions", today)
    one.begin()
    try:
        until(lambda: "ZeroDivisionError: so much for that" in one.doing.trouble)
        broken[0] = False
        until(lambda: one.doing == Doing())
    finally:
        one.end()
