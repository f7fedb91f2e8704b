"""The title or office that a report gives with a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.annotate import gazetteer
from sayso.annotate.descriptions import kind_of_phrase
from sayso.annotate.lexicon import is_person_noun, title_words
from sayso.annotate.words import Word
from sayso.language.backbone import Reading
from sayso.types import EntityType

# a description longer than this many characters is no title
LONGEST_ROLE = 80
_ARTICLES = ("the ", "a ", "an ", "its ", "his ", "her ", "their ", "our ", "my ")


def find_role(
    reading: Reading, ws: Sequence[Word], i: int, j: int, title: tuple[int, int] | None, kind: EntityType
) -> str | None:
    """The words that say what the bearer of the name at i:j is: the title before it or the apposition after it.

    Args:
        reading: the report with its parse.
        ws: its words.
        title: the words of a capitalised title before the name, where there is one.
        kind: the type of the name; what is said of it must fit.
    """
    text = reading.report.text
    start = title[0] if title else i
    while start < i and ws[start].low in title_words("honorifics") and ws[start].low not in title_words("ranks"):
        start += 1
    addressed = title is not None and start == i
    while not addressed and start and ws[start].before == " " and not ws[start - 1].owner and _modifies(ws[start - 1]):
        start -= 1
    if start < i and not title and not _fits(ws[i - 1].low, text[ws[start].start : ws[i - 1].end], kind):
        start = i
    role = text[ws[start].start : ws[i].start].strip() if start < i else ""
    rank_only = all(w.low in title_words("ranks") for w in ws[start:i])
    if start < i and not rank_only and 1 < len(role) <= LONGEST_ROLE and "\n" not in role:
        return role
    start, end = ws[i].start, ws[j - 1].end
    return _apposition(reading, start, end, kind) or role or (_beside(text, start, end) if kind == "PERSON" else None)


def _beside(text: str, start: int, end: int) -> str | None:
    """What stands between commas beside a person's name and ends, or opens, in what a person is.

    The parser's appositions break where names stand inside ("Roe, the spokesman for Premier Vos, said"), and it makes
    the name the apposition of a title before it ("The Norlander premier, Ada Roe, said").
    """
    after = re.match(r",\s(?:the|an?|its|his|her)\s([^,.;:“”\"\n]{3,80}),", text[end : end + 90])
    if after is not None and any(is_person_noun(w) for w in _before_of(after.group(1))[-1:]):
        return after.group(1)
    before = re.search(
        r"(?:\b[Tt]he|(\b[A-Z][\w.]+['’]s))\s([^,.;:“”\"\n]{3,60}),\s$", text[max(0, start - 80) : start]
    )
    titled = before is not None and any(is_person_noun(w) for w in _before_of(before.group(2))[-1:])
    if before is not None and titled and text[end : end + 1] == ",":
        return " ".join(filter(None, before.groups()))
    return None


def _before_of(phrase: str) -> list[str]:
    return re.split(r"\s(?:of|for|at|in|with|to|who)\s", phrase.lower())[0].split()


def _fits(head: str, phrase: str, kind: EntityType) -> bool:
    if kind == "PERSON":
        return any(is_person_noun(part) for part in head.split("-")) or head in title_words("ranks")
    return kind_of_phrase(phrase) is not None


def _modifies(word: Word) -> bool:
    return word.tag in ("NOUN", "PROPN", "ADJ") and not word.text.startswith(("@", "#"))


def _apposition(reading: Reading, start: int, end: int, kind: EntityType) -> str | None:
    span = reading.doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return None
    text = reading.report.text
    for child in span.root.children:
        if (
            child.dep_ != "appos"
            or child.i < span.end
            or child.pos_ not in ("NOUN", "PROPN")
            or child.ent_type_ == "PERSON"
        ):
            continue
        tokens = sorted(child.subtree, key=lambda t: t.i)
        if tokens[0].i - span.end > 1 or text[end : tokens[0].idx].strip() not in (",", "—", "–", "-"):
            continue
        right = child
        for t in tokens:
            if t.i > child.i and (
                not (t.is_alpha or t.text in ("'s", "’s", ".", "-"))
                or t.dep_ in ("relcl", "acl")
                or t.tag_ in ("WDT", "WP")
            ):
                break
            if t.i > child.i and t.pos_ not in ("ADP", "DET", "CCONJ", "PART"):
                right = t
        role = text[tokens[0].idx : right.idx + len(right.text)]
        for article in _ARTICLES:
            role = role.removeprefix(article)
        if 1 < len(role) <= LONGEST_ROLE and "\n" not in role and _fits(child.lower_, _to_head(role, child.text), kind):
            return role
    return None


def _to_head(role: str, head: str) -> str:
    return gazetteer.plain(role[: role.find(head) + len(head)])
