"""The record of one entry of the worklist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sayso.judge.rows import Judgement
from sayso.spans import Span
from sayso.types import Why

CheckKind = Literal["dispute", "unnamed", "figure", "own-voice", "one-origin", "slip", "quotation", "copy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Something to check next, and why.

    `what` are words of a report, or a conflict's fixed template filled with such; `why` tells in fixed sentences what
    is wrong with it, and `rests` how much of the story rests on it.
    `call` names whom to ring: the origins where the reports name them, else the outlets that told it first. `items` are
    the ids of what it is about, the weightiest first: conflicts, claims, figures, quotations, or reports for a copy.
    `weight` is how much of the story rests on it times how far it is from being sure, 0 to 1, and `features` is what
    that was worked out from; see `sayso.find_checks`. `aside` are the judgements by which a person took it off the
    list.
    """

    kind: CheckKind
    what: str
    why: str
    rests: str
    call: tuple[str, ...]
    items: tuple[str, ...]
    spans: tuple[Span, ...]
    weight: float
    features: Why
    aside: tuple[Judgement, ...] = ()
