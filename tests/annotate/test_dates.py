"""Which day a report gets: from its text, its address, and the dated reports beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sayso.annotate.dates import date_reports
from sayso.language.backbone import Reading
from tests.conftest import load_cases

Read = Callable[..., Reading]


@pytest.mark.parametrize("case", load_cases("dates"))
def test_case(case: dict[str, Any], read_text: Read) -> None:
    readings = [
        read_text(
            r["text"].strip(), id=f"r{i}", published=r["published"], published_basis=r.get("basis"), url=r.get("url")
        )
        for i, r in enumerate(case["reports"])
    ]
    dated = date_reports(readings)
    assert [(r.report.published or "")[:10] or None for r in dated] == [r["day"] for r in case["reports"]]
    for before, after in zip(readings, dated, strict=True):
        changed = before.report.published != after.report.published
        assert after.report.published_basis == ("inferred" if changed else before.report.published_basis)
        assert after.doc is before.doc


def test_no_reports() -> None:
    assert date_reports([]) == ()


def test_a_published_day_that_is_none(read_text: Read) -> None:
    reading = read_text("A mill burned down.", published="yesterday-ish")
    assert date_reports([reading])[0].report.published == "yesterday-ish"
