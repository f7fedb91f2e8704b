"""Answers as the document shows them: of a library that has the made-up stories of `examples/`."""

from __future__ import annotations

from typing import Any

_FLASH = "c18d7f76c8525eb538be2caaa8c85da33111a6da6fcb8358e01857e7b88c5001"
_COURIER = "4749687a9b5ae90b92ca84146bc6f427b3c66e99b4e520e66454b602f5e12c5b"
EDITION = "2216603e3741dc3c87296bb409df619a2540f16882af7d77c5cb2d646832f251"
_SENTENCE = (
    "Some 11,400 people were moved from their homes in northern Velmora overnight after a gate at the Orrin Dam jammed"
    " open and sent a wall of water down the Tesk valley, the Interior Ministry said on Wednesday."
)
STORY: dict[str, Any] = {
    "story": "s1",
    "title": "Thousands flee as stuck gate at Velmora dam sends water into valley",
    "from": "2028-03-08",
    "to": "2028-03-10",
    "reports": 8,
    "added": "2028-03-10T16:43:08+00:00",
    "made": "2028-03-10T16:43:24+00:00",
    "edition": EDITION,
    "current": True,
    "since": {"at": "2028-03-09T08:00:00+00:00", "reports": 2, "differences": 1, "values": 3, "claims": 2},
}
ONE_STORY = STORY | {"missing": 0, "told": "", "wrong": []}
NEWS = {
    "since": "2028-03-09T08:00:00+00:00",
    "edition": EDITION,
    "reports": ["07-capital-ledger"],
    "changes": [{"kind": "claim", "id": "c7", "change": "verdict", "was": "only-here", "now": "disputed"}],
}
REPORT: dict[str, Any] = {
    "id": "05-daily-flash",
    "story": "s1",
    "title": "'IT CAME LIKE A TRAIN': Farmer's cattle rope saves couple from killer flood",
    "outlet": "Daily Flash",
    "source": "05-daily-flash.txt",
    "url": "https://dailyflash.example/it-came-like-a-train",
    "published": "2028-03-09",
    "added": "2028-03-10T16:43:08+00:00",
    "sha256": _FLASH,
}
ONE_REPORT = REPORT | {
    "bylines": ["KIT BARLO"],
    "agencies": [],
    "dateline": None,
    "published_basis": "stated",
    "language": "en",
    "genre": "article",
    "issuer": None,
    "parts": [],
    "characters": 1778,
}
SPAN: dict[str, Any] = {
    "report": "02-sarnholt-courier",
    "start": 56,
    "end": 74,
    "text": "Some 11,400 people",
    "context": {
        "start": 56,
        "end": 262,
        "text": _SENTENCE,
    },
    "raw": [94, 112],
    "page": None,
    "paragraph": None,
    "sha256": _COURIER,
    "outlet": "The Sarnholt Courier",
    "title": "Dam gate jams and thousands flee Tesk valley",
    "published": "2028-03-08",
    "address": "https://www.sarnholtcourier.example/news/dam-gate-jams#:~:text=Some%2011%2C400%20people",
}
CITED = {
    "report": "02-sarnholt-courier",
    "outlet": "The Sarnholt Courier",
    "title": "Dam gate jams and thousands flee Tesk valley",
    "authors": [],
    "published": "2028-03-08",
    "read": "2028-03-10T16:43:08+00:00",
    "language": "en",
    "quotation": _SENTENCE,
    "start": 56,
    "end": 262,
    "address": SPAN["address"],
    "sha256": _COURIER,
    "text": f"{_SENTENCE}\n— The Sarnholt Courier, 8 Mar 2028",
    "markdown": f"> {_SENTENCE}\n— The Sarnholt Courier",
    "html": f"<blockquote><p>{_SENTENCE}</p></blockquote>",
    "csl": {"id": "02-sarnholt-courier-56-262", "type": "article-newspaper"},
}
STATEMENT = {
    "story": "s1",
    "id": "07-capital-ledger.s20",
    "report": "07-capital-ledger",
    "speaker": "Marten Hovde",
    "cue": "said",
    "content": "The new gate alone would cost 4.5 million euros and take up to five months to build",
    "mode": "assert",
    "published": "2028-03-10",
    "start": 1548,
    "end": 1631,
}
FIGURE = {
    "story": "s1",
    "id": "01-northwire.f2",
    "report": "01-northwire",
    "words": "At least 340",
    "low": 340.0,
    "high": None,
    "unit": "house",
    "of": "houses were flooded in Brenmoor and the villages downstream",
    "giver": "Civil Protection Service",
    "published": "2028-03-08T09:12:00",
    "start": 316,
    "end": 328,
}
ENTITY = {
    "story": "s2",
    "id": "e1",
    "name": "Maren Olveck",
    "type": "PERSON",
    "aliases": ["Maren Olveck", "Olveck", "Ms Olveck"],
    "roles": ["transport minister"],
    "mentions": 26,
}
CHECK = {
    "kind": "dispute",
    "what": "Dam operator denies it was told of faulty gate",
    "why": "“bosses were told about the dodgy gate TWICE” (a source at Tesk Valley Power (unnamed)) and “it was told of"
    " faulty gate” (Tesk Valley Power): denied by Tesk Valley Power.",
    "rests": "On it: 4 of 6 reports, 13% of what reports share and the first lines.",
    "call": ["Piet Soran", "Tesk Valley Power"],
    "items": ["x9", "c18"],
    "spans": [
        {"report": "02-sarnholt-courier", "start": 56, "end": 74, "text": "Some 11,400 people", "raw": [94, 112]}
    ],
    "weight": 0.31,
    "features": {"rests": 0.35, "doubt": 1.0},
}
TARGET = {"name": "s2", "title": "Minister resigns over ski trip", "told": "7 reports, 17–19 Apr 2029"}
ITEM = {"id": "e4", "kind": "entity", "told": "Interior Ministry"}
HANDED = {
    "number": 7,
    "by": "desk",
    "kind": "text",
    "name": "Ferry aground",
    "handed": "2028-05-02T18:00:00+00:00",
    "state": "done",
    "done": "2028-05-02T18:00:02+00:00",
    "reports": [{"id": "r3f0c2a", "title": "Ferry aground", "story": "s4", "new": True}],
    "unread": [],
}
ACCEPTED = {"accepted": [{"number": 7, "name": "Ferry aground", "path": "/api/v1/handed-in/7"}]}
JUDGEMENT = {
    "id": "j5f2c19a0be",
    "about": "claim",
    "decides": "verdict",
    "anchors": [
        {
            "report": {"sha256": _COURIER, "url": None, "source": "02-sarnholt-courier.txt"},
            "start": 56,
            "end": 74,
            "text": "Some 11,400 people",
        }
    ],
    "value": "disputed",
    "by": "Ada",
    "made": "2028-03-10T17:00:00.000+00:00",
    "note": "two sources",
    "how": None,
    "on": None,
}
DECIDED = {"judgements": [JUDGEMENT], "current": False}
TRAIL = {
    "id": "j5f2c19a0be",
    "about": "claim",
    "decides": "verdict",
    "by": "Ada",
    "made": "2028-03-10T17:00:00.000+00:00",
    "added": "2028-03-10T17:00:00+00:00",
    "told": "“Some 11,400 people” is disputed",
    "forgotten": None,
    "judgement": JUDGEMENT,
    "taken_back": None,
    "takes_back": None,
    "stories": ["s1"],
}
PLACING = {
    "number": 1,
    "story": "s3",
    "by": "Ada",
    "made": "2028-03-10T17:05:00+00:00",
    "note": "another dam",
    "reports": [{"id": "05-daily-flash", "title": REPORT["title"], "came_from": "s1", "story": "s3"}],
    "forgotten": None,
}
WATCHED = {
    "address": "https://tessin-post.example/feed",
    "kind": "feed",
    "title": "Tessin Post",
    "every": 3600,
    "added": "2028-05-02T08:00:00+00:00",
    "asked": "2028-05-02T18:00:00+00:00",
    "due": "2028-05-02T19:00:00+00:00",
    "changed": "2028-05-02T18:00:00+00:00",
    "failures": 0,
    "wrong": "",
    "reports": 50,
}
ALERT = {
    "number": 3,
    "kind": "disputed",
    "told": "The number of houses is disputed: “At least 340” and “around 200”.",
    "story": "s1",
    "reports": ["01-northwire", "04-radio-sarnholt"],
    "details": {},
    "made": "2028-03-09T18:00:00+00:00",
}
VERSION: dict[str, Any] = {
    "report": "r3f0c2a",
    "before": None,
    "title": "Ferry aground",
    "published": "2028-05-02",
    "seen": "2028-05-02T18:00:00+00:00",
    "compared": False,
    "changes": [],
}
STATE = {
    "sayso": "0.1.0",
    "reader": "desk",
    "scope": "admin",
    "doing": "",
    "story": None,
    "waiting": False,
    "trouble": "",
}


def listing(item: dict[str, Any]) -> dict[str, Any]:
    """A list of one item."""
    return {"items": [item], "next": None}
