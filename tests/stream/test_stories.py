"""Reports into stories from end to end: a heap, bad input, and what must not glue or part them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sayso
from sayso.types import Unread

Rows = list[dict[str, Any]]
Write = Callable[..., Path]
LONG = "The council met for four hours and heard forty speakers before it voted on the plan."


def placed(path: Path, **options: Any) -> dict[str, sayso.Placed]:
    found = list(sayso.stories([path], **options))
    assert not [one for one in found if isinstance(one, Unread)]
    return {one.report: one for one in found}


def groups(found: dict[str, sayso.Placed]) -> set[frozenset[str]]:
    held: dict[str, set[str]] = {}
    for report, one in found.items():
        held.setdefault(one.story, set()).add(report)
    return {frozenset(group) for group in held.values()}


def happenings(rows: Rows) -> set[frozenset[str]]:
    held: dict[str, set[str]] = {}
    for row in rows:
        held.setdefault(row["id"].split("-")[0], set()).add(row["id"])
    return {frozenset(group) for group in held.values()}


def test_each_happening_is_a_story(news: Rows, write: Write) -> None:
    assert groups(placed(write(news))) == happenings(news)


def test_reports_come_out_in_the_order_given_with_title_period_and_score(news: Rows, write: Write) -> None:
    found = list(placed(write(news)).values())
    assert [one.report for one in found] == [row["id"] for row in news]
    ferry = [one for one in found if one.report.startswith("ferry")]
    assert {one.title for one in ferry} == {news[0]["title"]}
    assert {(one.start, one.end) for one in ferry} == {("2021-03-01", "2021-03-01")}
    assert all(0.5 < one.score <= 1 for one in found)


def test_a_heap_comes_out_the_same_in_another_order(news: Rows, write: Write) -> None:
    assert groups(placed(write(news))) == groups(placed(write(news[::-1], "turned.jsonl")))


def test_without_any_day_stories_are_the_same(news: Rows, write: Write) -> None:
    rows = [{k: v for k, v in row.items() if k != "published"} for row in news]
    found = placed(write(rows))
    assert groups(found) == happenings(news)
    assert {(one.start, one.end) for one in found.values()} == {(None, None)}


def test_a_report_from_the_future_is_taken_as_undated(news: Rows, write: Write) -> None:
    rows = [*news, news[0] | {"id": "ferry-future", "published": "2999-01-01"}]
    found = placed(write(rows))
    assert groups(found) == happenings(rows)
    assert found["ferry-future"].end == "2021-03-01"


def test_a_heap_that_is_all_of_the_future_keeps_its_days(news: Rows, write: Write) -> None:
    rows = [row | {"published": row["published"].replace("2021", "2921")} for row in news]
    assert {one.start for one in placed(write(rows)).values()} == {row["published"] for row in rows}


def test_a_thousand_identical_reports_are_one_story_beside_the_others(news: Rows, write: Write) -> None:
    same = [news[0] | {"id": f"ferry-same{i}", "outlet": "Velmara Post"} for i in range(1000)]
    rows = [*news[1:], *same]
    assert groups(placed(write(rows))) == happenings(rows)


def test_what_an_outlet_puts_on_all_its_pages_makes_no_story(news: Rows, write: Write) -> None:
    page = (
        "Welcome to the Tarrow Courier, your paper for the whole of the valley since 1887.\n"
        "Subscribe to the Tarrow Courier now and read all that our forty reporters write about the valley.\n"
        "The Tarrow Courier is printed in Tarrow and owned by its readers, who elect its board every May.\n"
    )
    rows = [row | {"outlet": "Tarrow Courier", "text": page + row["text"]} for row in news[:8]]
    assert groups(placed(write(rows))) == {frozenset({row["id"]}) for row in rows}


def test_a_live_blog_stands_with_its_story(news: Rows, write: Write) -> None:
    posts = "\n".join(
        f"{hour}:{hour + 10} Update {hour}: divers are at the ferry in Velmara. {LONG}" for hour in range(9, 20)
    )
    blog = {
        "id": "ferry-live",
        "title": "Velmara ferry aground: live updates",
        "text": posts,
        "published": "2021-03-01",
    }
    rows = [*news, blog]
    assert groups(placed(write(rows))) == happenings(rows)


def test_empty_texts_are_named_and_the_rest_is_grouped(news: Rows, write: Write) -> None:
    found = list(sayso.stories([write([*news[:8], {"id": "void", "text": " "}, {"id": "dots", "text": "…"}])]))
    unread = {one.id for one in found if isinstance(one, Unread)}
    assert "void" in unread
    assert {one.report for one in found if not isinstance(one, Unread)} == {row["id"] for row in news[:8]} | (
        {"dots"} - unread
    )


def test_nothing_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    assert [one for one in sayso.stories([tmp_path / "none"]) if not isinstance(one, Unread)] == []


def test_a_happening_like_one_of_years_ago_is_a_story_that_continues_it(news: Rows, write: Write) -> None:
    text = "A tug and a ferry collided in thick fog and forty passengers were hurt, the Norland Maritime Board said."
    title = "Forty hurt in collision of ferry and tug"
    later = [{"id": f"again-{i}", "title": title, "text": text, "published": "2024-09-12"} for i in range(2)]
    found = placed(write([*news, *later]))
    assert found["again-0"].story == found["again-1"].story != found["ferry-0"].story
    assert found["again-0"].continues == found["ferry-0"].story
    assert found["ferry-0"].continues is None


def test_a_window_that_is_too_short_is_refused(news: Rows, write: Write) -> None:
    with pytest.raises(ValueError, match="1,000"):
        list(sayso.stories([write(news)], window=10))


def test_the_command_prints_the_contract(news: Rows, write: Write) -> None:
    command = [sys.executable, "-m", "sayso", "stories", str(write(news[:8]))]
    done = subprocess.run(command, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["report"] for row in rows] == [row["id"] for row in news[:8]]
    assert all(list(row) == ["report", "story", "title", "score", "from", "to", "continues"] for row in rows)
