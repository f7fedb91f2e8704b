"""What the tagger says of the words of a report."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.language.backbone import Reading
from sayso.language.tagger import CONTENT, CUE, SOURCE, tag, tag_words

SAID = "Mayor Ada Roe said that the bridge would stay shut until Friday."


def test_source_cue_and_content_are_told_apart(read_text: Callable[[str], Reading]) -> None:
    doc = read_text(SAID).doc
    inside = tag(doc).inside()
    words = {t.text: t.i for t in doc}
    for word, role in {"Roe": SOURCE, "said": CUE, "bridge": CONTENT, "Friday": CONTENT}.items():
        assert inside[words[word]].argmax() == role
        assert inside[words[word], role] > 0.5
    assert inside[words["."]].max() < 0.5


def test_sources_and_contents_point_at_their_own_cue(read_text: Callable[[str], Reading]) -> None:
    doc = read_text(f"{SAID} The harbour master warned that the quay was next.").doc
    words = {t.text: t.i for t in doc}
    tags, cues = tag(doc), [words["said"], words["warned"]]
    assert tags.pointing(CONTENT, (words["bridge"], words["Friday"] + 1), cues).argmax() == 0
    assert tags.pointing(SOURCE, (words["harbour"], words["master"] + 1), cues).argmax() == 1


def test_white_space_is_outside_of_all(read_text: Callable[[str], Reading]) -> None:
    doc = read_text(f"{SAID}\n\n\n{SAID}").doc
    inside = tag(doc).inside()
    assert any(t.is_space for t in doc)
    assert all(inside[t.i].max() == 0 for t in doc if t.is_space)


def test_a_report_of_nothing_has_no_rows(read_text: Callable[[str], Reading]) -> None:
    assert tag(read_text("x").doc[:0].as_doc()).tags.shape == (0, 3, 5)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=9).filter(str.strip), min_size=1, max_size=40))
def test_any_words_have_probabilities(words: list[str]) -> None:
    found = tag_words(words, (), ())
    assert found.tags.shape == (len(words), 3, 5)
    assert np.allclose(found.tags.sum(axis=2), 1, atol=1e-4)


def test_a_window_is_judged_alone() -> None:
    words = SAID.split() * 30
    ends = {i for i, w in enumerate(words) if w == "Friday."}
    alone = tag_words(words[:12], (), {11})
    again = tag_words(words[:12], (), {11})
    assert np.array_equal(alone.tags, again.tags)
    assert np.isfinite(tag_words(words, (), ends).links).all()
