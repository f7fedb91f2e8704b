"""Lexicons as data: YAML files with comments, loaded once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load(name: str) -> Any:
    """The lexicon `name`.yaml, as plain lists and dictionaries; treat it as read-only.

    Raises:
        FileNotFoundError: when the package has no such lexicon.
    """
    text = files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)
