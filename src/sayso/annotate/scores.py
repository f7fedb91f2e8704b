"""How probable it is that a draft is an attribution that a careful reader would mark: a logistic score."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sayso.annotate.clauses import whole_clause
from sayso.annotate.cues import noun_share, verb_share
from sayso.annotate.drafts import Draft
from sayso.annotate.lexicon import is_person_noun
from sayso.annotate.tagged import sureness
from sayso.language.tagger import CONTENT, CUE, SOURCE
from sayso.resources import load

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from sayso.annotate.quoting import Quoted
    from sayso.language.tagger import Tags

_FIRST = frozenset(("i", "we", "my", "our"))
_THIRD = frozenset(["he", "she", "they", "it", "him", "her", "them"])
_CONDITIONS = frozenset(("if", "unless", "whether"))
# how many unseen uses the share of a word over all its constructions counts for
_PRIOR = 4.0
_GROUPS = {
    "clause": "clause",
    "it-passive": "clause",
    "parenthesis": "clause",
    "quotation": "quotation",
    "attitude": "attitude",
    "infinitive": "infinitive",
    "object-infinitive": "infinitive",
    "passive-infinitive": "passive",
    "passive-of": "passive",
    "passive-theme": "passive",
}


def group_of(pattern: str) -> str:
    """The group of constructions in which a word's uses are counted together."""
    return _GROUPS.get(pattern, "noun" if pattern.startswith("noun") else "object")


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = load("statement_scores")
    return table


def share_of(lemma: str, pattern: str) -> float:
    """Share of a word's uses in a construction that are attributions, drawn towards its share overall."""
    prior = noun_share(lemma) if pattern.startswith("noun") else verb_share(lemma)
    hits: int
    total: int
    hits, total = _table()["uses"].get(lemma, {}).get(group_of(pattern), (0, 0))
    return (hits + _PRIOR * max(prior, 0.01)) / (total + _PRIOR)


def word_of(head: Token) -> str:
    """The word under which a cue's uses are counted: its lemma, with the particle that makes it another verb."""
    particle = next((c.lower_ for c in head.children if c.dep_ == "prt"), None) if head.pos_ == "VERB" else None
    return f"{head.lemma_.lower()} {particle}" if particle else str(head.lemma_.lower())


@cache
def noun_kind(lemma: str) -> str:
    """What a common noun at the head of a source stands for: a person, a body, a document or a thing."""
    lists = load("speakers")
    if lemma in lists["document"]:
        return "document"
    if is_person_noun(lemma) or any(lemma in lists[kind] for kind in ("unnamed", "people")):
        return "human"
    return "body" if any(lemma in lists[kind] for kind in ("government", "media", "bodies", "group")) else "thing"


def features_of(doc: Doc, draft: Draft, quoted: Quoted) -> dict[str, float]:
    """The named features of a draft that its score is made of."""
    out = {"bias": 1.0, f"pattern={draft.pattern}": 1.0}
    if draft.head >= 0 and draft.cue is not None:
        head = doc[draft.head]
        lemma = word_of(head)
        if head.pos_ in ("VERB", "AUX", "NOUN", "ADJ"):
            share = share_of(lemma, draft.pattern)
            out["share"] = math.log((share + 0.01) / (1.01 - share))
            if share < 0.05:
                out["rare"] = 1.0
        out[f"tag={head.tag_}"] = 1.0
        words = [doc[i].lower_ for i in range(*draft.cue)]
        if any(doc[i].tag_ == "MD" for i in range(*draft.cue)):
            out["modal"] = 1.0
        if words[0] == "to" or (draft.cue[0] > 0 and doc[draft.cue[0] - 1].lower_ == "to"):
            out["to"] = 1.0
        if draft.negated:
            out["negated"] = 1.0
        if any(c.dep_ == "mark" and c.lower_ in _CONDITIONS for c in head.children):
            out["condition"] = 1.0
        if whole_clause(head):
            out["role=ccomp"] = 1.0
        elif head.dep_ in ("ROOT", "relcl", "advcl", "acl", "conj", "ccomp", "xcomp", "pcomp", "parataxis"):
            out[f"role={head.dep_}"] = 1.0
    out.update(_source_features(doc, draft))
    size = draft.size
    out["size=" + ("1" if size <= 2 else "3" if size <= 5 else "6" if size <= 12 else "13" if size <= 40 else "41")] = (
        1.0
    )
    inside = sum(min(b, y) - max(a, x) for a, b in draft.content for x, y in quoted.within((a, b)))
    if inside:
        out["quoted"] = inside / size
    if any(doc[i].pos_ in ("VERB", "AUX") for a, b in draft.content for i in range(a, min(b, a + 60))):
        out["verbal"] = 1.0
    if doc[draft.start].lower_ in ("that", "how", "whether", "what", "why"):
        out["complementizer"] = 1.0
    return out


