"""The commands of the watch: what is watched, the watching itself, what changed, what was told."""

from __future__ import annotations

import os
import re
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sayso.cli.options import (
    DONE,
    PARTLY,
    check_writable,
    fail,
    library_option,
    model_option,
    private_option,
    quiet_option,
    sink,
)

if TYPE_CHECKING:
    from types import FrameType

    from sayso.store.watching import Alert, Watched

SECRET = "SAYSO_WEBHOOK_SECRET"
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
# seconds; who asks more often is a burden, and who asks less is served as well by `sayso add`
_OFTENEST, _SELDOMEST = 60, 7 * 86_400
LARGEST_LIST = 1_000_000
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


class Duration(click.ParamType):  # type: ignore[type-arg]
    """A time such as 90s, 15m, 6h or 1d, in seconds."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """See click."""
        found = re.fullmatch(r"(\d{1,6})([smhd])", str(value))
        seconds = int(found[1]) * _UNITS[found[2]] if found else 0
        if not _OFTENEST <= seconds <= _SELDOMEST:
            self.fail(f"{value} is no time from a minute to a week; write it as 15m, 6h or 1d", param, ctx)
        return seconds


@click.group("watch", help="Watch feeds and pages: new reports, new versions of articles, alerts.")
def watch_group() -> None:
    """Groups what follows."""


@watch_group.command(
    "add",
    help="""Watch the feed or the page at each ADDRESS; `sayso watch run` asks it.

    Without --every it is asked the oftener the more it gives, every 5 minutes to every 6 hours. Of a feed whose items
    are summaries the articles' pages are fetched, and looked at again for changes during a week.""",
)
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS…")
@click.option("--every", type=Duration(), metavar="TIME", help="How often: 15m, 6h, 1d.")
@library_option
def watch_add(addresses: tuple[str, ...], every: int | None, library: str | None) -> None:
    """Check, keep, say so; the help text is in the decorator."""
    from sayso.errors import SaysoError
    from sayso.store import open_library
    from sayso.watch.naming import add_watches

    try:
        with closing(open_library(library, make=True)) as opened:
            for watched in add_watches(opened, addresses, every):
                click.echo(f"{watched.address} is watched")
    except (SaysoError, OSError) as error:
        fail(str(error))


@watch_group.command("list", help="What is watched: when it was asked last and is next, what came, what is wrong.")
@json_option
@library_option
def watch_list(as_json: bool, library: str | None) -> None:
    """Look up and print; the help text is in the decorator."""
    from sayso.errors import SaysoError
    from sayso.export.json import to_json
    from sayso.store import open_library

    try:
        with closing(open_library(library, write=False)) as opened, sink(None) as out:
            for watched in opened.watches(LARGEST_LIST):
                out.write((to_json(_row(watched)) if as_json else _line(watched)) + "\n")
    except (SaysoError, OSError) as error:
        fail(str(error))


def _row(watched: Watched) -> dict[str, Any]:
    names = ("address", "kind", "title", "every", "pause", "asked", "due", "changed", "reports", "failures", "wrong")
    return {name: getattr(watched, name) for name in names}


def _line(watched: Watched) -> str:
    asked = f"asked {watched.asked}" if watched.asked else "not asked yet"
    due = f"next {watched.due}" if watched.due else "not asked any more"
    parts = [watched.address, asked, due, f"{watched.reports:,} reports" if watched.kind == "feed" else watched.kind]
    return " · ".join([*parts, *([watched.wrong] if watched.wrong else [])])


@watch_group.command("remove", help="Watch each ADDRESS no more; the reports that it gave stay.")
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS…")
@library_option
def watch_remove(addresses: tuple[str, ...], library: str | None) -> None:
    """Look up and delete; the help text is in the decorator."""
    from sayso.errors import SaysoError
    from sayso.store import open_library

    try:
        with closing(open_library(library)) as opened:
            for address in addresses:
                opened.remove_watch(address)
    except (SaysoError, OSError) as error:
        fail(str(error))


