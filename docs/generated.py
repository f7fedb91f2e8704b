"""Parts of the documentation that are read from the code, so that they cannot differ from it.

A page of the documentation has them where it says `<!-- generated: NAME -->`. `python docs/generated.py` renews what
stands in files themselves: the table of scores, the output on the example story, and the numbers that a comment ties to
a constant of the code.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sayso.types import Dossier

ROOT = Path(__file__).parent.parent
# bench stands beside the package, and is not installed
sys.path.insert(0, str(ROOT))
_PLACE = re.compile(r"^<!-- generated: (\w+) -->$", re.MULTILINE)


def fill(page: str) -> str:
    """The page with every place filled.

    Raises:
        KeyError: when a page names a part that there is none of.
    """
    return _PLACE.sub(lambda m: PARTS[m[1]](), page)


def wording() -> str:
    """Every fixed sentence and word of `sayso.render.wording`."""
    from sayso.render import wording as module

    rows = []
    for name, value in vars(module).items():
        if name.isupper() and not name.startswith("_"):
            rows += [f"| `{key}` | {_code(text)} |" for key, text in _texts(name, value)]
    return "\n".join(["| name | text |", "|---|---|", *rows])


def lexicons() -> str:
    """Every lexicon with the comment at its head."""
    rows = ["| file | what it holds |", "|---|---|"]
    for file in sorted(files("sayso.resources").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            lines = file.read_text(encoding="utf-8").splitlines()
            head = []
            for line in lines:
                if not line.startswith("#"):
                    break
                head.append(line.lstrip("# ").strip())
            rows.append(f"| `{file.name}` | {_first_sentences(' '.join(' '.join(head).split()))} |")
    return "\n".join(rows)


def library_tables() -> str:
    """Every table of a library with its columns."""
    import yaml

    told = yaml.safe_load((files("sayso.store") / "migrations" / "tables.yaml").read_text(encoding="utf-8"))
    parts = []
    for name, table in told.items():
        rows = [f"| `{column}` | {what} |" for column, what in table["columns"].items()]
        head = [f"### `{name}`", "", table["is"], "", "| column | what it holds |", "|---|---|"]
        parts.append("\n".join([*head, *rows]))
    return "\n\n".join(parts)


def mcp_tools() -> str:
    """Every tool of `sayso mcp` with its arguments and the keys of its answer."""
    from sayso.mcp.server import TOOLS

    parts = []
    for tool in TOOLS:
        told = tool.told()
        needed = told.input_schema.get("required", ())
        rows = []
        for name, schema in told.input_schema["properties"].items():
            default = "needed" if name in needed else f"`{json.dumps(schema.get('default'))}`"
            rows.append(f"| `{name}` | {_taken(schema)} | {default} |")
        keys = ", ".join(f"`{key}`" for key in (told.output_schema or {})["properties"])
        head = [
            f"### `{tool.name}`",
            "",
            told.description or "",
            "",
            "| argument | what | without it |",
            "|---|---|---|",
        ]
        parts.append("\n".join([*head, *rows, "", f"The answer has {keys}."]))
    return "\n\n".join(parts)


def mcp_records() -> str:
    """Every record that answers of `sayso mcp` are made of, with its keys."""
    from msgspec import Struct

    from sayso.mcp import answers

    rows = ["| record | what it is | keys |", "|---|---|---|"]
    for name, record in vars(answers).items():
        if isinstance(record, type) and issubclass(record, Struct) and record is not Struct:
            tag = record.__struct_config__.tag
            keys = ", ".join(f"`{key}`" for key in record.__struct_fields__)
            shown = f"`{tag}`" if tag else name
            rows.append(f"| {shown} | {_plain(' '.join((record.__doc__ or '').split()))} | {keys} |")
    return "\n".join(rows)


def _taken(schema: Mapping[str, Any]) -> str:
    """What an argument may be: its description and its bounds, from its JSON schema."""
    inner = next((s for s in schema.get("anyOf", ()) if s.get("type") != "null"), schema)
    told = [str(inner.get("description") or schema.get("description") or "")]
    if "enum" in inner:
        told.append("one of " + ", ".join(f"`{v}`" for v in inner["enum"]))
    if "minimum" in inner and "maximum" in inner:
        told.append(f"{inner['minimum']:,} to {inner['maximum']:,}")
    if "maxLength" in inner:
        told.append(f"at most {inner['maxLength']:,} characters")
    return "; ".join(part for part in told if part) or str(inner.get("type", ""))


def columns() -> str:
    """Every table of an export with its columns and their types."""
    from sayso.export.columns import COLUMNS
    from sayso.export.columns import columns as columns_of

    parts = []
    for table in COLUMNS:
        rows = [f"| `{name}` | {_type(kind)} |" for name, kind in columns_of(table).items() if "provenance" not in name]
        parts.append("\n".join([f"### `{table}`", "", "| column | type |", "|---|---|", *rows]))
    rows = [f"| `{name}` | {_type(kind)} |" for name, kind in columns_of("times").items() if "provenance" in name]
    parts.append("\n".join(["### In every table", "", "| column | type |", "|---|---|", *rows]))
    return "\n\n".join(parts)


def _type(kind: object) -> str:
    if isinstance(kind, str):
        return kind
    if isinstance(kind, Mapping):
        return "{" + ", ".join(f"{name}: {_type(inner)}" for name, inner in kind.items()) + "}"
    return f"list of {_type(kind[0])}"  # type: ignore[index]


def api() -> str:
    """Every operation of the API by what it is about, and every record that it sends or takes."""
    from sayso.web.api.document import document

    made = document()
    parts = []
    for tag in made["tags"]:
        parts.append(f"## {tag['name'].capitalize()}\n\n{tag['description']}")
        for path, operations in made["paths"].items():
            for method, operation in operations.items():
                if tag["name"] in operation["tags"]:
                    parts.append(_operation(f"{method.upper()} {path}", operation))
    parts.append("## Records\n\nWhat answers and bodies are made of; `Dossier` is told in [its own page](dossier.md).")
    for name, schema in made["components"]["schemas"].items():
        if not name.startswith(("Dossier", _PAGE)):
            parts.append(_record(name, schema))
    return "\n\n".join(parts)


def _operation(heading: str, operation: Mapping[str, Any]) -> str:
    lines = [f"### `{heading}`", "", f"**{operation['summary']}.** {operation['description']}"]
    rows = []
    for one in operation.get("parameters", ()):
        where = f"{one['in']}, needed" if one["required"] else one["in"]
        rows.append(
            f"| `{one['name']}` | {where} | {_shape(one['schema'])}{_usual(one['schema'])} | {one['description']} |"
        )
    if rows:
        lines += ["", "| parameter | where | what | |", "|---|---|---|---|", *rows]
    for media, body in operation.get("requestBody", {}).get("content", {}).items():
        lines += ["", f"Takes `{media}`: {_shape(body['schema'])}."]
    lines += ["", " ".join(_answer(status, told) for status, told in operation["responses"].items() if status < "3")]
    problems = [f"`{status}`" for status in operation["responses"] if status >= "3" and status not in _EVERYWHERE]
    lines += [f"Also {', '.join(problems)}."] if problems else []
    return "\n".join([*lines, f"Its id is `{operation['operationId']}`."])


def _usual(schema: Mapping[str, Any]) -> str:
    """The bounds of a number, and what a parameter is that is left out."""
    bounds = f", {schema['minimum']} to {schema['maximum']}" if {"minimum", "maximum"} <= schema.keys() else ""
    usual = schema.get("default")
    return bounds + (f"; `{usual}` without it" if usual not in (None, "", False) else "")


_PAGE = "PageOf"
_EVERYWHERE = ("400", "401", "403", "422", "429", "500", "503", "504")


def _answer(status: str, told: Mapping[str, Any]) -> str:
    kinds = dict.fromkeys(_shape(one["schema"]) for one in told.get("content", {}).values() if one["schema"])
    of = f" ({', '.join(kinds)})" if kinds and set(kinds) != {"string"} else ""
    return f"Answers `{status}`: {told['description'].rstrip('.')}{of}."


def _record(name: str, schema: Mapping[str, Any]) -> str:
    needed = schema.get("required", ())
    rows = [
        f"| `{field}` | {_shape(one)}{'' if field in needed else ', may be left out'} |"
        for field, one in schema.get("properties", {}).items()
    ]
    return "\n".join(
        [f"### `{name}`", "", _plain(schema.get("description", "")), "", "| field | what |", "|---|---|", *rows]
    )


def _shape(schema: Mapping[str, Any]) -> str:
    """A JSON Schema in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"a page of `{name.removeprefix(_PAGE)}`" if name.startswith(_PAGE) else f"`{name}`"
    if "anyOf" in schema:
        return " or ".join(_shape(one) for one in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "prefixItems" in schema:
        return f"[{', '.join(_shape(one) for one in schema['prefixItems'])}]"
    if schema.get("type") == "array":
        return f"list of {_shape(schema.get('items', {}))}"
    return str(schema.get("type", "bytes"))


def models() -> str:
    """The model files in the package, with size and hash, and the hashes of the parser's weights."""
    from sayso.language.backbone import REUPLOAD_WEIGHTS

    rows = ["| file | bytes | sha256 |", "|---|---|---|"]
    package = Path(str(files("sayso")))
    for file in sorted(f for f in package.rglob("*") if f.suffix in (".onnx", ".npz") or f.name == "tokenizer.json"):
        data = file.read_bytes()
        rows.append(f"| `{file.relative_to(package)}` | {len(data):,} | `{hashlib.sha256(data).hexdigest()}` |")
    rows += [f"| en_core_web_sm 3.8.0 `{name}` | | `{digest}` |" for name, digest in REUPLOAD_WEIGHTS.items()]
    return "\n".join(rows)


def modules() -> str:
    """Every module of the package with the first line of its docstring, floor by floor."""
    package = Path(str(files("sayso")))
    floors: dict[str, list[str]] = {"": []}
    for path in sorted(package.rglob("*.py")):
        where = path.relative_to(package)
        doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        floors.setdefault(str(where.parent).strip("."), []).append(f"| `{where}` | {_plain(doc.splitlines()[0])} |")
    return "\n\n".join("\n".join(["| module | what it does |", "|---|---|", *rows]) for rows in floors.values())


SHOWN = {
    "attributions of PolNeAR's development part, F1": ("attribution", "attribution.f1"),
    "sources, PolNeAR as CofeNet scores it (best published: 0.83), F1": ("cofenet", "source.f1"),
    "cues (best published: 0.75), F1": ("cofenet", "cue.f1"),
    "contents (best published: 0.73), F1": ("cofenet", "content.f1"),
    "values of figures in NewsQuant's development part, F1": ("figures", "value_f1"),
    "time values of the held-back part of TimeBank, F1": ("times", "held_back.value_f1"),
    "same name or not, nomenklatura's checks, F1": ("names", "f1"),
    "one sentence says in other words what another says, MRPC's development part, accuracy": ("rewording", "accuracy"),
    "root codes of PLOVER, in five folds (best published without a large model: 0.82), F1": ("events", "macro_f1"),
    "events across documents, ECB+'s development part, gold mentions and topics, CoNLL F1": (
        "ecbplus",
        "event.topic.conll",
    ),
    "names and things across documents, the same, CoNLL F1": ("ecbplus", "entity.topic.conll"),
    "reports of 56 events put into stories, B³ F1": ("clusters", "bcubed.f1"),
    "the same as they come, B³ F1": ("clusters", "online.f1"),
    "titles and leads of 307 stories put into stories, B³ F1": ("leads", "bcubed.f1"),
    "article text of 181 pages, F1": ("html", "f1"),
}
"""What the tables of scores show: measure in words -> eval and measure in evals/scores.json."""

ON_STORIES = {
    "statements found, F1": "statements.loose.f1",
    "speaker of a statement, share right": "statements.speaker",
    "figures found, F1": "figures.span.f1",
    "giver of a figure, share right": "figures.giver",
    "times found with their value, F1": "times.value.f1",
    "names put together, B³ F1": "entities.bcubed.f1",
    "events found": "events.found",
    "pairs of reports that share a claim, recall": "claims.shared_pair_recall",
    "pairs joined in a claim, precision": "claims.link_precision",
    "conflicts found": "conflicts.recall",
    "conflicts found that are some, precision": "conflicts.precision",
    "copy, shared origin or independent, macro F1": "copies.relation",
}
"""What the table of whole dossiers shows: measure in words -> measure of the evals on stories."""

ANNOTATED = {
    "7 stories, developed on": "stories",
    "8 stories, looked at late": "multisource_once",
    "2 stories, never looked at": "multisource",
}
"""The columns of that table: words -> eval."""


def stories() -> str:
    """Whole dossiers against stories annotated by hand: those that sayso was developed on, and others."""
    recorded = ROOT / "evals" / "scores.json"
    if not recorded.exists():
        return "No scores are recorded."
    table = json.loads(recorded.read_text(encoding="utf-8"))["scores"]
    rows = [f"| measure | {' | '.join(ANNOTATED)} |", "|---|" + "---|" * len(ANNOTATED)]
    for words, measure in ON_STORIES.items():
        found = (table.get(name, {}).get(measure) for name in ANNOTATED.values())
        rows.append(f"| {words} | {' | '.join('' if value is None else f'{value:.2f}' for value in found)} |")
    return "\n".join(rows)


def scores() -> str:
    """The recorded scores that readers ask for first."""
    recorded = ROOT / "evals" / "scores.json"
    if not recorded.exists():
        return "No scores are recorded."
    table = json.loads(recorded.read_text(encoding="utf-8"))["scores"]
    rows = ["| measure | score |", "|---|---|"]
    for words, (name, measure) in SHOWN.items():
        value = table.get(name, {}).get(measure)
        if value is not None:
            rows.append(f"| {words} | {value:.2f} |")
    return "\n".join(rows)


def every_score() -> str:
    """Every recorded score of every eval, with what it measures, what others reach, the command, version and day."""
    table = json.loads((ROOT / "evals" / "scores.json").read_text(encoding="utf-8"))
    parts = []
    for name, measures in table["scores"].items():
        told = ast.get_docstring(ast.parse((ROOT / "evals" / f"{name}.py").read_text(encoding="utf-8"))) or ""
        head, _, rest = told.partition("\n\n")
        when = table["measured"].get(name)
        measured = f"sayso {when['version']}, {when['on']}, " if when else ""
        rows = ["| measure | score |", "|---|---|", *(f"| `{key}` | {value:.3g} |" for key, value in measures.items())]
        parts.append(
            "\n".join([f"## {name}", "", head, "", rest, "", f"{measured}`python -m evals {name}`:", "", *rows])
        )
    return "\n\n".join(parts)


COMPARED = {
    "source": "source",
    "cue": "cue",
    "content": "content",
    "attribution": "attribution",
    "stories": "stories",
    "articles_per_cpu_second": "articles a CPU second",
    "failed": "fails on",
}
"""What the table of peers shows: figure in bench/attribution.json -> its words."""


def peers() -> str:
    """Who says what as sayso and others find it, one recorded run."""
    return _beside("attribution", COMPARED)


def _beside(name: str, columns: Mapping[str, str], digits: int = 2) -> str:
    """The table of bench/NAME.json, its figures in the given words, shares with so many digits."""
    run = json.loads((ROOT / "bench" / f"{name}.json").read_text(encoding="utf-8"))
    rows = [f"| | {' | '.join(columns.values())} |", "|---|" + "---|" * len(columns)]
    for system, row in run["systems"].items():
        shown = (_cell(column, row[column], digits) if column in row else "" for column in columns)
        rows.append(f"| {system} | {' | '.join(shown)} |")
    versions = ", ".join(f"{package} {number}" for package, number in run["versions"].items())
    return "\n".join([*rows, "", f"Measured on {run['date']} on {run['machine']}, with {versions}."])


def _cell(column: str, value: float, digits: int) -> str:
    if "second" in column or "mib" in column:
        return f"{value:.1f}" if value < 10 else f"{value:,.0f}"
    return f"{value:.0%}" if column == "failed" else f"{value:.{digits}f}"


TIMES = {
    "relaxed": "found",
    "value": "with their value",
    "days": "days right",
    "texts_per_cpu_second": "texts a CPU second",
}
"""What the table of times beside others shows: figure in bench/times.json -> its words."""


def peers_times() -> str:
    """What happened when as sayso and others find it, one recorded run."""
    return _beside("times", TIMES)


FIGURES = {"value": "value", "value_unit": "value and unit", "sentences_per_cpu_second": "sentences a CPU second"}
"""What the table of figures beside others shows: figure in bench/figures.json -> its words."""


def peers_figures() -> str:
    """How many and how much as sayso and others find it, one recorded run."""
    return _beside("figures", FIGURES)


COPIES = {
    "near-identical": "near-identical",
    "identical": "identical",
    "excerpt": "excerpts",
    "rewrite": "rewrites",
    "precision": "right",
    "seconds": "seconds",
    "cpu_seconds": "CPU seconds",
    "peak_mib": "MiB",
    "reports_per_cpu_second": "reports a CPU second",
}
"""What the table of copies among many reports shows: figure in bench/copies.json -> its words."""


def peers_copies() -> str:
    """Which part of the planted copies sayso and others find, and which part of their pairs is right."""
    return _beside("copies", COPIES, 3)


STORIES = {"multisource": "56 events", "allsides": "titles and leads", "reports_per_cpu_second": "reports a CPU second"}
"""What the table of stories beside others shows: figure in bench/stories.json -> its words."""


def peers_stories() -> str:
    """Reports put into stories as sayso and others do it, one recorded run."""
    return _beside("stories", STORIES)


def recorded(table: str, *given: str) -> Callable[[], str]:
    """A table of `bench.tables`, made when it is asked for."""
    return lambda: str(getattr(importlib.import_module("bench.tables"), table)(*given))


KEPT = ("stories", "scores", "peers", "summary", "figure")
"""The parts that stand in files themselves, between two comments."""
WIDTH = 110

NUMBER = re.compile(r"([\d.,]*\d)( ?%)?(<!--([\w.]+)-->)")
"""A number that a page gives and the constant of the code that it is."""


def numbers(page: str) -> str:
    """A page with every number that a comment ties to a constant as the code has it."""

    def current(match: re.Match[str]) -> str:
        module, _, constant = match[4].rpartition(".")
        value = getattr(importlib.import_module(module), constant)
        shown = f"{value * 100:g}" if match[2] else f"{value:,}" if isinstance(value, int) else f"{value:g}"
        return f"{shown}{match[2] or ''}{match[3]}"

    return NUMBER.sub(current, page)


def refresh(page: str, names: Iterable[str]) -> str:
    """A page with what stands between `<!-- NAME -->` and `<!-- /NAME -->` made anew, for these names."""
    for name in names:
        pattern = re.compile(rf"(<!-- {name} -->\n\n?).*?(\n\n?<!-- /{name} -->)", re.DOTALL)
        if pattern.search(page):
            page = pattern.sub(lambda m, name=name: m[1] + PARTS[name]() + m[2], page)
    return page


@cache
def _example() -> Dossier:
    from sayso import dossier

    return dossier([ROOT / "examples" / "orrin-dam" / "manifest.jsonl"])


def summary() -> str:
    """What the terminal shows of the example story, long lines cut."""
    from sayso.render import render_summary

    lines = render_summary(_example()).rstrip().split("\n")
    return "\n".join(["```text", *map(_cut, lines), "```"])


def _cut(line: str) -> str:
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 2].rsplit(' ', 1)[0]} …"


