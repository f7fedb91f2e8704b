"""Every `about` of a conflict is a template that the documentation lists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_every_template_is_listed() -> None:
    page = (ROOT / "docs" / "reference" / "wording.md").read_text(encoding="utf-8")
    code = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "src" / "sayso" / "link").rglob("*.py"))
    found = set(re.findall(r'about=f"([^"{]+?) ?\{', code))
    assert {"when:", "said and denied:", "told in two states:"} <= found
    assert {words for words in found if f"`{words} {{" not in page} == set()
