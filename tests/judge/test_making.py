"""From the ids of a dossier to judgements that hold in it, without a person seeing an offset."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest

from sayso.errors import JudgementsError
from sayso.judge.making import make_judgement, revocation
from sayso.judge.rows import Judgement
from sayso.types import Dossier

Linked = Callable[..., Dossier]
TIME = "2029-05-12T10:00:00+00:00"


def make(dossier: Dossier, *words: str) -> Judgement:
    made = make_judgement(dossier, words, by="ada", made=TIME)
    assert make_judgement(json.loads(dossier.to_json()), words, by="ada", made=TIME) == made
    return made


def ids(dossier: Dossier) -> dict[str, str]:
    """What the items of the story are called in its dossier."""
    named = {e.name: e.id for e in dossier.entities}
    clauses = {(m.span.report, m.span.text[:10]): c.id for c in dossier.claims for m in c.members}
    return {
        "dessa": named["Dessa Sarr"],
        "karim": named["Karim Sarr"],
        "lund": named["D. Sarr-Lund"],
        "brandt": named["Ila Brandt"],
        "drowned": clauses["wire", "Two people"],
        "closed": clauses["late", "The harbou"],
        "sunk": clauses["late", "Osprey san"],
        "rescued": clauses["wire", "23 people "],
        "clinic": next(s.id for s in dossier.statements if "clinic" in (s.speaker_name or "")),
        "many": next(f.id for f in dossier.figures if f.span.text == "23"),
        "two": next(f.id for f in dossier.figures if f.span.text == "Two"),
        "x": next(x.id for x in dossier.conflicts if x.kind == "figure"),
        "sank": next(e.id for e in dossier.events if e.trigger == "sink"),
        "drown": next(e.id for e in dossier.events if e.trigger == "drown"),
    }


@pytest.mark.parametrize(
    ("words", "about"),
    [
        (["same", "{dessa}", "{lund}"], "entity"),
        (["apart", "{karim}", "Sarr@radio"], "entity"),
        (["apart", "{dessa}", "Dessa Sarr"], "entity"),
        (["name", "{dessa}", "Chief Sarr"], "entity"),
        (["type", "Tarrow", "GPE"], "entity"),
        (["dismiss", "Osprey"], "entity"),
        (["dismiss", "Sarr@radio"], "entity"),
        (["same", "{drowned}", "{closed}"], "claim"),
        (["apart", "{drowned}@wire", "{drowned}@post"], "claim"),
        (["verdict", "{closed}", "disputed"], "claim"),
        (["relation", "{x}", "update"], "conflict"),
        (["dismiss", "{x}"], "conflict"),
        (["relation", "{drowned}", "{closed}", "dispute"], "conflict"),
        (["relation", "wire", "late", "rewrite"], "copy"),
        (["source", "wire", "late", "wire"], "copy"),
        (["source", "wire", "late", "-"], "copy"),
        (["source", "wire", "late", "Northwire"], "copy"),
        (["speaker", "{clinic}", "{brandt}"], "statement"),
        (["dismiss", "{clinic}"], "statement"),
        (["giver", "{many}", "-"], "figure"),
        (["same", "{many}", "{two}"], "figure"),
        (["value", "{many}", "24"], "figure"),
        (["as_of", "{many}", "2029-05-01"], "figure"),
        (["status", "{many}", "expected"], "figure"),
        (["mode", "{clinic}", "deny"], "statement"),
        (["status", "{drown}", "planned"], "event"),
        (["type", "{drown}", "ASSAULT"], "event"),
        (["dismiss", "{many}"], "figure"),
        (["same", "{sank}", "{drown}"], "event"),
        (["dismiss", "{sank}"], "event"),
        (["dismiss", "{many}", "{two}"], "figure"),
        (["split", "{sunk}@late"], "claim"),
        (["split", "{sank}@late"], "event"),
        (["split", "{brandt}@late"], "entity"),
        (["split", "{many}"], "figure"),
        (["confirmed", "{drowned}", "{brandt}"], "claim"),
        (["false", "{closed}"], "claim"),
        (["apart", "{sank}@wire", "{sank}@late"], "event"),
        (["same", "origin:Dessa Sarr", "origin:D. Sarr-Lund"], "origin"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_what_is_written_about_ids_holds_in_the_dossier(words: Sequence[str], about: str, linked: Linked) -> None:
    made = make(linked(), *(word.format(**ids(linked())) for word in words))
    assert made.about == about
    after = linked(made)
    itself = words == ["apart", "{dessa}", "Dessa Sarr"]
    assert bool([n for n in after.notes if "judgement" in n]) == itself
    assert after.to_json() != linked().to_json()


def test_an_entity_is_held_by_a_name_that_no_other_has(linked: Linked) -> None:
    known = ids(linked())
    made = make(linked(), "same", known["dessa"], known["karim"])
    assert [a.text for a in made.anchors] == ["Dessa Sarr", "Karim Sarr"]
    assert all(a.report is None for a in made.anchors)


def test_a_part_is_set_off_from_all_the_rest(linked: Linked) -> None:
    known = ids(linked())
    after = linked(make(linked(), "split", f"{known['sunk']}@late"))
    homes = {m.span.report: c.id for c in after.claims for m in c.members if "on Tuesday" in m.span.text}
    assert homes["wire"] == homes["radio"] != homes["late"]
    after = linked(make(linked(), "split", f"{known['brandt']}@late"))
    assert sorted({m.report for m in e.mentions} == {"late"} for e in after.entities if "Ila Brandt" in e.aliases) == [
        False,
        True,
    ]
    after = linked(make(linked(), "split", known["many"]))
    figures = {f.report: f.quantity for f in after.figures if f.of.startswith("people") and f.low != 2}
    assert figures["wire"] != figures["post"]


def test_what_is_of_no_event_goes_from_all_its_reports(linked: Linked) -> None:
    before = next(e for e in linked().events if e.id == ids(linked())["sank"])
    assert len({m.report for m in before.mentions}) > 1
    row = make(linked(), "dismiss", before.id)
    assert not {m for e in linked(row).events for m in e.mentions} & set(before.mentions)


def test_names_can_be_meant_in_these_reports_alone(linked: Linked) -> None:
    known = ids(linked())
    same = make_judgement(linked(), ["same", known["dessa"], known["lund"]], by="ada", made=TIME, within=True)
    assert all(a.report is not None and a.start is None for a in same.anchors)
    told = make(linked(), "same", known["dessa"], known["lund"])
    assert [e.mentions for e in linked(same).entities] == [e.mentions for e in linked(told).entities]
    gone = make_judgement(linked(), ["dismiss", "Tarrow"], by="ada", made=TIME, within=True)
    assert len(gone.anchors) == len({m.report for e in linked().entities if e.name == "Tarrow" for m in e.mentions})
    assert not [e for e in linked(gone).entities if "Tarrow" in e.aliases]


def test_an_entity_without_a_name_of_its_own_is_held_by_its_report(linked: Linked) -> None:
    off = make(linked(), "apart", ids(linked())["karim"], "Sarr@radio")
    apart = linked(off)
    sarr = next(e for e in apart.entities if {m.text for m in e.mentions} == {"Sarr"})
    (anchor,) = make(apart, "name", sarr.id, "The other Sarr").anchors
    assert (anchor.text, anchor.report is not None, anchor.start) == ("Sarr", True, None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "begin with what is decided: same, apart"),
        (["join", "e1", "e2"], "not 'join'"),
        (["same", "e1"], "needs 2 or more anchors"),
        (["same", "e1", "c1"], "items of one kind, not claim, entity"),
        (["same", "e1", "e99"], "has no e99"),
        (["same", "e1", "Somebody"], "names 'Somebody'"),
        (["apart", "e1", "Karim Sarr@wire"], "the report wire does not name 'Karim Sarr'"),
        (["apart", "{karim}@wire", "e1"], "is not named in the report wire"),
        (["apart", "{closed}@wire", "c1"], "has nothing in the report wire"),
        (["name", "e1"], "needs an item and what it is to be"),
        (["verdict", "c1", "true"], "must be one of disputed"),
        (["relation", "e1", "update"], "of the kind entity"),
        (["relation", "e1", "e2", "update"], "two claims, two figures or two reports"),
        (["relation", "x99", "update"], "has no x99"),
        (["dismiss", "r99"], "names 'r99'"),
        (["split", "{closed}"], "needs one ID@REPORT"),
        (["split", "{karim}@radio"], "nothing else"),
        (["split", "{closed}@wire"], "nothing there"),
        (["confirmed", "{closed}"], "needs a value"),
        (["revoke", "j1"], "not 'revoke'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_what_cannot_be_decided_is_refused_with_the_reason(words: Sequence[str], said: str, linked: Linked) -> None:
    with pytest.raises(JudgementsError) as refused:
        make(linked(), *(word.format(**ids(linked())) for word in words))
    assert said in str(refused.value)


def test_what_is_no_dossier_is_refused() -> None:
    with pytest.raises(JudgementsError, match="no dossier"):
        make_judgement({"schema": "sayso/report/1"}, ["same", "e1", "e2"], by="ada", made=TIME)


def test_only_what_is_there_can_be_taken_back(linked: Linked) -> None:
    made = make(linked(), "name", "Dessa Sarr", "Chief Sarr")
    assert revocation([made], made.id, by="bo", made=TIME).value == made.id
    with pytest.raises(JudgementsError, match="no judgement j99"):
        revocation([made], "j99", by="bo", made=TIME)
