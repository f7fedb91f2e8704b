"""Which words the syntax of a sentence makes source and content of a reporting verb."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sayso.annotate.cues import is_document, is_reporting
from sayso.annotate.drafts import Draft, Range, cut, join, trim
from sayso.resources import load

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_GROUP = ("aux", "auxpass", "neg", "advmod", "prt")
# verbs whose object is whom the words are for, not part of them ("told the crew to wait"), while "urged the
# crew to wait" asks something of the crew: in PolNeAR's training articles the object stood outside in 12 of
# 16 cases and inside in 3 of 4
ADDRESSING = frozenset(("tell", "warn", "remind", "inform", "email"))
# verbs whose passive tells what their subject feels, not what is said of it
FEELING = frozenset(
    (
        "worry",
        "concern",
        "alarm",
        "frustrate",
        "disappoint",
        "surprise",
        "shock",
        "anger",
        "outrage",
        "convince",
        "please",
        "sadden",
    )
)
# prepositions whose phrase after an object belongs to the content
STAYING = frozenset(
    (
        "as",
        "in",
        "for",
        "on",
        "to",
        "of",
        "with",
        "from",
        "over",
        "about",
        "against",
        "since",
        "into",
        "under",
        "between",
    )
)
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


# nouns that "as" goes with: "his role as chairman"
_AS_BEARERS = frozenset(("role", "job", "work", "post", "position", "career", "status", "reputation", "term", "time"))


def find_clauses(doc: Doc) -> Iterator[Draft]:
    """Every verb with something that could be what it reports, in order; the lexicon and the score decide later."""
    for token in doc:
        if token.pos_ in ("VERB", "AUX") or (token.tag_.startswith("VB") and token.dep_ in ("ROOT", "parataxis")):
            yield from _of_verb(doc, token)


@dataclass(slots=True)
class _Verb:
    """A verb with what its construction is judged by."""

    doc: Doc
    token: Token
    children: list[Token]
    group: Range
    source: Range | None
    passive: bool
    negated: bool
    clause: Token | None
    infinitive: Token | None
    objects: list[Token]

    def draft(
        self, pattern: str, content: list[Range], *, source: Range | None = None, cue: Range | None = None
    ) -> Draft:
        """A draft of this verb; source and cue are its subject and verb group unless given."""
        return Draft(
            pattern, self.token.i, cue or self.group, source or self.source, join(content), self.passive, self.negated
        )

    def after(self, *words: str) -> Token | None:
        """The first prepositional phrase after the verb that one of these words opens."""
        found = (c for c in self.children if c.dep_ == "prep" and c.i > self.token.i and c.lower_ in words)
        return next(found, None)


def _of_verb(doc: Doc, token: Token) -> Iterator[Draft]:
    if token.dep_ in ("aux", "auxpass") or token.lemma_.lower() == "accord" or _quoted_as(token):
        return
    children = list(token.children)
    subject = subject_of(token)
    verb = _Verb(
        doc=doc,
        token=token,
        children=children,
        group=cue_group(doc, token),
        source=noun_phrase(doc, subject) if subject is not None else None,
        passive=any(c.dep_ == "auxpass" for c in children) or (token.tag_ == "VBN" and token.dep_ in ("acl", "amod")),
        negated=any(c.dep_ == "neg" for c in children) or (token.dep_ == "pcomp" and token.head.lower_ == "without"),
        clause=next((c for c in children if c.dep_ == "ccomp" and not _is_parted(c, token)), None),
        infinitive=next((c for c in children if c.dep_ == "xcomp" and c.pos_ in ("VERB", "AUX")), None),
        objects=[c for c in children if c.dep_ in ("dobj", "obj", "dative") and c.i > token.i],
    )
    theme = next((c for c in children if c.dep_ == "nsubjpass"), None)
    draft = _passive(verb, theme) if verb.passive and theme is not None else _active(verb)
    if draft is not None:
        if _is_of_others(verb):
            draft.source = None
        yield draft


def _is_parted(clause: Token, verb: Token) -> bool:
    """Whether a semicolon parts a clause from the verb after it: "many see a breach; the state has described …"."""
    between = clause.doc[clause.right_edge.i + 1 : verb.i]
    return any(t.text == ";" for t in between)


def _is_of_others(verb: _Verb) -> bool:
    """Whether it is what others expect of a subject that another verb has: "it left and is expected to return"."""
    own = {c.dep_ for c in verb.children}
    joined = verb.token.dep_ == "conj" and verb.infinitive is not None and verb.token.lemma_.lower() not in FEELING
    return joined and "auxpass" in own and not own & {"nsubj", "nsubjpass", "agent"}


def _passive(verb: _Verb, theme: Token) -> Draft | None:
    """What a passive verb reports, of whom; by whom is known only where an agent says so."""
    if verb.token.lemma_.lower() in FEELING:
        return _attitude(verb, verb.token)
    agent = _agent(verb.children)
    if verb.clause is not None and theme.lower_ == "it":
        draft = verb.draft("it-passive", _clause(verb, verb.clause, None))
    elif verb.infinitive is not None or verb.clause is not None:
        rest = verb.infinitive or verb.clause
        assert rest is not None
        quoted = _saying(verb)
        if quoted is not None:
            return quoted
        told = [] if verb.token.lemma_.lower() in ADDRESSING | {"ask", "invite"} else [phrase(theme)]
        draft = verb.draft("passive-infinitive", [*told, phrase(rest)])
    elif (quoted := _saying(verb)) is not None:
        return quoted
    elif (of := verb.after("of", "with", "against")) is not None:
        draft = verb.draft("passive-of", _inside(of), cue=(verb.group[0], of.i + 1))
    elif verb.token.lemma_.lower() in ADDRESSING or theme.pos_ == "PRON":
        # whom the words are for, or a word that says nothing by itself
        return None
    else:
        draft = verb.draft("passive-theme", [phrase(theme), *_complement(verb)])
    draft.source = noun_phrase(verb.doc, agent) if agent is not None else None
    paper = verb.after("in")
    bearer = (
        next((c for c in paper.children if c.dep_ == "pobj"), None) if paper is not None and agent is None else None
    )
    if paper is not None and bearer is not None and is_document(bearer.lemma_):
        # "was revealed in a filing": the paper speaks
        draft.source = noun_phrase(verb.doc, bearer)
        draft.cue = (draft.cue[0], paper.i + 1) if draft.cue and paper.i == draft.cue[1] else draft.cue
    return draft


def _attitude(verb: _Verb, feeling: Token) -> Draft | None:
    """What somebody is worried about, confident that, frustrated with: the one who feels is the source."""
    said = next((c for c in feeling.children if c.dep_ in ("ccomp", "xcomp") and c.i > feeling.i), None)
    if said is not None:
        draft = verb.draft("attitude", [phrase(said)], cue=(verb.group[0], max(verb.group[1], feeling.i + 1)))
    else:
        about = next((c for c in feeling.children if c.dep_ in ("prep", "agent") and c.i > feeling.i), None)
        if about is None or about.lower_ not in ("about", "over", "with", "by", "at", "of"):
            return None
        draft = verb.draft("attitude", _inside(about), cue=(verb.group[0], max(verb.group[1], about.i + 1)))
    draft.head = feeling.i
    draft.passive = False
    return draft


def _saying(verb: _Verb) -> Draft | None:
    """ "was quoted (by the agency) as saying that …": the subject speaks."""
    saying = as_saying(verb.token)
    if saying is None:
        return None
    said = next((c for c in saying.children if c.dep_ in ("ccomp", "dobj", "xcomp")), None) or verb.clause
    content = _clause(verb, said, verb.source) if said is not None else []
    return verb.draft("clause", content, cue=(verb.group[0], saying.i + 1))


def _active(verb: _Verb) -> Draft | None:
    """What an active verb reports: a clause, an infinitive, an object with what is said of it, a phrase."""
    doc, token, objects = verb.doc, verb.token, verb.objects
    first = objects[0] if objects else None
    feeling = next(
        (
            c
            for c in verb.children
            if c.dep_ == "acomp" and c.pos_ in ("ADJ", "VERB") and c.lower_ not in load("modes")["no_feeling"]
        ),
        None,
    )
    if feeling is not None and verb.clause is None and (held := _attitude(verb, feeling)) is not None:
        return held
    if verb.clause is None and (astray := _clause_astray(verb)) is not None:
        return verb.draft("clause", [astray])
    as_ = verb.after("as")
    if first is not None and as_ is not None and as_.i > first.i:
        return verb.draft("object-as", [phrase(first), phrase(as_)])
    predicate = next((c for c in verb.children if c.dep_ in ("oprd", "attr") and c.i > token.i), None)
    if predicate is not None and first is not None:
        return verb.draft("object-predicate", [phrase(first), phrase(predicate)])
    if verb.clause is not None:
        if verb.source is not None and verb.clause.i > token.i and first is not None and _infinitival(verb.clause):
            return verb.draft("object-infinitive", [phrase(first), phrase(verb.clause)])
        return verb.draft("clause", _clause(verb, verb.clause, verb.source))
    closing = _closing_tag(doc, token, verb.group, verb.source, verb.children)
    if closing is not None:
        return verb.draft("parenthesis", [closing])
    if token.dep_ == "parataxis" and token.head.i != token.i:
        return verb.draft("parenthesis", cut([phrase(token.head)], phrase(token)))
    if verb.infinitive is not None:
        if first is not None and first.i < verb.infinitive.i:
            told = [] if token.lemma_.lower() in ADDRESSING else [phrase(first)]
            return verb.draft("object-infinitive", [*told, phrase(verb.infinitive)])
        return verb.draft("infinitive", [phrase(verb.infinitive)])
    if first is not None:
        end = _with_following(verb, first)
        pattern = "object-of" if verb.after("of", "for") is not None else "object"
        return verb.draft(pattern, [(first.left_edge.i, end)])
    phrased = verb.after("for", "of", "on", "about", "against", "to", "at", "over", "with")
    if phrased is not None:
        cue = (verb.group[0], max(verb.group[1], phrased.i + 1))
        return verb.draft("preposition-" + phrased.lower_, _inside(phrased), cue=cue)
    return verb.draft("bare", [])


def _clause_astray(verb: _Verb) -> Range | None:
    """The "that" clause of a reporting verb that the parser hung on a noun before it as a relative clause.

    "told reporters at a briefing that the state believes …": a relative clause that has subject and object of its own,
    or a whole clause for its object, has no gap for the noun, so that it must be what is reported.
    """
    if not is_reporting(verb.token.lemma_):
        return None
    for c in verb.children:
        if c.i < verb.token.i or c.dep_ not in ("prep", "dobj", "dative", "npadvmod"):
            continue
        for t in c.subtree:
            if whole_clause(t):
                return t.left_edge.i, t.right_edge.i + 1
    return None


def whole_clause(verb: Token) -> bool:
    """Whether what the parser took for a relative clause with "that" lacks nothing, so that it is reported."""
    that = verb.left_edge
    if verb.dep_ not in ("relcl", "acl") or that.lower_ != "that" or not verb.tag_.startswith("VB"):
        return False
    filled = {c.dep_ for c in verb.children if c.i != that.i}
    whole = filled & {"ccomp", "dobj", "attr", "acomp", "xcomp"}
    return "nsubjpass" in filled or bool(whole and filled & {"nsubj", "expl"})


def _with_following(verb: _Verb, first: Token) -> int:
    """Where the content of an object ends, with the phrases after it that belong to what is reported.

    "expressed joy over the release", but not "announced a plan after the meeting": which phrases stood inside the
    content was counted in PolNeAR's training articles; those of STAYING did in 60 % of cases or more.
    """
    end = first.right_edge.i + 1
    for c in verb.children:
        if c.left_edge.i != end:
            continue
        purpose = c.dep_ == "advcl" and c.tag_ == "VB"
        if not (
            (c.dep_ == "prep" and c.lower_ in STAYING and not _dates(c)) or purpose or c.dep_ in ("dative", "oprd")
        ):
            break
        end = c.right_edge.i + 1
    return end


def _complement(verb: _Verb) -> list[Range]:
    """What a passive says of its theme: "was described as a failure", "was attacked over the deal"."""
    as_ = verb.after("as", "over", "for", "about", "on")
    return [phrase(as_)] if as_ is not None and not _dates(as_) else []


def _dates(preposition: Token) -> bool:
    """Whether a phrase only says when: that is said of the report, not reported."""
    return any(c.ent_type_ in ("DATE", "TIME") for c in preposition.children if c.dep_ == "pobj")


def as_saying(verb: Token) -> Token | None:
    """The "saying" of a verb that quotes: "was quoted as saying", "quoted Roe as saying"; None of other verbs."""
    as_ = next((c for c in verb.children if c.dep_ == "prep" and c.i > verb.i and c.lower_ == "as"), None)
    saying = next((c for c in as_.children if c.dep_ == "pcomp"), None) if as_ is not None else None
    return saying if saying is not None and is_reporting(saying.lemma_) else None


def _quoted_as(verb: Token) -> bool:
    """Whether a verb is the "saying" of "was quoted as saying", which reports together with its head."""
    as_ = verb.head
    return (
        verb.dep_ == "pcomp"
        and as_.lower_ == "as"
        and any(c.dep_ == "auxpass" for c in as_.head.children)
        and is_reporting(verb.lemma_)
    )


def _closing_tag(doc: Doc, verb: Token, group: Range, source: Range | None, children: list[Token]) -> Range | None:
    """What stands before a tag that closes its sentence ("…, the agency reported on Friday."), whatever the parse."""
    if source is None or not is_reporting(verb.lemma_):
        return None
    sentence = verb.sent
    low, high = min(source[0], group[0]), max(source[1], group[1])
    if high - low > group[1] - group[0] + source[1] - source[0] + 1 or low - 1 <= sentence.start + 2:
        return None
    if doc[low - 1].text != "," or any(c.dep_ in ("ccomp", "dobj", "xcomp", "oprd", "attr") for c in children):
        return None
    if any(c.dep_ == "advcl" and c.left_edge.i <= sentence.start + 1 and c.right_edge.i >= low - 2 for c in children):
        # "While some welcomed it, others warned of …": a clause beside it, not what is reported
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
    if verb.dep_ == "pcomp" and verb.head.lower_ == "without" and verb.head.i == start - 1:
        start -= 1
    return start, end


def subject_of(verb: Token) -> Token | None:
    """The noun that does the saying: the verb's own subject, or that of the verb it is joined to."""
    seen = verb
    for _ in range(6):
        own = [c for c in seen.children if c.dep_ in ("nsubj", "nsubjpass")]
        if own:
            # of two, the nearer: a dateline before the sentence may be taken for the first
            word = max((c for c in own if c.i < seen.i), key=lambda c: c.i, default=own[0])
            if word.tag_ in ("WP", "WDT") and seen.dep_ == "relcl":
                return _antecedent(word, seen.head)
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
    without = verb.dep_ == "pcomp" and verb.head.lower_ == "without"
    participle = without or (verb.dep_ == "advcl" and verb.tag_ == "VBG")
    if not (participle or verb.dep_ == "conj") or not is_reporting(verb.lemma_):
        return None
    inner = verb.head.head if without else verb.head
    for _ in range(4):
        if inner.dep_ == "ccomp" and inner.i > inner.head.i and is_reporting(inner.head.lemma_):
            outer = inner.head
            return outer if participle or _tense(outer) == _tense(verb) else None
        if inner.dep_ not in ("conj", "xcomp", "advcl") or inner.head.i == inner.i:
            return None
        inner = inner.head
    return None


