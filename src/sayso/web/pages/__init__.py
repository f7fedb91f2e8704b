"""The desk's pages, a module each with its `router`."""

from __future__ import annotations

PAGES = (
    "stories",
    "story",
    "report",
    "handing_in",
    "sign_in",
)
"""The modules of this package whose routers the desk has."""
