"""Web pages around made reports: the article between all that an outlet puts around it, so that its text is known."""

from __future__ import annotations

import html
from random import Random

from sayso.types import Report

_SECTIONS = ("Home", "Politics", "Business", "Region", "Sport", "Weather", "Culture", "Opinion", "Subscribe", "Log in")
_SHARES = ("Share on Facebook", "Share on X", "Send by mail", "Print", "Copy the link")
_TEASERS = (
    "Town hall tower to be repaired after all",
    "Why the ferry to the islands was late again",
    "Five walks for a wet weekend",
    "Brewery opens its cellars to visitors",
    "Our quiz: how well do you know the valley?",
    "School bus drivers ask for better pay",
)
_COMMENTS = (
    "I have said so for years and nobody listened.",
    "Does anybody know when the road opens again?",
    "Thank you for this report, well written.",
    "And who is going to pay for all this?",
)
# made reports are of a year to come, which no reader of pages takes for the day of a page
YEAR = 2021
_SCRIPT = (
    "window.dataLayer=window.dataLayer||[];function track(){dataLayer.push(arguments)}track('page',{kind:'story'});"
)


def page(report: Report) -> bytes:
    """The page of a report: its paragraphs are those of the article, a headline stands above them.

    Args:
        report: one with an outlet and a day.
    """
    draw = Random(report.id)
    title = html.escape(report.text.partition(".")[0])
    outlet, day = html.escape(report.outlet or ""), f"{YEAR}{(report.published or '')[4:10]}"
    body = "\n".join(f"<p>{html.escape(line)}</p>" for line in report.text.split("\n"))
    links = "".join(f'<li><a href="/{s.lower().replace(" ", "-")}">{s}</a></li>' for s in _SECTIONS)
    shares = "".join(f'<li><a class="share" href="#">{s}</a></li>' for s in _SHARES)
    drawn = draw.sample(_TEASERS, len(_TEASERS))
    teasers = "".join(f'<div class="teaser"><a href="/{n}">{t}</a></div>' for n, t in enumerate(drawn))
    comments = "".join(f'<div class="comment"><b>reader{n}</b><p>{c}</p></div>' for n, c in enumerate(_COMMENTS))
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | {outlet}</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="{outlet}">
<meta property="article:published_time" content="{day}"><script>{_SCRIPT}</script>
<style>.teaser{{float:right}} .share{{color:#888}}</style></head>
<body><header><div class="logo">{outlet}</div><nav><ul>{links}</ul></nav></header>
<main><article><h1>{title}</h1><div class="byline">By our reporters, <time datetime="{day}">{day}</time></div>
<ul class="shares">{shares}</ul>
{body}
</article><aside class="related"><h2>Read next</h2>{teasers}</aside>
<section id="comments" class="comments"><h2>Comments</h2>{comments}<form><textarea></textarea></form></section></main>
<footer><ul>{links}</ul><p>© {outlet}. All rights reserved. Terms of use. Privacy. Cookies. Contact.</p></footer>
<script>{_SCRIPT * 20}</script></body></html>""".encode()
