"""Attributions of a report: who said what, with which words, through whom (PARC and PolNeAR's sense of the term)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sayso.annotate.chains import nest, told
from sayso.annotate.clauses import as_saying, find_clauses
from sayso.annotate.datelines import find_datelines
from sayso.annotate.drafts import Draft, Range, cut, join, trim
from sayso.annotate.layouts import find_layouts
from sayso.annotate.merging import merge
from sayso.annotate.modes import mode_of
from sayso.annotate.phrases import find_phrases
from sayso.annotate.quotations import CLOSING, OPENING, find_quotations
from sayso.annotate.quoting import Quoted, continue_quotations, settle
from sayso.annotate.scores import features_of, group_of, rule_weights, score_of, tagger_features_of, tagger_weights
from sayso.annotate.speakers import UNSTATED, Cast, Speaker
from sayso.annotate.speakerwords import is_speaker_noun
from sayso.annotate.tagged import find_tagged
from sayso.language.tagger import tag
from sayso.resources import load
from sayso.spans import Span
from sayso.types import Kind, Name, Statement

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from sayso.language.backbone import Reading
    from sayso.language.tagger import Tags


_CITED = frozenset(("PERSON", "ORG", "GPE", "NORP"))
# words that join a sentence to the one before; what is reported starts after them
_JOINING = frozenset(("and", "but", "so", "yet", "or", "however", "meanwhile"))
# papers that are cited as a reason, not as a source: "citing privacy laws"
_REASONS = frozenset(("law", "rule", "regulation", "policy", "plan", "constitution", "treaty", "agreement", "deal"))
# what is done to the things under a picture, and the pictures that show them
_BEHOLDING = frozenset(("see", "picture", "photograph", "show", "spot", "watch", "film"))
_SHOWING = frozenset(("show", "capture", "depict", "display", "feature"))
_IMAGES = frozenset(
    (
        "picture",
        "photo",
        "photograph",
        "image",
        "video",
        "footage",
        "clip",
        "map",
        "graphic",
        "diagram",
        "illustration",
        "screenshot",
    )
)
_DAY = re.compile(
    r"\W*(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
    r"(?:Jan|Feb|March|April|May|June|July|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d{1,2}(?:, \d{4})?\W*"
)
_STOPS = frozenset((".", "?", "!", "…"))
_NOBODY = frozenset(("no one", "no-one", "nobody", "none", "nothing"))
# what the tagger's spans are favoured by: it proposes more than it believes in, and the score chooses
LEAN = 0.6
# a draft below this is no statement: F1 of attributions on the articles that the tagger never saw is level to .5
KEPT = 0.37
# the same for a draft without a source: PolNeAR's annotators left most of these out, so that their scores are too low
KEPT_SOURCELESS = 0.29
# the same inside another's content, but for reported clauses: there the rules judge alone, and a verb with an object or
# an infinitive ("saw the bill", "to use the credits") is a statement only when they are surer
KEPT_INSIDE = 0.45
# quotations without a cue: 55 of 84 were annotated in PolNeAR's training articles
FLOATING = 0.65
# turns of a transcript and signed posts, known by their form; a judgement, as PolNeAR marks posts up in another way
LAID_OUT = 0.9
# counts with their giver ("the figure of 40 given by …") are as sure, but rarely stand in PolNeAR
FORMED = {"transcript": LAID_OUT, "post": LAID_OUT, "given": 0.6}


def find_statements(reading: Reading, names: Sequence[Name]) -> tuple[Statement, ...]:
    """All attributions of a report, in the order of their first character.

    Args:
        reading: the report with its parse.
        names: the names found in it, which speakers are resolved to.
    """
    doc = reading.doc
    if not len(doc):
        return ()
    quoted = Quoted.of(doc, find_quotations(doc.text))
    drafts = draft_statements(reading, names, quoted)
    parents = nest(doc, drafts)
    own = tuple(name for name in (reading.report.outlet, *reading.report.agencies) if name)
    cast = Cast(reading.report, doc, names)
    speakers: list[Speaker] = []
    quoted_last: Speaker | None = None
    vias: list[tuple[str, ...]] = []
    media: list[str | None] = []
    records: list[Statement] = []
    for n, (d, parent) in enumerate(zip(drafts, parents, strict=True)):
        enclosing = speakers[parent] if parent is not None else None
        if d.pattern == "floating":
            speaker = quoted_last or cast.last()
        elif parent is not None and drafts[parent].pattern == "according" and d.source is None and d.passive:
            # "was expected to …, according to X": X is who expects
            speaker = speakers[parent]
        else:
            speaker = cast.speaker(replace(d, source=d.bearer or d.source), enclosing)
        kind = _kind(doc, d, quoted)
        if kind != "indirect" and parent is None and speaker.type != "document":
            quoted_last = speaker
        relay = speaker if d.cited is not None else None
        if d.cited is not None:
            speaker = cast.cited(d.cited)
        chain: list[str] = []
        if parent is not None:
            chain += [*vias[parent], speakers[parent].name]
        if relay is not None:
            chain.append(relay.name)
        medium = told(doc, d, own)
        chain += [medium] if medium else []
        if not chain and media and media[-1] and _goes_on(doc, d, drafts[n - 1]) and speaker.name == speakers[-1].name:
            # "Roe told the Courier that it was cold. She said …": to the Courier
            medium = media[-1]
            chain.append(medium)
        media.append(medium)
        via = tuple(dict.fromkeys(name for name in chain if name not in (speaker.name, UNSTATED.name)))
        speakers.append(speaker)
        vias.append(via)
        records.append(
            Statement(
                id=f"{reading.report.id}.s{n + 1}",
                report=reading.report.id,
                source=_span(reading, d.source),
                cue=_span(reading, d.cue),
                content=tuple(s for r in d.content if (s := _span(reading, r)) is not None),
                kind=kind,
                speaker=None,
                speaker_name=speaker.name,
                speaker_type=speaker.type,
                via=via,
                parent=f"{reading.report.id}.s{parent + 1}" if parent is not None else None,
                mode=mode_of(doc, d),
                score=round(d.score, 3),
            )
        )
    return tuple(records)


def _goes_on(doc: Doc, draft: Draft, before: Draft) -> bool:
    """Whether a pronoun says something in the paragraph of the statement before."""
    if draft.source is None or draft.cue is None or before.cue is None:
        return False
    one = draft.source[1] - draft.source[0] == 1 and doc[draft.source[0]].tag_ == "PRP"
    says = doc[draft.head].lemma_.lower() in load("modes")["saying"]
    return one and says and "\n" not in doc[before.cue[0] : draft.cue[1]].text


def _kind(doc: Doc, draft: Draft, quoted: Quoted) -> Kind:
    """Direct when all of the content is in quotation marks, mixed when part is, at the statement's own level."""
    if draft.pattern == "post":
        return "direct"
    around = quoted.at(draft.cue[0]) if draft.cue else None
    words = inside = 0
    for a, b in draft.content:
        if around is not None:
            text = doc[a:b].text
            covered = [(q.start, q.end) for q in find_quotations(text)]
            at = doc[a].idx
        else:
            covered = [(doc[x].idx, doc[y - 1].idx + 1) for x, y in quoted.within((a, b))]
            at = 0
        for i in range(a, b):
            if doc[i].text[:1].isalnum() and not (i == a and doc[i].lower_ == "that"):
                words += 1
                inside += any(x <= doc[i].idx - at < y for x, y in covered)
    if not inside:
        return "indirect"
    return "direct" if inside == words else "mixed"


