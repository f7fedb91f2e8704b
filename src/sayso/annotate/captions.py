"""Whether a sentence stands under a picture and tells what is seen in it."""

from __future__ import annotations

import re
from functools import cache

from sayso import resources


def is_caption(sentence: str) -> bool:
    """Whether a sentence has the form of a caption: "Ada Roe is pictured", "In this file photo, Ada Roe waves"."""
    return any(p.search(sentence) for p in _captions())


@cache
def _captions() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p, re.IGNORECASE) for p in resources.load("captions"))
