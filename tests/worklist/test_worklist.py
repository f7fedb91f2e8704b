"""What to check next: made-up stories with the list that a reporter would want, and what always holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso import find_checks
from sayso.judge.rows import Anchor, Identity, new_judgement
from sayso.types import Dossier
from tests.conftest import load_cases
from tests.worklist.made import made


@pytest.mark.parametrize("case", load_cases("worklist"))
def test_list_is_what_a_reporter_would_want(case: dict[str, Any]) -> None:
    found = find_checks(made(case))
    shown = [(c.kind, c.what, list(c.call)) for c in found]
    wanted = [tuple(entry) for entry in case["expect"]]
    told = [
        (kind, words, call) for (kind, what, call), (_, words, _) in zip(shown, wanted, strict=False) if words in what
    ]
    assert told == wanted, shown
    assert len(found) == len(wanted), shown


def test_weights_fall_and_lie_between_nought_and_one(cable_car: Dossier) -> None:
    found = find_checks(cable_car)
    weights = [c.weight for c in found]
    assert weights == sorted(weights, reverse=True)
    assert all(0 < w <= 1 for w in weights)
    assert all({"rests", "doubt", "substance", "score"} <= set(c.features) for c in found)


def test_every_kind_names_its_items_and_its_words(cable_car: Dossier) -> None:
    texts = {r.id: r.text for r in cable_car.reports}
    known = {
        x.id for kind in ("claims", "conflicts", "figures", "quotations", "reports") for x in getattr(cable_car, kind)
    }
    found = find_checks(cable_car)
    assert {c.kind for c in found} >= {"dispute", "quotation", "copy"}
    for check in found:
        assert "" not in (check.what, check.why, check.rests)
        assert set(check.items) <= known
        assert all(texts[s.report][s.start : s.end] == s.text for s in check.spans)


def test_a_claim_stands_in_one_entry_only(example: Dossier) -> None:
    claims = {c.id for c in example.claims}
    told = [i for check in find_checks(example) for i in check.items if i in claims]
    assert len(told) == len(set(told))


def test_what_the_desk_found_out_leaves_the_list(cable_car: Dossier) -> None:
    before = find_checks(cable_car)
    disputed = next(c for c in before if "x1" in c.items)
    anchor = Anchor(report=Identity(sha256="0" * 64), start=0, end=1, text="x")
    row = new_judgement("claim", "confirmed", (anchor,), "the clinic", by="ada", made="2031-03-06")
    claims = tuple(replace(c, checks=(row,)) if c.id == "c2" else c for c in cable_car.claims)
    after = find_checks(replace(cable_car, claims=claims))
    assert disputed.what in {c.what for c in before}
    assert all("x1" not in c.items and "c2" not in c.items for c in after)


@pytest.mark.parametrize("start", [None, "2031", "2031-03", "2031-03-03T10:00", "9999-12-31", "0001-01-01"])
def test_the_story_may_begin_on_any_day_or_none(cable_car: Dossier, start: str | None) -> None:
    assert find_checks(replace(cable_car, story=replace(cable_car.story, start=start)))


def test_an_empty_dossier_has_nothing_to_check(cable_car: Dossier) -> None:
    empty = replace(
        cable_car,
        reports=(),
        claims=(),
        conflicts=(),
        quotations=(),
        copies=(),
        ledger=(),
        lead=(),
        events=(),
        figures=(),
    )
    assert find_checks(empty) == ()


@given(st.lists(st.sampled_from("abc"), min_size=1, unique=True), st.sampled_from([None, "Roe", "unnamed: x"]))
def test_more_rests_on_what_more_tell(tellers: list[str], origin: str | None) -> None:
    def rests(by: Iterable[str]) -> float:
        claim = {"members": dict.fromkeys(by, "The dam broke at dawn"), "of": origin}
        texts = dict.fromkeys("abc", "The dam broke at dawn. Rain fell.")
        found = find_checks(made({"reports": texts, "claims": [claim], "lead": [["a", "Rain fell.", "c1"]]}))
        return float(found[0].features["rests"] or 0)

    assert rests("abc") >= rests(tellers) > 0
