"""How two sentences or clauses stand to each other: one small encoder that reads both together, int8, on onnxruntime.

Vectors of single texts tell topics apart, not agreement from contradiction; here each word of the one text is read in
the light of the other's. It takes some milliseconds a pair: retrieve candidates with `sayso.language.embed`, judge what
is left undecided with this. Card: `training/README.md`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sayso.language.embed import embed
from sayso.language.encoders import open_encoder
from sayso.language.recall import Memory, hash_of
from sayso.language.threads import side_by_side

JUDGEMENTS = ("paraphrase", "strengthens", "weakens", "same", "narrower", "apart")
# word pieces of a pair that the encoder sees; the longer text is cut first
LONGEST = 160
KEPT = 32768  # pairs remembered, some 6 MiB
# the columns from here on are one question with exclusive answers
FIRST_OF_CLAIMS = JUDGEMENTS.index("same")


def judge_pairs(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
    """How likely two texts of a pair say the same, support, weaken or contradict each other.

    A transformer of six layers (all-MiniLM-L6-v2) that reads both texts together, fitted on MRPC, ClaimDiff and pairs
    of clauses of real reports labelled for this project, on all at once; the cosine of their embeddings counts beside
    it. Columns, by JUDGEMENTS:

    - `paraphrase`: news sentences that share many words mean the same (Dolan & Brockett 2005)
    - `strengthens`, `weakens`: claims of one topic; the one makes the other more, or less, credible (Ko et al. 2023)
    - `same`: clauses of two reports of one happening state the same proposition
    - `narrower`: they share a proposition, and one of them states something checkable beside it
    - `apart`: they state different propositions; whether they contradict each other is not told

    The last three add up to 1; that two clauses carry one claim is `same` + `narrower`.

    Args:
        pairs: two texts each, sentences or clauses; beyond 160 word pieces a pair is cut.

    Returns:
        Array of shape (len(pairs), 6) of probabilities, the same for (x, y) and (y, x) and whatever other pairs are
        asked for beside them.
    """
    ordered = [(x, y) if x <= y else (y, x) for x, y in pairs]
    keys = [hash_of(*pair) for pair in ordered]
    known = _memory.rows(dict(zip(keys, ordered, strict=True)), _scores)
    if not keys:
        return np.zeros((0, len(JUDGEMENTS)))
    return probabilities(np.stack([known[key] for key in keys]))


# a story that is linked anew asks for the same pairs
_memory = Memory("pairs", KEPT)


def _scores(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
    """The model's outputs for distinct pairs, each encoded by itself, as `embed` does and for the same reason."""
    if not pairs:
        return np.zeros((0, len(JUDGEMENTS)))
    session, tokenizer = open_encoder("pairs", LONGEST)
    encoded = tokenizer.encode_batch(list(pairs))
    texts = list(dict.fromkeys(text for pair in pairs for text in pair))
    vectors = dict(zip(texts, embed(texts), strict=True))

    def judge(row: int) -> NDArray[np.float64]:
        ids = np.array([encoded[row].ids], dtype=np.int64)
        sides = np.array([encoded[row].type_ids], dtype=np.int64)
        near = np.array([vectors[pairs[row][0]] @ vectors[pairs[row][1]]], dtype=np.float32)
        scores = session.run(None, {"input_ids": ids, "token_type_ids": sides, "cosine": near})[0][0]
        return np.asarray(scores, dtype=np.float64)

    return np.stack(list(side_by_side(judge, range(len(pairs)))))


def probabilities(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities from the model's scores, a row of JUDGEMENTS each."""
    alone = 1.0 / (1.0 + np.exp(-scores[:, :FIRST_OF_CLAIMS]))
    claims = scores[:, FIRST_OF_CLAIMS:]
    shares = np.exp(claims - claims.max(axis=1, keepdims=True))
    return np.hstack([alone, shares / shares.sum(axis=1, keepdims=True)])
