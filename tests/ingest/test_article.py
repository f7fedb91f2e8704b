"""Pages: which text is the article, and where each character of it stands in the page's source."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sayso.errors import UnreadableInput
from sayso.ingest.article import read_article, read_fragment
from sayso.ingest.build import build_report
from sayso.ingest.documents import Document
from sayso.ingest.html import read_nodes
from sayso.ingest.paragraphs import Paragraph
from sayso.types import Report
from tests.ingest.pages import BODY, HEADLINE, PAGE


def page_report(source: str = PAGE, **known: str) -> Report:
    return build_report(Document(source="page.html", data=source.encode(), form="html", **known))  # type: ignore[arg-type]


def squeezed(source: str) -> str:
    """What a stretch of source shows, without tags and white space."""
    # a "<" that a letter follows opens a tag, whatever stands in it up to the next ">"
    source = re.sub(r"<w[^>]*>", "", source)
    quoted = re.sub(r"<(/?)q\b[^>]*>", lambda m: "”" if m[1] else "“", source)
    return "".join(html.unescape(re.sub(r"<[^>]*>", "", quoted)).split())


def test_the_article_and_nothing_else() -> None:
    assert page_report().text.split("\n") == [HEADLINE, *BODY]


def test_what_the_page_says_of_itself() -> None:
    report = page_report(url="https://www.fellobserver.example/ferry")
    assert (report.title, report.outlet, report.bylines) == (HEADLINE, "The Fell Observer", ("Jon Berg",))
    assert (report.published, report.published_basis) == ("2021-05-14T09:12:00+02:00", "stated")
    assert report.language == "en"


def test_a_page_without_a_head_says_who_and_when_below_its_headline() -> None:
    bare = PAGE[: PAGE.index("<head>")] + "<body>" + PAGE[PAGE.index("<body>") + 6 :]
    report = page_report(bare.replace("By Jon Berg", "By Jon Berg | 14 May 2021, 9.12am"))
    assert report.text.split("\n") == [HEADLINE, *BODY]
    assert (report.bylines, report.published) == (("Jon Berg",), "2021-05-14T09:12")


def test_what_was_handed_in_comes_first() -> None:
    report = page_report(title="Stella aground", outlet="Fell News", published="2021-05-15")
    assert (report.title, report.outlet, report.published) == ("Stella aground", "Fell News", "2021-05-15")


@pytest.mark.parametrize("words", ["Stella", "All of them", "Ada Holm", "line & closed", *BODY])
def test_every_word_points_at_its_source(words: str) -> None:
    report = page_report()
    start = report.text.index(words)
    span = report.span(start, start + len(words))
    assert squeezed(PAGE[slice(*span.raw)]) == "".join(words.split())


def test_the_rest_of_the_page_is_noise_in_place() -> None:
    report = page_report()
    found = {n.text: n.reason for n in report.noise}
    assert found["Home"] == "navigation"
    assert found["The ferry in the fog"] == "picture caption"
    assert "Why ferries float" in found
    assert "datePublished" not in " ".join(found)
    for piece in report.noise:
        assert squeezed(PAGE[slice(*piece.raw)]) == "".join(piece.text.split())


def test_a_paragraph_that_stands_twice_is_taken_where_the_article_is() -> None:
    teaser = f"<aside><p>{html.escape(BODY[0])}</p></aside><article>"
    report = page_report(PAGE.replace("<article>", teaser))
    assert report.text.count(BODY[0]) == 1
    assert report.text.split("\n") == [HEADLINE, *BODY]
    assert report.span(report.text.index("Stella"), report.text.index("Stella") + 6).raw[0] > PAGE.index("<article>")


def test_quotation_elements_show_quotation_marks() -> None:
    (paragraph,) = read_fragment("<p><q>No ship sails,</q> she said.</p>", "x")
    assert paragraph.text == "“No ship sails,” she said."


def test_breaks_part_sentences_and_not_phrases() -> None:
    paragraphs = read_fragment("<div>One ship<br>sailed.<br><br>Two came back.</div>", "x")
    assert [p.text for p in paragraphs] == ["One ship sailed.", "Two came back."]


def test_hidden_text_is_not_read() -> None:
    hidden = '<p hidden>One.</p><div style="display: none"><p>Two.</p></div><script>three</script>'
    source = f"<p>Seen.</p>{hidden}<p>Also seen.</p>"
    assert [p.text for p in read_fragment(source, "x")] == ["Seen.", "Also seen."]


@pytest.mark.parametrize(
    "source",
    ["<p>a<p>b", "<p title='>'>a</p>b", "<!-- <p>no</p> --><p>a</p>b", "<ul><li>a<li>b</ul>", "a<br/>b<hr>",
     "<p>a</p><![CDATA[x]]>b"],
)  # fmt: skip
def test_careless_markup(source: str) -> None:
    assert "".join(p.text.replace(" ", "") for p in read_fragment(source, "x")) == "ab"


def test_a_bare_less_than_is_text() -> None:
    assert [p.text for p in read_fragment("<p>3 < 4 and <5</p>", "x")] == ["3 < 4 and <5"]


PIECES = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<br>", "<div>", "</div>", "<q>", "</q>", "<li>", "</a>", "<", "&", "&amp;",
     "&#8217;", "&nbsp;", "&bogus;", "wörd", "😀", "<script>x</script>", "<a href='>'>", "The ferry sank.",
     "<!-- c -->", " "]
)  # fmt: skip


def check(paragraph: Paragraph, source: str) -> None:
    low, high = paragraph.raw
    stripped = re.sub(r"<!--.*?-->|<script>.*?</script>", "", source[low:high], flags=re.S).replace("<a href='>'>", "")
    assert squeezed(stripped) == "".join(paragraph.text.split())


@example("<q><wörd<q><q>")
@given(st.lists(PIECES, max_size=30).map("".join))
def test_fragments_point_at_their_source(source: str) -> None:
    if re.search(r"<(?![/a-z!])|&(?![a-z#])", source):
        list(read_fragment(source, "x"))
        return
    for paragraph in read_fragment(source, "x"):
        check(paragraph, source)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(BODY), min_size=3, max_size=6), st.sampled_from(["p", "div", "section"]))
def test_pages_point_at_their_source(body: list[str], tag: str) -> None:
    inner = "".join(f"<{tag}>{html.escape(b)}</{tag}>\n" for b in body)
    source = f"<html><body><nav>Home</nav><article>{inner}</article></body></html>"
    for paragraph in read_article(source, "x").paragraphs:
        check(paragraph, source)


@given(st.text(alphabet=st.sampled_from("<>/!-&;'\"= apqscriptbr\n"), max_size=120))
def test_the_reader_ends_on_any_markup_and_its_nodes_ascend(source: str) -> None:
    at = 0
    for node in read_nodes(source, "x"):
        assert at <= node.start < node.end <= len(source)
        at = node.end


def test_a_million_elements_within_each_other_are_refused() -> None:
    with pytest.raises(UnreadableInput) as error:
        page_report("<div>" * 1_000_000 + "x")
    assert (error.value.kind, error.value.source) == ("too-deep", "page.html")


def test_a_page_without_an_article() -> None:
    with pytest.raises(UnreadableInput) as error:
        page_report("<html><body><nav><a href='/'>Home</a></nav><script>var x</script></body></html>")
    assert error.value.kind == "no-article"


def test_a_small_page_of_prose_is_an_article() -> None:
    assert page_report(f"<html><body><p>{html.escape(BODY[0])}</p></body></html>").text == BODY[0]
