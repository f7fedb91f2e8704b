"""Runs of capitalised words, cut into names and the titles that stand before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sayso import resources
from sayso.annotate import gazetteer
from sayso.annotate.lexicon import common_word, given_names, heads, is_person_noun, listed, title_words
from sayso.annotate.words import Word


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words i:j (end exclusive) that may be a name, with the title before it and the evidence so far.

    `context` is the part of the votes that its title and neighbours give, which differ from mention to mention.
    """

    i: int
    j: int
    title: tuple[int, int] | None = None
    votes: dict[str, float] = field(default_factory=dict)
    context: dict[str, float] = field(default_factory=dict)


# a vote that two mentions make enough
LONE = 0.5


def is_function_word(word: Word) -> bool:
    """Whether it is capitalised for its place in the sentence only."""
    low = word.text.lower().replace("’", "'")
    return low in listed("function") and not (low in listed("calendar_people") and not word.first)


def nationality_at(words: Sequence[Word], i: int, j: int) -> int:
    """How many words from i on (2, 1 or 0) make a nationality word."""
    for length in (2, 1):
        if i + length <= j and gazetteer.nationality(" ".join(w.text for w in words[i : i + length])):
            return length
    return 0


def find_runs(words: Sequence[Word], spanning: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Maximal runs i:j of capitalised words, over the small words that names contain.

    Args:
        spanning: word ranges that the parser holds for one name; "and" and "of" within them join.
    """
    together = {k for i, j in spanning for k in range(i, j - 1)}
    i, n = 0, len(words)
    while i < n:
        if not _starts(words[i]) and not (i in together and words[i].low in listed("openings") and words[i].capital):
            i += 1
            continue
        j = i + 1
        while j < n and (not words[j - 1].owner or words[j - 1].low in listed("owners") or _owned_inside(words, i, j)):
            step = _step(words, i, j, n, together)
            if not step:
                break
            j += step
        yield i, j
        i = j


def _owned_inside(words: Sequence[Word], i: int, j: int) -> bool:
    """Whether the possessive before j is part of a name: "Miners' Union", "St Aldan's Hospital"."""
    word, head = words[j - 1], words[j]
    if not head.capital or head.before.strip("'’s ") or head.low not in heads("organisation_heads") | HOUSES:
        return False
    plural = word.low.endswith("s") and (is_person_noun(word.low[:-1]) or word.low.endswith(("ers'", "ers", "ors")))
    several = plural and common_word(word.low) and head.before[:1] in "'’"
    return several or (j - i == 2 and words[i].low in ("st", "saint", "king", "queen"))


# houses named after a saint or founder
HOUSES = frozenset(("hospital", "church", "cathedral", "college", "school", "infirmary", "chapel", "abbey"))


def _starts(word: Word) -> bool:
    return word.capital and not is_function_word(word)


def _step(words: Sequence[Word], i: int, j: int, n: int, together: set[int]) -> int:
    """How many more words the run i:j takes in at j; 0 when it ends."""
    word = words[j]
    if word.before in (" & ", " &amp; ") and word.capital:
        return 1
    if word.before == ", " and word.low in heads("legal_forms") and word.capital:
        return 1
    if word.before.lstrip("'’") not in (" ", "\u00a0", "") or (word.first and j - 1 not in together):
        return 0
    if word.capital:
        return 1 if not is_function_word(word) or j - 1 in together else 0
    ahead = j
    while ahead < n and ahead - j < 3 and not words[ahead].capital and words[ahead].before == " ":
        ahead += 1
    if ahead >= n or not _starts(words[ahead]) or words[ahead].before not in (" ", "-", ""):
        return 0
    small = [words[k].text for k in range(j, ahead)]
    previous = words[j - 1].low
    if all(w in listed("particles") for w in small):
        return ahead - j + 1
    if not all(w in listed("links") or w in listed("particles") for w in small):
        return 0
    if all(k in together for k in range(j - 1, ahead)) and (
        small[0] in ("of", "for", "and", "&") or previous in listed("heads_on")
    ):
        return ahead - j + 1
    headed = (
        previous in heads("organisation_heads")
        or previous in heads("settlement_heads")
        or previous in heads("place_heads")
    )
    titled = previous in title_words("offices")
    if small[0] == "of" and (headed or titled):
        return ahead - j + 1
    return ahead - j + 1 if small[0] == "for" and headed else 0


def cut(words: Sequence[Word], i: int, j: int) -> Iterator[Piece]:
    """The pieces of a run: names apart from titles, nationality words and calendar words."""
    k = i
    for at in range(i, j + 1):
        if k < at < j and (_runs_into_dateline(words, at) or _changes_case(words, k, at, j)):
            yield from _cut_titles(words, k, at)
            k = at
        if (
            at == j
            or is_date_word(words, at)
            or (words[at].capital and words[at].low in listed("credits"))
            or (words[at].text.isdigit() and at == i)
            or (words[at].text == "Flight" and at > i and at + 1 < len(words) and words[at + 1].text.isdigit())
        ):
            if at > k:
                yield from _cut_titles(words, k, at)
            k = at + 1


def _changes_case(words: Sequence[Word], i: int, at: int, j: int) -> bool:
    """Whether words in capitals end and common ones begin, or the other way, with two or more in capitals."""

    def loud(word: Word) -> bool:
        return word.text.isupper() and len(word.text) > 3

    before, after = words[i:at], words[at:j]
    if len(before) > 1 and all(map(loud, before)) and not any(map(loud, after)):
        return True
    return len(after) > 1 and all(map(loud, after)) and not any(map(loud, before))


def _runs_into_dateline(words: Sequence[Word], k: int) -> bool:
    """Whether a byline ends and a dateline begins at the word: "Ada Roe OSLO"."""
    here, before = words[k].text, words[k - 1].text
    loud = here.isupper() and len(here) > 3 and not before.isupper()
    return loud and (gazetteer.capital_of(here) is not None or gazetteer.town(here) is not None)


def is_date_word(words: Sequence[Word], k: int) -> bool:
    """Whether a capitalised day or month is one here, and no person's name ("Theresa May", "Jan Roe")."""
    word = words[k]
    calendar = resources.load("calendar_words")
    if not word.capital or not any(word.low in calendar[kind] for kind in ("days", "months")):
        return False
    after = words[k + 1] if k + 1 < len(words) else None
    if (
        after is not None
        and after.before == " "
        and after.low in ("times", "telegraph", "mirror", "express", "herald", "mail", "post")
    ):
        return False
    if word.low not in listed("calendar_people"):
        return True
    if word.text.endswith(".") or (after is not None and after.text[:1].isdigit()):
        return True
    before = words[k - 1] if k and word.before == " " else None
    named_before = (
        before is not None
        and before.capital
        and before.low not in calendar["days"]
        and (not before.first or before.low in given_names() or not common_word(before.text))
    )
    named_after = after is not None and after.before == " " and after.capital and len(word.text) <= 5
    return not (named_before or (named_after and after is not None and not is_function_word(after)))


def _cut_titles(words: Sequence[Word], i: int, j: int) -> Iterator[Piece]:
    while i < j and (
        (words[i].text.lower() in listed("function") and words[i].low not in listed("openings")) or not words[i].capital
    ):
        i += 1
    if j - i > 2 and words[j - 1].low.endswith("s") and is_person_noun(words[j - 1].low[:-1]):
        # a broken copy runs into the next phrase: "Ada Roe Legislators who …"
        j -= 1
    while j > i and (words[j - 1].text.lower() in listed("links") or not words[j - 1].capital):
        j -= 1
    if i >= j:
        return
    start = _title_start(words, i, j)
    if start is None:
        yield from _strip_nationality(words, i, j)
        return
    last = _title_end(words, start, j)
    if last is None:
        yield from _strip_nationality(words, i, j)
        return
    name = last + 1
    if start > i:
        yield from _strip_nationality(words, i, start)
    if name >= j:
        if _is_alone(words, start, j):
            yield Piece(start, j, None, {"PERSON": LONE})
        return
    if not words[name].capital or words[name].text.lower() in listed("links"):
        yield from _cut_titles(words, name, j)
        return
    yield Piece(name, j, (start, name), {"PERSON": 3.0})


def _is_alone(words: Sequence[Word], i: int, j: int) -> bool:
    """Whether a title that is more often a name stands alone within a sentence: "a song by Prince"."""
    word = words[i]
    named = j - i == 1 and not word.first and word.low in listed("lone")
    return named and i > 0 and word.before == " " and words[i - 1].tag not in ("DET", "ADJ", "PRON", "NUM")


def _title_start(words: Sequence[Word], i: int, j: int) -> int | None:
    """Where a title begins in i:j, when one stands there with a name after it or all by itself."""
    for start in range(i, j):
        if not _is_title(words[start], inside=False):
            continue
        last = _title_end(words, start, j)
        if last is None:
            continue
        rest = words[last + 1 : j]
        if rest and start == i and rest[0].text == "of":
            return start
        if _opens_body(words[start : last + 1], rest):
            return None
        doubtful = start == last and words[last].low in title_words("also_surnames")
        if not rest and start > i and doubtful:
            # "Mary Bishop", "Stephen King": a surname that is also a title
            return None
        if not (rest and start > i and doubtful and words[last].low not in listed("sure_titles")):
            return start
    return None


def _opens_body(title: Sequence[Word], rest: Sequence[Word]) -> bool:
    """Whether title and rest together name a body or place: "Major League Baseball", "Governor General's Office"."""
    if not rest:
        return False
    if len(title) == 1 and title[0].low in title_words("also_surnames") | listed("body_openers"):
        return any(w.low in heads("organisation_heads") for w in rest)
    ends = heads("organisation_heads") | heads("facility_heads") | heads("settlement_heads")
    return rest[-1].low in ends and rest[-1].low not in title_words("also_surnames")


def _title_end(words: Sequence[Word], start: int, j: int) -> int | None:
    """The last word of the title that begins at `start`; None when no office, rank or form of address stands in it."""
    last, office = None, False
    for k in range(start, j):
        if not _is_title(words[k], inside=k > start):
            break
        office = office or _is_office(words[k])
        if office and (_is_office(words[k]) or words[k].low in listed("closings")):
            last = k
    return last


def _is_title(word: Word, *, inside: bool) -> bool:
    if not word.capital:
        return inside and word.low in ("of", "for", "the", "elect", "in")
    parts = re.split(r"-", word.low)
    kinds = ("honorifics", "ranks", "offices", "qualifiers")
    return all(any(p in title_words(k) for k in kinds) for p in parts) or word.low in title_words("qualifiers")


def _is_office(word: Word) -> bool:
    parts = word.low.split("-")
    return any(p in title_words(k) for k in ("honorifics", "ranks", "offices") for p in parts)


def _strip_nationality(words: Sequence[Word], i: int, j: int) -> Iterator[Piece]:
    """Drops a leading nationality word unless it belongs to a body's name ("Norland Air Force", "Norlander Army")."""
    while j - i > 1 and gazetteer.nationality(words[j - 1].text) and not nationality_at(words, i, j):
        j -= 1
    count = nationality_at(words, i, j)
    if count and i + count == j:
        return
    if count and words[j - 1].low not in heads("organisation_heads") | heads("event_heads") | heads("place_heads"):
        yield from _strip_nationality(words, i + count, j)
        return
    if i < j:
        yield Piece(i, j)
