"""What ties each form of an entity to its name."""

from __future__ import annotations

import pytest

from sayso.link.names.reasons import why_one
from sayso.types import EntityType


@pytest.mark.parametrize(
    ("name", "kind", "form", "why"),
    [
        ("Ada Roe", "PERSON", "Roe", "part of the name"),
        ("Ada Roe", "PERSON", "Mr. Roe", "with a title"),
        ("Ada Roe", "PERSON", "Ms Ada Roe", "with a title"),
        ("Volodymyr Karpenko", "PERSON", "Vladimir Karpenko", "spelled otherwise"),
        ("Ada Roe", "PERSON", "Bo Roe", "another name"),
        ("Ada Roe", "PERSON", "Bo Lund", "another name"),
        ("Ada Roe", "PERSON", "@AdaRoe", "a handle"),
        ("Coastal Rescue Authority", "ORG", "CRA", "its initials"),
        ("Harrow Holdings", "ORG", "Harrow", "part of the name"),
        ("Coastal Rescue Authority", "ORG", "the authority", "a description"),
        ("Ada Roe", "PERSON", "Ambassador Roe", "with a title"),
        ("United Nations Security Council", "ORG", "UNSC", "its initials"),
        ("North Korea", "GPE", "DPRK", "known as its name"),
        ("Florida", "GPE", "Fla.", "known as its name"),
        ("Russia", "GPE", "Moscow", "its capital"),
    ],
)
def test_what_ties_a_form_to_the_name(name: str, kind: EntityType, form: str, why: str) -> None:
    assert why_one(name, kind, [form], ["the authority"]) == {why: form}


def test_forms_of_one_tie_stand_together() -> None:
    assert why_one("Ada Roe", "PERSON", ["Roe", "A. Lund", "Ada"], []) == {
        "part of the name": "Roe; Ada",
        "another name": "A. Lund",
    }


def test_the_name_itself_needs_no_reason() -> None:
    assert why_one("Harrow Bank", "ORG", ["Harrow Bank", "the Harrow Bank", "HARROW BANK"], []) == {}
