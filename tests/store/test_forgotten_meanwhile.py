"""What another process forgets while the watch reads: none of it comes back, and the rest is kept."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sayso.errors import NoReport
from sayso.store.library import Library
from tests.store.conftest import Given
from tests.store.test_watching import NOON, add, took


def test_no_later_version_comes_of_what_is_forgotten_meanwhile(library: Library, told: Sequence[Given]) -> None:
    first, later, other = told[:3]
    watched = add(library)
    library.take_in(None, watched.number, [took("a", first, due=NOON), took("b", due=NOON)], None)
    one, two = library.watched_items(watched.number)
    library.forget(first[0].id)
    both = [
        took("a", later, number=one.number, before=first[0].id, title="A", due=NOON),
        took("b", other, number=two.number, title="B", due=NOON),
    ]
    assert library.take_in(None, watched.number, both, None) == (other[0].id,)
    assert [r.id for s in library.stories() for r in library.reports(s.number)] == [other[0].id]
    one, two = library.watched_items(watched.number)
    assert (one.kind, one.due, one.title, one.report) == ("forgotten", None, None, None)
    assert (two.kind, two.title, two.report) == ("item", "B", other[0].id)
    assert library.check() == ()


def test_a_report_that_goes_while_its_versions_are_looked_up_has_none(
    library: Library, told: Sequence[Given], monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = add(library)
    library.take_in(None, watched.number, [took("a", told[0], due=NOON)], None)
    (item,) = library.watched_items(watched.number)
    name = told[1][0].id
    library.take_in(None, watched.number, [took("a", told[1], number=item.number, before=told[0][0].id)], None)
    assert [v.report for v in library.versions(name)] == [told[0][0].id, name]
    rows = type(library._db).rows  # type: ignore[attr-defined]

    def forgets_last(self: object, statement: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        if "SELECT id, title, published, added" in statement and library.named(name):
            library.forget(name)
        found: list[tuple[object, ...]] = rows(self, statement, parameters)
        return found

    monkeypatch.setattr(type(library._db), "rows", forgets_last)  # type: ignore[attr-defined]
    with pytest.raises(NoReport, match=name):
        library.versions(name)
