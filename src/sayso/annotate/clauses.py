"""Which words the syntax of a sentence makes source and content of a reporting verb."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sayso.annotate.cues import is_reporting
from sayso.annotate.drafts import Draft, Range, cut, join, trim

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SUBJECT = ("nsubj", "nsubjpass", "csubj", "expl")
_GROUP = ("aux", "auxpass", "neg", "advmod", "prt")
# verbs that only shade another verb: "continued to call for", "declined to say"
_SHADING = frozenset(
    [
        "continue",
        "decline",
        "refuse",
        "begin",
        "start",
        "fail",
        "want",
        "seek",
        "try",
        "need",
        "seem",
        "appear",
        "go",
        "use",
        "have",
        "be",
        "hesitate",
        "keep",
        "proceed",
    ]
)


def find_clauses(doc: Doc) -> Iterator[Draft]:
    """Every verb with something that could be what it reports, in order; the lexicon and the score decide later."""
    for token in doc:
        if token.pos_ in ("VERB", "AUX") or (token.tag_.startswith("VB") and token.dep_ in ("ROOT", "parataxis")):
            yield from _of_verb(doc, token)


def _of_verb(doc: Doc, verb: Token) -> Iterator[Draft]:
    if verb.dep_ in ("aux", "auxpass") or verb.lemma_.lower() == "accord":
        return
    children = list(verb.children)
    passive = any(c.dep_ == "auxpass" for c in children) or (verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod"))
    group = cue_group(doc, verb)
    subject = subject_of(verb)
    source = noun_phrase(doc, subject) if subject is not None else None
    negated = any(c.dep_ == "neg" for c in children)
    agent = _agent(children)
    clausal = next((c for c in children if c.dep_ == "ccomp"), None)
    infinitive = next((c for c in children if c.dep_ == "xcomp" and c.pos_ in ("VERB", "AUX")), None)
    objects = [c for c in children if c.dep_ in ("dobj", "obj", "dative") and c.i > verb.i]

    def draft(pattern: str, content: list[Range], *, who: Range | None = source, cue: Range = group) -> Draft:
        return Draft(pattern, verb.i, cue, who, content, passive, negated)

    own = passive and any(c.dep_ == "nsubjpass" for c in children)
    if own:
        by = noun_phrase(doc, agent) if agent is not None else None
        theme = next(c for c in children if c.dep_ == "nsubjpass")
        if clausal is not None and theme.lower_ == "it":
            yield draft("it-passive", _clause(doc, verb, clausal, group, None), who=by)
            return
        rest = infinitive or clausal
        if rest is not None:
            yield draft("passive-infinitive", [phrase(theme), phrase(rest)], who=by)
            return
        as_ = next((c for c in children if c.dep_ == "prep" and c.lower_ == "as"), None)
        saying = next((c for c in as_.children if c.dep_ == "pcomp"), None) if as_ is not None else None
        if saying is not None and is_reporting(saying.lemma_):
            said = next((c for c in saying.children if c.dep_ in ("ccomp", "dobj", "xcomp")), None)
            content = _clause(doc, saying, said, group, source) if said is not None else []
            yield draft("clause", content, cue=(group[0], saying.i + 1))
            return
        for c in children:
            if c.dep_ == "prep" and c.lower_ in ("of", "with", "against") and c.i > verb.i:
                yield draft("passive-of", _after(doc, c), who=by, cue=(group[0], c.i + 1))
                return
        yield draft("passive-theme", [phrase(theme)], who=by)
        return
    as_ = next((c for c in children if c.dep_ == "prep" and c.lower_ == "as" and c.i > verb.i), None)
    if objects and as_ is not None and as_.i > objects[0].i:
        yield draft("object-as", join([phrase(objects[0]), phrase(as_)]))
        return
    predicate = next((c for c in children if c.dep_ in ("oprd", "attr") and c.i > verb.i), None)
    if predicate is not None and objects:
        yield draft("object-predicate", join([phrase(objects[0]), phrase(predicate)]))
        return
    if clausal is not None:
        if source is not None and clausal.i > verb.i and objects and clausal.dep_ == "ccomp" and _infinitival(clausal):
            yield draft("object-infinitive", join([phrase(objects[0]), phrase(clausal)]))
        else:
            yield draft("clause", _clause(doc, verb, clausal, group, source))
        return
    closing = _closing_tag(doc, verb, group, source, children)
    if closing is not None:
        yield draft("parenthesis", [closing])
        return
    if verb.dep_ == "parataxis" and verb.head.i != verb.i:
        yield draft("parenthesis", cut([phrase(verb.head)], phrase(verb)))
        return
    if infinitive is not None:
        if objects and objects[0].i < infinitive.i:
            yield draft("object-infinitive", join([phrase(objects[0]), phrase(infinitive)]))
        else:
            yield draft("infinitive", [phrase(infinitive)])
        return
    for c in children:
        if (
            c.dep_ == "prep"
            and c.i > verb.i
            and c.lower_ in ("for", "of", "on", "about", "against", "to", "at", "over", "with")
        ):
            if objects and c.lower_ in ("of", "for"):
                yield draft("object-of", join([phrase(objects[0]), phrase(c)]))
            elif not objects:
                yield draft("preposition-" + c.lower_, _after(doc, c), cue=(group[0], max(group[1], c.i + 1)))
            else:
                break
            return
    if objects:
        yield draft("object", [phrase(objects[0])])
        return
    yield draft("bare", [])


def _closing_tag(doc: Doc, verb: Token, group: Range, source: Range | None, children: list[Token]) -> Range | None:
    """What stands before a tag that closes its sentence ("…, the agency reported on Friday."), however it was parsed."""
    if source is None or not is_reporting(verb.lemma_):
        return None
    sentence = verb.sent
    low, high = min(source[0], group[0]), max(source[1], group[1])
    if high - low > group[1] - group[0] + source[1] - source[0] + 1 or low - 1 <= sentence.start + 2:
        return None
    if doc[low - 1].text != "," or any(c.dep_ in ("ccomp", "dobj", "xcomp", "oprd", "attr") for c in children):
        return None
    rest = [t for t in doc[high : sentence.end] if not t.is_space]
    if len(rest) > 12 or any(t.pos_ in ("VERB", "AUX") or t.text in (",", "“", '"', ":") for t in rest):
        return None
    before = doc[sentence.start : low - 1]
    return (sentence.start, low - 1) if any(t.pos_ in ("VERB", "AUX") for t in before) else None


def cue_group(doc: Doc, verb: Token) -> Range:
    """The verb with the auxiliaries, negation, adverbs and particle that stand directly around it.

    Verbs that only shade it come along ("declined to say", "continued to insist").
    """
    head = verb
    start, end = verb.i, verb.i + 1
    for _ in range(4):
        inside = {c.i for c in head.children if c.dep_ in _GROUP}
        while start > 0 and (start - 1) in inside:
            start -= 1
        if head.dep_ == "xcomp" and head.head.lemma_.lower() in _SHADING and head.head.i == start - 1:
            head = head.head
            start = head.i
            continue
        break
    while start < verb.i and doc[start].dep_ == "advmod" and not doc[start].tag_.startswith("RB"):
        start += 1
    for c in verb.children:
        if c.dep_ == "prt" and c.i == end:
            end += 1
    return start, end


def subject_of(verb: Token) -> Token | None:
    """The noun that does the saying: the verb's own subject, or that of the verb it is joined to."""
    seen = verb
    for _ in range(6):
        own = [c for c in seen.children if c.dep_ in ("nsubj", "nsubjpass") and (True)]
        if own:
            word = own[0]
            if word.tag_ in ("WP", "WDT") and seen.dep_ == "relcl":
                return seen.head
            return word
        outer = _outer_report(seen)
        if outer is not None:
            seen = outer
            continue
        if seen.dep_ == "acl" and seen.tag_ in ("VBG", "VBN", "VB"):
            return seen.head
        if seen.dep_ in ("conj", "xcomp", "advcl", "pcomp") and seen.head.i != seen.i:
            seen = seen.head
            if seen.pos_ == "ADP" and seen.head.i != seen.i:
                seen = seen.head
            if seen.pos_ in ("NOUN", "PROPN") and seen.dep_ not in ("ROOT",):
                return seen
            continue
        return None
    return None


