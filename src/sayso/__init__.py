"""sayso: what several reports of one story know, and who says so.

>>> import sayso
>>> d = sayso.dossier(["a.txt", "b.html"])  # doctest: +SKIP
>>> d.figures, d.to_json(), d.to_html()  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sayso.annotate.plover_model import code_event
    from sayso.assemble import dossier, read
    from sayso.errors import (
        JudgementsError,
        KeptError,
        LibraryError,
        ModelError,
        NoSuchItem,
        NothingToRead,
        OwnersError,
        SaysoError,
        UnreadableInput,
    )
    from sayso.export.citations import Citation, cite
    from sayso.export.excerpts import share
    from sayso.judge.making import make_judgement
    from sayso.judge.rows import Anchor, Judgement
    from sayso.link.copies.rewording import reworded
    from sayso.link.events.coreference import link_mentions
    from sayso.link.events.mentions import Mention
    from sayso.spans import Span
    from sayso.store import open_library
    from sayso.store.judgements import add_judgements, read_judgements
    from sayso.stream import Placed, stories
    from sayso.types import (
        Claim,
        Conflict,
        Copy,
        Dossier,
        Entity,
        Event,
        Figure,
        Provenance,
        Quotation,
        Report,
        Statement,
        Time,
        Unread,
    )
    from sayso.worklist.checks import Check
    from sayso.worklist.worklist import find_checks

_HOME = {
    "sayso.annotate.plover_model": ("code_event",),
    "sayso.assemble": ("dossier", "read"),
    "sayso.errors": (
        "JudgementsError",
        "KeptError",
        "LibraryError",
        "ModelError",
        "NoSuchItem",
        "NothingToRead",
        "OwnersError",
        "SaysoError",
        "UnreadableInput",
    ),
    "sayso.export.citations": ("Citation", "cite"),
    "sayso.export.excerpts": ("share",),
    "sayso.judge.making": ("make_judgement",),
    "sayso.judge.rows": ("Anchor", "Judgement"),
    "sayso.link.copies.rewording": ("reworded",),
    "sayso.link.events.coreference": ("link_mentions",),
    "sayso.link.events.mentions": ("Mention",),
    "sayso.spans": ("Span",),
    "sayso.store": ("open_library",),
    "sayso.store.judgements": ("add_judgements", "read_judgements"),
    "sayso.stream": ("Placed", "stories"),
    "sayso.types": (
        "Claim",
        "Conflict",
        "Copy",
        "Dossier",
        "Entity",
        "Event",
        "Figure",
        "Provenance",
        "Quotation",
        "Report",
        "Statement",
        "Time",
        "Unread",
    ),
    "sayso.worklist.checks": ("Check",),
    "sayso.worklist.worklist": ("find_checks",),
}
_MODULE = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "Anchor",
    "Check",
    "Citation",
    "Claim",
    "Conflict",
    "Copy",
    "Dossier",
    "Entity",
    "Event",
    "Figure",
    "Judgement",
    "JudgementsError",
    "KeptError",
    "LibraryError",
    "Mention",
    "ModelError",
    "NoSuchItem",
    "NothingToRead",
    "OwnersError",
    "Placed",
    "Provenance",
    "Quotation",
    "Report",
    "SaysoError",
    "Span",
    "Statement",
    "Time",
    "Unread",
    "UnreadableInput",
    "add_judgements",
    "cite",
    "code_event",
    "dossier",
    "find_checks",
    "link_mentions",
    "make_judgement",
    "open_library",
    "read",
    "read_judgements",
    "reworded",
    "share",
    "stories",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE:
        raise AttributeError(f"module 'sayso' has no attribute {name!r}")
    value = getattr(import_module(_MODULE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
