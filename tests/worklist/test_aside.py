"""What is not worth checking: off the list with all that stands in its entry, below it with who said so, and back."""

from __future__ import annotations

import random
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from sayso import Check, find_checks, make_judgement, open_library, share
from sayso.cli import main
from sayso.errors import JudgementsError
from sayso.judge.decided import set_aside
from sayso.judge.making import revocation
from sayso.judge.rows import Judgement, from_row, to_row
from sayso.judge.words import plain
from sayso.render.worklist import worklist_markdown
from sayso.spans import OffsetMap
from sayso.store.deciding import decide_on, take_back
from sayso.types import Claim, Dossier, Member, Side
from sayso.worklist.aside import decisions, mark, whole
from sayso.worklist.worklist import find_aside

MADE = "2031-05-09T10:00:00+00:00"


def rows_for(dossier: Dossier, check: Check, note: str | None = None) -> list[Judgement]:
    return [make_judgement(dossier, words, by="ada", made=MADE, note=note) for words in decisions(check)]


def judged(dossier: Dossier, rows: Iterable[Judgement]) -> Dossier:
    return replace(dossier, aside=set_aside(rows, dossier.reports))


def about(checks: Iterable[Check]) -> list[tuple[str, str, frozenset[str]]]:
    return [(c.kind, c.what, frozenset(c.items)) for c in checks]


@pytest.mark.parametrize("number", range(6))
def test_entry_leaves_the_list_alone_and_comes_back(example: Dossier, number: int) -> None:
    before = find_checks(example)
    check = random.Random(number).choice(before)
    rows = rows_for(example, check, note="the desk was there")
    after = judged(example, rows)
    left, (off,) = find_checks(after), find_aside(after)
    assert (off.kind, off.what, set(off.items)) == (check.kind, check.what, set(check.items))
    assert list(off.aside) == rows
    assert about(left) == [told for told in about(before) if told[2] != frozenset(check.items)]
    back = [revocation(rows, row.id, by="ada", made=MADE) for row in rows]
    assert find_checks(judged(example, [*rows, *back])) == before
    assert find_aside(judged(example, [*rows, *back])) == ()


def test_every_entry_can_be_set_aside_each_in_its_turn(cable_car: Dossier) -> None:
    rows: list[Judgement] = []
    kinds = set()
    for check in find_checks(cable_car):
        kinds.add(check.kind)
        rows += rows_for(cable_car, check)
        assert frozenset(check.items) not in {told[2] for told in about(find_checks(judged(cable_car, rows)))}
    assert kinds >= {"dispute", "quotation", "copy"}
    assert find_checks(judged(cable_car, rows)) == ()
    assert {c.kind for c in find_aside(judged(cable_car, rows))} == kinds
    assert [from_row(to_row(row)) for row in rows] == rows
    assert all("not worth checking" in plain(row) for row in rows)


def test_what_is_mostly_new_comes_back(example: Dossier) -> None:
    check = next(c for c in find_checks(example) if c.kind == "one-origin" and len(c.items) == 1)
    rows = rows_for(example, check)
    claim = next(c for c in example.claims if c.id == check.items[0])
    taken = {(m.span.report, m.span.start) for m in claim.members}
    others = [m for c in example.claims for m in c.members if (m.span.report, m.span.start) not in taken]

    def with_new(count: int) -> Dossier:
        more: tuple[Member, ...] = tuple(replace(m, stands_on=claim.origins) for m in others[:count])
        grown: Claim = replace(claim, members=(*claim.members, *more))
        return judged(replace(example, claims=tuple(grown if c is claim else c for c in example.claims)), rows)

    assert check.items[0] in {i for c in find_aside(with_new(len(claim.members))) for i in c.items}
    assert check.items[0] not in {i for c in find_aside(with_new(len(claim.members) + 1)) for i in c.items}


def test_new_value_brings_a_dispute_back(example: Dossier) -> None:
    check = next(c for c in find_checks(example) if c.kind == "dispute" and c.items[0].startswith("x"))
    rows = rows_for(example, check)
    conflict = next(c for c in example.conflicts if c.id == check.items[0])
    used = {s.start for side in conflict.sides for s in side.members}
    figure = next(f for f in example.figures if f.span.start not in used and f.giver_name)
    third = Side(value="12,900", members=(figure.span,), origins=(figure.giver_name or "",))
    grown = replace(conflict, sides=(*conflict.sides, third))
    told = judged(replace(example, conflicts=tuple(grown if c is conflict else c for c in example.conflicts)), rows)
    assert conflict.id in {i for c in find_checks(told) for i in c.items}


