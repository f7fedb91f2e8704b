"""The commands of the library: add, list, search, show, place, forget, check, back up."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from sayso.cli.options import (
    DONE,
    FAILED,
    PATH_HELP,
    counted,
    fail,
    form_option,
    library_option,
    model_option,
    output_option,
    private_option,
    progress_line,
    quiet_option,
    share_option,
    sink,
    tell,
    this_moment,
)
from sayso.cli.output import check_target, choose, write_all, write_one


@click.command(
    "add",
    help=f"""Add reports to the library, and bring its dossiers up to date; one JSON object a report.

    {PATH_HELP} Without a PATH nothing is added, but what is to be read or made anew is.""",
)
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@library_option
@model_option
@private_option
@quiet_option
def add_command(
    paths: tuple[str, ...], library: str | None, model: str | None, allow_private: bool, quiet: bool
) -> None:
    """Accept, join, read, link, keep; the help text is in the decorator."""
    from sayso.errors import SaysoError
    from sayso.store import open_library
    from sayso.store.growing import add

    try:
        with (
            closing(open_library(library, make=True)) as opened,
            progress_line(quiet) as progress,
            sink(None) as out,
            closing(
                add(
                    opened,
                    paths,
                    stdin=sys.stdin.buffer,
                    model=model,
                    allow_private=allow_private,
                    progress=progress,
                )
            ) as found,
        ):
            ended = tell(found, out, lambda a: {"report": a.id, "story": f"s{a.story}", "new": a.new})
    except (SaysoError, OSError) as error:
        fail(str(error))
    sys.exit(ended)


@click.command("list", help="The stories of the library, the latest first; or the reports of one STORY, such as s12.")
@click.argument("story", required=False, metavar="[STORY]")
@library_option
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Stories at most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--datasette", is_flag=True, help="Instead, Datasette's metadata: what each table and column holds.")
def list_command(story: str | None, library: str | None, limit: int, as_json: bool, datasette: bool) -> None:
    """Look up and print; the help text is in the decorator."""
    from sayso.errors import SaysoError
    from sayso.export.json import to_json
    from sayso.store.listing import datasette_metadata, listed_reports, listed_stories

    if datasette:
        from sayso.store import default_library

        # Datasette knows a file by its name without the ending
        click.echo(to_json(datasette_metadata(Path(library or default_library()).stem), indent=1))
        return
    from sayso.store import open_library
    from sayso.store.naming import story_number

    try:
        with closing(open_library(library, write=False)) as opened, sink(None) as out:
            if story is None:
                lines = listed_stories(opened.stories(limit), as_json)
            else:
                lines = listed_reports(opened.reports(story_number(opened, story)), as_json)
            out.writelines(f"{line}\n" for line in lines)
    except (SaysoError, OSError) as error:
        fail(str(error))


@click.command(
    "search",
    help="""Search the library, newest first; a line for each report, statement, figure, or named person or body.

    All WORDS must be there; case, accents and endings do not matter. Words that you quote twice, as in '"stuck gate"',
    stand in a row. No other sign means anything.""",
)
@click.argument("words", nargs=-1, metavar="[WORDS…]")
@click.option(
    "--for",
    "kind",
    type=click.Choice(["reports", "statements", "figures", "entities"]),
    default="reports",
    show_default=True,
    help="What to search for.",
)
@click.option("--speaker", default="", metavar="NAME", help="Statements of this speaker.")
@click.option("--since", metavar="DAY", help="Reports and statements from this ISO day on.")
@click.option("--until", metavar="DAY", help="Reports and statements up to this ISO day.")
@click.option("--low", type=float, metavar="NUMBER", help="Figures of this or more.")
@click.option("--high", type=float, metavar="NUMBER", help="Figures of this or less.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Lines at most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@library_option
def search_command(
    words: tuple[str, ...],
    kind: str,
    speaker: str,
    since: str | None,
    until: str | None,
    low: float | None,
    high: float | None,
    limit: int,
    as_json: bool,
    library: str | None,
) -> None:
    """Look up and print; the help text is in the decorator."""
    _check_search(words, kind, speaker, (since, until), (low, high))
    from sayso.errors import SaysoError
    from sayso.store import open_library
    from sayso.store.listing import listed_found, listed_reports

    text = " ".join(words)
    try:
        with closing(open_library(library, write=False)) as opened, sink(None) as out:
            if kind == "reports":
                reports = opened.search_reports(text, since=since, until=until, limit=limit)
                lines = listed_reports(reports, as_json)
            elif kind == "statements":
                said = opened.search_statements(text, speaker=speaker, since=since, until=until, limit=limit)
                lines = listed_found(said, as_json)
            elif kind == "figures":
                lines = listed_found(opened.search_figures(text, low=low, high=high, limit=limit), as_json)
            else:
                lines = listed_found(opened.search_entities(text, limit=limit), as_json)
            out.writelines(f"{line}\n" for line in lines)
    except (SaysoError, OSError) as error:
        fail(str(error))


def _check_search(
    words: tuple[str, ...],
    kind: str,
    speaker: str,
    days: tuple[str | None, str | None],
    bounds: tuple[float | None, float | None],
) -> None:
    """Refuse what this kind of search does not look at, rather than leave it out of account."""
    if speaker and kind != "statements":
        raise click.UsageError("--speaker goes with --for statements")
    if any(days) and kind not in ("reports", "statements"):
        raise click.UsageError("--since and --until go with --for reports and --for statements")
    if any(b is not None for b in bounds) and kind != "figures":
        raise click.UsageError("--low and --high go with --for figures")
    if not words and not speaker and all(b is None for b in bounds):
        raise click.UsageError("say what to search for")
    for day in days:
        _check_day(day)


def _check_day(text: str | None) -> None:
    from datetime import date

    try:
        if text is not None and (len(text) != 10 or not date.fromisoformat(text)):
            raise ValueError
    except ValueError:
        raise click.UsageError(f"{text} is not a day; write it as 2028-03-08") from None


@click.command("show", help="The dossier of a STORY of the library, such as s12, or of one REPORT by itself.")
@click.argument("name", metavar="STORY|REPORT")
@library_option
@form_option("md")
@output_option
@share_option
@model_option
def show_command(
    name: str, library: str | None, form: str | None, output: Path | None, share: bool, model: str | None
) -> None:
    """Look up, make anew where it is to be, render; the help text is in the decorator."""
    form = choose(form, output, "md")
    check_target(output, form)
    from sayso.errors import SaysoError
    from sayso.export.excerpts import share as shared
    from sayso.export.provenance import made_at
    from sayso.store import open_library
    from sayso.store.naming import dossier_named

    try:
        with closing(open_library(library)) as opened:
            made = dossier_named(opened, name, model=model)
        if made.provenance is None:
            made = made_at(made, this_moment())
        write_one(shared(made) if share else made, form, output)
    except (SaysoError, OSError) as error:
        fail(str(error))


@click.command(
    "export",
    help="""Write the dossiers of stories of the library, such as s12, for other programs: with excerpts of the reports
    alone.

    Of a form that is one document each story is a file in a folder or .zip archive; what is lines, items or tables
    stands together for all of them. Nothing stays of what was cut off.""",
)
@click.argument("stories", nargs=-1, metavar="[STORY…]")
@click.option("--all", "every", is_flag=True, help="All stories of the library.")
@form_option("jsonl")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE|FOLDER",
    help="Write to FILE, FOLDER or a .zip archive instead of stdout.",
)
@click.option("--full-texts", is_flag=True, help="With full texts and what the desk keeps to itself, for your own use.")
@library_option
@model_option
@quiet_option
def export_command(
    stories: tuple[str, ...],
    every: bool,
    form: str | None,
    output: Path | None,
    full_texts: bool,
    library: str | None,
    model: str | None,
    quiet: bool,
) -> None:
    """Look up, make anew where it is to be, write story by story; the help text is in the decorator."""
    form = choose(form, output, "jsonl")
    if every == bool(stories):
        raise click.UsageError("name the stories, or say --all")
    check_target(output, form, several=True)
    from sayso.errors import SaysoError
    from sayso.export.excerpts import share
    from sayso.store import open_library
    from sayso.store.naming import dossiers_named

    try:
        with closing(open_library(library)) as opened, progress_line(quiet) as progress:
            made = counted(dossiers_named(opened, stories, model=model), progress, "exporting")
            write_all(((name, d if full_texts else share(d)) for name, d in made), form, output)
    except (SaysoError, OSError) as error:
        fail(str(error))


@click.command(
    "place",
    help="""Say which story reports belong to; what comes later does not move them, nor the others of the stories that
    they come to and leave.

    REPORT is an id, or an address or source with all its reports; or a story such as s3, which is so put together with
    the other one. Placing back takes it back.""",
)
@click.argument("names", nargs=-1, required=True, metavar="REPORT…")
@click.option("--story", required=True, metavar="STORY", help='Their story, such as s12; "new" for one of their own.')
@click.option("--by", metavar="NAME", help="Who decides; without it the name of this user.")
@click.option("--note", default="", metavar="TEXT", help="Why, in your own words.")
@library_option
@model_option
def place_command(
    names: tuple[str, ...], story: str, by: str | None, note: str, library: str | None, model: str | None
) -> None:
    """Place, make the dossiers anew, say what is where; the help text is in the decorator."""
    from sayso.errors import SaysoError
    from sayso.store import open_library
    from sayso.store.naming import place_named

    try:
        with closing(open_library(library)) as opened:
            number, came_from = place_named(opened, names, story, by=by, note=note, model=model)
    except (SaysoError, OSError) as error:
        fail(str(error))
    for report, before in came_from:
        click.echo(
            f"{report} stays in s{number}" if before == number else f"{report} is in s{number}, was in s{before}"
        )


@click.command(
    "forget",
    help="""Let reports go, with all that was made of them: REPORT is an id, or an address or source with all its
    reports.""",
)
@click.argument("name", metavar="REPORT")
@library_option
@model_option
def forget_command(name: str, library: str | None, model: str | None) -> None:
    """Delete, make the dossiers anew, say what is gone; the help text is in the decorator."""
    from sayso.errors import SaysoError
    from sayso.store import open_library
    from sayso.store.naming import forget_named

    try:
        with closing(open_library(library)) as opened:
            for gone in forget_named(opened, name, model=model):
                click.echo(f"{gone.id} is gone ({gone.source})")
    except (SaysoError, OSError) as error:
        fail(str(error))


@click.command(
    "check", help="Look through the whole library for what is not as it must be; a line for each, on stdout."
)
@library_option
@quiet_option
def check_command(library: str | None, quiet: bool) -> None:
    """Check and tell; the help text is in the decorator."""
    from sayso.errors import SaysoError
    from sayso.store import open_library

    try:
        with closing(open_library(library)) as opened, progress_line(quiet) as progress:
            problems = opened.check(progress)
    except (SaysoError, OSError) as error:
        fail(str(error))
    for problem in problems:
        click.echo(f"{problem.what}: {problem.wrong}")
    if not quiet and not problems:
        click.echo("sayso: the library is as it must be", err=True)
    sys.exit(FAILED if problems else DONE)


@click.command(
    "backup",
    help="Write the whole library to a new SQLite FILE, while others go on using it; FILE is a library itself.",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@library_option
def backup_command(file: Path, library: str | None) -> None:
    """Copy; the help text is in the decorator."""
    from sayso.errors import SaysoError
    from sayso.store import open_library

    try:
        with closing(open_library(library, write=False)) as opened:
            opened.backup(file)
    except (SaysoError, OSError) as error:
        fail(str(error))
