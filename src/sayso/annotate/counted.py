"""What a figure counts or measures, read from the parse: the counted head, its own words and the scope around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sayso import resources
from sayso.annotate.amounts import Amount

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_CONTENT = ("NOUN", "PROPN", "VERB", "ADJ")
_ADNOMINAL = ("quantmod", "nummod", "advmod", "amod", "compound", "det", "predet", "nmod", "npadvmod")
_MODIFYING = ("acl", "relcl")
_CLAUSES = ("advcl", "ccomp", "parataxis", "conj")
# words that a broken copy ran together: "soldierswho"
_RUN_ON = re.compile(r"([a-z]{3,})s(?:who|which|were|have|from|with)")
_LIGHT = frozenset(
    ("have", "be", "do", "say", "tell", "get", "take", "make", "go", "include", "see", "report", "accord", "add")
)
_HYPHENS = ("-", "\u2010", "\u2011")
# before a noun these begin a phrase of its own: "to 24 last year"
_DEICTIC = ("last", "next", "this", "that", "each", "per", "every")
# tokens that `of` shows at most on one side of the head
_LONGEST = 14
# tokens that it shows of what is said of bare "people"
_CLAUSE = 9
# tokens that the scope looks at on either side
_REACH = 22


@dataclass(frozen=True, slots=True)
class Counted:
    """The thing that a figure is a number of.

    `start`, `end` are the characters of its noun phrase (or clause). `noun` is its head token, None when a verb says
    what is measured ("was fined $500"); `verb` the verb of its clause. `definite` is true for "the 21 girls".
    """

    head: str
    start: int
    end: int
    scope: tuple[str, ...]
    noun: Token | None
    verb: Token | None
    definite: bool = False
    counts: bool = True


def tokens_of(doc: Doc, start: int, end: int) -> list[Token]:
    """The tokens that text[start:end] touches."""
    span = doc.char_span(start, end, alignment_mode="expand")
    return list(span) if span is not None else []


def _is_numbered(noun: Token) -> bool:
    """Whether a noun stands behind "the number of"."""
    return noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.lemma_.lower() in _lemmas("numbers")


def number_token(tokens: Sequence[Token]) -> Token:
    """The numeral among the tokens of an amount, the first token where none is one."""
    return next((t for t in tokens if t.like_num or t.pos_ == "NUM"), tokens[0])


def find_counted(doc: Doc, amount: Amount, tokens: list[Token]) -> Counted:
    """Decides what an amount counts or measures.

    A count belongs to the noun that it modifies or that follows in an of-phrase; a measure to the noun that governs
    it or is its subject, and where there is none to its verb.

    Args:
        doc: the parsed report.
        amount: the amount; offsets are those of the doc's text.
        tokens: the tokens of the amount, not empty.
    """
    root = _root(tokens)
    label = _label(tokens, amount)
    if label is not None:
        first = label if label.i and doc[label.i - 1].pos_ not in ("ADJ", "NOUN", "PROPN") else doc[max(0, label.i - 1)]
        # "points per game (18.3)"
        last = doc[tokens[0].i - 2]
        return Counted(singular(label), first.idx, last.idx + len(last), (), label, None)
    parent = _parent(tokens) if amount.unit is None else None
    if parent is not None:
        return Counted("child", parent.idx, amount.end, (), parent, None)
    compared = _compared(root) if amount.unit is not None and amount.unit.name == "percent" else None
    if compared is not None:
        return Counted(compared.lower_, compared.idx, compared.idx + len(compared), (), compared, None)
    noun, direct = _measured(root, tokens, amount.start) if amount.unit else _counted_noun(root, tokens)
    predicates = list(_predicates(noun if direct and noun is not None else root, noun if direct else None))
    if noun is not None and noun.i < tokens[0].i and noun.pos_ != "VERB":
        predicates += [p for p in _predicates(noun, None) if p not in predicates]
    crowd = amount.unit is None and _is_crowd(tokens)
    stricken = tokens[-1].doc[tokens[-1].i + 1] if tokens[-1].i + 1 < len(doc) else None
    bare = noun is None and amount.unit is None and stricken is not None
    if bare and stricken is not None and (crowd or stricken.lemma_.lower() in people_words()):
        # "59 dead, 527 injured"
        predicates.insert(0, stricken)
    if noun is not None and _RUN_ON.fullmatch(noun.lower_):
        # the relative clause has taken the noun from its own verb
        verbs = [t for t in doc[noun.sent.start : noun.i] if t.pos_ == "VERB"]
        predicates[:0] = verbs[-1:]
    verb = next((p for p in predicates if p.pos_ in ("VERB", "AUX")), None)
    start, end = _crowd_phrase(doc, tokens[-1].i) if crowd else _phrase(doc, amount, noun, verb, tokens, direct)
    return Counted(
        head="person" if crowd else _head(noun, predicates[0] if predicates and noun is None else verb, amount),
        start=start,
        end=end,
        scope=_scope(noun, predicates, tokens, direct),
        noun=noun,
        verb=verb,
        definite=_is_definite(tokens, noun),
        counts=noun is not None and (noun.i > tokens[-1].i or _is_numbered(noun)),
    )


def _label(tokens: list[Token], amount: Amount) -> Token | None:
    """The noun that a number is set behind by a colon, with nothing behind but a mark or the next such noun.

    "Stages: 2 Engines: 27" are lines of a table that a copy has run together. In brackets behind a noun a bare number
    is that noun's: "yards passing (4,671) and touchdowns (35)".
    """
    first, last = tokens[0], tokens[-1]
    doc = first.doc
    if first.i >= 2 and amount.unit is None and doc.text[amount.start - 1] == "(":
        return _before_bracket(doc[first.i - 1], last)
    if first.i < 2 or amount.start != first.idx or doc[first.i - 1].text != ":":
        return None
    label = doc[first.i - 2]
    if label.dep_ == "pobj" and label.head.head.pos_ in ("NOUN", "PROPN"):
        # "Payload to orbit: 16 tonnes"
        label = label.head.head
    if label.pos_ not in ("NOUN", "PROPN") or label.like_num:
        return None
    behind = doc[last.i + 1 : last.i + 6]
    ends = (
        not len(behind)
        or behind[0].is_punct
        or behind[0].is_space
        or (behind[0].text[:1].isupper() and any(t.text == ":" for t in behind))
    )
    return label if ends else None


def _before_bracket(bracket: Token, last: Token) -> Token | None:
    """The noun before a bracket that opens with a number and has nothing behind it that is counted."""
    doc = bracket.doc
    behind = doc[last.i + 1] if last.i + 1 < len(doc) else None
    noun = doc[bracket.i - 1] if bracket.i else None
    if bracket.text != "(" or noun is None or (behind is not None and not behind.is_punct):
        return None
    if noun.tag_ == "VBG" and noun.i:
        # "yards passing (4,671)"
        noun = noun.nbor(-1)
    elif noun.dep_ == "pobj" and noun.head.lower_ == "per" and noun.head.head.pos_ == "NOUN":
        # "points per game (18.3)"
        noun = noun.head.head
    return noun if noun.pos_ == "NOUN" else None


def _compared(root: Token) -> Token | None:
    """The adjective that one of several shares says more of: "looks 7 percent bigger and 12 percent brighter"."""
    adjective = root.head
    if root.dep_ != "npadvmod" or adjective.i < root.i or not adjective.lower_.endswith("er"):
        return None
    joined = [c for c in adjective.children if c.dep_ == "conj"]
    joined += [adjective.head] if adjective.dep_ == "conj" else []
    several = any(c.lower_.endswith("er") and any(g.dep_ == "npadvmod" for g in c.children) for c in joined)
    return adjective if several else None


def _parent(tokens: list[Token]) -> Token | None:
    """The "father" of "a father of four", which counts his children."""
    first, last = tokens[0], tokens[-1]
    if first.i < 2 or first.nbor(-1).lower_ != "of" or first.nbor(-2).lemma_.lower() not in _lemmas("parents"):
        return None
    noun = last.i + 1 < len(last.doc) and last.nbor().pos_ in ("NOUN", "ADJ")
    return None if noun else first.nbor(-2)


def _root(tokens: list[Token]) -> Token:
    inside = {t.i for t in tokens}
    tops = [t for t in tokens if t.head.i not in inside or t.head.i == t.i]
    return next((t for t in reversed(tops) if t.pos_ in ("NUM", "NOUN", "SYM", "PROPN")), (tops or tokens)[-1])


def _counted_noun(root: Token, tokens: list[Token]) -> tuple[Token | None, bool]:
    """The counted noun, and whether the number modifies it directly and is no part taken "of" it."""
    last, doc = tokens[-1].i, root.doc
    if _is_crowd(tokens):
        return None, False
    joined = last + 2 < len(doc) and doc[last + 1].text in _HYPHENS and not doc[last + 1].whitespace_
    if joined and doc[last + 2].tag_ == "VBG" and doc[last + 2].whitespace_:
        # taggers take "inning" in "a 10-inning win" for a verb
        return doc[last + 2], True
    if last + 3 < len(doc) and doc[last + 1].lower_ == "of" and doc[last + 2].like_num and doc[last + 3].pos_ == "NOUN":
        # "12 of 19 shots"
        return _next_noun(last + 2, doc), False
    if last + 1 < len(doc) and doc[last + 1].lower_ == "times":
        # "12 times earnings"
        return doc[last + 1], True
    at = root
    while at.head.i != at.i and at.dep_ in _ADNOMINAL:
        at = at.head
        if at.i > last and at.pos_ in ("NOUN", "PROPN"):
            if at.lower_ in _days():
                # "rose to at least six Friday"
                return _argument(at), False
            if not any(t.pos_ == "ADP" or t.is_space or t.lower_ in _DEICTIC for t in at.doc[last + 1 : at.i]):
                return at, True
            break
        if at.pos_ == "VERB":
            break
    for token in reversed(tokens):
        for child in token.children:
            if child.lower_ == "of" and 0 <= child.i - last <= 2:
                thing = next((c for c in child.children if c.dep_ == "pobj"), None)
                if thing is not None and (
                    not thing.like_num or thing.lower_ in resources.load("numbers")["magnitudes"]
                ):
                    return _antecedent(thing), child.i == last
    if (
        root.dep_ == "pobj"
        and root.head.lower_ == "of"
        and root.head.head.pos_ == "NOUN"
        and root.head.head.i < tokens[0].i
    ):
        return root.head.head, False
    noun = _next_noun(last, tokens[0].doc) or _argument(root)
    return noun, noun is not None and not any(t.lower_ == "of" for t in noun.doc[last + 1 : noun.i]) and noun.i > last


def _is_crowd(tokens: list[Token]) -> bool:
    """ "Thousands flee": without "of" the word behind is no noun of theirs, and who is counted are people."""
    last = tokens[-1]
    if last.lower_ not in _lemmas("crowds") or last.i + 1 >= len(last.doc):
        return False
    behind = last.nbor()
    return behind.is_alpha and behind.pos_ in ("NOUN", "PROPN", "VERB", "AUX")


def _argument(root: Token) -> Token | None:
    """What a bare number is said of by another argument of its verb: "put the number of flooded houses at 610",
    "the fleet shrank to 30", "cut its staff to 400"; None where that is a pronoun or only says that there is a number.
    """
    governor = root.head.head if root.dep_ == "pobj" else root.head
    if governor.pos_ not in ("VERB", "AUX"):
        return None
    before = [c for c in governor.children if c.i < root.i and c is not root]
    placed = root.dep_ == "pobj" and root.head.lower_ in ("to", "from", "at", "by")
    for role in ("dobj", "nsubjpass", "nsubj"):
        for child in (c for c in before if c.dep_ == role and c.pos_ in ("NOUN", "PROPN")):
            if child.lemma_.lower() in _lemmas("numbers"):
                things = (t for p in child.children if p.lower_ == "of" for t in p.children if t.dep_ == "pobj")
                return next(things, None) or next((c for c in child.children if c.dep_ == "compound"), None)
            if placed and (role == "dobj" or governor.lemma_.lower() in _lemmas("measuring")):
                return child
    return None


def _next_noun(last: int, doc: Doc) -> Token | None:
    """The noun phrase that follows the number at once, for parses that go astray (headlines above all)."""
    found = None
    for token in doc[last + 1 : last + 7]:
        of_whole = token.i == last + 1 and doc[last].lower_ not in ("half", "all", "both", "twice", "double")
        if token.tag_ == "DT" and of_whole and token.lower_ in ("the", "a", "an"):
            # "the 900 the company gave"
            break
        if token.lower_ in _DEICTIC or token.lower_ in _days() or token.ent_type_ in ("DATE", "TIME"):
            break
        if token.pos_ in ("NOUN", "PROPN"):
            found = token
        elif found is not None or (
            token.pos_ not in ("ADJ", "DET", "ADV", "PART") and token.lower_ not in ("of", "-", "the")
        ):
            break
        if token.is_space or (token.is_punct and token.text != "-"):
            break
    if found is not None and found.dep_ in _ADNOMINAL and found.head.i > found.i and found.head.pos_ in ("NOUN", "ADJ"):
        # "high-profile guests", "strap-on boosters"
        whole = found.head if found.head.pos_ == "NOUN" else found.head.head
        return whole if whole.pos_ == "NOUN" and 0 < whole.i - last <= _LONGEST else found
    return found


@cache
def _days() -> frozenset[str]:
    return frozenset(map(str, resources.load("calendar_words")["days"]))


def _antecedent(token: Token) -> Token:
    """The noun that a relative pronoun stands for."""
    if token.tag_ not in ("WDT", "WP", "WP$") and token.lower_ != "that":
        return token
    at = token
    for _ in range(4):
        if at.dep_ == "relcl":
            return at.head
        at = at.head
    return token


@cache
def _lemmas(name: str) -> frozenset[str]:
    return frozenset(resources.load("counting")[name])


def _measured(root: Token, tokens: list[Token], start: int) -> tuple[Token | None, bool]:
    """The noun whose measure this is: "a 20-year sentence", "an altitude of 770 km", "the bill was $284"."""
    inside = {t.i for t in tokens}
    last = tokens[-1].i
    for token in reversed(tokens):
        for child in token.children:
            if (
                child.lower_ in ("of", "in")
                and child.i == last + 1
                and (child.lower_ == "of" or token.like_num or "$" in tokens[0].text)
            ):
                thing = next((c for c in child.children if c.dep_ == "pobj"), None)
                if thing is not None and thing.ent_type_ not in ("DATE", "GPE"):
                    return thing, True
    dashed = _before_dash(root.doc, start)
    if dashed is not None:
        return dashed, False
    at = root
    for _ in range(6):
        head = at.head
        if head.i == at.i:
            break
        if head.i in inside:
            at = head
            continue
        if at.dep_ == "pobj":
            governor = head.head
            if governor.lemma_.lower() in _lemmas("parts") and governor.i not in inside:
                at = governor
                continue
            if (
                governor.pos_ in ("NOUN", "PROPN")
                and not governor.like_num
                and governor.i not in inside
                and governor.i < root.i
            ):
                return governor, False
            if governor.pos_ in ("VERB", "AUX") and head.lower_ in ("to", "from", "at", "by", "as"):
                changed = next((c for c in governor.children if c.dep_ == "dobj" and c.i < tokens[0].i), None)
                judged = governor.lemma_.lower() in people_words()
                if changed is not None and changed.i not in inside and changed.pos_ in ("NOUN", "PROPN") and not judged:
                    # "lowered the rate to 3 percent", "put the damage at $5 million"
                    return changed, False
            passive = any(c.dep_ == "auxpass" for c in governor.children) and head.lower_ != "by"
            if governor.pos_ in ("VERB", "AUX") and (passive or governor.lemma_.lower() in _lemmas("measuring")):
                return _subject(governor, inside), False
            if governor.pos_ in ("ADV", "ADP", "ADJ") and governor.i not in inside and governor.head.i != governor.i:
                # "fell as low as $5,900", "down from 96 percent"
                at = governor
                continue
            return None, False
        if head.pos_ in ("NOUN", "PROPN") and at.dep_ not in ("appos", "conj") and not head.like_num:
            return head, head.i > last
        if head.pos_ in ("VERB", "AUX"):
            if head.lemma_ == "be" or at.dep_ in ("attr", "acomp") or head.lemma_.lower() in _lemmas("measuring"):
                return _subject(head, inside), False
            changed = next((c for c in head.children if c.dep_ == "dobj" and c.i < tokens[0].i), None)
            if head.lemma_ == "take" and at.dep_ == "dobj" and root.ent_type_ in ("DATE", "TIME"):
                # "the repair will take nine months"
                return _subject(head, inside), False
            if at.dep_ in ("prep", "advmod") and changed is not None and changed.pos_ in ("NOUN", "PROPN"):
                return changed, False
            break
        if head.pos_ == "ADJ" and head.i > last:
            at = head
            continue
        if at.dep_ in ("appos", "conj") and head.pos_ in ("NOUN", "PROPN", "NUM"):
            at = head
            continue
        at = head
    following = _behind(last, tokens[0].doc)
    return following, following is not None


def _before_dash(doc: Doc, start: int) -> Token | None:
    """The noun that a measure is set behind by a dash: "stunned at the amount — more than $700 million"."""
    first = tokens_of(doc, start, start + 1)
    at = first[0].i - 1 if first else 0
    if at < 1 or doc[at].text not in ("—", "–", "-", "--") or not doc[at].whitespace_:
        return None
    return doc[at - 1] if doc[at - 1].pos_ == "NOUN" else None


def _behind(last: int, doc: Doc) -> Token | None:
    """The noun right behind a measure and a conversion in brackets: "101 meter (330 foot) long vessel"."""
    at = last + 1
    if at < len(doc) and doc[at].text == "(":
        while at < min(len(doc), last + 8) and doc[at].text != ")":
            at += 1
        at += 1
    while at < min(len(doc), last + 12) and (doc[at].pos_ == "ADJ" or doc[at].text == "-") and not doc[at].is_space:
        at += 1
    return doc[at] if at < len(doc) and doc[at].pos_ == "NOUN" and at > last else None


def _subject(verb: Token | None, inside: set[int]) -> Token | None:
    for _ in range(4):
        if verb is None:
            return None
        for child in verb.children:
            if child.dep_ in ("nsubj", "nsubjpass", "expl") and child.i not in inside:
                return _antecedent(child) if child.dep_ != "expl" else None
        if verb.dep_ in ("acl", "relcl") and verb.head.pos_ in ("NOUN", "PROPN"):
            return verb.head
        # "the bridge is likely to cost …" hangs on the adjective
        if verb.head.i == verb.i or verb.dep_ not in ("xcomp", "conj", "aux", "acomp"):
            return None
        verb = verb.head
    return None


def _predicates(start: Token, modified: Token | None) -> Iterator[Token]:
    """What is said of the counted, nearest first: participles on it, nouns of happenings that govern it, its verb."""
    if modified is not None:
        for child in modified.children:
            if child.dep_ in _MODIFYING and child.pos_ == "VERB":
                yield child
    at = start
    for _ in range(12):
        if at is not start and at.pos_ in ("VERB", "AUX"):
            yield at
            return
        if at.head.i == at.i:
            if at.pos_ in ("VERB", "AUX"):
                yield at
            return
        if at.dep_ == "pobj" and at.head.head.pos_ == "NOUN" and at.head.lower_ in ("of", "for", "in"):
            yield at.head.head
        if at.pos_ in ("VERB", "AUX"):
            yield at
            return
        at = at.head


def _is_definite(tokens: list[Token], noun: Token | None) -> bool:
    before = tokens[0].doc[tokens[0].i - 1] if tokens[0].i else None
    words = ("the", "those", "these", "its", "his", "her", "their", "our")
    return before is not None and before.lower_ in words and noun is not None and noun.i > tokens[0].i


@cache
def people_words() -> frozenset[str]:
    """Lemmas that are said of persons, so that a bare number with one of them counts people."""
    return frozenset(resources.load("counting")["people"])


def _head(noun: Token | None, verb: Token | None, amount: Amount) -> str:
    if noun is not None and noun.pos_ != "PRON":
        lemma = singular(noun)
        stricken = lemma in people_words() and (
            noun.pos_ != "NOUN" or noun.lower_.endswith("ed") or noun.lower_ == "dead"
        )
        if lemma == "people" or (amount.unit is None and stricken):
            return "person"
        return lemma
    if verb is not None and verb.lemma_ != "be":
        if amount.unit is None and amount.form != "share" and verb.lemma_.lower() in people_words():
            return "person"
        return verb.lemma_.lower()
    return noun.lower_ if noun is not None else ""


def singular(noun: Token) -> str:
    """The lemma of a noun; capitalised plurals of headlines and slogans ("Chibok Girls") lose their s too."""
    lemma = noun.lower_ if noun.tag_ == "VBG" else noun.lemma_.lower()
    run_on = _RUN_ON.fullmatch(lemma)
    if run_on:
        return run_on[1]
    if (
        noun.pos_ == "PROPN"
        and lemma == noun.lower_
        and (len(lemma) > 4 or (len(lemma) > 3 and any(c.dep_ == "compound" for c in noun.children)))
        and lemma.endswith("s")
        and lemma[-2] not in "suia'"
    ):
        return lemma[:-1]
    return lemma.replace("\u00ad", "").strip("#@'’-.")


def _phrase(
    doc: Doc, amount: Amount, noun: Token | None, verb: Token | None, tokens: list[Token], direct: bool
) -> tuple[int, int]:
    """Characters of the words that say what is counted."""
    first, last = tokens[0].i, tokens[-1].i
    if noun is None or noun.pos_ == "PRON":
        if verb is None or verb.lemma_ == "be":
            edge = min(max((t.i for t in tokens[-1].sent), default=last), last + 8)
            if noun is not None and noun.i > last:
                # "two of them are in hospital"
                right = min(edge, _cut(doc, noun.i + 1, edge, last))
                left = noun.i + 1
                while left < right and doc[left].pos_ in ("AUX", "ADP", "PART", "DET", "ADV"):
                    left += 1
                if left <= right and not doc[left].is_punct and not doc[left].is_space:
                    return _trim(doc, left, right)
            if (
                amount.unit is None
                and edge > last
                and not all(t.is_punct or t.is_space for t in doc[last + 1 : edge + 1])
            ):
                return _trim(doc, last + 1, edge)
            return amount.start, amount.end
        right = max(
            [
                verb.i,
                *(t.i for c in verb.children if c.dep_ in ("prep", "dobj", "npadvmod", "agent") for t in c.subtree),
            ]
        )
        return _closed(doc, *_trim(doc, verb.i, _cut(doc, verb.i, min(right, verb.i + _LONGEST), last)))
    right = noun.i
    for child in noun.children:
        if child.i > noun.i and child.dep_ in ("prep", "acl", "relcl", "compound", "amod") and child.i > last:
            edge = max(t.i for t in child.subtree)
            if edge - noun.i <= _LONGEST and not any(t.is_space or t.text in ",;:()—–" for t in doc[noun.i : edge + 1]):
                right = max(right, edge)
    if noun.i > last:
        left = last + 1
        while left < noun.i and (
            doc[left].lower_ in ("of", "the", "-", "our", "their", "its", "those", "these")
            or doc[left].is_punct
            or doc[left].pos_ == "ADP"
        ):
            left += 1
        run_on = _RUN_ON.fullmatch(noun.lower_)
        if left == right and not run_on and singular(noun) in _lemmas("persons") | {"people"}:
            right = _said_of(noun)
        return _trim(doc, left, right)
    left = noun.left_edge.i if first > noun.i else noun.i
    while left < noun.i and doc[left].pos_ in ("DET", "PUNCT"):
        left += 1
    return _trim(doc, left, noun.i if right >= first > noun.i else right)


def _crowd_phrase(doc: Doc, last: int) -> tuple[int, int]:
    """What a bare crowd does: "flee Tesk valley" of "Thousands flee Tesk valley as the gate jams"."""
    right = last + 1
    while right + 1 < len(doc) and right - last < _CLAUSE:
        token = doc[right + 1]
        if token.is_space or token.is_punct or token.dep_ in ("mark", "advmod", "cc") or token.tag_ == "IN":
            break
        right += 1
    return _trim(doc, last + 1, right)


def _said_of(noun: Token) -> int:
    """The last token of what is said of bare "people": "people were moved from their homes"."""
    verb = noun.head
    if noun.dep_ not in ("nsubj", "nsubjpass") or verb.pos_ not in ("VERB", "AUX") or verb.i < noun.i:
        return noun.i
    right = verb.i
    for child in verb.children:
        edge = max(t.i for t in child.subtree)
        if child.i > verb.i and child.dep_ in ("prep", "dobj", "acomp", "attr", "agent", "advmod", "prt"):
            if edge - noun.i > _CLAUSE or edge < right:
                break
            right = edge
        elif child.i > verb.i:
            break
    words = noun.doc[noun.i : right + 1]
    return noun.i if len(words) > _CLAUSE + 1 or any(t.is_space or t.is_punct or t.like_num for t in words) else right


def _cut(doc: Doc, left: int, right: int, keep: int) -> int:
    """The last token before a break behind the number."""
    for at in range(max(left, keep) + 1, right + 1):
        if doc[at].is_space or doc[at].text in ",;:—–" or doc[at].dep_ == "cc":
            return at - 1
    return right


def _closed(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Characters of words with the bracket that closes what opens in them, or without what it opens."""
    words = doc.char_span(start, end, alignment_mode="expand")
    if words is None or words.text.count("(") <= words.text.count(")"):
        return start, end
    behind = doc[words.end] if words.end < len(doc) else None
    if behind is not None and behind.idx == end and behind.text == ")":
        return start, end + 1
    return start, start + len(words.text[: words.text.rfind("(")].rstrip())


