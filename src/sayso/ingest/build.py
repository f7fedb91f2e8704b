"""A document to a report: decode, part into paragraphs, clean, and say what is known of it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sayso.errors import UnreadableInput
from sayso.ingest.article import read_article, read_fragment
from sayso.ingest.checked import Checked
from sayso.ingest.clean import clean
from sayso.ingest.damage import find_damage
from sayso.ingest.documents import Document
from sayso.ingest.encoding import decode
from sayso.ingest.genre import TOP, find_genre
from sayso.ingest.kinds import DOCUMENTS, kind_of
from sayso.ingest.language import language_of
from sayso.ingest.limits import LONGEST_TEXT
from sayso.ingest.linkeddata import article_of, checked_claims
from sayso.ingest.metadata import find_metadata, headline_of, host_of, iso_time
from sayso.ingest.noise import WRITTEN_DATE, is_person
from sayso.ingest.pagefacts import published_time
from sayso.ingest.paragraphs import Paragraph, join
from sayso.ingest.parts import Content, parts_of
from sayso.ingest.text import read_paragraphs
from sayso.types import Damage, Genre, Noise, Part, Report, Review


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document's article before anything is said of it: its paragraphs, what is around them, what the page says.

    `headline` tells whether the first paragraph is a page's headline above the article's body; `genre` and `issuer` are
    those of the report, `places` the pages or paragraphs of a document, as offsets in the raw input, and `checked` the
    claims that it checked.
    """

    document: Document
    paragraphs: tuple[Paragraph, ...]
    noise: tuple[Noise, ...]
    headline: bool
    genre: Genre = "article"
    issuer: str | None = None
    places: tuple[Part, ...] = ()
    checked: tuple[Checked, ...] = ()


def characters(document: Document) -> str:
    """The characters that were handed in; raw offsets count these, or those of `whole`.

    Those of a document's file are the text that its format's parser gives, see `Content.raw`.

    Raises:
        UnreadableInput: "binary", "encoding", or what reading a document raises.
    """
    if document.text is not None:
        return document.text
    if kind_of(document.data[:8192], document.source) in DOCUMENTS:
        return read_content(document).raw
    return decode(document.data, document.source, document.charset).text


def read_content(document: Document) -> Content:
    """What the file of a document holds: a PDF, a Word file or a mail.

    Raises:
        UnreadableInput: see `read_pdf`, `read_docx` and `read_mail`.
    """
    kind = document.form if document.form in DOCUMENTS else kind_of(document.data[:8192], document.source)
    if kind == "pdf":
        from sayso.ingest.pdf import read_pdf as read
    elif kind == "docx":
        from sayso.ingest.docx import read_docx as read
    else:
        from sayso.ingest.mail import read_mail as read
    return read(document.data, document.source)


def prepare(document: Document) -> Prepared:
    """Decode a document, find its article and clean it.

    Raises:
        UnreadableInput: "binary", "encoding", "too-large", "too-deep", or what reading a document raises.
    """
    if document.form in DOCUMENTS:
        return _prepared(document, read_content(document))
    raw = characters(document)
    headline = None
    around: tuple[Noise, ...] = ()
    if document.form == "html":
        article = read_article(raw, document.source, document.url)
        paragraphs, around, headline = article.paragraphs, article.noise, article.headline
        body, told = article_of(raw)
        if body is not None and sum(len(p.text) for p in paragraphs) < FEWER * len(body.text):
            around = (*around, *(Noise(text=p.text, raw=p.raw, reason="page around the article") for p in paragraphs))
            paragraphs, headline = body.paragraphs(document.source), None
        checked = tuple(checked_claims(raw))
        checkers = [one.checker for one in checked if one.checker]
        facts = ({"sitename": checkers[0]} if checkers else {}) | told | article.facts
        document = _with_facts(document, facts, published_time(raw, facts.get("date")))
        document = dataclasses.replace(document, checked=checked)
    elif document.form == "fragment":
        paragraphs = read_fragment(raw, document.source)
    else:
        paragraphs = read_paragraphs(raw)
    if document.offsets is not None:
        outer = document.offsets
        paragraphs = tuple(p.through(outer) for p in paragraphs)
    kind = find_genre(paragraphs, around, {}, outlet=document.outlet, document=False)
    paragraphs, said = _without(paragraphs, kind.noise)
    cleaned = clean(paragraphs, outlet=document.outlet, host=host_of(document.url))
    return Prepared(
        document,
        _with_claims(cleaned.paragraphs, document.checked),
        tuple(sorted((*cleaned.noise, *around, *said), key=lambda n: n.raw)),
        headline is not None and headline in cleaned.paragraphs[:1],
        genre=kind.genre,
        issuer=kind.issuer,
        checked=document.checked,
    )


# a page that shows less than this share of the article in its linked data shows it by a script, or not at all
FEWER = 0.5


def _with_claims(paragraphs: tuple[Paragraph, ...], checked: Sequence[Checked]) -> tuple[Paragraph, ...]:
    """The paragraphs, and at their place in the source the checked claims whose words the page does not show.

    A paragraph in whose middle such a claim stands is two.
    """
    shown = "\n".join(p.text for p in paragraphs)
    missing = [c for one in checked if (c := one.claim.whole()).text and c.text not in shown]
    for claim in missing:
        paragraphs = tuple(part for p in paragraphs for part in p.around(*claim.raw))
    return tuple(sorted((*paragraphs, *missing), key=lambda p: p.raw)) if missing else paragraphs


def _prepared(document: Document, content: Content) -> Prepared:
    """A document's file, cleaned, with what it says of itself where nothing was handed in."""
    kind = find_genre(content.paragraphs, content.noise, content.facts, outlet=document.outlet, document=True)
    paragraphs, said = _without(content.paragraphs, kind.noise)
    cleaned = clean(paragraphs, outlet=document.outlet or kind.issuer)
    noise = tuple(sorted((*cleaned.noise, *content.noise, *said), key=lambda n: n.raw))
    published = document.published or _day_of(document, content, cleaned.paragraphs, noise)
    author = content.facts.get("author", "")
    return Prepared(
        dataclasses.replace(
            document,
            title=document.title or _title_of(document, content, cleaned.paragraphs),
            outlet=document.outlet or kind.issuer,
            published=published,
            bylines=document.bylines or ((author,) if kind.genre == "article" and is_person(author) else ()),
        ),
        cleaned.paragraphs,
        noise,
        False,
        genre=kind.genre,
        issuer=kind.issuer,
        places=content.places,
    )


def _title_of(document: Document, content: Content, paragraphs: Sequence[Paragraph]) -> str | None:
    """A document's title: a mail's subject, or what its file says where its text has it; else its first line.

    Files keep the titles of templates and of earlier documents.
    """
    said = content.facts.get("title")
    texts = [p.text for p in paragraphs]
    if said and (document.form == "mail" or said.casefold() in (t.casefold() for t in texts[:TOP])):
        return said
    return headline_of(texts) or said


def _day_of(
    document: Document, content: Content, paragraphs: Sequence[Paragraph], noise: Sequence[Noise]
) -> str | None:
    """When a document was issued: what its letterhead or dateline says, else when its file was made.

    Files are made anew when they are printed or converted; the time of a mail is that of its sending.
    """
    made = content.facts.get("date")
    if document.form == "mail":
        return made
    if any(n.reason == "time stamp" and iso_time(n.text) for n in noise):
        # find_metadata reads it there
        return None
    for p in paragraphs[:TOP]:
        if (m := _DATED.match(p.text)) and (day := iso_time(m[0])):
            return day
    return made


# the dateline of a release: "PORT FELL, 3 May 2021 —"
_DATED = re.compile(rf"[^.!?]{{0,60}}{WRITTEN_DATE}(?= ?(?:—|–|--|-(?= )|/))", re.IGNORECASE)


def _without(paragraphs: Sequence[Paragraph], taken: Mapping[int, str]) -> tuple[tuple[Paragraph, ...], list[Noise]]:
    """The paragraphs that are text, and those that are noise for a reason."""
    kept = tuple(p for n, p in enumerate(paragraphs) if n not in taken)
    return kept, [Noise(text=paragraphs[n].text, raw=paragraphs[n].raw, reason=why) for n, why in taken.items()]


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
        genre=prepared.genre,
        issuer=prepared.issuer,
        parts=parts_of(offsets, prepared.places) if prepared.places else (),
    )
    damage = tuple(Damage(span=report.span(a, b), reason=reason) for a, b, reason in find_damage(text))
    return dataclasses.replace(report, damage=damage, reviews=tuple(_reviews(report, prepared.checked)))


def _reviews(report: Report, checked: Sequence[Checked]) -> Iterator[Review]:
    """The claims that a report checked, at their place in its text."""
    for one in checked:
        words = one.claim.whole().text
        start = report.text.find(words) if words else -1
        if start >= 0:
            yield Review(
                span=report.span(start, start + len(words)),
                claimant=one.claimant,
                claimed=one.claimed,
                rating=one.rating,
                checker=one.checker or report.outlet,
                checked=one.checked,
                url=one.url,
            )


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
