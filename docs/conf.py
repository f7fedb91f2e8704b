"""Sphinx: MyST Markdown, the furo theme, and pages filled from the code at build time."""

from __future__ import annotations

import sys
from importlib.metadata import version as installed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import generated

project = "sayso"
author = "The sayso developers"
project_copyright = "2026, The sayso developers"
release = version = installed("sayso")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["deflist", "fieldlist"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_preserve_defaults = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
add_module_names = False
default_role = "literal"  # docstrings put code between single backticks
smartquotes = False

html_theme = "furo"
html_title = f"sayso {release}"
html_show_sourcelink = False


def _fill(app: object, name: str, source: list[str]) -> None:
    source[0] = generated.fill(source[0])


def setup(app: object) -> None:
    """Put what `generated` reads from the code where a page has a comment that names it."""
    app.connect("source-read", _fill)  # type: ignore[attr-defined]
