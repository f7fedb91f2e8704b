"""Stories of very many reports: those with the same words are linked once, and what they tell counts for each."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sayso.annotate import annotate
from sayso.assemble import link
from sayso.language.backbone import parse
from sayso.link.copies.partners import MANY
from sayso.link.folding import first_tellings, first_with_text
from sayso.spans import Span
from sayso.types import Annotations, Dossier
from tests.conftest import make_report

TOLD = (
    "Two trams collided in Kell on Monday, and 14 people were hurt, the city's mayor, Ada Holm, said. "
    "“The brakes failed,” she told reporters. Police closed the depot at Tolm."
)
KINDS = ("names", "times", "statements", "figures", "events", "propositions")
OWN = "The mayor of Kell, Ada Holm, denied on Tuesday that the brakes of the trams had failed."


def twin(found: Annotations, name: str, outlet: str) -> Annotations:
    """The same reading under another report's name."""
    report = replace(found.report, id=name, outlet=outlet)
    own = found.report.id

    def renamed(record: Any) -> Any:
        if isinstance(record, Span):
            return replace(record, report=name)
        if isinstance(record, tuple):
            return tuple(renamed(r) for r in record)
        if isinstance(record, str) and record.startswith(f"{own}."):
            return f"{name}{record.removeprefix(own)}"
        if isinstance(record, str) and record == own:
            return name
        if hasattr(record, "__dataclass_fields__"):
            return replace(record, **{f: renamed(getattr(record, f)) for f in record.__dataclass_fields__})
        return record

    return Annotations(
        report=report, sentences=found.sentences, **{kind: renamed(getattr(found, kind)) for kind in KINDS}
    )


def story(copies: int) -> Dossier:
    """One dissenter among so many copies."""
    told, own = (annotate(r) for r in parse([make_report(TOLD, id="told"), make_report(OWN, id="own")]))
    return link([own, *(twin(told, f"r{n}", f"The {n} Post") for n in range(copies))], models={})


def test_a_story_of_many_identical_reports_is_that_of_a_few() -> None:
    few, many = story(5), story(MANY + 50)
    for kind in ("claims", "quotations", "ledger", "conflicts"):
        assert len(getattr(few, kind)) == len(getattr(many, kind)), kind
    # beside what the texts name, each report's outlet is an entity
    assert [e.name for e in few.entities if e.mentions] == [e.name for e in many.entities if e.mentions]
    assert sorted((c.verdict, c.independent) for c in few.claims) == sorted(
        (c.verdict, c.independent) for c in many.claims
    )
    assert {f.quantity for f in few.figures} == {f.quantity for f in many.figures}
    assert {e.trigger for e in few.events} <= {e.trigger for e in many.events}
    dissent = next(c for c in many.claims if c.verdict == "disputed")
    assert {m.span.report for m in dissent.members} == {r.id for r in many.reports}
    assert any(c.relation == "identical" for c in many.copies)
    assert all(c.a != "own" or c.relation != "identical" for c in many.copies)


def test_every_span_of_a_folded_story_is_its_reports_words() -> None:
    made = story(MANY + 1)
    text = {r.id: r.text for r in made.reports}
    spans = [m.span for c in made.claims for m in c.members] + [s for e in made.events for s in e.mentions]
    assert {s.report for s in spans} == set(text)
    assert all(text[s.report][s.start : s.end] == s.text for s in spans)


@given(st.integers(0, 2 * MANY), st.integers(0, 1000))
def test_few_reports_stand_for_themselves_and_many_for_their_text(count: int, seed: int) -> None:
    texts = Random(seed).choices("abcdefghij", k=count)
    reports = [make_report(text, id=f"r{n}") for n, text in enumerate(texts)]
    nothing: dict[str, Any] = dict.fromkeys(KINDS, ())
    annotated = [Annotations(report=r, sentences=((0, 1), (0, 1)), **nothing) for r in reports]
    first = first_with_text(annotated)
    if len(texts) <= MANY:
        assert first == list(range(len(texts)))
    assert all(texts[of] == text and of <= n for n, (of, text) in enumerate(zip(first, texts, strict=True)))
    tellings = first_tellings(annotated, lambda a: a.sentences)
    assert tellings == [2 * of + k for of in first for k in range(2)]
