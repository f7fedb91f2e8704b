"""Overlapping spans cut a text into pieces that never cross."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.render.lookup import Lookup
from sayso.render.marked import Cover, full_reports, pieces
from sayso.types import Copy
from tests.render.sample import TEXTS, sample


@st.composite
def _covered(draw: st.DrawFn) -> tuple[str, list[Cover]]:
    text = draw(st.text(min_size=1, max_size=60))
    covers = []
    for _ in range(draw(st.integers(0, 8))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        covers.append(
            Cover(
                start=start, end=end, kind=draw(st.sampled_from(["s", "f", ""])), key=draw(st.sampled_from(["a", ""]))
            )
        )
    return text, covers


@settings(deadline=None)
@given(_covered())
def test_pieces_join_to_the_text_and_every_cover_is_whole_pieces(made: tuple[str, list[Cover]]) -> None:
    text, covers = made
    found = pieces(text, covers, 0, len(text))
    assert "".join(p.text for p in found) == text
    for cover in covers:
        inside = [p for p in found if cover.start <= p.start < cover.end]
        assert "".join(p.text for p in inside) == text[cover.start : cover.end]
        assert all(p.covered and (not cover.kind or cover.kind in p.kinds) for p in inside)
    for piece in found:
        over = [c for c in covers if c.start <= piece.start < c.end]
        assert piece.covered == bool(over)
        assert set(piece.kinds) == {c.kind for c in over} - {""}


def test_the_shortest_item_opens() -> None:
    covers = [Cover(start=0, end=9, kind="s", key="statement"), Cover(start=2, end=4, kind="f", key="figure")]
    assert [p.key for p in pieces("abcdefghi", covers, 0, 9)] == ["statement", "figure", "statement"]


def test_full_reports_lose_no_word() -> None:
    for report in full_reports(Lookup(sample()), {}):
        shown = "".join(p.text for paragraph in report.paragraphs for sentence in paragraph for p in sentence)
        assert shown in {text.replace("\n", "") for text in TEXTS.values()}


def test_a_report_tells_the_state_of_its_agency_and_the_other_outlets_of_its_owner() -> None:
    made = sample()
    told = replace(
        made,
        reports=tuple(replace(r, agencies=("Xinhua", "AP")) if r.id == "post" else r for r in made.reports),
        copies=(
            *(c for c in made.copies if {c.a, c.b} != {"post", "radio"}),
            Copy(
                a="post",
                b="radio",
                relation="independent",
                source=None,
                passages=(),
                why={"one_owner": "Corran Press"},
            ),
        ),
    )
    labels = Lookup(told).labels
    facts = {r.label: r.facts for r in full_reports(Lookup(told), {})}
    assert "via Xinhua (state-owned: China) and AP" in facts[labels["post"]]
    assert f"same owner as {labels['radio']}: Corran Press" in facts[labels["post"]]
    assert f"same owner as {labels['post']}: Corran Press" in facts[labels["radio"]]
