"""What those who follow a story are told: over made-up stories, read and linked as they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from sayso.annotate.together import read_together
from sayso.assemble import link
from sayso.ingest.build import build_report
from sayso.ingest.documents import Document
from sayso.store.watching import Alert
from sayso.types import Annotations, Dossier
from sayso.watch.alerts import EXCERPT, find_alerts, find_version_alerts
from sayso.watch.changes import find_changes

Story = Callable[..., Dossier]

POLICE = (
    "A grain barge sank in the harbour of Tarrow on Tuesday evening. Three sailors were hurt, the harbour police said"
    " on Wednesday. The quay will stay closed for two weeks, said Mayor Ila Brandt. The barge carried 400 tonnes of"
    " wheat and had left Quillport on Sunday with a crew of six. Divers are to look at the hull on Thursday morning."
)
CLINIC = (
    "The quay of Tarrow is shut after a barge went down there on Tuesday. Three sailors were hurt, the clinic of Tarrow"
    " said. One of them has a broken arm. Fishermen have to land their catch in Velmara until the wreck is gone."
)
OWNER = (
    "Castell Lines lost one of its barges at Tarrow on Tuesday. Eleven sailors were hurt, said Orvo Lint, the head of"
    " Castell Lines. The company will pay for the quay, he said, and has sent a crane from Norwick."
)


def read(*told: tuple[str, str, str], version: str = "") -> tuple[Annotations, ...]:
    """What is read of texts, each with its outlet and time."""
    reports = [
        build_report(
            Document(
                source=f"{outlet}.txt",
                data=text.encode(),
                id=f"{outlet.lower()}{version}",
                outlet=outlet,
                title=f"Barge sinks at Tarrow: {outlet}",
                published=published,
            )
        )
        for outlet, published, text in told
    ]
    return tuple(r.annotations for r in read_together(reports))


@pytest.fixture(scope="module")
def annotated() -> Sequence[Annotations]:
    return read(
        ("Wire", "2029-05-09T08:00:00", POLICE),
        ("Mail", "2029-05-09T12:00:00", CLINIC),
        ("Herald", "2029-05-09T15:00:00", OWNER),
        ("Echo", "2029-05-09T18:00:00", POLICE.replace("grain barge", "barge")),
    )


def made(found: Sequence[Annotations]) -> Dossier:
    return link(list(found), models={})


def kinds(found: Sequence[Alert]) -> list[str]:
    return [a.kind for a in found]


def test_second_origin_confirms_a_claim(annotated: Sequence[Annotations]) -> None:
    before, after = made(annotated[:1]), made(annotated[:2])
    found = find_alerts(before, after, {})
    (alert,) = [a for a in found if a.kind == "confirmed"]
    assert "Three sailors were hurt" in alert.told
    assert "2 independent origins" in alert.told
    assert set(alert.reports) == {"wire", "mail"}
    # whatever came together, it is the same alert
    assert alert.key in {a.key for a in find_alerts(None, after, {})}
    assert find_alerts(after, after, {}) == ()


def test_first_report_confirms_nothing(annotated: Sequence[Annotations]) -> None:
    assert find_alerts(None, made(annotated[:1]), {}) == ()


def test_figure_is_disputed(annotated: Sequence[Annotations]) -> None:
    before, after = made(annotated[:2]), made(annotated[:3])
    found = find_alerts(before, after, {})
    disputes = [a for a in found if a.kind == "disputed"]
    assert any("Eleven" in a.told and a.details["of"] == "figure" for a in disputes)
    # two versions of one article do not dispute each other
    chain = dict.fromkeys(("wire", "mail", "herald"), "wire")
    assert "disputed" not in kinds(find_alerts(before, after, chain))


def test_text_is_taken_without_credit(annotated: Sequence[Annotations]) -> None:
    before, after = made(annotated[:3]), made(annotated)
    (alert,) = [a for a in find_alerts(before, after, {}) if a.kind == "uncredited"]
    assert alert.told == "Echo has text of Wire and does not credit it"
    assert set(alert.reports) == {"wire", "echo"}
    assert "uncredited" not in kinds(find_alerts(before, after, {"wire": "wire", "echo": "wire"}))


def test_credited_text_is_no_alert(annotated: Sequence[Annotations]) -> None:
    credited = read(("Echo", "2029-05-09T18:00:00", f"{POLICE}\nThis article is from Wire."))
    found = find_alerts(made(annotated[:1]), made((*annotated[:1], *credited)), {})
    assert "uncredited" not in kinds(found)


def test_version_that_changed_a_fact(annotated: Sequence[Annotations]) -> None:
    text = POLICE.replace("Three", "Five").replace(
        " The quay will stay closed for two weeks, said Mayor Ila Brandt.", ""
    )
    (after,) = read(("Wire", "2029-05-09T10:00:00", text), version="2")
    before = annotated[0]
    changes = find_changes(before, after)
    found = find_version_alerts(before.report, after.report, changes)
    assert kinds(found) == ["withdrawn", "version"]
    assert "Ila Brandt said" in found[0].told
    assert "“Three” is now “Five”" in found[1].told
    assert found[1].details["before"]["report"] == "wire"
    for alert in found:
        check_places(alert.details, {"wire": before.report.text, "wire2": after.report.text})


def check_places(value: Any, texts: dict[str, str]) -> None:
    """Every place in an alert has its words there."""
    if isinstance(value, dict):
        if {"report", "start", "end", "text"} <= value.keys():
            words = " ".join(texts[value["report"]][value["start"] : value["end"]].split())
            assert value["text"] == words or value["text"].endswith(" …")
        for inner in value.values():
            check_places(inner, texts)
    elif isinstance(value, list):
        for inner in value:
            check_places(inner, texts)


def test_version_with_other_words_for_the_same_is_no_alert(annotated: Sequence[Annotations]) -> None:
    (after,) = read(
        ("Wire", "2029-05-09T10:00:00", POLICE.replace("Divers are to look", "Divers will look")), version="2"
    )
    changes = find_changes(annotated[0], after)
    assert [c.kind for c in changes] == ["sentence-reworded"]
    assert find_version_alerts(annotated[0].report, after.report, changes) == ()


def test_versions_count_as_one_origin(annotated: Sequence[Annotations]) -> None:
    (later,) = read(("Wire", "2029-05-09T10:00:00", f"{POLICE} The crane comes on Friday."), version="2")
    alone, both = made(annotated[:1]), made((*annotated[:1], later))
    assert max(len(c.independent) for c in alone.claims) == 1
    assert max(len(c.independent) for c in both.claims) == 1
    assert find_alerts(alone, both, {"wire": "wire", "wire2": "wire"}) == ()


def test_alert_carries_excerpts_alone(annotated: Sequence[Annotations]) -> None:
    long = POLICE.replace("Three sailors were hurt", "Three sailors" + ", who had slept below," * 40 + " were hurt")
    (after,) = read(("Wire", "2029-05-09T10:00:00", long), version="2")
    changes = find_changes(annotated[0], after)
    for alert in find_version_alerts(annotated[0].report, after.report, changes):
        for change in alert.details.get("changes", ()):
            assert all(len(change[side] or "") <= EXCERPT + 2 for side in ("was", "now"))
