"""What the rules and the tagger found as one list of drafts: where both see a cue, the tagger says what it reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sayso.annotate.captions import is_caption
from sayso.annotate.clauses import noun_phrase, subject_of
from sayso.annotate.cues import noun_share
from sayso.annotate.drafts import Draft, Range, cut, join, trim
from sayso.annotate.tagged import Tagged
from sayso.resources import load

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from sayso.annotate.quoting import Quoted

# constructions that the layout makes, or a figure's giver: the tagger was taught none of them
_FORMED = frozenset(("transcript", "turn", "post", "given"))
_RELATIVE = frozenset(("who", "which", "that", "whom"))
_ASKING = frozenset(("ask", "question", "quiz", "press"))


def merge(doc: Doc, drafts: Sequence[Draft], tagged: Sequence[Tagged], quoted: Quoted) -> list[Draft]:
    """The drafts of the rules, each with the tagger's spans where it sees the same cue, and those of the tagger alone.

    Args:
        doc: the parsed report.
        drafts: what the rules found.
        tagged: what the tagger found.
        quoted: the quotations of the report.
    """
    sentences = {i: n for n, sentence in enumerate(doc.sents) for i in range(sentence.start, sentence.end)}
    tagged = [replace(t, content=_pieces(doc, t, sentences, quoted)) for t in tagged]
    tagged = _whole(drafts, tagged)
    by_cue: dict[int, Tagged] = {i: t for t in tagged for i in range(*t.cue)}
    mates: dict[Tagged, list[Draft]] = {}
    out = []
    for d in drafts:
        t = _same_cue(d, by_cue)
        if t is None or d.pattern in _FORMED:
            out.append(d)
        else:
            mates.setdefault(t, []).append(d)
    for t in tagged:
        ours = mates.get(t, [])
        if ours and any(a <= t.cue[0] < b for a, b in t.content):
            # what holds its own cue is another cue's content: "officials told the press it froze, the Courier reported"
            out += ours
            continue
        mate = max(ours, key=lambda d: _likeness(d, t), default=None)
        if mate is None or not _shared(mate.content, t.content):
            out += ours
            mate = Draft("tagged", doc[t.cue[0] : t.cue[1]].root.i, t.cue, None, [])
        joined = _joined(doc, mate, t, quoted)
        if joined.content:
            out.append(joined)
    return [replace(d, source=None, bearer=None) if _is_asked(doc, d) else d for d in out if not _is_seen(doc, d)]


def _is_seen(doc: Doc, draft: Draft) -> bool:
    """Whether it is what a picture shows, as its caption tells: "This photo made available by the navy shows …"."""
    if draft.cue is None:
        return False
    verb = doc[draft.cue[0] : draft.cue[1]].root
    return verb.lemma_.lower() == "show" and is_caption(verb.sent.text)


def _is_asked(doc: Doc, draft: Draft) -> bool:
    """Whether the source of a question is who was asked: "Asked about the fire, Roe said …"; who asked is not stated.

    Of eleven such on PolNeAR's training articles ten were annotated otherwise or not at all.
    """
    if draft.cue is None or draft.source is None:
        return False
    verb = doc[draft.cue[0] : draft.cue[1]].root
    if verb.lemma_.lower() not in _ASKING:
        return False
    own = {c.dep_ for c in verb.children}
    if "auxpass" in own:
        return not any(c.dep_ == "agent" and c.i < draft.source[0] for c in verb.children)
    alone = verb.tag_ == "VBN" or bool(verb.is_sent_start)
    return alone and not own & {"nsubj", "aux"} and draft.source[0] > draft.cue[0]


def _whole(drafts: Sequence[Draft], tagged: Sequence[Tagged]) -> list[Tagged]:
    """What the tagger found, cues that are parts of one joined: "was quoted by the agency as saying" is no two."""
    out = list(tagged)
    for d in drafts:
        if d.cue is None or d.pattern in _FORMED:
            continue
        parts = [t for t in out if d.cue[0] <= t.cue[0] and t.cue[1] <= d.cue[1]]
        if len(parts) > 1:
            best = max(parts, key=lambda t: _shared(t.content, d.content))
            out = [t for t in out if t not in parts]
            out.append(replace(best, cue=d.cue, content=tuple(d.content), source_link=0.0))
    return sorted(out, key=lambda t: t.cue)


def _joined(doc: Doc, mate: Draft, t: Tagged, quoted: Quoted) -> Draft:
    source = trim(doc, t.source) if t.source is not None else None
    if source is not None and source[0] == source[1]:
        source = None
    if source is None and mate.source is not None:
        t = _without(t, mate.source)
    if mate.source is not None and not _shared([mate.source], t.content):
        # the rules take appositions in: "the firm's owner, Ada Roe"; and a source of another cue's is no proof
        inner = source is not None and mate.source[0] <= source[0] and source[1] <= mate.source[1]
        if source is None or inner or t.source_link < 0.5:
            source = mate.source
        elif _beside(doc, source, mate.source):
            source = min(source[0], mate.source[0]), max(source[1], mate.source[1])
    if source is not None and mate.cue is not None and mate.cue[0] <= source[0] and source[1] <= mate.cue[1]:
        # "was quoted by the agency as saying": the agency passes on
        source = mate.source
    if source is not None and _spoken_of(doc, mate, t, source):
        source = None
    content = [_with_marks(r, quoted) for r in t.content]
    if mate.pattern == "passive-of":
        # "was accused of …": who is accused is no part of what is said of them
        content = [r for r in content if r[0] >= t.cue[0]] or content
    # the tagger takes adverbs and "in a statement" into the cue, as PolNeAR does; ours is the verb group, unless the
    # rules report words of the cue: "had no idea", "made the claim"
    cue = t.cue if mate.cue is None or _shared(mate.content, [t.cue]) else mate.cue
    for hole in (cue, source):
        if hole is not None:
            content = cut(content, hole)
    return replace(mate, cue=cue, source=source, bearer=_bearer(doc, mate, source), content=join(content), tagged=t)


def _spoken_of(doc: Doc, mate: Draft, t: Tagged, source: Range) -> bool:
    """Whether a source is whom others speak of: "she was criticised for …", "the mayor faced criticism for …"."""
    if mate.passive and mate.source is None:
        # who says it would stand after a preposition of the verb's: "by officials", "among voters"
        before = doc[max(0, source[0] - 1)]
        return before.pos_ != "ADP" or not t.cue[0] <= before.head.i < t.cue[1]
    subject = subject_of(doc[mate.head])
    if subject is None or not source[0] <= subject.i < source[1]:
        return False
    cue = doc[t.cue[0] : t.cue[1]]
    undergone = cue.root.lemma_.lower() in load("modes")["undergone"]
    return undergone and any(w.pos_ == "NOUN" and noun_share(w.lemma_) > 0 for w in cue)


def _without(t: Tagged, source: Range) -> Tagged:
    """What the tagger found, less a piece of content that is the source, if any is left then."""
    left = tuple(r for r in t.content if not source[0] <= r[0] < r[1] <= source[1])
    return replace(t, content=left or t.content)


def _beside(doc: Doc, a: Range, b: Range) -> bool:
    """Whether only a comma stands between two ranges, as between a noun and its apposition."""
    first, second = sorted((a, b))
    comma = second[0] - first[1] == 1 and doc[first[1]].text == ","
    return comma and doc[second[0]].lower_ not in _RELATIVE and doc[second[0]].tag_ != "PRP"


def _with_marks(r: Range, quoted: Quoted) -> Range:
    """A range that fills a quotation, with the marks that the tagger left out."""
    a, b = r
    first, last = quoted.at(a - 1) if a else None, quoted.at(b)
    if first is not None and first[0] == a - 1:
        a -= 1
    if last is not None and last[1] == b + 1 and last[0] < b:
        b += 1
    return a, b


def _bearer(doc: Doc, mate: Draft, source: Range | None) -> Range | None:
    """Whom a relative pronoun stands for: "the firm, which said …"."""
    if source is None or doc[source[0]].lower_ not in _RELATIVE:
        return None
    if source[1] - source[0] > 1:
        # "the firm, which owns the mine, said …", of which the tagger took the clause alone
        clause = doc[source[0] : source[1]].root
        return noun_phrase(doc, clause.head) if clause.dep_ == "relcl" else None
    if mate.source is not None and mate.source != source:
        noun = doc[mate.source[0] : mate.source[1]].root
        # "Brell Power, her supplier, which …"
        return noun_phrase(doc, noun.head) if noun.dep_ == "appos" else mate.source
    subject = subject_of(doc[mate.head])
    if subject is not None and subject.i != source[0]:
        return noun_phrase(doc, subject)
    # "the firm, which shut the mine, and said …"
    clause = doc[source[0]].head
    return noun_phrase(doc, clause.head) if clause.dep_ == "relcl" else None


def _likeness(d: Draft, t: Tagged) -> tuple[bool, int, int]:
    """Which draft of a cue the tagger means: much the same content, then the longest cue ("declined to say")."""
    assert d.cue is not None
    both = _shared(d.content, t.content)
    union = d.size + sum(b - a for a, b in t.content) - both
    return 2 * both > union, d.cue[1] - d.cue[0], both


def _pieces(doc: Doc, t: Tagged, sentences: Mapping[int, int], quoted: Quoted) -> tuple[Range, ...]:
    """The pieces of a content that belong to its cue.

    Of the pieces that the tagger pointed at the cue besides the strongest, on the articles that it never saw: in
    another sentence, 79 of 83 are right where both are quotations and stand in neighbouring sentences, 8 of 118
    otherwise; in the cue's sentence on the same side of it as the main piece, apart from that, and not both quoted,
    12 of 32.
    """
    content = t.content
    if t.cue[0] and doc[t.cue[0]].lower_ == "according" and doc[t.cue[0] - 1].dep_ == "cc":
        # "Roe is 65, and according to the paper she fell": what stands before the conjunction is another sentence
        content = tuple(r for r in content if r[0] > t.cue[0]) or content
    main = content[0]
    kept = [main]
    for piece in content[1:]:
        both = bool(quoted.within(main)) and bool(quoted.within(piece))
        spot, other = sentences[piece[0]], sentences[piece[1] - 1]
        if sentences[t.cue[0]] in (spot, other):
            if both or (piece[0] < t.cue[0]) != (main[0] < t.cue[0]) or _gap(piece, main) <= 1:
                kept.append(piece)
        elif both and any(
            abs(a - b) <= 1 for k in kept for a in (spot, other) for b in (sentences[k[0]], sentences[k[1] - 1])
        ):
            kept.append(piece)
    return tuple(kept)


def _gap(a: Range, b: Range) -> int:
    return max(a[0], b[0]) - min(a[1], b[1])


def _same_cue(d: Draft, by_cue: dict[int, Tagged]) -> Tagged | None:
    if d.cue is None:
        return None
    if d.head in by_cue:
        return by_cue[d.head]
    return next((by_cue[i] for i in range(*d.cue) if i in by_cue), None)


def _shared(a: Sequence[Range], b: Sequence[Range]) -> int:
    return sum(max(0, min(y, v) - max(x, u)) for x, y in a for u, v in b)
