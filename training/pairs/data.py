"""The pairs that train the pair model: MRPC, ClaimDiff, clauses labelled for this project, conflicts made of MRPC."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.addresses import address_key
from training.rewording import read_pairs

LABELS = Path(__file__).parent.parent / "clause_pairs.tsv"
FRESH_LABELS = Path(__file__).parent.parent / "allsides_pairs.tsv"
# how two clauses stand to each other, as the model answers it <- as it was labelled
CLAIMS = {
    "same": ("same",),
    "narrower": ("narrower_a", "narrower_b"),
    "differs": ("conflict", "update"),
    "apart": ("related", "different"),
}
# what the network scores: one score for each question of MRPC and ClaimDiff, and the exclusive ones of clauses
SCORES = ("paraphrase", "strengthens", "weakens", *CLAIMS)
FIRST_CLAIM = 3
# differing clauses are rare (27 of 1,735), made conflicts plenty and less like real ones
WEIGHT_DIFFERS, WEIGHT_MADE = 3.0, 0.5
MADE, MADE_BY_NOT, MADE_AT_FIRST = 300, 90, 650
SEED_MADE, SEED_DRAWN = 5, 3

_AUXILIARY = re.compile(
    r"\b(is|was|were|are|has|have|had|will|would|can|could|did|does|should)\b(?! not|n't| n't)", re.I
)
_NEGATION = re.compile(r"\b(not|never|n't|no|denied|denies)\b|n't")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
# without May, which may be a verb
_MONTHS = [
    "January", "February", "March", "April", "June", "July",
    "August", "September", "October", "November", "December",
]  # fmt: skip
_COUNTS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


@dataclass(frozen=True)
class Pair:
    """Two texts and what is known of them.

    `task` is "paraphrase", "support" or "claims"; `answer` is 1 or 0, or (strengthens, weakens), or the shares of
    CLAIMS, where shares that add up to more than 1 name answers of which one is right. Pairs of one `group` (a
    sentence, a topic, an event) are held out together.
    """

    task: str
    a: str
    b: str
    answer: tuple[float, ...]
    group: str
    weight: float = 1.0
    key: str = ""

    @property
    def texts(self) -> tuple[str, str]:
        """The two texts in the order in which they are read: that of their characters."""
        return (self.a, self.b) if self.a <= self.b else (self.b, self.a)


def fold_of(pair: Pair, folds: int) -> int:
    """The fold that a pair is held out with."""
    return int(hashlib.sha256(f"f{pair.group}".encode()).hexdigest(), 16) % folds


def paraphrases(mrpc: Path) -> list[Pair]:
    """The pairs of a part of MRPC."""
    pairs, same = read_pairs(mrpc)
    return [
        Pair("paraphrase", a.strip(), b.strip(), (float(y),), hashlib.sha256(min(a, b).encode()).hexdigest())
        for (a, b), y in zip(pairs, same, strict=True)
    ]


def supports(claimdiff: Path) -> list[Pair]:
    """The pairs of ClaimDiff's training part, each in one order with the mean of what was said of both.

    Args:
        claimdiff: the folder with strength-train.json and weak-train.json.
    """
    strength = json.loads((claimdiff / "strength-train.json").read_text(encoding="utf-8"))["data"]
    weak = json.loads((claimdiff / "weak-train.json").read_text(encoding="utf-8"))["data"]
    weakens = {r["pair_id"]: r["relation"] for r in weak}
    both = defaultdict(list)
    for r in strength:
        both[tuple(sorted((r["claim_a"], r["claim_b"])))].append(r)
    return [
        Pair(
            "support",
            rows[0]["claim_a"],
            rows[0]["claim_b"],
            (sum(r["relation"] for r in rows) / len(rows), sum(weakens[r["pair_id"]] for r in rows) / len(rows)),
            rows[0]["topic"],
        )
        for rows in both.values()
    ]


def clauses(reports: Path, labels: Path = LABELS) -> list[Pair]:
    """The pairs of clauses that were labelled for this project; `key` is the number of the line.

    Args:
        reports: the public multisource collection: JSONL with url and text.
        labels: events, places and labels.
    """
    rows = (json.loads(line) for line in reports.read_text(encoding="utf-8").splitlines())
    texts = {address_key(r["url"]): r["text"] for r in rows}
    return _labelled(labels, lambda event, address: texts[address])


def fresh_clauses(allsides: Path, labels: Path = FRESH_LABELS) -> list[Pair]:
    """Labelled pairs of clauses that train nothing but the worth of the scores.

    Args:
        allsides: AllSides' training part: JSONL with story, title and text.
        labels: stories, places and labels.
    """
    texts = defaultdict(list)
    for line in allsides.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        texts[row["story"]].append(f"{row['title']}\n\n{row['text']}")
    return _labelled(labels, lambda story, number: texts[story][int(number)])


def _labelled(labels: Path, text_of: Callable[[str, str], str]) -> list[Pair]:
    answer_of = {label: k for k, group in enumerate(CLAIMS.values()) for label in group}
    out = []
    lines = [x for x in labels.read_text(encoding="utf-8").splitlines() if not x.startswith("#")]
    for number, line in enumerate(lines):
        event, report_a, a0, a1, report_b, b0, b1, said = line.split("\t")
        a, b = (
            " ".join(text_of(event, report)[int(start) : int(end)].split())
            for report, start, end in ((report_a, a0, a1), (report_b, b0, b1))
        )
        given = [answer_of[label] for label in said.split(",")]
        answer = tuple(given.count(k) / len(given) for k in range(len(CLAIMS)))
        out.append(Pair("claims", a, b, answer, event, WEIGHT_DIFFERS if answer[2] else 1.0, str(number)))
    return out


def made_conflicts(paraphrased: Sequence[Pair]) -> list[Pair]:
    """Paraphrases of MRPC of which one got another number, day, name or a "not", each beside it as it was."""
    chance = random.Random(SEED_MADE)
    seen = sorted({name for p in paraphrased for name in _NAME.findall(p.a)} - {*_DAYS, *_MONTHS})
    made = []
    for pair in paraphrased:
        by_kind = defaultdict(list)
        if pair.answer[0]:
            for kind, text in _changed(pair.a, pair.b, chance, seen):
                by_kind[kind].append(text)
        if by_kind:
            kind = chance.choice(sorted(by_kind))
            made.append((pair, chance.choice(by_kind[kind])))
    made = [made[k] for k in sorted(chance.sample(range(len(made)), min(MADE_AT_FIRST, len(made))))]
    by_not = [k for k, (pair, text) in enumerate(made) if " not" in text and " not" not in pair.a]
    kept = [k for k in range(len(made)) if k not in set(by_not[MADE_BY_NOT:])]
    out = []
    for k in random.Random(SEED_DRAWN).sample(kept, min(MADE, len(kept))):
        pair, text = made[k]
        out.append(Pair("claims", pair.a, text, (0.0, 0.0, 1.0, 0.0), pair.group, WEIGHT_MADE))
        out.append(Pair("claims", pair.a, pair.b, (1.0, 1.0, 0.0, 0.0), pair.group, WEIGHT_MADE))
    return out


def _changed(a: str, b: str, chance: random.Random, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What b becomes when one thing that a has too is changed in it, with the kind of change."""
    for m in _NUMBER.finditer(b):
        if re.search(r"(?<![\d,.])" + re.escape(m[0]) + r"(?![\d,]*\d)", a) and (other := _number(m[0], chance)):
            yield "number", b[: m.start()] + other + b[m.end() :]
    for listed in (_DAYS, _MONTHS, _COUNTS):
        for word in listed:
            for m in re.finditer(rf"\b{word}\b", b):
                if re.search(rf"\b{word}\b", a):
                    other = chance.choice([w for w in listed if w != word])
                    yield "word", b[: m.start()] + other + b[m.end() :]
    if not _NEGATION.search(a) and not _NEGATION.search(b) and (first := _AUXILIARY.search(b)):
        yield "not", f"{b[: first.end()]} not{b[first.end() :]}"
    for m in _NAME.finditer(b):
        if m[0] not in (*_DAYS, *_MONTHS) and re.search(rf"\b{m[0]}\b", a):
            yield "name", b.replace(m[0], chance.choice(names))


def _number(written: str, chance: random.Random) -> str | None:
    plain = written.replace(",", "")
    if not re.fullmatch(r"\d+(\.\d+)?", plain) or float(plain) == 0:
        return None
    if re.fullmatch(r"(19|20)\d\d", plain):
        return str(int(plain) + chance.choice([-3, -2, -1, 1, 2, 3]))
    value = float(plain) * chance.choice([0.3, 0.5, 0.7, 1.4, 1.8, 2.5, 3])
    if "." in plain:
        out = f"{value:.{len(plain.split('.')[1])}f}"
    else:
        whole = max(1, round(value))
        whole += whole == float(plain)
        out = f"{whole:,}" if "," in written or whole >= 10000 else str(whole)
    return out if out != written else None
