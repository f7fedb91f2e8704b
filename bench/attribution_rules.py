"""A plain set of rules over the parse for who says what: the peer that anybody could write with spaCy in a day.

A reporting verb with a subject; its content is the clause that depends on it, the clause that it is put into, or the
quotation beside it; and "according to". Quotation marks widen a content to the whole quotation. Rules of this kind
serve in the Gender Gap Tracker (Asr et al., PLOS ONE 2021), whose list of constructions these follow in their own way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from evals.attribution import Parts

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_VERBS = """
accuse acknowledge add admit advise affirm agree allege announce answer argue ask assert assume assure believe blame
boast call caution charge cite claim comment complain concede conclude confirm consider contend counter declare
decline demand deny describe disclose dismiss dispute doubt emphasize estimate expect explain express fear feel find
forecast guess hint hope imply indicate inform insist joke know learn maintain mention note object observe offer order
plan pledge point predict proclaim promise propose quip read recall recommend refuse reiterate remark remember remind
reply report request respond reveal say see show speculate state stress suggest suspect swear tell testify think
threaten tout tweet urge vow want warn wonder worry write
"""
VERBS = frozenset(_VERBS.split())
CLAUSES = ("ccomp", "xcomp")
MARKS = {"“": 1, "”": -1, '"': 0, "``": 1, "''": -1}  # opens, closes, or whichever is due


def attributions(doc: Doc) -> Iterator[Parts]:
    """The attributions of a parsed text, in the order of their cues."""
    quoted = quotations(doc)
    for token in doc:
        within = next((q for q in quoted if token.i in q), range(0))
        if token.lower_ == "according" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
            source = {t.i for t in token.subtree} - {token.i, token.i + 1}
            content = {t.i for t in token.head.subtree} - {t.i for t in token.subtree}
            yield from made(doc, source, {token.i, token.i + 1}, content)
        elif token.pos_ == "VERB" and token.lemma_.lower() in VERBS and (subject := subject_of(token)):
            own = {t.i for t in token.children if t.dep_ in ("aux", "auxpass", "neg", "prt")} | {token.i}
            cue = set(range(min(own), max(own) + 1)) if subject.i not in range(min(own), max(own)) else {token.i}
            relative = {t.i for c in subject.children if c.dep_ == "relcl" for t in c.subtree}
            source = {t.i for t in subject.subtree} - relative
            content = clause_of(token) - source - cue
            beside = [q for q in quoted if q != within and is_beside(q, token, content)]
            if not content and beside:
                beside = [min(beside, key=lambda q: min(abs(q.start - token.i), abs(q.stop - 1 - token.i)))]
            for q in beside:
                content |= set(q)
            yield from made(doc, source, cue, content)


def quotations(doc: Doc) -> list[range]:
    """Tokens between quotation marks, marks included; a paragraph closes what nobody closed."""
    out: list[range] = []
    start: int | None = None
    for token in doc:
        side = MARKS.get(token.text)
        if start is not None and (side in (0, -1) or "\n" in token.text):
            out.append(range(start, token.i + (side is not None)))
            start = None
        elif side in (0, 1):
            start = token.i
    return out


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb, or of the verb that it is joined to."""
    found = next((t for t in verb.children if t.dep_ == "nsubj"), None)
    return found or (subject_of(verb.head) if verb.dep_ == "conj" and verb.head.pos_ == "VERB" else None)


def clause_of(verb: Token) -> set[int]:
    """The tokens of the clause that a verb reports: one that depends on it, or the one that it is put into."""
    clause = next((t for t in verb.children if t.dep_ in CLAUSES), None)
    if clause is not None:
        return {t.i for t in clause.subtree}
    if verb.dep_ == "parataxis":
        return {t.i for t in verb.head.subtree} - {t.i for t in verb.subtree}
    return set()


def is_beside(quotation: range, verb: Token, content: Iterable[int]) -> bool:
    """Whether a quotation shares words with the content, or stands in the verb's sentence or right behind it."""
    content, sentence = set(content), verb.sent
    if content:
        return bool(content & set(quotation)) or quotation.start == sentence.end
    return quotation.stop > sentence.start and quotation.start <= sentence.end


def made(doc: Doc, source: set[int], cue: set[int], content: set[int]) -> Iterator[Parts]:
    """An attribution of these tokens, if it has a content."""
    parts = {"Source": ranges(doc, source), "Cue": ranges(doc, cue), "Content": ranges(doc, content - source - cue)}
    if parts["Content"]:
        yield parts


def ranges(doc: Doc, tokens: set[int]) -> list[tuple[int, int]]:
    """Characters of each run of tokens, without the commas and spaces around it."""
    out: list[tuple[int, int]] = []
    run: list[Token] = []
    for i in [*sorted(tokens), len(doc) + 1]:
        if run and i != run[-1].i + 1:
            while run and (run[-1].is_space or run[-1].text in ",.;:-–—"):
                run.pop()
            while run and (run[0].is_space or run[0].text in ",.;:-–—"):
                run.pop(0)
            if run:
                out.append((run[0].idx, run[-1].idx + len(run[-1])))
            run = []
        if i < len(doc):
            run.append(doc[i])
    return out
