"""The forms in which a dossier goes out: their names, the endings of their files, and what writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from sayso.types import Dossier

Writes = Literal["whole", "lines", "graph", "tables"]
"""What a form makes of a dossier: a file of its own; lines or items that stand in one file with those of others; or
several tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form: what it writes, and the endings that mean it, of which the first is given to files."""

    writes: Writes
    endings: tuple[str, ...]


FORMS: Mapping[str, Form] = {
    "html": Form(writes="whole", endings=(".html", ".htm")),
    "json": Form(writes="whole", endings=(".json",)),
    "jsonl": Form(writes="lines", endings=(".jsonl", ".ndjson")),
    "md": Form(writes="whole", endings=(".md", ".markdown")),
    "docx": Form(writes="whole", endings=(".docx",)),
    "csv": Form(writes="whole", endings=(".csv",)),
    "csv-tables": Form(writes="tables", endings=(".csv.zip",)),
    "parquet": Form(writes="tables", endings=(".parquet", ".parquet.zip")),
    "ftm": Form(writes="lines", endings=(".ftm.json", ".ftm")),
    "annotations": Form(writes="graph", endings=(".annotations.json", ".annotations.jsonld")),
    "schema.org": Form(writes="graph", endings=(".schemaorg.json", ".schemaorg.jsonld")),
    "plover": Form(writes="lines", endings=(".plover.jsonl",)),
    "worklist": Form(writes="whole", endings=(".worklist.md",)),
}


def form_of(name: str) -> str | None:
    """The form that the longest ending of a file's name means; None when it means none."""
    low = PurePath(name).name.lower()
    fitting = ((len(end), form) for form, its in FORMS.items() for end in its.endings if low.endswith(end))
    return max(fitting, default=(0, None))[1]


def written(dossier: Dossier, form: str) -> str | bytes:
    """A dossier as one file of a form that writes one."""
    return dossier.to_docx() if form == "docx" else written_text(dossier, form)


def written_text(dossier: Dossier, form: str) -> str:
    """A dossier as one text of a form that is text."""
    if FORMS[form].writes == "graph":
        return "".join(graph([dossier], form))
    if FORMS[form].writes == "lines":
        return "".join(lines(dossier, form))
    if form == "worklist":
        from sayso.render.worklist import worklist_markdown

        return worklist_markdown(dossier)
    if form == "json":
        return dossier.to_json() + "\n"
    return {"html": dossier.to_html, "md": dossier.to_markdown, "csv": dossier.to_csv}[form]()


def lines(dossier: Dossier, form: str, *, story: str | None = None) -> Iterator[str]:
    """The lines of a dossier in a form of lines; `story` is the name of its story in a library."""
    if form == "ftm":
        from sayso.export.ftm import ftm_lines

        return ftm_lines(dossier)
    if form == "plover":
        from sayso.export.plover import plover_lines

        return plover_lines(dossier, story=story)
    from sayso.export.jsonl import jsonl_lines

    return jsonl_lines(dossier, story=story)


def graph(dossiers: Iterable[Dossier], form: str) -> Iterator[str]:
    """The text of a form of items, piece by piece, for any number of dossiers."""
    if form == "annotations":
        from sayso.export.annotations import page_text, web_annotations

        return page_text(_each(dossiers, web_annotations))
    from sayso.export.schemaorg import graph_text, schemaorg_nodes

    return graph_text(_each(dossiers, schemaorg_nodes))


def _each(dossiers: Iterable[Dossier], items: Any) -> Iterator[dict[str, Any]]:
    for dossier in dossiers:
        yield from items(dossier)
