"""RSS and Atom: a report for each item, with places in the feed itself."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from sayso.ingest import read_inputs
from sayso.types import Report, Unread
from tests.ingest.pages import BODY, HEADLINE

FULL = "".join(f"<p>{html.escape(b, quote=False)}</p>" for b in BODY)
RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Fell Observer</title><link>https://fell.example/</link><description>News</description>
<item><title>{HEADLINE} &amp; sinks</title><link>https://fell.example/ferry</link>
  <pubDate>Fri, 14 May 2021 09:12:00 +0200</pubDate><dc:creator>Jon Berg</dc:creator>
  <description>A short summary.</description><content:encoded><![CDATA[{FULL}]]></content:encoded></item>
<item><title>Tides</title><link>https://fell.example/tides</link>
  <description>&lt;p&gt;The tide was &lt;b&gt;high&lt;/b&gt; at nine &amp;amp; the sea door
  was open, she said.&lt;/p&gt;</description></item>
</channel></rss>
"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>The Fell Observer</title><id>urn:fell</id>
<updated>2021-05-14T09:12:00Z</updated>
<entry><title>{HEADLINE}</title><id>urn:1</id><link href="https://fell.example/ferry"/>
<published>2021-05-14T09:12:00Z</published><updated>2021-05-14T10:00:00Z</updated><author><name>Jon Berg</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{FULL}</div></content></entry></feed>
"""


def read(tmp_path: Path, feed: str) -> list[Report | Unread]:
    path = tmp_path / "feed.xml"
    path.write_text(feed, encoding="utf-8")
    return list(read_inputs([str(path)]))


def test_an_rss_feed(tmp_path: Path) -> None:
    full, summary = read(tmp_path, RSS)
    assert isinstance(full, Report)
    assert isinstance(summary, Report)
    assert full.text.split("\n") == BODY
    assert (full.title, full.url, full.outlet) == (
        f"{HEADLINE} & sinks",
        "https://fell.example/ferry",
        "The Fell Observer",
    )
    assert full.published is not None
    assert full.published.startswith("2021-05-14T0")
    assert summary.text == "The tide was high at nine & the sea door was open, she said."
    assert full.id != summary.id
    assert full.source == str(tmp_path / "feed.xml")


def test_an_atom_feed(tmp_path: Path) -> None:
    (report,) = read(tmp_path, ATOM)
    assert isinstance(report, Report)
    assert report.text.split("\n") == BODY
    assert (report.bylines, report.published) == (("Jon Berg",), "2021-05-14T09:12:00+00:00")


@pytest.mark.parametrize("feed", [RSS, ATOM])
@pytest.mark.parametrize("word", ["Stella", "“All of them", "line & closed", "newspaper."])
def test_places_count_the_feed_s_own_characters(tmp_path: Path, feed: str, word: str) -> None:
    report = read(tmp_path, feed)[0]
    assert isinstance(report, Report)
    start = report.text.index(word)
    low, high = report.span(start, start + len(word)).raw
    assert html.unescape(feed[low:high]) == word


def test_places_in_escaped_markup(tmp_path: Path) -> None:
    report = read(tmp_path, RSS)[1]
    assert isinstance(report, Report)
    for word in ("tide", "high", "nine & the", "said."):
        start = report.text.index(word)
        low, high = report.span(start, start + len(word)).raw
        assert html.unescape(html.unescape(RSS[low:high])) == word


def test_a_feed_that_only_the_lenient_parser_reads(tmp_path: Path) -> None:
    broken = RSS.replace("<title>Tides</title>", "<title>Tides & more</title><unclosed>")
    found = [r for r in read(tmp_path, broken) if isinstance(r, Report)]
    assert found[0].text.split("\n") == BODY


def test_a_feed_that_breaks_off(tmp_path: Path) -> None:
    found = read(tmp_path, RSS[: RSS.index("content:encoded>")])
    assert len(found) == 1
    assert isinstance(found[0], Unread) or found[0].text


def test_an_expanding_entity_is_not_expanded(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "boom">{levels}]>' + RSS.partition("?>")[2].replace(
        "Tides", "&e9;"
    )
    found = read(tmp_path, bomb.replace("<!DOCTYPE", "<!-- --><!DOCTYPE"))
    assert all(len(getattr(r, "text", "")) < 10_000 for r in found)


def test_a_feed_that_breaks_both_parsers_is_named(tmp_path: Path) -> None:
    (found,) = read(tmp_path, '<?xml version="1.0"?><rss version="2.0"><item>&#x110000;</item></rss>')
    assert isinstance(found, Unread)
    assert found.kind == "format"
