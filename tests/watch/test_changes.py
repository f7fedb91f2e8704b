"""Changed facts between two versions of an article."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sayso.annotate import annotate
from sayso.types import Annotations, Report
from sayso.watch.changes import find_changes

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent.parent / "cases" / "watch" / "changes.yaml").read_text(encoding="utf-8")
)
Read = Callable[[str, str], Annotations]


@pytest.fixture
def read(read_text: Callable[..., Any]) -> Read:
    """`read(name, text)` is what is found in a report."""

    def made(name: str, text: str, **fields: Any) -> Annotations:
        return annotate(read_text(text, id=name, published="2029-05-09", **fields))

    return made


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_changed_facts(read: Read, case: dict[str, Any]) -> None:
    before, after = read("a", case["before"]), read("b", case["after"])
    found = find_changes(before, after)
    assert [[c.kind, c.was, c.now] for c in found] == case["changes"]
    check_places(before.report, after.report, found)


def check_places(before: Report, after: Report, found: tuple[Any, ...]) -> None:
    for change in found:
        for span, report, words in ((change.before, before, change.was), (change.after, after, change.now)):
            if span is not None:
                assert span.report == report.id
                assert report.text[span.start : span.end] == span.text == words


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_what_one_version_adds_the_other_lacks(read: Read, case: dict[str, Any]) -> None:
    before, after = read("a", case["before"]), read("b", case["after"])
    there, back = find_changes(before, after), find_changes(after, before)
    other = {
        "figure-raised": "figure-lowered", "figure-lowered": "figure-raised", "name-added": "name-gone",
        "name-gone": "name-added", "sentence-gone": "sentence-added", "statement-withdrawn": "statement-added",
    }  # fmt: skip
    assert sorted((other.get(c.kind, c.kind), c.now or "", c.was or "") for c in there) == sorted(
        (c.kind, c.was or "", c.now or "") for c in back
    )
    assert find_changes(before, before) == find_changes(after, after) == ()


def test_headline_and_who_said_it(read: Callable[..., Annotations]) -> None:
    text = "The bridge is closed. “We warned the ministry twice,” said the engineer Ada Roe."
    before = read("a", text, title="Bridge shut, three hurt")
    after = read("b", "The bridge is closed.", title="Bridge shut, five hurt")
    found = {c.kind: c for c in find_changes(before, after)}
    assert (found["headline"].was, found["headline"].now) == ("Bridge shut, three hurt", "Bridge shut, five hurt")
    assert found["headline"].before is None
    assert found["statement-withdrawn"].who == "Ada Roe"