def draft_statements(reading: Reading, names: Sequence[Name], quoted: Quoted) -> list[Draft]:
    """The drafts that are kept, with their content settled, in the order of the text."""
    doc = reading.doc
    tags = tag(doc)
    drafts = all_candidates(reading, names, quoted, tags)
    _score(doc, drafts, quoted, tags)
    likely = _best(
        [d for d in drafts if d.score >= (KEPT if d.source else KEPT_SOURCELESS) and not _nobodys(doc, d.source)]
    )
    likely.sort(key=_order)
    kept = [
        d
        for d, parent in zip(likely, nest(doc, likely), strict=True)
        if parent is None
        or d.source is None
        or d.tagged is not None
        or d.score >= KEPT_INSIDE
        or group_of(d.pattern) == "clause"
    ]
    kept = _cite(doc, _quote(doc, kept))
    _leave_out_attributions(kept)
    for d in (fresh := continue_quotations(doc, kept, quoted)):
        d.score = FLOATING
    kept += fresh
    for d in kept:
        _tidy(doc, d)
    return sorted((d for d in kept if d.content), key=_order)


def _nobodys(doc: Doc, source: Range | None) -> bool:
    """Whether a source is nobody: "no one said that it was safe" tells of no one's words."""
    return source is not None and doc[source[0] : source[1]].text.lower() in _NOBODY


