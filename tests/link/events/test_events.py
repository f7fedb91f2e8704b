"""The same event told by several reports is one; what is told of another day or party stays apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from sayso.annotate.events import find_events
from sayso.annotate.names import find_names
from sayso.annotate.times import find_times
from sayso.language.backbone import Reading
from sayso.language.embed import embed
from sayso.link.events import likeness, salience
from sayso.link.events.events import link_events
from sayso.link.events.likeness import FEATURES, OF_WORDS, compare, probability
from sayso.link.events.salience import MOST, THRESHOLD
from sayso.link.names.entities import link_entities
from sayso.resources import load
from sayso.types import Annotations, Event

Read = Callable[..., Reading]
STORY = (
    (
        "2021-03-03",
        "Rebels of the Varn Front freed nine miners near Tolmin on Tuesday. The miners were flown to Port Ellis. "
        "They had been kidnapped by the Varn Front in April 2019.",
    ),
    (
        "2021-03-03",
        "Nine miners were released by the Varn Front on Tuesday, the ministry said. Norland's government will meet the "
        "rebels on Friday.",
    ),
    (
        "2021-03-04",
        "The Varn Front, which abducted the miners in April 2019, released them on Tuesday. A helicopter flew them to "
        "Port Ellis. A coal barge sank on Wednesday.",
    ),
)


def annotated(read_text: Read, reports: Sequence[tuple[str, str]]) -> list[Annotations]:
    out = []
    for number, (published, text) in enumerate(reports, start=1):
        reading = read_text(text, id=f"r{number}", published=published)
        names, times = find_names(reading), find_times(reading)
        out.append(
            Annotations(
                report=reading.report,
                sentences=(),
                names=names,
                times=times,
                statements=(),
                figures=(),
                events=find_events(reading, names, times, ()),
                propositions=(),
            )
        )
    return out


def linked(read_text: Read, reports: Sequence[tuple[str, str]]) -> tuple[Event, ...]:
    found = annotated(read_text, reports)
    return link_events(found, link_entities(found))


def telling(events: Sequence[Event], word: str) -> list[Event]:
    return [e for e in events if any(m.text == word for m in e.mentions)]


def test_one_event_in_other_words_is_joined_across_reports(read_text: Read) -> None:
    events = linked(read_text, STORY)
    (freed,) = telling(events, "freed")
    assert {m.report for m in freed.mentions} == {"r1", "r2", "r3"}
    assert (freed.type, freed.start, freed.status) == ("YIELD", "2021-03-02", "happened")
    (taken,) = telling(events, "kidnapped")
    assert {m.report for m in taken.mentions} == {"r1", "r3"}
    assert (taken.start, taken.end) == ("2019-04-01", "2019-04-30")


def test_events_stand_in_the_order_of_what_happened(read_text: Read) -> None:
    events = linked(read_text, STORY)
    days = [e.start for e in events if e.start]
    assert days == sorted(days)
    assert [e.id for e in events] == [f"ev{n}" for n in range(1, len(events) + 1)]
    assert all(e.start is None for e in events[len(days) :])


def test_what_lies_ahead_of_all_that_tell_it_is_planned(read_text: Read) -> None:
    reports = (
        ("2021-03-04", "Norland may launch its Orle satellite on April 9, 2021."),
        ("2021-03-05", "Norland could launch its Orle satellite on April 9, 2021."),
        ("2021-03-04", "Norland launched its Orle satellite."),
    )
    (launch,) = linked(read_text, reports)
    assert (launch.start, launch.status, len(launch.mentions)) == ("2021-04-09", "hypothetical", 3)
    (first, _, last) = reports
    (launch,) = linked(read_text, (first, last, last))
    assert (launch.start, launch.status) == ("2021-04-09", "hypothetical")


def test_what_is_told_of_other_days_stays_apart(read_text: Read) -> None:
    reports = (
        ("2021-03-04", "Norland launched a missile on Monday."),
        ("2021-03-04", "Norland launched a missile on August 29, 2018."),
    )
    assert all(len(e.mentions) == 1 for e in linked(read_text, reports))


def test_no_mention_is_made_up_or_stands_twice(read_text: Read) -> None:
    found = annotated(read_text, STORY)
    before = {(m.report, m.start, m.end) for a in found for e in a.events for m in e.mentions}
    after = [(m.report, m.start, m.end) for e in link_events(found, link_entities(found)) for m in e.mentions]
    assert len(after) == len(set(after))
    assert set(after) <= before


def test_what_matters_little_is_left_out(read_text: Read) -> None:
    reports = (
        (
            "2021-03-03",
            "Rebels of the Varn Front freed nine miners near Tolmin on Tuesday. The miners like tea. Attacks harm the "
            "coast's trade. Talks could help to end the sanctions. Families hope to welcome them.",
        ),
        ("2021-03-03", "Nine miners were freed by the Varn Front near Tolmin on Tuesday. The river often floods."),
    )
    events = linked(read_text, reports)
    assert [e.trigger for e in events] == ["free"]
    assert all(e.score >= THRESHOLD for e in events)


def test_no_story_has_more_events_than_a_reader_takes_in(read_text: Read) -> None:
    days = "".join(f"Rebels attacked the town of Tolmin and killed {n + 2} miners on March {n}. " for n in range(1, 29))
    more = "".join(f"The army bombed Port Ellis and seized {n + 40} boats on February {n}. " for n in range(1, 28))
    assert 0 < len(linked(read_text, (("2021-03-30", days + more),))) <= MOST


def test_one_event_for_one_clause(read_text: Read) -> None:
    text = "Norland condemned the attack. Police arrested Ada Roe after a raid in Tolmin on Tuesday."
    for event in linked(read_text, (("2021-03-04", text),)):
        assert event.clause is not None
        assert text[event.clause :].startswith(("condemned", "arrested"))


def test_what_are_the_words_of_a_sentence_that_tells_it(read_text: Read) -> None:
    texts = {f"r{n}": text for n, (_, text) in enumerate(STORY, start=1)}
    for event in linked(read_text, STORY):
        assert texts[event.what.report][event.what.start : event.what.end] == event.what.text
        assert any(
            m.report == event.what.report and event.what.start <= m.start < event.what.end for m in event.mentions
        )


def test_no_reports_and_reports_without_events(read_text: Read) -> None:
    assert linked(read_text, ()) == ()
    assert linked(read_text, (("2021-03-04", "The river is old."),)) == ()


def test_the_same_reports_give_the_same_events(read_text: Read) -> None:
    assert linked(read_text, STORY) == linked(read_text, STORY)


def test_likeness_is_symmetric_and_its_weights_are_named(read_text: Read) -> None:
    found = annotated(read_text, STORY)
    events = [e for a in found for e in a.events]
    texts = [a.report.text for a in found for _ in a.events]
    weights = load("event_likeness")
    assert (set(weights["across"]), set(weights["within"])) == (set(FEATURES), set(OF_WORDS))
    assert compare(events, texts).shape == (len(events), len(events), len(FEATURES))
    alike = probability(events, texts)
    np.testing.assert_allclose(alike, alike.T, rtol=1e-4)
    assert ((alike >= 0) & (alike <= 1)).all()


def test_two_events_of_one_sentence_are_shown_in_different_ones_where_reports_have_such(read_text: Read) -> None:
    reports = (
        ("2021-03-04", "Rebels attacked Tolmin on Tuesday and the army bombed Port Ellis on Wednesday."),
        ("2021-03-04", "The army bombed Port Ellis on Wednesday after weeks of calm in the whole province of Norland."),
    )
    events = linked(read_text, reports)
    assert {m.text for e in events for m in e.mentions} >= {"attacked", "bombed"}
    assert len({(e.what.report, e.what.start) for e in events}) == len(events)
    alone = linked(read_text, reports[:1])
    assert len({(e.what.report, e.what.start) for e in alone}) == 1 < len(alone)


def test_what_one_sentence_tells_in_two_words_is_two_events_in_every_report(read_text: Read) -> None:
    reports = (
        ("2021-03-04", "The army of Norland shelled Tolmin and bombed Port Ellis on Tuesday, the mayor of Ellis said."),
        ("2021-03-04", "Port Ellis was bombed on Tuesday after Norland's army shelled Tolmin, a doctor said."),
        ("2021-03-05", "Norland bombed Port Ellis on Tuesday.\n\nIts army also shelled Tolmin on Tuesday."),
    )
    told = {frozenset(m.text.split()[0] for m in e.mentions) for e in linked(read_text, reports)}
    assert told == {frozenset({"shelled"}), frozenset({"bombed"})}


def test_what_a_report_takes_up_again_is_one_event(read_text: Read) -> None:
    text = (
        "A ferry sank off Tolmin on Monday night with forty people on board. Divers of the coast guard searched the bay"
        " until dawn. The ferry sank within minutes after it had struck a reef, the harbour master of Tolmin said."
    )
    (sank,) = telling(linked(read_text, (("2021-03-03", text),)), "sank")
    assert [text[m.start :].partition(" ")[0] for m in sank.mentions] == ["sank", "sank"]


def test_a_report_alone_needs_no_vectors_of_clauses(read_text: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def embedded(texts: Sequence[str]) -> NDArray[np.float32]:
        asked.extend(texts)
        return embed(texts)

    monkeypatch.setattr(likeness, "embed", embedded)
    monkeypatch.setattr(salience, "embed", embedded)
    (found,) = annotated(read_text, STORY[:1])
    assert linked(read_text, STORY[:1])
    assert set(asked) == {e.trigger for e in found.events}


def test_a_day_long_past_does_not_date_the_news(read_text: Read) -> None:
    reports = (
        ("2021-03-04", "A gunman killed nine miners in Tolmin. In June 2014 a gunman killed four miners in Tolmin."),
        ("2021-03-04", "A gunman has killed nine miners in Tolmin, police said."),
        ("2021-03-04", "Nine miners were killed by a gunman in Tolmin on Wednesday."),
    )
    events = telling(linked(read_text, reports), "killed")
    (news,) = [e for e in events if len({m.report for m in e.mentions}) == 3]
    assert news.start == "2021-03-03"


FERRY = tuple(("2021-03-03", f"A ferry sank off Tolmin on Monday{end}") for end in (".", ", the port said.", " night."))


@pytest.mark.parametrize(("coded", "wanted"), [(0, "OTHER"), (1, "OTHER"), (2, "ASSAULT"), (3, "ASSAULT")])
def test_an_event_has_the_code_that_half_of_its_tellings_have(read_text: Read, coded: int, wanted: str) -> None:
    found = annotated(read_text, FERRY)
    given = [
        replace(a, events=tuple(replace(e, type="ASSAULT" if n < coded else "OTHER") for e in a.events))
        for n, a in enumerate(found)
    ]
    (sank,) = telling(link_events(given, link_entities(given)), "sank")
    assert {m.report for m in sank.mentions} == {"r1", "r2", "r3"}
    assert sank.type == wanted


def test_the_nearest_clause_of_the_other_report_counts_most(read_text: Read) -> None:
    found = annotated(read_text, STORY)
    events = [e for a in found for e in a.events]
    features = compare(events, [a.report.text for a in found for _ in a.events])
    either, both = (features[:, :, FEATURES.index(name)] for name in ("nearest", "nearest_both"))
    freed, released = (next(i for i, e in enumerate(events) if e.mentions[0].text == w) for w in ("freed", "released"))
    assert either[freed, released] == both[freed, released] == 1.0
    assert np.array_equal(either, either.T)
    assert np.array_equal(both, both.T)
    assert (both <= either).all()
    assert ((both > 0) & (either <= 1)).all()


@pytest.mark.parametrize(
    "dateline", ["PORT FELL, May 3, 2027 — ", "BRELL, May 4, 2027 — ", "HARBOUR CITY, Norland (NPA) — ", "OSK — "]
)
def test_an_event_is_told_from_behind_the_dateline(read_text: Read, dateline: str) -> None:
    told = "Two gunmen kidnapped nine pupils of a school in Osk on Monday, the police said."
    events = linked(read_text, [("2027-05-04", f"{dateline}{told}"), ("2027-05-04", told)])
    (kidnapped,) = telling(events, "kidnapped")
    assert kidnapped.what.text == told
