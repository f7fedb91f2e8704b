"""Stories: reports of one happening stay together, reports of another stay apart."""

from __future__ import annotations

from sayso.annotate import annotate
from sayso.language.backbone import parse
from sayso.link.stories.stories import part_stories
from sayso.types import Annotations
from tests.conftest import make_report

FERRY = [
    "A ferry with 212 people aboard ran aground outside the harbour of Velmara late on Monday. Fishing boats brought "
    "the passengers ashore. The Norland Maritime Board blamed a drifting barge.",
    "All 212 passengers of the Velmara ferry are safe after it struck a sandbank in Monday's storm. The harbour "
    "master said a barge had come loose. Divers will examine the ferry's hull.",
]
MINE = [
    "Workers at the Brannock copper mine walked out on Wednesday after Orvel Mining refused to replace the lifts in "
    "the northern shaft. The union said 1,400 miners had joined the strike.",
    "Orvel Mining has gone to court against the strike at its Brannock copper mine. Miners want new lifts after two "
    "of them died in the northern shaft in March.",
]


def read(texts: list[str]) -> list[Annotations]:
    return [annotate(r) for r in parse(make_report(t, id=f"r{i}") for i, t in enumerate(texts))]


def test_two_stories_are_told_apart() -> None:
    assert part_stories(read([FERRY[0], MINE[0], FERRY[1], MINE[1]])) == (("r0", "r2"), ("r1", "r3"))


def test_one_story_in_different_words_is_one() -> None:
    assert part_stories(read(FERRY)) == (("r0", "r1"),)


def test_nothing_one_and_empty_reports() -> None:
    assert part_stories([]) == ()
    assert part_stories(read([FERRY[0]])) == (("r0",),)
    assert sorted(part_stories(read(["", ""]))) == [("r0",), ("r1",)]


def test_every_report_stands_in_one_story() -> None:
    stories = part_stories(read([*FERRY, *MINE, "Velmara has a new mayor."]))
    assert sorted(r for s in stories for r in s) == [f"r{i}" for i in range(5)]