def all_candidates(reading: Reading, names: Sequence[Name], quoted: Quoted, tags: Tags) -> list[Draft]:
    """Everything that the rules or the tagger take for an attribution, not yet scored."""
    doc = reading.doc
    drafts = merge(doc, candidates(reading, names, quoted), find_tagged(tags, lean=LEAN), quoted)
    datelines = find_datelines(doc)
    out = []
    for d in drafts:
        for hole in datelines:
            d.content = cut(d.content, hole)
            if d.source is not None:
                d.source = next(iter(cut([d.source], hole)), None)
        if d.source is not None and d.source[0] >= d.source[1]:
            # a bracketed subject: "I feel like [Roe] finds …" leaves nothing outside its brackets
            d.source = None
        if d.source is not None and d.cue is not None:
            d.source = _outside_quotation(doc, d.source)
            if d.source is None:
                continue
        _tidy(doc, d)
        none = _garden_path(doc, d, quoted) if d.content else True
        if not none and not _beheld(doc, d) and not (d.source and (_deed(doc, d.source) or _a_day(doc, d.source))):
            out.append(d)
    return out


def candidates(reading: Reading, names: Sequence[Name], quoted: Quoted) -> list[Draft]:
    """Everything that the rules take for an attribution, with its content settled among the quotations."""
    doc = reading.doc
    drafts = [*find_clauses(doc), *find_phrases(doc, reading.sentences), *find_layouts(doc, names)]
    for d in drafts:
        settle(doc, d, quoted)
    return [d for d in drafts if d.content]


def _score(doc: Doc, drafts: list[Draft], quoted: Quoted, tags: Tags) -> None:
    """Gives each draft its score; what stands inside another's content the rules judge alone.

    PolNeAR's annotators left such attributions out, and the tagger learned to.
    """
    by_rules = [score_of(features_of(doc, d, quoted), rule_weights()) for d in drafts]
    for d, score in zip(drafts, by_rules, strict=True):
        d.score = score
        d.score = FORMED.get(d.pattern) or score_of(tagger_features_of(d, tags), tagger_weights())
    covered = bytearray(len(doc))
    for d in drafts:
        if d.score >= KEPT:
            for a, b in d.content:
                covered[a:b] = b"\1" * (b - a)
    for d, score in zip(drafts, by_rules, strict=True):
        if d.tagged is None and d.cue is not None and (covered[d.cue[0]] or quoted.at(d.cue[0]) is not None):
            d.score = max(d.score, score)


def _order(draft: Draft) -> tuple[int, int]:
    return draft.start, -draft.end


def _outside_quotation(doc: Doc, source: Range) -> Range | None:
    """The part of a source before a quotation mark that it runs into; None when nothing stands before it.

    Quoted nicknames ("Phil “Doc” Roe") leave a source whole.
    """
    marks = [i for i in range(*source) if doc[i].text in OPENING | CLOSING]
    if not marks or (len(marks) == 2 and marks[0] > source[0] and marks[1] - marks[0] <= 4):
        return source
    start, end = trim(doc, (source[0], marks[0]))
    if start >= end or not any(doc[i].pos_ in ("NOUN", "PROPN", "PRON") for i in range(start, end)):
        return None
    return start, end


def _deed(doc: Doc, source: Range) -> bool:
    """Whether "the release of the hostages" or "their release" shows something: a deed, no paper that speaks."""
    head = doc[source[0] : source[1]].root
    kinds = {c.lower_ for c in head.children if c.dep_ in ("compound", "amod")}
    of = any(c.dep_ == "poss" or (c.dep_ == "prep" and c.lower_ == "of") for c in head.children)
    return head.lemma_.lower() == "release" and of and kinds.isdisjoint(("press", "news", "media"))


def _a_day(doc: Doc, source: Range) -> bool:
    """Whether a source is a mere date, as at the head of a list's item: "● Jan. 9: will discuss …"."""
    return _DAY.fullmatch(doc[source[0] : source[1]].text) is not None


def _beheld(doc: Doc, d: Draft) -> bool:
    """Whether something is only seen: "the ship is seen off the coast", "a picture shows the ship at the pier".

    "Was seen as" and "is seen to be" judge, and a video that shows that something happened tells it.
    """
    if d.head < 0:
        return False
    head = doc[d.head]
    if d.source is None and d.passive and head.lemma_.lower() in _BEHOLDING:
        children = list(head.children)
        return not any(c.lower_ == "as" or (c.dep_ == "xcomp" and c.tag_ == "VB") for c in children)
    if d.source is None or head.lemma_.lower() not in _SHOWING:
        return False
    shown = doc[d.start : d.end].root
    finite = shown.tag_ in ("VBD", "VBZ", "VBP", "MD") or any(
        c.tag_ in ("VBD", "VBZ", "VBP", "MD") for c in shown.children
    )
    return doc[d.source[0] : d.source[1]].root.lemma_.lower() in _IMAGES and not finite


def _garden_path(doc: Doc, d: Draft, quoted: Quoted) -> bool:
    """Whether a clause without a subject follows: "the crew agreed on was there" tells of a crew, not of its words."""
    start = d.start
    if d.pattern != "clause" or d.cue is None or start < d.cue[1] or doc[start].tag_ not in ("VBD", "VBZ", "VBP", "MD"):
        return False
    own = quoted.at(d.cue[0])
    return quoted.at(start) == own and len(d.content) == 1


