"""The desk's pages, a module each with its `router`."""

from __future__ import annotations

PAGES = (
    "stories",
    "story",
    "report",
    "placing",
    "handing_in",
    "sign_in",
    "search",
    "entity",
    "side_by_side",
    "worklist",
    "citing",
    "sharing",
    "judging",
    "trail",
    "watching",
)
"""The modules of this package whose routers the desk has."""
