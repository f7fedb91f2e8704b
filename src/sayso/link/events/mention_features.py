"""What two mentions have in common: named features of each pair, for the scorer of coreference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sayso.language.embed import WIDTH, embed
from sayso.link.events.mentions import Mention, Seen
from sayso.link.names.matching import same_name

# Letters of a word that count, so that a verb and its noun are one ("decide", "decision").
STEM = 5
# Characters on either side of a mention that tell what is said of it.
AROUND = 70
# Sentences of one document farther apart than this are as far apart as can be.
FAR = 10
# A pair of lemmas that the training part has not seen together counts as seen this often with SHARE in one.
UNSEEN, SHARE = 2.0, 0.1

FEATURES = (
    *("head_cosine", "text_cosine", "window_cosine", "sentence_cosine", "document_cosine", "document_apart"),
    *("governor_cosine", "subject_cosine", "object_cosine", "subjects_told", "objects_told"),
    *("lemma_same", "stem_same", "text_same", "verbs", "verb_and_noun", "words_overlap", "words_contained"),
    *("context_overlap", "names_overlap", "names_apart", "numbers_overlap", "numbers_apart"),
    *("times_overlap", "times_apart", "document_words", "same_document", "same_sentence", "near", "far"),
    *("pair_odds", "pair_known", "rare", "frequent", "pronouns", "pronoun_and_name", "pronoun_and_noun"),
    *("names", "name_and_noun", "label_same", "label_differs", "plural_differs", "pronoun_differs"),
    *("governor_same", "relation_same", "indefinite", "indefinites", "name_likeness"),
    *("window_rank", "window_rank_worse", "head_rank", "document_rank", "no_person", "pronoun_same"),
    *("vector_cosine", "vector_rank", "vector_rank_worse"),
)


Table = NDArray[np.floating] | NDArray[np.bool_]
LemmaPairs = Mapping[tuple[str, str], tuple[int, int]]


def compare_mentions(
    mentions: Sequence[Mention], seen: Sequence[Seen], pairs: LemmaPairs, vectors: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The features of each two mentions, as an array (n, n, features) in the order of FEATURES.

    Args:
        mentions: of one kind.
        seen: the parse's view of each.
        pairs: for two head lemmas in the order of the alphabet how often they named the same, and how often they met.
        vectors: of each mention, rows of length 1.
    """
    documents = _Documents(mentions)
    found: dict[str, Table] = {
        **_meanings(mentions, seen, documents),
        **_heads(mentions, seen, pairs),
        **_words(seen, documents),
        **_places(mentions, documents),
        **_kinds(seen),
        "name_likeness": _name_likeness(mentions, seen),
        "vector_cosine": vectors @ vectors.T,
    }
    for name, of in (("window_rank", "window_cosine"), ("head_rank", "head_cosine"), ("vector_rank", "vector_cosine")):
        rank = _ranks(np.asarray(found[of], dtype=np.float32))
        found[name], found[f"{name}_worse"] = np.minimum(rank, rank.T), np.maximum(rank, rank.T)
    out = np.empty((len(mentions), len(mentions), len(FEATURES)), dtype=np.float32)
    for k, name in enumerate(FEATURES):
        out[:, :, k] = found[name]
    return out