def test_words_that_moved_or_are_cut_otherwise_still_hold(example: Dossier) -> None:
    check = next(c for c in find_checks(example) if c.kind == "one-origin")
    rows = rows_for(example, check)

    reports = tuple(
        replace(r, text=f"UPDATE\n{r.text}", offsets=OffsetMap.identity(len(r.text) + 7)) for r in example.reports
    )
    (aside,) = set_aside(rows, reports)
    assert aside.spans
    for span in aside.spans:
        text = next(r.text for r in reports if r.id == span.report)
        assert text[span.start : span.end] == span.text
    assert {(s.report, s.start) for s in aside.spans} <= {(s.report, s.start + 7) for s in check.spans}


def test_one_item_stands_for_its_entry_and_a_stranger_for_none(example: Dossier) -> None:
    checks = find_checks(example)
    check = next(c for c in checks if len(c.items) > 2)
    assert whole(checks, ("aside", check.items[1])) == decisions(check)
    assert whole(checks, decisions(check)[0]) == decisions(check)[:1]
    with pytest.raises(JudgementsError, match="nothing on the worklist is about c9999"):
        whole(checks, ("aside", "c9999"))
    with pytest.raises(JudgementsError, match="the worklist does not have"):
        make_judgement(example, ("aside", example.statements[0].id), by="ada", made=MADE)


def test_mark_tells_entries_apart_and_an_entry_from_itself_grown(example: Dossier) -> None:
    checks = find_checks(example)
    assert len({mark(c) for c in checks}) == len(checks)
    assert mark(replace(checks[0], spans=checks[0].spans[1:])) != mark(checks[0])
    assert mark(replace(checks[0], weight=0.1, why="other words")) == mark(checks[0])


def test_nothing_else_of_the_dossier_changes_and_others_do_not_see_it(example: Dossier) -> None:
    after = judged(example, rows_for(example, find_checks(example)[0], note="we rang Ilse at home"))
    assert after.to_json() == example.to_json()
    assert share(after).aside == ()
    assert "Ilse at home" not in worklist_markdown(share(after))
    told = worklist_markdown(after)
    assert "## Not worth checking" in told
    assert "ada, 9 May 2031: we rang Ilse at home" in told


def test_in_a_library_it_outlasts_reading_anew_and_stands_in_the_trail(examples_library: Path, tmp_path: Path) -> None:
    from sayso.store.growing import dossier_of, versions

    path = tmp_path / "copy.sayso"
    path.write_bytes(examples_library.read_bytes())
    with closing(open_library(path)) as library:
        made = library.dossier(1)
        assert made is not None
        check = find_checks(made.dossier)[0]
        (row,) = decide_on(library, 1, made.dossier, decisions(check), by="ada", note="old hat")
        assert decide_on(library, 1, made.dossier, decisions(check), by="ada", note="old hat") == ()
        again = dossier_of(library, 1, versions()).dossier
        assert check.what not in [c.what for c in find_checks(again)]
        assert [c.what for c in find_aside(again)] == [check.what]
        assert not [note for note in again.notes if "does not hold" in note]
        (line,) = library.trail(1)
        assert (line.by, line.decides, line.judgement) == ("ada", "aside", row)
        take_back(library, row.id, by="bo")
        assert find_checks(dossier_of(library, 1, versions()).dossier)[0].what == check.what
        assert [t.decides for t in library.trail(1)] == ["revoke", "aside"]


def test_on_the_command_line(examples_library: Path, tmp_path: Path) -> None:
    path = tmp_path / "copy.sayso"
    path.write_bytes(examples_library.read_bytes())

    def sayso(*words: str) -> str:
        done = CliRunner().invoke(main, [*words, "--library", str(path)])
        assert done.exit_code == 0, done.output
        return done.stdout

    first = sayso("show", "s2", "--format", "worklist").split("\n1. ", 1)[1].split("\n2. ", 1)[0]
    item = first.rstrip().rsplit("(", 1)[1].rstrip(")")
    said = sayso("judge", "s2", "aside", item, "--by", "ada", "--note", "settled last week")
    assert "is not worth checking (settled last week)" in said
    told = sayso("show", "s2", "--format", "worklist")
    assert first.splitlines()[0] in told.split("## Not worth checking")[1]
    sayso("judge", "revoke", said.split()[0], "--by", "ada")
    assert "Not worth checking" not in sayso("show", "s2", "--format", "worklist")
    refused = CliRunner().invoke(main, ["judge", "s2", "aside", "c9999", "--library", str(path)])
    assert refused.exit_code == 1
    assert "nothing on the worklist is about c9999" in refused.stderr
