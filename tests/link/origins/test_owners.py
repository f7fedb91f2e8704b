"""Families of outlets: told of pairs of reports, and no reason to count them as one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from sayso.cli import main
from sayso.errors import OwnersError
from sayso.ingest.owners import owner_of, read_owners, shipped_owners
from sayso.link.copies.credited import credit_copies
from sayso.link.origins.independence import group_origins
from sayso.link.origins.owners import name_owners
from sayso.types import Copy, CopyRelation, Report
from tests.conftest import EXAMPLE, load_cases, make_report


def written(folder: Path, owners: Any) -> Path:
    path = folder / "owners.yaml"
    path.write_text(yaml.safe_dump(owners, allow_unicode=True), encoding="utf-8")
    return path


def copy(a: str, b: str, relation: CopyRelation = "independent", source: str | None = None) -> Copy:
    return Copy(a=a, b=b, relation=relation, source=source, passages=(), why={"share_of_a": 0.0})


def report(name: str, outlet: str, **fields: Any) -> Report:
    return make_report("The ferry ran aground.", id=name, outlet=outlet, **fields)


@pytest.mark.parametrize("case", load_cases("owners"))
def test_who_owned_an_outlet(case: dict[str, Any], tmp_path: Path) -> None:
    owners = read_owners(written(tmp_path, case["owners"]))
    assert owner_of(case["outlet"], case.get("published"), owners) == case["owner"]


@pytest.mark.parametrize(
    ("owners", "words"),
    [
        (["Velmara Post"], "must map each owner"),
        ({"Corran Press": "Velmara Post"}, "must be a list"),
        ({"Corran Press": [{"since": 2020}]}, "must be a name"),
        ({"Corran Press": [{"name": "Velmara Post", "from": 2020}]}, "must be a name"),
        ({"Corran Press": [{"name": "Velmara Post", "since": "May"}]}, "must be years"),
        ({"Corran Press": [7]}, "must be a name"),
    ],
)
def test_a_file_of_another_form_is_refused_with_the_place(owners: Any, words: str, tmp_path: Path) -> None:
    with pytest.raises(OwnersError, match=words):
        read_owners(written(tmp_path, owners))


@pytest.mark.parametrize("text", ["a: [b", "\x00", "a: !!python/object:os.system [x]"])
def test_what_is_no_yaml_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "owners.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OwnersError, match=r"owners\.yaml"):
        read_owners(path)


def test_the_command_names_what_is_wrong_with_the_file(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["dossier", "--owners", str(written(tmp_path, ["Velmara Post"])), str(EXAMPLE)])
    assert result.exit_code == 1
    assert "must map each owner to a list of outlets" in result.output


def test_the_shipped_families_are_read_and_name_each_outlet_s_owner_once_a_year() -> None:
    owners = shipped_owners()
    assert len(owners) > 200
    for outlet, holdings in owners.items():
        years = [set(range(h.since or 1900, (h.until or 2100) + 1)) for h in holdings]
        assert all(h.since is None or h.until is None or h.since <= h.until for h in holdings), outlet
        assert sum(map(len, years)) == len(set().union(*years)), outlet


def test_two_outlets_of_one_owner_are_told_and_one_outlet_is_not(tmp_path: Path) -> None:
    owners = read_owners(written(tmp_path, {"Corran Press": ["Velmara Post", "Arlen Courier"]}))
    reports = [
        report("r1", "Velmara Post"),
        report("r2", "Arlen Courier"),
        report("r3", "Radio Fell"),
        report("r4", "Velmara Post"),
    ]
    copies = [copy("r1", "r2", "rewrite", "a"), copy("r1", "r3"), copy("r1", "r4"), copy("r2", "r4")]
    named = name_owners(copies, reports, owners)
    assert [c.why.get("one_owner") for c in named] == ["Corran Press", None, None, "Corran Press"]
    assert [(c.relation, c.source, c.why["share_of_a"]) for c in named] == [(c.relation, c.source, 0.0) for c in copies]


def test_a_state_s_agency_counts_apart_from_its_government() -> None:
    groups, _ = group_origins(["Xinhua", "Chinese foreign ministry", "Chinese army"], {}, (), None)
    assert groups == (("Xinhua",), ("Chinese foreign ministry", "Chinese army"))


@pytest.mark.parametrize(
    ("relation", "source", "agencies"),
    [
        ("identical", "third: AP", [("AP",), ("AP",)]),
        ("rewrite", "third: Associated Press", [("AP",), ("AP",)]),
        ("excerpt", "third: Velmara Post", [("AP",), ()]),
        ("rewrite", "a", [("AP",), ()]),
        ("shared-origin", "third: AP", [("AP",), ()]),
        ("independent", None, [("AP",), ()]),
    ],
)
def test_copy_of_agency_copy_is_credited_to_the_agency(
    relation: CopyRelation, source: str | None, agencies: list[tuple[str, ...]]
) -> None:
    reports = [report("r1", "Velmara Post", agencies=("AP",)), report("r2", "Arlen Courier")]
    assert [r.agencies for r in credit_copies(reports, [copy("r1", "r2", relation, source)])] == agencies
