"""A watch whose disk is full says so; with room again nothing is lost, and nothing comes twice."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

from sayso.store import open_library
from sayso.watch.naming import add_watches
from tests import forked
from tests.conftest import SEED
from tests.watch.dying import main as watch
from tests.watch.site import Site
from tests.watch.test_killed import Run, publish

ROUNDS = 6 if SEED else 1


def test_a_watch_goes_on_when_there_is_room_again(site: Site, tmp_path: Path) -> None:
    feeds = publish(site, 0)
    run = Run(site, str(tmp_path / "full.sayso"), tmp_path, "full")
    with closing(open_library(run.place, make=True)) as library:
        list(add_watches(library, feeds, None))
    draw = Random(SEED)
    stopped = 0
    for version in range(2):
        publish(site, version)
        run.make_due()
        for number in range(ROUNDS):
            # at first there is none
            room = Path(run.place).stat().st_size + (draw.randint(0, 150_000) if number else 0)
            status, _, err = forked.run(forked.in_room, room, watch, 0, ["--once", *run.options])
            if status != 0:
                stopped += 1
                assert "full.sayso: the library cannot be used" in err
                assert "see whether its disk is full" in err
                assert "sayso: " in err
            with closing(open_library(run.place)) as library:
                assert library.check() == ()
        assert run.go()
    assert stopped
    assert set(run.reports().values()) == {1}
    assert run.versions() == {2: 6, 1: 3}
    assert len(run.alerts()) >= 3
    assert run.in_file() == run.in_feed() == Counter(run.alerts())
    assert {headers["webhook-id"] for headers, _ in site.posted} == run.alerts()
