"""What several commands share: options, exit codes, and how a command fails."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

DONE, FAILED, PARTLY = 0, 1, 3

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
