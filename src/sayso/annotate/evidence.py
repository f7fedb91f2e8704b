"""What speaks for each type of a name in one place: its words, its neighbours, the gazetteer, the parser."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from sayso import resources
from sayso.annotate import gazetteer
from sayso.annotate.lexicon import (
    common_word,
    given_names,
    heads,
    is_person_noun,
    listed,
    never_name,
    world_name,
)
from sayso.annotate.runs import HOUSES, Piece
from sayso.annotate.words import Word

Guess = tuple[int, int, str]
_NOMINAL = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "VERB"})


def weigh(piece: Piece, ws: Sequence[Word], guesses: Collection[Guess]) -> Piece:
    """The piece with the votes for each type that it could have; the parser's exact label counts one.

    The weights are in units of that one vote; the parser alone is right four times in five on news (OntoNotes F1 84),
    a title or legal form hardly ever wrong.
    """
    i, j = piece.i, piece.j
    votes: dict[str, float] = defaultdict(float)
    for a, b, label in sorted(guesses):
        if a < j and b > i:
            votes[label] += 1.0 if (a, b) == (i, j) else 0.5 * (min(b, j) - max(a, i)) / (max(b, j) - min(a, i))
    _from_gazetteer(" ".join(w.text for w in ws[i:j]), j - i, votes)
    if j - i > 1:
        _from_words(ws, i, j, votes)
    else:
        _from_shape(ws[i], votes)
    apart = dict(votes)
    for kind, vote in piece.votes.items():
        votes[kind] += vote
    _from_neighbours(ws, i, j, votes)
    context = {kind: vote - apart.get(kind, 0.0) for kind, vote in votes.items()}
    if j - i > 1 and max(votes.values(), default=0) < 1 and not all(never_name(w.text) for w in ws[i:j] if w.capital):
        named = (
            j - i <= 3 and not any(common_word(w.text) for w in ws[i:j]) and not (i and ws[i - 1].text.lower() == "the")
        )
        votes["PERSON" if named else "ORG"] += 0.9
    return replace(piece, votes=dict(votes), context=context)


def plausible(ws: Sequence[Word], i: int, j: int, votes: dict[str, float]) -> bool:
    """Whether the words could be a name at all, judged by dictionary and place in the sentence."""
    inside = ws[i:j]
    if j - i == 1:
        word = inside[0]
        if not word.first:
            return not _shouted(word.text)
        if _shouted(word.text):
            return False
        if word.tag != "PROPN" and max(votes.values(), default=0) < 2:
            return False
        return not common_word(word.text) or max(votes.values(), default=0) >= 2
    if all(len(w.text) > 1 and w.text.isupper() for w in inside) and sum(len(w.text) for w in inside) > 7:
        return max(votes.values(), default=0) >= 2
    if all(never_name(w.text) for w in inside if w.capital):
        return max(votes.values(), default=0) >= 1.5
    return True


def _shouted(text: str) -> bool:
    """Whether a word in capitals is a plain one said aloud ("TWICE"), not an acronym."""
    plainly = text.isupper() and text.isalpha() and len(text) > 3 and (never_name(text) or is_person_noun(text.lower()))
    return plainly and not world_name(text) and text not in resources.load("metonyms")["acronyms"]


def _from_gazetteer(text: str, length: int, votes: dict[str, float]) -> None:
    if name := gazetteer.country(text):
        votes["LOC" if gazetteer.countries()[name].region else "GPE"] += 4
    elif kind := world_name(text):
        votes[kind] += 2.5
    elif text in resources.load("metonyms")["acronyms"]:
        votes["ORG"] += 2.0
    elif gazetteer.state(text) or gazetteer.capital_of(text):
        votes["GPE"] += 2.5
    elif town := gazetteer.town(text):
        weight = 2.0 if town.population >= gazetteer.LARGE_TOWN else 0.6 * length
        votes["GPE"] += weight * (0.4 if length == 1 and (never_name(text) or text.lower() in given_names()) else 1)


def _from_words(ws: Sequence[Word], i: int, j: int, votes: dict[str, float]) -> None:
    first, last = ws[i].low, ws[j - 1].low
    linked = next((ws[k - 1].low for k in range(i + 1, j) if ws[k].text in ("of", "for")), None)
    heading = {w for w in (linked or last,) if w}
    for word in heading:
        if word in heads("legal_forms"):
            votes["ORG"] += 3
        elif word in heads("organisation_heads"):
            votes["ORG"] += 1.0 if word in heads("weak_heads") else 2.5
        if word in heads("facility_heads"):
            votes["FAC"] += 2.0
        if word in heads("place_heads"):
            votes["LOC"] += 2.0
        if word in heads("settlement_heads"):
            votes["GPE"] += 1.5
        if word in heads("event_heads"):
            votes["EVENT"] += 1.5
    if last in HOUSES and any(w.owner for w in ws[i : j - 1]):
        votes["ORG"] += 3
    if first in ("lake", "mount", "cape", "gulf", "mt", "isle", "strait", "bay"):
        votes["LOC"] += 2.5
    if any(w.before.strip() in ("&", "&amp;") for w in ws[i + 1 : j]):
        votes["ORG"] += 2
    if any(w.text.isupper() and len(w.text.replace(".", "")) > 2 for w in ws[i:j]) and not all(
        w.text.isupper() for w in ws[i:j]
    ):
        votes["ORG"] += 1.0
    named = (
        ws[i].text.lower().split("-")[0] in given_names() or gazetteer.plain(ws[i].text).split("-")[0] in given_names()
    )
    if named and j - i <= 4 and not votes["ORG"] >= 2.5 and linked is None:
        votes["PERSON"] += 1.5
    if any(re.fullmatch(r"[A-Z]\.", w.text) for w in ws[i + (j - i > 2) : j - 1]) or re.fullmatch(
        r"(?:[A-Z]\.){1,2}", ws[i].text
    ):
        votes["PERSON"] += 1.0
    if re.fullmatch(r"[A-Z]\w{1,5}-[a-z]\w{1,5}", ws[j - 1].text) and j - i == 2:
        votes["PERSON"] += 1.0  # a Korean given name: "Mi-rae"
    if not any(common_word(w.text) or w.text.isupper() for w in ws[i:j]) and j - i <= 3 and linked is None:
        votes["PERSON"] += 0.3
    if any(ws[k].text.lower() in listed("particles") for k in range(i + 1, j - 1)) and not votes["ORG"]:
        votes["PERSON"] += 0.5
    if not named and last.endswith("s") and len(last) > 4 and common_word(last):
        votes["PERSON"] -= 1.0
    if last in ("jr", "sr", "ii", "iii"):
        votes["PERSON"] += 1.5
    if any(any(c.isdigit() for c in w.text) for w in ws[i:j]):
        votes["PERSON"] -= 1.0
        votes["PRODUCT"] += 0.5


def _from_shape(word: Word, votes: dict[str, float]) -> None:
    text = word.text.replace(".", "")
    if text.isupper() and 2 <= len(text) <= 6 and text.isalpha():
        votes["ORG"] += 0.8
        votes["PERSON"] -= 0.8
    elif any(c.isdigit() for c in text):
        votes["PRODUCT"] += 0.9 if text[:1].isupper() and "-" in text else 0.3
    elif re.search(r"[a-z][A-Z]", text) and not text.startswith(("Mc", "Mac", "De", "Di", "La", "Le", "Van")):
        votes["ORG"] += 0.6
    if re.search(r"\.(?:com|org|net|co|au|uk|tv|de|fr|ru|io)\b", word.text.lower()):
        votes["ORG"] += 2.5
    if text.lower() in given_names() and not votes["GPE"] and not votes["ORG"]:
        votes["PERSON"] += 0.5
    if text[:1].isupper() and not common_word(text) and (not word.first or word.tag == "PROPN"):
        votes["ORG"] += 0.95 if max(votes.values(), default=0) <= 0 else 0.0 if word.first else 0.35


def _from_neighbours(ws: Sequence[Word], i: int, j: int, votes: dict[str, float]) -> None:
    near = i > 0 and ws[i].before == " "
    before = ws[i - 1].text.lower() if near else ""
    earlier = ws[i - 2].text.lower() if near and i > 1 and ws[i - 1].before == " " else ""
    follows = ws[j] if j < len(ws) and not ws[j - 1].owner else None
    after = follows.text if follows is not None and follows.before == " " else ""
    if before in listed("locatives"):
        votes["GPE"] += 0.6 if votes["GPE"] or votes["LOC"] or votes["FAC"] or j - i == 1 else 0.2
    if before == "of" and earlier in listed("place_nouns"):
        votes["GPE"] += 2.5
    if before == "of" and earlier in listed("parts_of_places"):
        votes["GPE"] += 1.5
    if before in listed("directions") and j - i == 1:
        votes["GPE"] += 1.5
    if j < len(ws) and ws[j - 1].owner and ws[j].text in listed("had_by_places"):
        votes["GPE"] += 1.2
    if i and ws[i].before == ", " and is_person_noun(ws[i - 1].low):
        votes["PERSON"] += 1.0
    if before == "the":
        votes["PERSON"] -= 1.0
    if before in ("a", "an") and not (follows is not None and follows.before in (" ", "-") and follows.tag in _NOMINAL):
        # who has one of it, or makes one, speaks of a thing: "in the shape of a Tarn Air"
        votes["PRODUCT"] += 1.2
        votes["ORG"] -= 0.6
    if is_person_noun(before):
        votes["PERSON"] += 2
    if before in listed("body_nouns") or after in listed("body_nouns"):
        votes["ORG"] += 1.2
    if after in listed("nouns_after_bodies"):
        votes["PERSON"] -= 1.0
    if before in listed("naming_verbs"):
        _from_what_is_named(ws, i - 2, votes)
    if before in listed("vessels") or after in listed("vessels"):
        votes["PRODUCT"] += 1.0
    if after in ("province", "state", "region", "city", "district", "county", "oblast", "prefecture"):
        votes["GPE"] += 1.5
    if after in listed("local_bodies"):
        votes["GPE"] += 0.8
    if after in ("river", "forest", "lake", "mountains", "island", "islands", "peninsula", "valley", "desert", "sea"):
        votes["LOC"] += 2.5
    if after in ("airport", "bridge", "stadium", "motorway", "highway", "prison"):
        votes["FAC"] += 0.5
    if after in listed("human_acts"):
        votes["PERSON"] += 0.8
    if follows is not None and follows.before == ", ":
        if re.fullmatch(r"[1-9]\d", follows.text):
            votes["PERSON"] += 2
        elif gazetteer.country(follows.text) or gazetteer.state(follows.text):
            votes["GPE"] += 0.8
        elif follows.text in ("who", "whose"):
            votes["PERSON"] += 0.8
        elif follows.low in ("a", "an", "the", "former", "one", "another", "its") or is_person_noun(follows.text):
            _from_apposition(ws, j, votes)
    if after == "who":
        votes["PERSON"] += 0.8


def _from_what_is_named(ws: Sequence[Word], k: int, votes: dict[str, float]) -> None:
    """What bears the name that follows a verb of naming: the noun before it ("a technology called X")."""
    noun = ws[k].low if k >= 0 and ws[k].tag == "NOUN" else ""
    if is_person_noun(noun):
        votes["PERSON"] += 2
    elif noun in listed("body_nouns"):
        votes["ORG"] += 1.5
    elif noun in listed("place_nouns"):
        votes["GPE"] += 1.5
    elif noun:
        votes["PRODUCT"] += 2


def _from_apposition(ws: Sequence[Word], j: int, votes: dict[str, float]) -> None:
    """What the apposition at j says the name is: its last noun before the next break or preposition."""
    noun = ""
    for word in ws[j : j + 8]:
        if (noun and word.before != " ") or word.tag in ("ADP", "VERB", "AUX", "PRON"):
            break
        if word.tag in ("NOUN", "PROPN"):
            noun = word.low
    if is_person_noun(noun):
        votes["PERSON"] += 1.5
    elif noun in listed("body_nouns"):
        votes["ORG"] += 1.5
    elif noun in listed("place_nouns"):
        votes["GPE"] += 1.5
