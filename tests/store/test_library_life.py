"""Whatever is done to a library in whatever order, it holds what it should, and nothing of what was forgotten."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sayso.store import growing, open_library
from sayso.store.growing import Versions, bring_up_to_date
from tests.store import adding
from tests.store.conftest import given

HAPPENINGS = (
    "A ferry ran aground outside the harbour of Velmara",
    "Workers at the Brannock mine walked out over the lifts",
    "The river Issel flooded the old town of Norwick",
)
NUMBERS = st.integers(0, 11)


class Life(RuleBasedStateMachine):
    """A library beside what it should hold: the words of each report."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.place = str(Path(self.folder.name) / "library.sayso")
        self.library = open_library(self.place, make=True)
        self.held: dict[str, str] = {}
        self.placed: dict[str, int] = {}
        self.version = 1

    def teardown(self) -> None:
        if hasattr(self, "library"):
            self.library.close()
            self.folder.cleanup()

    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=3))
    def accept(self, numbers: list[int]) -> None:
        reports = [
            given(f"r{n}", f"{HAPPENINGS[n % 3]}, officials said in their report of number{n}.", "2029-03-05")
            for n in numbers
        ]
        accepted = self.library.accept(reports)
        assert [a.id for a in accepted] == [f"r{n}" for n in numbers]
        assert {a.id for a in accepted if a.new} == {f"r{n}" for n in numbers} - self.held.keys()
        self.held |= {f"r{n}": f"number{n}" for n in numbers}

    @rule(number=NUMBERS)
    def forget(self, number: int) -> None:
        if f"r{number}" in self.held:
            self.library.forget(f"r{number}")
            del self.held[f"r{number}"]
            self.placed.pop(f"r{number}", None)

    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=3), beside=st.none() | NUMBERS)
    def place(self, numbers: list[int], beside: int | None) -> None:
        names = [name for n in numbers if (name := f"r{n}") in self.held]
        into = self.library.report(f"r{beside}").story if f"r{beside}" in self.held else None
        if not names:
            return
        left = {self.library.report(name).story for name in names}
        story = self.library.place(names, into, by="Ada Roe")
        assert into in (None, story)
        for number in {story, *left}:
            self.placed |= {r.id: number for r in self.library.reports(number)}
        assert {self.placed[name] for name in names} == {story}

    @rule()
    def open_anew(self) -> None:
        self.library.close()
        self.library = open_library(self.place)

    @rule()
    def of_another_process(self) -> None:
        with closing(open_library(self.place)) as other:
            other.accept(
                [given("other", f"{HAPPENINGS[0]}, officials said in their report of number99.", "2029-03-06")]
            )
        self.held["other"] = "number99"

    @rule(newer=st.booleans())
    def bring_up_to_date(self, newer: bool) -> None:
        self.version += newer
        today = Versions(reading=str(self.version), linking=str(self.version), models={})
        assert bring_up_to_date(self.library, today).failed == ()
        assert self.library.unmade(today.reading, today.linking) == ()
        said = self.library.search_statements("officials", limit=100)
        assert {s.report for s in said} == set(self.held)

    @invariant()
    def all_is_as_it_should_be(self) -> None:
        if not hasattr(self, "library"):
            return
        lines = self.library.stories(100)
        assert sorted(r.id for s in lines for r in self.library.reports(s.number)) == sorted(self.held)
        assert sum(s.reports for s in lines) == len(self.held)
        assert {name: self.library.report(name).story for name in self.placed} == self.placed
        for name, word in self.held.items():
            assert [r.id for r in self.library.search_reports(word)] == [name]
        assert self.library.check() == ()


def test_a_library_s_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "read_together", adding.read)
    monkeypatch.setattr(growing, "link", adding.link)
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