def _outer_report(verb: Token) -> Token | None:
    """The reporting verb whose subject a further reporting verb shares, though the parser hung it on what was said."""
    participle = verb.dep_ == "advcl" and verb.tag_ == "VBG"
    if not (participle or verb.dep_ == "conj") or not is_reporting(verb.lemma_):
        return None
    inner = verb.head
    for _ in range(4):
        if inner.dep_ == "ccomp" and inner.i > inner.head.i and is_reporting(inner.head.lemma_):
            outer = inner.head
            return outer if participle or _tense(outer) == _tense(verb) else None
        if inner.dep_ not in ("conj", "xcomp", "advcl") or inner.head.i == inner.i:
            return None
        inner = inner.head
    return None


def noun_phrase(doc: Doc, noun: Token) -> Range:
    """The full noun phrase of a source, without its relative clauses and outer punctuation."""
    a, b = phrase(noun)
    stops = [b]
    for c in noun.children:
        if c.i > noun.i and c.dep_ in ("relcl", "ccomp", "parataxis", "advcl"):
            stops.append(c.left_edge.i)
        elif c.i > noun.i and c.dep_ == "appos":
            stops.extend(g.left_edge.i for g in c.children if g.dep_ == "relcl" and g.i > c.i)
        elif c.i > noun.i and c.dep_ == "acl" and c.tag_ == "VBG":
            stops.append(c.left_edge.i)
    b = max(noun.i + 1, min(stops))
    return trim(doc, (a, b))


