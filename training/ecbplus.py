"""Reads ECB+ (Cybulska and Vossen 2014) as distributed with its gold mentions in JSON and its tokens in a table."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from sayso.link.events.mentions import Mention, MentionKind

NO_SPACE_BEFORE = frozenset({".", ",", ";", ":", "!", "?", "'", "’", ")", "%", "n't", "'s", "’s", "''"})
KINDS: dict[MentionKind, str] = {"event": "Event", "entity": "Entity"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A gold mention with its chain, and the topic of its document."""

    mention: Mention
    chain: str
    topic: str


def read_gold(folder: Path, part: str, kind: MentionKind) -> list[Gold]:
    """The gold mentions of a part, in the order of the file.

    Args:
        folder: holds ECB_<part>_corpus.txt and ECB_<part>_Event_gold_mentions.json and its like for entities.
        part: "Train", "Dev" or another.
        kind: which of the two.

    Returns:
        Each with its sentence put together from the tokens; of a mention in pieces, from its first word to its last.
    """
    texts, places = corpus_texts(folder / f"ECB_{part}_corpus.txt")
    extents: dict[tuple[str, int], tuple[int, int]] = {}
    for (doc, sentence, _), (start, end) in places.items():
        first, last = extents.get((doc, sentence), (start, end))
        extents[doc, sentence] = (min(first, start), max(last, end))
    out = []
    rows = json.loads((folder / f"ECB_{part}_{KINDS[kind]}_gold_mentions.json").read_text(encoding="utf-8"))
    for row in rows:
        doc, sentence, numbers = row["doc_id"], row["sent_id"], row["tokens_number"]
        first, last = extents[doc, sentence]
        mention = Mention(
            document=doc,
            sentence=texts[doc][first:last],
            start=places[doc, sentence, numbers[0]][0] - first,
            end=places[doc, sentence, numbers[-1]][1] - first,
            kind=kind,
            number=sentence,
        )
        out.append(Gold(mention=mention, chain=row["coref_chain"], topic=doc.split("_")[0]))
    return out


def corpus_texts(path: Path) -> tuple[dict[str, str], dict[tuple[str, int, int], tuple[int, int]]]:
    """The text of each document, and where each token (document, sentence, number) stands in it."""
    texts: dict[str, str] = defaultdict(str)
    places: dict[tuple[str, int, int], tuple[int, int]] = {}
    before: tuple[str, str] | None = None
    for line in path.read_text(encoding="utf-8").splitlines():
        columns = line.split("\t")
        if len(columns) < 4:
            continue
        doc, sentence, number, word = columns[:4]
        if texts[doc]:
            texts[doc] += "\n" if before != (doc, sentence) else "" if word in NO_SPACE_BEFORE else " "
        places[doc, int(sentence), int(number)] = (len(texts[doc]), len(texts[doc]) + len(word))
        texts[doc] += word
        before = (doc, sentence)
    return dict(texts), places
