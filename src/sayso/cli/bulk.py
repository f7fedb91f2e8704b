"""The command for more reports than fit a desk: a folder of annotations, copies, stories and dossiers."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from sayso.cli.options import DONE, PARTLY, complain, fail, model_option, private_option, quiet_option

if TYPE_CHECKING:
    from sayso.bulk.run import Ran
    from sayso.types import Progress

# what gave no report is named up to this many times; the rest is counted
NAMED = 20


@click.command(
    "bulk",
    help="""Read any number of reports into FOLDER: annotations, copies, stories and dossiers.

    INPUT is what the other commands read, or a Parquet file with a column `text` or `html`, of any size. FOLDER then
    has `annotations/TABLE/*.parquet`, `copies.parquet`, `stories.parquet`, `dossiers/*.jsonl` for the stories of
    several reports, and `unread.jsonl`. The same command over the same inputs goes on where an earlier one ended,
    whatever ended it.""",
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT…")
@click.option(
    "-o", "--output", "folder", type=click.Path(path_type=Path), required=True, metavar="FOLDER", help="The folder."
)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    metavar="N",
    help="Worker processes; without it one a core, as far as memory goes.",
)
@click.option(
    "--runner",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="Who reads and tells: processes of this machine, or a Ray cluster.",
)
@click.option("--address", metavar="ADDRESS", help="The Ray cluster; without it one is started on this machine.")
@model_option
@private_option
@quiet_option
def bulk_command(
    inputs: tuple[str, ...],
    folder: Path,
    processes: int | None,
    runner: Literal["local", "ray"],
    address: str | None,
    model: str | None,
    allow_private: bool,
    quiet: bool,
) -> None:
    """Take in, read, find copies, group, tell; the help text is in the decorator."""
    from sayso.bulk.run import bulk
    from sayso.errors import SaysoError
    from sayso.whole import naming

    if address is not None and runner != "ray":
        raise click.UsageError("--address goes with --runner ray")
    try:
        with naming(folder), _progress(quiet) as progress:
            ran = bulk(
                inputs,
                folder,
                stdin=sys.stdin.buffer,
                processes=processes,
                runner=runner,
                address=address,
                model=model,
                allow_private=allow_private,
                progress=progress,
            )
    except (SaysoError, OSError) as error:
        fail(str(error))
    if not quiet:
        _tell(ran, folder)
    complain(ran.unread[:NAMED])
    if len(ran.unread) > NAMED:
        click.echo(f"sayso: {len(ran.unread) - NAMED:,} more in {folder / 'unread.jsonl'}", err=True)
    sys.exit(PARTLY if ran.unread else DONE)


def _tell(ran: Ran, folder: Path) -> None:
    rate = f", {ran.read / ran.seconds:.1f} a second" if ran.read and ran.seconds else ""
    lines = [
        f"{ran.reports:,} reports, {ran.read:,} of them read in this call of {_clock(ran.seconds)}{rate}",
        f"{ran.copies:,} pairs of copies, {ran.stories:,} stories, {ran.dossiers:,} dossiers",
        f"in {folder}",
    ]
    if ran.unread:
        kinds = Counter(one.kind for one in ran.unread).most_common()
        lines.insert(1, f"{len(ran.unread):,} not read: {', '.join(f'{n:,} {kind}' for kind, n in kinds)}")
    for line in lines:
        click.echo(f"sayso: {line}", err=True)


@contextmanager
def _progress(quiet: bool) -> Iterator[Progress]:
    """On a terminal's stderr: what is being done, how far it is, its rate, and the time that is left."""
    if quiet or not sys.stderr.isatty():
        yield lambda doing, done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as shown:
        tasks: dict[str, TaskID] = {}

        def tell(doing: str, done: int, of: int) -> None:
            if doing not in tasks:
                tasks[doing] = shown.add_task(doing, total=of or None, completed=done, rate="")
            task = tasks[doing]
            speed = shown.tasks[task].speed
            shown.update(task, completed=done, total=of or None, rate=f"{speed:,.1f}/s" if speed else "")

        yield tell


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
