"""Addresses of real reports, which hold headlines, named without them."""

from __future__ import annotations

import hashlib


def address_key(url: str) -> str:
    """What names a report in labels that the project keeps: the start of the sha256 of its URL."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]
