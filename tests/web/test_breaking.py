"""Something handed in that breaks sayso halfway: what it gave before stays told, and why there is no more of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sayso.ingest.documents import Document
from sayso.store import open_library
from sayso.store.desk import HandedIn
from sayso.web import taking_in
from sayso.web.taking_in import take_in

TEXT = b"The mill of Norwick burned down on Monday, said its owner, Ada Roe. Nobody was hurt."


def test_what_came_before_the_break_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(data: bytes, source: str, name: str = "") -> Iterator[Document]:
        yield Document(source=source, data=data)
        raise ZeroDivisionError("so much for that")

    monkeypatch.setattr(taking_in, "read_bytes", breaking)
    with closing(open_library(tmp_path / "library.sayso", make=True)) as library:
        library.hand_in("Ada", [HandedIn(kind="file", name="mill.txt", data=TEXT)])
        waiting = library.waiting()
        assert waiting is not None
        assert take_in(library, waiting) == (1,)
        assert library.waiting() is None
        (line,) = library.handed(1)
        assert [r.new for r in line.reports] == [True]
        (why,) = line.unread
        assert "ZeroDivisionError: so much for that" in why
        assert why.startswith("mill.txt: it could not be read")
