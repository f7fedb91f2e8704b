"""Alerts in a feed, a file and webhooks: each once, whatever happens in between."""

from __future__ import annotations

import base64
import errno
import hashlib
import hmac
import json
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from sayso.errors import LibraryError
from sayso.store.library import Library
from sayso.store.watching import Alert
from sayso.watch.schedule import seconds_of
from sayso.watch.telling import Places, append_lines, begin_telling, check_webhook, due_again, sign, tell, write_feed
from tests.watch.site import Page, Site

ATOM = "{http://www.w3.org/2005/Atom}"


def alerts(first: int, count: int) -> list[Alert]:
    details = {"after": {"url": "https://a.example/?a&b"}}
    return [
        Alert(key=f"key{n:04d}", kind="version", told=f"“{n}” < & \0 changed", details=details, reports=())
        for n in range(first, first + count)
    ]


def keep(library: Library, found: Sequence[Alert]) -> None:
    library.keep_alerts("(watch)", 1, "x", found)


def lines(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_alert_is_told_once_to_each_place(library: Library, site: Site, tmp_path: Path) -> None:
    site.pages["/hook"] = Page(b"")
    places = Places(
        feed=tmp_path / "a.xml",
        file=tmp_path / "a.jsonl",
        webhooks=(site.url("/hook"),),
        secret="words",
        allow_private=True,
    )
    keep(library, alerts(0, 3))
    begin_telling(library, places)
    # what was found before a place was named is not told there
    assert tell(library, places, time.time) == ()
    keep(library, alerts(3, 250))
    assert tell(library, places, time.time) == ()
    assert tell(library, places, time.time) == ()
    wanted = [f"key{n:04d}" for n in range(3, 253)]
    assert lines(tmp_path / "a.jsonl") == wanted
    assert [headers["webhook-id"] for headers, _ in site.posted] == wanted
    feed = ET.parse(tmp_path / "a.xml").getroot()
    assert len(feed.findall(f"{ATOM}entry")) == 200
    assert feed.findtext(f"{ATOM}entry/{ATOM}id") == "urn:sayso:alert:key0252"
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "“252” < & \ufffd changed"
    link = feed.find(f"{ATOM}entry/{ATOM}link")
    assert link is not None
    assert link.get("href") == "https://a.example/?a&b"
    headers, body = site.posted[0]
    assert json.loads(body)["id"] == "key0003"
    assert headers["webhook-signature"] == sign("words", "key0003", headers["webhook-timestamp"], body)


def test_signature_is_that_of_standard_webhooks() -> None:
    key = b"0123456789abcdef01234567"
    wanted = base64.b64encode(hmac.new(key, b'msg_1.1614265330.{"test": 1}', hashlib.sha256).digest()).decode()
    secret = f"whsec_{base64.b64encode(key).decode()}"
    assert sign(secret, "msg_1", "1614265330", b'{"test": 1}') == f"v1,{wanted}"


def test_lines_that_are_there_are_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    append_lines(path, alerts(0, 3))
    append_lines(path, alerts(1, 4))
    assert lines(path) == [f"key{n:04d}" for n in range(5)]


@pytest.mark.parametrize("cut", [1, 20, 10_000])
def test_line_that_was_cut_off_is_written_whole(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.jsonl"
    append_lines(path, alerts(0, 2))
    data = path.read_bytes()
    path.write_bytes(data[:-cut] or b'{"id":"key')
    append_lines(path, alerts(0, 3))
    assert lines(path) == [f"key{n:04d}" for n in range(3)]


def test_feed_that_is_empty_is_one(tmp_path: Path) -> None:
    write_feed(tmp_path / "a.xml", "library", ())
    assert ET.parse(tmp_path / "a.xml").getroot().findall(f"{ATOM}entry") == []
    assert list(tmp_path.iterdir()) == [tmp_path / "a.xml"]


def test_webhook_that_fails_is_tried_later_and_in_order(library: Library, site: Site) -> None:
    site.pages["/hook"] = Page(b"", status=500)
    places = Places(webhooks=(site.url("/hook"),), allow_private=True)
    begin_telling(library, places)
    keep(library, alerts(0, 3))
    now = time.time()
    pauses = []

    def clock() -> float:
        return now

    for _ in range(5):
        (wrong,) = tell(library, places, clock)
        assert "it answered 500" in wrong
        assert site.url("/hook") not in wrong
        # not before its time
        assert tell(library, places, clock) == ()
        again = due_again(library, places)
        assert again is not None
        pauses.append(again - now)
        now = again + 1
    assert all(b >= 1.8 * a for a, b in pairwise(pauses))
    site.pages["/hook"] = Page(b"", status=429, headers={"Retry-After": "7200"})
    tell(library, places, clock)
    again = due_again(library, places)
    assert again is not None
    assert again >= now + 7190
    site.pages["/hook"] = Page(b"")
    assert tell(library, places, lambda: now + 7300) == ()
    assert [headers["webhook-id"] for headers, _ in site.posted] == ["key0000", "key0001", "key0002"]
    assert due_again(library, places) is None


def test_webhook_that_redirects_or_is_private_is_not_followed(library: Library, site: Site) -> None:
    site.pages["/hook"] = Page(b"", status=307, headers={"Location": "/other"})
    places = Places(webhooks=(site.url("/hook"),), allow_private=True)
    begin_telling(library, places)
    keep(library, alerts(0, 1))
    (wrong,) = tell(library, places, time.time)
    assert "redirects are not followed" in wrong
    assert site.posted == []
    inside = Places(webhooks=(site.url("/inside"),))
    begin_telling(library, inside)
    keep(library, alerts(1, 1))
    (wrong,) = tell(library, inside, time.time)
    assert "private address" in wrong
    assert site.posted == []


def test_file_that_cannot_be_written_is_named_and_the_others_get_theirs(library: Library, tmp_path: Path) -> None:
    places = Places(feed=tmp_path / "gone" / "a.xml", file=tmp_path / "a.jsonl")
    library.alert_place(f"feed {tmp_path / 'gone' / 'a.xml'}")
    library.alert_place(f"file {tmp_path / 'a.jsonl'}")
    keep(library, alerts(0, 1))
    (wrong,) = tell(library, places, time.time)
    assert "cannot be written" in wrong
    assert lines(tmp_path / "a.jsonl") == ["key0000"]
    place = library.alert_place(f"feed {tmp_path / 'gone' / 'a.xml'}")
    assert place.due is not None
    assert seconds_of(place.due) > time.time()


@pytest.mark.parametrize("url", ["ftp://a.example/", "hooks.example", "http://", "http://[", "http://a:99999/"])
def test_what_is_no_webhook(url: str) -> None:
    with pytest.raises(LibraryError, match="no address of a webhook"):
        check_webhook(url)


def test_a_full_disk_leaves_no_half_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    append_lines(path, alerts(0, 2))
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            append_lines(path, alerts(2, 3))
    assert path.read_bytes() == before
    append_lines(path, alerts(2, 3))
    assert lines(path) == [f"key{n:04d}" for n in range(5)]