class _Documents:
    """Which document each mention is of, by number."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        number = {d: i for i, d in enumerate(dict.fromkeys(m.document for m in mentions))}
        self.count = len(number)
        self.of = np.array([number[m.document] for m in mentions], dtype=np.int64)

    def spread(self, table: Table) -> Table:
        """A table of documents as one of mentions."""
        return table[np.ix_(self.of, self.of)]


def _meanings(mentions: Sequence[Mention], seen: Sequence[Seen], documents: _Documents) -> dict[str, Table]:
    """Cosines of what is embedded: head, mention, the words around it, sentence, document, parties."""
    found: dict[str, Table] = {}
    texts = {
        "head": [s.head for s in seen],
        "text": [m.text for m in mentions],
        "window": [m.sentence[max(0, m.start - AROUND) : m.end + AROUND] for m in mentions],
        "sentence": [m.sentence for m in mentions],
        "governor": [s.governor for s in seen],
        "subject": [s.subject for s in seen],
        "object": [s.object for s in seen],
    }
    vectors = {name: embed(given) for name, given in texts.items()}
    for name, given in texts.items():
        told = np.array([bool(text) for text in given])
        both = np.logical_and.outer(told, told)
        found[f"{name}_cosine"] = both * (vectors[name] @ vectors[name].T)
        if name in ("subject", "object"):
            found[f"{name}s_told"] = both
    middles = np.zeros((documents.count, WIDTH), dtype=np.float32)
    counted: set[tuple[int, str]] = set()
    for m, document, vector in zip(mentions, documents.of.tolist(), vectors["sentence"], strict=True):
        if (document, m.sentence) not in counted:
            counted.add((document, m.sentence))
            middles[document] += vector
    middles = _unit(middles)
    alike = middles @ middles.T
    # what tells documents of one topic apart is where they lie around its middle
    around = _unit(middles - middles.mean(axis=0))
    ranks = _ranks(alike)
    found["document_cosine"] = documents.spread(alike)
    found["document_apart"] = documents.spread(around @ around.T if documents.count > 2 else np.ones_like(alike))
    found["document_rank"] = documents.spread(np.minimum(ranks, ranks.T))
    return found


def _heads(mentions: Sequence[Mention], seen: Sequence[Seen], pairs: LemmaPairs) -> dict[str, Table]:
    """Whether the heads are one word, or two that are known to name the same."""
    lemmas = [s.head for s in seen]
    distinct = list(dict.fromkeys(lemmas))
    odds = np.full((len(distinct), len(distinct)), _log_odds(0, 0), dtype=np.float32)
    known = np.zeros_like(odds)
    for i, a in enumerate(distinct):
        for j, b in enumerate(distinct[i:], start=i):
            if (counts := pairs.get((min(a, b), max(a, b)))) is not None:
                odds[i, j] = odds[j, i] = _log_odds(*counts)
                known[i, j] = known[j, i] = np.log1p(counts[1])
    at = {w: i for i, w in enumerate(distinct)}
    rows = np.array([at[w] for w in lemmas])
    count = Counter(lemmas)
    often = np.log([count[w] for w in lemmas])
    return {
        "lemma_same": _same(lemmas),
        "stem_same": _same([w[:STEM] for w in lemmas]),
        "text_same": _same([m.text.lower() for m in mentions]),
        "pair_odds": odds[np.ix_(rows, rows)],
        "pair_known": known[np.ix_(rows, rows)],
        "rare": np.minimum.outer(often, often),
        "frequent": np.maximum.outer(often, often),
        "governor_same": _same([s.governor for s in seen]),
        "relation_same": _same([s.relation for s in seen]),
    }


def _words(seen: Sequence[Seen], documents: _Documents) -> dict[str, Table]:
    """What words, names, numbers and times the mentions, their sentences and their documents share."""
    found: dict[str, Table] = {
        "words_overlap": _overlap([s.words for s in seen]),
        "words_contained": _contained([s.words for s in seen]),
        "context_overlap": _overlap([s.context for s in seen]),
    }
    for name, bags in (
        ("names", [s.names for s in seen]),
        ("numbers", [s.numbers for s in seen]),
        ("times", [s.times for s in seen]),
    ):
        overlap = _overlap(bags)
        told = np.array([bool(bag) for bag in bags])
        found[f"{name}_overlap"] = overlap
        found[f"{name}_apart"] = np.logical_and.outer(told, told) & (overlap <= 0)
    told_in: list[set[str]] = [set() for _ in range(documents.count)]
    for s, document in zip(seen, documents.of.tolist(), strict=True):
        told_in[document] |= s.words | s.context
    found["document_words"] = documents.spread(_overlap([frozenset(bag) for bag in told_in]))
    return found


def _places(mentions: Sequence[Mention], documents: _Documents) -> dict[str, Table]:
    """Whether the mentions stand in one document, and how far apart."""
    same = np.equal.outer(documents.of, documents.of)
    number = np.array([m.number for m in mentions])
    gap = np.abs(np.subtract.outer(number, number))
    return {
        "same_document": same,
        "same_sentence": same & (gap == 0),
        "near": same / (1.0 + gap),
        "far": same * np.minimum(gap, FAR) / FAR,
    }


def _kinds(seen: Sequence[Seen]) -> dict[str, Table]:
    """What kinds of words the heads are, and whether number, gender and kind of name agree."""
    part = np.array([s.part for s in seen])
    verb, pronoun, named = part == "verb", part == "pronoun", part == "name"
    common = ~(verb | pronoun | named)
    label, stands = [s.label for s in seen], [s.pronoun for s in seen]
    known = np.array([bool(x) for x in label])
    both_known, both_pronouns = np.logical_and.outer(known, known), np.logical_and.outer(pronoun, pronoun)
    plural = np.array([s.plural for s in seen])
    indefinite = np.array([s.indefinite for s in seen])
    one_person = np.isin(stands, ("he", "she", "i"))
    return {
        "verbs": np.logical_and.outer(verb, verb),
        "verb_and_noun": _either(verb, common | named),
        "pronouns": both_pronouns,
        "pronoun_and_name": _either(pronoun, named),
        "pronoun_and_noun": _either(pronoun, common),
        "names": np.logical_and.outer(named, named),
        "name_and_noun": _either(named, common),
        "label_same": both_known & _same(label),
        "label_differs": both_known & ~_same(label),
        "plural_differs": np.logical_xor.outer(plural, plural),
        "pronoun_same": both_pronouns & _same(stands),
        "pronoun_differs": both_pronouns & ~_same(stands),
        "no_person": _either(one_person, ~np.isin(label, ("PERSON", "")) | plural),
        "indefinite": np.logical_xor.outer(indefinite, indefinite),
        "indefinites": np.logical_and.outer(indefinite, indefinite),
    }


def _name_likeness(mentions: Sequence[Mention], seen: Sequence[Seen]) -> NDArray[np.float32]:
    """How likely two names are spellings of one; 0 where one is no name."""
    texts = [_bare(m.text) if s.part == "name" else "" for m, s in zip(mentions, seen, strict=True)]
    distinct = [t for t in dict.fromkeys(texts) if t]
    at = {t: i for i, t in enumerate(distinct, start=1)}
    alike = np.zeros((len(distinct) + 1, len(distinct) + 1), dtype=np.float32)
    for i, a in enumerate(distinct, start=1):
        alike[i, i] = 1.0
        for j, b in enumerate(distinct[i:], start=i + 1):
            alike[i, j] = alike[j, i] = max(same_name(a, b), same_name(a, b, person=False))
    rows = np.array([at.get(t, 0) for t in texts])
    return np.asarray(alike[np.ix_(rows, rows)], dtype=np.float32)


def _log_odds(together: int, beside: int) -> float:
    share = (together + UNSEEN * SHARE) / (beside + UNSEEN)
    return float(np.log(share / max(1 - share, 1e-3)))


def _bare(text: str) -> str:
    return " ".join(w for w in text.split() if w[:1].isupper() or w[:1].isdigit())


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def _same(values: Sequence[str]) -> NDArray[np.bool_]:
    number = {v: i for i, v in enumerate(dict.fromkeys(values))}
    numbers = np.array([number[v] for v in values], dtype=np.int64)
    return np.equal.outer(numbers, numbers)


def _either(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether one of a pair is the one and the other the other."""
    there = np.logical_and.outer(one, other)
    return there | there.T


