"""What holds for every page: one heading, unique ids, labels, nothing inline, every text in one place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import html

TEMPLATES = Path(str(files("sayso.web"))) / "templates"
PATHS = (
    "/",
    "/?page=2",
    "/add",
    "/sign-in",
    "/search",
    "/search?for=statements&words=gate",
    "/search?for=figures&words=people",
    "/entities?name=Ilse+Tarrant",
    "/judgements",
    "/watch",
    "/stories/s1",
    "/stories/s1/worklist",
    "/stories/s1/share",
    "/stories/s1/judge",
    "/stories/s1/judge?item=claim-c1",
    "/stories/s1/side-by-side",
    "/stories/s1/side-by-side?a=01-northwire&b=02-sarnholt-courier",
    "/stories/s1/reports",
    "/stories/s1/reports?report=05-daily-flash",
    "/stories/s1/reports/05-daily-flash",
    "/cite?story=s1&item=claim-c1",
    "/stories/s99",
    "/no-such-page",
)


@pytest.mark.parametrize("path", PATHS)
def test_page_is_well_made(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (200, 404), answer.text[:500]
    page = html.document_fromstring(answer.text)
    assert page.get("lang") == "en"
    assert len(page.findall(".//h1")) == 1
    assert len(page.findall(".//main")) == 1
    assert page.findtext(".//title").strip()
    ids = Counter(page.xpath("//@id"))
    assert [name for name, count in ids.items() if count > 1] == []
    assert page.xpath("//@style | //style | //*[starts-with(name(@*), 'on')]") == []
    assert [s for s in page.iter("script") if not s.get("src") and s.get("type") != "application/json"] == []
    named = {label.get("for") for label in page.iter("label")}
    for field in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        told = field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in named
        assert told or next(field.iterancestors("label"), None) is not None, html.tostring(field)
    for form in page.xpath("//form[@method='post']"):
        assert form.xpath(".//input[@name='csrf']/@value"), form.get("action")
    for link in page.xpath("//a[starts-with(@href, 'http')]"):
        assert {"noopener", "noreferrer"} <= set((link.get("rel") or "").split()), link.get("href")
    for address in page.xpath("//@src | //link/@href | //form/@action"):
        assert address.startswith("/"), address


def words_of(template: str) -> Iterator[str]:
    """The words of a template that are neither markup nor filled in."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", template, flags=re.DOTALL)
    # what readers are told by attributes counts too
    yield from re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*[A-Za-z]{2}[^"]*)"', text)
    yield from re.findall(r"[A-Za-z]{2,}", re.sub(r"<[^>]*>", " ", text))


# inputs.html.j2 writes attributes alone
@pytest.mark.parametrize("template", sorted({p.name for p in TEMPLATES.iterdir()} - {"inputs.html.j2"}))
def test_every_text_stands_in_the_wording(template: str) -> None:
    assert list(words_of((TEMPLATES / template).read_text(encoding="utf-8"))) == []
