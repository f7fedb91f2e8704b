"""Documentation that cannot rot: it builds, it names everything, its links lead somewhere, its code runs."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import json
import re
import shlex
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import click
import pytest
from click.testing import CliRunner

import sayso
from sayso import assemble, types
from sayso.cli import main
from sayso.ingest import limits
from sayso.types import Dossier

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(p for p in DOCS.rglob("*.md") if "_build" not in p.parts)
MARKDOWN = [*PAGES, *(ROOT / name for name in ("README.md", "CONTRIBUTING.md"))]


def text(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def generated() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generated", DOCS / "generated.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_builds_without_warnings(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    done = subprocess.run(
        [*command, "-d", tmp_path / "trees", DOCS, tmp_path / "html"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "html" / "index.html").exists()


def commands() -> Iterator[tuple[str, click.Command]]:
    yield "sayso", main
    for name, command in main.commands.items():
        yield f"sayso {name}", command


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_every_command_and_option_is_named(name: str, command: click.Command) -> None:
    page = text("reference/cli.md")
    assert f"## `{name}`" in page
    section = page.split(f"## `{name}`\n", 1)[1].split("\n## ", 1)[0]
    for parameter in command.get_params(click.Context(command)):
        if isinstance(parameter, click.Option):
            for option in parameter.opts:
                assert f"`{option}" in section, f"{name}: {option}"
            if isinstance(parameter.type, click.Choice):
                for choice in parameter.type.choices:
                    assert choice in section, f"{name}: {choice}"


def schema_terms(node: Any) -> Iterator[str]:
    """Every key of the schema and every value of its vocabularies."""
    if isinstance(node, dict):
        yield from node.get("properties", {})
        for value in node.get("enum", []):
            if isinstance(value, str):
                yield value
        for inner in node.values():
            yield from schema_terms(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from schema_terms(inner)


def test_every_key_and_value_of_the_contract_is_named() -> None:
    schema = json.loads(files("sayso.export").joinpath("dossier.schema.json").read_text(encoding="utf-8"))
    terms = set(schema_terms(schema))
    assert len(terms) > 100
    page = text("reference/dossier.md")
    assert {term for term in terms if f"`{term}`" not in page} == set()


@pytest.mark.parametrize("name", ["Verdict", "ConflictRelation", "CopyRelation", "ConflictKind"])
def test_every_decision_is_explained(name: str) -> None:
    page = text("explanation/how-sayso-decides.md")
    for value in get_args(getattr(types, name)):
        assert re.search(re.escape(value).replace(r"\-", "[- ]"), page, re.IGNORECASE), value


def test_every_public_name_is_in_the_reference() -> None:
    assert {name for name in sayso.__all__ if f":: sayso.{name}\n" not in text("reference/python.md")} == set()


def test_every_bound_of_input_is_in_the_reference() -> None:
    bounds = {name for name, value in vars(limits).items() if name.isupper() and isinstance(value, int)}
    assert bounds
    assert {name for name in bounds if f"sayso.ingest.limits.{name}" not in text("reference/limits.md")} == set()


def test_every_kind_of_unread_input_is_in_the_reference() -> None:
    code = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "src" / "sayso" / "ingest").glob("*.py"))
    kinds = set(re.findall(r"UnreadableInput\(\s*[^()\"]*(?:\([^()]*\))?[^()\"]*,\s*\"([a-z-]+)\"", code))
    assert {"missing", "empty", "format", "too-large"} <= kinds
    assert {kind for kind in kinds if f"`{kind}`" not in text("reference/errors.md")} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(DOCS)))
def test_numbers_are_those_of_the_code(page: Path, generated: ModuleType) -> None:
    said = page.read_text(encoding="utf-8")
    assert generated.numbers(said) == said, "see whether the sentence still holds, then run `python docs/generated.py`"


def test_numbers_are_tied_to_the_code(generated: ModuleType) -> None:
    assert len(generated.NUMBER.findall(text("explanation/how-sayso-decides.md"))) > 20


def test_every_lexicon_says_what_it_is() -> None:
    for path in files("sayso.resources").iterdir():
        if path.name.endswith(".yaml"):
            assert path.read_text(encoding="utf-8").startswith("# "), path.name


def test_every_fixed_sentence_is_listed(generated: ModuleType) -> None:
    from sayso.render import wording

    listed = generated.wording()
    for name, value in vars(wording).items():
        if name.isupper() and isinstance(value, str | dict | tuple):
            assert f"`{name}" in listed, name


def test_decision_records_are_numbered_and_complete() -> None:
    records = sorted(p for p in (DOCS / "decisions").glob("0*.md"))
    assert [p.name[:4] for p in records] == [f"{n:04}" for n in range(1, len(records) + 1)]
    for path in records:
        page = path.read_text(encoding="utf-8")
        assert page.startswith(f"# {path.name[:4]}. "), path.name
        assert re.findall(r"^## (.+)$", page, re.MULTILINE) == ["Context", "Decision", "Consequences"], path.name


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_within_the_project_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"^( *)```.*?^\1```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if not re.match(r"[a-z]+:", target) and not target.startswith("#"):
            assert (page.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda p: str(p.relative_to(ROOT)))
def test_python_on_the_pages_is_python(page: Path) -> None:
    for block in re.findall(r"^ *```python\n(.*?)^ *```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
        compile(textwrap.dedent(block), str(page), "exec")


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_on_the_pages_have_the_options_that_they_use(page: Path) -> None:
    known = {option for _, command in commands() for p in command.params for option in p.opts} | {"--help", "-h"}
    for line in re.findall(r"^(?:\$ )?sayso (?:dossier|read) (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE):
        used = {
            word
            for word in re.split(r"[\s\[\]]+", line.split("#")[0].split("|")[0])
            if word.startswith("-") and len(word) > 1
        }
        assert used <= known, line


def test_the_readme_names_the_first_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"make (?:demo|test)\b", readme)[:2] == ["make demo", "make test"]


def test_the_scores_of_the_readme_are_the_recorded_ones(generated: ModuleType) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "<!-- scores -->" in readme
    assert "<!-- stories -->" in readme
    assert generated.refresh(readme, ["scores", "stories"]) == readme, (
        "the recorded scores are others: run `python docs/generated.py`"
    )


def test_the_tutorial_runs(example: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands and Python of the tutorial in their order; all share one dossier."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)

    def made(paths: Any, **_: Any) -> Dossier:
        assert [str(p) for p in paths] == ["examples/orrin-dam/manifest.jsonl"]
        return example

    monkeypatch.setattr(assemble, "dossier", made)
    monkeypatch.setattr(sayso, "dossier", made)
    names: dict[str, Any] = {}
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    blocks = re.findall(r"^```(console|pycon)\n(.*?)^```", text("tutorial.md"), re.DOTALL | re.MULTILINE)
    assert {kind for kind, _ in blocks} == {"console", "pycon"}
    for number, (kind, block) in enumerate(blocks):
        if kind == "pycon":
            test = doctest.DocTestParser().get_doctest(block, names, f"block {number}", "tutorial.md", 0)
            report: list[str] = []
            runner.run(test, out=report.append, clear_globs=False)
            names.update(test.globs)
            assert not report, "".join(report)
        else:
            for line in re.findall(r"^\$ sayso (.+)$", block, re.MULTILINE):
                result = CliRunner().invoke(main, shlex.split(line))
                assert result.exit_code == 0, result.output
