"""A dossier as a page, as Markdown, and as a few lines for the terminal."""

from __future__ import annotations

from sayso.types import Dossier


def render_html(dossier: Dossier) -> str:
    """A dossier as one self-contained HTML page that works offline, without JavaScript too, on paper and on a phone.

    Args:
        dossier: what to show; every text in it is treated as text, never as markup.

    Returns:
        A whole HTML document. Its content policy lets nothing in from outside and runs no script but its own.
    """
    from sayso.render.html import page

    return page(dossier)


def render_markdown(dossier: Dossier) -> str:
    """A dossier as Markdown with the parts of the page in the same order, readable as plain text too."""
    from sayso.render.markdown import document

    return document(dossier)


def render_summary(dossier: Dossier) -> str:
    """A dossier in a few lines of plain text: reports, origins, statements, figures that differ, what was copied."""
    from sayso.render.summary import summary

    return summary(dossier)
