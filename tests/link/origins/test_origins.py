"""Origins: the far end of each chain of attribution."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sayso.link.origins.origins import agency_of
from sayso.types import Noise
from tests.conftest import make_report
from tests.link.conftest import Linked

Link = Callable[[list[dict[str, Any]]], Linked]


def origin_of(linked: Linked, words: str) -> tuple[str, ...]:
    """What the statement stands on whose content has these words."""
    held = [s for s in linked.statements if any(words in c.text for c in s.content)]
    inner = min(held, key=lambda s: sum(c.end - c.start for c in s.content))
    return linked.origins.of(inner.report, inner.id)


def test_the_speaker_is_the_origin_and_the_outlet_the_own_voice(link_texts: Link) -> None:
    linked = link_texts([{"outlet": "Velmara Post", "text": "Ana Trell said the dam was safe. The valley is green."}])
    assert origin_of(linked, "the dam was safe") == ("Ana Trell",)
    assert linked.origins.of("r1", None) == ("Velmara Post (own voice)",)


@pytest.mark.parametrize(
    ("fields", "text", "words"),
    [
        ({}, "The bridge at Arlen is shut. The Velmara Post reported on Friday that its cables were rusty.", "cables"),
        ({"bylines": ("Ana Trell",)}, "The bridge is shut. Its cables were rusty, Ana Trell said.", "cables"),
        (
            {},
            "The Velmara Post's Arlen correspondent, Ana Trell, joined us. The cables were rusty, Trell said.",
            "cables",
        ),
    ],
)
def test_the_outlet_and_its_reporters_are_its_own_voice(
    link_texts: Link, fields: dict[str, Any], text: str, words: str
) -> None:
    linked = link_texts([{"outlet": "Velmara Post", "text": text, **fields}])
    assert origin_of(linked, words) == ("Velmara Post (own voice)",)


def test_a_bodys_part_does_not_confirm_the_body(link_texts: Link) -> None:
    linked = link_texts(
        [
            {
                "outlet": "Velmara Post",
                "text": "The Tarn Harbour Trust said on Monday that the crane had been sabotaged.",
            },
            {
                "outlet": "Arlen Courier",
                "text": "The crane had been sabotaged, Tarn Harbour Trust's Crane Safety Division said on Monday.",
            },
        ]
    )
    (claim,) = [c for c in linked.claims if len({m.span.report for m in c.members}) == 2]
    assert len(claim.independent) == 1


def test_agency_copy_speaks_with_the_agencys_voice(link_texts: Link) -> None:
    text = "VELMARA (AP) — A ferry with 212 people aboard ran aground outside the harbour late on Monday."
    assert link_texts([{"outlet": "Velmara Post", "text": text}]).origins.voice("r1") == "Associated Press (own voice)"


def test_a_copy_of_agency_copy_has_the_agencys_voice_too(link_texts: Link) -> None:
    body = (
        "A ferry with 212 people aboard ran aground outside the harbour of Velmara late on Monday, and tugs came. " * 2
    )
    linked = link_texts([{"outlet": "Post", "text": f"VELMARA (AP) — {body}"}, {"outlet": "Courier", "text": body}])
    assert linked.origins.voice("r2") == "Associated Press (own voice)"


@pytest.mark.parametrize(
    ("fields", "agency"),
    [
        ({"bylines": ("Associated Press",)}, "Associated Press"),
        ({"url": "https://velmarapost.example/wires/afp/article-12/ferry.html"}, "AFP"),
        ({"noise": (Noise(text="(Reuters)", raw=(0, 0), reason="credit"),)}, "Reuters"),
        ({"outlet": "Reuters"}, "Reuters"),
        # what no line of the report says was handed in
        ({"agencies": ("Reuters",)}, "Reuters"),
        ({"noise": (Noise(text="With files from Reuters", raw=(0, 0), reason="credit"),)}, None),
        ({}, None),
    ],
)
def test_agency_of(fields: dict[str, Any], agency: str | None) -> None:
    assert agency_of(make_report("The ferry ran aground, Reuters reported.", **fields)) == agency


def test_one_agency_report_told_by_two_outlets_is_one_origin(link_texts: Link) -> None:
    linked = link_texts(
        [
            {
                "outlet": "Velmara Post",
                "text": "The Korean Central News Agency said the envoy left Pyongyang on Monday.",
            },
            {"outlet": "Arlen Courier", "text": "North Korea's state media said the envoy left Pyongyang on Monday."},
        ]
    )
    (claim,) = [c for c in linked.claims if len({m.span.report for m in c.members}) == 2]
    assert len(claim.independent) == 1, claim
    assert claim.verdict == "single-origin"
