"""Remembered rules and lemmas against spaCy's own components, over texts of the test cases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from sayso.language.backbone import available
from sayso.language.words import RememberedRules, remember_words

EXAMPLES = Path(__file__).parents[2] / "examples"
# each reaches a rule that looks at two tokens, or at the relation
WORDS = ["I'm", "gonna", "gotta", "ain't", "let's", "c'mon", "y'all", "there", "is", "that", "to", "better", "leaves"]


@pytest.fixture(scope="module")
def plain() -> Language:
    return spacy.load(available(), exclude=["senter", "ner"])


@pytest.fixture(scope="module")
def remembering() -> Language:
    nlp = spacy.load(available(), exclude=["senter", "ner"])
    remember_words(nlp)
    return nlp


def seen(doc: Doc) -> list[tuple[str, ...]]:
    return [(t.text, t.tag_, t.pos_, str(t.morph), t.lemma_, t.norm_) for t in doc]


def texts() -> Iterator[str]:
    for path in sorted(EXAMPLES.rglob("*.txt")):
        yield path.read_text(encoding="utf-8")


def test_takes_the_place_of_both_components(remembering: Language) -> None:
    assert {"sayso_rules", "sayso_lemmas"} <= set(remembering.pipe_names)
    assert not {"attribute_ruler", "lemmatizer"} & set(remembering.pipe_names)


def test_same_words_as_spacy_the_first_time_and_the_second(plain: Language, remembering: Language) -> None:
    found = list(texts())
    assert found
    want = [seen(doc) for doc in plain.pipe(found)]
    assert [seen(doc) for doc in remembering.pipe(found)] == want
    assert [seen(doc) for doc in remembering.pipe(found)] == want


@given(st.lists(st.sampled_from([*WORDS, "Ada", "Roe", "ran", "\n", ".", "“"]), max_size=14).map(" ".join))
@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_same_words_as_spacy_whatever_stands_beside(plain: Language, remembering: Language, text: str) -> None:
    assert seen(remembering(text)) == seen(plain(text))


def test_rules_of_two_tokens_and_the_later_rule_count() -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add([[{"LOWER": "dam"}]], {"POS": "NOUN", "LEMMA": "dam"})  # type: ignore[attr-defined]
    ruler.add([[{"LOWER": "the"}, {"LOWER": "dam"}], [{"LOWER": "weir"}]], {"POS": "PROPN"}, index=-1)  # type: ignore[attr-defined]
    ruler.add([[{"LOWER": "dam", "OP": "+"}]], {"LEMMA": "dams"})  # type: ignore[attr-defined]
    rules = RememberedRules(ruler)  # type: ignore[arg-type]
    for text in ("dam", "the dam", "a weir", "the dam the dam dam", ""):
        want, got = nlp(text), rules(nlp.make_doc(text))
        assert [(t.pos_, t.lemma_) for t in got] == [(t.pos_, t.lemma_) for t in want]


def test_leaves_other_components_alone() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    remember_words(nlp)
    assert nlp.pipe_names == ["lemmatizer"]
