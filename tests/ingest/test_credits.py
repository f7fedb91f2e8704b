"""Credits: which agency's copy a report is and which gave material, in all the forms that outlets use."""

from __future__ import annotations

from collections import Counter
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.ingest.agencies import agencies_in, names, owning_state
from sayso.ingest.build import build_report
from sayso.ingest.documents import Document
from sayso.link.origins.origins import agency_of
from sayso.link.origins.standing import country_of
from sayso.resources import load
from sayso.types import Report
from tests.conftest import load_cases

FIRST = "The ferry Stella ran aground off Fellhaven on Friday with forty passengers on board, the coastguard said."
SECOND = "All of them were taken off by a tug before the tide turned, and the harbour was closed until Monday."
THIRD = "The owners said that the ship had been looked over in April and was found to be sound."


def report_of(case: dict[str, Any]) -> Report:
    lines = [
        "Ferry runs aground off Fellhaven",
        case.get("top"),
        case.get("lead", "") + FIRST,
        SECOND,
        case.get("between"),
        THIRD + case.get("last", ""),
        case.get("end"),
    ]
    text = "\n".join(line for line in lines if line)
    return build_report(
        Document(
            source="ferry.txt",
            data=text.encode(),
            url=case.get("url"),
            outlet="Fell Observer",
            bylines=tuple(case.get("bylines", ())),
        )
    )


@pytest.mark.parametrize("case", load_cases("credits"))
def test_credits(case: dict[str, Any]) -> None:
    report = report_of(case)
    assert list(report.agencies) == case["agencies"]
    assert agency_of(report) == case["copy_of"]


@pytest.mark.parametrize("case", load_cases("credits"))
def test_the_prose_stays_and_people_are_no_agencies(case: dict[str, Any]) -> None:
    report = report_of(case)
    for sentence in (FIRST, SECOND, THIRD):
        assert sentence in report.text
    assert set(report.bylines) <= {"Ada Holm", "Jon Berg", "Lea Moss"}


@given(st.text(alphabet=st.sampled_from("AP AFP(/)—–-.©\n by with Reuters1 2031,&|"), max_size=200))
def test_no_line_of_credits_is_too_odd(line: str) -> None:
    report = report_of({"end": line, "top": line.replace("\n", " ")})
    assert set(report.agencies) <= set(names().values())
    assert report.text[: report.text.find(FIRST)].count("\n") <= 3


@pytest.mark.parametrize("line", ["AP/" * 50_000, "By " * 50_000, "(" * 50_000, "A B " * 50_000, "AFP. " * 50_000])
def test_a_line_without_end_takes_no_time(line: str) -> None:
    started = process_time()
    report_of({"end": line})
    assert process_time() - started < 5


def test_agencies_of_the_world() -> None:
    rows = load("agencies")["agencies"]
    assert len(rows) >= 120
    forms = Counter(form for row in rows for form in (row["name"], *row["forms"], *row.get("in_brackets", ())))
    assert [form for form, count in forms.items() if count > 1] == []
    hosts = Counter(host for row in rows for host in row.get("hosts", ()))
    assert [host for host, count in hosts.items() if count > 1] == []
    for row in rows:
        assert ("state" in row) != ("country" in row), row["name"]
        country = row.get("state") or row["country"]
        assert country_of(country) == country, row["name"]


@pytest.mark.parametrize(
    ("name", "state"),
    [("Xinhua", "China"), ("Korean Central News Agency", "North Korea"), ("Reuters", None), ("Northwire", None)],
)
def test_owning_state(name: str, state: str | None) -> None:
    assert owning_state(name) == state


def test_a_short_form_that_is_another_word_counts_in_brackets_alone() -> None:
    assert agencies_in("PORT FELL (MAP) /PETRA/") == ["Maghreb Arabe Presse", "Petra News Agency"]
    assert agencies_in("MAP of Port Fell by Petra Holm (the MAP)") == []
