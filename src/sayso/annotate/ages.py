"""Ages: numbers said of a person that tell how old they are, without a word that says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sayso import resources
from sayso.annotate.amounts import Amount
from sayso.annotate.lexicon import is_person_noun
from sayso.annotate.numbers import SPACE
from sayso.annotate.units import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
DAY_BEFORE = re.compile(rf"(?<![A-Za-z]){MONTH}{SPACE}$", re.I)
_AGE_AFTER = re.compile(rf"{SPACE}?[,.);]|{SPACE}(?:and|who|of|from|was|is){SPACE}")
# "aged 9", "daughters, ages 7 and 10": each number behind the word
_OF_AGE = re.compile(
    rf"\b(?:ages?|aged)(?:{SPACE}of)?{SPACE}(?:(?:[0-9]{{1,3}}|[a-z]+)(?:,{SPACE}(?:and{SPACE})?|{SPACE}(?:and|or){SPACE}))*$",
    re.I,
)
_COUNTS = re.compile(rf"{SPACE}(?!and\b|or\b|to\b|who\b|from\b|of\b|was\b|were\b|is\b|are\b|at\b|in\b|with\b)[a-z]+s\b")
_AGE_END = re.compile(rf"{SPACE}?[,.);]")
# nobody is known to have grown older than 122; a bare number as large is seldom an age
OLDEST = 115
# an age set behind "the singer" is that of one who has a calling
_GROWN = 16


def is_age(text: str, amount: Amount, tokens: Sequence[Token]) -> bool:
    """Whether a bare number said of a person is an age: "Ada Lund, 45, said", "Ada Lund, who is 45"."""
    first, doc = tokens[0].i, tokens[0].doc
    written = amount.form == "digits" or (amount.form == "words" and text[amount.core].islower())
    if amount.unit or not written or not 1 <= (amount.low or amount.high or 0) <= OLDEST or first < 2:
        return False
    if _OF_THE_AGE.fullmatch(text, amount.start, amount.core):
        return True
    if amount.low != amount.high and _is_limit(text, amount, tokens):
        return True
    if amount.low != amount.high:
        # "men, ages 18 to 35", "patients aged over 65"
        return bool(_OF_AGE.search(text, max(0, amount.start - 40), amount.start)) and _ends(tokens[-1])
    if amount.form == "digits" and _aged(tokens[0]) is not None:
        return True
    if _OF_AGE.search(text, max(0, amount.start - 40), amount.start):
        return not _COUNTS.match(text, amount.end)
    if doc[first - 1].text == "as" and doc[first - 2].lower_ in ("young", "old"):
        return _AGE_AFTER.match(text, amount.end) is not None
    if doc[first - 1].text != "," or amount.low != int(amount.low or 0):
        return False
    before = doc[first - 2]
    enclosed = re.match(rf"{SPACE}?,", text[amount.end : amount.end + 2]) is not None
    if before.tag_ == "NN" and enclosed and amount.form == "digits":
        # "the singer, 36, and her band"
        return before.ent_type_ == "" and before.lemma_.lower() not in lexicon().words and (amount.low or 0) >= _GROWN
    if before.pos_ != "PROPN" or (amount.form == "words" and not _AGE_END.match(text, amount.end)):
        return False
    # a bare number between commas is no date or house number, though a name may be a town's
    places = ("DATE", "GPE") if amount.form == "digits" and not enclosed else ("DATE",)
    month = DAY_BEFORE.search(before.text + " ")
    return not month and before.ent_type_ not in places and bool(_AGE_AFTER.match(text, amount.end))


_LIMIT = re.compile(rf"(?:under|over|above|below){SPACE}", re.I)
_OF_THE_AGE = re.compile(rf"[a-z]+{SPACE}(?:the{SPACE}age{SPACE}of|age){SPACE}", re.I)


def _is_limit(text: str, amount: Amount, tokens: Sequence[Token]) -> bool:
    """ "children under five", "men over 65"."""
    first = next((t for t in (tokens[0].nbor(-1), tokens[0].nbor(-2)) if t.idx < amount.start), None)
    people = first is not None and first.tag_ in ("NNS", "NN") and first.idx + len(first) + 1 == amount.start
    return (
        people
        and first is not None
        and first.lemma_.lower() in {*resources.load("counting")["persons"], "people"}
        and _LIMIT.match(text, amount.start) is not None
    )


def person_aged(number: Token) -> Token:
    """Whose age a number is: "Lund" in "Ada Lund, 45", "children" in "children as young as 6"."""
    found = _aged(number)
    if found is not None:
        return found
    if number.nbor(-1).lower_ in ("under", "over", "above", "below") and number.nbor(-2).pos_ == "NOUN":
        return number.nbor(-2)
    near = [t for t in number.doc[max(0, number.i - 8) : number.i] if t.lower_ in ("age", "aged", "ages")]
    if near:
        people = [t for t in number.doc[number.sent.start : near[-1].i] if t.pos_ in ("NOUN", "PROPN")]
        return people[-1] if people else near[-1]
    before = number.doc[number.i - 2]
    return before.head if before.pos_ in ("ADJ", "ADV") and before.head.pos_ in ("NOUN", "PROPN") else before


def _aged(number: Token) -> Token | None:
    """Whose age a number is in "who is 45", "my son's 45", "whose kids are 6 and 10" and "she turned 45"."""
    if number.dep_ == "conj" and number.head.like_num and number.head.i < number.i:
        return _aged(number.head) if _ends(number) else None
    if not _ends(number):
        return None
    before = number.nbor(-1)
    if before.tag_ == "POS" and before.i > 1 and before.nbor(-2).tag_ == "PRP$" and _is_person(before.nbor(-1)):
        # "my mum's 82", which parsers take for something of hers
        return before.nbor(-1)
    verb = number.head
    turned = verb.lemma_ == "turn" and number.dep_ in ("dobj", "attr", "npadvmod", "oprd") and before.i >= verb.i - 1
    if not turned and (number.dep_ not in ("attr", "acomp") or verb.lemma_ != "be"):
        return None
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if subject is None or not (turned or subject.lower_ in ("who", "he", "she") or _is_person(subject)):
        return None
    whose = subject.lower_ in ("who", "that") and verb.dep_ == "relcl"
    return verb.head if whose else subject


def _is_person(noun: Token) -> bool:
    """Whether a noun with an owner or an article names one who has an age: "her son", "the kids"."""
    owned = any(c.dep_ in ("poss", "det") for c in noun.children)
    lemma = noun.lemma_.lower()
    return owned and (is_person_noun(lemma) or lemma in resources.load("counting")["persons"])


def _ends(number: Token) -> bool:
    """Whether nothing stands behind a number that it could count."""
    behind = number.nbor() if number.i + 1 < len(number.doc) else None
    return (
        behind is None
        or behind.is_punct
        or behind.is_space
        or behind.lower_ in ("and", "or", "when", "at", "by", "on", "next", "this", "last", "only", "just", "while")
    )
