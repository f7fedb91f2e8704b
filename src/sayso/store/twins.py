"""What was read of a report, for another one with the same text: as if that had been read by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache
from typing import Any

from sayso.annotate.dates import date_reports, day_in_address
from sayso.annotate.together import Read
from sayso.types import Annotations, Report

_WORD = re.compile(r"\w+")
# outside quotations "we" is the outlet
_OWN = frozenset({"we", "our", "us"})


def read_of_twin(read: Read, report: Report) -> Read | None:
    """What was read of a report, for another one of the same bytes; None where that would be read otherwise.

    What is found in a report hangs on its text, its day, the agencies that it credits, and in a few sentences on its
    outlet; not on its id, address, source or title.

    Args:
        read: what was read.
        report: the other one, as it was handed in.
    """
    twin = read.report
    alike = replace(named(twin, report.id), source=report.source, url=report.url, title=report.title)
    if replace(alike, outlet=report.outlet) != report or twin.offsets.segments != report.offsets.segments:
        return None
    if twin.outlet != report.outlet and _may_tell(report.text, twin.outlet, report.outlet):
        return None
    clues = replace(read.clues, address=day_in_address(report.url))
    (dated,) = date_reports([report], [clues])
    if _day(dated) != _day(read.annotations.report):
        return None
    found: Annotations = _with_name(replace(read.annotations, report=dated), twin.id, report.id)
    return Read(report=report, clues=clues, annotations=found)


def named(report: Report, name: str) -> Report:
    """The report under another id, which the places of its damage carry too."""
    damage = tuple(replace(d, span=replace(d.span, report=name)) for d in report.damage)
    return replace(report, id=name, damage=damage)


def _may_tell(text: str, *outlets: str | None) -> bool:
    """Whether a report may read otherwise under another outlet: it says "we", or what may be the name of one of them.

    Of media that people talked to, those are the outlet's own whose names are part of its name, or the other way round.
    """
    words = _WORD.findall(text)
    if any(word.lower() in _OWN for word in words):
        return True
    names = [_letters(outlet).removeprefix("the") for outlet in outlets if outlet]
    whole, said = _letters(text), {_letters(word) for word in words if _may_be_name(word)}
    return any(name in whole or any(word in name for word in said) for name in names)


def _may_be_name(word: str) -> bool:
    return len(word) > 3 or (len(word) > 1 and word.isupper()) or (len(word) == 3 and word[0].isupper())


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def _day(report: Report) -> tuple[object, ...]:
    return report.published, report.published_basis, report.published_score, report.published_why


def _with_name(value: Any, old: str, new: str) -> Any:
    """Records in which a report has another id, and so have the items that are named after it."""
    if isinstance(value, tuple):
        return tuple([_with_name(v, old, new) for v in value])
    if isinstance(value, Mapping):
        return {k: _with_id(v, old, new) if k in _IDS else _with_name(v, old, new) for k, v in value.items()}
    if isinstance(value, Report) or not hasattr(value, "__dataclass_fields__"):
        return value
    changed = {}
    kind: Any = type(value)
    for name in _fields(kind):
        held = getattr(value, name)
        if not isinstance(held, str | int | float | None) or name in _IDS:
            other = _with_id(held, old, new) if name in _IDS else _with_name(held, old, new)
            if other is not held:
                changed[name] = other
    return replace(value, **changed) if changed else value


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


_IDS = ("id", "report", "statement", "parent", "statements")


def _with_id(value: Any, old: str, new: str) -> Any:
    if isinstance(value, tuple):
        return tuple([_with_id(v, old, new) for v in value])
    if isinstance(value, str):
        return new + value[len(old) :] if value == old or value.startswith(f"{old}.") else value
    return _with_name(value, old, new)
