"""The worklist as a list to read."""

from __future__ import annotations

import re
from dataclasses import replace

from sayso import find_checks, share
from sayso.render.html import page
from sayso.render.lookup import Lookup
from sayso.render.worklist import entries, worklist_markdown
from sayso.types import Dossier
from tests.render.sample import empty, sample


def test_entries_open_items_that_the_page_has(example: Dossier) -> None:
    made = page(example)
    for dossier_of, text in ((example, made), (sample(), page(sample()))):
        for entry in entries(Lookup(dossier_of), find_checks(dossier_of)):
            assert not entry.key or f'data-open="{entry.key}"' in text, entry
            assert not entry.place or f'id="{entry.place}"' in text, entry


def test_hostile_names_stay_text() -> None:
    dossier = sample()
    hostile = "<script>alert(1)</script> [x](javascript:y) # `z`"
    reports = tuple(replace(r, outlet=hostile) for r in dossier.reports)
    claims = tuple(replace(c, why=c.why | {"denied_by": hostile}) for c in dossier.claims)  # type: ignore[operator]
    told = worklist_markdown(replace(dossier, reports=reports, claims=claims))
    assert "script" in told
    assert not re.search(r"(?<!\\)<|(?<!\\)\]\(", told)


def test_nothing_to_check_says_so_and_one_can_share_it() -> None:
    assert "Nothing that reports share" in worklist_markdown(empty())
    assert worklist_markdown(share(sample())).startswith("# What to check next")
    assert "……" not in worklist_markdown(share(sample()))
