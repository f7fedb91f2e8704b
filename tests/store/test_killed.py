"""A process that is killed at any moment loses no report that it accepted and leaves nothing half done."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from sayso.store import open_library
from sayso.store.database import open_database
from sayso.store.library import Library
from sayso.stream.storage import fingerprint
from tests import forked
from tests.conftest import SEED
from tests.store.adding import main as add

HAPPENINGS = (
    "A ferry ran aground outside the harbour of Velmara",
    "Workers at the Brannock copper mine walked out over the lifts",
    "The river Issel flooded the old town of Norwick",
    "A court in Quillport sentenced the banker Ivo Marsh for fraud",
    "Engineers lost contact with the weather satellite Halden",
    "Redfield United won the northern cup for the first time",
)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Two dozen reports of six happenings."""
    return write_news(tmp_path / "news.jsonl")


def write_news(path: Path) -> Path:
    rows = [
        {
            "id": f"r{n}",
            "text": f"{what}. Nobody had expected it, officials said for the {n // len(HAPPENINGS) + 1}th time.",
            "published": "2029-03-05",
            "url": f"https://news{n}.example/",
        }
        for n, what in enumerate(HAPPENINGS * 4)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def run(place: str, news: Path, version: str, dies: int, forget: str = "") -> tuple[int, list[str]]:
    """The statements that it ran, 0 when it was killed, and the ids of the reports that it accepted."""
    status, out, err = forked.run(add, place, str(news), version, str(dies), forget)
    assert status in (0, -9), err
    return int(err.split()[-1]) if status == 0 else 0, out.split()


def state(library: Library) -> list[tuple[object, ...]]:
    """The stories with their reports and what their dossiers say, whatever their numbers."""
    out = []
    for story in library.stories(1000):
        made = library.dossier(story.number)
        assert made is not None
        out.append((tuple(r.id for r in library.reports(story.number)), made.dossier, made.version))
    return sorted(out, key=str)


def unread(library: Library, version: str) -> int:
    """How many reports a version has not read yet."""
    return sum(k.read is None for s in library.stories(1000) for k in library.readings(s.number, version))


def test_nothing_that_was_accepted_is_lost_wherever_adding_is_killed(place: str, news: Path, tmp_path: Path) -> None:
    whole = str(tmp_path / "whole.sayso")
    statements, _ = run(whole, news, "1", 0)
    draw = Random(23 + SEED)
    accepted: set[str] = set()
    killed = 0
    for moment in (4, *(draw.randint(20, statements // 2) for _ in range(4))):
        ran, ids = run(place, news, "1", moment)
        killed += ran == 0
        accepted |= set(ids)
        with closing(open_library(place, make=True)) as library:
            assert library.check() == ()
            assert {r.id for s in library.stories(1000) for r in library.reports(s.number)} >= accepted
    assert killed >= (1 if SEED else 3)
    assert run(place, news, "1", 0)[0]
    with closing(open_library(place)) as library, closing(open_library(whole)) as other:
        assert library.check() == ()
        assert state(library) == state(other)


def test_reading_anew_goes_on_where_it_was_killed(place: str, news: Path, tmp_path: Path) -> None:
    run(place, news, "1", 0)
    statements, _ = run(f"{tmp_path}/whole.sayso", news, "1", 0)
    draw = Random(5 + SEED)
    with closing(open_library(place)) as library:
        left = [unread(library, "2")]
        for _ in range(2):
            run(place, news, "2", draw.randint(statements // 4, statements // 2))
            assert library.check() == ()
            assert all(library.dossier(s.number) for s in library.stories(1000))
            left.append(unread(library, "2"))
        assert left[0] == len(HAPPENINGS) * 4
        assert left == sorted(left, reverse=True)
        # the moments of a soak may lie before the first reading and behind the last
        assert SEED or 0 < left[-1] < left[0]
        run(place, news, "2", 0)
        assert library.unmade("2", "2") == ()
        assert {version for _, _, version in state(library)} == {"2"}


def test_a_report_is_forgotten_wholly_or_not_at_all(place: str, news: Path) -> None:
    run(place, news, "1", 0)
    # all is there already, so that these are the statements of coming to it, and then of forgetting
    before, _ = run(place, news, "1", 0)
    with closing(open_library(place)) as library:
        for moment in (8, 14, 20):
            run(place, news, "1", before + moment, "r7")
            assert library.check() == ()
            assert library.named("r7") == ("r7",) or library.search_reports("r7") == ()
            if not library.named("r7"):
                break
        run(place, news, "1", 0, "r7")
        assert library.named("r7") == ()
        assert library.check() == ()


def test_what_stories_are_judged_by_is_read_anew_wholly_or_not_at_all(place: str, news: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.jsonl"
    later.write_text(
        json.dumps({"id": "late", "text": f"{HAPPENINGS[0]}. It is afloat again."}) + "\n", encoding="utf-8"
    )
    whole = str(tmp_path / "whole.sayso")
    steps = 0
    for one in (whole, place):
        run(one, news, "1", 0)
        with closing(open_database(one)) as db:
            db.run("UPDATE state SET value = 'of another model' WHERE key = 'weights'")
        if one == whole:
            steps, _ = run(one, later, "1", 0)
    draw = Random(3 + SEED)
    for _ in range(6 if SEED else 1):
        run(place, later, "1", draw.randint(8, steps // 2))
        with closing(open_library(place)) as library:
            assert library.check() == ()
    run(place, later, "1", 0)
    with closing(open_library(place)) as library, closing(open_library(whole)) as other:
        assert library.check() == ()
        assert state(library) == state(other)
    with closing(open_database(place)) as db:
        assert db.rows("SELECT value FROM state WHERE key = 'weights'") == [(fingerprint(),)]
