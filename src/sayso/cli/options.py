"""What several commands share: options, exit codes, where output goes, and how a command fails."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, TypeVar

import click

from sayso.export.forms import FORMS

if TYPE_CHECKING:
    from sayso.types import Progress, Unread

Told = TypeVar("Told")
Item = TypeVar("Item")

DONE, FAILED, PARTLY = 0, 1, 3
PATH_HELP = """PATH is a text or HTML file, a folder, a JSONL file whose rows carry `text`, `html` or `path`, a WARC or
WACZ archive, an RSS or Atom file, a PDF, a Word file, a mail (.eml), an https:// address, or - for stdin."""

paths_argument = click.argument("paths", nargs=-1, required=True, metavar="PATH…")
output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE instead of stdout."
)


def form_option(otherwise: str) -> Callable[[Any], Any]:
    """The option for the form of a dossier, with that which is taken where nothing says one."""
    told = f"Without it, the ending of FILE decides, or else {otherwise}."
    return click.option("--format", "form", type=click.Choice(list(FORMS)), help=told)


share_option = click.option(
    "--share", is_flag=True, help="With excerpts of the reports alone, and nothing that the desk keeps to itself."
)
library_option = click.option(
    "--library",
    metavar="FILE|URL",
    help="A file, or a postgresql:// address; without it SAYSO_LIBRARY, or else library.sayso in the data folder.",
)
model_option = click.option("--model", metavar="NAME", help="An installed English spaCy pipeline, or a path to one.")
private_option = click.option(
    "--allow-private", is_flag=True, help="Also fetch addresses of this machine and its network."
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="No progress and no remarks on stderr, only errors.")


def fail(message: str) -> NoReturn:
    """Ends the command with an error on stderr."""
    click.echo(f"sayso: {message}", err=True)
    sys.exit(FAILED)


def epoch() -> datetime | None:
    """The moment that SOURCE_DATE_EPOCH names, for whoever wants all work to give the same bytes; None without it."""
    said = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(said), UTC) if said.isdigit() else None


def this_moment() -> str:
    """Now, or the moment that SOURCE_DATE_EPOCH names, ISO and UTC."""
    return (epoch() or datetime.now(UTC)).isoformat(timespec="seconds")


def check_writable(output: Path | None) -> None:
    """Find out before the work, not after it, that its result has nowhere to go."""
    if output is None:
        return
    if output.is_dir():
        raise click.UsageError(f"{output} is a folder; name a file in it")
    if not output.parent.is_dir():
        raise click.UsageError(f"{output} cannot be written: there is no folder {output.parent}")


@contextmanager
def sink(output: Path | None) -> Iterator[TextIO]:
    """Stdout, or a file that appears under its name only when it is whole."""
    if output is None:
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")  # type: ignore[union-attr]
        try:
            yield sys.stdout
            sys.stdout.flush()
        except BrokenPipeError:
            # whoever read us has seen enough; nothing of ours went wrong
            sys.stderr.close()
            sys.exit(DONE)
        return
    from sayso.whole import whole

    with whole(output) as beside, beside.open("w", encoding="utf-8", newline="\n") as out:
        yield out


@contextmanager
def progress_line(quiet: bool) -> Iterator[Progress]:
    """A line on a terminal's stderr that says what is being done; silence elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda doing, done, of: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield lambda doing, done, of: status.update(f"{doing} {done}/{of}" if of else f"{doing} {done or ''}")


def tell(
    found: Iterable[Told | Unread],
    out: TextIO,
    record: Callable[[Told], dict[str, Any]],
    unread: Callable[[Unread], dict[str, Any]] | None = None,
) -> int:
    """Writes a line of JSON for each item as it comes, and names on stderr what gave none.

    Args:
        found: what comes.
        out: where the lines go.
        record: the line of an item.
        unread: the line of what gave none; None writes none.

    Returns:
        The code to exit with.
    """
    from sayso.export.json import to_json
    from sayso.types import Unread

    done = failed = 0
    for item in found:
        if isinstance(item, Unread):
            failed += 1
            complain([item])
            line = unread(item) if unread is not None else None
        else:
            done += 1
            line = record(item)
        if line is not None:
            out.write(to_json(line) + "\n")
            out.flush()
    return DONE if not failed else PARTLY if done else FAILED


def complain(unread: Iterable[Unread]) -> None:
    """Names what gave no report on stderr, with the reason."""
    for item in unread:
        click.echo(f"sayso: {item.source}: {item.message}", err=True)


def counted(found: Iterable[Item], progress: Progress, doing: str) -> Iterator[Item]:
    """What comes, each told as it has come."""
    for count, item in enumerate(found, start=1):
        yield item
        progress(doing, count, 0)
