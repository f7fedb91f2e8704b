"""What kind of text it is, and who issued it."""

from __future__ import annotations

from typing import Any

import pytest

from sayso.ingest.genre import find_genre
from sayso.ingest.text import read_paragraphs
from tests.conftest import load_cases


@pytest.mark.parametrize("case", load_cases("genres"))
def test_genre_and_issuer(case: dict[str, Any]) -> None:
    found = find_genre(read_paragraphs(case["text"]), (), {}, outlet=case.get("outlet"), document=case["document"])
    assert found.genre == case["genre"]
    assert found.issuer == case.get("issuer")


def test_the_sender_of_a_mail_is_its_issuer_without_his_office() -> None:
    text = read_paragraphs("The ferry sails again on Tuesday.\nThe quay was mended.")
    for sender, issuer in (
        ("Ministry of Harbours Press Office", "Ministry of Harbours"),
        ("Holm Dredging, Media Relations", "Holm Dredging"),
        ("Ada Roe (Harbour Office of Fell)", "Ada Roe"),
        ("press@harbours.example", "press@harbours.example"),
    ):
        found = find_genre(text, (), {"genre": "mail", "issuer": sender}, outlet=None, document=True)
        assert (found.genre, found.issuer) == ("mail", issuer)
