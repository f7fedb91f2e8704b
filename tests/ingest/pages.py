"""Pages written for the tests: a made-up outlet's article with everything that stands around one."""

from __future__ import annotations

BODY = [
    "The ferry Stella ran aground off Fellhaven on Friday morning with forty passengers on board, the coastguard said.",
    "“All of them were taken off by a tug before the tide turned,” said Ada Holm, the harbour master of Fellhaven.",
    "Divers found a hole of two metres below the water line & closed the inner harbour to large ships until Monday.",
    "The owners, Fell Lines, have been fined twice since 2019; they did not answer questions from this newspaper.",
]
HEADLINE = "Ferry runs aground off Fellhaven"
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<title>Ferry runs aground off Fellhaven | The Fell Observer</title>
<meta property="og:site_name" content="The Fell Observer">
<meta property="article:published_time" content="2021-05-14T09:12:00+02:00">
<meta name="author" content="Jon Berg">
<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2021-05-14T09:12:00+02:00"}</script>
<style>p { margin: 0 }</style></head>
<body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/tides">Tides</a></li></ul></nav>
<header><p>The Fell Observer</p></header>
<article><h1>Ferry runs aground off Fellhaven</h1>
<p class="byline">By Jon Berg</p>
<div class="share"><a href="#">Share</a> <a href="#">Tweet</a></div>
<p>The ferry <a href="/stella"><i>Stella</i></a> ran aground off Fellhaven on Friday
   morning with forty passengers on board, the coastguard said.</p>
<p>&ldquo;All of them were taken off by a tug before the tide turned,&rdquo; said
   <b>Ada&nbsp;Holm</b>, the harbour master of Fellhaven.</p>
<figure><img src="x.jpg"><figcaption>The ferry in the fog</figcaption></figure>
<p>Divers found a hole of two metres below the water line &amp; closed the inner harbour
   to large ships until Monday.</p>
<p>The owners, Fell Lines, have been fined twice since 2019; they did not answer questions from this newspaper.</p>
</article>
<aside><h2>Most read</h2><ul><li><a href="/a">Why ferries float</a></li></ul></aside>
<footer><p>&copy; 2021 The Fell Observer</p></footer>
</body></html>
"""
