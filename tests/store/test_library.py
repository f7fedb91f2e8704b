"""What the library promises, on a file and on a server alike."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sayso.annotate.together import Read
from sayso.errors import LibraryError
from sayso.ingest.build import build_report
from sayso.ingest.documents import Document
from sayso.ingest.feed import read_feed
from sayso.judge.making import make_judgement
from sayso.judge.rows import Anchor, Judgement, new_judgement
from sayso.store import open_library
from sayso.store.database import KEYS, migrations, open_database
from sayso.store.growing import Versions, bring_up_to_date, dossier_of, versions
from sayso.store.library import Library
from sayso.store.records import storable
from sayso.types import Annotations, Report
from tests.store.conftest import Given

HandIn = Callable[..., Given]


@pytest.fixture(scope="module")
def today() -> Versions:
    return versions()


def test_what_was_accepted_is_there_with_its_bytes(library: Library, told: Sequence[Given], place: str) -> None:
    accepted = library.accept(told)
    assert [(a.id, a.new) for a in accepted] == [("wire", True), ("post", True), ("bank", True)]
    with closing(open_library(place)) as again:
        for report, document in told:
            held = again.report(report.id)
            assert held.report == report
            assert held.report.offsets.segments == report.offsets.segments
            assert again.input(report.sha256) == document.data


def test_reports_join_stories(library: Library, told: Sequence[Given]) -> None:
    wire, post, bank = library.accept(told)
    assert wire.story == post.story != bank.story
    assert [r.id for r in library.reports(wire.story)] == ["wire", "post"]
    lines = library.stories()
    assert [(s.number, s.reports) for s in lines] == [(bank.story, 1), (wire.story, 2)]
    assert (lines[1].start, lines[1].end, lines[1].made) == ("2029-05-09", "2029-05-10", None)
    assert library.stories(1, 1) == lines[1:]


def test_the_same_report_again_is_not_added(library: Library, told: Sequence[Given]) -> None:
    first = library.accept(told)
    assert library.accept(told) == tuple(replace(a, new=False) for a in first)
    assert library.accept([told[0], told[0]])[1].new is False


def test_two_addresses_with_the_same_bytes_share_an_input_and_a_reading(
    library: Library, hand_in: HandIn, today: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Five sailors were hurt when a barge sank at Tarrow, said Ila Brandt, the mayor."
    one, two = (hand_in(name, text, "2029-05-10", url=f"https://{name}.example/a") for name in ("one", "two"))
    two = (replace(two[0], outlet=one[0].outlet), two[1])
    assert one[0].sha256 == two[0].sha256
    library.accept([one])
    bring_up_to_date(library, today)
    (again,) = library.accept([two])
    assert again.new
    parsed: list[str] = []
    from sayso.annotate import together

    parse = together.parse
    monkeypatch.setattr(
        together, "parse", lambda reports, model=None: parse([parsed.append(r.id) or r for r in reports], model)
    )
    made = dossier_of(library, again.story, today).dossier
    assert parsed == []
    assert {r.id for r in made.reports} == {"one", "two"}
    assert {s.report for s in made.statements} == {"one", "two"}
    library.forget("one")
    assert library.input(two[0].sha256) == text.encode()
    assert library.check() == ()


def test_another_text_under_the_same_id_is_a_report_of_its_own(
    library: Library, told: Sequence[Given], hand_in: HandIn
) -> None:
    library.accept(told)
    other = hand_in("wire", "A heron nests in the mast of the old lightship at Quillport.", "2029-05-11")
    for new in (True, False):
        (accepted,) = library.accept([other])
        assert (accepted.id, accepted.new) == ("wire-2", new)
    assert library.report("wire-2").report.text == other[0].text
    assert library.report("wire-2").report.id == "wire-2"


def test_a_dossier_is_kept_until_what_it_is_made_of_changes(
    library: Library, told: Sequence[Given], today: Versions
) -> None:
    story = library.accept(told[:1])[0].story
    assert library.unmade(today.reading, today.linking) == (story,)
    first = dossier_of(library, story, today)
    assert library.unmade(today.reading, today.linking) == ()
    assert library.dossier(story) == first
    assert dossier_of(library, story, today) == first
    library.accept(told[1:2])
    assert library.unmade(today.reading, today.linking) == (story,)
    second = dossier_of(library, story, today)
    assert {r.id for r in second.dossier.reports} == {"wire", "post"}
    assert second.input != first.input
    assert library.check() == ()


def test_a_dossier_of_what_is_gone_is_not_kept(library: Library, told: Sequence[Given], today: Versions) -> None:
    story = library.accept(told[:1])[0].story
    first = dossier_of(library, story, today)
    library.accept(told[1:2])
    assert library.keep_dossier(story, first) is False
    assert library.unmade(today.reading, today.linking) == (story,)


def test_another_version_reads_anew_and_only_what_is_stale(
    library: Library, told: Sequence[Given], today: Versions
) -> None:
    library.accept(told)
    assert bring_up_to_date(library, today).stories == 2
    newer = replace(today, reading=f"{today.reading}; newer")
    assert bring_up_to_date(library, newer).stories == 2
    assert bring_up_to_date(library, newer).stories == 0
    assert bring_up_to_date(library, replace(newer, linking="newer too")).stories == 2
    assert library.check() == ()


def test_a_report_at_which_the_reader_fails_stands_there_with_nothing_found(
    library: Library, told: Sequence[Given], today: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sayso.store import growing

    read = growing.read_together

    def failing(reports: Sequence[Report], already: Sequence[Read] = (), *, model: str | None = None) -> object:
        if any(r.id == "post" for r in reports):
            raise RuntimeError("no such clause")
        return read(reports, already, model=model)

    story = library.accept(told)[0].story
    monkeypatch.setattr(growing, "read_together", failing)
    done = bring_up_to_date(library, today)
    assert done.stories == 2
    (failed,) = done.failed
    assert (failed.id, failed.kind) == ("post", "failed")
    assert "RuntimeError: no such clause" in failed.message
    made = library.dossier(story)
    assert made is not None
    assert {r.id for r in made.dossier.reports} == {"wire", "post"}
    assert {s.report for s in made.dossier.statements} == {"wire"}
    assert library.check() == ()


def test_a_story_whose_dossier_fails_does_not_hold_up_others(
    library: Library, told: Sequence[Given], today: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sayso.store import growing

    link = growing.link

    def failing(annotated: Sequence[Annotations], **options: Any) -> object:
        if len(annotated) > 1:
            raise RuntimeError("no such claim")
        return link(annotated, **options)

    wire, _, bank = library.accept(told)
    monkeypatch.setattr(growing, "link", failing)
    done = bring_up_to_date(library, today)
    assert [(f.id, f.kind) for f in done.failed] == [(f"s{wire.story}", "failed")]
    assert library.dossier(bank.story) is not None
    assert library.unmade(today.reading, today.linking) == (wire.story,)


# what a text may hold that a database may not: half of a character, nought, marks, other scripts, text for years
@pytest.mark.parametrize("odd", ["\ud800", "\0", "\u200b\ufeff", "\U0001f6a2", "' \" \\ % ?", "Ё Ж 船"])
def test_any_text_comes_back(library: Library, odd: str) -> None:
    text = f"The ferry of Tarrow stood still {odd} on Monday, said the harbour master of Tarrow."
    document = Document(
        source="odd.jsonl:1", data=text.encode("utf-8", "surrogatepass"), text=text, title=f"Ferry {odd}"
    )
    report = build_report(document)
    (accepted,) = library.accept([(report, document)])
    assert library.report(accepted.id).report == storable(report)
    assert (storable(report) == report) == (odd not in ("\ud800", "\0"))
    assert library.input(report.sha256) == document.data
    assert [r.id for r in library.search_reports("ferry still")] == [accepted.id]
    assert library.check() == ()


def test_items_of_a_feed_share_the_feed(library: Library) -> None:
    items = "".join(
        f"<item><title>Ferry {n}</title><description>&lt;p&gt;The ferry of Tarrow &amp;amp; Quillport stood still for"
        f" the {n}th time on Monday, said the harbour master of Tarrow.&lt;/p&gt;</description></item>"
        for n in (4, 5)
    )
    feed = f"<?xml version='1.0'?><rss version='2.0'><channel><title>Harbour news</title>{items}</channel></rss>"
    documents = list(read_feed(feed.encode(), "feed.xml"))
    library.accept([(build_report(d), d) for d in documents])
    assert library.input(hashlib.sha256(feed.encode()).hexdigest()) == feed.encode()
    assert library.check() == ()
    first, second = (build_report(d).id for d in documents)
    library.forget(first)
    assert library.check() == ()
    library.forget(second)
    with pytest.raises(LibraryError, match="no input"):
        library.input(hashlib.sha256(feed.encode()).hexdigest())


def test_stories_outlast_other_weights(place: str, told: Sequence[Given], hand_in: HandIn) -> None:
    with closing(open_library(place, make=True)) as library:
        before = library.accept(told)
    with closing(open_database(place)) as db:
        features = db.rows("SELECT arrival, day, headline, vector, terms, lines FROM arrivals ORDER BY arrival")
        db.run("UPDATE state SET value = 'others' WHERE key = 'weights'")
        db.run("UPDATE arrivals SET vector = ?", (b"\1" * 3,))
    late = hand_in("late", told[1][0].text.replace("Five", "Six"), "2029-05-11")
    with closing(open_library(place)) as library:
        (accepted,) = library.accept([late])
        assert accepted.story == before[0].story
    with closing(open_database(place)) as db:
        again = db.rows("SELECT arrival, day, headline, vector, terms, lines FROM arrivals ORDER BY arrival")
    assert again[:3] == features


def test_a_forgotten_report_is_nowhere(library: Library, told: Sequence[Given], today: Versions) -> None:
    story = library.accept(told)[0].story
    bring_up_to_date(library, today)
    assert [s.speaker for s in library.search_statements("quay")] == ["Ila Brandt"]
    assert library.forget("wire").id == "wire"
    assert library.dossier(story) is None
    bring_up_to_date(library, today)
    assert [r.id for r in library.reports(story)] == ["post"]
    assert library.search_reports("police") == ()
    assert library.search_statements("quay") == ()
    made = library.dossier(story)
    assert made is not None
    assert "quay" not in made.dossier.to_json()
    with pytest.raises(LibraryError, match="no report wire"):
        library.report("wire")
    with pytest.raises(LibraryError, match="no input"):
        library.input(told[0][0].sha256)
    assert library.check() == ()
    assert [(a.id, a.new) for a in library.accept(told[:1])] == [("wire", True)]


def test_the_last_report_of_a_story_takes_it_along(library: Library, told: Sequence[Given], today: Versions) -> None:
    story = library.accept(told)[2].story
    library.forget("bank")
    with pytest.raises(LibraryError, match=f"no story s{story}"):
        library.story(story)
    (again,) = library.accept(told[2:])
    assert again.story > story
    assert library.check() == ()


def test_judgements_take_effect_and_stay(library: Library, told: Sequence[Given], today: Versions) -> None:
    story, bank = (library.accept(told)[i].story for i in (0, 2))
    bring_up_to_date(library, today)
    made = dossier_of(library, story, today).dossier
    of = next(s for s in made.statements if "quay" in s.content[0].text)
    entity = next(e for e in made.entities if "Tarrow" in e.name)
    row = make_judgement(made, ["speaker", of.id, entity.id], by="Ada", made="2029-05-12T09:00:00+00:00")
    assert library.add_judgements([row, row]) == (row,)
    assert library.add_judgements([row]) == ()
    assert library.judgements() == library.judgements(story) == (row,)
    assert library.judgements(bank) == ()
    assert library.unmade(today.reading, today.linking) == (story,)
    judged = dossier_of(library, story, today).dossier
    found = next(s for s in judged.statements if "quay" in s.content[0].text)
    assert found.speaker_name == entity.name
    assert [s.speaker for s in library.search_statements("quay")] == [entity.name]
    undone = make_judgement_undone(row.id)
    library.add_judgements([undone])
    assert library.judgements() == (row, undone)
    assert library.judgements(story) == ()
    assert "Ila Brandt" in {s.speaker_name for s in dossier_of(library, story, today).dossier.statements}


def test_judgements_on_names_reach_the_stories_that_have_them(
    library: Library, told: Sequence[Given], today: Versions
) -> None:
    story, _, bank = (a.story for a in library.accept(told))
    bring_up_to_date(library, today)
    name = new_judgement(
        "entity", "name", (Anchor(text="Orvo Lint"),), "Orvo Lint the Elder", by="Ada", made="2029-06-03T09:00:00+00:00"
    )
    library.add_judgements([name])
    assert library.judgements(story) == ()
    assert library.unmade(today.reading, today.linking) == (bank,)
    assert "Orvo Lint the Elder" in {e.name for e in dossier_of(library, bank, today).dossier.entities}
    assert [e.story for e in library.search_entities("elder")] == [bank]


def make_judgement_undone(name: str) -> Judgement:
    return new_judgement("judgement", "revoke", value=name, by="Ada", made="2029-05-12T10:00:00+00:00")


def test_forgetting_takes_the_words_out_of_judgements_and_leaves_the_trail(
    library: Library, told: Sequence[Given], today: Versions
) -> None:
    story = library.accept(told)[0].story
    made = dossier_of(library, story, today).dossier
    of = next(s for s in made.statements if "quay" in s.content[0].text)
    row = make_judgement(made, ["dismiss", of.id], by="Ada", made="2029-05-12T09:00:00+00:00")
    library.add_judgements([row])
    library.forget("wire")
    assert library.judgements() == ()
    assert library.add_judgements([row]) == ()
    assert library.check() == ()


def test_search_finds_statements_by_speaker_cue_and_day(
    library: Library, told: Sequence[Given], today: Versions
) -> None:
    library.accept(told)
    bring_up_to_date(library, today)
    assert {s.report for s in library.search_statements(speaker="brandt")} == {"wire", "post"}
    assert {s.report for s in library.search_statements(speaker="Brandt", until="2029-05-09")} == {"wire"}
    assert {s.report for s in library.search_statements(speaker="Brandt", since="2029-05-10")} == {"post"}
    assert {s.cue for s in library.search_statements("sailor hurt", cue="said")} == {"said"}
    assert library.search_statements("sailor hurt", cue="warned") == ()
    (one,) = library.search_statements("quay")
    held = library.report(one.report).report
    assert held.text[one.start : one.stop] == one.content


def test_search_finds_figures_by_range(library: Library, told: Sequence[Given], today: Versions) -> None:
    library.accept(told)
    bring_up_to_date(library, today)
    assert {f.low for f in library.search_figures("sailors")} == {3, 5}
    assert {f.low for f in library.search_figures("sailor", low=4)} == {5}
    assert {f.low for f in library.search_figures("sailor", high=4)} == {3}
    assert {f.words for f in library.search_figures(low=800, high=1000)} == {"900"}
    assert library.search_figures("sailor", low=6) == ()


def test_a_bound_is_found_by_what_is_known_of_it(library: Library, hand_in: HandIn, today: Versions) -> None:
    library.accept(
        [hand_in("one", "At least 300 houses were flooded in Tarrow. Between 40 and 60 boats sank.", "2029-05-10")]
    )
    bring_up_to_date(library, today)
    assert {f.low for f in library.search_figures(low=250, high=350)} == {300}
    assert library.search_figures(low=14_000) == ()
    assert {f.high for f in library.search_figures(low=55, high=100)} == {60}
    assert {f.low for f in library.search_figures(high=45)} == {40}


def test_search_finds_entities_and_reports(
    library: Library, hand_in: HandIn, told: Sequence[Given], today: Versions
) -> None:
    umlaut = hand_in("isle", "Captain Jörg Mührling left Tarrow's harbours, said Jörg Mührling himself.", "2029-05-12")
    library.accept([*told, umlaut])
    bring_up_to_date(library, today)
    assert {e.name for e in library.search_entities("brandt")} == {"Ila Brandt"}
    assert library.search_entities("brandt", kind="ORG") == ()
    assert {e.type for e in library.search_entities("Muhrling")} == {"PERSON"}
    assert [r.id for r in library.search_reports("harbour")] == ["isle", "post", "wire"]
    assert [r.id for r in library.search_reports("HARBOUR police")] == ["wire"]
    assert [r.id for r in library.search_reports("harbour", limit=1, offset=1)] == ["post"]
    assert [r.id for r in library.search_reports("harbour", since="2029-05-10", until="2029-05-10")] == ["post"]


@pytest.mark.parametrize(
    "words", ["", " ", '"', "' OR 1=1 --", "a AND", "NEAR(", "*", "wire:", "(", "\\", "?", "%", "<script>", "\0", "é́"]
)
def test_any_words_can_be_searched(library: Library, told: Sequence[Given], words: str) -> None:
    library.accept(told[:1])
    assert library.search_reports(words) == () or words.strip() == "a AND"
    library.search_statements(words, speaker=words, cue=words)
    library.search_figures(words)
    library.search_entities(words)


def test_names_that_are_not_there_are_named(library: Library) -> None:
    with pytest.raises(LibraryError, match="no story s7"):
        library.story(7)
    for call in (library.report, library.forget):
        with pytest.raises(LibraryError, match="no report nobody"):
            call("nobody")
    assert library.named("nobody") == ()
    assert library.dossier(7) is None
    assert library.reports(7) == ()


def test_reports_are_found_by_address_and_source(library: Library, hand_in: HandIn) -> None:
    one = hand_in("one", "The quay of Tarrow is open again, said Ila Brandt.", url="https://a.example/quay")
    library.accept([one])
    for name in ("one", "one.txt", "https://a.example/quay"):
        assert library.named(name) == ("one",)


def test_a_backup_is_a_library(library: Library, told: Sequence[Given], today: Versions, tmp_path: Path) -> None:
    story = library.accept(told)[0].story
    bring_up_to_date(library, today)
    library.backup(tmp_path / "copy.sayso")
    with pytest.raises(LibraryError, match="already"):
        library.backup(tmp_path / "copy.sayso")
    with closing(open_library(tmp_path / "copy.sayso")) as copy:
        assert copy.check() == ()
        assert copy.dossier(story) == library.dossier(story)
        assert copy.stories() == library.stories()
        assert [r.id for r in copy.search_reports("harbour")] == ["post", "wire"]
        assert [a.new for a in copy.accept(told)] == [False] * 3


def test_every_table_and_column_is_described(library: Library, tmp_path: Path) -> None:
    from sayso.store.listing import datasette_metadata

    library.backup(tmp_path / "copy.sayso")
    with closing(sqlite3.connect(tmp_path / "copy.sayso")) as db:
        tables = {
            row[0]: {column[1] for column in db.execute(f"PRAGMA table_info({row[0]})")}
            for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not re.search(r"_words|^sqlite_", row[0])
        }
        searched = {t: db.execute(f"SELECT count(*) FROM {t}_words").fetchone() for t in KEYS}
    told = datasette_metadata()["databases"]["library"]["tables"]
    assert {name: set(table["columns"]) for name, table in told.items()} == tables
    assert {n: (t["fts_table"], t["fts_pk"]) for n, t in told.items() if "fts_table" in t} == {
        table: (f"{table}_words", KEYS[table]) for table in searched
    }


def test_words_in_quotation_marks_stand_in_a_row(library: Library, told: Sequence[Given], today: Versions) -> None:
    library.accept(told)
    bring_up_to_date(library, today)
    assert [r.id for r in library.search_reports("sailors harbour")] == ["post", "wire"]
    assert [r.id for r in library.search_reports('"in the harbour" sailors')] == ["post", "wire"]
    assert library.search_reports('"the sailors harbour"') == ()
    assert [r.id for r in library.search_reports("“laden with grain”")] == ["post"]
    # a lone mark is none
    assert [r.id for r in library.search_reports('"laden grain')] == ["post"]
    assert {s.report for s in library.search_statements('"all we could"', speaker='"Ila Brandt"')} == {"post"}
    assert library.search_statements('"could we all"') == ()
    assert {f.low for f in library.search_figures('"five sailors" sailors')} <= {5}


def test_what_is_no_word_finds_nothing_and_very_many_words_may_be_asked_for(
    library: Library, told: Sequence[Given], today: Versions
) -> None:
    library.accept(told)
    bring_up_to_date(library, today)
    for nothing in ('""', '"" ""', "“”", "_", '"_"', "– …"):
        assert library.search_reports(nothing) == ()
        assert library.search_entities(nothing) == ()
        assert library.entities_named(nothing) == ()
    for many in ("harbour " * 2_000, "x" * 10_000, '"' * 10_000, '"harbour" ' * 1_000, "(" * 10_000):
        library.search_reports(many)
        library.search_statements(many, speaker=many)
        library.entities_named(many)


def test_who_goes_by_a_name_is_found_in_every_story(
    library: Library, hand_in: HandIn, told: Sequence[Given], today: Versions
) -> None:
    other = hand_in(
        "ball", "Ila Brandt, the striker, left Norwick United on Friday, its coach Hugo Brandt said.", "2029-07-01"
    )
    library.accept([*told, other])
    bring_up_to_date(library, today)
    found = library.entities_named("ila  BRANDT")
    assert {e.name for e in found} == {"Ila Brandt"}
    assert {e.type for e in found} == {"PERSON"}
    assert len({e.story for e in found}) == len(found) == 2
    assert found[0].story == library.report("ball").story
    assert any("mayor" in role.lower() for e in found for role in e.roles)
    assert library.entities_named("Ila Brandt", limit=1, offset=1) == found[1:]
    assert library.entities_named('Ila "Brandt"') == found
    assert library.entities_named("Ila") == ()
    assert library.entities_named("Castell Bank")[0].type == "ORG"


def test_every_row_says_what_made_it_of_what_and_when(
    library: Library, told: Sequence[Given], today: Versions, tmp_path: Path
) -> None:
    story = library.accept(told)[0].story
    bring_up_to_date(library, today)
    made = library.dossier(story)
    assert made is not None
    library.accept([told[0]])
    library.backup(tmp_path / "copy.sayso")
    with closing(sqlite3.connect(tmp_path / "copy.sayso")) as db:
        rows = db.execute("SELECT kind, story, id, stage, version, input, made FROM made").fetchall()
        tables = {"reports", "readings", "dossiers", "statements", "figures", "entities"}
        assert {row[0] for row in rows} == tables
        for table in tables:
            assert len([r for r in rows if r[0] == table]) == db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    assert all(stage and version and len(input_) == 64 and when for _, _, _, stage, version, input_, when in rows)
    of_statements = {tuple(row[3:]) for row in rows if row[0] == "statements" and row[1] == story}
    assert of_statements == {("link", made.version, made.input, made.made)}


def test_what_a_dossier_was_made_of_is_known_when_that_has_changed(
    place: str, library: Library, told: Sequence[Given], today: Versions
) -> None:
    story = library.accept(told[:1])[0].story
    made = dossier_of(library, story, today)
    library.accept(told[1:2])
    with closing(open_database(place)) as db:
        assert db.rows("SELECT DISTINCT input FROM made WHERE story = ?", (story,)) == [(made.input,)]


def test_a_library_of_the_first_format_is_taken_over(tmp_path: Path, told: Sequence[Given], today: Versions) -> None:
    from sayso.store import sqlite

    path = tmp_path / "old.sayso"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "migrations", lambda dialect: migrations(dialect)[:1])
        open_database(str(path)).close()
    with closing(open_library(path)) as library:
        library.accept(told)
        bring_up_to_date(library, today)
        assert library.check() == ()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (migrations("sqlite")[-1][0],)


def test_getting_ready_changes_nothing(library: Library, place: str, told: Sequence[Given], hand_in: HandIn) -> None:
    library.get_ready()
    first = library.accept(told)
    with closing(open_library(place)) as other:
        other.get_ready()
        assert other.accept(told) == tuple(replace(a, new=False) for a in first)
        later = hand_in("late", "The grain barge that sank in the harbour of Tarrow was raised.", "2029-05-11")
        (accepted,) = other.accept([later])
    library.get_ready()
    assert library.accept([later]) == (replace(accepted, new=False),)
    assert accepted.story == first[0].story
