"""The bench of exports writes every form and tells its size."""

from __future__ import annotations

from bench.exports import measure
from sayso.export.forms import FORMS
from tests.render.sample import sample


def test_every_form_is_measured() -> None:
    found = measure(sample())
    assert set(found) == set(FORMS)
    assert all(spent >= 0 for spent, _ in found.values())
    assert min(found[name][1] for name in ("html", "json", "docx", "parquet", "csv-tables", "ftm")) > 1000
