"""What is read of a report for another one with the same text is what reading that one gives, to the last byte."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sayso.annotate import together
from sayso.annotate.together import read_apart
from sayso.bulk import readings
from sayso.bulk.readings import read_batch
from sayso.bulk.taken import Numbered
from sayso.ingest import read_inputs
from sayso.ingest.documents import Document
from sayso.language.backbone import Reading
from sayso.store.records import encode
from sayso.store.twins import read_of_twin
from sayso.types import Annotations, Report
from tests.conftest import EXAMPLE

OURS = "We asked the mayor of Tarn, Ada Roe, about the bridge. “It is safe,” she told the Courier on Monday."


@pytest.fixture(scope="module")
def handed_in() -> list[Report]:
    """The reports of an example, and one in which "we" is the outlet."""
    found = [r for r in read_inputs([str(EXAMPLE.parent / "varn-lodge" / "manifest.jsonl")]) if isinstance(r, Report)]
    return [*found[:5], replace(made(OURS), outlet="The Osk Courier")]


def made(text: str, **said: Any) -> Report:
    from sayso.ingest import read_document

    report = read_document(Document(source="row", data=text.encode(), text=text, **said))
    assert isinstance(report, Report)
    return report


def renamed(report: Report, **said: Any) -> Report:
    """The same text under another id and with other things said about it."""
    damage = tuple(replace(d, span=replace(d.span, report="another")) for d in report.damage)
    return replace(report, id="another", source="elsewhere", damage=damage, **said)


@pytest.mark.parametrize(
    ("said", "most_may"),
    [
        ({}, True),
        ({"url": "https://news.example/a", "title": "Another title"}, True),
        ({"url": "https://news.example/2019/07/04/a"}, False),
        ({"outlet": "Nowhere Gazette"}, False),
        ({"published": "2030-01-05"}, False),
    ],
)
def test_a_twin_reads_as_the_report_does(handed_in: list[Report], said: dict[str, Any], most_may: bool) -> None:
    reads = {read.report.id: read for read in read_apart(handed_in)}
    twins = [renamed(report, **said) for report in handed_in]
    found = 0
    for report, twin in zip(handed_in, twins, strict=True):
        own = read_of_twin(reads[report.id], twin)
        if own is not None:
            (want,) = read_apart([twin])
            assert encode(own) == encode(want)
            found += 1
    assert found == len(handed_in) or not most_may
    if said.keys() == {"published"}:
        assert not found


def test_what_may_be_told_otherwise_by_another_outlet_is_read() -> None:
    def under(outlet: str, text: str) -> bool:
        own = replace(made(text), outlet="The Osk Courier")
        (read,) = read_apart([own])
        return read_of_twin(read, renamed(own, outlet=outlet)) is not None

    calm = "The bridge of Tarn was closed on Monday, said Ada Roe, the mayor."
    assert under("Velm Post", calm)
    assert not under("Velm Post", OURS)
    assert not under("Velm Post", "The bridge of Tarn is safe, Ada Roe told the Courier.")
    assert not under("RT News", "The bridge of Tarn is safe, Ada Roe told RT.")
    assert not under("Velm Post", "The bridge of Tarn is safe, Ada Roe told the Velm Post Weekly.")


def test_a_batch_reads_the_same_text_once_and_gives_what_each_alone_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Mayor Ada Roe said on Monday that 7 bridges of Tarn had been closed. “Nobody was hurt,” she said."
    documents = [
        Document(
            source=f"row {n}", data=text.encode(), text=text, id=f"r{n}", published="2031-03-04", title=f"Title {n}"
        )
        for n in range(5)
    ]
    documents += [replace(documents[0], id="dated", published="2031-03-09")]
    numbered = [Numbered(number=n, document=one) for n, one in enumerate(documents)]
    alone = [read_batch([one]) for one in numbered]
    read: list[str] = []
    annotate = together.annotate

    def counted(reading: Reading) -> Annotations:
        read.append(reading.report.id)
        return annotate(reading)

    monkeypatch.setattr(together, "annotate", counted)
    both = read_batch(numbered)
    assert read == ["r0", "dated"]
    assert [encode(one) for one in both.reports] == [encode(one) for batch in alone for one in batch.reports]
    import pyarrow as pa

    for at, name in enumerate(readings.TABLES):
        want = [row for batch in alone for row in pa.ipc.open_stream(batch.tables[at]).read_all().to_pylist()]
        assert pa.ipc.open_stream(both.tables[at]).read_all().to_pylist() == want, name


def test_documents_of_the_same_bytes_stay_together_in_batches_that_are_bounded() -> None:
    def numbered(sizes: list[int]) -> list[Numbered]:
        texts = [f"text {n}" for n, size in enumerate(sizes) for _ in range(size)]
        return [Numbered(number=n, document=Document(source=t, data=t.encode())) for n, t in enumerate(texts)]

    assert [len(batch) for batch in readings._batches([])] == [0]
    assert [len(batch) for batch in readings._batches(numbered([1] * 40))] == [16, 16, 8]
    assert [len(batch) for batch in readings._batches(numbered([3] + [1] * 16 + [2]))] == [18, 3]
    assert [len(batch) for batch in readings._batches(numbered([readings.MOST + 5]))] == [readings.MOST, 5]
    given = numbered([5, 1, 300, 2, 2] * 9)
    assert [one for batch in readings._batches(given) for one in batch] == given
