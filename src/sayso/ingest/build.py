"""A document to a report: decode, part into paragraphs, clean, and say what is known of it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from sayso.errors import UnreadableInput
from sayso.ingest.article import read_article, read_fragment
from sayso.ingest.clean import clean
from sayso.ingest.damage import find_damage
from sayso.ingest.documents import Document
from sayso.ingest.encoding import decode
from sayso.ingest.language import language_of
from sayso.ingest.limits import LONGEST_TEXT
from sayso.ingest.metadata import find_metadata, host_of
from sayso.ingest.pagefacts import published_time
from sayso.ingest.paragraphs import Paragraph, join
from sayso.ingest.text import read_paragraphs
from sayso.types import Damage, Noise, Report


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document's article before anything is said of it: its paragraphs, what is around them, what the page says.

    `headline` tells whether the first paragraph is a page's headline above the article's body.
    """

    document: Document
    paragraphs: tuple[Paragraph, ...]
    noise: tuple[Noise, ...]
    headline: bool


def characters(document: Document) -> str:
    """The characters that were handed in; raw offsets count these, or those of `whole`.

    Raises:
        UnreadableInput: "binary" or "encoding".
    """
    return document.text if document.text is not None else decode(document.data, document.source, document.charset).text


def prepare(document: Document) -> Prepared:
    """Decode a document, find its article and clean it.

    Raises:
        UnreadableInput: "binary", "encoding", "too-large" or "too-deep".
    """
    raw = characters(document)
    headline = None
    around: tuple[Noise, ...] = ()
    if document.form == "html":
        article = read_article(raw, document.source, document.url)
        paragraphs, around, headline = article.paragraphs, article.noise, article.headline
        document = _with_facts(document, article.facts, published_time(raw, article.facts.get("date")))
    elif document.form == "fragment":
        paragraphs = read_fragment(raw, document.source)
    else:
        paragraphs = read_paragraphs(raw)
    if document.offsets is not None:
        outer = document.offsets
        paragraphs = tuple(p.through(outer) for p in paragraphs)
    cleaned = clean(paragraphs, outlet=document.outlet, host=host_of(document.url))
    return Prepared(
        document,
        cleaned.paragraphs,
        tuple(sorted((*cleaned.noise, *around), key=lambda n: n.raw)),
        headline is not None and headline in cleaned.paragraphs[:1],
    )


def build_report(document: Document) -> Report:
    """The report that a document holds.

    Raises:
        UnreadableInput: when it holds none; the kind says why.
    """
    prepared = prepare(document)
    document, noise = prepared.document, prepared.noise
    text, offsets = join(prepared.paragraphs)
    if not text:
        raise UnreadableInput(document.source, "no-article", "no article was found in it")
    if len(text) > LONGEST_TEXT:
        raise UnreadableInput(
            document.source, "too-large", f"its text has {len(text):,} characters; a report may have {LONGEST_TEXT:,}"
        )
    language = language_of(text)
    if language not in (None, "en"):
        raise UnreadableInput(
            document.source,
            "language",
            f"its text is not English ({_LANGUAGES.get(language or '', language)}); the models read English only",
        )
    known = find_metadata(document, prepared.paragraphs, noise)
    report = Report(
        id=document.made_id,
        source=document.source,
        sha256=document.sha256,
        text=text,
        offsets=offsets,
        url=document.url,
        outlet=known.outlet,
        title=known.title,
        bylines=known.bylines,
        agencies=known.agencies,
        dateline=known.dateline,
        published=known.published,
        published_basis=known.published_basis,
        language=language,
        noise=noise,
    )
    damage = tuple(Damage(span=report.span(a, b), reason=reason) for a, b, reason in find_damage(text))
    return dataclasses.replace(report, damage=damage)


def _with_facts(document: Document, facts: dict[str, str], published: str | None) -> Document:
    """The document with what its page says of itself, where nothing was handed in."""
    changes: dict[str, Any] = {} if document.published or not published else {"published": published}
    for field, fact in (("title", "title"), ("outlet", "sitename"), ("url", "url")):
        if not getattr(document, field) and facts.get(fact):
            changes[field] = facts[fact]
    if facts.get("author"):
        changes["bylines"] = tuple(a.strip() for a in facts["author"].split(";") if a.strip())
    return dataclasses.replace(document, **changes)


_LANGUAGES = {
    "und": "none that is known here",
    "ar": "Arabic", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "es": "Spanish", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
    "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish",
    "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
