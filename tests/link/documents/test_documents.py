"""Documents beside reports: which passage a statement is from, what it made of it, and how a document counts."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import sayso
from sayso.annotate import annotate
from sayso.assemble import link
from sayso.language.backbone import parse
from sayso.render.html import page_item
from sayso.render.lookup import Lookup
from sayso.render.speakers import speakers
from sayso.types import Cited, Dossier, Part, Report, Statement
from sayso.web.judging.chosen import choose
from tests.conftest import TESTS, make_report
from tests.ingest.files import print_pdf

FOG = TESTS / "cases" / "documents" / "fog"
RELEASE = (
    "The council of Brell closes the swimming hall on 1 October, because its roof lets in rain. "
    "“We would rather swim in the sea than under that roof,” said the mayor, Siri Dahl. "
    "The hall was built in 1961, and 40,000 people swim there every year. "
    "Its repair would cost 31 million crowns, which the council does not have."
)
TRANSCRIPT = """Hearing on the swimming hall of Brell
ADA ROE: Who saw first that the roof was wet?
PER AAS: I told the council in March that the beams were rotten, and nobody wrote it down.
ADA ROE: Was the mayor in the room?
PER AAS: She was in the room, and she asked me how much the beams would cost."""


def dossier_of(*reports: Report) -> Dossier:
    return link(tuple(annotate(reading) for reading in parse(reports)), models={})


@cache
def beside(
    article: str, *, document: str = RELEASE, genre: str = "press release", issuer: str | None = "Brell Council"
) -> Dossier:
    parts = (Part(kind="paragraph", number=1, start=0, end=len(document)),)
    return dossier_of(
        make_report(article, id="a", outlet="Fell Tidings", published="2027-09-02"),
        make_report(document, id="d", genre=genre, issuer=issuer, outlet=issuer, parts=parts, published="2027-09-01"),
    )


def cites(dossier: Dossier, words: str) -> tuple[Statement, tuple[Cited, ...]]:
    found = [s for s in dossier.statements if s.report == "a" and any(words in c.text for c in s.content)]
    best = max(found, key=lambda s: (len(s.cites), -sum(len(c.text) for c in s.content)))
    return best, best.cites


@pytest.mark.parametrize(
    ("article", "words", "form", "passage", "changes"),
    [
        (
            "“We would rather swim in the sea than under that roof,” mayor Siri Dahl said on Wednesday.",
            "rather swim", "same", "We would rather swim in the sea than under that roof", [],
        ),
        (
            "“We would rather swim … than under that roof,” mayor Siri Dahl said on Wednesday.",
            "rather swim", "shortened", "We would rather swim in the sea than under that roof",
            [("left-out", "in the sea", None)],
        ),
        (
            "“We would rather drown in the sea than under that roof,” mayor Siri Dahl said on Wednesday.",
            "rather drown", "altered", "We would rather swim in the sea than under that roof",
            [("replaced", "swim", "drown")],
        ),
        (
            "The hall’s repair would cost 31 million crowns, Brell Council said in a statement on Wednesday.",
            "31 million", "paraphrased", "Its repair would cost 31 million crowns", [],
        ),
    ],
    ids=["same", "shortened", "altered", "paraphrased"],
)  # fmt: skip
def test_a_statement_is_matched_to_the_passage_of_the_document(
    article: str, words: str, form: str, passage: str, changes: list[tuple[str, str | None, str | None]]
) -> None:
    _, (cited,) = cites(beside(article), words)
    assert cited.form == form
    assert cited.span.report == "d"
    assert cited.span.text in RELEASE
    assert passage.startswith(cited.span.text) or cited.span.text.startswith(passage)
    told = [(c.kind, c.fullest and c.fullest.text, c.here and c.here.text) for c in cited.changes]
    assert told == changes
    assert all(c.fullest is None or c.fullest.report == "d" for c in cited.changes)
    assert all(c.here is None or c.here.report == "a" for c in cited.changes)


@pytest.mark.parametrize(
    "article",
    [
        "“The roof of the swimming hall has been leaking since last spring,” the swimmer Liv Strand said on Wednesday.",
        "Mayor Siri Dahl said on Wednesday that she had not slept since the storm.",
        "“We would rather have a new hall,” mayor Siri Dahl said on Wednesday.",
        "40,000 tickets were sold for the match, the club said on Wednesday.",
    ],
)
def test_other_words_are_from_no_document(article: str) -> None:
    assert all(s.cites == () for s in beside(article).statements)


def test_words_of_somebody_else_need_to_be_nearly_all_the_same() -> None:
    said = "“We would rather swim in the sea than under that roof,” a swimmer, Liv Strand, said on Wednesday."
    assert cites(beside(said), "rather swim")[1][0].form == "same"
    altered = said.replace("rather swim in the sea", "always swim on a Sunday")
    assert cites(beside(altered), "always swim")[1] == ()


def test_a_speaker_in_a_transcript_is_cited_from_his_turn() -> None:
    dossier = beside(
        "“I told the council in March that the beams were rotten,” Per Aas told the hearing, a transcript shows.",
        document=TRANSCRIPT,
        genre="transcript",
        issuer=None,
    )
    turns = [s for s in dossier.statements if s.report == "d"]
    assert {(s.speaker_name, s.kind) for s in turns} >= {("Per Aas", "direct")} or any(
        "AAS" in (s.speaker_name or "") or s.speaker_name == "Per Aas" for s in turns
    )
    _, (cited,) = cites(dossier, "rotten")
    assert (cited.form, cited.span.text) == ("same", "I told the council in March that the beams were rotten")


def test_a_document_speaks_for_its_issuer_and_is_one_origin_with_it() -> None:
    article = (
        "The council of Brell closes the swimming hall on 1 October, Brell Council said in a statement on Wednesday."
    )
    dossier = beside(article)
    shared = [c for c in dossier.claims if len({m.span.report for m in c.members}) == 2]
    assert shared
    for claim in shared:
        assert "Brell Council" in claim.origins
        assert len(claim.independent) == 1
        assert claim.verdict == "single-origin"
    assert not any("Brell Council (own voice)" in c.origins for c in dossier.claims)


def test_a_second_party_still_corroborates_a_document() -> None:
    article = (
        "The swimming hall of Brell lets in rain through its roof, the union of builders said on Wednesday. "
        "It had looked at the roof itself."
    )
    dossier = beside(article, document=RELEASE.replace("because its roof lets in rain", "and its roof lets in rain"))
    assert all(len(c.independent) > 1 for c in dossier.claims if c.verdict == "corroborated")
    own = [o for o in dossier.origins if o.name == "Brell Council"]
    assert own
    assert not own[0].own_voice


def test_whom_the_article_names_counts_as_one_with_the_issuer_of_the_document_it_cites() -> None:
    article = "The repair of the hall would cost 31 million crowns, according to the press release."
    dossier = beside(article)
    (told,) = [s for s in dossier.statements if s.report == "a" and s.cites]
    assert told.speaker_name == "unnamed: the press release" or told.speaker_type == "document"
    joint = [c for c in dossier.claims if len({m.span.report for m in c.members}) == 2]
    assert all(len(c.independent) == 1 for c in joint)


def test_a_copy_of_a_release_is_from_the_release() -> None:
    dossier = beside(RELEASE + " The hall has a café.")
    (copy,) = dossier.copies
    assert (copy.a, copy.b, copy.source) == ("a", "d", "b")
    assert copy.why["source_by"] == "release"


def test_what_a_document_itself_counts_is_given_by_its_issuer() -> None:
    dossier = beside("The hall is shut.")
    given = {f.span.text: f.giver_name for f in dossier.figures if f.report == "d"}
    assert given["40,000"] == "Brell Council"


def test_articles_alone_cite_nothing() -> None:
    a = make_report(RELEASE, id="a", outlet="Fell Tidings")
    b = make_report("“We would rather swim in the sea than under that roof,” Siri Dahl said.", id="b", outlet="Post")
    assert all(s.cites == () for s in dossier_of(a, b).statements)


@pytest.fixture(scope="module")
def fog(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    release = print_pdf(FOG / "release.html", tmp_path_factory.mktemp("fog"))
    return sayso.dossier([release, FOG / "courier.txt", FOG / "tidings.txt"])


def test_a_story_of_two_articles_and_the_release_they_cite(fog: Dossier) -> None:
    names = {r.id: Path(r.source).stem for r in fog.reports}
    found = {(names[s.report], c.form, c.span.text) for s in fog.statements for c in s.cites}
    assert (
        "courier",
        "same",
        "We failed the crews who trusted that signal, and I apologise to every one of them",
    ) in found
    assert ("courier", "altered", "Nobody on duty could have known that the signal was down") in found
    assert ("tidings", "same", "We will pay for the salvage of both ships") in found
    altered = next(q for q in fog.quotations if q.relation == "altered")
    assert names[altered.members[0].spans[0].report] == "release"
    lighthouse = next(c for c in fog.claims if "nine hours" in c.text)
    assert len(lighthouse.independent) == 1


def test_the_json_names_the_page_of_every_place_in_the_document(fog: Dossier) -> None:
    schema = json.loads((Path(sayso.__file__).parent / "export" / "dossier.schema.json").read_text(encoding="utf-8"))
    record = json.loads(fog.to_json())
    assert [e.message for e in Draft202012Validator(schema).iter_errors(record)] == []
    document = next(r for r in record["reports"] if r["genre"] == "press release")
    assert [(p["kind"], p["number"]) for p in document["parts"]] == [("page", 1), ("page", 2)]
    second = document["parts"][1]["start"]
    seen = 0
    for span in spans(record):
        if span["report"] == document["id"]:
            assert span["page"] == (2 if span["start"] >= second else 1)
            seen += 1
        else:
            assert "page" not in span
    assert seen > 30


def spans(item: object) -> list[dict[str, object]]:
    if isinstance(item, dict):
        own = [item] if {"report", "start", "raw"} <= item.keys() else []
        return own + [s for v in item.values() for s in spans(v)]
    return [s for one in item for s in spans(one)] if isinstance(item, list) else []


def test_the_page_and_markdown_say_it_in_plain_words(fog: Dossier) -> None:
    for text in (fog.to_markdown(), fog.to_html()):
        assert "Word for word in the press release of Norland Lighthouse Board, p. 1" in text
        assert (
            "Altered from the press release of Norland Lighthouse Board, p. 2: “Everybody” in place of “Nobody”" in text
        )
        assert "In other words in the press release of Norland Lighthouse Board, p. 1" in text
        assert "Press release of Norland Lighthouse Board" in text
    assert 'data-place="p. 2"' in fog.to_html()
    assert "> *p. 2*" in fog.to_markdown()
    shared = sayso.share(fog)
    assert all(s.text == next(r for r in shared.reports if r.id == s.report).text[s.start : s.end]
               for st in shared.statements for c in st.cites for s in (c.span,))  # fmt: skip


def test_the_desk_opens_cites_and_judges_what_stands_in_a_document(fog: Dossier) -> None:
    lookup = Lookup(fog)
    found = [d for one in speakers(lookup).speakers for said in one.said for d in said.documents]
    assert len(found) >= 4
    for one in found:
        item = page_item(lookup, one.item.key)
        assert item == one.item
        assert len({s.report for s in item.places}) == 2
        chosen = choose(lookup, one.item.key)
        assert chosen is not None
        assert chosen.about == "statement"


def test_a_citation_names_the_page(fog: Dossier) -> None:
    cited = next(c for s in fog.statements for c in s.cites if c.form == "altered")
    (citation,) = sayso.cite(fog, cited.span)
    assert citation.part is not None
    assert (citation.part.kind, citation.part.number, citation.issuer) == ("page", 2, "Norland Lighthouse Board")
    for text in (citation.to_text(), citation.to_markdown(), citation.to_html()):
        assert "p. 2" in text
        assert "press release" in text
    csl = citation.to_csl()
    assert (csl["type"], csl["genre"], csl["page"], csl["publisher"]) == (
        "document", "press release", "2", "Norland Lighthouse Board"
    )  # fmt: skip
