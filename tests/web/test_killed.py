"""A desk that is killed at any moment: what it answered for is there once, and it opens again at once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from math import exp, log
from multiprocessing.context import ForkServerProcess
from random import Random
from typing import Any

import httpx2

from sayso.store import open_library
from sayso.store.library import Library
from sayso.web.api import ROOT
from tests import forked
from tests.conftest import SEED
from tests.deaths import TODAY
from tests.store.conftest import place, server
from tests.store.test_killed import HAPPENINGS
from tests.web.dying import serve

__all__ = ["place", "server"]

# more of them in a soak
LIVES = 8 if SEED else 3
SEND = 6  # texts in a life


def text_of(number: int) -> str:
    what = HAPPENINGS[number % len(HAPPENINGS)]
    return f"{what}. Nobody had expected it, officials said, when they were asked for the {number + 1}th time."


class Client:
    """Asks a desk for all kinds of things, and remembers what it was promised and what it was never answered."""

    def __init__(self, port: int, draw: Random) -> None:
        self._draw = draw
        self._http = httpx2.Client(base_url=f"http://127.0.0.1:{port}{ROOT}", timeout=20, trust_env=False)
        self.handed: dict[int, int] = {}
        self.unanswered: Counter[str] = Counter()
        self.judgements: set[str] = set()
        self.placings = 0
        self.watched: set[str] = set()
        # texts of reports that were let go, or may have been as the desk died
        self.forgotten: set[str] = set()

    def wait(self, alive: ForkServerProcess) -> bool:
        """Until it answers; False when it died before."""
        while alive.is_alive():
            try:
                if self._http.get("/status").status_code == 200:
                    return True
            except httpx2.HTTPError:
                time.sleep(0.02)
        return False

    def rest(self, *, patient: bool = False) -> None:
        """Until there is nothing left to do; who is patient lets it be in trouble until then."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            told = self._http.get("/status").json()
            assert patient or not told["trouble"], told
            if not told["trouble"] and not told["waiting"] and not told["doing"]:
                stories = self._get("/stories")
                if all(s["made"] and s["current"] for s in stories):
                    return
            time.sleep(0.05)
        raise AssertionError("the desk does not come to rest")

    def live(self, numbers: list[int], seconds: float) -> list[int]:
        """Asks until the desk dies or the time is over; the texts of which it is not known whether they are handed in.

        Args:
            numbers: of texts to hand in.
            seconds: for how long to ask for other things once these are.
        """
        left = list(numbers)
        end = time.monotonic() + seconds
        try:
            while left or time.monotonic() < end:
                if some := left[: self._draw.choice((1, 1, 2, 3))]:
                    made = self._post("texts", "/handed-in/texts", {"texts": [{"text": text_of(n)} for n in some]}, 202)
                    for n, accepted in zip(some, made["accepted"], strict=True):
                        self.handed[accepted["number"]] = n
                    left = left[len(some) :]
                else:
                    time.sleep(0.05)
                self._draw.choice((self._judge, self._judge, self._place, self._watch, self._forget))()
        except httpx2.HTTPError:
            pass
        return left

    def _judge(self) -> None:
        statements = self._get("/search/statements")
        if statements:
            one = self._draw.choice(statements)
            body = {"decides": "dismiss", "items": [one["id"]], "by": "Ada"}
            made = self._post("judgements", f"/stories/{one['story']}/judgements", body, 201)
            self.judgements |= {row["id"] for row in made.get("judgements", ())}

    def _place(self) -> None:
        several = [s for s in self._get("/stories") if s["reports"] > 1]
        if several:
            story = self._draw.choice(several)["story"]
            report = self._draw.choice(self._get(f"/stories/{story}/reports") or [{"id": "gone"}])["id"]
            body = {"to": "new", "reports": [report], "by": "Ada"}
            self.placings += bool(self._post("placings", f"/stories/{story}/placings", body, 201))

    def _watch(self) -> None:
        address = f"https://wire{self._draw.randrange(1000)}.example/feed"
        self._post("watches", "/watches", {"addresses": [address]}, 201)
        self.watched.add(address)

    def _forget(self) -> None:
        reports = self._get("/search/reports", words="expected")
        if reports and self._draw.random() < 0.3:
            path = f"/reports/{reports[0]['id']}"
            text = self._http.get(f"{path}/text").text
            self.forgotten.add(text)
            answer = self._http.delete(path)
            assert answer.status_code == 204, answer.text

    def _get(self, path: str, **asked: str) -> list[dict[str, Any]]:
        answer = self._http.get(path, params={"limit": 100, **asked})
        found: list[dict[str, Any]] = answer.json()["items"] if answer.status_code == 200 else []
        return found

    def _post(self, what: str, path: str, body: dict[str, Any], status: int) -> dict[str, Any]:
        try:
            answer = self._http.post(path, json=body)
        except httpx2.HTTPError:
            self.unanswered[what] += 1
            raise
        if what != "texts" and answer.status_code in (308, 404, 409, 422):
            # the report or the story is another one meanwhile
            return {}
        assert answer.status_code == status, answer.text
        made: dict[str, Any] = answer.json()
        return made


