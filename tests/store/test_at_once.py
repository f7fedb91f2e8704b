"""Several processes work on one library: nothing is lost or doubled, and none is told that it is locked."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from sayso.errors import LibraryError
from sayso.store import open_library
from sayso.store.database import open_database
from sayso.store.growing import bring_up_to_date
from tests import forked
from tests.conftest import SEED
from tests.deaths import TODAY
from tests.store.adding import link, read
from tests.store.busy import text_of, work

NAMES = ("Ada", "Ben", "Cem")
STEPS = 60 if SEED else 25


def run_all(place: str, steps: int) -> Counter[tuple[str, str]]:
    """What several that work at once did."""
    with ThreadPoolExecutor(len(NAMES)) as pool:
        done = list(pool.map(lambda name: forked.run(work, place, name, SEED, steps), NAMES))
    assert [status for status, _, _ in done] == [0] * len(NAMES), "\n".join(err for _, _, err in done)
    lines = [line.split("\t") for _, out, _ in done for line in out.splitlines()]
    return Counter((what, told) for what, told in lines)


def test_what_several_do_at_once_is_there_once(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.store.growing.read_together", read)
    monkeypatch.setattr("sayso.store.growing.link", link)
    did = run_all(place, STEPS)
    with closing(open_library(place)) as library:
        assert library.check() == ()
        bring_up_to_date(library, TODAY)
        assert library.check() == ()
        held = [library.report(r.id).report for s in library.stories(1000) for r in library.reports(s.number)]
        texts = Counter((r.text, r.url) for r in held)
        assert set(texts.values()) == {1}
        assert {text_of(int(told)) for what, told in did if what == "_add"} <= {text for text, _ in texts}
        judged = [line.id for line in library.trail(limit=1000)]
        assert Counter(judged) == Counter(told for what, told in did if what == "_judge")
        assert len(library.placings(limit=1000)) <= did["_place", "1"]
        handed = [line.number for line in library.handed(1000)]
        assert sorted(handed) == sorted(int(told) for what, told in did if what == "_hand_in")


def test_those_that_are_killed_lock_nobody_out(place: str) -> None:
    draw = Random(SEED)
    for _ in range(8 if SEED else 2):
        every = [forked.begin(work, place, name, SEED, 10_000) for name in NAMES]
        every[0].join(0.5 + 2 * draw.random())
        for process in every:
            forked.end(process, work)
        # it may not even have been made
        with closing(open_library(place, make=True)) as library:
            assert library.check() == ()
            texts = Counter(
                (library.report(r.id).report.text, r.url)
                for s in library.stories(1000)
                for r in library.reports(s.number)
            )
            assert set(texts.values()) <= {1}


def test_who_waits_too_long_for_another_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "library.sayso"
    monkeypatch.setattr("sayso.store.sqlite.PATIENCE", 0.1)
    with (
        closing(open_library(place, make=True)) as library,
        closing(open_database(str(place))) as other,
        other.transaction(),
        pytest.raises(
            LibraryError, match=r"library.sayso: .*; another process has been writing into it for 30 seconds"
        ),
    ):
        library.add_token("ada", "read", "aa")
