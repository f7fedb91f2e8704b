"""The command line: data on stdout, progress and log on stderr, exit 0 done, 1 failed, 2 usage, 3 partly."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from sayso.cli_options import (
    DONE,
    FAILED,
    PARTLY,
    library_option,
    model_option,
    private_option,
    quiet_option,
)
from sayso.cli_options import fail as _fail
from sayso.cli_serve import serve_command, token_group

if TYPE_CHECKING:
    from sayso.types import Dossier, Progress, Unread

# judgements that are listed; far more than people make
LARGEST_TRAIL = 1_000_000
ENDINGS = {".html": "html", ".htm": "html", ".json": "json", ".md": "md", ".markdown": "md", ".csv": "csv"}
FORMS = ["html", "json", "md", "csv", "worklist"]
PATH_HELP = """PATH is a text or HTML file, a folder, a JSONL file whose rows carry `text`, `html` or `path`, a WARC or
WACZ archive, an RSS or Atom file, an https:// address, or - for stdin."""

_paths = click.argument("paths", nargs=-1, required=True, metavar="PATH…")
_output = click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE instead of stdout."
)
_model = click.option("--model", metavar="NAME", help="An installed English spaCy pipeline, or a path to one.")
_private = click.option("--allow-private", is_flag=True, help="Also fetch addresses of this machine and its network.")
_share = click.option(
    "--share", is_flag=True, help="With excerpts of the reports alone, and nothing that the desk keeps to itself."
)
_quiet = click.option("-q", "--quiet", is_flag=True, help="No progress and no remarks on stderr, only errors.")


_library = click.option(
    "--library",
    metavar="FILE|URL",
    help="A file, or a postgresql:// address; without it SAYSO_LIBRARY, or else library.sayso in the data folder.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sayso")
def main() -> None:
    """From several reports of one story to a dossier that one can check.

    Who says what and through whom, how many and since when, which reports copy one another, and how many independent
    origins stand behind each claim. Runs offline; nothing is generated.
    """


main.add_command(serve_command)
main.add_command(token_group)


@main.command("dossier", help=f"Make the dossier of several reports of one story.\n\n{PATH_HELP}")
@click.argument("paths", nargs=-1, metavar="PATH…")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Without it, the ending of FILE decides, or else html.",
)
@_output
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
@_share
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
    form = form or ENDINGS.get(output.suffix.lower() if output else "", "html")
    _check_writable(output)
    _check_writable(keep)
    if not paths and not (keep and keep.exists()):
        raise click.UsageError("name at least one PATH, or with --keep a FILE that holds reports")
    _check_since(since)
    from sayso.assemble import dossier
    from sayso.errors import NothingToRead, SaysoError

    try:
        with _progress(quiet) as progress:
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
        with _sink(output) as out:
            out.write(_render(made, form, share=share))
    except NothingToRead as error:
        _complain(error.unread)
        _fail("no report could be read, so there is no dossier")
    except (SaysoError, OSError) as error:
        _fail(str(error))
    _complain(made.unread)
    if not quiet:
        for note in made.notes:
            click.echo(f"sayso: {note}", err=True)
    if summary:
        from sayso.render import render_summary

        click.echo(render_summary(made), err=True, nl=False)
    sys.exit(PARTLY if made.unread else DONE)


@main.command("read", help=f"Annotate each report by itself; one JSON object a line.\n\n{PATH_HELP}")
@_paths
@_output
@model_option
@private_option
@quiet_option
def read_command(
    paths: tuple[str, ...], output: Path | None, model: str | None, allow_private: bool, quiet: bool
) -> None:
    """Read and annotate; the help text is in the decorator."""
    _check_writable(output)
    from sayso.assemble import read
    from sayso.errors import SaysoError
    from sayso.export.json import report_record, to_json, unread_record
    from sayso.types import Unread

    done = failed = 0
    try:
        with (
            _progress(quiet) as progress,
            _sink(output) as out,
            closing(read(paths, stdin=sys.stdin.buffer, model=model, allow_private=allow_private)) as found,
        ):
            for item in found:
                if isinstance(item, Unread):
                    failed += 1
                    out.write(to_json(unread_record(item)) + "\n")
                    _complain([item])
                else:
                    done += 1
                    out.write(to_json(report_record(item)) + "\n")
                progress("reading", done + failed, 0)
    except (SaysoError, OSError) as error:
        _fail(str(error))
    sys.exit(DONE if not failed else PARTLY if done else FAILED)


