"""Speakers of statements by the names that all reports give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sayso.link.names.entities import link_entities
from sayso.link.origins.speakers import link_speakers
from sayso.types import Annotations, Statement
from tests.link.names.test_entities import annotate


def statement(annotations: Annotations, source: str, **given: Any) -> Statement:
    report = annotations.report
    start = report.text.index(source)
    fields = {
        "id": f"{report.id}.s1", "report": report.id, "source": report.span(start, start + len(source)), "cue": None,
        "content": (), "kind": "indirect", "speaker": None, "speaker_name": source, "speaker_type": "person", "via": (),
        "parent": None, "mode": "assert", "score": 1.0,
    }  # fmt: skip
    return Statement(**(fields | given))


def link(texts: list[str], source: str, report: int = 0, **given: Any) -> Statement:
    annotated = annotate(texts)
    said = statement(annotated[report], source, **given)
    annotated[report] = replace(annotated[report], statements=(said,))
    (linked,) = link_speakers(annotated, link_entities(annotated))
    return linked


def test_a_surname_is_read_by_another_reports_full_name() -> None:
    linked = link(["The pier held, Okafor said.", "Lena Okafor, who runs the port, said the pier held."], "Okafor")
    assert linked.speaker_name == "Lena Okafor"
    assert linked.speaker is not None
    assert linked.speaker_type == "person"


def test_a_country_speaks_as_a_government() -> None:
    linked = link(["Moscow said it had not known. Russia denied it."], "Moscow", speaker_type="organization")
    assert (linked.speaker_name, linked.speaker_type) == ("Russia", "government")


def test_the_unnamed_stay_unnamed() -> None:
    linked = link(["A harbour official said the pier held. Lena Okafor agreed."], "A harbour official",
                  speaker_name="unnamed: a harbour official", speaker_type="unnamed")  # fmt: skip
    assert linked.speaker is None
    assert linked.speaker_name == "unnamed: a harbour official"


def test_an_office_names_its_holder() -> None:
    linked = link(["Foreign Minister Ilse Brandt left. The foreign minister said no."], "The foreign minister",
                  speaker_name="unnamed: the foreign minister", speaker_type="unnamed")  # fmt: skip
    assert (linked.speaker_name, linked.speaker_type) == ("Ilse Brandt", "person")


def test_chains_bear_full_names_without_the_speaker() -> None:
    linked = link(
        ["Okafor told lawmakers of it, the CRA said.", "Lena Okafor leads the Coastal Rescue Authority (CRA)."],
        "Okafor", via=("CRA", "Okafor"),
    )  # fmt: skip
    assert linked.via == ("Coastal Rescue Authority",)


def test_nothing_said() -> None:
    assert link_speakers([], link_entities([])) == ()


def test_a_description_means_the_body_told_of_most() -> None:
    text = (
        "Norway's National Intelligence Service warned lawmakers. The Oslo Press Agency called. The National "
        "Intelligence Service gave no number, lawmakers said. The spy service said it was sure."
    )
    linked = link([text], "The spy service", speaker_name="Oslo Press Agency", speaker_type="media")
    assert linked.speaker_name == "National Intelligence Service"
    assert linked.speaker_type == "government"


def test_two_states_speak_by_the_names_of_both() -> None:
    linked = link(["Oslo and Moscow said the cable held. Norway and Russia mend it."], "Oslo and Moscow",
                  speaker_type="government")  # fmt: skip
    assert linked.speaker_name == "Norway and Russia"
    assert linked.speaker is not None


def test_a_relay_is_not_who_it_cites() -> None:
    text = "Norway's state-run Moss Press Agency said the pier held, citing a source. The Moss Press Agency is old."
    linked = link([text], "Norway's state-run Moss Press Agency", speaker_name="unnamed: a source",
                  speaker_type="unnamed", via=("Norway's state-run Moss Press Agency",))  # fmt: skip
    assert linked.speaker_name == "unnamed: a source"
    assert linked.via == ("Moss Press Agency",)


def test_a_name_that_opens_a_sentence_is_the_same_in_it(link_texts: Callable[..., Any]) -> None:
    linked = link_texts(
        [
            {"id": "a", "outlet": "Tarn Post", "text": "Zoo officials said the crane had flown off. It is young."},
            {"id": "b", "outlet": "Lune Radio", "text": "The crane had flown off, zoo officials said on Monday."},
            {"id": "c", "outlet": "Orle News", "text": "The crane was fed on Monday, the zoo officials said."},
        ]
    )
    assert {s.speaker_name for s in linked.statements} == {"unnamed: zoo officials"}
