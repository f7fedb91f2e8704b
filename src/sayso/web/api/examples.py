"""Answers as the document shows them: of a library that has the two made-up stories of `examples/`."""

from __future__ import annotations

from typing import Any

STORY: dict[str, Any] = {
    "story": "s1",
    "title": "Dam gives way in Orrin Vale",
    "from": "2028-03-07",
    "to": "2028-03-09",
    "reports": 7,
    "added": "2028-03-09T09:00:00+00:00",
    "made": "2028-03-09T09:00:12+00:00",
    "edition": "1f6a0c9b",
    "current": True,
    "since": None,
}
REPORT: dict[str, Any] = {
    "id": "05-daily-flash",
    "story": "s1",
    "title": "Dam gives way in Orrin Vale",
    "outlet": "Daily Flash",
    "source": "05-daily-flash.txt",
    "url": None,
    "published": "2028-03-08",
    "added": "2028-03-09T09:00:00+00:00",
    "sha256": "6b0f0e6d",
}
