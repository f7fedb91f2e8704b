"""Token vectors and entities by what does the same as a pipeline's own components in less time."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from sayso.language.convolution import Convolution, is_convolution
from sayso.language.entities import Entities, is_greedy

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import EntityRecognizer
    from spacy.pipeline.tok2vec import Tok2Vec
    from spacy.tokens import Doc

# what both are tried on before one takes the other's place: names of one word and of several, numbers, a quotation,
# a line break, two spaces, words run together
_TRIAL = (
    "MARLOW — Ada Roe, 51, chair of the North Fell Water Board, told Reuters on Tuesday that 1,240 homes near Lake "
    "Orrin were flooded.\n“We lost $3.5 million in May,” Dr. Ines K. Varga of Univerza Brell said;  9% was insured.\n\n"
    "The Fell Water Act (1987) isn't enough, she'd written to Norland's ministry in Kadir-upon-Sea:it never replied"
)


class TokenVectors:
    """Sets the tensor of a text, which tagger and parser read, as spaCy's component tok2vec does."""

    def __init__(self, component: Tok2Vec) -> None:
        self._component = component
        self._convolution = Convolution(component.model)

    def __call__(self, doc: Doc) -> Doc:
        """Sets a row for each token."""
        if not len(doc):
            return cast("Doc", self._component(doc))
        doc.tensor = self._convolution(doc)  # type: ignore[assignment]
        return doc


def replace_networks(nlp: Language) -> None:
    """Puts what is faster in the place of a pipeline's tok2vec and entity recogniser, where it gives the same.

    A component is replaced if it is built as its substitute takes it to be and both find the same, to the last bit, in
    a text on which they are tried. Else it stays, as in a pipeline with static vectors, with transformers, or on a GPU.
    """
    from spacy.language import Language as SpacyLanguage

    if not SpacyLanguage.has_factory("sayso_vectors"):
        SpacyLanguage.factory("sayso_vectors", func=_vectors)
        SpacyLanguage.factory("sayso_entities", func=_entities)
    if "tok2vec" in nlp.pipe_names and _same_vectors(nlp):
        nlp.add_pipe("sayso_vectors", before="tok2vec")
        nlp.disable_pipe("tok2vec")
    if "ner" in nlp.pipe_names and _same_entities(nlp):
        nlp.add_pipe("sayso_entities", before="ner")
        nlp.disable_pipe("ner")


def _same_vectors(nlp: Language) -> bool:
    from spacy.pipeline.tok2vec import Tok2Vec

    component = nlp.get_pipe("tok2vec")
    if type(component) is not Tok2Vec or not is_convolution(component.model):
        return False
    doc, network = nlp.make_doc(_TRIAL), Convolution(component.model)
    # a word's vector may not hang on those that it is worked out with
    network(nlp.make_doc(_TRIAL[: len(_TRIAL) // 3]))
    (wanted,) = component.predict([doc])
    return np.array_equal(network(doc), wanted)


def _same_entities(nlp: Language) -> bool:
    recogniser = nlp.get_pipe("ner")
    if not is_greedy(recogniser):
        return False
    wanted, found = nlp.make_doc(_TRIAL), nlp.make_doc(_TRIAL)
    recogniser(wanted)
    Entities(cast("EntityRecognizer", recogniser))(found)
    columns: list[int | str] = ["ENT_IOB", "ENT_TYPE"]
    return np.array_equal(wanted.to_array(columns), found.to_array(columns))


def _vectors(nlp: Language, name: str) -> TokenVectors:
    return TokenVectors(cast("Tok2Vec", nlp.get_pipe("tok2vec")))


def _entities(nlp: Language, name: str) -> Entities:
    return Entities(cast("EntityRecognizer", nlp.get_pipe("ner")))
