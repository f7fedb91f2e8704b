"""Token vectors and entities against spaCy's own components, over the example stories and made-up words."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example

from sayso.language import convolution
from sayso.language.backbone import _break_lines, available, parse
from sayso.language.entities import Entities, is_greedy
from sayso.language.networks import replace_networks
from sayso.spans import OffsetMap
from sayso.types import Report

EXAMPLES = Path(__file__).parents[2] / "examples"
WORDS = ["Ada", "Roe", "of", "Brell", "Water", "Board", "said", "3.5", "million", "May", "9", ",", ".", "’s", "\n", " "]
COLUMNS: list[int | str] = ["ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "HEAD", "DEP", "TAG", "SENT_START"]
MADE_UP = st.lists(st.sampled_from(WORDS), max_size=24).map(" ".join)
SHARED = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def plain() -> Language:
    return _loaded()


@pytest.fixture(scope="module")
def replaced() -> Language:
    nlp = _loaded()
    replace_networks(nlp)
    return nlp


@pytest.fixture(scope="module")
def untrained() -> Language:
    """A recogniser with weights by chance: it finds entities everywhere, and long ones."""
    nlp = spacy.blank("en")
    nlp.add_pipe("ner")
    text = "Ada Roe of Brell said so on May 9."
    entities = [(0, 7, "PERSON"), (11, 16, "ORG"), (28, 33, "DATE")]
    nlp.initialize(lambda: [Example.from_dict(nlp.make_doc(text), {"entities": entities})])
    return nlp


def _loaded() -> Language:
    nlp = spacy.load(available(), exclude=["senter", "attribute_ruler", "lemmatizer"])
    if not Language.has_factory("sayso_breaks"):
        Language.component("sayso_breaks", func=_break_lines)
    nlp.add_pipe("sayso_breaks", before="parser")
    return nlp


def _texts() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.rglob("*.txt"))[:9]]


def _same(found: Doc, wanted: Doc) -> None:
    assert np.array_equal(found.tensor, wanted.tensor)
    assert np.array_equal(found.to_array(COLUMNS), wanted.to_array(COLUMNS))


def test_takes_the_place_of_both_components(replaced: Language) -> None:
    assert {"sayso_vectors", "sayso_entities"} <= set(replaced.pipe_names)
    assert not {"tok2vec", "ner"} & set(replaced.pipe_names)


def test_the_very_same_vectors_parse_and_entities_the_first_time_and_the_second(
    plain: Language, replaced: Language
) -> None:
    texts = _texts()
    assert len(texts) > 5
    wanted = list(plain.pipe(texts))
    assert sum(len(doc.ents) for doc in wanted) > 100
    for _ in range(2):
        for found, doc in zip(replaced.pipe(texts), wanted, strict=True):
            _same(found, doc)


@given(MADE_UP)
@SHARED
def test_the_same_whatever_stands_beside(plain: Language, replaced: Language, text: str) -> None:
    _same(replaced(text), plain(text))


@given(MADE_UP)
@SHARED
def test_the_same_of_a_recogniser_that_knows_nothing(untrained: Language, text: str) -> None:
    recogniser = untrained.get_pipe("ner")
    assert is_greedy(recogniser)
    doc = untrained.make_doc(text)
    for token in doc[1:]:
        token.is_sent_start = token.nbor(-1).text == "."
    found, wanted = Entities(recogniser)(doc.copy()), recogniser(doc)
    assert np.array_equal(found.to_array(COLUMNS[:3]), wanted.to_array(COLUMNS[:3]))


def test_the_same_when_what_is_remembered_runs_over(
    plain: Language, replaced: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(convolution, "KEPT", 50)
    for text in _texts()[:4]:
        _same(replaced(text), plain(text))


def test_entities_that_are_set_already_are_left_to_spacy(plain: Language, replaced: Language) -> None:
    def prepared(nlp: Language) -> Doc:
        doc = nlp.make_doc("The Orrin board met on Monday in Brell.")
        doc.set_ents([Span(doc, 1, 3, label="ORG")], default="unmodified")
        return nlp(doc)

    found, wanted = prepared(replaced), prepared(plain)
    assert ("Orrin board", "ORG") in [(e.text, e.label_) for e in found.ents]
    assert np.array_equal(found.to_array(COLUMNS), wanted.to_array(COLUMNS))


def test_leaves_networks_of_other_shapes_alone(untrained: Language) -> None:
    wide = {"@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": 32, "depth": 2}
    wide |= {"embed_size": 100, "window_size": 2, "maxout_pieces": 3, "subword_features": True}
    model = {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": False}
    model |= {"hidden_width": 16, "maxout_pieces": 2, "use_upper": True, "tok2vec": wide}
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config={"model": wide})
    nlp.add_pipe("ner", config={"model": model})
    nlp.initialize(lambda: [Example.from_dict(nlp.make_doc("Ada"), {"entities": [(0, 3, "PERSON")]})])
    replace_networks(nlp)
    assert nlp.pipe_names == ["tok2vec", "ner"]
    replace_networks(spacy.blank("en"))


def test_a_report_is_parsed_alone_as_among_others() -> None:
    def reports() -> Iterator[Report]:
        for number, text in enumerate([*_texts(), "", "Yes.", "\n\n"]):
            yield Report(id=str(number), source="", sha256="", text=text, offsets=OffsetMap.identity(len(text)))

    among = {reading.report.id: reading.doc for reading in parse(reports())}
    backwards = {reading.report.id: reading.doc for reading in parse(reversed(list(reports())))}
    assert list(among) == [report.id for report in reports()]
    for report in reports():
        (alone,) = parse([report])
        _same(alone.doc, among[report.id])
        _same(alone.doc, backwards[report.id])
