"""Two reports beside each other: every word once and in order, what they share in line, what differs marked."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from sayso.render.side_by_side import SideBySide, SideSentence, side_by_side
from sayso.types import Dossier


def named(dossier: Dossier, a: str, b: str) -> SideBySide:
    ids = {r.outlet: r.id for r in dossier.reports}
    return side_by_side(dossier, ids[a], ids[b])


def text_of(sentence: SideSentence) -> str:
    return "".join(piece.text for piece in sentence.pieces)


def test_every_sentence_of_both_stands_once_in_order_and_word_for_word(example: Dossier) -> None:
    for a, b in combinations(example.reports, 2):
        found = side_by_side(example, a.id, b.id)
        for report, sentences in (
            (a, [s for row in found.rows for s in row.a]),
            (b, [s for row in found.rows for s in row.b]),
        ):
            assert [s.start for s in sentences] == sorted(s.start for s in sentences)
            assert len({s.key for s in sentences}) == len(sentences)
            assert all(text_of(s) == report.text[s.start : s.end] for s in sentences)
            assert "".join("".join(map(text_of, sentences)).split()) == "".join(report.text.split())


def test_rows_that_differ_are_counted(example: Dossier) -> None:
    for a, b in combinations(example.reports, 2):
        found = side_by_side(example, a.id, b.id)
        numbers = [row.number for row in found.rows if row.kind != "same"]
        assert numbers == list(range(1, found.differences + 1))
        assert all(row.number == 0 for row in found.rows if row.kind == "same")
        assert sum(found.kinds_a.values()) == sum(len(row.a) for row in found.rows)


def test_a_partner_is_a_sentence_of_the_other_side(example: Dossier) -> None:
    found = [side_by_side(example, a.id, b.id) for a, b in combinations(example.reports, 2)]
    pointing = 0
    for one in found:
        keys = {s.key for row in one.rows for s in (*row.a, *row.b)}
        for sentence in (s for row in one.rows for s in (*row.a, *row.b)):
            if sentence.partner:
                pointing += 1
                assert sentence.partner in keys
                assert sentence.partner[0] != sentence.key[0]
            assert bool(sentence.partner) == (sentence.kind in ("moved", "elsewhere"))
    assert pointing


def test_an_altered_word_stands_beside_what_stands_there(example: Dossier) -> None:
    found = named(example, "Northwire", "Valley Buzz")
    for here, there in ((found.a, found.b), (found.b, found.a)):
        sentences = [s for row in found.rows for s in (row.a if here is found.a else row.b)]
        altered = {(" ".join(p.text.split()), p.other) for s in sentences for p in s.pieces if p.kind == "altered"}
        assert altered
        assert all(" ".join(there.text.split()).count(other) for _, other in altered)
    assert ("washed", "swept") in {
        (p.text, p.other) for row in found.rows for s in row.a for p in s.pieces if p.kind == "altered"
    }


def test_a_copy_is_in_line_and_its_own_ending_is_not(example: Dossier) -> None:
    found = named(example, "Northwire", "The Sarnholt Courier")
    assert found.copy is not None
    assert found.copy.relation == "near-identical"
    assert found.kinds_a["same"] >= 10
    last = found.rows[-1]
    assert last.kind == "apart"
    assert [s.kind for s in last.a] == ["own"]
    assert last.b == ()


def test_what_is_a_reports_own_does_not_hang_on_its_side(example: Dossier) -> None:
    for a, b in combinations([r.id for r in example.reports], 2):
        one, other = side_by_side(example, a, b), side_by_side(example, b, a)
        assert (one.kinds_a["own"], one.kinds_b["own"]) == (other.kinds_b["own"], other.kinds_a["own"])


def test_a_report_beside_itself_has_no_difference(example: Dossier) -> None:
    report = example.reports[0]
    twin = replace(report, id="twin")
    both = replace(example, reports=(report, twin), copies=(), quotations=(), claims=())
    # nobody compared them: nothing is in line, and nothing is claimed
    found = side_by_side(both, report.id, "twin")
    assert found.copy is None
    assert [row.kind for row in found.rows] == ["apart"]


def test_reports_without_words_stand_beside_nothing(example: Dossier) -> None:
    empty = replace(example.reports[0], id="empty", text="")
    found = side_by_side(replace(example, reports=(*example.reports, empty)), "empty", example.reports[1].id)
    assert all(row.a == () for row in found.rows)
    assert found.kinds_b["own"] == sum(len(row.b) for row in found.rows)


def test_a_report_that_the_dossier_lacks_is_an_error(example: Dossier) -> None:
    with pytest.raises(KeyError):
        side_by_side(example, example.reports[0].id, "nobody")
