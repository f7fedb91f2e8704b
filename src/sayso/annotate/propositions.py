"""Checkable clauses of one report: the units that claims are made of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from sayso.annotate.frames import frame_of
from sayso.annotate.quotations import leaves_open
from sayso.language.backbone import Reading
from sayso.resources import load
from sayso.spans import Span
from sayso.types import Name, Proposition, Statement

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as DocSpan

# characters by which a clause may reach past its sentence: a full stop and a closing mark
MARGIN = 4
SHORTEST_CLAUSE = 3
SHORTEST_PARTICIPLE = 5
FEWEST_TERMS = 2
# what heads a content that is no clause and goes with its verb
BARE = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET", "ADP"})
# tokens between the beginning of a noun phrase and the clause that hangs on it
LONGEST_ANTECEDENT = 8
# share of its uses in which a verb heads an attribution, above which it only says who says
SAYING_SHARE = 0.6
# and from which on its object is what somebody says ("pledged" .35) rather than does ("identified" .32, "signed" .15);
# of 92 clauses with both in fifteen annotated stories
VOICED = 0.33
NOT_STATED = "unnamed: not stated"
RELATIVE = frozenset({"WDT", "WP", "WP$", "WRB"})
HANDED_ON = frozenset({"xcomp", "ccomp", "oprd"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
TERM_POS = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM", "ADV"})
# Universal Dependencies relations, in the ClearNLP names that spaCy's English models use
ARGUMENTS = SUBJECTS | {"dobj", "attr", "acomp"}
OBJECTS = frozenset({"dobj", "attr", "acomp", "xcomp", "oprd"})
# what a clause of its own may be to the word above it
CLAUSES = frozenset({"ROOT", "conj", "ccomp", "parataxis", "relcl", "acl", "advcl"})
CUT = frozenset({"conj", "ccomp", "parataxis", "advcl"})
# clauses on a noun: at the end of another clause they are clauses of their own, within it they stay
HANGING = frozenset({"relcl", "acl"})
# relations in which words are no object of a cue but say when or how, or name a thing
ADJUNCT = frozenset({"advcl", "dobj", "pobj", "prep", "npadvmod", "punct"})
# Penn tags of verbs that agree with a subject, and of modals
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
NOT_FACTUAL = frozenset({"if", "unless", "whether", "lest", "until"})
NEGATIVE = frozenset({"no", "none", "neither", "nobody", "nothing", "never", "not", "n't", "n’t", "without"})
MODAL = frozenset({"will", "would", "wo", "'ll", "’ll", "'d", "shall", "may", "might", "could", "should"})
EDGE = frozenset(".,;:-–—()[]\"“”'‘’")
OPENING = {"(": ")", "[": "]", "“": "”", '"': '"'}


def find_propositions(
    reading: Reading, names: Sequence[Name], statements: Sequence[Statement]
) -> tuple[Proposition, ...]:
    """Cuts a report's sentences into clauses that can be true or false.

    Main and coordinate clauses, contents of statements, and relative, participial and adverbial clauses that state a
    fact (none after "if", "whether", "unless") and are long enough to be checked. A clause of attribution ("police
    said") is no proposition of its own; what it attributes is.

    Args:
        reading: the parsed report.
        names: the report's names, in any order.
        statements: the report's statements; a proposition belongs to the innermost one whose content holds it.

    Returns:
        In the order of their main word in the text.
    """
    doc = reading.doc
    cues = _attributing(doc, statements)
    found: list[Proposition] = []
    seen: set[tuple[int, int]] = set()
    sentences = reading.sentences
    starts = [s.start_char for s in sentences]
    contents = _by_sentence([_Content.of(doc, s, c) for s in statements for c in s.content], starts)
    named = _by_sentence(names, starts)
    text = reading.report.text
    for sentence, held, near in zip(sentences, contents, named, strict=True):
        words = text[sentence.start_char : sentence.end_char]
        asks = words.rstrip(" ”\"'’\n").endswith("?")
        until = "until" in words.lower()
        clauses = [t for t in sentence if t.dep_ in CLAUSES and _is_clause(t, asks=asks)]
        inner = {t.i for t in clauses}
        heads = [t for t in clauses if t.i not in cues]
        spans = [(h, *_extent(h, inner, held)) for h in heads]
        spans += _bare_contents(doc, sentence, held, {h.i for h in heads}, inner)
        for head, first, last in spans:
            start, end = _trim(doc, text, first, last, head)
            if end - start < 2 or (start, end) in seen or _words(doc, first, last) < SHORTEST_CLAUSE:
                continue
            seen.add((start, end))
            proposition = _proposition(reading, near, held, head, start, end, len(found) + 1, until=until)
            said_of = (proposition.names or (_has_subject(head) and _words(doc, first, last) > SHORTEST_CLAUSE)) and (
                head.dep_ not in HANGING
            )
            if len(proposition.terms) >= FEWEST_TERMS or (said_of and proposition.terms):
                found.append(proposition)
    return tuple(found)


def _attributing(doc: Doc, statements: Sequence[Statement]) -> set[int]:
    """The words of cues that only say who says: what is told in so many words or in a clause of its own.

    Of a cue with a noun phrase or an adjunct ("was awaiting the names", "holds back fees until courts decide") the verb
    is part of what can be true or false.
    """
    out: set[int] = set()
    for s in statements:
        if s.cue is None:
            continue
        cue = _tokens(doc, s.cue.start, s.cue.end)
        inside = {t.i for c in s.content for t in _tokens(doc, c.start, c.end)}
        roots = [t for t in (doc[i] for i in sorted(inside)) if t.head.i not in inside or t.dep_ == "ROOT"]
        at = {t.i for t in cue}
        hangs = [t for t in roots if t.head.i in at]
        if s.kind != "indirect" or not hangs or any(t.dep_ not in ADJUNCT for t in hangs):
            out |= at
    return out


def _is_clause(token: Token, *, asks: bool) -> bool:
    """Whether a word heads a clause that may be true or false; `asks` says that its sentence is a question."""
    verbal = token.pos_ in {"VERB", "AUX"}
    if _is_attribution(token) or (token.dep_ == "ROOT" and (asks or _is_imperative(token))):
        return False
    if token.dep_ == "ROOT":
        return verbal or any(t.dep_ in SUBJECTS for t in token.children)
    if not verbal or any(t.dep_ == "mark" and t.lower_ in NOT_FACTUAL for t in token.children):
        return False
    if token.dep_ == "conj":
        alone = _has_subject(token) or (_length(token) > SHORTEST_CLAUSE and not _shares_object(token))
        # parsers take "The flight left at noon and will land at nine" for a noun with two clauses
        return alone and (
            _is_clause(token.head, asks=asks) or (token.head.pos_ in {"NOUN", "PROPN"} and _is_finite(token))
        )
    if token.dep_ in {"ccomp", "parataxis"}:
        return _has_subject(token) and not _is_brought_about(token)
    if token.dep_ == "relcl":
        return _length(token) > SHORTEST_CLAUSE
    if token.dep_ in {"acl", "advcl"}:
        return _length(token) >= SHORTEST_PARTICIPLE and token.tag_ != "VB"
    return False


def _is_brought_about(token: Token) -> bool:
    """Whether a verb says what the one above lets, makes or helps somebody do: "let it sail", "had the pier closed"."""
    if token.dep_ != "ccomp" or token.tag_ not in {"VB", "VBN", "VBG"} or _is_attribution(token.head):
        return False
    return not any(t.dep_ in {"aux", "auxpass", "mark"} for t in token.children)


def _is_attribution(token: Token) -> bool:
    """Whether a verb only says who says ("the ministry said [that] …", "explained Roe")."""
    if token.lemma_ not in _saying():
        return False
    relations = {t.dep_ for t in token.children}
    return "ccomp" in relations or relations.isdisjoint(OBJECTS)


@cache
def _saying() -> frozenset[str]:
    counts = load("cues")["verbs"]
    return frozenset(verb for verb, (cued, seen) in counts.items() if cued >= SAYING_SHARE * seen)


def _is_imperative(verb: Token) -> bool:
    """Whether a main verb asks for something: nothing that could be true or false."""
    return verb.tag_ == "VB" and not any(t.dep_ == "aux" or t.dep_ in SUBJECTS for t in verb.children)


def _has_subject(token: Token) -> bool:
    return any(t.dep_ in SUBJECTS for t in token.children)


def _is_finite(token: Token) -> bool:
    return token.tag_ in FINITE or any(t.dep_ in {"aux", "auxpass"} and t.tag_ in FINITE for t in token.children)


def _shares_object(token: Token) -> bool:
    """Whether a verb and the one before it are done to one thing: "fined or sued the firm"."""
    before = token.head
    return any(t.dep_ == "cc" and t.i == before.i + 1 for t in before.children) and any(
        t.dep_ == "dobj" for t in token.children
    )


def _length(token: Token) -> int:
    return sum(1 for t in token.subtree if not t.is_punct)


def _extent(head: Token, inner: set[int], contents: Sequence[_Content]) -> tuple[int, int]:
    """First and last token of a clause without the clauses that hang on to its edges."""
    own = _own(head, inner)
    piece = _piece(head, contents)
    if piece is not None:
        own = {i for i in own if piece[0] <= head.doc[i].idx < piece[1]}
    elif others := [(c.span.start, c.span.end) for c in contents if head.i not in c.cue]:
        places = {i: head.doc[i].idx for i in own}
        own = {i for i, at in places.items() if not any(start <= at < end for start, end in others)} or own
    first, last = min(own, default=head.i), max(own, default=head.i)
    return (_antecedent(head, first) if piece is None else first), last


def _antecedent(head: Token, first: int) -> int:
    """Where a clause that hangs on a noun begins with that noun: "the girls | who remain in captivity"."""
    noun = head.head
    if head.dep_ not in {"relcl", "acl"} or not 0 < first - noun.left_edge.i <= LONGEST_ANTECEDENT:
        return first
    return int(noun.left_edge.i)


def _own(head: Token, inner: set[int]) -> set[int]:
    """Tokens of a clause without those of other clauses that stand beside it or hang on its end."""
    own = set()
    last: int | None = None
    above = [head]
    while above:
        word = above.pop()
        own.add(word.i)
        for child in word.children:
            if child.is_punct or child.is_space:
                continue
            dep = child.dep_
            if child.i in inner:
                if dep in CUT:
                    continue
                if dep in HANGING:
                    last = _end(head) if last is None else last
                    if child.right_edge.i >= last:
                        continue
            if dep == "conj" and _is_attribution(child) and any(t.dep_ == "ccomp" for t in child.children):
                continue
            above.append(child)
    return own


def _end(head: Token) -> int:
    """The last word of a clause with all that hangs on it."""
    return max((t.i for t in head.subtree if not t.is_punct and not t.is_space), default=head.i)


def _piece(token: Token, contents: Sequence[_Content]) -> tuple[int, int] | None:
    """Characters of the smallest content that holds a token."""
    held = [(c.span.start, c.span.end) for c in contents if c.span.start <= token.idx < c.span.end]
    return min(held, key=lambda r: r[1] - r[0], default=None)


@dataclass(frozen=True, slots=True)
class _Content:
    """A content of a statement with its tokens, in order, and those of the cue that it hangs on.

    `voiced` says that cue and content together are the speaker's word ("pledged a fee"), not what the report tells of
    the speaker ("approved a fee"); `quoted` that all of it stands in quotation marks.
    """

    statement: str
    span: Span
    tokens: tuple[int, ...]
    cue: frozenset[int]
    voiced: bool
    quoted: bool

    @classmethod
    def of(cls, doc: Doc, statement: Statement, content: Span) -> _Content:
        cue = _tokens(doc, statement.cue.start, statement.cue.end) if statement.cue else []
        tokens = _tokens(doc, content.start, content.end)
        return cls(
            statement.id,
            content,
            tuple(t.i for t in tokens),
            frozenset(t.i for t in cue),
            _is_voiced(statement, cue, tokens),
            statement.kind == "direct",
        )

    def holds(self, token: Token) -> bool:
        """Whether a token stands in the content."""
        return self.span.start <= token.idx < self.span.end


def _is_voiced(statement: Statement, cue: Sequence[Token], content: Sequence[Token]) -> bool:
    """Whether a verb with what it is about says that somebody said so, rather than that somebody did so."""
    if statement.mode == "decline":
        return False
    verbs = [t for t in cue if t.pos_ == "VERB"]
    if not verbs or statement.kind != "indirect":
        return True
    share = max(_share_of_saying(t.lemma_) for t in verbs)
    if (statement.speaker_name or "").startswith(NOT_STATED):
        # "is believed to have fled" hands on what others hold, "was charged with fraud" tells what was done
        return share >= SAYING_SHARE or any(t.dep_ in HANDED_ON for t in content)
    return share >= VOICED


def _presupposed(head: Token, contents: Sequence[_Content]) -> bool:
    """Whether a clause only describes what a paraphrase speaks of, so that the report tells it by itself.

    Of "she praised the law, which passed in May" nobody but the report says that it passed (Karttunen & Zaenen 2005 on
    veridicity); in quotation marks every word is the speaker's.
    """
    held = [c for c in contents if c.holds(head)]
    if not held or any(c.quoted for c in held):
        return False
    inmost = min(held, key=lambda c: c.span.end - c.span.start)
    at = head
    while at.dep_ not in HANGING:
        if at.head.i == at.i or not inmost.holds(at.head):
            return False
        at = at.head
    # a "relative clause" without a relative word is often a main clause misread ("the ferry Osprey sank")
    relative = at.dep_ == "acl" or any(t.tag_ in RELATIVE for t in at.subtree if t.i < at.i)
    return relative and at.tag_ != "VBG" and inmost.holds(at.head) and not _in_marks(head, inmost)


def _in_marks(head: Token, content: _Content) -> bool:
    return leaves_open(content.span.text[: head.idx - content.span.start])


def _share_of_saying(lemma: str) -> float:
    cued, seen = load("cues")["verbs"].get(lemma, (0, 1))
    return float(cued / seen)


_Item = TypeVar("_Item", _Content, Name)


def _by_sentence(items: Sequence[_Item], starts: Sequence[int]) -> list[list[_Item]]:
    """For each sentence the items in it or within MARGIN of it, in the order given."""
    out: list[list[_Item]] = [[] for _ in starts]
    for item in items:
        first = max(0, bisect_right(starts, item.span.start - MARGIN) - 1)
        for i in range(first, bisect_left(starts, item.span.end + MARGIN)):
            out[i].append(item)
    return out


def _bare_contents(
    doc: Doc, sentence: DocSpan, contents: Sequence[_Content], heads: set[int], inner: set[int]
) -> list[tuple[Token, int, int]]:
    """Contents that are no clause: a noun phrase or infinitive goes with what attributes it, others stand alone."""
    out = []
    for content in contents:
        within = content.tokens[bisect_left(content.tokens, sentence.start) : bisect_left(content.tokens, sentence.end)]
        inside = set(within)
        roots = [t for t in (doc[i] for i in within) if t.head.i not in inside]
        if not roots or any(t.i in heads or _cue_of(t, content) in heads for t in roots):
            continue
        root = roots[0]
        cue = _cue_of(root, content)
        if (root.pos_ in BARE or root.dep_ == "xcomp") and cue is not None:
            own = _own(doc[cue], inner)
            out.append((doc[cue], min(own), max(own)))
        else:
            out.append((root, within[0], within[-1]))
    return out


def _cue_of(root: Token, content: _Content) -> int | None:
    """The verb of the cue that a content hangs on, by its prepositions too ("accused of | fraud"); None without."""
    at = root.head
    while at.i in content.cue and at.pos_ == "ADP" and at.head.i != at.i:
        at = at.head
    return at.i if at.i in content.cue else None


def _tokens(doc: Doc, start: int, end: int) -> list[Token]:
    span = doc.char_span(start, end, alignment_mode="expand")
    return [] if span is None else [t for t in span if start < t.idx + len(t) and t.idx < end]


def _words(doc: Doc, first: int, last: int) -> int:
    return sum(1 for t in doc[first : last + 1] if not t.is_punct and not t.is_space)


def _trim(doc: Doc, text: str, first: int, last: int, head: Token) -> tuple[int, int]:
    """Character range of the tokens without connectives at the edges, and with the marks that close what they open."""
    while first < last and (doc[first].is_space or doc[first].text in EDGE or _connects(doc[first], head)):
        first += 1
    while last > first and (doc[last].is_space or doc[last].text in EDGE or doc[last].dep_ == "cc"):
        last -= 1
    start, end = doc[first].idx, doc[last].idx + len(doc[last].text)
    before = text[start - 1 : start]
    if before in OPENING and OPENING[before] in text[start : end + 2]:
        start -= 1
    for mark, closing in OPENING.items():
        at = text.find(closing, end, end + 3)
        if at >= 0 and _unclosed(text[start:end], mark) and not text[end:at].strip(".,!?…"):
            end = at + 1
    return start, end


def _connects(token: Token, head: Token) -> bool:
    """Whether a word only ties a clause to what is before it ("and", the clause's own "that")."""
    return token.dep_ == "cc" or (token.dep_ == "mark" and (token.head.i == head.i or token.lower_ == "that"))


def _unclosed(text: str, mark: str) -> bool:
    if mark == OPENING[mark]:
        return text.count(mark) % 2 == 1
    return text.count(mark) > text.count(OPENING[mark])


def _proposition(
    reading: Reading,
    names: Sequence[Name],
    contents: Sequence[_Content],
    head: Token,
    start: int,
    end: int,
    number: int,
    *,
    until: bool,
) -> Proposition:
    doc = reading.doc
    tokens = _tokens(doc, start, end)
    holders = [] if _presupposed(head, contents) else [c for c in contents if c.holds(head)]
    if not holders and not any(c.holds(head) for c in contents):
        holders = [c for c in contents if start <= c.span.start and c.span.end <= end + 1 and c.voiced]
    innermost = min(((c.span.end - c.span.start, c.statement) for c in holders), default=(0, None))
    frame = frame_of(head, names)
    return Proposition(
        id=f"{reading.report.id}.p{number}",
        report=reading.report.id,
        span=reading.report.span(start, end),
        statement=innermost[1],
        predicate=_predicate(head),
        subject=_subject(head, names),
        terms=tuple(dict.fromkeys(t.lemma_.lower() for t in tokens if t.pos_ in TERM_POS and not t.is_stop)),
        names=tuple(dict.fromkeys(n.span.text for n in names if start <= n.span.start and n.span.end <= end)),
        # "not until May" says when, not that it is not so
        negated=not (until and any(t.lower_ == "until" for t in head.subtree)) and _negated(head),
        expected=_expected(head),
        agent=frame.agent,
        patient=frame.patient,
        portion=reading.report.span(*frame.portion) if frame.portion is not None else None,
        places=tuple(reading.report.span(*place) for place in frame.places),
    )


def _predicate(head: Token) -> str:
    if head.lemma_ in {"be", "become", "remain"}:
        attribute = next((t for t in head.children if t.dep_ in {"attr", "acomp", "oprd"}), None)
        if attribute is not None:
            return attribute.lemma_.lower()
    particle = next((t for t in head.children if t.dep_ == "prt"), None)
    return head.lemma_.lower() + (f" {particle.lower_}" if particle is not None else "")


def _subject(head: Token, names: Sequence[Name]) -> str | None:
    at: Token | None = head
    for _ in range(4):
        if at is None:
            return None
        subject = next((t for t in at.children if t.dep_ in SUBJECTS and t.dep_ != "expl"), None)
        if subject is not None and subject.tag_ not in {"WDT", "WP"}:
            name = next((n for n in names if n.span.start <= subject.idx < n.span.end), None)
            return name.span.text if name is not None else subject.lemma_.lower()
        if at.dep_ in {"relcl", "acl"}:
            noun = at.head
            name = next((n for n in names if n.span.start <= noun.idx < n.span.end), None)
            return name.span.text if name is not None else noun.lemma_.lower()
        at = at.head if at.dep_ in {"conj", "advcl", "xcomp"} and at.head is not at else None
    return None


def _negated(head: Token) -> bool:
    children = list(head.children)
    arguments = [c for c in children if c.dep_ in ARGUMENTS]
    near = [head, *children, *(g for c in arguments for g in c.children)]
    return sum(1 for t in near if t.dep_ == "neg" or t.lower_ in NEGATIVE) % 2 == 1


def _expected(head: Token) -> bool:
    if any(t.dep_ == "aux" and t.tag_ == "MD" and t.lower_ in MODAL for t in head.children):
        return True
    if head.lemma_ == "expect" and any(t.dep_ == "dobj" for t in head.children):
        return True
    return any(t.dep_ == "xcomp" for t in head.children) and head.lemma_ in {"expect", "plan", "go", "intend", "aim"}
