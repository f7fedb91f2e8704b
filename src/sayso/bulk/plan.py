"""The folder of a bulk run: what it is made of, its shards, and which of its parts are whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from sayso.errors import BulkError
from sayso.whole import whole

SCHEMA = "sayso/bulk/1"
# bytes of input that a shard stands for: what is lost when a run is cut off is less than a minute's reading
SHARD = 2 * 1024**2
# files of a run; more would slow down the folder
MOST_SHARDS = 4096
# shards of inputs whose size is not known before they are read
USUAL_SHARDS = 64
_PLAN = "run.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """An input as it was when the run began: bytes and latest change of a file, or of all files of a folder."""

    path: str
    size: int | None
    changed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run is made of: the versions that read and link, the inputs, and the number of shards."""

    schema: str
    reading: str
    linking: str
    inputs: tuple[Input, ...]
    shards: int


def make_plan(paths: Sequence[str], reading: str, linking: str) -> Plan:
    """The plan of a run over inputs as they are now.

    Args:
        paths: the inputs.
        reading: the version that reads reports.
        linking: the version that links them.
    """
    inputs = tuple(_input(path) for path in paths)
    sizes = [i.size for i in inputs if i.size is not None]
    shards = USUAL_SHARDS if len(sizes) < len(inputs) else -(-sum(sizes) // SHARD)
    return Plan(schema=SCHEMA, reading=reading, linking=linking, inputs=inputs, shards=max(1, min(shards, MOST_SHARDS)))


def go_on(folder: Path, plan: Plan) -> Plan:
    """Begins a run in a folder, or goes on with the one that is there, which must be of the same inputs and versions.

    Returns:
        The plan that holds: the one that is there, or else the new one.

    Raises:
        BulkError: when the folder holds something else.
    """
    file = folder / _PLAN
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            if any(folder.iterdir()):
                raise BulkError(
                    f"{folder}: there are other files in this folder; name a new one, or one of an earlier run"
                )
            with whole(file) as beside:
                beside.write_bytes(msgspec.json.format(msgspec.json.encode(plan), indent=1))
            return plan
        kept = msgspec.json.decode(file.read_bytes(), type=Plan)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BulkError(f"{file}: this is no plan of a run ({error}); name a new folder") from error
    except OSError as error:
        raise BulkError(f"{folder}: it cannot be used: {error}") from error
    for what, then, now in (
        ("another format", kept.schema, plan.schema),
        ("another version of sayso or its models", kept.reading, plan.reading),
        ("another version of sayso", kept.linking, plan.linking),
        ("other inputs", kept.inputs, plan.inputs),
    ):
        if then != now:
            raise BulkError(f"{folder}: it holds a run of {what} ({_told(then)}; now {_told(now)}); name a new folder")
    return kept


def _input(path: str) -> Input:
    place = Path(path)
    try:
        if path == "-" or "://" in path or not place.exists():
            return Input(path=path, size=None, changed=None)
        files = [f for f in place.rglob("*") if f.is_file()] if place.is_dir() else [place]
        known = [f.stat() for f in files]
    except OSError:
        return Input(path=path, size=None, changed=None)
    return Input(
        path=path, size=sum(s.st_size for s in known), changed=max((s.st_mtime_ns for s in known), default=None)
    )


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"{i.path} of {i.size:,} bytes" if i.size is not None else i.path for i in value)
    return str(value)
