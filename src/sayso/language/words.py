"""Parts of speech, features and lemmas by what is remembered of the same word, as spaCy would work them out anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, cast

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import AttributeRuler, Lemmatizer
    from spacy.tokens import Doc, Token

# what a rule may ask of a token that follows from its word, its tag and its relation
_OWN = frozenset({"ORTH", "TEXT", "LOWER", "TAG", "DEP", "IS_SPACE"})
_Pattern: TypeAlias = list[dict[str, Any]]


class RememberedRules:
    """Does what an attribute ruler does, looking a token's rules up by its word, tag and relation.

    The ruler of the English models matches 179 rules at each token. All but eight look at one token, and find the same
    whenever word, tag and relation are the same. The others are matched as before.
    """

    def __init__(self, ruler: AttributeRuler) -> None:
        from spacy.matcher import Matcher
        from spacy.tokens._retokenize import set_token_attrs

        self._set = set_token_attrs
        self._attributes = ruler.attrs
        self._indices = ruler.indices
        self._of_one, self._of_several = Matcher(ruler.vocab), Matcher(ruler.vocab)
        for number, rule in enumerate(ruler.patterns):
            patterns: list[_Pattern] = rule["patterns"]  # type: ignore[assignment]
            alone = [p for p in patterns if _looks_at_one(p) and rule["index"] in (0, -1)]
            others = [p for p in patterns if p not in alone]
            if alone:
                self._of_one.add(str(number), alone)
            if others:
                self._of_several.add(str(number), others)
        self._strings = ruler.vocab.strings
        self._numbers: dict[tuple[int, int, int], tuple[int, ...]] = {}
        self._merged: dict[tuple[int, ...], dict[int, Any]] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Sets what the rules say of each token; of several rules the later one counts."""
        found = [self._rules_of(doc, token) for token in doc]
        for key, start, end in self._of_several(doc, allow_missing=True):
            number = int(self._strings[key])
            at = doc[start:end][self._indices[number]].i
            found[at] = tuple(sorted({*found[at], number}))
        for token, numbers in zip(doc, found, strict=True):
            if numbers:
                if numbers not in self._merged:
                    self._merged[numbers] = {k: v for n in numbers for k, v in self._attributes[n].items()}
                self._set(token, self._merged[numbers])
        return doc

    def _rules_of(self, doc: Doc, token: Token) -> tuple[int, ...]:
        key = (token.orth, token.tag, token.dep)
        numbers = self._numbers.get(key)
        if numbers is None:
            matches = self._of_one(doc[token.i : token.i + 1], allow_missing=True)
            numbers = self._numbers[key] = tuple(sorted({int(self._strings[m]) for m, _, _ in matches}))
        return numbers


class RememberedLemmas:
    """Does what a lemmatizer by rules does, looking a lemma up by word, part of speech and features."""

    def __init__(self, lemmatizer: Lemmatizer) -> None:
        self._lemmatizer = lemmatizer
        self._strings = lemmatizer.vocab.strings
        self._known: dict[tuple[int, int, int], int] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Sets the lemma of each token that has none yet."""
        for token in doc:
            if not token.lemma:
                key = (token.orth, token.pos, token.morph.key)  # type: ignore[attr-defined]
                lemma = self._known.get(key)
                if lemma is None:
                    lemma = self._known[key] = self._strings.add(self._lemmatizer.rule_lemmatize(token)[0])
                token.lemma = lemma
        return doc


def remember_words(nlp: Language) -> None:
    """Puts what remembers in the place of a pipeline's attribute ruler and lemmatizer by rules, where it has them.

    The result is the same. What is remembered grows with the words read, as spaCy's own vocabulary does.
    """
    from spacy.language import Language as SpacyLanguage
    from spacy.pipeline import AttributeRuler, Lemmatizer

    if not SpacyLanguage.has_factory("sayso_rules"):
        SpacyLanguage.factory("sayso_rules", func=_rules)
        SpacyLanguage.factory("sayso_lemmas", func=_lemmas)
    pipes = dict(nlp.pipeline)
    if type(pipes.get("attribute_ruler")) is AttributeRuler:
        nlp.add_pipe("sayso_rules", before="attribute_ruler")
        nlp.disable_pipe("attribute_ruler")
    lemmatizer = pipes.get("lemmatizer")
    if isinstance(lemmatizer, Lemmatizer) and lemmatizer.mode == "rule" and not lemmatizer.overwrite:
        nlp.add_pipe("sayso_lemmas", before="lemmatizer")
        nlp.disable_pipe("lemmatizer")


def _rules(nlp: Language, name: str) -> RememberedRules:
    return RememberedRules(cast("AttributeRuler", nlp.get_pipe("attribute_ruler")))


def _lemmas(nlp: Language, name: str) -> RememberedLemmas:
    return RememberedLemmas(cast("Lemmatizer", nlp.get_pipe("lemmatizer")))


def _looks_at_one(pattern: _Pattern) -> bool:
    return len(pattern) == 1 and pattern[0].keys() <= _OWN
