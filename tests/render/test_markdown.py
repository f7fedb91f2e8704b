"""Markdown: the page's content, with no markup but its own."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from sayso.render import render_markdown
from sayso.render.markdown import escape
from sayso.render.wording import PARTS
from tests.render.sample import empty, sample

_SPECIAL = st.text(alphabet="\\`*_{}[]()#+-.!|<>~&;=1a \t\"'“”", max_size=30)


@settings(deadline=None)
@given(_SPECIAL | st.text(alphabet=st.characters(exclude_categories=["C"]), max_size=40))
@example("__0__")
@example("snake_case and _so_ on__")
def test_escaped_words_are_shown_as_they_are(words: str) -> None:
    rendered = MarkdownIt("commonmark").render("- x " + escape(words))
    shown = lxml_html.fromstring(rendered).text_content()
    assert shown.split() == ["x", *words.split()]
    assert rendered.count("<") == 4


@settings(deadline=None)
@given(_SPECIAL)
def test_words_at_the_start_of_a_line_start_no_block(words: str) -> None:
    rendered = MarkdownIt("commonmark").render(escape(words))
    assert rendered == "" or (rendered.startswith("<p>") and rendered.count("<") == 2)


def test_all_parts_stand_in_the_page_s_order() -> None:
    document = render_markdown(sample())
    heads = [line[3:] for line in document.splitlines() if line.startswith("## ")]
    assert heads == [title for part, (title, _) in PARTS.items() if part != "new"]


def test_tables_are_whole() -> None:
    lines = render_markdown(sample()).splitlines()
    tables = [line for line in lines if line.startswith("|")]
    assert len(tables) > 10
    rendered = MarkdownIt("commonmark").enable("table").render(render_markdown(sample()))
    assert rendered.count("<table>") == 4
    assert "<script" not in rendered


def test_every_report_stands_in_full() -> None:
    document = render_markdown(sample())
    assert "\\<script\\>alert(1)\\</script\\> & nobody knew why." in document
    assert "worded differently in Hollin Post" in document


def test_an_empty_dossier_is_a_short_document() -> None:
    document = render_markdown(empty())
    assert "Nothing." in document
    assert "|" not in document
