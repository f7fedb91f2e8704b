"""Shows a page: its template in the desk's frame, with what the frame needs."""

from __future__ import annotations

import secrets
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from sayso.render.html import environment
from sayso.render.lookup import encodable
from sayso.web import wording
from sayso.web.access import CSRF_COOKIE, keep


def show(request: Request, template: str, status: int = 200, **views: Any) -> HTMLResponse:
    """A page, or a fragment of one, from its template.

    Templates know, beside the views: `t` (the desk's texts), `w` (those of the dossier's page) and all else that the
    templates of `sayso.render` know; `here` (the request's path), `places` (the navigation), `csrf` (what forms send
    back in a field of that name), and `reader` (who asks, None where that is not known).

    Args:
        request: what is answered.
        template: its file in web/templates.
        status: the HTTP status.
        views: what the page shows.
    """
    csrf = request.cookies.get(CSRF_COOKIE) or secrets.token_urlsafe(32)
    text = (
        templates()
        .get_template(template)
        .render(
            here=request.url.path,
            places=request.app.state.places,
            csrf=csrf,
            reader=getattr(request.state, "reader", None),
            tokens=request.app.state.access.tokens,
            **views,
        )
    )
    response = HTMLResponse(encodable(text), status_code=status)
    if CSRF_COOKIE not in request.cookies:
        keep(request, response, CSRF_COOKIE, csrf)
    return response


def templates() -> Environment:
    """The desk's templates, which may include and import those of the dossier's page."""
    found = environment("sayso.web")
    found.globals["t"] = wording
    return found


def compile_templates() -> None:
    """Makes all templates ready, so that the first who opens a page does not wait for that."""
    found = templates()
    for name in found.list_templates(extensions=["j2"]):
        found.get_template(name)
