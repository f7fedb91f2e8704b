"""The first lines of a dossier: which sentences may stand there, and which are chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.annotate import annotate
from sayso.assemble import link
from sayso.language.backbone import parse
from sayso.link.lead.standalone import standing_alone
from sayso.link.lead.weights import claim_weight
from sayso.types import Dossier
from tests.conftest import make_report
from tests.render.sample import CLAIMS

WIRE = (
    "PORT ELLERY, Norland (NPA) — A ferry hit the north pier of Port Ellery on Monday evening, and nine people were "
    "hurt, the harbour office said.\n\n"
    "The ferry Sorrel Dane carried 212 passengers from the island of Marrow.\n\n"
    "“We heard the engines stop twice,” passenger Ines Corde said.\n\n"
    "The operator, Marrow Lines, said the crew had followed every rule.\n\n"
    "Divers will examine the foot of the pier on Thursday."
)
RADIO = (
    "Fourteen people were hurt when a ferry struck the pier at Port Ellery on Monday evening, St Brannoc hospital said."
    "\n\nHe was among the last to leave the ship.\n\n"
    "Marrow Lines denied that the crew of the Sorrel Dane had been warned about the engines.\n\n"
    "The mayor of Port Ellery, Jon Tarrel, called for an inquiry into the ferry line."
)


def _dossier(*texts: str, **fields: Any) -> Dossier:
    made = [
        make_report(text, id=f"r{n}", outlet=f"Outlet {n}", published=f"2031-03-0{min(9, n + 2)}", **fields)
        for n, text in enumerate(texts, 1)
    ]
    return link(tuple(annotate(reading) for reading in parse(made)), models={})


@pytest.fixture(scope="module")
def ferry() -> Dossier:
    return _dossier(WIRE, RADIO)


def test_the_happening_comes_first_without_its_dateline(ferry: Dossier) -> None:
    first = ferry.lead[0]
    assert first.why["for"] == "main"
    assert "ferry" in first.span.text
    assert "pier" in first.span.text
    assert not first.span.text.startswith("PORT ELLERY")


def test_a_lead_is_short_and_word_for_word(ferry: Dossier) -> None:
    assert 1 < len(ferry.lead) <= 5
    texts = {r.id: r.text for r in ferry.reports}
    for sentence in ferry.lead:
        assert texts[sentence.span.report][sentence.span.start : sentence.span.end] == sentence.span.text
        assert sentence.origins
    assert len({s.span for s in ferry.lead}) == len(ferry.lead)


def test_a_lead_names_the_claims_and_conflicts_of_its_sentences(ferry: Dossier) -> None:
    claims = {c.id: c for c in ferry.claims}
    for sentence in ferry.lead:
        for name in sentence.claims:
            assert any(m.span.overlaps(sentence.span) for m in claims[name].members)
        assert set(sentence.origins) >= {o for name in sentence.claims for o in claims[name].origins}
    conflicts = {c.id for c in ferry.conflicts}
    assert {c for s in ferry.lead for c in s.conflicts} <= conflicts


def test_both_numbers_of_the_hurt_are_told(ferry: Dossier) -> None:
    told = " ".join(s.span.text for s in ferry.lead)
    assert "nine people" in told
    assert "Fourteen people" in told


LOST = (
    "The harbour office has lost contact with the trawler Merrin Lass off Arlen after a storm on Friday.\n\n"
    "The trawler was last seen north of the island of Marrow.\n\nTwo helicopters were searching the sea."
)
FOUND = (
    "The harbour office restored contact with the trawler Merrin Lass off Arlen on Saturday.\n\n"
    "Her radio had failed in the storm.\n\nThe helicopters returned to their base."
)


def test_a_state_that_came_to_an_end_is_not_the_news() -> None:
    lost = make_report(LOST, id="a", outlet="Marrow Courier", published="2031-05-09")
    found = make_report(FOUND, id="b", outlet="Port Ellery Post", published="2031-05-10")
    dossier = link(tuple(annotate(reading) for reading in parse([lost, found])), models={})
    (update,) = (c for c in dossier.conflicts if c.kind == "fact")
    assert (update.relation, [s.members[0].report for s in update.sides]) == ("update", ["a", "b"])
    assert "restored contact" in dossier.lead[0].span.text


def test_what_happened_long_before_is_not_the_news() -> None:
    past = "In October 2009, a freighter hit the pier of Port Ellery and 22 people drowned."
    (first, *_, last), other = WIRE.split("\n\n"), RADIO.split("\n\n")[0]
    # sentences that cannot stand there: of a short report few are chosen
    rest = "He was late. " * 9
    found = _dossier(f"{first}\n\n{past}\n\n{last}\n\n{rest}", f"{other}\n\n{past}\n\n{rest}")
    assert {s.span.text for s in found.lead} == {first.partition(" — ")[2], last}


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("He was taken to the hospital of Port Ellery on Monday night.", "begins with a pronoun"),
        ("But the harbour office of Port Ellery gave no number on Monday.", "ties to the sentence before"),
        ("When she left the ferry at Port Ellery, the pier was in flames.", "has a pronoun before anybody"),
        ("This decision was taken by the harbour office of Port Ellery.", "points back"),
        ("Why did the ferry from Marrow hit the pier of Port Ellery?", "asks"),
        ("We asked the harbour office of Port Ellery for its logs on Tuesday.", "speaks for the newsroom"),
        ("The ferry Sorrel Dane is seen at the pier of Port Ellery in this file photo.", "stands under a picture"),
        ("● The ferry Sorrel Dane was built in the yards of Marrow in 2019.", "is an item of a list"),
        ("“The engines stopped twice on the way from Marrow to Port Ellery.”", "is all quotation"),
        ("Ferry hits pier at Port Ellery as engines of Sorrel Dane fail", "is a heading"),
        ("The harbour office added.", "says too little"),
    ],
)
def test_a_sentence_that(sentence: str, why: str, read_text: Callable[..., Any]) -> None:
    annotated = annotate(read_text(f"{WIRE}\n\n{sentence}", published="2031-03-04"))
    kept = [annotated.report.text[s.start : s.end] for s in standing_alone(annotated, annotated.statements)]
    assert sentence not in kept, why
    assert any(k.startswith("The ferry Sorrel Dane carried") for k in kept)


@pytest.mark.parametrize(
    "sentence",
    [
        "There were 212 passengers on board the ferry Sorrel Dane on Monday.",
        "Ines Corde said she had heard the engines of the ferry stop twice.",
        "“It was a hard blow,” Ines Corde told the radio station of Port Ellery.",
        "The woman who steered the ferry told the harbour office that she saw no light.",
        "At least nine of those who were on the ferry to Port Ellery were hurt.",
        "Marrow Lines will close the route from Marrow to Port Ellery this week.",
    ],
)
def test_a_sentence_that_needs_no_other_is_kept(sentence: str, read_text: Callable[..., Any]) -> None:
    annotated = annotate(read_text(f"{WIRE}\n\n{sentence}", published="2031-03-04"))
    kept = [annotated.report.text[s.start : s.end] for s in standing_alone(annotated, annotated.statements)]
    assert sentence in kept


def test_a_copy_gives_no_sentence_that_its_source_has() -> None:
    made = _dossier(WIRE, WIRE.partition(" — ")[2], RADIO)
    assert {s.span.report for s in made.lead} == {"r1", "r3"}


def test_nothing_stands_alone_in_a_text_of_fragments() -> None:
    assert _dossier("Ferry. Pier. Nine hurt.").lead == ()


def test_a_claim_weighs_more_the_more_reports_open_with_it_and_copies_weigh_once() -> None:
    lengths = dict.fromkeys(("wire", "post", "radio", "daily", "later"), 1000)
    each = claim_weight(CLAIMS[0], lengths)
    assert each == 3 * 1.5 + 2 * 0.5
    assert claim_weight(CLAIMS[0], lengths, {"post": "wire"}) == 2 * 1.5 + 2 * 0.5


@settings(deadline=None, max_examples=12)
@given(st.permutations(WIRE.split("\n\n") + RADIO.split("\n\n")))
def test_any_order_of_paragraphs_gives_sentences_of_the_text(paragraphs: list[str]) -> None:
    report = make_report("\n\n".join(paragraphs), published="2031-03-04")
    (annotated,) = (annotate(reading) for reading in parse([report]))
    for s in standing_alone(annotated, annotated.statements):
        text = report.text[s.start : s.end]
        assert text == text.strip()
        assert text[-1] in '.!”"'
        assert 0 < s.quality <= 1