def figure() -> str:
    """One figure of the example story as JSON."""
    from sayso.export.json import dossier_record

    figures = dossier_record(_example())["figures"]
    found = next(f for f in figures if f["report"] == "01-northwire" and f["low"] == 340)
    text = json.dumps(found, ensure_ascii=False, indent=1)
    text = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text)
    return f"```json\n{text}\n```"


def _texts(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(f"{name}.{key}", inner)
    elif isinstance(value, tuple | list):
        for number, inner in enumerate(value, start=1):
            yield from _texts(f"{name}.{number}", inner)


def _first_sentences(text: str, most: int = 300) -> str:
    sentences = re.split(r"(?<=[.;:]) (?=[A-Z`])", text)
    out = sentences[0]
    for sentence in sentences[1:]:
        if len(out) + len(sentence) > most:
            break
        out += f" {sentence}"
    return re.sub(r"(\{\w+\})", r"`\1`", _plain(out))


def _plain(text: str) -> str:
    """The text with what Markdown would read as markup made plain, code spans apart."""
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def _code(text: str) -> str:
    """The text as code, so that nothing in it is read as Markdown."""
    plain = " ".join(text.split()).replace("|", "\\|")
    return f"`` {plain} ``" if "`" in plain else f"`{plain}`"


_LOCKED = re.compile(r"^([\w.-]+)==[^ ;\\]+ *(?:;(.*?))?\\?$", re.MULTILINE)


def dependencies() -> str:
    """Every package that the default install brings, with its licence as the package itself states it."""
    rows = {}
    for name, condition in _LOCKED.findall((ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")):
        try:
            told = metadata(name)
        except PackageNotFoundError:
            rows[name] = f"| {name} | | not on this system: {condition.strip()} |"
            continue
        classes = [c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or () if c.startswith("License ::")]
        licence = told.get("License-Expression") or told.get("License") or ", ".join(classes)
        rows[name] = f"| {name} | {told['Version']} | {' '.join(licence.split())} |"
    return "\n".join(["| package | version | licence |", "|---|---|---|", *rows.values()])


PARTS: dict[str, Callable[[], str]] = {
    "wording": wording,
    "api": api,
    "stories": stories,
    "lexicons": lexicons,
    "library_tables": library_tables,
    "mcp_tools": mcp_tools,
    "mcp_records": mcp_records,
    "columns": columns,
    "models": models,
    "modules": modules,
    "scores": scores,
    "every_score": every_score,
    "peers": peers,
    "peers_copies": peers_copies,
    "peers_figures": peers_figures,
    "peers_times": peers_times,
    "peers_stories": peers_stories,
    "speed_stages": recorded("stages"),
    "speed_made": recorded("parts", "made"),
    "speed_real": recorded("parts", "real"),
    "speed_growth": recorded("growth"),
    "speed_gate": recorded("gate"),
    "sizing_million": recorded("million"),
    "sizing_daily": recorded("daily"),
    "summary": summary,
    "figure": figure,
    "dependencies": dependencies,
}


if __name__ == "__main__":
    for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        path.write_text(refresh(numbers(path.read_text(encoding="utf-8")), KEPT), encoding="utf-8")
