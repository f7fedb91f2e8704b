"""The commands of the desk: `sayso serve`, and `sayso token`, which says who may use it from elsewhere."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import click

from sayso.cli.options import fail, library_option, model_option, private_option, quiet_option

if TYPE_CHECKING:
    from sayso.web.access import Access


@click.command(
    "serve",
    help="""Open the library in a browser: read its stories, judge, search, add reports. Programs do so at /api/v1.

    At 127.0.0.1 whoever sits at this machine may do everything. Under any other HOST, and with --public-name, everybody
    needs a token; see `sayso token`.""",
)
@library_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option(
    "--public-name",
    "names",
    multiple=True,
    metavar="NAME",
    help="A name under which readers reach the desk through a proxy, such as desk.example.org; may be repeated.",
)
@click.option("--openapi", is_flag=True, help="Print the OpenAPI document of the API, and end.")
@model_option
@private_option
@quiet_option
def serve_command(
    library: str | None,
    host: str,
    port: int,
    names: tuple[str, ...],
    openapi: bool,
    model: str | None,
    allow_private: bool,
    quiet: bool,
) -> None:
    """Open, listen, answer; the help text is in the decorator."""
    import uvicorn

    from sayso.errors import SaysoError
    from sayso.web.app import make_app
    from sayso.web.desk import Desk

    if openapi:
        from sayso.web.api.document import written_document

        click.echo(written_document())
        return
    access = _access(host, names)
    try:
        desk = Desk(library, model=model, allow_private=allow_private)
        if access.tokens:
            with desk.reading() as opened:
                if not opened.tokens():
                    fail("others would reach this desk, and nobody has a token; first: sayso token add NAME")
    except (SaysoError, OSError) as error:
        fail(str(error))
    try:
        listening = _listen(host, port)
    except OSError as error:
        fail(f"{host} port {port} cannot be listened at ({error.strerror or error}); choose another --port or --host")
    bound: int = listening.getsockname()[1]
    if not quiet:
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"sayso: the desk of {desk.where} is at http://{shown}:{bound}/ (Ctrl-C ends it)", err=True)
    config = uvicorn.Config(
        make_app(desk, access),
        log_level="warning",
        server_header=False,
        # the addresses of readers are believed only of a proxy on this machine, or where FORWARDED_ALLOW_IPS names it
        proxy_headers=bool(names),
        timeout_graceful_shutdown=5,
    )
    # Ctrl-C is how the desk is ended
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


@click.group("token", help="Who may use the desk from elsewhere: add, list and revoke tokens.")
def token_group() -> None:
    """Groups what follows."""


@token_group.command("add", help="Make a token for NAME and print it; it is shown once, and only its hash is kept.")
@click.argument("name", metavar="NAME")
@click.option(
    "--scope",
    type=click.Choice(["read", "write", "admin"]),
    default="read",
    show_default=True,
    help="read; write also adds and judges; admin also forgets.",
)
@library_option
def token_add(name: str, scope: str, library: str | None) -> None:
    """Make, keep the hash, print."""
    from sayso.errors import SaysoError
    from sayso.store import open_library
    from sayso.web.tokens import NAME, hash_of, make_token

    if not NAME.fullmatch(name):
        raise click.UsageError(f"{name!r} is no name for a token; use up to 64 letters, digits and . _ @ -")
    token = make_token()
    try:
        with closing(open_library(library, make=True)) as opened:
            opened.add_token(name, scope, hash_of(token))  # type: ignore[arg-type]
    except (SaysoError, OSError) as error:
        fail(str(error))
    click.echo(token)


@token_group.command("list", help="Everybody who has a token: name, scope, when it was made.")
@library_option
def token_list(library: str | None) -> None:
    """Look up and print."""
    from sayso.errors import SaysoError
    from sayso.store import open_library

    try:
        with closing(open_library(library, write=False)) as opened:
            tokens = opened.tokens()
    except (SaysoError, OSError) as error:
        fail(str(error))
    for token in tokens:
        click.echo(f"{token.name:24} {token.scope:6} {token.made}")


@token_group.command("revoke", help="Take the token of NAME away; whoever uses it is out at once.")
@click.argument("name", metavar="NAME")
@library_option
def token_revoke(name: str, library: str | None) -> None:
    """Look up and delete."""
    from sayso.errors import SaysoError
    from sayso.store import open_library

    try:
        with closing(open_library(library)) as opened:
            opened.revoke_token(name)
    except (SaysoError, OSError) as error:
        fail(str(error))


def _access(host: str, names: tuple[str, ...]) -> Access:
    """How a desk at a host is reached: without tokens only at this machine itself."""
    from sayso.web.access import LOOPBACK, Access

    if names:
        return Access(tokens=True, hosts=(*names, *LOOPBACK))
    if _is_loopback(host):
        return Access(tokens=False, hosts=tuple(dict.fromkeys((*LOOPBACK, host))))
    return Access(tokens=True, hosts=())


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        # whoever comes before the desk is ready waits
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening
