"""The spaCy component `sayso`: what sayso finds in a Doc, as groups of spans and as the records themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from sayso.types import Dossier, Unread

PREFIX = "sayso/"
GROUPS = ("statements", "sources", "cues", "contents", "figures", "times", "names", "events")
"""The keys of `doc.spans`, each behind PREFIX."""
HINTS = ("id", "url", "outlet", "title", "published")
"""What `doc._.sayso_hints` may say of a text: as the rows of a JSONL file do."""
# where the dossier is kept in doc.user_data, as text, so that the Doc can be written and sent to other processes
_KEY = "sayso"
_UNREAD = "sayso_unread"


@Language.factory(
    "sayso", default_config={"model": None, "published": None}, assigns=["doc.spans", "doc._.sayso"], retokenizes=False
)
def make_component(nlp: Language, name: str, model: str | None, published: str | None) -> Component:
    """The component for a pipeline.

    Args:
        nlp: the pipeline; any that is for English text, with or without a parser of its own.
        name: what the component is called there.
        model: the spaCy pipeline that sayso parses with; None takes en_core_web_sm, or another official one.
        published: the day or time of every text, ISO, where the Doc's hints give none; days such as "Tuesday" count
            from it.
    """
    return Component(model=model, published=published)


@dataclass(frozen=True, slots=True)
class _Found:
    """A place in a Doc, by characters, with what a spaCy Span says of it."""

    start: int
    end: int
    label: str
    id: str


class Component:
    """Reads a Doc's text as `sayso.read` does and points at what it found.

    sayso parses by itself, whatever parsed the Doc: its text is cleaned first, and its rules were made for one parser.

    Args:
        model: the spaCy pipeline that sayso parses with; None takes the preferred one.
        published: ISO day or time of texts whose hints give none.
    """

    def __init__(self, *, model: str | None = None, published: str | None = None) -> None:
        self.model, self.published = model, published

    def __call__(self, doc: Doc) -> Doc:
        """Fills `doc.spans` and `doc._.sayso`.

        Raises:
            ModelError: when the language model is missing or is not what it claims to be.
            ValueError: when a hint has a name that there is none of.
        """
        from sayso.store.records import encode

        made = read_text(doc.text, doc._.sayso_hints, model=self.model, published=self.published)
        found = {} if isinstance(made, Unread) else _places(made)
        for key in GROUPS:
            doc.spans[PREFIX + key] = _group(doc, PREFIX + key, found.get(key, ()))
        kept, other = (_UNREAD, _KEY) if isinstance(made, Unread) else (_KEY, _UNREAD)
        doc.user_data[kept] = encode(made)
        doc.user_data.pop(other, None)
        return doc


def read_text(
    text: str, hints: Mapping[str, str | None] | None = None, *, model: str | None = None, published: str | None = None
) -> Dossier | Unread:
    """One text read by itself, as by `sayso.read`.

    Args:
        text: the text; `raw` of every span counts its characters.
        hints: what is known of it, by HINTS.
        model: an installed spaCy pipeline; None takes the preferred one.
        published: ISO day or time where the hints give none.

    Raises:
        ModelError: when the language model is missing or is not what it claims to be.
        ValueError: when a hint has a name that there is none of.
    """
    from sayso.assemble import read_one
    from sayso.errors import UnreadableInput
    from sayso.ingest.build import build_report
    from sayso.ingest.documents import Document

    given = {key: value for key, value in (hints or {}).items() if value}
    if unknown := sorted(given.keys() - set(HINTS)):
        raise ValueError(f"doc._.sayso_hints has {', '.join(unknown)}; it may have {', '.join(HINTS)}")
    name = given.get("id", "doc")
    document = Document(
        source=given.get("url", name),
        data=text.encode("utf-8", "surrogatepass"),
        text=text,
        id=name,
        url=given.get("url"),
        outlet=given.get("outlet"),
        title=given.get("title"),
        published=given.get("published", published),
    )
    try:
        report = build_report(document)
    except UnreadableInput as error:
        return Unread(id=name, source=error.source, kind=error.kind, message=error.message)
    return read_one(report, model=model)


def _places(made: Dossier) -> dict[str, list[_Found]]:
    """The places of every group; `raw` of a span counts the Doc's characters."""
    found: dict[str, list[_Found]] = {key: [] for key in GROUPS}
    for s in made.statements:
        whole = [p for p in (s.source, s.cue, *s.content) if p is not None]
        start, end = min(p.raw[0] for p in whole), max(p.raw[1] for p in whole)
        found["statements"].append(_Found(start, end, s.mode, s.id))
        found["sources"] += [_Found(*p.raw, s.speaker_type, s.id) for p in (s.source,) if p is not None]
        found["cues"] += [_Found(*p.raw, s.mode, s.id) for p in (s.cue,) if p is not None]
        found["contents"] += [_Found(*p.raw, s.kind, s.id) for p in s.content]
    found["figures"] = [_Found(*f.span.raw, f.unit or "", f.id) for f in made.figures]
    found["times"] = [_Found(*t.span.raw, t.value, f"t{n}") for n, t in enumerate(made.times)]
    found["names"] = [_Found(*m.raw, e.type, e.id) for e in made.entities for m in e.mentions]
    found["events"] = [_Found(*m.raw, e.type, e.id) for e in made.events for m in e.mentions]
    return {key: sorted(places, key=lambda p: (p.start, p.end)) for key, places in found.items()}


def _group(doc: Doc, name: str, found: Iterable[_Found]) -> SpanGroup:
    """Places as spans of whole tokens; the exact characters of each stand in `attrs["offsets"]`."""
    spans, offsets = [], []
    for one in found:
        span = doc.char_span(one.start, one.end, label=one.label, alignment_mode="expand", span_id=one.id)
        if span is not None:
            spans.append(span)
            offsets.append([one.start, one.end])
    return SpanGroup(doc, name=name, spans=spans, attrs={"offsets": offsets})


def _dossier(doc: Doc) -> Dossier | Unread | None:
    """What sayso found in a Doc: its dossier, why it gave none, or None where the component did not run."""
    kept = doc.user_data.get(_KEY)
    unread = doc.user_data.get(_UNREAD)
    return _decoded(kept) if kept else _decoded_unread(unread) if unread else None


def _record(span: Span) -> Any:
    """The record that a span of a group stands for: a statement, figure, time, entity or event; None for any other."""
    kept = span.doc.user_data.get(_KEY)
    return _records(kept).get(span.id_) if kept and span.id_ else None


@lru_cache(maxsize=16)
def _decoded(text: str) -> Dossier:
    from sayso.store.records import decode

    return decode(text, Dossier)


@lru_cache(maxsize=16)
def _decoded_unread(text: str) -> Unread:
    from sayso.store.records import decode

    return decode(text, Unread)


@lru_cache(maxsize=16)
def _records(text: str) -> dict[str, Any]:
    made = _decoded(text)
    return {
        **{s.id: s for s in made.statements},
        **{f.id: f for f in made.figures},
        **{e.id: e for e in made.entities},
        **{e.id: e for e in made.events},
        **{f"t{n}": t for n, t in enumerate(made.times)},
    }


# what a module that is loaded twice sets again is the same
Doc.set_extension("sayso_hints", default=None, force=True)
Doc.set_extension("sayso", getter=_dossier, force=True)
Span.set_extension("sayso", getter=_record, force=True)
