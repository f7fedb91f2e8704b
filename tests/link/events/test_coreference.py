"""Mentions that name the same, in documents about made-up events."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sayso
from sayso.language.encoders import open_encoder
from sayso.link.events.mention_features import FEATURES
from sayso.link.events.mention_vectors import LONGEST, pieces

CASES = Path(__file__).parents[2] / "cases" / "coreference" / "groups.yaml"
MARKED = re.compile(r"\[([^|\]]+)\|([en]):(\w+)\]")
KINDS = {"e": "event", "n": "entity"}


def marked(documents: list[str]) -> tuple[list[sayso.Mention], list[str]]:
    """The mentions marked in documents of one sentence, and what each names."""
    mentions, named = [], []
    for number, text in enumerate(documents):
        sentence = MARKED.sub(r"\1", text)
        shift = 0
        for found in MARKED.finditer(text):
            start = found.start() - shift
            words, kind, name = found.groups()
            shift += len(found[0]) - len(words)
            mentions.append(
                sayso.Mention(
                    document=f"d{number}",
                    sentence=sentence,
                    start=start,
                    end=start + len(words),
                    kind=KINDS[kind],  # type: ignore[arg-type]
                )
            )
            named.append(f"{kind}:{name}")
    return mentions, named


@pytest.mark.parametrize("case", yaml.safe_load(CASES.read_text(encoding="utf-8")), ids=lambda c: c["id"])
def test_case(case: dict[str, Any]) -> None:
    mentions, named = marked(case["documents"])
    groups = sayso.link_mentions(mentions)
    together = {(a, b) for a in range(len(named)) for b in range(a) if groups[a] == groups[b]}
    assert together == {(a, b) for a in range(len(named)) for b in range(a) if named[a] == named[b]}


def test_groups_are_numbered_in_the_order_of_the_mentions() -> None:
    mentions, _ = marked(["[Roe|n:R] [resigned|e:X]."])
    assert sayso.link_mentions(mentions) == (0, 1)
    assert sayso.link_mentions([]) == ()


def test_an_event_and_an_entity_are_never_one() -> None:
    mentions, _ = marked(["The [strike|e:S] hit Brell.", "The [strike|n:S] hit Brell."])
    assert len(set(sayso.link_mentions(mentions))) == 2


@pytest.mark.parametrize(("start", "end"), [(3, 3), (-1, 2), (0, 99), (3, 4)])
def test_offsets_outside_the_sentence_are_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="give offsets into the sentence"):
        sayso.Mention(document="d", sentence="Roe resigned.", start=start, end=end, kind="entity")


def test_long_documents_are_read_in_parts() -> None:
    sentence = "word " * 200 + "Roe resigned."
    at = sentence.index("Roe")
    mentions = [
        sayso.Mention(document="d", sentence=sentence, start=at, end=at + 3, kind="entity", number=n) for n in range(3)
    ]
    read = pieces(mentions, open_encoder("coreference")[1])
    assert [i for _, placed in read for i, _ in placed] == [0, 1, 2]
    assert all(len(ids) <= LONGEST for ids, _ in read)
    assert all(place < len(ids) - 1 for ids, placed in read for _, places in placed for place in places)
    assert sayso.link_mentions(mentions)[0] == 0


def test_features_have_names_of_their_own() -> None:
    assert len(set(FEATURES)) == len(FEATURES)


WORDS = st.lists(
    st.sampled_from(["Roe", "fire", "burned", "Tarrow", "1,200", "“", "she", ",", "."]), min_size=1, max_size=6
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(WORDS, st.sampled_from(["event", "entity"])), max_size=6))
def test_every_mention_has_a_group_whatever_the_words(told: list[tuple[list[str], str]]) -> None:
    mentions = [
        sayso.Mention(document=f"d{n % 2}", sentence=" ".join(words), start=0, end=len(words[0]), kind=kind, number=n)  # type: ignore[arg-type]
        for n, (words, kind) in enumerate(told)
    ]
    groups = sayso.link_mentions(mentions)
    assert len(groups) == len(mentions)
    assert sorted(set(groups)) == list(range(len(set(groups))))
    assert sayso.link_mentions(mentions) == groups
