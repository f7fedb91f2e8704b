"""Dossiers whose reports try to break what they are written to."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from sayso.spans import Span
from sayso.types import Dossier, Entity, Figure, Report, Statement
from tests.render.sample import sample

# controls, halves of characters, marks that turn the direction, what begins a formula, what ends markup, non-characters
POISON = "\0\x0b\x1b\ud83d\udc00\u202e\u2066\ufeff=+-@\t\"'<>&]\ufffe\x7f\u2028"
NAME = '=HYPERLINK("http://evil.example"; "x")\0\ud800\u202e'


def hostile(dossier: Dossier | None = None) -> Dossier:
    """The sample story with every third letter of its texts replaced, and such names throughout; offsets hold."""
    given = dossier or sample()
    texts = {r.id: _poisoned(r.text) for r in given.reports}
    made: Dossier = _rewritten(given, texts)
    return made


def _poisoned(text: str) -> str:
    return "".join(POISON[n // 3 % len(POISON)] if n % 3 == 2 and c.isalpha() else c for n, c in enumerate(text))


def _rewritten(record: Any, texts: dict[str, str]) -> Any:
    if isinstance(record, Span):
        return replace(record, text=texts[record.report][record.start : record.end])
    if isinstance(record, tuple):
        return tuple(_rewritten(one, texts) for one in record)
    if not is_dataclass(record) or isinstance(record, type):
        return record
    changed = {
        field.name: _rewritten(value, texts)
        for field in fields(record)
        if isinstance(value := getattr(record, field.name), tuple) or is_dataclass(value)
    }
    made = replace(record, **changed)
    if isinstance(made, Report):
        return replace(
            made, text=texts[made.id], title=NAME, outlet=NAME, bylines=(NAME,), url=f'https://evil.example/a b"{NAME}<'
        )
    if isinstance(made, Entity):
        return replace(made, name=NAME + made.name, aliases=(NAME, *made.aliases), roles=(NAME,))
    if isinstance(made, Statement):
        return replace(made, speaker_name=NAME)
    return replace(made, giver_name=NAME, of=NAME, unit=NAME) if isinstance(made, Figure) else made