def _antecedent(relative: Token, noun: Token) -> Token:
    """The noun that a relative pronoun stands for: the parser's, unless a verb of that noun's lies in between.

    In "the app was singled out by Ada Roe, who said" the parser may hang the clause on the app.
    """
    before = relative.nbor(-1)
    if before.is_punct and before.i:
        before = before.nbor(-1)
    apart = noun.i < noun.head.i < before.i and noun.head.pos_ in ("VERB", "AUX")
    named = before.pos_ in ("NOUN", "PROPN") and before.ent_type_ not in ("DATE", "TIME")
    return before if apart and named else noun


def noun_phrase(doc: Doc, noun: Token) -> Range:
    """The full noun phrase of a source, without its relative clauses and outer punctuation."""
    inner = _joined_by_as(doc, noun)
    if inner is not None:
        return inner
    a, b = phrase(noun)
    stops = [b]
    for c in noun.children:
        if c.i > noun.i and c.dep_ in ("relcl", "ccomp", "parataxis", "advcl"):
            stops.append(c.left_edge.i)
        elif c.i > noun.i and c.dep_ == "appos":
            stops.extend(g.left_edge.i for g in c.children if g.dep_ == "relcl" and g.i > c.i)
        elif c.i > noun.i and c.dep_ == "acl" and c.tag_ == "VBG":
            stops.append(c.left_edge.i)
        elif c.i > noun.i and c.dep_ == "prep" and c.lower_ == "on" and _dates(c):
            # "a spokesman on Monday": when it was said
            stops.append(c.left_edge.i)
    b = max(noun.i + 1, min(stops))
    return trim(doc, (a, b))