@watch_group.command(
    "run",
    help=f"""Ask what is due, take in what is new, make dossiers, tell alerts; until Ctrl-C, or with --once once.

    Alerts come as JSON on stdout, a line each: a claim that a new origin confirms, a dispute, a statement that an
    article no longer has, text taken without credit, an article that changed a fact. A webhook gets each by POST,
    signed when {SECRET} is set. A host is asked one thing at a time, its robots.txt is obeyed, and it is left alone
    for as long as it says.""",
)
@click.option("--once", is_flag=True, help="Ask what is due now, and end.")
@click.option("--alert-feed", type=click.Path(path_type=Path), metavar="FILE", help="An Atom feed of the last alerts.")
@click.option("--alert-file", type=click.Path(path_type=Path), metavar="FILE", help="A file that gets a line each.")
@click.option("--webhook", "webhooks", multiple=True, metavar="URL", help="An address to POST to; may be repeated.")
@click.option(
    "--pace",
    type=click.FloatRange(0.0, 3_600.0),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="Between two requests to one host.",
)
@library_option
@model_option
@private_option
@quiet_option
def watch_run(
    once: bool,
    alert_feed: Path | None,
    alert_file: Path | None,
    webhooks: tuple[str, ...],
    pace: float,
    library: str | None,
    model: str | None,
    allow_private: bool,
    quiet: bool,
) -> None:
    """Ask, take in, read, tell; the help text is in the decorator."""
    for path in (alert_feed, alert_file):
        check_writable(path)
    import signal

    from sayso.errors import SaysoError
    from sayso.export.json import to_json
    from sayso.ingest.fetch import Fetcher
    from sayso.watch.running import Log, Watch
    from sayso.watch.telling import Places, check_webhook, record

    def told(alert: Alert) -> None:
        click.echo(to_json(record(alert)))

    def wrong(message: str) -> None:
        if not quiet:
            click.echo(f"sayso: {message}", err=True)

    fetcher = Fetcher(allow_private=allow_private, cached=False, pace=pace)
    try:
        for url in webhooks:
            check_webhook(url)
        places = Places(
            feed=alert_feed,
            file=alert_file,
            webhooks=webhooks,
            secret=os.environ.get(SECRET) or None,
            allow_private=allow_private,
        )
        watch = Watch(library, fetcher, places, Log(alert=told, wrong=wrong), model=model)

        def ended(number: int, frame: FrameType | None) -> None:
            watch.end()
            # who cannot wait for what is being asked and read presses it again: nothing is lost by that
            signal.signal(number, signal.SIG_DFL)

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, ended)
        failed = watch.once() if once else watch.run()
    except (SaysoError, OSError) as error:
        fail(str(error))
    finally:
        fetcher.close()
    sys.exit(PARTLY if failed else DONE)


@watch_group.command(
    "changes", help="The versions of the article that REPORT is one of, and what changed between them."
)
@click.argument("report", metavar="REPORT")
@json_option
@library_option
@model_option
def watch_changes(report: str, as_json: bool, library: str | None, model: str | None) -> None:
    """Look up, read what is not read, compare, print; the help text is in the decorator."""
    from sayso.errors import SaysoError
    from sayso.store import open_library
    from sayso.watch.naming import changes_of, listed_changes

    try:
        with closing(open_library(library)) as opened, sink(None) as out:
            out.writelines(f"{line}\n" for line in listed_changes(changes_of(opened, report, model=model), as_json))
    except (SaysoError, OSError) as error:
        fail(str(error))


@watch_group.command("alerts", help="The alerts that were found, the last first, one JSON object a line.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Alerts at most.")
@library_option
def watch_alerts(limit: int, library: str | None) -> None:
    """Look up and print; the help text is in the decorator."""
    from sayso.errors import SaysoError
    from sayso.export.json import to_json
    from sayso.store import open_library
    from sayso.watch.telling import record

    try:
        with closing(open_library(library, write=False)) as opened, sink(None) as out:
            out.writelines(f"{to_json(record(a))}\n" for a in opened.alerts(limit=limit, last=True))
    except (SaysoError, OSError) as error:
        fail(str(error))
