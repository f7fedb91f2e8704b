"""Every link says why, in the JSON and in a sentence on the page."""

from __future__ import annotations

import json
from collections.abc import Callable

from sayso.types import Dossier
from tests.judge.conftest import judged, name


def test_every_link_has_its_reasons(linked: Callable[..., Dossier]) -> None:
    record = json.loads(linked().to_json())
    (sank,) = [e for e in record["events"] if e["trigger"] == "sink"]
    assert sank["why"]["tellings"] == len({m["report"] for m in sank["mentions"]}) == 4
    assert 0 < sank["why"]["likeness"] <= 1
    assert (sank["why"]["words"], sank["why"]["actors"]) == ("sink", "Osprey")
    rescued = next(q for q in record["ledger"] if len(q["figures"]) == 3 and "rescue" in q["id"])
    assert rescued["why"] == {"figures": 3, "unit": "person", "words": "person, water, rescue"}
    (sarr,) = [e for e in record["entities"] if e["name"] == "Dessa Sarr"]
    assert sarr["why"] == {"part of the name": "Sarr"}
    assert all(c["why"] for c in record["claims"] if len(c["members"]) > 1)
    assert all(x["why"] for x in record["conflicts"])


def test_names_that_a_person_put_together_say_so(linked: Callable[..., Dossier]) -> None:
    after = linked(judged("entity", "same", [name("Dessa Sarr"), name("Karim Sarr")]))
    (one,) = [e for e in after.entities if "Dessa Sarr" in e.aliases]
    assert one.why["a person decided so"] == ("Dessa Sarr" if one.name == "Karim Sarr" else "Karim Sarr")
    assert "(a person decided so)" in after.to_html()


def test_the_page_says_why(linked: Callable[..., Dossier]) -> None:
    page = linked().to_html()
    assert "Held for one event: the same word (sink), the same day and the same parties (Osprey)." in page
    assert "Held for one quantity: all are of person, with the words person, water, rescue in common." in page
