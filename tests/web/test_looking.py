"""When a reader last looked, and what is new since."""

from __future__ import annotations

import re
from dataclasses import replace

from fastapi.testclient import TestClient

from sayso.ingest.build import build_report
from sayso.ingest.documents import Document
from sayso.store.desk import Look
from sayso.web.changes import Changed, what_changed
from sayso.web.desk import Desk
from sayso.web.looking import look_again, worth_keeping

LATER = (
    "Water falls behind the Orrin Dam\n\nBRENMOOR - Water was falling in the Tesk valley on Friday after a gate of the"
    " Orrin Dam jammed open and sent a flood through northern Velmora.\n\n15,900 people were now out of their homes,"
    " Mayor Ilse Tarrant said on Friday. Police said that four people were still missing.\n\nTesk Valley Power said"
    " that the gate would be repaired by Sunday."
)
NINE, FIVE_PAST, ELEVEN = (f"2029-05-09T{t}:00+00:00" for t in ("09:00", "09:05", "11:00"))


def test_first_look_has_nothing_to_compare_with() -> None:
    assert look_again(None, now=NINE, latest=3, edition="a") == Look(at=NINE, latest=3, edition="a")


def test_within_a_visit_what_is_new_stays_new() -> None:
    first = Look(at=NINE, latest=3, edition="a")
    came = look_again(first, now=FIVE_PAST, latest=4, edition="b")
    assert (came.before_at, came.before, came.edition) == (NINE, "a", "b")
    again = look_again(came, now=FIVE_PAST, latest=5, edition="c")
    assert (again.before_at, again.before, again.edition) == (NINE, "a", "c")


def test_the_next_visit_compares_with_the_one_before() -> None:
    first = Look(at=NINE, latest=3, edition="b", before_at="2029-05-08T09:00:00+00:00", before="a")
    later = look_again(first, now=ELEVEN, latest=4, edition="c")
    assert (later.before_at, later.before) == (NINE, "b")
    same = look_again(first, now=ELEVEN, latest=3, edition="b")
    assert (same.before, same.edition) == ("b", "b")


def test_looking_again_at_once_writes_nothing() -> None:
    first = Look(at=NINE, latest=3, edition="a")
    assert worth_keeping(None, first)
    assert not worth_keeping(first, look_again(first, now="2029-05-09T09:01:00+00:00", latest=3, edition="a"))
    assert worth_keeping(first, look_again(first, now=FIVE_PAST, latest=3, edition="a"))
    assert worth_keeping(first, look_again(first, now=NINE, latest=4, edition="a"))


def test_what_changed_is_counted(desk: Desk) -> None:
    with desk.reading() as library:
        made = library.dossier(1)
    assert made is not None
    dossier = made.dossier
    fewer = replace(dossier, reports=dossier.reports[:-1], conflicts=(), claims=dossier.claims[:0])
    changed = what_changed(fewer, dossier)
    last = dossier.reports[-1].id
    told = [c for c in dossier.conflicts if any(m.report == last for side in c.sides for m in side.members)]
    assert changed.differences == sum(c.score >= 0.5 for c in told) > 0
    assert what_changed(dossier, dossier) == Changed(0, 0, 0)


def test_new_reports_are_told_in_the_list_and_on_the_page(client: TestClient, desk: Desk) -> None:
    assert client.get("/").text.count("not looked at yet") >= 2
    assert 'id="new"' not in client.get("/stories/s1").text
    assert "nothing new since you looked" in client.get("/").text
    document = Document(
        source="later.txt", data=LATER.encode(), outlet="Later Post", published="2028-03-10", title="Water falls"
    )
    with desk.writing() as library:
        (accepted,) = library.accept([(build_report(document), document)])
    assert accepted.story == 1
    listed = client.get("/").text
    assert re.search(r"1 new report since you looked, \d+ \w+", listed)
    assert "being read" in listed
    stale = client.get("/stories/s1").text
    assert "1 report still to be read" in stale
    assert "hx-trigger" in stale
    edition = re.search(r"status\?shown=(\w+)", stale)
    assert edition
    assert "Show it" not in client.get(f"/stories/s1/status?shown={edition[1]}").text
    desk.renew(1)
    ready = client.get(f"/stories/s1/status?shown={edition[1]}").text
    assert "The dossier was made anew" in ready
    assert "hx-trigger" not in ready
    # what changed is told before the reader looks again
    assert re.search(r"changed since you looked, \d+ \w+[^<]*: \d+ new ", client.get("/").text)
    page = client.get("/stories/s1").text
    assert 'id="new"' in page
    assert "1 new report since" in page
    # it stays marked as long as the visit lasts
    assert 'id="new"' in client.get("/stories/s1").text