def phrase(token: Token) -> Range:
    """The words that hang on a token, as one range."""
    return token.left_edge.i, token.right_edge.i + 1


def _clause(doc: Doc, verb: Token, clause: Token, group: Range, source: Range | None) -> list[Range]:
    a, b = phrase(clause)
    if clause.i > verb.i:
        b = max(clause.i + 1, _end_of_report(doc, verb, clause))
    pieces = cut([(a, b)], group)
    return cut(pieces, source) if source else pieces


def _end_of_report(doc: Doc, verb: Token, clause: Token) -> int:
    """Where the reported clause ends when the parser hung a further act of the speaker on it.

    "said he was glad and called it a start": a second reporting verb in the tense of the first, or a participle
    ("…, calling it a start"), reports anew. In PolNeAR's training articles such clauses stood outside the content in
    two of three cases, all other coordinate and adverbial clauses inside in nine of ten.
    """
    end = clause.right_edge.i + 1
    chain = [clause]
    for link in chain:
        for c in link.children:
            if c.i <= link.i or not is_reporting(c.lemma_):
                continue
            subject = any(g.dep_ in ("nsubj", "nsubjpass") for g in c.children)
            if c.dep_ == "conj":
                that = any(g.dep_ == "mark" and g.lower_ == "that" for g in c.children)
                if that or not (_tense(c) == _tense(verb) or (not subject and _after_comma_or_but(doc, c))):
                    continue
            elif not (c.dep_ == "advcl" and c.tag_ == "VBG" and not subject):
                continue
            start = c.left_edge.i
            while start > link.i + 1 and (doc[start - 1].dep_ == "cc" or doc[start - 1].is_punct):
                start -= 1
            end = min(end, start)
        chain.extend(c for c in link.children if c.dep_ == "conj" and c.i > link.i and c.i < end)
    return end


def _tense(verb: Token) -> str:
    helper = next((c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")), "")
    return helper or {"VBZ": "VBP"}.get(verb.tag_, verb.tag_)


def _after_comma_or_but(doc: Doc, verb: Token) -> bool:
    start = verb.left_edge.i
    return doc[start - 1].lower_ == "but" or any(doc[k].text == "," for k in range(max(0, start - 2), start))


def _after(doc: Doc, preposition: Token) -> list[Range]:
    b = phrase(preposition)[1]
    return [(preposition.i + 1, b)] if preposition.i + 1 < b else []


def _infinitival(clause: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in clause.children)


def _agent(children: list[Token]) -> Token | None:
    for c in children:
        if c.dep_ == "agent":
            return next((g for g in c.children if g.dep_ == "pobj"), None)
    return None
