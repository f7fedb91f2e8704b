"""What this package calls itself where it says what made something."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version


@lru_cache(maxsize=1)
def this_version() -> str:
    """The name and version of this package."""
    return f"sayso {version('sayso')}"


def with_models(own: str, models: Mapping[str, str]) -> str:
    """What reads reports, in words: a version of this package and the models, each with its version.

    Args:
        own: as `this_version` gives it.
        models: name of a part -> model and version.
    """
    return "; ".join((own, *(f"{part} {its}" for part, its in models.items())))
