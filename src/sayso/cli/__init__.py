"""The command line: data on stdout, progress and log on stderr, exit 0 done, 1 failed, 2 usage, 3 partly."""

from __future__ import annotations

import gc
import os

import click

from sayso.cli.bulk import bulk_command
from sayso.cli.desk import serve_command, token_group
from sayso.cli.judging import judge_command
from sayso.cli.library import (
    add_command,
    backup_command,
    check_command,
    export_command,
    forget_command,
    list_command,
    place_command,
    search_command,
    show_command,
)
from sayso.cli.mcp import mcp_command
from sayso.cli.reports import copies_command, dossier_command, read_command, stories_command
from sayso.cli.watch import watch_group

# read when numpy is first imported. Its threads wait for each other at full speed: linking 20 reports on two cores
# takes 4.0 s of processor time with them and 3.3 s without
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# records are many and hold no circles: looking for these a hundredth as often saves a tenth of the time of linking
gc.set_threshold(50_000, 20, 50)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sayso")
def main() -> None:
    """From several reports of one story to a dossier that one can check.

    Who says what and through whom, how many and since when, which reports copy one another, and how many independent
    origins stand behind each claim. Runs offline; nothing is generated.
    """


for _command in (
    dossier_command,
    read_command,
    stories_command,
    copies_command,
    bulk_command,
    judge_command,
    add_command,
    list_command,
    search_command,
    show_command,
    export_command,
    place_command,
    forget_command,
    check_command,
    backup_command,
    serve_command,
    token_group,
    mcp_command,
    watch_group,
):
    main.add_command(_command)
