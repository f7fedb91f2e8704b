"""A dossier with every kind of entry."""

from __future__ import annotations

import pytest

from sayso.types import Dossier
from tests.render import sample


@pytest.fixture
def cable_car() -> Dossier:
    """The made-up story that pages are tested with."""
    return sample.sample()
