"""What is the article and what is left of the page around it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sayso.ingest import noise
from sayso.ingest.clean import clean
from sayso.ingest.text import read_paragraphs
from tests.conftest import load_cases

PROSE = [
    "The ferry Stella ran aground off Fellhaven on Friday morning with forty passengers on board.",
    "All of them were taken off by a tug before the tide turned, the coastguard said.",
    "The harbour master told a meeting of the islanders that the log had been kept by hand.",
    "Divers found a hole of two metres below the water line, near the bow of the ship.",
]


def cleaned(lines: list[str], **known: str) -> tuple[list[str], dict[str, list[str]]]:
    """The lines that stay, and what was removed by its reason."""
    found = clean(read_paragraphs("\n".join(lines)), **known)
    removed: dict[str, list[str]] = {}
    for piece in found.noise:
        removed.setdefault(piece.reason, []).append(piece.text)
    return [p.text for p in found.paragraphs], removed


@pytest.mark.parametrize("case", [c for c in load_cases("ingest") if "reason" in c.values[0]])
def test_a_paragraph_by_its_own_words(case: dict[str, Any]) -> None:
    assert noise.whole(case["text"]) == case["reason"]


def test_the_headline_stays_once() -> None:
    kept, removed = cleaned(["Ferry runs aground", "", "Ferry runs aground", *PROSE])
    assert kept == ["Ferry runs aground", *PROSE]
    assert removed == {"repeated headline": ["Ferry runs aground"]}


def test_what_follows_similar_posts_goes() -> None:
    foot = ["Similar Posts", "Ten harbours to see before you drown", "Leave a Reply", "Comment * Name *"]
    kept, removed = cleaned([*PROSE, *foot])
    assert kept == PROSE
    assert "\n".join(text for texts in removed.values() for text in texts).split("\n") == foot


def test_a_heading_of_other_stories_at_the_top_does_not_swallow_the_report() -> None:
    kept, _ = cleaned(["Latest news", *PROSE])
    assert kept[-len(PROSE) :] == PROSE


def test_headlines_that_ran_together_below_a_heading_are_links() -> None:
    together = "Ten harbours to see before you drown " * 5
    kept, removed = cleaned([*PROSE, "Continue reading…", "Ferry News Top Deals:", together.strip()])
    assert kept == PROSE
    assert sum(len(texts) for texts in removed.values()) == 2


def test_links_below_read_more_go_and_the_article_goes_on() -> None:
    rest = [f"Witness {n} told the court that the sea door had been open when the ferry left." for n in range(14)]
    kept, removed = cleaned([*PROSE, "Read more:", "Why ferries float", "The tide tables of Fell", *rest])
    assert kept == [*PROSE, *rest]
    assert removed == {"link to another story": ["Read more:\nWhy ferries float\nThe tide tables of Fell"]}


def test_the_article_goes_on_below_a_list_of_other_stories() -> None:
    lists = ["More on this story", "Why ferries float", "Tide tables of Fell", "Harbour fees rise"]
    kept, removed = cleaned([*PROSE, *lists, "The trial goes on in May."])
    assert kept == [*PROSE, "The trial goes on in May."]
    assert removed == {"other stories": ["\n".join(lists)]}


def test_headlines_that_end_in_a_full_stop_and_summaries_are_links_too() -> None:
    links = [
        "Read more:",
        "They lost a ferry. Then they lost the log.",
        "Why ferries float",
        "Fees rise",
        "How to read a tide table",
    ]
    assert cleaned([*PROSE, *links])[0] == PROSE


def test_a_numbered_gallery_goes() -> None:
    gallery = [
        f"{n}/4 The ferry seen from the {side} pier Ada Holm"
        for n, side in enumerate(("north", "south", "east", "west"), 1)
    ]
    kept, removed = cleaned([*PROSE, *gallery])
    assert kept == PROSE
    assert list(removed) == ["picture gallery"]


def test_a_gallery_under_one_title_goes_and_a_figure_of_speech_stays() -> None:
    title = "Eighty years of Fellhaven harbour"
    gallery = [f"{title} {rest}" for rest in ("The quay in winter.", "Ships at anchor.", "Old cranes stand idle.")]
    speech = [f"We will not rest until {rest}" for rest in ("they are found.", "it is known.", "he has paid.")]
    kept, removed = cleaned([*PROSE, *gallery, *speech])
    assert kept == [*PROSE, *speech]
    assert list(removed) == ["picture gallery"]


def test_a_page_that_is_only_a_gallery_is_kept() -> None:
    gallery = [
        f"{n}/3 The ferry Stella lies off the {side} pier of the harbour in fog." for n, side in enumerate("abc", 1)
    ]
    kept, removed = cleaned(gallery)
    assert kept == gallery
    assert removed == {}


@pytest.mark.parametrize(
    ("line", "stays", "goes"),
    [
        ("Reuters The ferry lies on its side in the bay", "The ferry lies on its side in the bay", "Reuters"),
        ("Image copyright AFP Image caption The ferry", "The ferry", "Image copyright AFP Image caption"),
        ("The ferry on Friday. (AP Photo/Ada Holm, File)", "The ferry on Friday.", "(AP Photo/Ada Holm, File)"),
        ("The ferry on Friday. (Ada Holm/Getty Images)", "The ferry on Friday.", "(Ada Holm/Getty Images)"),
        ("The ferry on Friday. Photograph: Ada Holm/Reuters", "The ferry on Friday.", "Photograph: Ada Holm/Reuters"),
    ],
)  # fmt: skip
def test_picture_credits_go_and_captions_stay(line: str, stays: str, goes: str) -> None:
    kept, removed = cleaned([*PROSE, line])
    assert kept == [*PROSE, stays]
    assert removed == {"picture credit": [goes]}


def test_the_button_of_a_player_goes_and_a_heading_in_capitals_stays() -> None:
    kept, removed = cleaned([*PROSE, "CLOSE A group of ferries lies in the bay, and nobody knows why."])
    assert kept == [*PROSE, "A group of ferries lies in the bay, and nobody knows why."]
    assert removed == {"button": ["CLOSE"]}
    close = "CLOSE RACE FOR THE HARBOUR BOARD IN FELLHAVEN"
    assert cleaned([PROSE[0], close, *PROSE[1:]])[0] == [PROSE[0], close, *PROSE[1:]]


@pytest.mark.parametrize(
    "line",
    [
        "Reuters reported on Friday that the ferry had been sold.",
        "AP Moller said its ships would wait outside the harbour.",
        "The office (AFP) of the fisheries board denied it.",
        "FILE - In this May 3, 2031 picture the ferry leaves Fellhaven.",
    ],
)
def test_agencies_in_sentences_stay(line: str) -> None:
    assert cleaned([*PROSE, line]) == ([*PROSE, line], {})


def test_bylines_at_the_top_go_and_sentences_with_by_stay() -> None:
    kept, removed = cleaned(
        ["Ferry runs aground", "By Ada Holm and Jon Berg, Staff Writers", *PROSE, "By noon all were ashore."]
    )
    assert kept == ["Ferry runs aground", *PROSE, "By noon all were ashore."]
    assert removed == {"credit": ["By Ada Holm and Jon Berg, Staff Writers"]}


def test_an_outlets_own_post_links_to_another_story_and_a_witness_post_stays() -> None:
    own = "Ferry fees up again https://t.co/abc — Fell Observer (@FellObserver) May 3, 2031"
    witness = "We saw the ferry list and then go over https://t.co/xyz — Ada Holm (@adaholm) May 3, 2031"
    kept, removed = cleaned([*PROSE, own, witness], outlet="Fell Observer")
    assert kept == [*PROSE, witness]
    assert removed == {"link to another story": [own]}


def test_headlines_at_the_foot_go_but_four_captions_stay() -> None:
    links = [
        f"What the {n} harbour master knew of it"
        for n in ("first", "second", "third", "fourth", "fifth", "sixth", "last")
    ]
    assert cleaned([*PROSE, *links])[0] == PROSE
    assert cleaned([*PROSE, *links[:4]])[0] == [*PROSE, *links[:4]]


def test_a_menu_that_was_copied_along_goes() -> None:
    menu = ["Home", "News", "Sport", "Tide tables", "Sign in"]
    foot = ["About", "Contact", "Our harbours", "Jobs"]
    kept, removed = cleaned([*menu, "Ferry runs aground off Fellhaven", *PROSE, *foot])
    assert kept == ["Ferry runs aground off Fellhaven", *PROSE]
    assert {"navigation"} <= set(removed) <= {"navigation", "button"}


def test_a_section_above_the_headline_goes() -> None:
    kept, removed = cleaned(["Harbour news", "Ferry runs aground off Fellhaven", *PROSE])
    assert kept == ["Ferry runs aground off Fellhaven", *PROSE]
    assert removed == {"section": ["Harbour news"]}


def test_a_short_headline_and_results_stay() -> None:
    lines = ["Stella sinks", *PROSE, "Stella 14", "Luna 3", "Mira 12", "Vega 9"]
    assert cleaned(lines) == (lines, {})


def test_a_name_beside_a_time_stamp_is_a_byline() -> None:
    kept, removed = cleaned(
        ["Ferry runs aground", "Ada Holm", "Chief harbour correspondent", "14 May 2031, 09:12", *PROSE]
    )
    assert kept == ["Ferry runs aground", *PROSE]
    assert removed == {
        "credit": ["Ada Holm\nChief harbour correspondent"],
        "time stamp": ["14 May 2031, 09:12"],
    }


LINES = st.sampled_from(
    [*PROSE, "Read more:", "Share Tweet", "Reuters The ferry in fog", "Similar Posts", "Leave a Reply", "___", "",
     "By Ada Holm", "4 min read", "The ferry on Friday. (AP Photo/Ada Holm)", "What the log says",
     "1/3 The ferry Ada Holm", "2/3 The pier", "3/3 The quay"]
)  # fmt: skip


@example("0\r\xad0")
@given(st.lists(LINES, max_size=25).map("\n".join) | st.text(max_size=200))
def test_every_visible_character_is_article_or_noise(raw: str) -> None:
    found = clean(read_paragraphs(raw))
    places = sorted([p.raw for p in found.paragraphs] + [n.raw for n in found.noise])
    assert all(a[1] <= b[0] for a, b in pairwise(places))
    blank = "\ufeff\u200b\u200c\u200d\u2060\u00ad"
    outside = set(range(len(raw))) - {k for a, b in places for k in range(a, b)}
    assert all(raw[k].isspace() or raw[k] in blank for k in outside)
    for piece in found.noise:
        seen = raw[slice(*piece.raw)].translate(dict.fromkeys(map(ord, blank)))
        assert "".join(seen.split()) == "".join(piece.text.translate(dict.fromkeys(map(ord, blank))).split())
