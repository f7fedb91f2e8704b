"""Title, bylines, outlet, agencies, dateline and time of a report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.ingest import read_inputs
from sayso.ingest.agencies import agencies_of_address
from sayso.ingest.metadata import iso_time, outlet_name
from sayso.ingest.pagefacts import published_time
from sayso.types import Report

PROSE = (
    "The ferry Stella ran aground off Fellhaven on Friday with forty passengers on board, the coastguard said.\n"
    "All of them were taken off by a tug before the tide turned, and the harbour was closed until Monday."
)


def read(tmp_path: Path, text: str, **row: Any) -> Report:
    path = tmp_path / "m.jsonl"
    path.write_text(json.dumps({"text": text, **row}), encoding="utf-8")
    (report,) = read_inputs([str(path)])
    assert isinstance(report, Report)
    return report


@pytest.mark.parametrize(
    ("dateline", "place", "agencies"),
    [
        ("FELLHAVEN, Norland (AP) — ", "FELLHAVEN, Norland", ("AP",)),
        ("FELLHAVEN (AFP) - ", "FELLHAVEN", ("AFP",)),
        ("FELLHAVEN, May 14 (Xinhua) -- ", "FELLHAVEN", ("Xinhua",)),
        ("Fellhaven (dpa) – ", "Fellhaven", ("dpa",)),
        ("PORT FELL — ", "PORT FELL", ()),
        ("PORT FELL - ", "PORT FELL", ()),
        ("PORT FELL, May 14. /TASS/. ", "PORT FELL", ("TASS",)),
        ("Port Fell, 14 May (EFE).- ", "Port Fell", ("EFE",)),
        ("PORT FELL (MAP) — ", "PORT FELL", ("Maghreb Arabe Presse",)),
        ("(Reuters) - ", None, ("Reuters",)),
        ("FELLHAVEN (Northwire) — ", "FELLHAVEN", ("Northwire",)),
        ("FILE - ", None, ()),
        ("", None, ()),
    ],
)
def test_datelines(tmp_path: Path, dateline: str, place: str | None, agencies: tuple[str, ...]) -> None:
    report = read(tmp_path, f"Ferry runs aground\n{dateline}{PROSE}")
    assert (report.dateline, report.agencies) == (place, agencies)
    assert report.text.endswith(PROSE)


@pytest.mark.parametrize(
    ("credit", "bylines", "agencies"),
    [
        ("By Ada Holm", ("Ada Holm",), ()),
        ("By ADA HOLM and Jon van Berg, Associated Press", ("ADA HOLM", "Jon van Berg"), ("AP",)),
        ("By Associated Press", (), ("AP",)),
        ("By Northwire", (), ("Northwire",)),
        ("Associated Press reporter Ada Holm contributed from Port Fell.", ("Ada Holm",), ("AP",)),
        ("(Reporting by Ada Holm in Port Fell; Editing by Jon Berg)", ("Ada Holm",), ("Reuters",)),
        ("(Additional reporting by Ada Holm PORT FELL. Editing by Jon Berg)", ("Ada Holm",), ("Reuters",)),
        ("Additional reporting by AFP", (), ("AFP",)),
        ("With files from The Canadian Press", (), ("The Canadian Press",)),
        ("jb/ah (AFP, dpa)", (), ("AFP", "dpa")),
        ("Copyright 2031 The Associated Press. All rights reserved.", (), ("AP",)),
        ("Xinhua | Updated: 2031-05-14 17:52", (), ("Xinhua",)),
    ],
)
def test_credits(tmp_path: Path, credit: str, bylines: tuple[str, ...], agencies: tuple[str, ...]) -> None:
    report = read(tmp_path, f"Ferry runs aground\n{credit}\n{PROSE}\nThe trial goes on in May.")
    at_end = read(tmp_path, f"Ferry runs aground\n{PROSE}\nThe trial goes on in May.\n{credit}")
    for found in (report, at_end):
        assert (found.bylines, found.agencies) == (bylines, agencies)
        assert credit not in found.text


@pytest.mark.parametrize(
    "line",
    [
        "Yonhap reported that the owners would be charged, citing a prosecutor.",
        "The skipper told the Associated Press that he had seen no lamp.",
        "The ferry before the wreck. (AP Photo/Ada Holm)",
        "Reuters The ferry before the wreck",
    ],
)
def test_an_agency_that_is_cited_or_took_the_picture_is_not_credited(tmp_path: Path, line: str) -> None:
    assert read(tmp_path, f"Ferry runs aground\n{PROSE}\n{line}\nThe trial goes on in May.").agencies == ()


@pytest.mark.parametrize(
    ("url", "agencies"),
    [
        ("https://paper.example/wires/afp/article-1/ferry.html", ["AFP"]),
        ("https://paper.example/aponline/2031/05/14/ferry.html", ["AP"]),
        ("https://apnews.com/article/ferry", ["AP"]),
        ("https://uk.reuters.com/article/ferry", ["Reuters"]),
        ("https://paper.example/maps/ferry", []),
        ("https://notreuters.com.example/x", []),
        ("http://[broken", []),
        (None, []),
    ],
)
def test_wires_in_addresses(url: str | None, agencies: list[str]) -> None:
    assert agencies_of_address(url) == agencies


@pytest.mark.parametrize(
    ("given_name", "url", "name"),
    [
        ("The Fell Observer", "https://www.bbc.com/x", "The Fell Observer"),
        ("bbc.co.uk", None, "BBC"),
        (None, "https://www.bbc.com/news/1", "BBC"),
        (None, "https://edition.cnn.com/2031/x", "CNN"),
        (None, "https://money.cnn.com/2031/x", "CNNMoney"),
        (None, "https://www.fellobserver.example/x", "fellobserver.example"),
        (None, "http://[broken", None),
        (None, None, None),
    ],
)
def test_outlets(given_name: str | None, url: str | None, name: str | None) -> None:
    assert outlet_name(given_name, url) == name


@pytest.mark.parametrize(
    ("stamp", "iso"),
    [
        ("2031-05-14", "2031-05-14"),
        ("2031-05-14T00:00:00", "2031-05-14"),
        ("2031-05-14T09:12:00", "2031-05-14T09:12:00"),
        ("2031-05-14 09:12", "2031-05-14T09:12"),
        ("2031-05-14T09:12:00.123Z", "2031-05-14T09:12:00Z"),
        ("2031-05-14T09:12:00+0200", "2031-05-14T09:12:00+02:00"),
        ("Wed, 14 May 2031 20:00:04 +0000", "2031-05-14T20:00+00:00"),
        ("Published: May 14, 2031 at 6:14 PM", "2031-05-14T18:14"),
        ("14 May 2031, 12.05am", "2031-05-14T00:05"),
        ("Wednesday 14 May 2031", "2031-05-14"),
        ("2031-02-30", None),
        ("31 February 2031", None),
        ("04/05/2031", None),
        ("9:50 p.m. Thursday", None),
        ("", None),
    ],
)
def test_time_stamps(stamp: str, iso: str | None) -> None:
    assert iso_time(stamp) == iso


@given(st.datetimes().map(lambda d: d.replace(microsecond=0)))
def test_an_iso_time_is_read_as_itself(moment: Any) -> None:
    expected = moment.isoformat() if moment.time().isoformat() != "00:00:00" else moment.date().isoformat()
    assert iso_time(moment.isoformat()) == expected


@given(st.text(max_size=60))
def test_any_stamp_is_answered(stamp: str) -> None:
    assert iso_time(stamp) is None or iso_time(stamp)[:4].isdigit()  # type: ignore[index]


def test_the_time_comes_from_the_row_the_stamp_or_the_address_in_this_order(tmp_path: Path) -> None:
    text = f"Ferry runs aground\nPublished: 14 May 2021, 09:12\n{PROSE}"
    url = "https://paper.example/2021/05/13/ferry"
    found = [
        read(tmp_path, text, url=url, published="2021-05-15"),
        read(tmp_path, text, url=url, published="2021-05-14"),
        read(tmp_path, text, url=url),
        read(tmp_path, PROSE, url=url),
        read(tmp_path, PROSE),
    ]
    assert [(r.published, r.published_basis) for r in found] == [
        ("2021-05-15", "stated"), ("2021-05-14T09:12", "stated"), ("2021-05-14T09:12", "stated"),
        ("2021-05-13", "inferred"), (None, None),
    ]  # fmt: skip


def test_a_page_s_head_comes_before_the_times_of_its_other_stories() -> None:
    other = '<time datetime="2019-01-01">'
    stated = '<meta property="article:published_time" content="2021-05-14T09:12:00Z">'
    linked = '{"datePublished": "2021-05-14T09:12:00Z"}'
    assert published_time(other + stated, "2019-01-01") == "2021-05-14T09:12:00Z"
    assert published_time(other + linked, "2021-05-14") == "2021-05-14T09:12:00Z"
    assert published_time(other + linked, "2020-02-02") == "2020-02-02"
    assert published_time(linked, "2020-02-02") == "2021-05-14T09:12:00Z"
    assert published_time("", None) is None


def test_a_title_is_the_first_line_when_it_is_a_headline(tmp_path: Path) -> None:
    assert read(tmp_path, f"Ferry runs aground\n{PROSE}").title == "Ferry runs aground"
    assert read(tmp_path, f"Who sank the ferry?\n{PROSE}").title == "Who sank the ferry?"
    assert read(tmp_path, PROSE).title is None
    assert read(tmp_path, PROSE, title=" The  Stella ").title == "The Stella"
