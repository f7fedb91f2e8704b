"""Judging at the desk: forms that make sense for an item, what they do, and how it is taken back."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from sayso.render.lookup import Lookup
from sayso.types import Dossier
from sayso.web.access import Access
from sayso.web.app import make_app
from sayso.web.desk import Desk
from sayso.web.judging.chosen import choose, records, reference, reference_of, referred
from sayso.web.judging.forms import Form, forms
from sayso.web.tokens import hash_of, make_token
from sayso.web.wording import JUDGING_FORMS
from tests.web.forms import csrf


def dossier(desk: Desk, story: int = 1) -> Dossier:
    return desk.renew(story).dossier


def judge(client: TestClient, form: str, **sent: str | list[str]) -> Response:
    fields = {"story": "s1", "by": "ada", "csrf": csrf(client), "form": form, **sent}
    return client.post("/judgements", data=fields)


def take_back(client: TestClient, name: str, **sent: str) -> Response:
    return client.post(f"/judgements/{name}/revoke", data={"by": "bo", "csrf": csrf(client), **sent})


def made(response: Response) -> str:
    """The id of the judgement that an answer tells of."""
    assert response.status_code == 303, response.text
    found = re.search(r"decided=(j[0-9a-f]+)", response.headers["location"])
    assert found, response.headers["location"]
    return found[1]


def several(desk: Desk) -> str:
    """A claim of several reports."""
    return next(c.id for c in dossier(desk).claims if len({m.span.report for m in c.members}) > 2)


def test_every_kind_of_item_has_its_forms(desk: Desk, client: TestClient) -> None:
    made_of = dossier(desk)
    lookup = Lookup(made_of)
    pair = next(n for n, c in enumerate(made_of.copies) if c.relation != "independent")
    keys = {
        f"claim-{several(desk)}": {"found", "pair-claim", "split-claim", "verdict"},
        f"entity-{max(made_of.entities, key=lambda e: len({m.report for m in e.mentions})).id}": {
            "pair-entity",
            "split-entity",
            "correct-entity",
            "dismiss-entity",
        },
        f"figure-{next(f.id for f in made_of.figures)}": {"correct-figure", "pair-figure", "dismiss"},
        f"statement-{made_of.statements[0].id}": {"correct-statement", "dismiss"},
        f"event-{made_of.events[0].id}": {"pair-event", "correct-event", "dismiss"},
        f"side-{made_of.conflicts[0].id}-1": {"relation", "dismiss-conflict"},
        f"conflict-{made_of.conflicts[0].id}": {"relation", "dismiss-conflict"},
        f"copy-{pair}-0": {"copy"},
        f"report-{made_of.reports[0].id}": {"copy-report"},
    }
    for key, wanted in keys.items():
        chosen = choose(lookup, key)
        assert chosen is not None, key
        assert wanted <= {f.name for f in forms(lookup, chosen)}, key
        page = client.get("/stories/s1/judge", params={"item": key})
        assert page.status_code == 200, page.text
        assert page.text.count("<h1") == 1
        for name in wanted:
            assert f'name="form" value="{name}"' in page.text


def test_what_is_not_judged_by_itself_leads_to_what_stands_in_it(desk: Desk, client: TestClient) -> None:
    page = client.get("/stories/s1/judge", params={"item": "lead-1"})
    assert page.status_code == 200
    assert "/stories/s1/judge?item=" in page.text
    assert 'name="form"' not in page.text
    quotation = dossier(desk).quotations[0].id
    assert "item=statement-" in client.get("/stories/s1/judge", params={"item": f"quotation-{quotation}"}).text


def test_items_are_found_by_their_words(desk: Desk, client: TestClient) -> None:
    entity = dossier(desk).entities[0]
    page = client.get("/stories/s1/judge", params={"q": entity.name.upper()})
    assert f"item=entity-{entity.id}" in page.text
    assert "No item" in client.get("/stories/s1/judge", params={"q": "zzzz"}).text


def test_references_outlast_the_ids_of_a_run(desk: Desk) -> None:
    made_of = dossier(desk)
    kept = set()
    for record in (*records(made_of).values(), *made_of.copies):
        sent = reference_of(record)
        found = referred(made_of, sent)
        assert found is not None
        assert reference_of(found[0]) == sent
        kept.add(sent)
    assert len(kept) == len(records(made_of)) + len(made_of.copies)
    assert referred(made_of, reference("claim")) is None
    for wrong in ("", "c1", "[1]", '["claim","c1"]', "\ud800"):
        with pytest.raises(ValueError, match="is no item"):
            referred(made_of, wrong)


def test_two_names_are_made_one_and_two_again(desk: Desk, client: TestClient) -> None:
    before = dossier(desk)
    one, other = sorted((e for e in before.entities if e.type == "PERSON"), key=lambda e: -len(e.mentions))[:2]
    done = judge(client, "pair-entity", item=reference_of(one), **{"with": reference_of(other)}, note="<b>married</b>")
    name = made(done)
    assert re.search(r"/stories/s1\?decided=j\w+#r\d+-\d+$", done.headers["location"])
    after = dossier(desk)
    joined = next(e for e in after.entities if one.name in e.aliases)
    assert set(one.mentions) | set(other.mentions) <= set(joined.mentions)
    page = client.get(done.headers["location"])
    assert "Decided: " in page.text
    assert f"/judgements/{name}/revoke" in page.text
    trail = client.get("/judgements")
    assert "&lt;b&gt;married&lt;/b&gt;" in trail.text
    assert "<b>married" not in trail.text
    back = take_back(client, name, story="s1")
    assert made(back) != name
    assert dossier(desk).to_json() == before.to_json()
    again = client.get("/judgements?story=s1").text
    assert "taken back by bo" in unescape(again)


def test_a_confirmation_stands_in_the_dossier(desk: Desk, client: TestClient) -> None:
    before = dossier(desk)
    claim = next(c for c in before.claims if c.id == several(desk))
    sent = {"item": reference_of(claim), "outcome": "confirmed", "how": "phone", "on": "2028-03-08"}
    assert "Say who confirmed it" in judge(client, "found", **sent).text
    made(judge(client, "found", **sent, who="Ila Brandt"))
    after = next(c for c in dossier(desk).claims if c.checks)
    assert [(r.value, r.how, r.on, r.by) for r in after.checks] == [("Ila Brandt", "phone", "2028-03-08", "ada")]
    assert (after.verdict, after.independent) == (claim.verdict, claim.independent)
    assert "Confirmed to the desk by Ila Brandt, by phone" in client.get("/stories/s1").text
    page = client.get("/stories/s1/judge", params={"item": f"claim-{after.id}"})
    assert "Decided so far" in page.text


def test_what_is_corrected_is_only_what_was_changed(desk: Desk, client: TestClient) -> None:
    figure = next(f for f in dossier(desk).figures if f.low is not None and f.low == f.high)
    item = reference_of(figure)
    same = {"value": f"{figure.low:g}", "as_of": figure.as_of or "", "status": figure.status}
    giver = next((e.name for e in dossier(desk).entities if e.id == figure.giver), figure.giver_name or "")
    assert "Nothing was changed" in judge(client, "correct-figure", item=item, giver=giver, **same).text
    made(judge(client, "correct-figure", item=item, giver=giver, **{**same, "value": "77"}))
    after = next(f for f in dossier(desk).figures if f.id == figure.id)
    assert (after.low, after.status, after.as_of, len(after.judged)) == (77, figure.status, figure.as_of, 1)


def test_one_decision_holds_for_all_that_the_page_shows_as_one(desk: Desk, client: TestClient) -> None:
    lookup = Lookup(dossier(desk))
    chosen = next(
        c
        for f in lookup.dossier.figures
        if (c := choose(lookup, f"figure-{f.id}")) is not None and len({r.span.report for r in c.records}) > 1  # type: ignore[union-attr]
    )
    items = [reference_of(r) for r in chosen.records]
    made(judge(client, "dismiss", item=items))
    ids = {r.id for r in chosen.records}  # type: ignore[union-attr]
    assert not ids & {f.id for f in dossier(desk).figures}
    with desk.reading() as library:
        assert len(library.judgements()) == 1


def filled(lookup: Lookup, key: str, form: Form) -> dict[str, str | list[str]]:
    """What a reader sends who fills every field of a form, and chooses the last of what there is to choose from."""
    chosen = choose(lookup, key)
    assert chosen is not None
    typed = {"number": "7", "date": "2028-03-08", "text": "Ada Roe"}
    sent: dict[str, str | list[str]] = {"item": [reference_of(r) for r in chosen.records]}
    for field in form.fields:
        values = [o.value for o in field.options]
        sent[field.name] = values[:1] if field.kind == "checks" else values[-1] if values else typed[field.kind]
    return sent | {"as_of": "2028-03", "unnamed": ""} | ({"relation": "excerpt"} if form.name == "copy-report" else {})


def test_whatever_is_decided_the_dossier_is_made_and_is_the_same_when_it_is_taken_back(
    desk: Desk, client: TestClient
) -> None:
    before = dossier(desk)
    whole = before.to_json()
    lookup = Lookup(before)
    pair = next(n for n, c in enumerate(before.copies) if c.relation != "independent")
    ids = [f"{kind}-{name}" for kind, name in records(before)]
    keys = {key.partition("-")[0]: key for key in (*ids, *reversed(ids))} | {"copy": f"copy-{pair}-0"}
    done = set()
    for key in (*keys.values(), f"claim-{several(desk)}"):
        chosen = choose(lookup, key)
        assert chosen is not None
        for form in forms(lookup, chosen):
            answer = judge(client, form.name, **filled(lookup, key, form))
            assert answer.status_code == 303, (key, form.name, answer.text)
            names = re.search(r"decided=([^#]*)", answer.headers["location"])
            assert names
            assert dossier(desk).to_json() != whole, (key, form.name)
            for name in names[1].split("%2C"):
                assert take_back(client, name).status_code == 303
            assert dossier(desk).to_json() == whole, (key, form.name)
            done.add(form.name)
    assert done >= set(JUDGING_FORMS) - {"split-figure", "split-event", "split-entity"}


def test_how_two_reports_depend_is_set(desk: Desk, client: TestClient) -> None:
    reports = dossier(desk).reports
    pair = next(c for c in dossier(desk).copies if c.relation == "independent")
    first, other = (next(r for r in reports if r.id == i) for i in (pair.a, pair.b))
    sent = {"item": reference_of(first), "with": reference_of(other), "relation": "rewrite", "source": "second"}
    assert judge(client, "copy-report", **sent).status_code == 303
    after = next(c for c in dossier(desk).copies if (c.a, c.b) == (pair.a, pair.b))
    assert (after.relation, after.source) == ("rewrite", "b")
    assert "Say who else" in judge(client, "copy-report", **{**sent, "source": "third"}).text


@pytest.mark.parametrize(
    ("form", "sent", "status", "said"),
    [
        ("found", {"item": "claim", "outcome": "maybe"}, 422, "begin with what is decided"),
        ("verdict", {"item": "claim", "verdict": "true"}, 422, "must be one of"),
        ("verdict", {"item": "claim"}, 422, "Choose the verdict"),
        ("burn", {"item": "claim"}, 422, "no decision that the desk knows"),
        ("verdict", {}, 422, "Choose at least one"),
        ("verdict", {"item": "c1", "verdict": "disputed"}, 422, "is no item"),
        ("verdict", {"item": '["claim","",[["x",1,2]]]', "verdict": "disputed"}, 409, "not in the dossier any more"),
        ("pair-claim", {"item": "claim", "with": '["claim","c999",[]]'}, 409, "not in the dossier any more"),
        ("pair-claim", {"item": "claim", "with": "claim"}, 422, "These are one already"),
        ("verdict", {"item": "claim", "verdict": "disputed", "story": "s99"}, 404, "no story s99"),
        ("verdict", {"item": "claim", "verdict": "disputed", "story": "../x"}, 422, "is no story"),
        ("verdict", {"item": "claim", "verdict": "disputed", "by": " "}, 422, "your name"),
        ("found", {"item": "claim", "outcome": "false", "on": "soon"}, 422, "must be a day or time"),
        ("found", {"item": "claim", "outcome": "false", "note": "x" * 3000}, 422, "at most 2000"),
    ],
)
def test_what_cannot_be_decided_is_told_and_nothing_is_kept(
    form: str, sent: dict[str, str], status: int, said: str, desk: Desk, client: TestClient
) -> None:
    claim = reference_of(next(c for c in dossier(desk).claims if c.id == several(desk)))
    refused = judge(client, form, **{k: claim if v == "claim" else v for k, v in sent.items()})
    assert refused.status_code == status, refused.text
    assert re.search(said, unescape(refused.text)), refused.text
    with desk.reading() as library:
        assert library.judgements() == ()


def test_a_forged_form_decides_nothing(desk: Desk, client: TestClient) -> None:
    claim = reference_of(dossier(desk).claims[0])
    fields = {"story": "s1", "by": "eve", "form": "found", "item": claim, "outcome": "false"}
    own = {**fields, "csrf": csrf(client)}
    assert client.post("/judgements", data=fields).status_code == 403
    assert client.post("/judgements", data={**fields, "csrf": "guessed"}).status_code == 403
    assert client.post("/judgements", data=own, headers={"origin": "https://evil.example"}).status_code == 403
    with desk.reading() as library:
        assert library.judgements() == ()


def test_what_is_gone_has_a_page_of_its_own(desk: Desk, client: TestClient) -> None:
    for item in ("claim-c9999", "copy-9999-0", "lead-99", "nothing", "figure-", "side-x1"):
        page = client.get("/stories/s1/judge", params={"item": item})
        assert page.status_code == 404, item
        assert "not in the dossier any more" in page.text
    assert client.get("/stories/s99/judge").status_code == 404


def test_taking_back_what_is_taken_back_or_was_never_there(desk: Desk, client: TestClient) -> None:
    claim = reference_of(dossier(desk).claims[0])
    name = made(judge(client, "found", item=claim, outcome="false"))
    assert take_back(client, name).headers["location"] == "/judgements"
    refused = take_back(client, name)
    assert refused.status_code == 409
    assert "was taken back already, by bo" in refused.text
    assert take_back(client, "j0000000000").status_code == 404


def test_a_judgement_on_a_forgotten_report_stays_in_the_trail_without_its_words(desk: Desk, client: TestClient) -> None:
    statement = dossier(desk).statements[0]
    name = made(judge(client, "dismiss", item=reference_of(statement), note="a misprint"))
    with desk.writing() as library:
        library.forget(statement.report)
    page = client.get("/judgements").text
    assert f'id="{name}"' in page
    assert "Its words went with a report that was forgotten" in page
    assert "misprint" not in page
    assert take_back(client, name).status_code == 404


def test_of_contradicting_judgements_the_later_holds_and_the_page_says_so(desk: Desk, client: TestClient) -> None:
    claim = next(c for c in dossier(desk).claims if c.id == several(desk))
    made(judge(client, "found", item=reference_of(claim), outcome="confirmed", who="Ila Brandt"))
    dossier(desk)
    made(judge(client, "found", item=reference_of(claim), outcome="false"))
    after = dossier(desk)
    assert [r.decides for c in after.claims for r in c.checks] == ["false"]
    assert any("a later one says otherwise" in note for note in after.notes)
    assert "a later one says otherwise" in client.get("/stories/s1").text


def test_the_name_of_the_last_judgement_is_remembered(desk: Desk, client: TestClient) -> None:
    claim = dossier(desk).claims[0]
    made(judge(client, "found", item=reference_of(claim), outcome="false", by="Ada Ö. Roe"))
    page = client.get("/stories/s1/judge", params={"item": f"claim-{claim.id}"})
    assert 'value="Ada Ö. Roe"' in page.text


def test_a_form_sent_twice_decides_once(desk: Desk, client: TestClient) -> None:
    claim = reference_of(dossier(desk).claims[0])
    made(judge(client, "found", item=claim, outcome="false"))
    again = judge(client, "found", item=claim, outcome="false")
    assert again.status_code == 303
    assert "This was decided before" in client.get(again.headers["location"]).text
    with desk.reading() as library:
        assert len(library.judgements()) == 1


def test_the_trail_of_one_story_and_its_pages(desk: Desk, client: TestClient) -> None:
    for claim in dossier(desk).claims[:2]:
        made(judge(client, "found", item=reference_of(claim), outcome="withdrawn"))
        dossier(desk)
    assert client.get("/judgements?story=s1").text.count("<li id=") == 2
    assert "Nothing was decided of this story" in client.get("/judgements?story=s2").text
    assert client.get("/judgements?story=s99").status_code == 404
    assert client.get("/judgements?story=x").status_code == 422
    assert client.get("/judgements?page=0").status_code == 422
    assert client.get("/judgements?page=2").text.count("<li id=") == 0


def test_who_may_only_read_is_offered_nothing(desk: Desk) -> None:
    reading, writing = make_token(), make_token()
    with desk.writing() as library:
        library.add_token("rita", "read", hash_of(reading))
        library.add_token("will", "write", hash_of(writing))
    app = make_app(desk, Access(tokens=True))
    claim = dossier(desk).claims[0]
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as asked:
        rita = {"authorization": f"Bearer {reading}"}
        page = asked.get("/stories/s1/judge", params={"item": f"claim-{claim.id}"}, headers=rita)
        assert "Your token lets you read, not judge" in page.text
        sent = {"story": "s1", "form": "found", "item": reference_of(claim), "outcome": "false", "by": "Ada"}
        assert asked.post("/judgements", data=sent, headers=rita).status_code == 403
        will = {"authorization": f"Bearer {writing}"}
        assert asked.post("/judgements", data=sent, headers=will).status_code == 303
    with desk.reading() as library:
        assert [j.by for j in library.judgements()] == ["will"]


def test_a_report_leads_to_what_it_was_copied_from(desk: Desk, client: TestClient) -> None:
    report = dossier(desk).reports[0]
    page = client.get(f"/stories/s1/reports/{report.id}").text
    assert f"/stories/s1/judge?item=report-{report.id}" in page
    assert "The texts are" in client.get(f"/stories/s1/judge?item=report-{report.id}").text
