"""What the API tells of stories, dossiers and reports is what the library and the functions of sayso say."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient

from sayso.export.excerpts import share
from sayso.export.spans import quotable
from sayso.spans import GAP
from sayso.types import Dossier, Report
from sayso.web.desk import Desk
from sayso.worklist.worklist import find_checks

REPORT = "05-daily-flash"


@pytest.fixture
def dossier(desk: Desk) -> Dossier:
    with desk.reading() as library:
        made = library.dossier(1)
    assert made is not None
    return made.dossier


@pytest.fixture
def report(desk: Desk) -> Report:
    with desk.reading() as library:
        return library.report(REPORT).report


def got(api: TestClient, path: str, **asked: Any) -> Any:
    answer = api.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def test_stories_with_what_changed_since_the_reader_looked(api: TestClient) -> None:
    stories = got(api, "/stories")
    assert {s["story"] for s in stories["items"]} == {"s1", "s2", "s3"}
    assert stories["next"] is None
    (first,) = [s for s in stories["items"] if s["story"] == "s1"]
    assert (first["since"], first["current"]) == (None, True)
    assert api.put("/stories/s1/look").status_code == 204
    (first,) = [s for s in got(api, "/stories")["items"] if s["story"] == "s1"]
    assert first["since"]["reports"] == 0
    assert got(api, "/stories/s1/news") | {"since": None} == {
        "since": None,
        "edition": first["edition"],
        "reports": [],
        "changes": [],
    }


def test_a_story_that_nobody_looked_at_is_new_as_a_whole(api: TestClient, dossier: Dossier) -> None:
    assert got(api, "/stories/s1/news")["reports"] == [r.id for r in dossier.reports]


def test_a_story_and_its_reports(api: TestClient, dossier: Dossier, report: Report) -> None:
    story = got(api, "/stories/s1")
    assert (story["title"], story["from"], story["missing"]) == (dossier.story.title, dossier.story.start, 0)
    reports = got(api, "/stories/s1/reports")["items"]
    assert len(reports) == story["reports"] == len(dossier.reports)
    (one,) = [r for r in reports if r["id"] == REPORT]
    assert (one["sha256"], one["story"]) == (report.sha256, "s1")


def test_the_dossier_carries_excerpts_unless_the_full_texts_are_asked_for(api: TestClient, dossier: Dossier) -> None:
    schema = json.loads(files("sayso.export").joinpath("dossier.schema.json").read_text(encoding="utf-8"))
    shared, full = got(api, "/stories/s1/dossier"), got(api, "/stories/s1/dossier", texts="full")
    for one in (shared, full):
        jsonschema.validate(one, schema)
    assert shared == json.loads(share(dossier).to_json())
    assert full == json.loads(dossier.to_json())
    assert all(GAP * 10 in r["text"] for r in shared["reports"])


@pytest.mark.parametrize(
    ("accept", "form", "kind"),
    [
        ("", "", "application/json"),
        ("text/markdown", "", "text/markdown; charset=utf-8"),
        ("text/html;q=0.8, text/csv", "", "text/csv; charset=utf-8"),
        ("text/*", "", "text/markdown; charset=utf-8"),
        ("image/png, */*;q=0.1", "", "application/json"),
        ("image/png", "html", "text/html; charset=utf-8"),
        ("*/*, application/json;q=0", "", "text/markdown; charset=utf-8"),
        ("application/ld+json", "", "application/ld+json"),
        ("application/x-ndjson;q=0.9, text/plain", "", "application/x-ndjson"),
    ],
)
def test_the_dossier_comes_in_the_form_that_is_asked_for(api: TestClient, accept: str, form: str, kind: str) -> None:
    asked = {"format": form} if form else {}
    answer = api.get("/stories/s1/dossier", params=asked, headers={"accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert answer.headers["vary"] == "Accept"


def test_no_form_that_there_is_none_of(api: TestClient) -> None:
    answer = api.get("/stories/s1/dossier", headers={"accept": "image/png"})
    assert answer.status_code == 406
    assert "json, md" in answer.json()["detail"]


def test_a_dossier_that_one_has_is_not_sent_again(api: TestClient, desk: Desk) -> None:
    first = api.get("/stories/s1/dossier")
    tag = first.headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = api.get("/stories/s1/dossier", headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    for path in ("?texts=full", "?format=md"):
        assert api.get(f"/stories/s1/dossier{path}", headers={"if-none-match": tag}).status_code == 200


def test_what_to_check_next(api: TestClient, dossier: Dossier) -> None:
    entries = got(api, "/stories/s1/worklist", limit=100)["items"]
    assert [e["what"] for e in entries] == [c.what for c in find_checks(dossier)]


def test_citations(api: TestClient, dossier: Dossier) -> None:
    claim = dossier.claims[0]
    (one, *_) = got(api, "/stories/s1/citations", item=f"claim-{claim.id}")["items"]
    text = next(r.text for r in dossier.reports if r.id == one["report"])
    assert one["quotation"] == text[one["start"] : one["end"]]
    assert one["quotation"].split()[0] in one["markdown"]
    assert one["csl"]["custom"]["sha256"] == one["sha256"]
    assert api.get("/stories/s1/citations", params={"item": "claim-none"}).status_code == 404


def test_two_reports_side_by_side(api: TestClient, dossier: Dossier) -> None:
    a, b = dossier.reports[0].id, dossier.reports[1].id
    found = got(api, "/stories/s1/side-by-side", a=a, b=b)
    assert (found["a"], found["b"]) == (a, b)
    text = dossier.reports[0].text
    sentences = [s for row in found["rows"] for s in row["a"]]
    assert sum(found["kinds_a"].values()) == len(sentences)
    for s in sentences:
        assert "".join(p["text"] for p in s["pieces"]) == text[s["start"] : s["end"]]
    for other in (a, "no-such-report"):
        assert api.get("/stories/s1/side-by-side", params={"a": a, "b": other}).status_code == 404


def test_items_by_their_words(api: TestClient, dossier: Dossier) -> None:
    entity = dossier.entities[0]
    found = got(api, "/stories/s1/items", words=entity.name, limit=100)["items"]
    assert (entity.id, "entity") in {(one["id"], one["kind"]) for one in found}
    assert all(entity.name.casefold() in one["told"].casefold() for one in found)


def test_a_report_its_text_and_its_bytes(api: TestClient, report: Report) -> None:
    told = got(api, f"/reports/{REPORT}")
    assert (told["story"], told["characters"], told["sha256"]) == ("s1", len(report.text), report.sha256)
    assert "text" not in told
    text = api.get(f"/reports/{REPORT}/text")
    assert (text.text, text.headers["content-type"]) == (report.text, "text/plain; charset=utf-8")
    data = api.get(f"/reports/{REPORT}/input")
    assert hashlib.sha256(data.content).hexdigest() == report.sha256
    assert data.headers["content-disposition"].startswith("attachment")


def test_a_place_in_a_report(api: TestClient, report: Report) -> None:
    at = report.text.index(" ") + 1
    found = got(api, f"/reports/{REPORT}/span", start=at, end=at + 20)
    same = quotable(report, at, at + 20)
    assert (found["text"], found["context"]["text"], tuple(found["raw"])) == (same.text, same.context.text, same.raw)
    assert found["sha256"] == report.sha256
    for start, end in ((5, 5), (9, 3), (0, 400_000)):
        wrong = api.get(f"/reports/{REPORT}/span", params={"start": start, "end": end})
        assert wrong.status_code == 422


def test_search(api: TestClient, dossier: Dossier) -> None:
    title = dossier.reports[0].title
    assert title is not None
    assert dossier.reports[0].id in {r["id"] for r in got(api, "/search/reports", words=f'"{title}"')["items"]}
    statement = next(s for s in dossier.statements if s.speaker_name and " " in s.speaker_name and s.content)
    found = got(api, "/search/statements", speaker=statement.speaker_name, limit=100)["items"]
    assert statement.id in {s["id"] for s in found}
    (one,) = [s for s in found if s["id"] == statement.id]
    assert (one["start"], one["end"]) == (statement.content[0].start, statement.content[-1].end)
    figure = next(f for f in dossier.figures if f.low is not None and f.low == f.high)
    found = got(api, "/search/figures", low=figure.low, high=figure.high, limit=100)["items"]
    assert figure.id in {f["id"] for f in found}
    entity = dossier.entities[0]
    found = got(api, "/search/entities", words=entity.name, type=entity.type)["items"]
    assert (entity.name, "s1") in {(e["name"], e["story"]) for e in found}


def test_an_entity_over_all_stories(api: TestClient, dossier: Dossier) -> None:
    entity = max(dossier.entities, key=lambda e: len(e.mentions))
    found = got(api, "/entities", name=entity.name, type=entity.type)
    assert found["chosen"]["name"] == entity.name
    assert found["all_stories"] == len(found["stories"])
    assert [s["story"] for s in found["stories"]] == ["s1"]
    assert api.get("/entities", params={"name": "Nobody Whosoever"}).status_code == 404


def test_what_the_desk_is_at(api: TestClient) -> None:
    assert got(api, "/status") | {"sayso": ""} == {
        "sayso": "",
        "reader": "desk",
        "scope": "admin",
        "doing": "",
        "story": None,
        "waiting": False,
        "trouble": "",
    }


def test_the_same_answer_twice(api: TestClient) -> None:
    for path in ("/stories/s1/dossier", "/stories/s1/worklist", "/search/entities?words=dam", "/openapi.json"):
        assert api.get(path).content == api.get(path).content