def _products(bags: Sequence[frozenset[str]]) -> NDArray[np.float32]:
    """The weight of the words that each two bags share, a word weighing the more the fewer distinct bags hold it."""
    distinct = list(dict.fromkeys(bags))
    at = {bag: i for i, bag in enumerate(distinct)}
    words = {w: i for i, w in enumerate(sorted(set().union(*distinct)))}
    table = np.zeros((len(distinct), len(words)), dtype=np.float32)
    for i, bag in enumerate(distinct):
        for w in bag:
            table[i, words[w]] = 1.0
    weight = np.log((len(distinct) + 1) / (table.sum(axis=0) + 0.5)) if len(words) else np.zeros(0)
    table *= np.maximum(weight, 0.0)
    rows = np.array([at[bag] for bag in bags])
    return np.asarray((table @ table.T)[np.ix_(rows, rows)], dtype=np.float32)


def _overlap(bags: Sequence[frozenset[str]]) -> NDArray[np.float32]:
    products = _products(bags)
    lengths = np.sqrt(np.maximum(products.diagonal(), 1e-9))
    return np.asarray(products / np.outer(lengths, lengths), dtype=np.float32)


def _contained(bags: Sequence[frozenset[str]]) -> NDArray[np.float32]:
    products = _products(bags)
    sizes = np.maximum(products.diagonal(), 1e-9)
    return np.asarray(products / np.minimum.outer(sizes, sizes), dtype=np.float32)


def _ranks(alike: NDArray[np.floating]) -> NDArray[np.float32]:
    """How high each other stands among those that are like one: 1 for the nearest, falling by the root of the rank."""
    order = np.argsort(-alike, axis=1, kind="stable")
    rank = np.empty(order.shape, dtype=np.float32)
    np.put_along_axis(rank, order, np.arange(alike.shape[1], dtype=np.float32)[None, :], axis=1)
    return np.asarray(1 / np.sqrt(np.maximum(rank, 1.0)), dtype=np.float32)