def _quote(doc: Doc, drafts: Sequence[Draft]) -> list[Draft]:
    """Makes "X quoted Y as saying …" one statement that X relays and Y made."""
    inner = set()
    for d in drafts:
        verb = doc[d.head]
        if d.pattern != "object-as" or verb.lemma_.lower() not in ("quote", "cite"):
            continue
        saying = as_saying(verb)
        quoted = next((c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i), None)
        if saying is None or quoted is None:
            continue
        left = cut(d.content, (quoted.left_edge.i, saying.i + 1))
        if left:
            d.cited, d.content = (quoted.left_edge.i, quoted.right_edge.i + 1), left
            inner.add(saying.i)
    return [d for d in drafts if d.head not in inner]


def _cite(doc: Doc, drafts: list[Draft]) -> list[Draft]:
    """Makes "X said …, citing Y" one statement that X relays and Y made."""
    out = []
    saying = {}
    for d in drafts:
        if d.source is not None and d.pattern in ("clause", "parenthesis", "quotation"):
            saying[d.source] = d
    for d in drafts:
        head = doc[d.head] if d.head >= 0 else None
        if head is not None and head.lemma_.lower() == "cite" and head.tag_ == "VBG" and d.pattern.startswith("object"):
            relay = saying.get(d.source) if d.source is not None else None
            cited = doc[d.start : d.end].root
            if (
                relay is not None
                and relay is not d
                and (cited.ent_type_ in _CITED or is_speaker_noun(cited.lemma_.lower()))
                and cited.lemma_.lower() not in _REASONS
            ):
                relay.cited = d.content[0]
                continue
        out.append(d)
    return out


def _leave_out_attributions(drafts: list[Draft]) -> None:
    """Cuts "according to X" out of the contents of the statements that X is the source of."""
    holes = {d.cue[0]: d for d in drafts if d.pattern == "according" and d.cue and d.source}
    places = sorted(holes)
    for d in drafts:
        for a, b in list(d.content):
            for at in places[bisect_left(places, a) : bisect_left(places, b)]:
                outer = holes[at]
                if outer is d or d.cue is None or outer.cue is None or outer.source is None:
                    continue
                if any(x <= d.cue[0] < y for x, y in outer.content):
                    d.content = cut(d.content, (outer.cue[0], max(outer.cue[1], outer.source[1])))


def _best(drafts: list[Draft]) -> list[Draft]:
    """Of drafts that report nearly the same words, the one with the highest score."""
    kept: list[Draft] = []
    by_start: dict[int, list[Draft]] = {}
    for d in sorted(drafts, key=lambda d: -d.score):
        near = [other for k in range(d.start - 3, d.start + 4) for other in by_start.get(k, ())]
        if any(_alike(d, other) for other in near):
            continue
        kept.append(d)
        by_start.setdefault(d.start, []).append(d)
    return kept


def _alike(a: Draft, b: Draft) -> bool:
    both = sum(max(0, min(y, v) - max(x, u)) for x, y in a.content for u, v in b.content)
    outer, inner = (a, b) if a.size > b.size else (b, a)
    if inner.cue is not None and any(x <= inner.cue[0] < y for x, y in outer.content):
        # "they said the mine, he says, is shut": the outer content holds the inner one with its cue
        return False
    return both > 0.8 * (a.size + b.size - both)


def _tidy(doc: Doc, d: Draft) -> None:
    """Takes white space and outer punctuation off the pieces of a content; whole sentences keep their full stop."""
    pieces = []
    for a, b in d.content:
        start, end = trim(doc, (a, b))
        if start >= end or not any(doc[i].text[:1].isalnum() for i in range(start, end)):
            continue
        whole = d.pattern in ("transcript", "post", "turn") or (
            doc[start].text in OPENING and not _closed(doc, start, end)
        )
        if whole and end < b and doc[end].text in _STOPS:
            end += 1
        pieces.append((start, end))
    if pieces and d.pattern not in ("transcript", "post", "turn"):
        start, end = pieces[0]
        while start < end - 1 and (doc[start].lower_ in _JOINING or doc[start].text == ","):
            start += 1
        pieces[0] = (start, end)
    d.content = join(pieces)


def _closed(doc: Doc, start: int, end: int) -> bool:
    return any(doc[i].text in CLOSING for i in range(start + 1, end))


def _span(reading: Reading, r: Range | None) -> Span | None:
    if r is None or r[0] >= r[1]:
        return None
    doc = reading.doc
    return reading.report.span(doc[r[0]].idx, doc[r[1] - 1].idx + len(doc[r[1] - 1]))