@main.command("stories", help=f"Group reports into stories; one JSON object a line.\n\n{PATH_HELP}")
@_paths
@click.option(
    "--state",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Remember the stories in FILE; reports join those that it holds.",
)
@click.option(
    "--window", type=click.IntRange(min=1000), metavar="N", help="Forget a report when N others have come; 100000."
)
@_output
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
    _check_writable(output)
    from sayso.errors import SaysoError
    from sayso.export.json import to_json
    from sayso.export.stories import placed_record
    from sayso.stream import WINDOW, stories
    from sayso.types import Unread

    done = failed = 0
    try:
        with (
            _progress(quiet) as progress,
            _sink(output) as out,
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
            for item in found:
                if isinstance(item, Unread):
                    failed += 1
                    _complain([item])
                else:
                    done += 1
                    out.write(to_json(placed_record(item)) + "\n")
    except (SaysoError, OSError) as error:
        _fail(str(error))
    sys.exit(DONE if not failed else PARTLY if done else FAILED)


@main.command(
    "copies",
    help="""Find the copies among any number of reports, by their words alone.

    INPUT is what the other commands read, or a Parquet file with a column `text` or `html`. Each line of the output is
    a pair: `a`, `b`, `relation` (identical, near-identical, excerpt, rewrite), `share_of_a`, `share_of_b`. Of reports
    with the same words only the first is paired with others.""",
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT…")
@_output
@private_option
@quiet_option
def copies_command(inputs: tuple[str, ...], output: Path | None, allow_private: bool, quiet: bool) -> None:
    """Read, sample, join, compare; the help text is in the decorator."""
    _check_writable(output)
    import msgspec

    from sayso.bulk.copies import find_copies
    from sayso.errors import SaysoError
    from sayso.types import Unread

    failed = False
    try:
        with (
            _progress(quiet) as progress,
            _sink(output) as out,
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
                    _complain([item])
                else:
                    out.write(msgspec.json.encode(item).decode() + "\n")
    except (SaysoError, OSError) as error:
        _fail(str(error))
    sys.exit(PARTLY if failed else DONE)


@main.command(
    "judge",
    help="""Overrule sayso: write what you decide about a dossier, list what was decided, take it back.

    With --to, FILE is a dossier in JSON and WORDS what you decide about its ids: same e3 e7, apart c2@r1 c2@r4,
    name e3 "Ada Roe", speaker s4 e3, giver f2 -, verdict c5 disputed, relation x1 update, dismiss x2. Without, WORDS
    are find and some words of a dossier, to see ids; or FILE is a file of judgements, and WORDS are nothing (it is
    listed) or revoke and an id.

    In the library, with a STORY such as s12 for FILE, WORDS go straight into it and the story's dossier is made anew;
    without WORDS its judgements are listed, all of the library's without a STORY; revoke and an id take one back.

    Of a claim that the desk checked by itself: confirmed c2 "Ada Roe" --how phone --on 2028-03-08, false c2,
    withdrawn c2 "The Courier".""",
)
@click.argument("file", required=False, metavar="[FILE|STORY]")
@click.argument("words", nargs=-1, metavar="[WORDS…]")
@library_option
@click.option(
    "--to", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The file of judgements to write to."
)
@click.option("--by", metavar="NAME", help="Who decides; without it the name of this user.")
@click.option("--note", metavar="TEXT", help="Why, in your own words.")
@click.option(
    "--how",
    type=click.Choice(["phone", "in person", "in writing", "document", "seen"]),
    help="How a claim was confirmed, or found false or withdrawn.",
)
@click.option("--on", metavar="TIME", help="When that was: an ISO day or time.")
@model_option
def judge_command(
    file: str | None,
    words: tuple[str, ...],
    library: str | None,
    to: Path | None,
    by: str | None,
    note: str | None,
    how: str | None,
    on: str | None,
    model: str | None,
) -> None:
    """Look up, write, list; the help text is in the decorator."""
    path = Path(file or "")
    if library is not None or not path.is_file():
        if to is not None or (library is None and file and file != "revoke" and not re.fullmatch(r"s\d+", file)):
            raise click.UsageError(f"{file} does not exist" if file else "name the dossier's FILE")
        _judge_in_library(library, file, words, by=by, note=note, how=how, on=on, model=model)
        return
    _check_writable(to)
    finding = to is None and words[:1] == ("find",)
    if to is None and words and not finding and (words[0] != "revoke" or len(words) != 2):
        raise click.UsageError("name the file to write to with --to, or say revoke ID to take a judgement back")
    if to is not None and (not words or words[0] in ("find", "revoke")):
        raise click.UsageError("with --to say what you decide, such as: same e3 e7")
    from sayso.errors import SaysoError
    from sayso.judge.words import listed
    from sayso.store.judgements import add_judgements, find_in_dossier, judge_dossier, read_judgements, revoke

    try:
        if finding:
            lines = find_in_dossier(path, " ".join(words[1:]))
        elif to is not None:
            lines = tuple(listed(add_judgements(to, [judge_dossier(path, words, by=by, note=note, how=how, on=on)])))
        elif words:
            lines = tuple(listed(add_judgements(path, [revoke(path, words[1], by=by, note=note)])))
        else:
            lines = tuple(listed(read_judgements(path)))
    except (SaysoError, OSError) as error:
        _fail(str(error))
    with _sink(None) as out:
        out.writelines(f"{line}\n" for line in lines)


def _judge_in_library(
    library: str | None,
    story: str | None,
    words: tuple[str, ...],
    *,
    by: str | None,
    note: str | None,
    how: str | None,
    on: str | None,
    model: str | None,
) -> None:
    """Looks up, adds, lists or takes back judgements of a library; what changes by that is made anew."""
    from sayso.errors import SaysoError
    from sayso.judge.making import find_items
    from sayso.judge.words import listed
    from sayso.store import open_library
    from sayso.store.deciding import decide_on, take_back
    from sayso.store.growing import bring_up_to_date, dossier_of, versions
    from sayso.store.listing import listed_trail
    from sayso.store.naming import story_number

    if story == "revoke":
        story, words = None, ("revoke", *words)
    if words[:1] == ("revoke",) and len(words) != 2:
        raise click.UsageError("say which judgement is taken back: revoke ID")
    if story is None and words and words[0] != "revoke":
        raise click.UsageError("name the story, such as s12")
    lines: Iterable[str]
    try:
        with closing(open_library(library, write=bool(words))) as opened, _sink(None) as out:
            number = story_number(opened, story) if story is not None else None
            if not words:
                lines = listed_trail(opened.trail(number, limit=LARGEST_TRAIL))
            elif words[0] == "revoke":
                lines = listed([take_back(opened, words[1], by=by, note=note)])
                bring_up_to_date(opened, versions(model), model=model)
            elif number is not None:
                made = dossier_of(opened, number, versions(model), model=model, failed=[]).dossier
                if words[0] == "find":
                    lines = find_items(made, " ".join(words[1:]))
                else:
                    lines = listed(decide_on(opened, number, made, [words], by=by, note=note, how=how, on=on))
                    bring_up_to_date(opened, versions(model), model=model)
            out.writelines(f"{line}\n" for line in lines)
    except (SaysoError, OSError) as error:
        _fail(str(error))


@main.command(
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
    from sayso.export.json import to_json
    from sayso.store import open_library
    from sayso.store.growing import add
    from sayso.types import Unread

    done = failed = 0
    try:
        with (
            closing(open_library(library, make=True)) as opened,
            _progress(quiet) as progress,
            _sink(None) as out,
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
            for item in found:
                if isinstance(item, Unread):
                    failed += 1
                    _complain([item])
                else:
                    done += 1
                    out.write(to_json({"report": item.id, "story": f"s{item.story}", "new": item.new}) + "\n")
                    out.flush()
    except (SaysoError, OSError) as error:
        _fail(str(error))
    sys.exit(DONE if not failed else PARTLY if done else FAILED)


@main.command("list", help="The stories of the library, the latest first; or the reports of one STORY, such as s12.")
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
        click.echo(to_json(datasette_metadata(), indent=1))
        return
    from sayso.store import open_library
    from sayso.store.naming import story_number

    try:
        with closing(open_library(library, write=False)) as opened, _sink(None) as out:
            if story is None:
                lines = listed_stories(opened.stories(limit), as_json)
            else:
                lines = listed_reports(opened.reports(story_number(opened, story)), as_json)
            out.writelines(f"{line}\n" for line in lines)
    except (SaysoError, OSError) as error:
        _fail(str(error))


@main.command(
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
@_library
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
        with closing(open_library(library, write=False)) as opened, _sink(None) as out:
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
        _fail(str(error))


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


@main.command("show", help="The dossier of a STORY of the library, such as s12, or of one REPORT by itself.")
@click.argument("name", metavar="STORY|REPORT")
@library_option
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Without it, the ending of FILE decides, or else md.",
)
@_output
@_share
@model_option
def show_command(
    name: str, library: str | None, form: str | None, output: Path | None, share: bool, model: str | None
) -> None:
    """Look up, make anew where it is to be, render; the help text is in the decorator."""
    form = form or ENDINGS.get(output.suffix.lower() if output else "", "md")
    _check_writable(output)
    from sayso.errors import SaysoError
    from sayso.store import open_library
    from sayso.store.naming import dossier_named

    try:
        with closing(open_library(library)) as opened, _sink(output) as out:
            out.write(_render(dossier_named(opened, name, model=model), form, share=share))
    except (SaysoError, OSError) as error:
        _fail(str(error))


@main.command(
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
        _fail(str(error))


@main.command("check", help="Look through the whole library for what is not as it must be; a line for each, on stdout.")
@library_option
@quiet_option
def check_command(library: str | None, quiet: bool) -> None:
    """Check and tell; the help text is in the decorator."""
    from sayso.errors import SaysoError
    from sayso.store import open_library

    try:
        with closing(open_library(library)) as opened, _progress(quiet) as progress:
            problems = opened.check(progress)
    except (SaysoError, OSError) as error:
        _fail(str(error))
    for problem in problems:
        click.echo(f"{problem.what}: {problem.wrong}")
    if not quiet and not problems:
        click.echo("sayso: the library is as it must be", err=True)
    sys.exit(FAILED if problems else DONE)


@main.command(
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
        _fail(str(error))


def _render(made: Dossier, form: str, *, share: bool = False) -> str:
    if share:
        from sayso.export.excerpts import share as shared

        made = shared(made)
    if form == "worklist":
        from sayso.render.worklist import worklist_markdown

        return worklist_markdown(made)
    if form == "json":
        from sayso.export.json import dossier_record, to_json

        return to_json(dossier_record(made), indent=1) + "\n"
    if form == "csv":
        return made.to_csv()
    from sayso.render import render_html, render_markdown

    return render_markdown(made) if form == "md" else render_html(made)


def _check_writable(output: Path | None) -> None:
    """Find out before the work, not after it, that its result has nowhere to go."""
    if output is None:
        return
    if output.is_dir():
        raise click.UsageError(f"{output} is a folder; name a file in it")
    if not output.parent.is_dir():
        raise click.UsageError(f"{output} cannot be written: there is no folder {output.parent}")


def _check_since(since: str | None) -> None:
    if since is None:
        return
    from sayso.link.news import instant

    try:
        instant(since)
    except ValueError as error:
        raise click.UsageError(f"--since: {error}") from None


@contextmanager
def _sink(output: Path | None) -> Iterator[TextIO]:
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
    beside = output.with_name(f".{output.name}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as out:
            yield out
        beside.replace(output)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _progress(quiet: bool) -> Iterator[Progress]:
    """A line on a terminal's stderr that says what is being done; silence elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda doing, done, of: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield lambda doing, done, of: status.update(f"{doing} {done}/{of}" if of else f"{doing} {done or ''}")


def _complain(unread: Iterable[Unread]) -> None:
    for item in unread:
        click.echo(f"sayso: {item.source}: {item.message}", err=True)
