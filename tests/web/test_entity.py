"""The page of a person or body over all stories."""

from __future__ import annotations

from html import unescape

from fastapi.testclient import TestClient

from sayso.store.library import EntityLine
from sayso.web.namesakes import namesakes


def test_what_somebody_said_gave_and_is_called(client: TestClient) -> None:
    page = client.get("/entities?name=Ilse+Tarrant")
    assert page.status_code == 200
    text = unescape(page.text)
    assert "<h1>Ilse Tarrant</h1>" in text
    for part in ("names", "roles", "said", "figures", "stories"):
        assert f'<section id="{part}"' in text
    assert "Ms Tarrant" in text
    assert "14,300 names on its list" in text
    assert "joined by name and kind alone" in text
    assert 'href="/stories/s1/reports/04-radio-sarnholt?at=' in text


def test_what_others_said_of_a_body_and_what_happened_with_it(client: TestClient) -> None:
    text = unescape(client.get("/entities?name=Tesk+Valley+Power").text)
    assert '<section id="said_of"' in text
    assert '<section id="said"' in text


def test_another_name_leads_to_the_one_who_bears_it(client: TestClient) -> None:
    assert "<h1>Ilse Tarrant</h1>" in client.get("/entities?name=ms+tarrant").text


def test_nobody_of_that_name_is_a_page_that_says_so(client: TestClient) -> None:
    page = client.get("/entities", params={"name": "<b>Nobody</b>"})
    assert page.status_code == 404
    assert "No story has anybody" in page.text
    assert "<b>Nobody" not in page.text
    assert client.get("/entities?name=Ilse+Tarrant&page=9").status_code == 404
    for bad in ("", "?name=", f"?name={'x' * 600}", "?name=a&page=0", "?name=a&page=x"):
        assert client.get(f"/entities{bad}").status_code == 422


def line(story: int, name: str, kind: str = "PERSON", also: tuple[str, ...] = (), mentions: int = 3) -> EntityLine:
    return EntityLine(
        story=story, id=f"e{story}{name[0]}{mentions}", name=name, type=kind, aliases=also, mentions=mentions
    )


def test_a_person_and_a_body_are_never_one() -> None:
    found = namesakes([line(1, "Brell"), line(2, "Brell", "ORG", mentions=9), line(3, "Brell")], "brell")
    assert found.chosen is not None
    assert (found.chosen.type, list(found.stories)) == ("ORG", [2])
    assert [(g.type, g.stories) for g in found.others] == [("PERSON", 2)]
    person = namesakes([line(1, "Brell"), line(2, "Brell", "ORG", mentions=9)], "brell", "PERSON")
    assert person.chosen is not None
    assert person.chosen.type == "PERSON"


def test_a_surname_of_several_leaves_the_choice_to_the_reader() -> None:
    two = [line(1, "Ila Brandt", also=("Brandt",)), line(2, "Hugo Brandt", also=("Brandt",))]
    found = namesakes(two, "Brandt")
    assert found.chosen is None
    assert {g.name for g in found.others} == {"Ila Brandt", "Hugo Brandt"}
    assert namesakes(two[:1], "Brandt").chosen is not None
    assert namesakes(two, "Hugo Brandt").stories == {2: ("e2H3",)}


def test_two_of_one_name_in_a_story_are_said_to_be_two() -> None:
    found = namesakes([line(1, "Ila Brandt"), line(1, "Ila Brandt", mentions=1)], "Ila Brandt")
    assert found.twice == (1,)
    assert found.stories == {1: ("e1I3", "e1I1")}


def test_nothing_is_found_in_nothing() -> None:
    found = namesakes([], "Ila")
    assert (found.chosen, found.others, found.stories) == (None, (), {})
