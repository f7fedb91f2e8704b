"""Work beside other work: done in a thread or at once, with the same result."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from sayso.language.embed import embed
from sayso.language.recall import Memory
from sayso.language.threads import VARIABLE, begin


@pytest.mark.parametrize(("said", "beside"), [("1", False), ("2", True)])
def test_work_is_begun_in_a_thread_where_there_is_one(monkeypatch: pytest.MonkeyPatch, said: str, beside: bool) -> None:
    monkeypatch.setenv(VARIABLE, said)
    result = begin(lambda a, *, b: (a + b, threading.current_thread() is threading.main_thread()), 2, b=3)
    assert result() == (5, not beside)
    assert result() == (5, not beside)


def test_what_goes_wrong_beside_is_told_when_the_result_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "2")
    result = begin(int, "seven")
    with pytest.raises(ValueError, match="seven"):
        result()


def test_vectors_are_the_same_when_two_ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"The council of Kell met {n} times." for n in range(40)]
    alone = embed(texts)
    monkeypatch.setenv(VARIABLE, "2")
    monkeypatch.setattr("sayso.language.embed._memory", Memory("vectors", 10))
    results = [begin(embed, texts[at:]) for at in range(0, 40, 8)]
    for at, result in zip(range(0, 40, 8), results, strict=True):
        assert np.array_equal(result(), alone[at:])