@contextmanager
def desk(place: str, port: int, dies: int) -> Iterator[ForkServerProcess]:
    """A desk in a process of its own, which is killed at the end if it still lives: no desk ends in another way."""
    process = forked.begin(serve, place, port, dies)
    try:
        yield process
    finally:
        forked.end(process, serve)


def texts(library: Library) -> Counter[str]:
    ids = [r.id for s in library.stories(1000) for r in library.reports(s.number)]
    return Counter(library.report(name).report.text for name in ids)


def test_what_a_desk_answered_for_is_there_once_wherever_it_is_killed(place: str) -> None:
    draw = Random(f"desk {SEED} {place[:4]}")
    port = forked.free_port()
    with closing(open_library(place, make=True)):
        pass
    client = Client(port, draw)
    left: list[int] = []
    for life in range(LIVES):
        left += range(life * SEND, (life + 1) * SEND)
        # one of three dies at a moment, the others by what they do
        dies = 0 if life % 3 == 2 else int(exp(draw.uniform(log(5), log(1500))))
        with desk(place, port, dies) as alive:
            if client.wait(alive):
                left = client.live(left, 2.0 if dies else 2 * draw.random())
        with closing(open_library(place)) as library:
            assert library.check() == ()
    with desk(place, port, 0) as alive:
        assert client.wait(alive)
        assert client.live(left, 0.0) == []
        client.rest()
    with closing(open_library(place)) as library:
        assert library.check() == ()
        assert library.waiting() is None
        assert library.unmade(TODAY.reading, TODAY.linking) == ()
        there = texts(library)
        assert set(there.values()) == {1}
        assert {text_of(n) for n in range(LIVES * SEND)} - set(there) <= client.forgotten
        judged = [line.id for line in library.trail(limit=1000)]
        assert len(set(judged)) == len(judged)
        assert client.judgements <= set(judged)
        assert len(judged) - len(client.judgements) <= client.unanswered["judgements"]
        placings = len(library.placings(limit=1000))
        assert client.placings <= placings <= client.placings + client.unanswered["placings"]
        assert {w.address for w in library.watches(1000)} >= client.watched
        handed = library.handed(1000)
        assert {line.number for line in handed if not line.done} == set()
        told = Counter(r.id for line in handed for r in line.reports if r.new)
        # what was taken in as the desk died was new all the same, and is told as new once
        assert set(told.values()) == {1}
        lost = set(client.handed) - {line.number for line in handed}
        assert {text_of(client.handed[number]) for number in lost} <= client.forgotten
        ids = {r.id for s in library.stories(1000) for r in library.reports(s.number)}
        assert {name for name in ids if library.report(name).report.text not in client.forgotten} <= set(told)
