# ruff: noqa: E501  (prose reads best in one piece)
"""Stories that invite a dossier to say foolish things: what it says, and that its pages can be made."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from sayso import dossier
from sayso.render.lookup import Lookup
from sayso.render.short import in_short
from sayso.types import Dossier

Row = dict[str, Any]

LONE = (
    "A glasshouse at the botanical garden of Tarnow Hill collapsed under wet snow on Sunday night, the city of Velmora "
    "said on Monday.\n\n"
    "Nobody was inside when the roof gave way, city spokeswoman Lena Orrick said. About 400 orchids were lost.\n\n"
    "“We could hear the glass break from the gatehouse,” night guard Piet Sandel said.\n\n"
    "The glasshouse was built in 1911 and repaired two years ago. The garden will stay closed until Friday."
)

WIRE = (
    "A goods train carrying liquid ammonia left the rails near Quill Junction early on Tuesday, and 12 people were "
    "treated for burns to their lungs, the railway inspectorate of Ostrava Marches said.\n\n"
    "Three of the 21 wagons turned over. The line between Quill and Harrowgate Bridge is closed until Thursday, the "
    "operator, Marches Rail, said.\n\n"
    "“The valves held on all but one wagon,” chief inspector Tomas Weir told reporters.\n\n"
    "About 300 people left their homes, the county office said. They may return on Wednesday."
)
DISSENT = (
    "At least 31 people were treated for burns to their lungs after the train accident at Quill Junction, the director "
    "of Quill hospital, Mara Lindqvist, said on Tuesday evening, more than twice the number of the railway inspectorate.\n\n"
    "“Nobody asked us,” Lindqvist said. The inspectorate had spoken of 12 people.\n\n"
    "The train of Marches Rail carried liquid ammonia."
)

BRIDGE = (
    "A barge struck the swing bridge at Olde Wharf on Friday morning and blocked the canal, the port of Dunmarra "
    "said.\n\nThe bridge master, Ruud Halloran, said that the barge had lost its steering. Two sailors were slightly "
    "hurt.\n\nThe canal will be closed for at least five days.",
    "The canal at Dunmarra has been closed since a barge hit the swing bridge of Olde Wharf on Friday, the port said.\n\n"
    "Two sailors were hurt, according to bridge master Ruud Halloran.\n\nThe barge was carrying gravel to Port Selby.",
)
ELECTION = (
    "The Green Alliance won the election in the island state of Sorrento Keys on Sunday with 41 percent of the vote, the "
    "electoral commission said.\n\nIts leader, Amaya Brandt, promised to lower the price of electricity. Prime "
    "Minister Joel Castellan conceded defeat.",
    "Voters in Sorrento Keys have turned Prime Minister Joel Castellan out of office. Amaya Brandt's Green Alliance took "
    "41 percent on Sunday, the electoral commission said.\n\nBrandt said she would form a government within two weeks.",
)

CONTRADICTS_ITSELF = (
    "Four firefighters were killed when a warehouse of the furniture maker Halden Brothers burned down in Westermere on "
    "Saturday, the fire service said.\n\n"
    "The fire broke out at about 3 a.m. in the paint store, fire chief Dora Quint said.\n\n"
    "No firefighters were killed, Quint said, and six were treated for smoke.\n\n"
    "Halden Brothers employs 210 people in Westermere."
)
BESIDE_IT = (
    "A warehouse of Halden Brothers in Westermere burned down on Saturday. Six firefighters breathed in smoke, fire "
    "chief Dora Quint said.\n\nThe company makes furniture and employs 210 people in the town."
)

CORRECTED = (
    "Nine hikers were rescued from the Grauer Ridge in the Solmar Alps on Monday after a night in the snow, the mountain "
    "rescue service said.\n\n"
    "All of them were well, its head, Beate Kromm, said.\n\n"
    "Correction: An earlier version of this article said that 19 hikers were rescued. It was nine."
)
UNCORRECTED = (
    "Nineteen hikers were rescued from the Grauer Ridge in the Solmar Alps on Monday after a night in the snow, the "
    "mountain rescue service said.\n\nAll were well, its head, Beate Kromm, said."
)

DENIED = (
    "The defence ministry of Valdoria denied on Monday that its soldiers had crossed the river Ister into Kesmark.\n\n"
    "“No soldier of ours has left the country,” its spokesman, Radu Petrescu, said. He denied that any village had been "
    "shelled.",
    "Kesmark's president, Irena Holub, denied on Monday that her government had moved tanks to the river Ister.\n\n"
    "She also denied that Kesmark had asked other states for weapons. “We never asked,” Holub said.",
    "The bank of Valdoria denied reports that it had stopped payments to Kesmark. The bank's governor, Dan Moraru, said "
    "that no payment had been stopped.",
)

_GIVEN = [
    "Ada Bela Cora Dana Edda Finn Gesa Hugo Ines Jon Kaya Lars Mara Nils Olga Paul Rosa Sven Tara Udo Vera Wim Xenia Yara Zoe",
    "Arno Berta Carl Dora Emil Flora Gerd Hanna Ivo Jana Klaus Lena Marc Nora Otto Petra Rolf Sina Theo Ulla Vito Wanda Xaver Yves Zita",
    "Alba Bruno Clara Dirk Elsa Frank Greta Horst Ilse Jens Karin Luis Mona Noah Oona Pablo Ralf Selma Tom Uma Viktor Wolf Ximena Yosef Zeno",
    "Anton Bea Cleo David Eva Fritz Gina Hans Ida Jakob Kurt Lotte Max Nina Oskar Pia Rico Susi Timo Ursel Volker Willi Xandra York Zora",
]
NAMESAKES = [f"{given} Marlowe" for names in _GIVEN for given in names.split()]


def told(*texts: str, outlets: Sequence[str] = (), day: str = "2031-05-06") -> list[Row]:
    """Rows of reports, each of an outlet of its own."""
    names = outlets or [f"Paper {chr(65 + n % 26)}{n}" for n in range(len(texts))]
    return [
        {"id": f"r{n}", "text": text, "outlet": outlet, "published": f"{day}T{8 + n % 12:02d}:00"}
        for n, (text, outlet) in enumerate(zip(texts, names, strict=True))
    ]


def copies(text: str, many: int) -> list[Row]:
    """The same report by many outlets, each with a word of its own in one sentence."""
    rows = told(*([text] * many))
    return [row | {"text": text.replace("told reporters", f"told {row['outlet']}")} for row in rows]


STORIES: dict[str, list[Row]] = {
    "one report": told(LONE),
    "two stories": told(*BRIDGE, *ELECTION),
    "fifty copies and one dissenter": [*copies(WIRE, 50), *told(DISSENT, outlets=["Quill Courier"])],
    "a report against itself": told(CONTRADICTS_ITSELF, BESIDE_IT),
    "a correction": told(CORRECTED, UNCORRECTED),
    "everything denied": told(*DENIED),
    "a hundred namesakes": told(
        *(
            "\n\n".join(
                f"{name}, {20 + n} years old, told the court of Brackwater on Monday about the {word} of the village hall. "
                f"Marlowe said that the {word} was wet."
                for n, name in enumerate(NAMESAKES[k : k + 25])
                for word in ("roof",)
            )
            for k in range(0, 100, 25)
        )
    ),
}


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Dossier]:
    """`story(name)`: the dossier of one of STORIES, made once."""
    made: dict[str, Dossier] = {}

    def of(name: str) -> Dossier:
        if name not in made:
            made[name] = dossier([_written(STORIES[name], tmp_path_factory.mktemp("story") / "story.jsonl")])
        return made[name]

    return of


def _written(rows: Sequence[Row], path: Path) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_story_of_one_report_compares_nothing(story: Callable[[str], Dossier]) -> None:
    made = story("one report")
    assert made.lead[0].span.text.startswith("A glasshouse at the botanical garden")
    assert not made.conflicts
    assert not made.copies
    assert {c.verdict for c in made.claims} <= {"only-here"}
    page = made.to_html()
    assert "There is only one report, so nothing can be compared." in page
    assert "only in Paper A0" not in page


def test_two_mixed_stories_are_both_told(story: Callable[[str], Dossier]) -> None:
    made = story("two stories")
    told = {s.span.report for s in made.lead}
    assert told & {"r0", "r1"}
    assert told & {"r2", "r3"}
    # nothing joins the barge and the election
    for claim in made.claims:
        assert len({m.span.report in ("r0", "r1") for m in claim.members}) == 1


def test_a_dissenter_among_fifty_copies_is_heard(story: Callable[[str], Dossier]) -> None:
    made = story("fifty copies and one dissenter")
    (dispute,) = (c for c in made.conflicts if c.relation == "dispute")
    assert {o for side in dispute.sides for o in side.origins} >= {"Mara Lindqvist"}
    dissent = next(s for s in made.lead if "31 people" in s.span.text)
    assert dispute.id in dissent.conflicts
    lines = in_short(Lookup(made))
    assert lines[0].verdict == "disputed"
    assert "31" in lines[0].detail
    # fifty copies are one origin
    assert all(len(c.independent) <= 2 for c in made.claims)
    assert {s.span.report for s in made.lead} <= {"r0", dissent.span.report}


def test_a_report_against_itself_is_a_dispute(story: Callable[[str], Dossier]) -> None:
    made = story("a report against itself")
    (dispute,) = (c for c in made.conflicts if c.relation == "dispute")
    assert {side.value for side in dispute.sides} == {"No", "Four"}
    assert {m.report for side in dispute.sides for m in side.members} == {"r0"}


def test_what_a_report_corrects_is_an_error_and_no_origin(story: Callable[[str], Dossier]) -> None:
    made = story("a correction")
    (conflict,) = made.conflicts
    assert conflict.relation == "error"
    assert conflict.why["corrected"]
    assert not [c for c in made.claims if c.verdict == "corroborated"]
    assert "19" not in " ".join(s.span.text for s in made.lead)


def test_what_is_only_denied_stands_as_denied(story: Callable[[str], Dossier]) -> None:
    made = story("everything denied")
    modes = {s.id: s.mode for s in made.statements}
    denied = [c for c in made.claims if any(modes.get(m.statement or "") == "deny" for m in c.members)]
    assert denied
    assert {c.verdict for c in denied} == {"disputed"}
    assert not [c for c in made.claims if c.verdict == "corroborated"]
    assert all(" denied " in s.span.text for s in made.lead)
    for item in made.to_markdown().partition("## Only here")[2].partition("## Who took")[0].splitlines():
        if item.startswith("- ") and "soldiers had crossed" in item:
            assert "denied" in item


def test_a_hundred_people_of_one_name_stay_apart(story: Callable[[str], Dossier]) -> None:
    made = story("a hundred namesakes")
    people = [e for e in made.entities if e.type == "PERSON"]
    assert len(people) >= 95
    assert len({e.name for e in people}) == len(people)
    # "Marlowe said" means whoever was named last, never one for all
    said = Counter(s.speaker_name for s in made.statements)
    assert len(said) >= 95
    assert max(said.values()) <= 4


def test_a_title_that_only_asks_is_taken_where_all_do(tmp_path: Path) -> None:
    def title(*titles: str) -> str | None:
        rows = [row | {"title": named} for row, named in zip(told(*BRIDGE), titles, strict=True)]
        path = tmp_path / "reports.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        return dossier([path]).story.title

    assert title("Who hit the bridge?", "Barge hits bridge") == "Barge hits bridge"
    assert title("Who hit the bridge?", "Why is it shut?") == "Who hit the bridge?"


@pytest.mark.parametrize("name", STORIES)
def test_every_page_can_be_made(story: Callable[[str], Dossier], name: str) -> None:
    made = story(name)
    texts = {r.id: r.text for r in made.reports}
    for sentence in made.lead:
        assert texts[sentence.span.report][sentence.span.start : sentence.span.end] == sentence.span.text
    for page in (made.to_html(), made.to_markdown()):
        assert page.strip()
    assert len(made.to_json()) > 1000
