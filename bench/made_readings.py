"""What a bulk run would have read of any number of reports, made at random: stories, copies, words, vectors and days.

Nothing is read for it, so that joining a million reports into stories and copies can be timed alone. Stories begin on
one of thirty days and are told for some; how many reports tell each follows a power law (most are told once or twice,
some by hundreds), seven on average. A report's lead has words of its story, of its topic and of everyone, its vector
lies about that of its story, and this about its topic's and its field's: measures and spread are those of 284 real
reports (terms: .29 within a story, .025 across, .10 for one pair in a hundred; vectors: .69, .04, .37). A tenth of
the reports are copies of an earlier one of their story, and some leads have a line that the outlet puts on each page.
Texts are those of `bench.made_reports`.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from bench.made_reports import Language, Newsroom, page
from sayso.bulk.lead import lead_with, report_of
from sayso.bulk.plan import MOST_SHARDS, SHARD
from sayso.bulk.readings import Readings
from sayso.bulk.spill import Heaps, heap_path
from sayso.link.stories.features import LENGTH, open_lead
from sayso.link.stories.likeness import WIDTH

DAYS, FIRST = 30, date(2031, 3, 1)
# reports to a story on average, and to the largest one
PER_STORY, LARGEST = 7, 600
# what part of the reports are copies, by kind
COPIES = {"identical": 0.03, "near-identical": 0.03, "excerpt": 0.02, "rewrite": 0.02}
# what part of the leads has a line of its outlet's page
WITH_LINE = 0.05
FIELDS, TOPICS = 20, 500
# what part of a lead's words are its story's, and its topic's
OF_STORY, OF_TOPIC = 0.27, 0.08
LEAD_SENTENCES = 11
_BYTES = 4000
_SIZE = struct.Struct("<I")


@dataclass(slots=True)
class _Story:
    number: int
    topic: int
    left: int
    centre: NDArray[np.float64]
    words: list[str]
    # its latest report that is no copy, for copies: number, sentences, text, vector
    told: tuple[int, list[str], str, NDArray[np.int8], str] | None = field(default=None)


class _World:
    """Fields, topics in them, and the stories that are being told."""

    def __init__(self, rng: np.random.Generator, language: Language) -> None:
        self._rng, self._language = rng, language
        fields = _unit(rng.normal(size=(FIELDS, WIDTH)))
        own = _unit(rng.normal(size=(TOPICS, WIDTH)))
        self._topics = 0.45 * fields[rng.integers(0, FIELDS, TOPICS)] + 0.59 * own
        self.topic_words = [self._rare(25) for _ in range(TOPICS)]
        self.stories = 0

    def _rare(self, count: int) -> list[str]:
        words: list[str] = self._language.words[self._rng.integers(300, 60_000, count)].tolist()
        return words

    def story(self) -> _Story:
        """A story that begins."""
        rng = self._rng
        topic = int(rng.integers(TOPICS))
        # names: made of two rare words, so that they are new to the world
        names = [f"{a.capitalize()}{b}" for a, b in zip(self._rare(8), self._rare(8), strict=True)]
        self.stories += 1
        size = min(LARGEST, int((PER_STORY - 1) * 0.42 * (rng.pareto(1.25) + 0.1)) + 1)
        centre = self._topics[topic] + 0.67 * _unit(rng.normal(size=WIDTH))
        return _Story(self.stories, topic, size, centre, [*names, *self._rare(22)])

    def vector(self, story: _Story) -> NDArray[np.int8]:
        """The vector of a report."""
        rng = self._rng
        away = _unit(rng.normal(size=WIDTH)) * min(1.6, rng.lognormal(-0.5, 0.45))
        return _whole(story.centre + away)


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    out: NDArray[np.float64] = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return out


def _whole(vector: NDArray[np.float64]) -> NDArray[np.int8]:
    out: NDArray[np.int8] = np.clip(np.rint(_unit(vector) * LENGTH), -127, 127).astype(np.int8)
    return out


def make_rows(count: int, seed: int = 0) -> Iterator[tuple[dict[str, Any], int, int | None]]:
    """Rows of readings, each with the number of its story, and that of the report of which it is a copy, or None."""
    rng = np.random.default_rng([seed, count])
    newsroom = Newsroom(Language(), count)
    world = _World(rng, newsroom.language)
    kinds, shares = list(COPIES), np.cumsum(list(COPIES.values()))
    per_day = -(-count // DAYS)
    alive: list[_Story] = []
    for number in range(count):
        # as many stories at a time as tell some two days' reports
        if len(alive) < max(20, per_day // 4) or rng.random() < 1 / PER_STORY:
            alive.append(world.story())
        at = int(rng.integers(len(alive)))
        story = alive[at]
        story.left -= 1
        if story.left <= 0:
            alive[at] = alive[-1]
            alive.pop()
        outlet = newsroom.outlet(rng)
        drawn = int(np.searchsorted(shares, rng.random()))
        of = None
        if story.told is not None and drawn < len(kinds):
            of, told, text, vector, title = story.told
            if kinds[drawn] != "identical":
                text = page(newsroom.copy(rng, told, kinds[drawn]), outlet)
        else:
            told = _with_words(rng, newsroom.report(rng, outlet), story, world.topic_words[story.topic])
            title = " ".join(told[0].split(" ")[:9]).rstrip(".,")
            text, vector = page(told, outlet), world.vector(story)
            if rng.random() < WITH_LINE:
                first, _, rest = text.partition("\n")
                text = f"{first}\nMore from {outlet.name}\n{rest}"
            story.told = (number, told, text, vector, title)
        row = {
            "number": number,
            "id": f"r{number}",
            "outlet": outlet.name,
            "url": None,
            "title": title,
            "published": (FIRST + timedelta(days=number // per_day)).isoformat(),
            "text": text,
            "read": "",
        }
        report = report_of(row)
        learnt, lines = open_lead(report)
        row["lead"] = msgspec.msgpack.encode(lead_with(vector, report, learnt, "\n".join(lines)))
        yield row, story.number, of


def _with_words(rng: np.random.Generator, told: list[str], story: _Story, topic: list[str]) -> list[str]:
    """The sentences with words of the story and of its topic put into the first of them, the first words most often."""
    for at, line in enumerate(told[:LEAD_SENTENCES]):
        words = line[:-1].split(" ")
        drawn = rng.random(len(words))
        for k in np.flatnonzero(drawn < OF_STORY + OF_TOPIC).tolist():
            if drawn[k] < OF_STORY:
                words[k] = story.words[int(len(story.words) * rng.random() ** 1.5)]
            else:
                words[k] = topic[int(rng.integers(len(topic)))]
        told[at] = f"{' '.join(words)}."
    return told


def write_readings(folder: Path, count: int, seed: int = 0) -> int:
    """Writes readings as a bulk run leaves them, and the story and original of each in `planted.parquet`.

    Returns:
        How many shards there are.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    shards = max(1, min(count * _BYTES // SHARD, MOST_SHARDS))
    heaps = Heaps(folder / "made")
    stories: list[int] = []
    originals: list[int | None] = []
    for row, story, of in make_rows(count, seed):
        shard = int(hashlib.sha256(row["text"].encode()).hexdigest()[:12], 16) % shards
        data = msgspec.msgpack.encode(row)
        heaps.add(shard, _SIZE.pack(len(data)) + data)
        stories.append(story)
        originals.append(of)
    heaps.done()
    readings = Readings(folder)
    for shard in range(shards):
        path = heap_path(folder / "made", shard)
        readings.put(shard, _rows(path) if path.exists() else [])
        path.unlink(missing_ok=True)
    pq.write_table(pa.table({"story": stories, "original": originals}), folder / "planted.parquet")
    return shards


def _rows(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    rows, at = [], 0
    while at < len(data):
        (size,) = _SIZE.unpack_from(data, at)
        at += _SIZE.size
        rows.append(msgspec.msgpack.decode(data[at : at + size]))
        at += size
    return rows
