"""The peers that sayso is set beside: plain rules on made-up sentences, and failures that are counted, not hidden."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType, SimpleNamespace

import pytest

from bench.attribution import by_textacy, outermost
from bench.attribution_rules import attributions, quotations
from evals.__main__ import ROOT
from evals.attribution import Parts
from sayso.language.backbone import Reading
from tests.conftest import make_report

Found = list[tuple[str, str, list[str]]]


@pytest.fixture
def rules(read_text: Callable[..., Reading]) -> Callable[[str], Found]:
    def find(text: str) -> Found:
        def words(found: Parts, role: str) -> list[str]:
            return [text[a:b] for a, b in found[role]]

        return [
            (" ".join(words(f, "Source")), " ".join(words(f, "Cue")), words(f, "Content"))
            for f in attributions(read_text(text).doc)
        ]

    return find


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mayor Ada Lund said that the bridge would open in May.",
            ("Mayor Ada Lund", "said", ["that the bridge would open in May"]),
        ),
        (
            "“The bridge is safe,” Lund said.",
            ("Lund", "said", ["“The bridge is safe,”"]),
        ),
        (
            "According to the harbour master, the ferry was late.",
            ("the harbour master", "According to", ["the ferry was late"]),
        ),
        (
            "The ferry was late, according to the harbour master.",
            ("the harbour master", "according to", ["The ferry was late"]),
        ),
        (
            "“We saw nothing. Nobody did,” the guard told reporters.",
            ("the guard", "told", ["“We saw nothing. Nobody did,”"]),
        ),
    ],
)
def test_plain_rules_find_the_common_constructions(
    rules: Callable[[str], Found], text: str, expected: tuple[str, str, list[str]]
) -> None:
    assert rules(text) == [expected]


def test_what_reports_nothing_gives_nothing(rules: Callable[[str], Found]) -> None:
    assert rules("The ferry left at noon with forty passengers.") == []


def test_an_open_quotation_ends_with_its_paragraph(read_text: Callable[..., Reading]) -> None:
    doc = read_text("“We leave, he said.\n\nThey stayed.").doc
    assert [doc[q.start : q.stop].text.strip() for q in quotations(doc)] == ["“We leave, he said."]


def test_inner_attributions_are_left_out_where_the_corpus_has_none() -> None:
    outer: Parts = {"Source": [(0, 3)], "Cue": [(4, 8)], "Content": [(9, 40)]}
    inner: Parts = {"Source": [(9, 12)], "Cue": [(13, 17)], "Content": [(18, 40)]}
    bare: Parts = {"Content": [(50, 60)]}
    assert outermost([inner, outer, bare]) == [outer, bare]


def test_an_article_that_textacy_refuses_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def direct_quotations(doc: object) -> list[object]:
        tokens = list(doc)  # type: ignore[call-overload]
        if sum(t.is_quote for t in tokens) % 2:
            raise ValueError("an unclosed quotation")
        return [SimpleNamespace(speaker=tokens[5:6], cue=tokens[6:7], content=tokens[:5])]

    module = ModuleType("textacy.extract.triples")
    vars(module)["direct_quotations"] = direct_quotations
    for name in ("textacy", "textacy.extract"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, "textacy.extract.triples", module)
    texts = ("“It rains.” Lund said.", "“It rains, Lund said.")
    found, failed = by_textacy([make_report(text, id=f"r{i}") for i, text in enumerate(texts)])
    assert found == [{"Source": [(12, 16)], "Cue": [(17, 21)], "Content": [(0, 11)]}]
    assert failed is None


def test_the_table_of_the_readme_is_the_recorded_run() -> None:
    spec = spec_from_file_location("generated", ROOT / "docs" / "generated.py")
    assert spec
    assert spec.loader
    generated = module_from_spec(spec)
    spec.loader.exec_module(generated)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert generated.peers() in readme, "the recorded run is another one: run `python docs/generated.py`"
