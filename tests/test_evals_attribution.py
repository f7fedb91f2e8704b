"""Attributions of a made-up part of PolNeAR: how its files are read, and what each measure counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.attribution import Parts, calibration_error, read_annotations, read_texts, score

TEXT = "“Rain,” Ada Lund said. “Much rain.”\n\nThe dam is said to hold – so the town hopes.\n"


def place(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


QUOTED: Parts = {
    "Source": [place("Ada Lund")],
    "Cue": [place("said.")],
    "Content": [place("“Rain,”"), place("“Much rain.”")],
}
SOURCELESS: Parts = {"Cue": [place("is said")], "Content": [place("The dam"), place("to hold")]}


def brat(number: int, parts: Parts, kind: str = "Attribution") -> str:
    lines = [
        f"T{number}{i}\t{role} {';'.join(f'{a} {b}' for a, b in places)}\t…"
        for i, (role, places) in enumerate(parts.items())
    ]
    held = " ".join(f"{role}:T{number}{i}" for i, role in enumerate(parts))
    return "\n".join([*lines, f"E{number}\t{kind}:T{number}9 {held}", ""])


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "text").mkdir()
    (tmp_path / "attributions").mkdir()
    (tmp_path / "text" / "gazette_2016_rain.txt").write_bytes(TEXT.encode())
    (tmp_path / "text" / "gazette_2016_unread.txt").write_bytes(b"Nobody annotated this.")
    first = brat(1, QUOTED) + brat(2, SOURCELESS, "Attribution-no-source") + "E3\tDiscard:T29\n"
    (tmp_path / "attributions" / "gazette_2016_rain_aa11.ann").write_text(first, encoding="utf-8")
    (tmp_path / "attributions" / "gazette_2016_rain_bb22.ann").write_text(brat(1, QUOTED), encoding="utf-8")
    return tmp_path


def scores(found: list[Parts], gold: list[list[Parts]]) -> dict[str, float]:
    return score({"a": TEXT}, {"a": gold}, {"a": found})


def test_every_annotator_and_every_piece_is_read(corpus: Path) -> None:
    gold = read_annotations(corpus)
    assert [len(events) for events in gold["gazette_2016_rain"]] == [3, 1]
    assert gold["gazette_2016_rain"][0][0] == QUOTED
    assert gold["gazette_2016_rain"][0][1] == SOURCELESS
    assert gold["gazette_2016_rain"][0][2] == {}
    assert [(r.id, r.text) for r in read_texts(corpus)] == [("gazette_2016_rain", TEXT)]


def test_a_folder_without_annotations_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="attributions"):
        read_annotations(tmp_path)


def test_gold_against_itself_scores_one() -> None:
    assert set(scores([QUOTED, SOURCELESS], [[QUOTED, SOURCELESS]]).values()) == {1.0}


def test_punctuation_and_spaces_at_the_ends_do_not_count() -> None:
    bare: Parts = {**QUOTED, "Cue": [place("said")], "Content": [place("Rain"), place("Much rain.”\n\n")]}
    assert scores([bare], [[QUOTED]])["cue.exact.f1"] == 1
    assert scores([bare], [[QUOTED]])["content.exact.f1"] == 1


def test_a_piece_of_a_content_is_a_hit_only_among_pieces() -> None:
    half: Parts = {**QUOTED, "Content": [place("“Much rain.”")]}
    got = scores([half], [[QUOTED]])
    assert got["content.exact.f1"] == 0
    assert got["content.pieces.precision"] == 1
    assert got["content.pieces.recall"] == 0.5
    assert got["attribution.f1"] == 1  # eight of twelve letters


def test_a_source_where_the_annotator_saw_none_is_wrong() -> None:
    wrong: Parts = {**SOURCELESS, "Source": [place("the town")]}
    got = scores([wrong], [[SOURCELESS]])
    assert got["attribution.f1"] == 0
    assert got["content.loose.f1"] == 1
    assert scores([{"Content": QUOTED["Content"]}], [[QUOTED]])["attribution.f1"] == 0


def test_each_annotated_attribution_is_paired_once() -> None:
    got = scores([QUOTED, QUOTED], [[QUOTED]])
    assert got["attribution.precision"] == 0.5
    assert got["attribution.recall"] == 1


def test_an_article_counts_once_however_many_read_it() -> None:
    texts = {"a": TEXT, "b": TEXT}
    got = score(texts, {"a": [[QUOTED], [QUOTED], [QUOTED]], "b": [[QUOTED]]}, {"a": [QUOTED]})
    assert got["source.exact.recall"] == pytest.approx(0.5)
    assert got["source.exact.precision"] == 1


def test_what_has_no_content_is_no_attribution() -> None:
    assert scores([QUOTED, {"Source": [place("Ada Lund")], "Content": []}], [[QUOTED, {}]])["attribution.f1"] == 1


def test_nothing_found_scores_nothing() -> None:
    assert set(scores([], [[QUOTED]]).values()) == {0.0}


def test_a_score_is_calibrated_when_that_share_is_annotated() -> None:
    other = {"Source": [place("Ada Lund")], "Content": [place("so the town hopes")]}
    texts, gold = {"a": TEXT}, {"a": [[QUOTED]]}
    assert calibration_error(texts, gold, {"a": [QUOTED, other]}, {"a": [0.55, 0.45]}) == pytest.approx(0.45)
    assert calibration_error(texts, gold, {"a": [QUOTED, other]}, {"a": [0.5, 0.5]}) == pytest.approx(0.0)
    assert calibration_error(texts, gold, {}, {}) == 0
