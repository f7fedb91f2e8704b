"""Events and entities across documents on ECB+ (Cybulska and Vossen 2014), gold mentions: CoNLL F1 of `link_mentions`.

For events and for entities, with mentions that stand alone counted and one score over the whole part:

`topic`      the mentions of a topic are linked together, as the common setup has it (Barhom et al. 2019, Cattan et al.
             2021); a topic holds documents on two happenings of one kind
`subtopic`   the two happenings are told apart beforehand
`stories`    no topics are given: `sayso.stories` puts the documents together, mentions are linked within its stories

Each stands beside its `same_lemma`: what has the same head lemma within the same documents is one. `anywhere` is the
same lemma without regard to documents. Published for events with gold mentions by topic: 79.5 (Barhom et al. 2019),
85.7 (Held et al. 2021), with encoders some fifteen times as large and a comparison of every pair.

The path is the folder of a part: ECB_PART_corpus.txt with ECB_PART_Event_gold_mentions.json and
ECB_PART_Entity_gold_mentions.json. Of several parts the test part is scored, else the development part, and the
training part, on which the scorer was fitted, only when it is alone.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

import sayso
from evals.partitions import conll
from sayso.link.events.coreference import link_mentions
from sayso.link.events.mentions import see
from training.ecbplus import KINDS, Gold, corpus_texts, read_gold

PARTS = ("Test", "Dev", "Train")


def run(data: Path) -> dict[str, float]:
    """CoNLL F1 of events and entities in each setup, with the three measures of the usual one.

    Raises:
        FileNotFoundError: when the folder holds no part of the corpus.
    """
    part = next((p for p in PARTS if (data / f"ECB_{p}_corpus.txt").exists()), None)
    if part is None:
        raise FileNotFoundError(f"{data} holds no ECB_Test_corpus.txt, ECB_Dev_corpus.txt or ECB_Train_corpus.txt")
    story = _stories(corpus_texts(data / f"ECB_{part}_corpus.txt")[0])
    out: dict[str, float] = {}
    for kind, name in KINDS.items():
        gold = read_gold(data, part, kind)
        lemmas = [seen.head for seen in see([g.mention for g in gold])]
        setups: dict[str, Callable[[Gold], Hashable]] = {
            "topic": lambda g: g.topic,
            "subtopic": lambda g: (g.topic, g.mention.document.endswith("plus")),
            "stories": lambda g: story[g.mention.document],
        }
        for setup, of in setups.items():
            lots = [of(g) for g in gold]
            scores = _conll(link_within(gold, lots), gold)
            out |= {f"{name.lower()}.{setup}.{k}": v for k, v in scores.items() if k == "conll" or setup == "topic"}
            baseline = _conll(list(zip(lots, lemmas, strict=True)), gold)
            out[f"{name.lower()}.{setup}.same_lemma"] = baseline["conll"]
        out[f"{name.lower()}.anywhere.same_lemma"] = _conll(lemmas, gold)["conll"]
    return out


def link_within(gold: Sequence[Gold], lots: Sequence[Hashable]) -> list[Hashable]:
    """The groups of the mentions when those of each lot are linked by themselves."""
    members: dict[Hashable, list[int]] = defaultdict(list)
    for i, lot in enumerate(lots):
        members[lot].append(i)
    groups: dict[int, Hashable] = {}
    for lot, own in members.items():
        for i, group in zip(own, link_mentions(gold[i].mention for i in own), strict=True):
            groups[i] = (lot, group)
    return [groups[i] for i in range(len(gold))]


def _conll(groups: Sequence[Hashable], gold: Sequence[Gold]) -> dict[str, float]:
    return conll({str(i): group for i, group in enumerate(groups)}, {str(i): g.chain for i, g in enumerate(gold)})


def _stories(texts: dict[str, str]) -> dict[str, str]:
    """The story that `sayso.stories` puts each document in; what it does not place is one of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.jsonl"
        path.write_text("\n".join(json.dumps({"id": d, "text": t}) for d, t in texts.items()), encoding="utf-8")
        placed = {one.report: one.story for one in sayso.stories([path]) if isinstance(one, sayso.Placed)}
    return {document: placed.get(document, document) for document in texts}
