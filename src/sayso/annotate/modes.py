"""What a statement does with its content: asserts, denies, expects, warns, asks, orders, promises, declines, judges."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sayso.annotate.drafts import Draft
from sayso.resources import load

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from sayso.types import Mode

_SAYING = frozenset(
    [
        "say",
        "tell",
        "comment",
        "respond",
        "answer",
        "return",
        "disclose",
        "reveal",
        "give",
        "confirm",
        "elaborate",
        "discuss",
        "specify",
        "explain",
        "provide",
        "name",
        "identify",
    ]
)
_FUTURE = frozenset(("will", "would", "'ll", "’ll", "going"))


@cache
def _modes() -> dict[str, Mode]:
    lists: dict[Mode, list[str]] = load("modes")
    return {lemma: mode for mode, lemmas in lists.items() for lemma in lemmas}


def mode_of(doc: Doc, draft: Draft) -> Mode:
    """The mode of a statement, from its cue's lemma, negation and the verbs around the cue."""
    if draft.head < 0 or draft.cue is None:
        return "assert"
    lemmas = [doc[i].lemma_.lower() for i in range(*draft.cue)]
    head = doc[draft.head].lemma_.lower()
    refusing = any(x in ("decline", "refuse") for x in lemmas)
    if refusing or (draft.negated and head in _SAYING and draft.pattern != "quotation"):
        return "decline"
    mode = _modes().get(head, "assert")
    if draft.negated and mode in ("promise", "expect"):
        return "opinion"
    return mode
