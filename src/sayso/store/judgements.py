"""A file of judgements: a row of JSON a line, added whole or not at all, and never changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from sayso.errors import JudgementsError
from sayso.export.json import DOSSIER
from sayso.judge.making import find_items, make_judgement, revocation
from sayso.judge.rows import Judgement, from_row, to_row
from sayso.store.deciding import after, user
from sayso.whole import whole

# far more than a person writes; a larger file is another one, named by mistake
LARGEST = 64 * 1024 * 1024


def read_judgements(path: str | os.PathLike[str]) -> tuple[Judgement, ...]:
    """The judgements of a file, in the order in which they were written.

    Args:
        path: a JSONL file; see docs/reference/judgements.md.

    Raises:
        JudgementsError: when there is none, or a line is no judgement; the message names the line.
    """
    file = Path(path)
    rows: dict[str, tuple[int, Judgement]] = {}
    out = []
    for number, line in enumerate(_read(file).split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            row = from_row(msgspec.json.decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise JudgementsError(f"{file}:{number}: this line is not JSON ({error}); one judgement a line") from error
        except ValueError as error:
            raise JudgementsError(f"{file}:{number}: {error}") from error
        before, known = rows.setdefault(row.id, (number, row))
        if known != row:
            raise JudgementsError(f"{file}:{number}: its id {row.id} is that of another judgement, in line {before}")
        out.append(row)
    return tuple(out)


def add_judgements(path: str | os.PathLike[str], judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """Adds judgements to a file, which is made when it is missing: all of them or, when that fails, none.

    Rows that the file has are not added again, and those that it has are read first, so that nothing is added to a file
    that is none. Two processes that write to one file do so one after the other.

    Args:
        path: the file.
        judgements: what to add.

    Returns:
        What the file did not have.

    Raises:
        JudgementsError: when it is no file of judgements, or cannot be written.
    """
    file = Path(path).resolve()
    try:
        with _alone_in(file.parent):
            held = read_judgements(file) if file.exists() else ()
            known = {j.id for j in held}
            fresh = tuple(j for j in dict.fromkeys(judgements) if j.id not in known)
            if fresh:
                _append(file, b"".join(msgspec.json.encode(to_row(j)) + b"\n" for j in fresh))
            return fresh
    except OSError as error:
        raise JudgementsError(f"{path}: the judgements cannot be written ({error.strerror or error})") from error


def judge_dossier(
    path: str | os.PathLike[str],
    words: Sequence[str],
    *,
    by: str | None = None,
    note: str | None = None,
    how: str | None = None,
    on: str | None = None,
    held: Iterable[Judgement] = (),
) -> Judgement:
    """What a person decides now about items of a dossier in a file.

    Args:
        path: the dossier's JSON.
        words: the decision and its items; see `sayso.judge.making.make_judgement`.
        by: who decides; None for the name of this machine's user.
        note: why.
        how: of a claim that is confirmed, false or withdrawn: in which way that was found.
        on: when it was found, ISO.
        held: what was decided before, behind which this comes.

    Raises:
        JudgementsError: when the file holds no dossier, or the words name nothing in it.
    """
    record = _dossier(path)
    try:
        return make_judgement(record, words, by=by or user(), made=after(held), note=note, how=how, on=on)
    except JudgementsError as error:
        raise JudgementsError(f"{path}: {error}") from error


def find_in_dossier(path: str | os.PathLike[str], text: str) -> tuple[str, ...]:
    """The items of a dossier in a file whose words hold a text, a line each; see `sayso.judge.making.find_items`.

    Args:
        path: the dossier's JSON.
        text: words, in any case.

    Raises:
        JudgementsError: when the file holds no dossier.
    """
    return tuple(find_items(_dossier(path), text))


def _dossier(path: str | os.PathLike[str]) -> dict[str, Any]:
    try:
        record = msgspec.json.decode(Path(path).read_bytes())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise JudgementsError(f"{path}: this is no dossier in JSON ({error})") from error
    if not isinstance(record, dict) or record.get("schema") != DOSSIER:
        raise JudgementsError(f"{path}: this is no dossier in JSON; make one with `sayso dossier … --format json`")
    return record


def revoke(path: str | os.PathLike[str], name: str, *, by: str | None = None, note: str | None = None) -> Judgement:
    """A judgement that takes back another one of a file.

    Args:
        path: the file.
        name: the id of what is taken back.
        by: who decides; None for the name of this machine's user.
        note: why.

    Raises:
        JudgementsError: when the file has no such judgement.
    """
    held = read_judgements(path)
    return revocation(held, name, by=by or user(), made=after(held), note=note)


def _append(file: Path, rows: bytes) -> None:
    """The file with rows at its end, under its name only when all is on the disk."""
    before = file.read_bytes() if file.exists() else b""
    between = b"\n" if before and not before.endswith(b"\n") else b""
    with whole(file) as beside:
        beside.write_bytes(before + between + rows)
        if before:
            beside.chmod(file.stat().st_mode)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Waits until no other process writes judgements in a folder; where the system has no such locks it goes on."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    at = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(at, fcntl.LOCK_EX)
        yield
    finally:
        os.close(at)


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise JudgementsError(f"{file}: a file of judgements has at most {LARGEST:,} bytes; name another one")
        return file.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        raise JudgementsError(f"{file}: the judgements cannot be read ({error.strerror or error})") from error
