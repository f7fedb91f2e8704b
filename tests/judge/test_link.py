"""What a person decided holds, and every derived result follows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from sayso.assemble import link
from sayso.judge.rows import Anchor, Identity, Judgement
from sayso.types import Annotations, Claim, Conflict, Copy, Dossier, Entity, Event, Figure, Statement
from tests.judge.conftest import judged, name
from tests.test_public_api import SCHEMA

Linked = Callable[..., Dossier]
Place = Callable[[str, str], Anchor]
OVERLOADED = "the ferry had been overloaded"
LOST = Identity(sha256="0" * 64)


def entity(dossier: Dossier, form: str) -> Entity:
    (found,) = [e for e in dossier.entities if form in e.aliases]
    return found


def statement(dossier: Dossier, report: str, words: str) -> Statement:
    (found,) = [s for s in dossier.statements if s.report == report and any(words in c.text for c in s.content)]
    return found


def figure(dossier: Dossier, report: str, words: str) -> Figure:
    (found,) = [f for f in dossier.figures if f.report == report and f.span.text == words]
    return found


def claim(dossier: Dossier, report: str, words: str) -> Claim:
    """The claim that the narrowest clause with some words of a report is a member of."""
    told = [
        (len(m.span.text), c)
        for c in dossier.claims
        for m in c.members
        if m.span.report == report and words in m.span.text
    ]
    (found,) = [c for length, c in told if length == min(n for n, _ in told)]
    return found


def event(dossier: Dossier, report: str, words: str) -> Event:
    (found,) = [e for e in dossier.events if any(m.report == report and words in m.text for m in e.mentions)]
    return found


def pair(dossier: Dossier, a: str, b: str) -> Copy:
    (found,) = [c for c in dossier.copies if {c.a, c.b} == {a, b}]
    return found


def conflict(dossier: Dossier, *values: str) -> Conflict | None:
    found = [x for x in dossier.conflicts if {s.value for s in x.sides} == set(values)]
    return found[0] if found else None


def groups(dossier: Dossier, report: str, words: str) -> set[frozenset[str]]:
    return {frozenset(group) for group in claim(dossier, report, words).independent}


def test_without_judgements_nothing_changes(linked: Linked, annotated: tuple[Annotations, ...]) -> None:
    assert linked().to_json() == link(annotated, models={}).to_json()
    assert '"judged"' not in linked().to_json()


def test_entities_put_together_change_speakers_origins_groups_and_verdicts(linked: Linked) -> None:
    before, after = linked(), linked(judged("entity", "same", [name("Dessa Sarr"), name("D. Sarr-Lund")]))
    assert entity(before, "Dessa Sarr").id != entity(before, "D. Sarr-Lund").id
    one = entity(after, "D. Sarr-Lund")
    assert {m.text for m in one.mentions} == {"Dessa Sarr", "Sarr", "D. Sarr-Lund"}
    assert [j.decides for j in one.judged] == ["same"]
    assert statement(before, "post", "sank off").speaker_name == "D. Sarr-Lund"
    said = statement(after, "post", "sank off")
    assert (said.speaker, said.speaker_name) == (one.id, one.name)
    assert figure(after, "post", "two").giver == one.id
    assert {"D. Sarr-Lund"} in groups(before, "post", "two people drowned")
    assert len(groups(after, "post", "two people drowned")) == len(groups(before, "post", "two people drowned")) - 1
    assert claim(before, "post", "two people drowned").verdict == "corroborated"
    assert claim(after, "post", "two people drowned").verdict == "single-origin"
    assert {o.name for o in before.origins} - {o.name for o in after.origins} != set()
    assert after.notes == before.notes


def test_a_name_set_off_is_somebody_else(linked: Linked, place: Place) -> None:
    off = judged(
        "entity", "apart", [name("Karim Sarr"), replace(place("radio", "Sarr said"), text="Sarr", start=None, end=None)]
    )
    after = linked(off)
    assert {m.text for m in entity(after, "Karim Sarr").mentions} == {"Karim Sarr"}
    other = next(e for e in after.entities if any(m.report == "radio" and m.text == "Sarr" for m in e.mentions))
    assert other.id != entity(after, "Karim Sarr").id
    assert statement(linked(), "radio", "overloaded").speaker_name == "Karim Sarr"
    assert statement(after, "radio", "overloaded").speaker == other.id
    assert [j.decides for j in other.judged] == ["apart"]


def test_a_name_set_off_may_go_to_another(linked: Linked, place: Place) -> None:
    sarr = replace(place("radio", "Sarr said"), text="Sarr", start=None, end=None)
    after = linked(
        judged("entity", "apart", [name("Karim Sarr"), sarr]), judged("entity", "same", [sarr, name("Dessa Sarr")])
    )
    assert ("radio", "Sarr") in {(m.report, m.text) for m in entity(after, "Dessa Sarr").mentions}
    assert statement(after, "radio", "overloaded").speaker_name == "Dessa Sarr"


def test_a_name_is_set_off_from_itself_elsewhere(linked: Linked, place: Place) -> None:
    there = replace(place("late", "Osprey"), start=None, end=None)
    after = linked(judged("entity", "apart", [name("Osprey"), there]))
    assert sorted({m.report for m in e.mentions} == {"late"} for e in after.entities if "Osprey" in e.aliases) == [
        False,
        True,
    ]
    moved = linked(
        judged("entity", "apart", [name("Osprey"), there]),
        judged("entity", "same", [name("Osprey"), name("Hask Lines")]),
    )
    assert {m.report for m in entity(moved, "Hask Lines").mentions} == {"wire", "post"}
    assert after.notes == moved.notes == linked().notes


def test_one_mention_can_be_set_off(linked: Linked, place: Place) -> None:
    one = replace(place("wire", "Sarr said the"), text="Sarr")
    one = replace(one, end=(one.start or 0) + 4)
    after = linked(judged("entity", "apart", [name("Dessa Sarr"), one]))
    assert {m.text for m in entity(after, "Dessa Sarr").mentions} == {"Dessa Sarr"}


def test_an_entity_is_called_and_typed_otherwise_everywhere(linked: Linked) -> None:
    after = linked(
        judged("entity", "name", [name("Dessa Sarr")], "Chief Sarr"),
        judged("entity", "type", [name("Tarrow")], "GPE"),
        judged("entity", "type", [name("Osprey")], "PRODUCT"),
    )
    assert entity(after, "Dessa Sarr").name == "Chief Sarr"
    assert statement(after, "wire", OVERLOADED).speaker_name == "Chief Sarr"
    assert "Chief Sarr" in {o.name for o in after.origins}
    assert "Dessa Sarr" not in json.dumps([c.source for c in after.copies])
    assert entity(after, "Tarrow").type == "GPE"
    assert entity(after, "Osprey").type == "PRODUCT"


def test_what_is_no_name_is_gone(linked: Linked, place: Place) -> None:
    there = replace(place("late", "Osprey"), start=None, end=None)
    after = linked(judged("entity", "dismiss", [there]))
    assert {m.report for m in entity(after, "Osprey").mentions} == {"wire", "post"}
    gone, called = (
        judged("entity", "dismiss", [name("Osprey")]),
        judged("entity", "name", [name("Osprey")], "MV Osprey"),
    )
    assert not [e for e in linked(gone).entities if "Osprey" in e.aliases]
    later = replace(called, id="jlater", made="2029-05-13")
    assert entity(linked(gone, later), "Osprey").name == "MV Osprey"
    earlier = replace(called, id="jearlier", made="2029-05-11")
    assert not [e for e in linked(gone, earlier).entities if "Osprey" in e.aliases]
    for rows in ((gone, later), (gone, earlier)):
        assert len([n for n in linked(*rows).notes if "a later one says otherwise" in n]) == 1


def test_clauses_put_together_are_one_claim(linked: Linked, place: Place) -> None:
    paid, closed = place("post", "it would pay for the funerals"), place("radio", "the harbour would stay closed")
    after = linked(judged("claim", "same", [paid, closed]))
    one = claim(after, "radio", "stay closed")
    assert one.id == claim(after, "post", "pay for").id
    assert one.id == claim(after, "late", "stays closed").id
    assert one.verdict == "corroborated"
    assert [j.decides for j in one.judged] == ["same"]


def test_clauses_kept_apart_are_two_claims(linked: Linked, place: Place) -> None:
    wire, radio = place("wire", "Two people drowned"), place("radio", "Two people drowned")
    before = claim(linked(), "wire", "Two people drowned")
    assert before.id == claim(linked(), "radio", "Two people drowned").id
    assert {"Dessa Sarr", "harbour police"} <= set(before.origins)
    after = linked(judged("claim", "apart", [wire, radio]))
    members = [{m.span.report: m.span.text for m in c.members} for c in after.claims]
    assert not any(m.get("wire") == m.get("radio") == "Two people drowned" for m in members)
    standing = [set(c.origins) for c in after.claims if any("people drowned" in m.span.text for m in c.members)]
    assert not any({"Dessa Sarr", "harbour police"} <= origins for origins in standing)


def test_a_verdict_is_set(linked: Linked, place: Place) -> None:
    after = linked(judged("claim", "verdict", [place("radio", "the harbour would stay closed")], "corroborated"))
    one = claim(after, "radio", "stay closed")
    assert (one.verdict, one.why["found"]) == ("corroborated", "single-origin")


def test_a_conflict_is_none(linked: Linked, place: Place) -> None:
    before = claim(linked(), "wire", "23 people were rescued")
    assert before.verdict == "disputed"
    after = linked(judged("conflict", "dismiss", [place("wire", "23"), place("post", "Some 31")]))
    assert conflict(linked(), "23", "Some 31") is not None
    assert conflict(after, "23", "Some 31") is None
    assert claim(after, "wire", "23 people were rescued").verdict == "corroborated"
    assert not any(q.comparisons for q in after.ledger)


def test_a_conflict_of_figures_is_of_another_kind(linked: Linked, place: Place) -> None:
    after = linked(judged("conflict", "relation", [place("wire", "23"), place("post", "Some 31")], "update"))
    one = conflict(after, "23", "Some 31")
    assert one is not None
    assert (one.relation, [j.value for j in one.judged]) == ("update", ["update"])
    assert [c.relation for q in after.ledger for c in q.comparisons] == ["update"]
    assert claim(after, "wire", "23 people were rescued").verdict == "updated"


def test_what_sayso_does_not_hold_against_each_other_a_person_can(linked: Linked, place: Place) -> None:
    said, denied = place("radio", "it had been overloaded"), place("wire", "it had been overloaded")
    after = linked(judged("conflict", "relation", [said, denied], "dispute"))
    (one,) = [x for x in after.conflicts if x.kind == "fact"]
    assert [(s.value, s.origins) for s in one.sides] == [
        ("it had been overloaded", ("Karim Sarr",)),
        ("it had been overloaded", ("Hask Lines",)),
    ]


def test_how_two_reports_depend_on_each_other_is_set(linked: Linked, place: Place) -> None:
    wire, late = (Anchor(report=place(r, "Tarrow").report) for r in ("wire", "late"))
    after = linked(judged("copy", "relation", [wire, late], "rewrite"), judged("copy", "source", [wire, late], "first"))
    one = pair(after, "wire", "late")
    assert (one.relation, one.source, one.why["found"]) == ("rewrite", "a", "shared-origin")
    turned = linked(judged("copy", "source", [late, wire], "first"))
    assert pair(turned, "wire", "late").source == "b"


def test_figures_kept_apart_are_two_quantities(linked: Linked, place: Place) -> None:
    wire, post = place("wire", "23"), place("post", "Some 31")
    after = linked(judged("figure", "apart", [wire, post]))
    assert figure(after, "wire", "23").quantity != figure(after, "post", "Some 31").quantity
    assert conflict(after, "23", "Some 31") is None
    assert [j.decides for q in after.ledger for j in q.judged] == ["apart", "apart"]


def test_figures_put_together_are_one_quantity(linked: Linked, place: Place) -> None:
    after = linked(judged("figure", "same", [place("wire", "23"), place("radio", "Two")]))
    assert figure(after, "wire", "23").quantity == figure(after, "radio", "Two").quantity
    assert figure(after, "post", "two").quantity == figure(after, "post", "Some 31").quantity


def test_events_are_put_together_and_kept_apart(linked: Linked, place: Place) -> None:
    after = linked(
        judged("event", "same", [place("wire", "drowned"), place("late", "pulled")]),
        judged("event", "apart", [place("post", "sank off"), place("late", "sank")]),
    )
    assert event(after, "wire", "drowned").id == event(after, "late", "pulled").id
    assert event(after, "post", "sank off").id != event(after, "late", "sank").id
    assert "same" in [j.decides for j in event(after, "wire", "drowned").judged]


def test_a_speaker_is_set_and_origins_and_givers_follow(linked: Linked, place: Place) -> None:
    after = linked(judged("statement", "speaker", [place("post", "Some 31 people were rescued")], "Ila Brandt"))
    said = statement(after, "post", "Some 31")
    assert (said.speaker, said.speaker_type) == (entity(after, "Ila Brandt").id, "person")
    assert figure(after, "post", "Some 31").giver == said.speaker
    assert frozenset(["Ila Brandt"]) in groups(after, "post", "Some 31")
    unnamed = linked(judged("statement", "speaker", [place("post", "Some 31 people were rescued")], "unnamed: a nurse"))
    assert statement(unnamed, "post", "Some 31").speaker_type == "unnamed"


def test_a_giver_is_set(linked: Linked, place: Place) -> None:
    after = linked(judged("figure", "giver", [place("late", "23")], "Ila Brandt"))
    assert figure(after, "late", "23").giver == entity(after, "Ila Brandt").id
    one = conflict(after, "23", "Some 31")
    assert one is not None
    assert "Ila Brandt" in one.sides[0].origins
    own = linked(judged("figure", "giver", [place("late", "23")], None))
    assert figure(own, "late", "23").giver_name is None


def test_origins_count_together_and_apart(linked: Linked) -> None:
    drowned = ("post", "two people drowned")
    assert frozenset(["Dessa Sarr", "harbour police"]) in groups(linked(), *drowned)
    apart = linked(judged("origin", "apart", [name("Dessa Sarr"), name("harbour police")]))
    assert frozenset(["Dessa Sarr"]) in groups(apart, *drowned)
    same = linked(judged("origin", "same", [name("D. Sarr-Lund"), name("harbour police")]))
    assert len(groups(same, *drowned)) == 1
    assert claim(same, *drowned).verdict == "single-origin"
    (told,) = [o for o in same.origins if o.name == "D. Sarr-Lund"]
    assert "a person decided so" in {c.why for c in told.counted_with}


def test_modes_values_dates_and_statuses_are_set(linked: Linked, place: Place) -> None:
    some, told = place("post", "Some 31"), place("post", "it would pay for the funerals")
    after = linked(
        judged("statement", "mode", [told], "deny"),
        judged("figure", "value", [some], "23"),
        judged("figure", "as_of", [place("late", "23")], "2029-05-08"),
        judged("figure", "status", [place("radio", "Two")], "past"),
        judged("event", "type", [place("post", "drowned")], "ASSAULT"),
        judged("event", "status", [place("wire", "drowned")], "planned"),
    )
    assert statement(after, "post", "funerals").mode == "deny"
    assert (figure(after, "post", "Some 31").low, figure(after, "post", "Some 31").modifier) == (23.0, "exact")
    assert conflict(after, "23", "Some 31") is None
    assert figure(after, "late", "23").as_of == "2029-05-08"
    assert figure(after, "radio", "Two").status == "past"
    assert (event(after, "radio", "drowned").type, event(after, "radio", "drowned").status) == ("ASSAULT", "planned")
    assert [j.decides for j in event(after, "radio", "drowned").judged] == ["type", "status"]
    assert [j.decides for j in figure(after, "post", "Some 31").judged] == ["value"]
    assert after.notes == linked().notes


def test_of_what_is_set_and_what_is_dismissed_the_later_holds(linked: Linked, place: Place) -> None:
    some = [place("post", "Some 31")]
    value, none = (
        judged("figure", "value", some, "23", made="2029-05-12"),
        judged("figure", "dismiss", some, made="2029-05-13"),
    )
    gone = linked(value, none)
    assert not [f for f in gone.figures if f.span.text == "Some 31"]
    again = linked(judged("figure", "value", some, "23", made="2029-05-14"), none)
    assert figure(again, "post", "Some 31").low == 23
    for after in (gone, again):
        assert len([n for n in after.notes if "a later one says otherwise" in n]) == 1


def test_what_is_no_statement_figure_or_event_is_gone(linked: Linked, place: Place) -> None:
    after = linked(
        judged("statement", "dismiss", [place("radio", "Two people drowned")]),
        judged("figure", "dismiss", [place("post", "Some 31")]),
        judged("event", "dismiss", [place("wire", "denied")]),
    )
    assert not [s for s in after.statements if s.report == "radio" and "drowned" in s.content[0].text]
    assert "Radio (own voice)" in claim(after, "radio", "drowned").origins
    assert figure(after, "radio", "Two").giver is None
    assert not [f for f in after.figures if f.span.text == "Some 31"]
    assert not [e for e in after.events if e.trigger == "deny"]


def test_what_contradicts_itself_is_told_and_the_later_holds(linked: Linked, place: Place) -> None:
    a, b, c = place("wire", "23"), place("post", "Some 31"), place("late", "23")
    rows = [
        judged("figure", "same", [a, b], made="2029-05-12T10:00:00+00:00"),
        judged("figure", "same", [b, c], made="2029-05-12T11:00:00+00:00"),
        judged("figure", "apart", [a, c], made="2029-05-12T12:00:00+00:00"),
    ]
    after = linked(*rows)
    assert figure(after, "wire", "23").quantity != figure(after, "late", "23").quantity
    assert figure(after, "post", "Some 31").quantity == figure(after, "late", "23").quantity
    (note,) = [n for n in after.notes if "judgement" in n]
    assert "ada" in note
    assert "a later one says otherwise" in note


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("entity", "name", "Dessa S."), ("entity", "name", "D. Sarr")),
        (("entity", "type", "ORG"), ("entity", "type", "PERSON")),
    ],
)
def test_of_two_names_or_types_the_later_holds(
    first: tuple[str, str, str], second: tuple[str, str, str], linked: Linked
) -> None:
    rows = [
        judged(about, decides, [name("Dessa Sarr")], value, made=f"2029-05-1{n}")  # type: ignore[arg-type]
        for n, (about, decides, value) in enumerate((first, second))
    ]
    for order in (rows, rows[::-1]):
        after = linked(*order)
        assert second[2] in (entity(after, "Dessa Sarr").name, entity(after, "Dessa Sarr").type)
        assert len([n for n in after.notes if "a later one says otherwise" in n]) == 1


def test_names_put_together_and_kept_apart_are_told(linked: Linked) -> None:
    both = [name("Dessa Sarr"), name("D. Sarr-Lund")]
    same, apart = judged("entity", "same", both, made="2029-05-12"), judged("entity", "apart", both, made="2029-05-13")
    after = linked(same, apart)
    assert entity(after, "Dessa Sarr").id != entity(after, "D. Sarr-Lund").id
    assert [n for n in after.notes if "are one) does not hold here: a later one says otherwise" in n]
    assert not [n for n in after.notes if "are not one)" in n]


GONE: dict[str, Callable[[Place], Judgement]] = {
    "a name": lambda place: judged("entity", "name", [name("Nobody Atall")], "Somebody"),
    "words": lambda place: judged(
        "claim", "verdict", [replace(place("wire", "Two people drowned"), text="Nine people swam")], "disputed"
    ),
    "a report": lambda place: judged("figure", "giver", [replace(place("wire", "23"), report=LOST)], "Ila Brandt"),
    "a pair": lambda place: judged(
        "copy", "relation", [Anchor(report=LOST), Anchor(report=place("wire", "23").report)], "rewrite"
    ),
    "no clauses": lambda place: judged("claim", "same", [place("wire", "Dessa"), place("wire", "Hask")]),
    "no claim": lambda place: judged("claim", "verdict", [place("wire", "which owns the ferry")], "disputed"),
    "no conflict": lambda place: judged(
        "conflict", "dismiss", [place("wire", "Two people drowned"), place("post", "two people drowned")]
    ),
    "no origin": lambda place: judged("origin", "same", [name("Nobody"), name("Dessa Sarr")]),
    "twice one": lambda place: judged("figure", "same", [place("wire", "23"), place("wire", "23")]),
    "nothing taken back": lambda place: judged("judgement", "revoke", [], "j0000000000"),
}


@pytest.mark.parametrize("what", GONE)
def test_what_does_not_hold_here_is_told_once(what: str, linked: Linked, place: Place) -> None:
    after = linked(GONE[what](place))
    assert len([n for n in after.notes if n.startswith("a judgement of ada (")]) == 1, after.notes
    assert not any(item.judged for kind in (after.entities, after.claims, after.figures, after.copies) for item in kind)


def test_the_json_says_what_a_person_decided(linked: Linked, place: Place) -> None:
    after = linked(
        judged("entity", "same", [name("Dessa Sarr"), name("D. Sarr-Lund")], note="she married"),
        judged("conflict", "relation", [place("wire", "23"), place("post", "Some 31")], "update"),
        judged("statement", "speaker", [place("post", "Some 31 people were rescued")], "Ila Brandt"),
    )
    record = json.loads(after.to_json())
    assert [e.message for e in Draft202012Validator(SCHEMA).iter_errors(record)] == []
    (one,) = [e for e in record["entities"] if "D. Sarr-Lund" in e["aliases"]]
    (told,) = one["why"]["judged"]
    assert (told["decides"], told["by"], told["made"], told["note"]) == (
        "same",
        "ada",
        "2029-05-12T10:00:00+00:00",
        "she married",
    )
    assert [x["why"]["judged"][0]["value"] for x in record["conflicts"] if "judged" in x["why"]] == ["update"]
    assert [s["why"]["judged"][0]["value"] for s in record["statements"] if "why" in s] == ["Ila Brandt"]
