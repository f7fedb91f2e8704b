"""Everything the desk can do, as documented HTTP: `/api/v1`."""

from __future__ import annotations

ROOT = "/api/v1"
"""Where the API stands; what changes the meaning of an answer gets another number."""