def _source_features(doc: Doc, draft: Draft) -> dict[str, float]:
    if draft.source is None:
        return {"source=none": 1.0}
    head = doc[draft.source[0] : draft.source[1]].root
    word = head.lower_
    if word in ("you", "your"):
        return {"source=you": 1.0}
    if word in _FIRST:
        return {"source=first": 1.0}
    if word in _THIRD:
        return {"source=third": 1.0}
    if head.ent_type_ in ("PERSON", "ORG", "GPE", "NORP"):
        return {f"source={head.ent_type_}": 1.0}
    if draft.source[1] - draft.source[0] > 12:
        return {"source=long": 1.0}
    if head.pos_ == "NOUN":
        # things do not speak, but for papers: who released a wall of water was a gate
        kind = noun_kind(head.lemma_.lower())
        return {f"source={kind}": 1.0, f"source={kind}|{group_of(draft.pattern)}": 1.0}
    return {f"source={head.pos_ if head.pos_ in ('NOUN', 'PROPN', 'PRON', 'NUM', 'DET') else 'other'}": 1.0}


def tagger_features_of(draft: Draft, tags: Tags) -> dict[str, float]:
    """The named features that the score of rules and tagger together is made of; `draft.score` holds the rules' score.

    Those that mean another thing where only one of the two saw the draft carry who saw it in their names.
    """
    seen = "rules" if draft.tagged is None else "tagger" if draft.pattern == "tagged" else "both"
    pieces = [tags.inside(slice(*piece))[:, CONTENT] for piece in draft.content]
    content = float((pieces[0] if len(pieces) == 1 else np.concatenate(pieces)).mean())
    cue = float(tags.inside(slice(*draft.cue))[:, CUE].max()) if draft.cue else 0.0
    out = {"bias": 1.0, seen: 1.0, f"rules|{seen}": logit(draft.score)}
    out[f"cue|{seen}"], out[f"content|{seen}"] = logit(cue), logit(content)
    source = draft.tagged.source if draft.tagged is not None and draft.tagged.source else draft.source
    if source is None:
        out[f"sourceless|{seen}"] = 1.0
    else:
        out[f"source|{seen}"] = logit(float(tags.inside(slice(*source))[:, SOURCE].mean()))
    if draft.tagged is not None:
        out["link"] = logit(draft.tagged.link)
        out["sureness"] = sureness(tags.tags[:, CONTENT], draft.tagged.content)
        if draft.tagged.source is None:
            out["unlinked"] = 1.0
        else:
            out["source link"] = logit(draft.tagged.source_link)
    return out


def logit(chance: float) -> float:
    """Log odds of a probability, kept between -4.6 and 4.6."""
    return math.log((chance + 0.01) / (1.01 - chance))


def score_of(features: dict[str, float], weights: dict[str, float]) -> float:
    """The probability that a draft with these features is an attribution, by a logistic regression.

    Args:
        features: of `features_of` or `tagger_features_of`.
        weights: `rule_weights()` for the first, `tagger_weights()` for the second; a feature that has none is left out.
    """
    z = 0.0
    for name, value in features.items():
        z += weights.get(name, 0.0) * value
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))


def rule_weights() -> dict[str, float]:
    """Weights fitted on the training articles of PolNeAR (training/statement_scores.py)."""
    weights: dict[str, float] = _table()["weights"]
    return weights


def tagger_weights() -> dict[str, float]:
    """Weights fitted on those training articles that the tagger never saw (training/attribution/scores.py)."""
    weights: dict[str, float] = load("tagger_scores")["weights"]
    return weights
