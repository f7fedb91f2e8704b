"""What the dossiers of several stories tell of one person or body."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sayso.render.entity import EntityOverStories, entity_over_stories
from sayso.types import Dossier


def of(dossier: Dossier, name: str) -> EntityOverStories:
    return entity_over_stories([(1, dossier, [e.id for e in dossier.entities if e.name == name])])


def test_statements_are_their_own_newest_first_and_none_is_part_of_another(example: Dossier) -> None:
    told = of(example, "Ilse Tarrant")
    assert told.type == "PERSON"
    assert len(told.said) > 5
    days = [one.where.published for one in told.said]
    assert days == sorted(days, reverse=True)
    ids = {e.id for e in example.entities if e.name == "Ilse Tarrant"}
    own = {(s.report, s.content[0].start) for s in example.statements if s.speaker in ids and s.content}
    assert {(one.where.report, one.where.start) for one in told.said} <= own
    texts = {r.id: r.text for r in example.reports}
    for one in (*told.said, *told.said_of, *told.figures, *told.events):
        assert "".join(p.text for p in one.excerpt.pieces) in texts[one.where.report]
        assert "said" in {kind for p in one.excerpt.pieces for kind in p.kinds}


def test_the_same_words_in_two_reports_stand_once_with_both(example: Dossier) -> None:
    told = of(example, "Dana Ruvik")
    (nobody,) = [one for one in told.said if "Nobody should return" in "".join(p.text for p in one.excerpt.pieces)][:1]
    assert nobody.others


def test_roles_say_who_tells_them(example: Dossier) -> None:
    roles = {one.role.casefold(): one for one in of(example, "Dana Ruvik").roles}
    minister = roles["interior minister"]
    assert len(minister.reports) > 2
    text = next(r.text for r in example.reports if r.id == minister.where.report)
    assert "Ruvik" in text[minister.where.start : minister.where.end]


def test_what_others_say_names_them(example: Dossier) -> None:
    told = of(example, "Tesk Valley Power")
    assert told.said_of
    assert all(one.head != "Tesk Valley Power" for one in told.said_of)


def test_stories_are_laid_together(example: Dossier) -> None:
    ids = [e.id for e in example.entities if e.name == "Dana Ruvik"]
    later = replace(example, story=replace(example.story, title="Another"))
    told = entity_over_stories([(9, later, ids), (1, example, ids)])
    assert [s.story for s in told.stories] == [9, 1]
    assert dict(told.names)["Dana Ruvik"] == 2
    assert len(told.said) == 2 * len(of(example, "Dana Ruvik").said)
    assert {one.where.story for one in told.said} == {1, 9}


def test_nobody_is_an_error(example: Dossier) -> None:
    with pytest.raises(ValueError, match="no dossier"):
        entity_over_stories([(1, example, ["nobody"])])
