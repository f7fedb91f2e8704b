"""Where dossiers go: one file, or a folder or zip archive of several; whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from sayso.cli.options import sink
from sayso.export.forms import FORMS, form_of, graph, lines, written
from sayso.whole import naming, whole

if TYPE_CHECKING:
    from sayso.types import Dossier, Table

Told = tuple[str | None, "Dossier"]
"""A dossier with the name of its story in a library; None where it is of none."""
# Rows of a table that stand together in a Parquet file: DuckDB and Arrow read groups of about this many side by side
ROWS = 50_000
# bytes of them that are held before that, for each of the tables
HELD = 1 << 24
# the earliest moment that a zip archive can tell, so that the same dossiers make the same archive
NO_TIME = (1980, 1, 1, 0, 0, 0)


def choose(form: str | None, output: Path | None, otherwise: str) -> str:
    """The form that was asked for, or that the output's ending means, or another one."""
    return form or (form_of(output.name) if output else None) or otherwise


def check_target(output: Path | None, form: str, *, several: bool = False) -> None:
    """Find out before the work, not after it, that its result has nowhere to go.

    Args:
        output: the file, folder or archive; None for stdout.
        form: one of FORMS.
        several: whether there may be more than one dossier.
    """
    if form == "parquet" and find_spec("pyarrow") is None:
        raise click.UsageError("parquet needs pyarrow: pip install 'sayso[tables]'")
    if output is None:
        if _many_files(form, several):
            raise click.UsageError(f"{form} gives several files; name a folder or a .zip archive with -o")
        if form == "docx" and sys.stdout.isatty():
            raise click.UsageError("docx is no text; name a file with -o")
        return
    if not output.parent.is_dir():
        raise click.UsageError(f"{output} cannot be written: there is no folder {output.parent}")
    if _many_files(form, several):
        if output.is_dir() and any(output.iterdir()):
            raise click.UsageError(f"{output} is a folder that has something in it; name a new one, or a .zip archive")
        if not _archive(output) and output.exists() and not output.is_dir():
            raise click.UsageError(f"{output} is a file; {form} gives several: name a folder or a .zip archive")
    elif output.is_dir():
        raise click.UsageError(f"{output} is a folder; name a file in it")


def write_one(made: Dossier, form: str, output: Path | None) -> None:
    """Writes a dossier to a file, or its tables to a folder or archive; nothing stays of what was cut off."""
    if FORMS[form].writes == "tables":
        _write_tables([(None, made)], form, output or Path())
        return
    content = written(made, form)
    if isinstance(content, str):
        with sink(output) as out:
            out.write(content)
    elif output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        with whole(output) as beside:
            beside.write_bytes(content)


def write_all(made: Iterable[Told], form: str, output: Path | None) -> None:
    """Writes any number of dossiers, of which one is held at a time; nothing stays of what was cut off.

    Args:
        made: the dossiers with the names of their stories.
        form: one of FORMS. Tables, lines and items of all dossiers stand together; of any other form each dossier is a
            file of its own, called after its story.
        output: the file, or the folder or archive; None for stdout.
    """
    writes = FORMS[form].writes
    if writes == "tables":
        _write_tables(made, form, output or Path())
    elif writes == "whole":
        with _folder(output or Path()) as folder:
            for story, dossier in made:
                content = written(dossier, form)
                data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
                (folder / f"{story}{FORMS[form].endings[0]}").write_bytes(data)
    else:
        with sink(output) as out:
            if writes == "graph":
                out.writelines(graph((dossier for _, dossier in made), form))
            else:
                for story, dossier in made:
                    out.writelines(lines(dossier, form, story=story))


def _many_files(form: str, several: bool) -> bool:
    writes = FORMS[form].writes
    return writes == "tables" or (several and writes == "whole")


def _archive(output: Path) -> bool:
    return output.suffix.lower() == ".zip"


@contextmanager
def _folder(output: Path) -> Iterator[Path]:
    """A folder to write files into, which appears under its name, or as an archive, only when all are whole."""
    import shutil
    import zipfile

    beside = output.with_name(f".{output.name}.parts")
    with naming(output, beside):
        if beside.exists():
            shutil.rmtree(beside)
        beside.mkdir()
        try:
            yield beside
            if _archive(output):
                with whole(output) as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                    for file in sorted(beside.iterdir()):
                        entry = zipfile.ZipInfo(file.name, NO_TIME)
                        entry.compress_type = zipfile.ZIP_DEFLATED
                        with file.open("rb") as content, archive.open(entry, "w", force_zip64=True) as into:
                            shutil.copyfileobj(content, into, 1 << 20)
            else:
                if output.is_dir():
                    output.rmdir()
                beside.replace(output)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _write_tables(made: Iterable[Told], form: str, output: Path) -> None:
    from sayso.types import Table

    # all are closed, whatever happens at one
    with _folder(output) as folder, ExitStack() as closing:
        writers: dict[Table, Any] = {}
        make: Callable[[Path, Table, bool], Any] = _ParquetTable if form == "parquet" else _CsvTable
        ending = ".parquet" if form == "parquet" else ".csv"
        for story, dossier in made:
            for table in get_args(Table):
                if table not in writers:
                    writers[table] = make(folder / f"{table}{ending}", table, story is not None)
                    closing.callback(writers[table].close)
                writers[table].add(dossier, story)


class _CsvTable:
    """A table as a CSV file, dossier by dossier."""

    def __init__(self, path: Path, table: Table, story: bool) -> None:
        from sayso.export.columns import columns
        from sayso.export.spreadsheet import csv_text

        self._table, self._columns = table, list(columns(table, story=story))
        self._out = path.open("w", encoding="utf-8", newline="")
        self._out.write(csv_text(self._columns, ()))

    def add(self, dossier: Dossier, story: str | None) -> None:
        """Adds the rows of a dossier."""
        from sayso.export.spreadsheet import csv_text
        from sayso.export.tables import joined, typed_rows

        rows = (joined(row) for row in typed_rows(dossier, self._table, story=story))
        self._out.write(csv_text(self._columns, rows, head=False))

    def close(self) -> None:
        """Ends the file."""
        self._out.close()


class _ParquetTable:
    """A table as a Parquet file, dossier by dossier; rows of several dossiers stand together in a group."""

    def __init__(self, path: Path, table: Table, story: bool) -> None:
        from sayso.export.tables import parquet_writer

        self._table, self._story = table, story
        self._writer = parquet_writer(path, table, story=story)
        self._waiting: list[Any] = []

    def add(self, dossier: Dossier, story: str | None) -> None:
        """Adds the rows of a dossier."""
        from sayso.export.tables import to_arrow

        self._waiting.append(to_arrow(dossier, self._table, story=story))
        if sum(rows.num_rows for rows in self._waiting) >= ROWS or sum(rows.nbytes for rows in self._waiting) >= HELD:
            self._write()

    def _write(self) -> None:
        import pyarrow

        if self._waiting:
            self._writer.write_table(pyarrow.concat_tables(self._waiting))
        self._waiting = []

    def close(self) -> None:
        """Ends the file."""
        try:
            self._write()
            self._writer.close()
        except OSError:
            # or it is tried once more, and told of, when the writer is let go
            self._writer.is_open = False
            raise
