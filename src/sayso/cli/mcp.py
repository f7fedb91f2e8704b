"""The command `sayso mcp`: the library for assistants, over stdin and stdout."""

from __future__ import annotations

import click

from sayso.cli.options import fail, library_option


@click.command(
    "mcp",
    help="""Let an assistant search and quote the library, by the Model Context Protocol over stdin and stdout.

    The assistant's program starts it; it only reads. Texts are given in excerpts, unless --whole.""",
)
@library_option
@click.option("--whole", is_flag=True, help="Give the reports' texts whole, for a model on this machine.")
def mcp_command(library: str | None, whole: bool) -> None:
    """Open, then answer until stdin ends; the help text is in the decorator."""
    from importlib.util import find_spec

    if find_spec("mcp") is None:
        fail("this command needs the package mcp: pip install 'sayso[mcp]'")
    import anyio

    from sayso.errors import SaysoError
    from sayso.mcp.answering import Answering
    from sayso.mcp.server import serve

    try:
        answering = Answering(library, whole=whole)
    except (SaysoError, OSError) as error:
        fail(str(error))
    anyio.run(serve, answering)
