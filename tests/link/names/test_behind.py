"""Those behind the reports stand among the entities, joined to what the texts say of them."""

from __future__ import annotations

from sayso.link.names.behind import add_those_behind
from sayso.types import Entity, Noise
from tests.conftest import make_report


def mentioned(number: int, name: str, kind: str, *aliases: str) -> Entity:
    span = make_report(f"{name} spoke.").span(0, len(name))
    return Entity(id=f"e{number}", name=name, type=kind, aliases=(name, *aliases), roles=(), mentions=(span,))  # type: ignore[arg-type]


def test_an_outlet_that_is_mentioned_is_the_body_mentioned() -> None:
    reports = [make_report("A text.", id="r1", outlet="The Tarn Herald"), make_report("One.", id="r2")]
    found = add_those_behind([mentioned(1, "Tarn Herald", "ORG")], reports)
    assert [(e.id, e.aliases, e.reports) for e in found] == [("e1", ("Tarn Herald", "The Tarn Herald"), ("r1",))]


def test_those_of_bylines_and_credits_are_there_though_no_text_mentions_them() -> None:
    noise = (
        Noise(text="Picture: Ila Brandt, File/AP", raw=(0, 28), reason="picture credit"),
        Noise(text="Copyright 2031 The Associated Press. All rights reserved.", raw=(23, 80), reason="copyright"),
        Noise(text="Read more: Reuters", raw=(81, 99), reason="link to another story"),
    )
    reports = [
        make_report("A text.", id="r1", bylines=("Ada Holm", "Reuters"), noise=noise),
        make_report("Another.", id="r2", agencies=("AP",)),
    ]
    found = {e.name: e for e in add_those_behind((), reports)}
    assert found.keys() == {"Ada Holm", "Reuters", "Associated Press", "Ila Brandt"}
    assert (found["Ada Holm"].type, found["Reuters"].type) == ("PERSON", "ORG")
    assert found["Associated Press"].aliases == ("AP", "The Associated Press")
    assert found["Associated Press"].reports == ("r1", "r2")
    assert found["Reuters"].reports == ("r1",)
    assert all(e.mentions == () for e in found.values())
    assert len({e.id for e in found.values()}) == 4


def test_a_person_is_no_outlet_of_that_name() -> None:
    (person, outlet) = add_those_behind(
        [mentioned(1, "Ada Holm", "PERSON")], [make_report("A text.", id="r1", outlet="Ada Holm")]
    )
    assert (person.reports, outlet.reports) == ((), ("r1",))


def test_who_is_no_photographer() -> None:
    given = ("Courtesy Tarn Police Department / AP Photo", "Enlarge this image toggle caption AFP/Getty Images")
    noise = tuple(Noise(text=text, raw=(0, len(text)), reason="picture credit") for text in given)
    found = add_those_behind((), [make_report("A text.", id="r1", noise=noise)])
    assert {e.type for e in found} == {"ORG"}
