"""What assistants are answered, over libraries of both kinds and from several threads at once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from sayso.ingest.documents import Document
from sayso.mcp.answering import Answering, Refused
from sayso.mcp.asked import Cite, GetDossier, GetSpan, SearchFigures, SearchReports, SearchStatements, SearchStories
from sayso.store.growing import bring_up_to_date, versions
from sayso.store.library import Library
from sayso.types import Report


def test_answers_are_the_same_whatever_holds_the_library(
    library: Library, place: str, told: Sequence[tuple[Report, Document]]
) -> None:
    library.accept(told)
    bring_up_to_date(library, versions())
    answering = Answering(place)
    stories = answering.search_stories(SearchStories(words="barge")).stories
    assert [s.reports for s in stories] == [2]
    name = stories[0].story
    assert {r.report for r in answering.search_reports(SearchReports(words="sailors")).reports} == {"wire", "post"}
    assert answering.search_statements(SearchStatements(speaker="Orvo Lint")).statements[0].content.report == "bank"
    assert {f.low for f in answering.search_figures(SearchFigures(words="sailors")).figures} == {3, 5}
    span = answering.get_span(GetSpan(report="wire", start=2, end=13))
    assert span.text == "grain barge"
    assert library.input(span.sha256).decode()[2:13] == "grain barge"

    def read(section: str) -> int:
        return answering.get_dossier(GetDossier(story=name, section=section)).total  # type: ignore[arg-type]

    with ThreadPoolExecutor(8) as threads:
        totals = list(threads.map(read, ["reports", "claims", "figures", "entities"] * 8))
    assert totals[0] == 2
    assert totals == totals[:4] * 8
    figure = answering.get_dossier(GetDossier(story=name, section="figures")).items[0]
    assert answering.cite(Cite(story=name, item=figure.key)).citations  # type: ignore[union-attr]


def test_dossier_made_anew_is_read_anew(library: Library, place: str, told: Sequence[tuple[Report, Document]]) -> None:
    library.accept(told[:1])
    bring_up_to_date(library, versions())
    answering = Answering(place)
    story = f"s{library.stories()[0].number}"
    assert answering.get_dossier(GetDossier(story=story, section="reports")).total == 1
    library.accept(told[1:2])
    assert not answering.get_dossier(GetDossier(story=story)).current
    bring_up_to_date(library, versions())
    page = answering.get_dossier(GetDossier(story=story, section="reports"))
    assert (page.total, page.current) == (2, True)
    library.accept(told[2:])
    other = library.report("bank").story
    library.place(["bank"], int(story[1:]), by="ada")
    with pytest.raises(Refused, match=f"story s{other} is no more: its reports are in {story}"):
        answering.get_dossier(GetDossier(story=f"s{other}"))
    library.forget("post")
    with pytest.raises(Refused, match="has no dossier yet"):
        answering.get_dossier(GetDossier(story=story))
    assert "secret" not in answering.where
