"""Entities across reports: joined, kept apart, resolved, named and ranked."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import pytest

from sayso.annotate.names import find_names
from sayso.language.backbone import parse
from sayso.link.names.entities import Entities, link_entities
from sayso.types import Annotations, Entity, EntityType, Name
from tests.conftest import load_cases, make_report


def annotate(texts: Sequence[str]) -> list[Annotations]:
    reports = [make_report(text, id=f"r{n}") for n, text in enumerate(texts, 1)]
    return [bare(r.report, find_names(r)) for r in parse(reports)]


def bare(report: Any, names: tuple[Name, ...]) -> Annotations:
    return Annotations(
        report=report, sentences=(), names=names, times=(), statements=(), figures=(), events=(), propositions=()
    )


def entity_of(entities: Entities, form: str) -> Entity:
    found = [e for e in entities.entities if form in e.aliases]
    assert found, f"{form!r} is no alias of any of {[e.aliases for e in entities.entities]}"
    return found[0]


@pytest.mark.parametrize("case", load_cases("entities"))
def test_case(case: dict[str, Any]) -> None:
    entities = link_entities(annotate(case["reports"]))
    for forms in case.get("together", ()):
        first = entity_of(entities, forms[1])
        for form in forms[1:]:
            assert form in first.aliases, first
        assert forms[0] == first.name or forms[0] in first.aliases
    for a, b in case.get("apart", ()):
        assert entity_of(entities, a).id != entity_of(entities, b).id
    for number, phrase, expected in case.get("resolve", ()):
        found = entities.resolve(f"r{number}", phrase)
        if expected is None:
            assert found is None, found
        else:
            assert found is not None
            assert expected in (found.name, *found.aliases)


TEXTS = [
    "Ada Lund of Norway met Kim Min-jun in Oslo. Lund said the Coastal Rescue Authority (CRA) had agreed.",
    "Kim Min Jun left Norway. The CRA and the Norwegian government said so. The authority was glad, Lund said.",
]


def test_every_mention_belongs_to_one_entity() -> None:
    annotated = annotate(TEXTS)
    entities = link_entities(annotated).entities
    spans = [(s.report, s.start, s.end) for e in entities for s in e.mentions]
    assert len(spans) == len(set(spans))
    named = {(n.span.report, n.span.start, n.span.end) for a in annotated for n in a.names if not n.nominal}
    assert named <= set(spans)
    texts = {a.report.id: a.report.text for a in annotated}
    assert all(texts[s.report][s.start : s.end] == s.text for e in entities for s in e.mentions)


def test_ids_follow_importance_and_repeat() -> None:
    annotated = annotate(TEXTS)
    once, again = link_entities(annotated), link_entities(annotated)
    assert once.entities == again.entities
    assert [e.id for e in once.entities] == [f"e{n}" for n in range(1, len(once.entities) + 1)]
    counts = [len(e.mentions) for e in once.entities]
    assert counts == sorted(counts, reverse=True)


def test_order_of_reports_does_not_change_who_is_who() -> None:
    def partition(texts: Sequence[str]) -> set[frozenset[str]]:
        return {frozenset(e.aliases) for e in link_entities(annotate(texts)).entities}

    assert partition(TEXTS) == partition(TEXTS[::-1])


def test_phrases_with_their_place_resolve_by_the_mentions_inside() -> None:
    annotated = annotate(["Foreign Minister Ilse Brandt, a lawyer, spoke for Norway. A lawyer for Brandt did not."])
    entities = link_entities(annotated)
    report = annotated[0].report
    whole = report.span(0, len("Foreign Minister Ilse Brandt, a lawyer"))
    found = entities.resolve(report.id, whole.text, whole)
    assert found is not None
    assert found.name == "Ilse Brandt"
    start = report.text.index("A lawyer for")
    other = report.span(start, start + len("A lawyer for Brandt"))
    assert entities.resolve(report.id, other.text, other) is None


def test_a_description_is_a_mention_of_its_body() -> None:
    annotated = annotate(["Norway's National Security Service warned of it. The agency said the threat was new."])
    body = entity_of(link_entities(annotated), "National Security Service")
    assert "The agency" in {s.text for s in body.mentions}


def test_no_reports_and_no_names() -> None:
    assert link_entities([]).entities == ()
    assert link_entities(annotate([""])).entities == ()
    assert link_entities([]).resolve("r1", "Ada Lund") is None


def many(count: int, kind: EntityType = "PERSON", reports: int = 20) -> list[Annotations]:
    """Reports that name `count` people of one surname, all different."""
    surnames = ("Ashworthy", "Brockhurst", "Castellan", "Dunmore", "Everdeen")
    onsets = ("Bal", "Dor", "Fen", "Gim", "Hul", "Jov", "Kas", "Lem", "Nur", "Pod")
    endings = ("bert", "dine", "fric", "gunda", "milan", "nores", "stav", "torix", "vashti", "zebul")
    given = [a + b for a in onsets for b in endings]
    annotated = []
    for number in range(reports):
        people = [f"{given[k % len(given)]} {surnames[k // len(given)]}" for k in range(number, count, reports)]
        text = " . ".join(people)
        report = make_report(text, id=f"r{number}")
        names = tuple(Name(span=report.span(at, at + len(p)), type=kind) for p in people if (at := text.index(p)) >= 0)
        annotated.append(bare(report, names))
    return annotated


def test_a_hundred_people_of_one_surname_stay_apart() -> None:
    entities = link_entities(many(100)).entities
    assert len(entities) == 100


def test_cost_grows_with_the_mentions_not_their_square() -> None:
    def seconds(count: int) -> float:
        annotated = many(count)
        begin = time.process_time()
        link_entities(annotated)
        return time.process_time() - begin

    seconds(60)
    small, large = seconds(60), seconds(480)
    assert large < 40 * max(small, 0.005)
