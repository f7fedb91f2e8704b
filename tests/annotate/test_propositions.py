"""Propositions: the clauses that can be true or false, and whose they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.annotate.names import find_names
from sayso.annotate.propositions import find_propositions
from sayso.annotate.statements import find_statements
from sayso.language.backbone import Reading
from sayso.types import Proposition


def propositions(reading: Reading) -> tuple[Proposition, ...]:
    names = find_names(reading)
    return find_propositions(reading, names, find_statements(reading, names))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The bridge was shut for two days and engineers repaired its northern pillar.",
            ["The bridge was shut for two days", "engineers repaired its northern pillar"],
        ),
        (
            "The ship, which carried 90 passengers, hit a rock near Velmara.",
            ["The ship, which carried 90 passengers", "The ship, which carried 90 passengers, hit a rock near Velmara"],
        ),
        ("Police said the driver had fled on foot.", ["the driver had fled on foot"]),
        ("The rule makes the firm pay a fine of ten crowns.", ["The rule makes the firm pay a fine of ten crowns"]),
        ("The lamp is built to let you look into dark holds.", ["The lamp is built to let you look into dark holds"]),
        (
            "The mayor closed the bridge, leaving nine villages without a road.",
            ["The mayor closed the bridge", "leaving nine villages without a road"],
        ),
        (
            "Divers searched the lake that swallowed two boats last winter.",
            ["Divers searched the lake", "the lake that swallowed two boats last winter"],
        ),
        ("The quarry closed when the last pump failed.", ["The quarry closed", "when the last pump failed"]),
        ("Inspectors in Arlen fined or sued the quarry.", ["Inspectors in Arlen fined or sued the quarry"]),
        ("The mayor is out of the hospital.", ["The mayor is out of the hospital"]),
        # a cue with a noun or an adjunct is part of what can be true or false
        ("The families were awaiting the names of the miners.", ["The families were awaiting the names of the miners"]),
        (
            "The dairy has been withholding payments until a court decides on the milk.",
            ["The dairy has been withholding payments until a court decides on the milk"],
        ),
        ("Mr Roe was charged with 12 counts of arson.", ["Mr Roe was charged with 12 counts of arson"]),
        ("The clerk is accused of arson and perjury.", ["The clerk is accused of arson and perjury"]),
        # what says nothing by itself is none
        ("Never lend a boat to someone you don't know.", []),
    ],
)
def test_clauses(read_text: Callable[..., Reading], text: str, expected: list[str]) -> None:
    found = [p.span.text for p in propositions(read_text(text))]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("text", ["Velmara expects a poor harvest this autumn.", "The harbour is expected to close."])
def test_what_is_expected_has_not_happened(read_text: Callable[..., Reading], text: str) -> None:
    assert [p.expected for p in propositions(read_text(text))] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "Who opened the gate of the northern dam?",
        "Never leave the village road after dark in winter.",
        "Share this story",
        "",
    ],
)
def test_questions_and_requests_assert_nothing(read_text: Callable[..., Reading], text: str) -> None:
    assert not [p for p in propositions(read_text(text)) if "dam" in p.terms or "road" in p.terms or "share" in p.terms]


def test_a_clause_belongs_to_the_innermost_statement(read_text: Callable[..., Reading]) -> None:
    reading = read_text("Ana Trell said that the ministry had told her the dam was safe.")
    names = find_names(reading)
    statements = find_statements(reading, names)
    (safe,) = [p for p in find_propositions(reading, names, statements) if p.predicate == "safe"]
    held = [s for s in statements if any(c.start <= safe.span.start and safe.span.end <= c.end for c in s.content)]
    assert safe.statement == min(held, key=lambda s: sum(c.end - c.start for c in s.content)).id


def test_a_count_goes_with_the_verb_that_attributes_it(read_text: Callable[..., Reading]) -> None:
    (found,) = propositions(read_text("Police in Arlen have identified two of the divers."))
    assert found.span.text == "Police in Arlen have identified two of the divers"


def test_a_condition_stays_with_what_depends_on_it(read_text: Callable[..., Reading]) -> None:
    (found,) = propositions(read_text("If the northern dam breaks, the village will be flooded."))
    assert found.span.text == "If the northern dam breaks, the village will be flooded"


@pytest.mark.parametrize(
    ("text", "negated", "expected"),
    [
        ("The court did not sentence the former mayor.", True, False),
        ("The court will sentence the former mayor in May.", False, True),
        ("The court sentenced the former mayor.", False, False),
        ("The loan does not have to be paid until next November.", False, False),
        ("No passengers drowned in the accident.", True, False),
    ],
)
def test_negation_and_outlook(read_text: Callable[..., Reading], text: str, negated: bool, expected: bool) -> None:
    (found, *_) = propositions(read_text(text))
    assert (found.negated, found.expected) == (negated, expected)


PIECES = [
    "Ana Trell said ",
    "the dam broke ",
    "and ",
    '"',
    ", ",
    "that it held",
    ".",
    "\n",
    " (",
    ")",
    "who ",
    "2,000 men ",
    "“",
    "”",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_spans_are_the_reports_own_words(read_text: Callable[..., Reading], text: str) -> None:
    reading: Any = read_text(text)
    for p in propositions(reading):
        assert text[p.span.start : p.span.end] == p.span.text
        assert p.span.text == p.span.text.strip()


@pytest.mark.parametrize(
    ("text", "agent", "patient", "portion", "places"),
    [
        ("Oren Vasko opened the sluice in Lyon.", "Oren Vasko", "sluice", None, ["Lyon"]),
        ("The sluice was opened by Oren Vasko in Lyon.", "Oren Vasko", "sluice", None, ["Lyon"]),
        ("One of them wore a mask.", "one", "mask", "One of them", []),
        ("Two-thirds of the money comes from a sale.", "third", None, "Two-thirds of the money", []),
        ("The miners walked to Lyon.", "miner", None, None, []),
    ],
)
def test_arguments(
    read_text: Callable[..., Reading],
    text: str,
    agent: str | None,
    patient: str | None,
    portion: str | None,
    places: list[str],
) -> None:
    reading = read_text(text)
    (found,) = propositions(reading)
    assert (found.agent, found.patient) == (agent, patient)
    assert (found.portion.text if found.portion else None) == portion
    assert [s.text for s in found.places] == places
    for span in (*found.places, *([found.portion] if found.portion else [])):
        assert reading.report.text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        # what somebody does is the report's to tell, what somebody says is theirs
        ("The council approved a new quarry by the lake in May.", "approved", False),
        ("The railway refused to pay the farmers of Arlen.", "refused", False),
        ("Mr Roe was charged with 12 counts of arson.", "charged", False),
        ("The railway confirmed the loss of two wagons near Arlen.", "confirmed", True),
        ("The ferry is believed to have sunk off Velmara.", "believed", True),
        # nor is it the speaker's what only describes what the words are about
        ("The minister said she regretted the fire that destroyed the old mill in March.", "destroyed the old", False),
        ("The minister said the fire had destroyed the old mill in March.", "destroyed the old", True),
        ("“I regret the fire that destroyed the old mill in March,” the minister said.", "destroyed the old", True),
        ("The minister said engineers were draining the lake, leaving boats on the mud.", "leaving boats", True),
    ],
)
def test_whose_a_clause_is(read_text: Callable[..., Reading], text: str, words: str, told: bool) -> None:
    found = [p for p in propositions(read_text(text)) if words in p.span.text]
    inmost = min(found, key=lambda p: len(p.span.text))
    assert (inmost.statement is not None) == told
