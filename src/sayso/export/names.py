"""Names that last for what goes out: of reports by their bytes (RFC 6920), of everything else by a hash (RFC 9562)."""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Sequence
from urllib.parse import quote

from sayso.export.characters import whole
from sayso.spans import Span
from sayso.types import Entity, Report

# RFC 3987: what no IRI may hold as it is
_NOT_IN_IRI = re.compile(r"[\s\x00-\x20\x7f-\x9f<>\"{}|\\^`]")
# the namespace of all names that sayso gives: version 5 over the DNS namespace
_SAYSO = uuid.uuid5(uuid.NAMESPACE_DNS, "sayso")


def bytes_name(sha256: str) -> str:
    """The name of bytes by their hash, as a named-information URI (RFC 6920)."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(sha256)).rstrip(b"=").decode()
    return f"ni:///sha-256;{digest}"


def source_of(report: Report) -> str:
    """Where a report is found: its address, or else the name of its bytes."""
    address = report.url or ""
    if not address.startswith(("https://", "http://")):
        return bytes_name(report.sha256)
    return _NOT_IN_IRI.sub(lambda m: quote(m[0], safe=""), whole(address))


def item_name(*parts: object) -> str:
    """The name of an item by what tells it from all others, the same each time: a UUID of version 5."""
    return f"urn:uuid:{item_uuid(*parts)}"


def item_uuid(*parts: object) -> uuid.UUID:
    """The UUID behind `item_name`."""
    return uuid.uuid5(_SAYSO, "\t".join(str(whole(str(part))) for part in parts))


class Names:
    """Gives the items of one dossier names that last as its story grows."""

    def __init__(self, purpose: str, reports: Sequence[Report]) -> None:
        self._purpose = purpose
        self._keys = {r.id: report_key(r) for r in reports}
        self._first = next(iter(self._keys.values()), "")
        self._given: dict[str, int] = {}

    def of(self, kind: str, place: Span, *more: object) -> str:
        """The name of an item of a kind by its first place; the second of a kind there gets a number."""
        return self._own(kind, self._keys[place.report], place.start, place.end, *more)

    def of_entity(self, entity: Entity) -> str:
        """The name of an entity by its type, its name, and the report that is first in the dossier."""
        return self._own("entity", self._first, entity.type, entity.name)

    def _own(self, *parts: object) -> str:
        name = item_name(self._purpose, *parts)
        number = self._given[name] = self._given.get(name, 0) + 1
        return name if number == 1 else item_name(self._purpose, *parts, number)


def report_key(report: Report) -> str:
    """What tells a report from all others: its bytes, and where it was published."""
    return f"{report.sha256} {report.url or ''}"
