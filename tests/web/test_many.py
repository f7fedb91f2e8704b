"""Fifty readers and a writer at once, and two desks of one library."""

from __future__ import annotations

import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from sayso.store.desk import HandedIn
from sayso.web.desk import Desk

READERS = 50


def test_fifty_readers_and_a_writer_at_once_see_no_error(served: str, desk: Desk, new_text: str) -> None:
    paths = ["/", "/stories/s1", "/stories/s2", "/add", "/stories/s1/reports/05-daily-flash", "/stories/s1/status"]
    start = threading.Barrier(READERS + 1)

    def read(number: int) -> list[int]:
        start.wait()
        answers = []
        for turn in range(3):
            with urllib.request.urlopen(served + paths[(number + turn) % len(paths)], timeout=60) as answer:
                answer.read()
                answers.append(answer.status)
        return answers

    def write() -> None:
        start.wait()
        for number in range(5):
            desk.hand_in("desk", [HandedIn(kind="text", name=str(number), data=f"{new_text} Part {number}.".encode())])

    with ThreadPoolExecutor(READERS + 1) as pool:
        writing = pool.submit(write)
        answers = list(pool.map(read, range(READERS)))
        writing.result()
    assert {status for some in answers for status in some} == {200}


def test_two_desks_of_one_library_lose_nothing(desk: Desk, new_text: str) -> None:
    desks = [desk, Desk(desk.where)]

    def write(number: int) -> None:
        name = f"{number}.txt"
        desks[number % 2].hand_in("desk", [HandedIn(kind="file", name=name, data=f"{new_text} {number}".encode())])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))
    with desk.reading() as library:
        assert sorted(line.name for line in library.handed(50)) == sorted(f"{n}.txt" for n in range(24))