def _trim(doc: Doc, left: int, right: int) -> tuple[int, int]:
    while left < right and (doc[left].is_space or doc[left].is_punct):
        left += 1
    while right > left and (doc[right].is_space or doc[right].is_punct):
        right -= 1
    return doc[left].idx, doc[right].idx + len(doc[right])


def _scope(noun: Token | None, predicates: list[Token], tokens: list[Token], direct: bool) -> tuple[str, ...]:
    """Content lemmas around the figure: first what is said of the counted, then its phrase, then the clause.

    A part taken of a whole ("21 of the 200 girls kidnapped in 2014") leaves out what is said of the whole alone.
    """
    inside = {t.i for t in tokens}
    words: dict[str, None] = {}
    for predicate in predicates:
        _add(words, predicate, inside)
    whole: set[int] = set()
    if noun is not None:
        apart = [] if direct or noun.i < tokens[0].i else [c for c in noun.children if c.dep_ in _MODIFYING]
        left_out = {t.i for child in apart for t in child.subtree}
        for token in noun.subtree:
            whole.add(token.i)
            if token.i != noun.i and abs(token.i - noun.i) <= _REACH and token.i not in left_out:
                _add(words, token, inside)
    for predicate in predicates:
        for child in predicate.children:
            # what a word governs is all in a phrase or all outside
            if child.i in whole or (child.dep_ in _CLAUSES and child.i not in inside):
                continue
            for token in child.subtree:
                if token.i not in whole and abs(token.i - predicate.i) <= _REACH:
                    _add(words, token, inside)
    return tuple(words)[:24]


def _add(words: dict[str, None], token: Token, inside: set[int]) -> None:
    if token.pos_ not in _CONTENT or token.is_stop or not token.is_alpha or token.i in inside:
        return
    lemma = token.lemma_.lower()
    if lemma not in _LIGHT and len(lemma) > 1 and not token.like_num and lemma not in _units():
        words.setdefault(lemma)


@cache
def _units() -> frozenset[str]:
    """Unit words say nothing of what is measured."""
    return frozenset(
        str(w).lower() for e in resources.load("units").values() for w in e.get("words", ()) if " " not in str(w)
    ) | {
        "dollar",
        "percent",
        "billion",
        "million",
    }
