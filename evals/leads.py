"""Stories in titles and leads alone, without days or outlets: AllSides' stories, each told by three outlets.

As `evals.clusters`. AllSides pairs reports of one news day that may tell of different sides of it, so that some have
little in common; its training part fitted the weights (see training/stories.py), its validation part is scored.
"""

from __future__ import annotations

from evals.clusters import run

__all__ = ["run"]
