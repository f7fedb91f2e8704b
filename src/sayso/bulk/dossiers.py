"""Dossiers of the stories of a run, by worker processes, some stories to a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from sayso.annotate.together import read_together
from sayso.bulk.processes import Lost, Processes
from sayso.bulk.readings import Readings, read_of
from sayso.bulk.spill import Heaps, heap_path
from sayso.errors import BulkError, SaysoError
from sayso.failing import UNTOLD, failed
from sayso.whole import whole

# seconds that a story may take; one of two hundred reports takes forty
SECONDS = 600.0
_DONE = "parted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A report of a story: its number among the documents, the story's, and what was read of it, as JSON."""

    number: int
    story: str
    read: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A story to make a dossier of, with its reports in the order in which they were handed in."""

    story: str
    reads: tuple[str, ...]


def part_by_story(
    readings: Readings, shards: Sequence[int], story_of: Mapping[int, str], folder: Path, parts: int
) -> None:
    """Puts what was read of the reports of each story side by side on the disk; all of it or, when cut off, none.

    Args:
        readings: what was read, by shards.
        shards: the shards.
        story_of: the story of each report that is to be in a dossier, by the report's number.
        folder: where to write.
        parts: how many files.
    """
    if (folder / _DONE).exists():
        return
    kept = Heaps(folder)
    for shard in shards:
        for row in readings.rows(shard, ("number", "read")):
            story = story_of.get(row["number"])
            if story is None:
                continue
            member = Member(number=row["number"], story=story, read=row["read"])
            kept.add(int(story[1:]) % parts, msgspec.json.encode(member) + b"\n")
    kept.done()
    with whole(folder / _DONE) as beside:
        beside.write_bytes(b"")


Teller = Processes["_Item", bytes]


def teller(processes: int, model: str | None) -> Teller:
    """Worker processes for `make_dossiers`.

    Args:
        processes: how many.
        model: an installed spaCy pipeline; None takes the one that is preferred.
    """
    return Processes(partial(tell_story, model=model), processes, seconds=SECONDS)


def make_dossiers(folder: Path, out: Path, parts: Sequence[int], teller: Teller) -> Iterator[int]:
    """Makes the dossiers of the stories in some parts; a file of each part, a line a story.

    Args:
        folder: what `part_by_story` wrote.
        out: where the files go.
        parts: those that are not made yet.
        teller: the processes that do it.

    Yields:
        How many stories were told, time and again.

    Raises:
        WorkerError: when no worker process can be started.
        BulkError: when a part is damaged.
    """
    out.mkdir(exist_ok=True)
    lines: list[bytes] = []
    for (part, telling, last), result in teller.results(_tellings(folder, parts)):
        if telling is not None:
            lines.append(_failed(telling.story, result.reason) if isinstance(result, Lost) else result)
        if last:
            with whole(dossiers_path(out, part)) as beside:
                beside.write_bytes(b"".join(lines))
            heap_path(folder, part).unlink(missing_ok=True)
            lines = []
        yield int(telling is not None)


def dossiers_path(out: Path, part: int) -> Path:
    """The file of a part's dossiers."""
    return out / f"{part:04}.jsonl"


_Item = tuple[int, Telling | None, bool]


def _tellings(folder: Path, parts: Sequence[int]) -> Iterator[_Item]:
    for part in parts:
        path = heap_path(folder, part)
        try:
            data = path.read_bytes() if path.exists() else b""
            members = [msgspec.json.decode(line, type=Member) for line in data.splitlines()]
        except (OSError, msgspec.DecodeError) as error:
            raise BulkError(f"{path}: this part is damaged: {error}; delete its folder and run again") from error
        stories: dict[str, list[Member]] = {}
        for member in sorted(members, key=lambda m: m.number):
            stories.setdefault(member.story, []).append(member)
        if not stories:
            yield part, None, True
        for at, (story, of_it) in enumerate(stories.items(), start=1):
            yield part, Telling(story=story, reads=tuple(m.read for m in of_it)), at == len(stories)


def tell_story(item: _Item, *, model: str | None) -> bytes:
    """The dossier of a story as a line of JSON: its name and the dossier, or why there is none.

    Args:
        item: the number of a part, the story, and whether it is the last of the part.
        model: an installed spaCy pipeline; None takes the one that is preferred.
    """
    from sayso.assemble import link, models_of
    from sayso.export.json import dossier_record

    _, telling, _ = item
    if telling is None:
        return b""
    try:
        # beside the others a report may get another day, and is then read again
        reads = read_together((), [read_of(read) for read in telling.reads], model=model)
        made = link([read.annotations for read in reads], models=models_of(model))
    except SaysoError:
        raise
    except Exception as error:
        return _failed(telling.story, error)
    return msgspec.json.encode({"id": telling.story, "dossier": dossier_record(made)}) + b"\n"


def _failed(story: str, why: Exception | str) -> bytes:
    return msgspec.json.encode({"error": failed(story, story, UNTOLD, why)}) + b"\n"