def _joined_by_as(doc: Doc, noun: Token) -> Range | None:
    """The subject of a clause with "as" that the parser hung on the noun before: "a sign of thaw as they (say)"."""
    end = noun.right_edge.i + 1
    if noun.pos_ != "NOUN" or noun.i + 2 >= end:
        return None
    for token in doc[noun.i + 1 : end]:
        if token.lower_ == "as" and token.dep_ == "prep":
            inner = next((c for c in token.children if c.dep_ == "pobj"), None)
            if inner is not None and inner.right_edge.i + 1 == end and noun.lemma_.lower() not in _AS_BEARERS:
                return trim(doc, phrase(inner))
    return None


def phrase(token: Token) -> Range:
    """The words that hang on a token, as one range."""
    return token.left_edge.i, token.right_edge.i + 1


def _clause(report: _Verb, clause: Token, source: Range | None) -> list[Range]:
    doc, verb, group = report.doc, report.token, report.group
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
    auxiliary = next((c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")), "")
    return auxiliary or {"VBZ": "VBP"}.get(verb.tag_, verb.tag_)


def _after_comma_or_but(doc: Doc, verb: Token) -> bool:
    start = verb.left_edge.i
    return doc[start - 1].lower_ == "but" or any(doc[k].text == "," for k in range(max(0, start - 2), start))


def _inside(preposition: Token) -> list[Range]:
    b = phrase(preposition)[1]
    return [(preposition.i + 1, b)] if preposition.i + 1 < b else []


def _infinitival(clause: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in clause.children)


def _agent(children: list[Token]) -> Token | None:
    for c in children:
        if c.dep_ == "agent":
            return next((g for g in c.children if g.dep_ == "pobj"), None)
    return None
