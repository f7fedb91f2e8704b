"""Documents in a library: what is checked of every report holds for them too."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sayso.store import open_library
from sayso.store.growing import add
from sayso.types import Unread
from tests.conftest import TESTS
from tests.ingest.files import mail, print_pdf, set_pdf, word

FOG = TESTS / "cases" / "documents" / "fog"
SAID = "The ferry ran aground on Friday morning, the harbour office said, and four boats came to help it."


def test_every_place_of_a_document_stands_in_the_bytes_that_are_kept(tmp_path: Path) -> None:
    hyphens = [" ".join(f"{SAID} The re-examination of all {n} signals goes on." for n in range(4)) for _ in range(30)]
    release = word(["PRESS RELEASE", SAID, "ENDS"], head="Harbour Office of Fell")
    (tmp_path / "a.docx").write_bytes(release)
    (tmp_path / "b.pdf").write_bytes(set_pdf(hyphens, columns=2, head="Harbour Office of Fell"))
    (tmp_path / "c.eml").write_bytes(
        mail(SAID, ("Letter.docx", word([SAID]), "application/msword"), ("d.pdf", set_pdf([SAID]), "application/pdf"))
        .as_bytes()
    )  # fmt: skip
    paths = [tmp_path, print_pdf(FOG / "release.html", tmp_path), *(TESTS / "cases" / "linkeddata").glob("*")]
    with closing(open_library(tmp_path / "library.sayso", make=True)) as library:
        assert [one for one in add(library, paths) if isinstance(one, Unread)] == []
        assert list(library.check()) == []
        lines = [line for story in library.stories() for line in library.reports(story.number)]
        reports = [library.report(line.id).report for line in lines]
        assert {r.genre for r in reports} == {"article", "press release", "mail"}
        assert {p.kind for r in reports for p in r.parts} == {"page", "paragraph"}
