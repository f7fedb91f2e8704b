"""Where sayso itself fails at one input or report, that one is named, and the others are read."""

from __future__ import annotations

from pathlib import Path

import pytest

import sayso
from sayso import ingest
from sayso.annotate import together
from sayso.ingest import read_inputs
from sayso.ingest.documents import Document
from sayso.language.backbone import Reading
from sayso.types import Annotations, Report, Unread

TEXTS = {
    "a.txt": "Mayor Ada Roe said on Monday that two bridges of Tarn had been closed.",
    "b.txt": "Mayor Ada Roe said on Tuesday that three bridges of Tarn had been closed.",
    "c.txt": "The bridges of Tarn were closed, said the fire chief, Olin Marr.",
}


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [str(tmp_path / name) for name in TEXTS]


@pytest.fixture
def annotator_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    annotate = together.annotate

    def failing(reading: Reading) -> Annotations:
        if reading.report.source.endswith("b.txt"):
            raise IndexError("so much for that")
        return annotate(reading)

    monkeypatch.setattr(together, "annotate", failing)


def test_a_document_that_breaks_the_reader(paths: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    build = ingest.build_report

    def failing(document: Document) -> Report:
        if document.source.endswith("b.txt"):
            raise RecursionError("too deep")
        return build(document)

    monkeypatch.setattr(ingest, "build_report", failing)
    first, second, third = read_inputs(paths)
    assert isinstance(first, Report)
    assert isinstance(third, Report)
    assert isinstance(second, Unread)
    assert (second.source, second.kind) == (paths[1], "failed")
    assert second.message == (
        "it could not be read: an error in sayso, RecursionError: too deep. Please report it with this text"
    )


@pytest.mark.parametrize(("error", "kind"), [(ValueError("odd"), "failed"), (OSError("disk gone"), "missing")])
def test_a_file_that_breaks_what_opens_it(
    error: Exception, kind: str, paths: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = ingest.read_path

    def failing(path: str) -> object:
        if path == paths[1]:
            raise error
        return opened(path)

    monkeypatch.setattr(ingest, "read_path", failing)
    first, second, third = read_inputs(paths)
    assert isinstance(first, Report)
    assert isinstance(third, Report)
    assert isinstance(second, Unread)
    assert (second.source, second.kind) == (paths[1], kind)
    assert str(error) in second.message


@pytest.mark.usefixtures("annotator_that_fails")
def test_a_dossier_leaves_out_what_cannot_be_annotated_and_says_so(paths: list[str]) -> None:
    made = sayso.dossier(paths)
    assert [r.source for r in made.reports] == [paths[0], paths[2]]
    (lost,) = made.unread
    assert (lost.source, lost.kind) == (paths[1], "failed")
    assert "IndexError: so much for that" in lost.message
    assert sayso.dossier([paths[0], paths[2]]).statements == made.statements


@pytest.mark.usefixtures("annotator_that_fails")
def test_a_dossier_of_nothing_else_says_why(paths: list[str]) -> None:
    with pytest.raises(sayso.NothingToRead, match="IndexError: so much for that"):
        sayso.dossier(paths[1:2])


@pytest.mark.usefixtures("annotator_that_fails")
def test_a_kept_file_holds_it_with_nothing_found_in_it(paths: list[str], tmp_path: Path) -> None:
    made = sayso.dossier(paths, keep=tmp_path / "kept.sayso")
    assert len(made.reports) == 3
    assert [lost.kind for lost in made.unread] == ["failed"]
    assert {s.report for s in made.statements} == {made.reports[0].id, made.reports[2].id}
