"""Inputs that no newsroom writes are read in bounded time, and a dossier of plain text loads only what it needs."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.tokens import Doc

from sayso.annotate import annotate
from sayso.assemble import read_one
from sayso.ingest.damage import find_damage
from sayso.language import backbone
from sayso.language.backbone import LONGEST_WORD, Reading
from sayso.types import Dossier
from tests.conftest import make_report

# seconds of processor time that one of these texts may take; on an idle core each takes under two
LIMIT = 15.0
# the same for linking some hundred times what a report holds
LINKING = 40.0
LEAD = "The mayor of Tarn said on Monday that two bridges had been closed.\n\n"


def texts() -> dict[str, str]:
    """One text of each kind that loops over all pairs would choke on."""
    chosen = random.Random(7)
    words = ("river", "town", "people", "bridge", "moved", "slowly", "under", "the", "old", "sky", "while", "carried")
    marks = ('"', "“", "”", "'")
    syllables = [c + v for c in "bdfgklmnprst" for v in "aeiou"]
    capitalised = ("".join(chosen.choices(syllables, k=3)).capitalize() for _ in range(2_000))
    return {
        "a sentence of 5,000 words": "The " + " ".join(chosen.choices(words, k=5_000)) + ".",
        "3,000 quotation marks": " ".join(
            chosen.choice(marks) + "we will go" + chosen.choice(marks) for _ in range(1_500)
        ),
        "2,000 capitalised words": " ".join(capitalised) + ".",
        "attributions in attributions": "Berg said that " * 700 + "it rained.",
        "2,000 numbers": " ".join(str(chosen.randrange(10**6)) for _ in range(2_000)) + ".",
        "brackets without a space": "(" * 5_000 + "word" + ")" * 5_000,
        "a post with 72 dots": f"The roof is gone {'......' * 12} and we swim — Ada Roe (@adaroe) May 4, 2031",
        "a word of 300,000 letters": "x" * 300_000 + ".",
    }


@pytest.mark.parametrize("kind", texts())
def test_no_text_takes_more_than_its_length_warrants(kind: str, read_text: Callable[..., Reading]) -> None:
    text = LEAD + texts()[kind]
    began = time.process_time()
    list(find_damage(text))
    found = annotate(read_text(text, published="2031-03-04"))
    assert time.process_time() - began < LIMIT
    assert any("mayor" in (s.speaker_name or "") for s in found.statements)
    for statement in found.statements:
        assert all(text[c.start : c.end] == c.text for c in statement.content)


def test_linking_does_not_take_more_either() -> None:
    # each figure and each event is alike to all others
    text = LEAD + " ".join(f"Some {n} people left the town." for n in range(450))
    began = time.process_time()
    one = read_one(make_report(text, published="2031-03-04"))
    assert time.process_time() - began < LINKING
    assert isinstance(one, Dossier)
    assert len(one.figures) == 451
    assert [note.split()[1:4] for note in one.notes] == [["451", "figures", "400"], ["451", "events", "400"]]


def test_a_long_text_is_parsed_in_parts_as_it_is_whole(
    read_text: Callable[..., Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "\n\n".join(f"{LEAD.strip()} The army sent {n} soldiers to the valley of Kell." for n in range(20))
    whole = read_text(text).doc
    monkeypatch.setattr(backbone, "WHOLE", 100)
    parts = read_text(text).doc
    assert parts.text == text

    def seen(doc: Doc) -> list[tuple[object, ...]]:
        return [(t.idx, t.tag_, t.dep_, t.head.i, t.lemma_, t.ent_iob_, t.ent_type_, t.is_sent_start) for t in doc]

    assert seen(parts) == seen(whole)


@pytest.mark.parametrize("text", ["word " * 350, "." * 350, "\n" * 350, " " * 350 + "word"])
def test_parts_are_cut_where_there_is_no_good_place(
    text: str, read_text: Callable[..., Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backbone, "WHOLE", 100)
    assert read_text(text).doc.text == text


@pytest.mark.parametrize("around", [" ", "\n", "  ", ""])
def test_what_stands_without_a_space_is_one_token_and_moves_no_offset(
    around: str, read_text: Callable[..., Reading]
) -> None:
    long = "x(" * LONGEST_WORD
    text = f"Berg said so.{around}\n{long}{around}\nKelm denied it. {long} {long}"
    doc = read_text(text).doc
    assert doc.text == text
    assert [text[t.idx : t.idx + len(t)] for t in doc] == [t.text for t in doc]
    assert [t.text for t in doc].count(long) == 3


def test_a_dossier_of_text_loads_no_reader_of_pages_and_no_downloader(tmp_path: Path) -> None:
    for name, count in (("one", "two"), ("two", "three")):
        (tmp_path / f"{name}.txt").write_text(f"Tarn closes bridges\n\n{LEAD.replace('two', count)}", encoding="utf-8")
    code = f"import sys, sayso\nsayso.dossier([{str(tmp_path)!r}]).to_json()\nprint(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "spacy" in out
    heavy = {"spacy.cli", "requests", "httpx", "httpx2", "trafilatura", "jinja2", "pyarrow", "pandas", "torch"}
    assert heavy & set(out) == set()


def test_spacy_keeps_its_command_line() -> None:
    code = (
        "from sayso.language.backbone import load\nload()\n"
        "import spacy\nassert spacy.info()['spacy_version'] == spacy.__version__\n"
        "import spacy.cli\nprint(callable(spacy.cli.download))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"]
