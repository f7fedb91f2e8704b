"""The commands that read reports: into a dossier, one by one, into stories, for copies."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from sayso.cli.options import (
    DONE,
    PARTLY,
    PATH_HELP,
    check_writable,
    complain,
    counted,
    epoch,
    fail,
    form_option,
    model_option,
    output_option,
    paths_argument,
    private_option,
    progress_line,
    quiet_option,
    share_option,
    sink,
    tell,
    this_moment,
)
from sayso.cli.output import check_target, choose, write_one

SAME_BYTES = ("json", "jsonl")
"""Forms that do not note when they were made, so that the same reports give the same bytes."""


@click.command("dossier", help=f"Make the dossier of several reports of one story.\n\n{PATH_HELP}")
@click.argument("paths", nargs=-1, metavar="PATH…")
@form_option("html")
@output_option
@click.option(
    "--keep",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Keep what is read in FILE; what it holds already belongs to the dossier and is not read again.",
)
@click.option("--since", metavar="TIME", help="Say what is new since an ISO day or time.")
@click.option(
    "--owners",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A YAML file of owners, each with a list of their outlets; it goes before the families that sayso knows.",
)
@click.option(
    "--judgements",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A file of what a person decided, as `sayso judge` writes it; it outranks what sayso finds.",
)
@share_option
@click.option("--summary", is_flag=True, help="Also print a short summary on stderr.")
@model_option
@private_option
@quiet_option
def dossier_command(
    paths: tuple[str, ...],
    form: str | None,
    output: Path | None,
    keep: Path | None,
    since: str | None,
    owners: Path | None,
    judgements: Path | None,
    share: bool,
    summary: bool,
    model: str | None,
    allow_private: bool,
    quiet: bool,
) -> None:
    """Read, annotate, link, render; the help text is in the decorator."""
    form = choose(form, output, "html")
    check_target(output, form)
    check_writable(keep)
    if not paths and not (keep and keep.exists()):
        raise click.UsageError("name at least one PATH, or with --keep a FILE that holds reports")
    _check_since(since)
    from sayso.assemble import dossier
    from sayso.errors import NothingToRead, SaysoError
    from sayso.export.excerpts import share as shared
    from sayso.export.provenance import made_at

    try:
        with progress_line(quiet) as progress:
            made = dossier(
                paths,
                keep=keep,
                since=since,
                owners=owners,
                judgements=judgements or (),
                stdin=sys.stdin.buffer,
                model=model,
                allow_private=allow_private,
                progress=progress,
            )
        if form not in SAME_BYTES or epoch():
            made = made_at(made, this_moment())
        write_one(shared(made) if share else made, form, output)
    except NothingToRead as error:
        complain(error.unread)
        fail("no report could be read, so there is no dossier")
    except (SaysoError, OSError) as error:
        fail(str(error))
    complain(made.unread)
    if not quiet:
        for note in made.notes:
            click.echo(f"sayso: {note}", err=True)
    if summary:
        from sayso.render import render_summary

        click.echo(render_summary(made), err=True, nl=False)
    sys.exit(PARTLY if made.unread else DONE)


@click.command("read", help=f"Annotate each report by itself; one JSON object a line.\n\n{PATH_HELP}")
@paths_argument
@output_option
@model_option
@private_option
@quiet_option
def read_command(
    paths: tuple[str, ...], output: Path | None, model: str | None, allow_private: bool, quiet: bool
) -> None:
    """Read and annotate; the help text is in the decorator."""
    check_writable(output)
    from sayso.assemble import read
    from sayso.errors import SaysoError
    from sayso.export.json import report_record, unread_record

    try:
        with (
            progress_line(quiet) as progress,
            sink(output) as out,
            closing(read(paths, stdin=sys.stdin.buffer, model=model, allow_private=allow_private)) as found,
        ):
            ended = tell(counted(found, progress, "reading"), out, report_record, unread_record)
    except (SaysoError, OSError) as error:
        fail(str(error))
    sys.exit(ended)


@click.command("stories", help=f"Group reports into stories; one JSON object a line.\n\n{PATH_HELP}")
@paths_argument
@click.option(
    "--state",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Remember the stories in FILE; reports join those that it holds.",
)
@click.option(
    "--window", type=click.IntRange(min=1000), metavar="N", help="Forget a report when N others have come; 100000."
)
@output_option
@private_option
@quiet_option
def stories_command(
    paths: tuple[str, ...],
    state: Path | None,
    window: int | None,
    output: Path | None,
    allow_private: bool,
    quiet: bool,
) -> None:
    """Read and group; the help text is in the decorator."""
    check_writable(output)
    from sayso.errors import SaysoError
    from sayso.export.stories import placed_record
    from sayso.stream import WINDOW, stories

    try:
        with (
            progress_line(quiet) as progress,
            sink(output) as out,
            closing(
                stories(
                    paths,
                    state=state,
                    window=window or WINDOW,
                    stdin=sys.stdin.buffer,
                    allow_private=allow_private,
                    progress=progress,
                )
            ) as found,
        ):
            ended = tell(found, out, placed_record)
    except (SaysoError, OSError) as error:
        fail(str(error))
    sys.exit(ended)


@click.command(
    "copies",
    help="""Find the copies among any number of reports, by their words alone.

    INPUT is what the other commands read, or a Parquet file with a column `text` or `html`. Each line of the output is
    a pair: `a`, `b`, `relation` (identical, near-identical, excerpt, rewrite), `share_of_a`, `share_of_b`. Of reports
    with the same words only the first is paired with others.""",
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT…")
@output_option
@private_option
@quiet_option
def copies_command(inputs: tuple[str, ...], output: Path | None, allow_private: bool, quiet: bool) -> None:
    """Read, sample, join, compare; the help text is in the decorator."""
    check_writable(output)
    import msgspec

    from sayso.bulk.copies import find_copies
    from sayso.errors import SaysoError
    from sayso.types import Unread

    failed = False
    try:
        with (
            progress_line(quiet) as progress,
            sink(output) as out,
            closing(
                find_copies(
                    inputs,
                    stdin=sys.stdin.buffer,
                    allow_private=allow_private,
                    scratch=output.parent if output else None,
                    progress=progress,
                )
            ) as found,
        ):
            for item in found:
                if isinstance(item, Unread):
                    failed = True
                    complain([item])
                else:
                    out.write(msgspec.json.encode(item).decode() + "\n")
    except (SaysoError, OSError) as error:
        fail(str(error))
    sys.exit(PARTLY if failed else DONE)


def _check_since(since: str | None) -> None:
    if since is None:
        return
    from sayso.link.news import instant

    try:
        instant(since)
    except ValueError as error:
        raise click.UsageError(f"--since: {error}") from None
