"""`python -m bench watch [--feeds N] [--items N] [--taken N] [--read N]`: how fast many feeds are watched.

A server of our own, in a process of its own, has N feeds, each at a host of its own (127.x.y.z) and with so many items
of some 300 words in full, made of sentences about made-up people and places. It notes when each host was asked what.
The watch polls all of them, takes in what came, and reads a part of it; then it polls all again, of which nothing has
changed. Polling, taking in (items told apart, reports built and joined to stories) and reading are timed apart, in wall
time and in processor seconds of the watch alone. The time between two requests to one host is that between their
arrivals at the server.
"""

from __future__ import annotations

import argparse
import html
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TypeVar
from urllib.request import urlopen

from bench.made_library import people
from sayso.annotate.together import read_together
from sayso.ingest.fetch import PACE, Fetcher
from sayso.store import open_library
from sayso.store.library import Library
from sayso.watch.naming import add_watches
from sayso.watch.polling import poll
from sayso.watch.schedule import DAY
from sayso.watch.taking_in import take_in

Done = TypeVar("Done")
SENTENCES = 22
_WHAT = (
    "The {thing} in {place} was closed on {day} after {number} people reported a smell of gas",
    "{who} said that the {thing} would cost {number} million crowns more than planned",
    "Residents of {place} have waited {number} days for the {thing} to be repaired",
    '"We will not leave before the {thing} is safe," said {who}, who works there',
    "The council of {place} voted on {day} to sell the {thing} to a company from {place2}",
    "Police in {place} arrested {number} people near the {thing} late on {day}",
    "According to {who}, the {thing} had been inspected only {number} weeks before",
    "A spokesman for the {thing} denied that {number} workers would lose their jobs",
    "{who} and {who2} are to meet in {place} on {day} to talk about the {thing}",
    "The fire at the {thing} burned for {number} hours before it was put out",
    "Figures from {place} show that {number} percent of visitors came for the {thing}",
    "It was the first time that the {thing} had been used since the flood of last year",
    "The court in {place2} ruled that {who} must pay for the damage to the {thing}",
    "More than {number} children from {place} were brought to {place2} by bus",
    "{who} told reporters on {day} that nobody had been warned about the {thing}",
    "The ministry expects that the {thing} will be open again by {day}",
    "Trains between {place} and {place2} were cancelled because of the work on the {thing}",
    "{who}, {number}, has lived beside the {thing} all his life and does not want to move",
)
_THINGS = (
    *(
        "bridge",
        "museum",
        "harbour",
        "power station",
        "hospital",
        "reservoir",
        "library",
        "ferry",
        "brewery",
        "stadium",
    ),
    *(
        "theatre",
        "airport",
        "school",
        "market hall",
        "sawmill",
        "lighthouse",
        "tramway",
        "dairy",
        "prison",
        "observatory",
    ),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def article(draw: Random, names: Sequence[str]) -> str:
    """An article of some 300 words on one thing in one place."""
    place, place2 = draw.sample(_PLACES, 2)
    thing = draw.choice(_THINGS)
    said = []
    for what in draw.choices(_WHAT, k=SENTENCES):
        who, who2 = draw.sample(names, 2)
        number, day = draw.randint(2, 90), draw.choice(_DAYS)
        told = what.format(place=place, place2=place2, thing=thing, who=who, who2=who2, number=number, day=day)
        said.append(f"{told[0].upper()}{told[1:]}.")
    return " ".join(said)


_PLACES = tuple(
    a + b for a in ("Tar", "Quill", "Nor", "Vel", "Bran", "Est", "Hol") for b in ("row", "port", "wick", "mara", "nock")
)


def host(number: int) -> str:
    """The loopback address of a feed's host."""
    return f"127.{1 + number // 62_500}.{number // 250 % 250}.{1 + number % 250}"


def feed(number: int, texts: Sequence[str]) -> bytes:
    """An RSS feed whose items have their articles in full."""
    items = "".join(
        f"<item><title>{html.escape(text.partition('. ')[0])}</title><link>http://news{number}.example/{n}</link>"
        f"<guid>urn:{number}:{n}</guid><pubDate>Sun, 22 Nov 2026 {n % 24:02d}:00:00 +0000</pubDate>"
        f"<description>{html.escape(text)}</description></item>"
        for n, text in enumerate(texts)
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>News {number}</title>{items}'
        "</channel></rss>"
    ).encode()


def serve(feeds: int, items: int) -> None:
    """Serves feeds until its input ends; the port goes to its output, and what was asked when to /asked."""
    draw, names = Random(5), people(400)
    bodies = [feed(n, [article(draw, names) for _ in range(items)]) for n in range(feeds)]
    marks = [f'"{sha256(body).hexdigest()[:20]}"' for body in bodies]
    numbers = {host(n): n for n in range(feeds)}
    asked: dict[str, list[tuple[float, int]]] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            began = time.monotonic()
            name = (self.headers["Host"] or "").partition(":")[0]
            if self.path == "/asked":
                self._send(200, json.dumps(asked).encode())
                return
            number = numbers[name]
            status, body = 200, b"User-agent: *\nDisallow: /private\n"
            if self.path == "/feed":
                body = bodies[number]
                if self.headers["If-None-Match"] == marks[number]:
                    status, body = 304, b""
            self._send(status, body, marks[number])
            asked.setdefault(name, []).append((began, status))

        def _send(self, status: int, body: bytes, mark: str = "") -> None:
            self.send_response(status)
            self.send_header("ETag", mark)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 512
        daemon_threads = True

    server = Server(("0.0.0.0", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()


@contextmanager
def served(feeds: int, items: int) -> Iterator[int]:
    """The port of a server in a process of its own."""
    command = [sys.executable, "-m", "bench", "watch", "--serve", "--feeds", str(feeds), "--items", str(items)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def timed(what: str, work: Callable[[], Done], told: Callable[[Done], str]) -> Done:
    """Does some work and prints a line on it."""
    began, used = time.perf_counter(), time.process_time()
    done = work()
    wall, processor = time.perf_counter() - began, time.process_time() - used
    print(f"{what:28s} {wall:8.1f} s {processor:8.1f} s of processor  {told(done)}", flush=True)
    return done


def take(library: Library, most: int) -> int:
    """Takes in so many answers; gives how many reports came of them."""
    new = done = 0
    while done < most:
        taken = take_in(library, time.time, most=min(8, most - done))
        if not taken.answers:
            break
        done += taken.answers
        new += len(taken.new)
    return new


def read(library: Library, most: int) -> int:
    """Reads so many reports, each by itself; gives how many."""
    held = [r.id for s in library.stories(most) for r in library.reports(s.number)][:most]
    return sum(len(read_together([library.report(name).report])) for name in held)


def shortest(port: int) -> tuple[float, int]:
    """The shortest time between two requests to one host, and how many hosts were asked."""
    with urlopen(f"http://127.0.0.1:{port}/asked") as answer:
        asked = json.load(answer)
    gaps = [later[0] - earlier[0] for times in asked.values() for earlier, later in pairwise(sorted(times))]
    return min(gaps), len(asked)


def main(arguments: Sequence[str]) -> int:
    """Print one table."""
    parser = argparse.ArgumentParser(prog="python -m bench watch", description=__doc__)
    parser.add_argument("--feeds", type=int, default=1_000, metavar="N", help="how many feeds")
    parser.add_argument("--items", type=int, default=50, metavar="N", help="items of each")
    parser.add_argument("--taken", type=int, default=1_000, metavar="N", help="feeds whose items are taken in")
    parser.add_argument("--read", type=int, default=100, metavar="N", help="reports that are read")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.serve:
        serve(options.feeds, options.items)
        return 0
    with served(options.feeds, options.items) as port, tempfile.TemporaryDirectory() as folder:
        fetcher = Fetcher(allow_private=True, cached=False)
        with closing(open_library(Path(folder) / "library.sayso", make=True)) as library, closing(fetcher):
            addresses = [f"http://{host(n)}:{port}/feed" for n in range(options.feeds)]
            timed("adding", lambda: len(list(add_watches(library, addresses, None))), lambda n: f"{n:,} feeds")
            told = lambda p: f"{p.asked:,} asked: {p.new:,} new, {p.same:,} the same, {p.failed:,} failed"  # noqa: E731
            timed("first poll", lambda: poll(library, fetcher, time.time), told)
            timed("taking in", lambda: take(library, options.taken), lambda n: f"{n:,} reports")
            later = time.time() + DAY
            timed("second poll", lambda: poll(library, fetcher, lambda: later), told)
            if options.read:
                timed("reading", lambda: read(library, options.read), lambda n: f"{n:,} reports")
        gap, hosts = shortest(port)
        print(f"{hosts:,} hosts were asked, each at most once in {gap:.3f} s (the pace is {PACE:.0f} s)")
    return 0
