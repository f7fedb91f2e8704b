"""A web server, a library and a fetcher for each test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sayso.ingest.fetch import Fetcher
from sayso.store import open_library
from sayso.store.library import Library
from tests.watch.site import Site


@pytest.fixture
def site() -> Iterator[Site]:
    with closing(Site()) as opened:
        yield opened


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with closing(open_library(tmp_path / "library.sayso", make=True)) as opened:
        yield opened


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with closing(Fetcher(allow_private=True, cached=False, pace=0, whole=2.0)) as opened:
        yield opened
