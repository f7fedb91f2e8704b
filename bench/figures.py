"""`python -m bench figures [--data FOLDER] [--record]`: how many and how much, beside what a user would run instead.

The same sentences go through quantulum3, text2num and sayso, each from the bare text, in one process, models loaded
before the clock starts. All are scored by `evals.figures` on NewsQuant's development part: quantities of the right
value, and of the right value and unit. quantulum3 gives values with units and an uncertainty, which becomes a range; it
runs without the classifier of ambiguous units that it uses beside scikit-learn, whose shipped model does not open with
the scikit-learn of requirements/bench.txt (it fails on one sentence in six then). text2num turns number words into
digits: all numbers of the text that it gives back are its quantities, without units. sayso's speed is given twice: with
the parse it stands on, and on top of a parse that is there already. CQE is not run here, since its licence (GPL-3) does
not go with sayso's; its figures are those published, on all of NewsQuant. A sentence on which a system fails counts as
one in which it found nothing; `failed` is their share. FOLDER holds newsquant/dev.json. `--record` keeps the table in
bench/figures.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bench.side_by_side import Comparison, each, run, timed
from evals.figures import Quantity, annotated_quantity, canonical, quantities_of, score
from sayso.language.backbone import Reading
from sayso.spans import OffsetMap
from sayso.types import Report

COLUMNS = ("failed", "precision", "recall", "value", "value_unit", "sentences_per_cpu_second")
Result = list[Quantity] | None  # what was found in a sentence, None where the system failed
System = Callable[[Sequence[str]], Iterator[Result]]
PUBLISHED = {
    "CQE": {"value": 0.919, "value_unit": 0.855, "source": "Almasian et al. 2023, on all of NewsQuant"},
    "quantulum3": {"value": 0.731, "value_unit": 0.471, "source": "Almasian et al. 2023, on all of NewsQuant"},
}
# the sentences are of spring and summer 2022
PUBLISHED_ON = "2022-06-15"
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_COUNTED = "dimensionless"


def by_quantulum(sentences: Sequence[str]) -> Iterator[Result]:
    """Value, uncertainty and unit as quantulum3 gives them."""
    from quantulum3 import classifier, parser

    classifier.USE_CLF = False
    for text in sentences:
        try:
            found = parser.parse(text)
        except Exception:
            yield None
            continue
        yield [of_quantulum(q) for q in found]


def of_quantulum(quantity: Any) -> Quantity:
    """One of quantulum3's quantities in the corpus's terms."""
    spread = float(quantity.uncertainty or 0.0)
    unit = "-" if quantity.unit.name == _COUNTED else canonical(quantity.unit.name)
    return Quantity(float(quantity.value) - spread, float(quantity.value) + spread, unit, "=", frozenset())


def by_text2num(sentences: Sequence[str]) -> Iterator[Result]:
    """The numbers of a sentence whose number words text2num has turned into digits."""
    from text_to_num import alpha2digit

    for text in sentences:
        yield of_digits(alpha2digit(text, "en"))


def of_digits(text: str) -> list[Quantity]:
    """Every number in digits, as a quantity without a unit."""
    values = [float(m.group().replace(",", "")) for m in _NUMBER.finditer(text)]
    return [Quantity(v, v, "-", "=", frozenset()) for v in values]


def by_sayso(sentences: Sequence[str]) -> Iterator[Result]:
    """The figures of `sayso read`."""
    yield from map(quantities_of, _parsed(sentences))


def _parsed(sentences: Sequence[str]) -> Iterator[Reading]:
    from sayso.language.backbone import parse

    yield from parse(
        [
            Report(
                id=str(i),
                source="",
                sha256="",
                text=text,
                offsets=OffsetMap.identity(len(text)),
                published=PUBLISHED_ON,
            )
            for i, text in enumerate(sentences)
        ]
    )


SYSTEMS: dict[str, System] = {"quantulum3": by_quantulum, "text2num": by_text2num, "sayso": by_sayso}


def quality(name: str, corpus: Path) -> tuple[dict[str, float], float]:
    """A system's figures in COLUMNS but the last, and how many sentences it reads in a CPU second.

    Args:
        name: one of SYSTEMS.
        corpus: the JSON file of a part of NewsQuant.
    """
    rows = _annotated(corpus)
    results, spent = timed(SYSTEMS[name], [text for text, _ in rows])
    scores = score([gold for _, gold in rows], [result or [] for result in results])
    figures = {
        "failed": sum(result is None for result in results) / len(rows),
        "precision": scores["value_precision"],
        "recall": scores["value_recall"],
        "value": scores["value_f1"],
        "value_unit": scores["value_unit_f1"],
    }
    return figures, len(rows) / spent


def _annotated(corpus: Path) -> list[tuple[str, list[Quantity]]]:
    rows = json.loads(corpus.read_text(encoding="utf-8"))
    return [(row["text"], [annotated_quantity(quantity) for quantity in row["quantities"]]) for row in rows]


def compare(corpus: Path) -> dict[str, dict[str, float]]:
    """System -> its figures in COLUMNS, and sayso's speed without the parse.

    Args:
        corpus: the JSON file of a part of NewsQuant.
    """
    rows = each(SYSTEMS, partial(quality, corpus=corpus), COLUMNS[-1])
    sentences = [text for text, _ in _annotated(corpus)]
    _, alone = timed(lambda readings: map(quantities_of, readings), list(_parsed(sentences)))
    return rows | {"sayso, the parse given": {COLUMNS[-1]: len(sentences) / alone}}


COMPARISON = Comparison(
    name="figures",
    about=str(__doc__),
    corpora=("newsquant/dev.json",),
    peers=("quantulum3", "text2num", "spacy"),
    compare=compare,
    columns=COLUMNS,
    published=PUBLISHED,
    told=[
        f"published: {name}: value {told['value']}, value and unit {told['value_unit']} ({told['source']})"
        for name, told in PUBLISHED.items()
    ],
)


def main(arguments: Sequence[str]) -> int:
    """Print one table; exit 1 when the sentences or a peer are not there."""
    return run(COMPARISON, arguments)
