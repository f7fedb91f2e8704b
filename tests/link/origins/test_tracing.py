"""Where the words of claims come from: every path into a report, and every merge with its reason."""

from __future__ import annotations

from sayso.types import Dossier


def test_every_origin_of_a_claim_has_its_paths(example: Dossier) -> None:
    named = {name for claim in example.claims for name in claim.origins}
    assert {o.name for o in example.origins} == named
    statements = {s.id: s for s in example.statements}
    for origin in example.origins:
        for path in origin.paths:
            if path.statement is not None:
                its = statements[path.statement]
                assert its.report == path.report
                assert set(path.via) <= set(its.via)
            assert origin.name not in path.via


def test_the_claims_of_an_origin_are_those_that_name_it(example: Dossier) -> None:
    for origin in example.origins:
        assert set(origin.claims) == {c.id for c in example.claims if origin.name in c.origins}


def test_whoever_shares_a_group_in_a_claim_is_counted_with_somebody_of_it(example: Dossier) -> None:
    by_name = {o.name: o for o in example.origins}
    grouped = [(c, group) for c in example.claims for group in c.independent if len(group) > 1]
    assert grouped
    for claim, group in grouped:
        for name in group:
            others = {w.name for w in by_name[name].counted_with if claim.id in w.claims and w.why}
            assert others & set(group)


def test_own_voices_stand_last_and_count_with_nobody(example: Dossier) -> None:
    voices = [o.own_voice for o in example.origins]
    assert voices == sorted(voices)
    assert any(voices)
    assert all(not o.counted_with for o in example.origins if o.own_voice)
