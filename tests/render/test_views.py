"""What each part of the page shows, and in which order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sayso.render import render_html, render_summary
from sayso.render.dependence import dependence
from sayso.render.differences import differences
from sayso.render.drawing import axis, dependence_drawing, mark
from sayso.render.grid import grid
from sayso.render.header import header
from sayso.render.ledger import ledger
from sayso.render.lookup import Lookup
from sayso.render.new import what_is_new
from sayso.render.origins import origin_rows
from sayso.render.over_time import over_time
from sayso.render.quoted import Quoted, quoted_words
from sayso.render.short import in_short
from sayso.render.speakers import speakers
from sayso.render.timeline import timeline
from sayso.types import Change, Comparison, CountedWith, Dossier, News, Origin, Path, Sum
from sayso.types import Quantity as Judged
from tests.render.sample import CLAIMS, COPIES, EVENTS, FIGURES, LEAD, QUOTATIONS, STATEMENTS, at, empty, sample


def _without(**parts: object) -> Lookup:
    return Lookup(replace(sample(), **parts))  # type: ignore[arg-type]


def test_reports_are_named_by_outlet_and_ordered_by_date_undated_last() -> None:
    lookup = Lookup(sample())
    assert [lookup.label(r.id) for r in lookup.reports] == [
        "Radio Marl",
        "Corran Wire",
        "Hollin Post",
        "Meridian",
        "Report 5",
    ]


def test_reports_of_one_outlet_are_told_apart() -> None:
    reports = tuple(replace(r, outlet="Hollin Post") for r in sample().reports)
    labels = Lookup(replace(sample(), reports=reports)).labels
    assert len(set(labels.values())) == len(reports)


def test_reports_without_an_outlet_go_by_address_or_file_name() -> None:
    plain = sample().reports[0]
    for fields, label in (
        ({"outlet": None, "url": "https://www.post.example/a"}, "post.example"),
        ({"outlet": None, "source": "in/03_coast-daily.txt"}, "coast daily"),
        ({"outlet": None, "source": "in/00af31bc99.txt"}, "Report 1"),
        ({"outlet": None, "source": "-"}, "Report 1"),
    ):
        dossier = replace(empty(), reports=(replace(plain, **fields),))  # type: ignore[arg-type]
        assert list(Lookup(dossier).labels.values()) == [label]


def test_in_short_shows_the_lead_in_its_order_with_what_stands_behind_it() -> None:
    lines = in_short(Lookup(sample()))
    assert [line.item.key for line in lines] == ["claim-c1", "claim-c2", "claim-c4", "claim-c3"]
    assert [line.pips.filled for line in lines] == [2, 2, 0, 3]
    assert [(line.verdict, line.detail) for line in lines[1:]] == [
        ("disputed", "At least four or seven"),
        ("only-here", ""),
        ("disputed", "denied by Gorge Lines"),
    ]
    assert (lines[0].source, lines[0].when) == ("Corran Wire, 3 Mar, 19:58", ("“Saturday”: 1 Mar",))


def test_in_short_shows_sentences_as_they_are() -> None:
    for line, sentence in zip(in_short(Lookup(sample())), LEAD, strict=True):
        assert (line.before, line.text, line.after) == ("", sentence.span.text, "")


def test_what_somebody_denies_stands_in_its_sentence() -> None:
    denied = replace(CLAIMS[2], id="c9", text="the brake had failed", members=CLAIMS[2].members[1:2])
    found = grid(_without(claims=(denied,)))
    (text,) = (text for one in found.alone for _, text in one.claims)
    assert text == "The cable car firm Gorge Lines denied that the brake had failed."


def test_what_a_report_says_twice_in_the_same_words_stands_once() -> None:
    once = replace(CLAIMS[2], id="c9", members=CLAIMS[2].members[1:2])
    found = grid(_without(claims=(once, replace(once, id="c10"))))
    assert [item.key for one in found.alone for item, _ in one.claims] == ["claim-c9"]


def test_in_short_gives_a_sentence_without_a_claim_with_its_origin() -> None:
    lone = replace(LEAD[0], claims=(), origins=("Ada Querl",))
    (line,) = in_short(_without(lead=(lone,)))
    assert (line.pips.filled, line.pips.text, line.verdict_text) == (1, "1 report, from Ada Querl", "")
    assert line.item.places == (lone.span,)
    (voiced,) = in_short(_without(lead=(replace(lone, origins=("Corran Wire (own voice)",)),)))
    assert (voiced.pips.filled, voiced.pips.hollow) == (0, 1)


def test_ledger_orders_values_by_their_date_and_judges_each_against_an_earlier_one() -> None:
    found = ledger(Lookup(sample()))
    (hurt,) = found.shared
    assert [row.amount for row in hurt.rows] == ["at least 4", "7", "5"]
    assert [row.relation for row in hurt.rows] == ["", "dispute", "update"]
    assert hurt.rows[2].reason == "Same giver, 1 Mar, then 5 Mar."
    assert (hurt.rows[0].pips.filled, hurt.rows[0].pips.hollow) == (1, 1)
    assert [q.title for q in found.agreed] == ["people on board"]
    assert {q.title for q in found.lone} == {"the cable car stood still", "the repair"}
    assert [score for _, score in found.unsure] == [0.12]


def test_an_update_is_one_only_of_what_held_before() -> None:
    of_one_day = replace(FIGURES[7], as_of="2031-03-01")
    (hurt,) = ledger(_without(figures=(*FIGURES[:7], of_one_day))).shared
    assert {row.amount: row.relation for row in hurt.rows}["5"] == ""


def test_an_earlier_state_without_a_date_stands_above_the_value_that_replaced_it() -> None:
    before = replace(FIGURES[7], id="before", low=4.0, high=4.0, status="past", as_of=None)
    (hurt,) = ledger(_without(figures=(FIGURES[7], before))).shared
    assert [row.amount for row in hurt.rows] == ["4", "5"]


def test_other_units_of_a_dimension_are_converted_and_other_dimensions_left_out() -> None:
    far = replace(FIGURES[0], quantity="far", unit="km", low=15.0, high=15.0)
    more = replace(far, id="x", low=20.0, high=20.0)
    miles = replace(far, id="y", unit="mile", low=10.0, high=10.0)
    hours = replace(far, id="z", unit="hour", low=9000.0, high=9000.0)
    (quantity,) = ledger(_without(figures=(far, more, miles, hours))).shared
    scale = axis(quantity)
    assert scale is not None
    assert scale.label(scale.high) == "25 km"
    assert scale.bounds(miles)[0] == pytest.approx(16.09344)
    assert scale.bounds(hours) == (None, None)
    assert mark(hours, scale, "9,000 hours") == ""


def test_axis_is_logarithmic_only_where_values_lie_far_apart() -> None:
    near = ledger(Lookup(sample())).shared[0]
    assert axis(near).log is False  # type: ignore[union-attr]
    wide = (FIGURES[1], replace(FIGURES[5], low=4e6, high=4e6))
    far = axis(ledger(_without(figures=wide)).shared[0])
    assert far is not None
    assert far.log
    assert 0.0 <= far.at(4.0) < far.at(400.0) < far.at(4e6) <= 1.0


def test_marks_are_hollow_when_expected_and_bars_when_bounded() -> None:
    (hurt,) = ledger(Lookup(sample())).shared
    scale = axis(hurt)
    assert 'class="bound"' in mark(FIGURES[1], scale, "at least 4")
    assert "hollow" in mark(replace(FIGURES[5], status="expected"), scale, "7")
    assert 'class="bar full"' in mark(replace(FIGURES[5], low=5.0, modifier="range"), scale, "5 to 7")
    assert "&lt;b&gt;" in mark(FIGURES[5], scale, "<b>")
    assert mark(replace(FIGURES[5], low=None, high=None), scale, "several") == ""


def test_values_are_drawn_over_time_from_three_days_on() -> None:
    (hurt,) = ledger(Lookup(sample())).shared
    assert over_time(hurt).count('r="5"') == 3
    (two,) = ledger(_without(figures=FIGURES[:-2])).shared
    assert over_time(two) == ""


def test_givers_are_lines_and_what_is_expected_is_set_apart() -> None:
    first, later = FIGURES[1], FIGURES[7]
    seven = replace(FIGURES[5], as_of="2031-03-03")
    ahead = replace(later, id="ahead", as_of="2031-03-09", low=9.0, high=9.0, status="expected")
    (hurt,) = ledger(_without(figures=(first, seven, later, ahead))).shared
    drawn = over_time(hurt)
    assert 'class="ahead"' in drawn
    assert "dot hollow" in drawn
    assert drawn.count("<polyline") == 1
    assert 'class="bound"' in drawn
    assert ">Mountain guard" in drawn


def test_sums_stand_under_the_quantity_and_ages_apart() -> None:
    guests = replace(FIGURES[0], id="guests", quantity="guests", low=25.0, high=25.0, of="guests")
    crew = replace(guests, id="crew", quantity="crew", low=6.0, high=6.0, of="crew")
    old = replace(FIGURES[0], id="old", quantity="age", low=61.0, high=61.0, unit="year", of="a 61-year-old man")
    whole = replace(FIGURES[0], id="whole", quantity="board")
    added = Sum(parts=("guests", "crew"), value=31.0, totals=("whole",), agrees=True, why={"invited_by": "the total"})
    line = Judged(id="board", title="people on board", figures=("whole",), comparisons=(), sums=(added,))
    found = ledger(_without(figures=(guests, crew, whole, old), ledger=(line,)))
    (board,) = found.shared
    assert [s.text for s in board.sums] == ["Added up: 25 (guests) + 6 (crew) = 31. So stands elsewhere: 31."]
    assert [q.rows[0].amount for q in found.ages] == ["61 years"]
    page = render_html(replace(sample(), figures=(guests, crew, whole, old), ledger=(line,)))
    assert "Added up: 25 (guests)" in page


def test_a_comparison_says_why_two_values_differ() -> None:
    seven = replace(FIGURES[5], as_of="2031-03-02")
    why = {"copy": "near-identical", "slip": "unit", "as_of": "2031-03-01 / 2031-03-01"}
    told = Comparison(a=FIGURES[1].id, b=seven.id, relation="error", why=why)
    line = Judged(id=seven.quantity or "", title="", figures=(), comparisons=(told,), sums=())
    (hurt,) = ledger(_without(figures=(FIGURES[1], seven), ledger=(line,))).shared
    assert hurt.rows[1].relation == "error"
    assert "the number stands with another unit" in hurt.rows[1].reason


def test_timeline_orders_by_event_and_puts_the_undated_apart() -> None:
    found = timeline(Lookup(sample()))
    assert [h.mark for h in found.dated] == ["back", "now", "now", "plan"]
    assert [h.when for h in found.dated] == ["Feb", "1 Mar", "1 Mar", "6 Mar"]
    assert [h.item.key for h in found.undated] == ["event-v5"]
    assert [h.item.key for h in found.unsure] == ["event-v6"]
    assert found.dated[1].reports == ("Corran Wire", "Hollin Post")


def test_what_several_reports_tell_without_a_day_is_shown_with_the_dated() -> None:
    # in a sentence in which nothing else is shown
    undated = replace(EVENTS[0], id="w", start=None, end=None, what=EVENTS[0].mentions[0])
    found = timeline(_without(events=(*EVENTS, undated)))
    assert [h.item.key for h in found.told] == ["event-w"]
    assert [h.item.key for h in found.undated] == ["event-v5"]
    alone = replace(undated, mentions=undated.mentions[:1])
    assert timeline(_without(events=(alone,))).told == ()


def test_events_that_one_sentence_tells_of_one_day_are_one_line() -> None:
    two = replace(
        EVENTS[1], id="w", mentions=(replace(EVENTS[1].mentions[0], start=89 + 16, end=89 + 20, text="hurt"),)
    )
    found = timeline(_without(events=(EVENTS[1], two)))
    assert len(found.dated) == 1
    assert len(found.dated[0].item.places) == 2


def test_what_a_sentence_tells_without_a_day_stands_on_its_dated_line() -> None:
    undated = replace(EVENTS[1], id="w", start=None, end=None, status="planned", score=0.4)
    found = timeline(_without(events=(undated, EVENTS[1])))
    assert [(h.item.key, h.mark, h.status) for h in found.dated] == [(f"event-{EVENTS[1].id}", "now", "")]
    assert (found.told, found.undated, found.unsure) == ((), (), ())
    other = replace(undated, start="2031-03-09", end="2031-03-09", score=0.9)
    assert len(timeline(_without(events=(other, EVENTS[1]))).dated) == 2


def test_the_same_words_stand_once_with_every_chain() -> None:
    found = speakers(Lookup(sample())).speakers
    assert found[0].name == "Mountain guard"
    querl = next(s for s in found if s.name == "Ada Querl")
    assert len(querl.said) == 1
    assert [(c.through, c.reports) for c in querl.said[0].chains] == [
        ((), ("Corran Wire",)),
        (("Corran Wire",), ("Hollin Post",)),
    ]
    assert querl.said[0].other_words == "worded differently in Hollin Post"
    assert {(s.name, s.kind) for s in found if s.kind != "named"} == {("a guard", "unnamed"), ("a mechanic", "unnamed")}


def test_a_statement_inside_another_one_of_the_same_speaker_stands_once() -> None:
    inner = replace(STATEMENTS[0], id="inner", content=(at("wire", "the cabin struck a mast"),))
    (guard,) = speakers(_without(statements=(inner, STATEMENTS[0]))).speakers
    assert [s.text for s in guard.said] == ["At least four people were hurt when the cabin struck a mast"]
    assert len(guard.said[0].item.places) == 2


def test_disputes_stand_first_and_a_denial_says_who_denies() -> None:
    found = differences(Lookup(sample()))
    assert [d.key for d in found.disputes] == ["x1", "x3"]
    assert found.disputes[1].sides[1].mode == "denies"
    assert found.disputes[1].reason == "Denied by Gorge Lines."
    assert [d.key for d in found.others] == ["x2"]
    assert [d.key for d in found.unsure] == ["x4"]


def test_quotations_show_each_form_with_what_it_changed() -> None:
    found = quoted_words(Lookup(sample()))
    altered, indirect = found.differing
    assert [q.item.key for q in found.cut] == ["quotation-q3"]
    assert [(v.reports, v.notes) for v in altered.versions] == [
        (("Corran Wire",), ()),
        (("Hollin Post",), ("with “loudly” added",)),
    ]
    assert [run.text for run in altered.versions[1].pieces[0] if run.changed] == ["loudly"]
    assert [v.quoted for v in indirect.versions] == [True, False]
    assert found.cut[0].versions[1].notes == ("shorter",)


def test_quotations_that_only_copies_share_are_not_shown_and_those_of_two_people_are() -> None:
    one = replace(QUOTATIONS[0].members[0], form="same", changes=())
    same = replace(QUOTATIONS[0], relation="same", members=(one, one))
    assert not any(vars_of(quoted_words(_without(quotations=(same,)))))
    apart = replace(same, why=same.why | {"independent_reports": 2})
    assert quoted_words(_without(quotations=(apart,))).same[0].relation_text == "the same"
    two = replace(same, why=same.why | {"speakers": 2})
    (shown,) = quoted_words(_without(quotations=(two,))).differing
    assert shown.relation_text == "given to different speakers"
    small = replace(QUOTATIONS[0], why=QUOTATIONS[0].why | {"weighty_changes": 0})
    assert quoted_words(_without(quotations=(small,))).differing[0].relation_text == "small words differ"


def vars_of(found: Quoted) -> tuple[object, ...]:
    return found.differing, found.cut, found.same


def test_grid_tells_own_words_from_copied_ones_and_silence_from_not_yet() -> None:
    found = grid(Lookup(sample()))
    row = next(r for r in found.rows if r.item.key == "claim-c1")
    assert row.cells == ("own", "own", "carried", "silent", "late")
    assert {one.report: len(one.claims) for one in found.alone if one.claims} == {"Meridian": 1}


def test_dependence_shows_who_took_how_much() -> None:
    view = dependence(Lookup(sample()))
    copied = [e for e in view.edges if e.copied]
    assert [(e.a, e.b) for e in copied] == [("r:wire", "r:post")]
    assert view.pairs[0].taker == "Hollin Post"
    assert 50 < (view.pairs[0].share or 0) < 80
    assert view.independent.startswith("8 of 10")
    assert 'class="copied"' in dependence_drawing(view)


def test_copies_of_unknown_direction_are_no_taking_from_anybody() -> None:
    lookup = _without(copies=(replace(COPIES[0], source=None),))
    (pair,) = dependence(lookup).pairs
    assert (pair.taker, pair.giver) == ("Hollin Post", "Corran Wire")
    assert pair.relation == "near-identical; who took from whom is not known"
    row = next(r for r in grid(lookup).rows if r.item.key == "claim-c1")
    assert row.cells[2] == "own"


def test_copies_of_a_third_are_drawn_from_it() -> None:
    agency = dependence(_without(copies=(replace(COPIES[0], source="third: Agence France-Presse"),)))
    assert "both from AFP" in agency.pairs[0].relation
    report = dependence(_without(copies=(replace(COPIES[0], source="third: Corran Wire"),)))
    assert [(e.a, e.b) for e in report.edges if e.copied] == [("r:wire", "r:post")]


def test_header_counts() -> None:
    assert header(Lookup(sample())).counts == (
        (5, "reports"),
        (4, "outlets"),
        (5, "independent origins"),
        (12, "statements"),
        (9, "figures"),
        (1, "figure disputed"),
    )


def test_summary_names_reports_origins_differences_and_copies() -> None:
    text = render_summary(sample())
    for words in (
        "5 reports",
        "5 independent origins",
        "dispute: how many: people hurt",
        "Hollin Post / Corran Wire: near-identical, 62%",
    ):
        assert words in text
    assert max(map(len, text.splitlines())) < 260
    assert "\x1b" not in render_summary(replace(sample(), notes=("\x1b[31mred",)))
    assert "1 report," in render_summary(empty())


def _many_reports(n: int) -> Dossier:
    plain = sample()
    reports, statements, figures, claims = [], [], [], []
    for k in range(n):
        rename = {r.id: f"{r.id}{k}" for r in plain.reports}
        for r in plain.reports:
            reports.append(replace(r, id=rename[r.id], outlet=f"{r.outlet or 'Unknown'} {k}"))
        for s in plain.statements:
            content = tuple(replace(c, report=rename[c.report]) for c in s.content)
            statements.append(
                replace(s, id=f"{s.id}.{k}", report=rename[s.report], source=None, cue=None, content=content)
            )
        for f in plain.figures:
            figures.append(
                replace(f, id=f"{f.id}.{k}", report=rename[f.report], span=replace(f.span, report=rename[f.report]))
            )
    for c in plain.claims:
        members = tuple(
            replace(m, span=replace(m.span, report=f"{m.span.report}{k}")) for m in c.members for k in range(n)
        )
        claims.append(replace(c, members=members))
    return replace(
        plain,
        reports=tuple(reports),
        statements=tuple(statements),
        figures=tuple(figures),
        claims=tuple(claims),
        events=(),
        lead=(),
        conflicts=(),
        copies=(),
        times=(),
        entities=(),
    )


def test_a_hundred_reports_give_a_page_of_bounded_size() -> None:
    from sayso.render import render_html

    page = render_html(_many_reports(20))
    assert page.count('<article class="report"') == 100
    assert "<details open><summary><h3" not in page
    assert len(page) < 2_000_000


def _news(*changes: Change) -> Lookup:
    return _without(news=News(since="2031-03-04T18:00:00+00:00", reports=("later",), changes=changes))


def test_news_is_no_part_unless_it_was_asked_for() -> None:
    assert what_is_new(Lookup(sample())) is None
    assert 'id="new"' not in render_html(sample())


def test_what_is_new_stands_first_with_what_it_was_before() -> None:
    claim = next(c for c in CLAIMS if c.score >= 0.5)
    lookup = _news(Change(kind="claim", id=claim.id, change="verdict", was="only-here", now=claim.verdict))
    new = what_is_new(lookup)
    assert new is not None
    assert "Meridian" in new.intro or lookup.label("later") in new.intro
    assert [c.change.endswith("before: only here") for c in new.standing] == [True]
    page = render_html(lookup.dossier)
    assert page.index('id="new"') < page.index('id="short"')
    assert "before: only here" in page


def test_a_value_that_a_new_difference_tells_is_not_told_twice() -> None:
    conflict = next(c for c in sample().conflicts if c.kind == "figure" and c.score >= 0.5)
    places = {(s.report, s.start) for side in conflict.sides for s in side.members}
    inside = next(f for f in FIGURES if (f.report, f.span.start) in places)
    outside = next(f for f in FIGURES if (f.report, f.span.start) not in places)
    changes = [Change(kind="figure", id=f.id, change="value", was="three", now="four") for f in (inside, outside)]
    new = what_is_new(_news(Change(kind="conflict", id=conflict.id, change="new"), *changes))
    assert new is not None
    assert [d.key for d in new.conflicts] == [conflict.id]
    assert [v.text for v in new.values] == [outside.span.text]


def test_nothing_new_is_said() -> None:
    new = what_is_new(_without(news=News(since="2031-03-09", reports=(), changes=())))
    assert new is not None
    assert new.intro.startswith("No report came since")


def test_an_origin_shows_its_ways_and_whom_it_counts_with() -> None:
    ways = (
        Path(report="post", statement=None, via=("unnamed: a guard", "Corran Wire")),
        Path(report="wire", statement=None, via=()),
    )
    together = CountedWith(name="Mountain Guard", why="Ada Querl speaks for Mountain Guard", claims=("c1",))
    origin = Origin(name="Ada Querl", own_voice=False, paths=ways, claims=("c1", "c2"), counted_with=(together,))
    voice = Origin(name="Meridian (own voice)", own_voice=True, paths=ways[1:], claims=("c3",), counted_with=())
    (row,) = origin_rows(_without(origins=(origin, voice)))
    assert (row.name, row.claims) == ("Ada Querl", 2)
    assert row.ways == (("Corran Wire → a guard (unnamed)", ("Hollin Post",)), ("", ("Corran Wire",)))
    assert row.counted_with == ("Mountain Guard: Ada Querl speaks for Mountain Guard",)


def test_of_many_reports_the_grid_counts_and_the_pairs_are_bounded() -> None:
    dossier = sample()
    first = dossier.reports[0]
    more = [replace(first, id=f"more{n}", source=f"more{n}.txt", outlet=f"The Marl {n}") for n in range(30)]
    copies = [replace(COPIES[0], a=first.id, b=one.id) for one in more] * 4
    many = replace(dossier, reports=(*dossier.reports, *more), copies=tuple(copies))
    lookup = Lookup(many)
    assert not grid(Lookup(dossier)).counted
    assert grid(lookup).counted
    found = dependence(lookup)
    assert len(found.pairs) == 100
    assert found.more_pairs == 20
    assert all(len(pair.passages) <= 20 for pair in found.pairs)
    page = render_html(many)
    assert "20 pairs with less in common stand in the JSON alone" in page
    assert page.count('<span class="sq ') < 30 * len(grid(lookup).rows)
