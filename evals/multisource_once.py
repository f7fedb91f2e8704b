"""Whole dossiers against eight more stories of the multisource set, annotated in one pass: to develop on.

What they score says less than `evals.multisource` and `evals.stories`: one annotator, and errors on them are looked at.
The path is the corpus: JSONL with url, published, title, text a line.
"""

from __future__ import annotations

from pathlib import Path

from evals import multisource


def run(data: Path) -> dict[str, float]:
    """Pooled scores over the stories in evals/annotated/once.

    Args:
        data: the corpus.

    Raises:
        OtherText: a text of the corpus is not the one that was annotated.
    """
    return multisource.run(data, multisource.ANNOTATED / "once")
