"""The command that overrules sayso, in a file or in the library."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import click

from sayso.cli.options import check_writable, fail, library_option, model_option, sink
from sayso.judge.rows import HOW

# judgements that are listed; far more than people make
LARGEST_TRAIL = 1_000_000


@click.command(
    "judge",
    help="""Overrule sayso: write what you decide about a dossier, list what was decided, take it back.

    With --to, FILE is a dossier in JSON and WORDS what you decide about its ids: same e3 e7, apart c2@r1 c2@r4,
    name e3 "Ada Roe", speaker s4 e3, giver f2 -, verdict c5 disputed, relation x1 update, dismiss x2. Without, WORDS
    are find and some words of a dossier, to see ids; or FILE is a file of judgements, and WORDS are nothing (it is
    listed) or revoke and an id.

    In the library, with a STORY such as s12 for FILE, WORDS go straight into it and the story's dossier is made anew;
    without WORDS its judgements are listed, all of the library's without a STORY; revoke and an id take one back.

    Of a claim that the desk checked by itself: confirmed c2 "Ada Roe" --how phone --on 2028-03-08, false c2,
    withdrawn c2 "The Courier". Of what the worklist has: aside x1, when it is not worth checking.""",
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
    type=click.Choice(HOW),
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
    check_writable(to)
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
            held = read_judgements(to) if to.exists() else ()
            made = judge_dossier(path, words, by=by, note=note, how=how, on=on, held=held)
            lines = tuple(listed(add_judgements(to, [made])))
        elif words:
            lines = tuple(listed(add_judgements(path, [revoke(path, words[1], by=by, note=note)])))
        else:
            lines = tuple(listed(read_judgements(path)))
    except (SaysoError, OSError) as error:
        fail(str(error))
    with sink(None) as out:
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
        with closing(open_library(library, write=bool(words))) as opened, sink(None) as out:
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
        fail(str(error))
