"""The columns of each kind of record as a table, with their types: the same whatever a dossier holds.

A type is the name of a scalar, a list of one type, or a mapping of names to types. A mapping that stands by itself
becomes columns, its names behind its own and a dot; in a list it stays whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

from sayso.export.characters import whole
from sayso.export.json import to_json
from sayso.types import Table

Scalar = Literal["text", "integer", "number", "flag", "json"]
"""`json` is the JSON text of an object whose keys vary: named features of a decision."""
Kind = Scalar | Sequence["Kind"] | Mapping[str, "Kind"]

TEXT: Kind = "text"
INTEGER: Kind = "integer"
NUMBER: Kind = "number"
FLAG: Kind = "flag"
JSON: Kind = "json"
TEXTS: Kind = [TEXT]

RAW: Mapping[str, Kind] = {"raw_start": INTEGER, "raw_end": INTEGER}
PLACE: Mapping[str, Kind] = {"report": TEXT, "start": INTEGER, "end": INTEGER, "text": TEXT, **RAW}
SPAN: Mapping[str, Kind] = {**PLACE, "page": INTEGER, "paragraph": INTEGER}
CHANGE: Mapping[str, Kind] = {"kind": TEXT, "a": SPAN, "b": SPAN}
WORD_CHANGE: Mapping[str, Kind] = {"kind": TEXT, "fullest": SPAN, "here": SPAN, "marked": FLAG}
PROVENANCE: Mapping[str, Kind] = {"stage": TEXT, "version": TEXT, "reports": TEXTS, "input": TEXT, "made": TEXT}

COLUMNS: Mapping[Table, Mapping[str, Kind]] = {
    "reports": {
        "id": TEXT,
        "source": TEXT,
        "url": TEXT,
        "sha256": TEXT,
        "outlet": TEXT,
        "title": TEXT,
        "bylines": TEXTS,
        "agencies": TEXTS,
        "dateline": TEXT,
        "published": TEXT,
        "published_basis": TEXT,
        "published_score": NUMBER,
        "published_why": JSON,
        "language": TEXT,
        "text": TEXT,
        "noise": [{"text": TEXT, **RAW, "reason": TEXT}],
        "damage": [{**SPAN, "reason": TEXT}],
        "excerpts": [[INTEGER]],
        "genre": TEXT,
        "issuer": TEXT,
        "parts": [{"kind": TEXT, "number": INTEGER, "start": INTEGER, "end": INTEGER}],
        "reviews": [
            {
                **SPAN,
                "claimant": TEXT,
                "claimed": TEXT,
                "rating": TEXT,
                "checker": TEXT,
                "checked": TEXT,
                "url": TEXT,
            }
        ],
    },
    "entities": {
        "id": TEXT,
        "name": TEXT,
        "type": TEXT,
        "aliases": TEXTS,
        "roles": TEXTS,
        "mentions": [SPAN],
        "reports": TEXTS,
        "place": {
            "name": TEXT,
            "kind": TEXT,
            "country": TEXT,
            "division": TEXT,
            "lat": NUMBER,
            "lon": NUMBER,
            "population": INTEGER,
            "geonames": INTEGER,
            "at": TEXT,
        },
        "place_why": JSON,
        "why": JSON,
    },
    "statements": {
        "id": TEXT,
        "report": TEXT,
        "source": SPAN,
        "cue": SPAN,
        "content": [SPAN],
        "kind": TEXT,
        "speaker": TEXT,
        "speaker_name": TEXT,
        "speaker_type": TEXT,
        "via": TEXTS,
        "parent": TEXT,
        "mode": TEXT,
        "score": NUMBER,
        "cites": [{"span": SPAN, "form": TEXT, "changes": [WORD_CHANGE]}],
        "why": JSON,
    },
    "figures": {
        "id": TEXT,
        "report": TEXT,
        "span": SPAN,
        "low": NUMBER,
        "high": NUMBER,
        "modifier": TEXT,
        "unit": TEXT,
        "of": TEXT,
        "head": TEXT,
        "scope": TEXTS,
        "about": TEXTS,
        "quantity": TEXT,
        "giver": TEXT,
        "giver_name": TEXT,
        "via": TEXTS,
        "statement": TEXT,
        "as_of": TEXT,
        "status": TEXT,
        "score": NUMBER,
        "why": JSON,
    },
    "times": {**SPAN, "value": TEXT, "from": TEXT, "to": TEXT},
    "events": {
        "id": TEXT,
        "what": TEXT,
        "trigger": TEXT,
        "type": TEXT,
        "actors": TEXTS,
        "recipients": TEXTS,
        "place": TEXT,
        "from": TEXT,
        "to": TEXT,
        "status": TEXT,
        "mentions": [SPAN],
        "statements": TEXTS,
        "background": FLAG,
        "clause": INTEGER,
        "thing": TEXT,
        "score": NUMBER,
        "why": JSON,
    },
    "claims": {
        "id": TEXT,
        "text": TEXT,
        "members": [{**SPAN, "statement": TEXT, "stands_on": TEXTS}],
        "origins": TEXTS,
        "independent": [TEXTS],
        "verdict": TEXT,
        "silent": TEXTS,
        "score": NUMBER,
        "checks": [
            {
                "outcome": TEXT,
                "who": TEXT,
                "how": TEXT,
                "on": TEXT,
                "by": TEXT,
                "made": TEXT,
                "note": TEXT,
                "judgement": TEXT,
            }
        ],
        "why": JSON,
    },
    "conflicts": {
        "id": TEXT,
        "kind": TEXT,
        "about": TEXT,
        "sides": [{"value": TEXT, "members": [SPAN], "origins": TEXTS}],
        "relation": TEXT,
        "score": NUMBER,
        "why": JSON,
    },
    "copies": {
        "a": TEXT,
        "b": TEXT,
        "relation": TEXT,
        "source": TEXT,
        "passages": [{"a": SPAN, "b": SPAN, "relation": TEXT, "changes": [CHANGE]}],
        "why": JSON,
    },
    "quotations": {
        "id": TEXT,
        "speaker": TEXT,
        "speaker_name": TEXT,
        "members": [
            {
                "spans": [SPAN],
                "statement": TEXT,
                "speaker": TEXT,
                "speaker_name": TEXT,
                "form": TEXT,
                "changes": [WORD_CHANGE],
            }
        ],
        "relation": TEXT,
        "why": JSON,
    },
    "ledger": {
        "id": TEXT,
        "title": TEXT,
        "figures": TEXTS,
        "comparisons": [{"a": TEXT, "b": TEXT, "relation": TEXT, "why": JSON}],
        "sums": [{"parts": TEXTS, "value": NUMBER, "totals": TEXTS, "agrees": FLAG, "why": JSON}],
        "why": JSON,
    },
    "origins": {
        "name": TEXT,
        "own_voice": FLAG,
        "paths": [{"report": TEXT, "statement": TEXT, "via": TEXTS}],
        "claims": TEXTS,
        "counted_with": [{"name": TEXT, "why": TEXT, "claims": TEXTS}],
    },
}
"""Kind of record: its columns in order, by the keys of the contract."""


def columns(table: Table, *, story: bool = False) -> dict[str, Kind]:
    """Every column of a table with its type: the keys of the record, then where it comes from.

    Args:
        table: the kind of record.
        story: whether a first column names the story that a record is of.

    Raises:
        ValueError: when there is no table of that name.
    """
    check_table(table)
    head: dict[str, Kind] = {"story": TEXT} if story else {}
    return head | dict(_flat(COLUMNS[table])) | {f"provenance.{key}": kind for key, kind in PROVENANCE.items()}


def check_table(table: str) -> None:
    """Sees whether there is a table of a name.

    Raises:
        ValueError: when there is none.
    """
    if table not in COLUMNS:
        raise ValueError(f"there is no table {table!r}; tables are {', '.join(COLUMNS)}")


def _flat(kinds: Mapping[str, Kind], prefix: str = "") -> Iterator[tuple[str, Kind]]:
    for key, kind in kinds.items():
        if isinstance(kind, Mapping):
            yield from _flat(kind, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", kind


def flattener(kinds: Mapping[str, Kind]) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """What makes a row of a plain record, with a cell for each column; what is missing is null or an empty list.

    Args:
        kinds: the columns of the record, before those that hold records are flattened.
    """
    takers = dict(_takers(kinds))
    return lambda record: {name: take(record) for name, take in takers.items()}


Take = Callable[[Mapping[str, Any]], Any]


def _takers(kinds: Mapping[str, Kind], prefix: str = "") -> Iterator[tuple[str, Take]]:
    """For each column what takes its value out of a record."""
    for key, kind in kinds.items():
        if isinstance(kind, Mapping):
            for name, take in _takers(kind, f"{prefix}{key}."):
                yield name, _inside(key, take)
        else:
            yield f"{prefix}{key}", _taker(key, kind)


def _inside(key: str, take: Take) -> Take:
    return lambda record: take(record.get(key) or {})


def _taker(key: str, kind: Kind) -> Take:
    if key in ("raw_start", "raw_end"):
        at = 1 if key == "raw_end" else 0
        return lambda record: record["raw"][at] if "raw" in record else None
    shape = _shaper(kind)
    return lambda record: shape(record.get(key))


def _shaper(kind: Kind) -> Callable[[Any], Any]:
    if isinstance(kind, Mapping):
        takers = [(key, _taker(key, inner)) for key, inner in kind.items()]
        return lambda value: None if value is None else {key: take(value) for key, take in takers}
    if isinstance(kind, str):
        return _SCALARS[kind]
    one = _shaper(kind[0])
    return lambda values: [one(value) for value in values or ()]


def _same(value: Any) -> Any:
    return value


def _text(value: str | None) -> str | None:
    return value if value is None or value.isascii() else str(whole(value))


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _json(value: Any) -> str | None:
    return None if value is None else to_json(value)


_SCALARS: Mapping[str, Callable[[Any], Any]] = {
    "text": _text,
    "integer": _same,
    "number": _number,
    "flag": _same,
    "json": _json,
}
