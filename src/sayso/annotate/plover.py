"""The PLOVER root code of a word that names an event, from the lexicon in plover.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sayso.resources import load

if TYPE_CHECKING:
    from spacy.tokens import Token

OTHER = "OTHER"
ROOTS = (
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "COOPERATE",
    "AID",
    "YIELD",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The codes of verbs, verbs with their object, verbs with a particle, and nouns; and the words that name none."""

    verbs: Mapping[str, str]
    with_object: Mapping[tuple[str, str], str]
    with_particle: Mapping[tuple[str, str], str]
    nouns: Mapping[str, str]
    other_nouns: frozenset[str]
    light: frozenset[str]
    stative: frozenset[str]
    paired: frozenset[str]
    """The verbs of `with_object`."""
    compounded: frozenset[str]
    """The last words of the nouns that are more than one."""


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """plover.yaml, by the kind of its entries."""
    data = load("plover")
    verbs: dict[str, str] = {}
    with_object: dict[tuple[str, str], str] = {}
    with_particle: dict[tuple[str, str], str] = {}
    nouns: dict[str, str] = {}
    for code, entries in (*data["codes"].items(), (OTHER, data["other"])):
        for entry in entries["verbs"]:
            verb, colon, thing = entry.partition(":")
            head, space, particle = verb.partition(" ")
            if colon:
                with_object[(head, thing)] = code
            elif space:
                with_particle[(head, particle.split()[0])] = code
            else:
                verbs[verb] = code
        compounds = (noun for noun in entries["nouns"] if code != OTHER or " " in noun)
        nouns.update(dict.fromkeys(compounds, code))
    return Lexicon(
        verbs=verbs,
        with_object=with_object,
        with_particle=with_particle,
        nouns=nouns,
        other_nouns=frozenset(data["other"]["nouns"]),
        light=frozenset(data["other"]["light"]),
        stative=frozenset(data["stative"]),
        paired=frozenset(verb for verb, _ in with_object),
        compounded=frozenset(noun.rpartition(" ")[2] for noun in nouns if " " in noun),
    )


def verb_code(verb: Token) -> str | None:
    """The code of a verb: with its object or particle if the lexicon has that, else alone, else None."""
    words = lexicon()
    lemma = verb.lemma_.lower()
    paired = lemma in words.paired
    for child in verb.children:
        dep = child.dep_
        if dep in ("dobj", "nsubjpass", "attr", "oprd", "dative"):
            if paired and (code := _with_object(lemma, child)):
                return code
        elif dep in ("prep", "prt", "advmod", "agent"):
            for thing in child.children if paired else ():
                if thing.dep_ == "pobj" and (code := _with_object(lemma, thing)):
                    return code
            if code := words.with_particle.get((lemma, child.lower_)):
                return code
        elif dep == "xcomp" and child.pos_ == "VERB" and (code := words.with_particle.get((lemma, "to"))):
            return code
    if any(c.dep_ == "prt" for c in verb.children):
        # a particle makes it another verb: "blast off" blames nobody
        return None
    return words.verbs.get(lemma)


def noun_code(noun: Token) -> str | None:
    """The code of a noun that names an event, OTHER for happenings without a code, None for any other noun."""
    words = lexicon()
    lemma = noun.lemma_.lower()
    if lemma in words.compounded:
        before = [m.lower_ for m in noun.lefts if m.dep_ in ("compound", "amod")]
        # "the launch of a missile" is a missile launch
        of = [t.lemma_.lower() for p in noun.rights if p.lower_ == "of" for t in p.children if t.dep_ == "pobj"]
        for word in (*before, *of):
            if code := words.nouns.get(f"{word} {lemma}"):
                return code
    code = words.nouns.get(lemma)
    return code or (OTHER if lemma in words.other_nouns else None)


def _with_object(lemma: str, thing: Token) -> str | None:
    words = lexicon().with_object
    for noun in (thing, *thing.conjuncts):
        if code := words.get((lemma, noun.lemma_.lower())):
            return code
        for modifier in noun.lefts:
            if modifier.dep_ in ("compound", "amod") and (code := words.get((lemma, modifier.lemma_.lower()))):
                return code
    return None
