"""The pair model: an encoder that reads two texts together, and the answers to several questions about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from tokenizers import Tokenizer
from transformers import AutoModel

from sayso.language.pairs import LONGEST
from training.attribution.model import BytewiseDropout
from training.pairs.data import SCORES, Pair
from training.shared_table import word_table

# layers that stay as they were: what they make of a pair is computed once
FROZEN = 2
HEADS, WIDTH = 12, 384


class PairModel(torch.nn.Module):
    """Word pieces of a pair and which text each belongs to, to SCORES.

    The table of word vectors is the embedder's, as its int8 file has it, and stays as it is, so that both files can
    share it. The outer mark, the distance of the two texts' mean vectors and their product answer.
    """

    def __init__(self, encoder: str) -> None:
        super().__init__()
        self.low = AutoModel.from_pretrained(
            encoder, attn_implementation="eager", add_pooling_layer=False, attention_probs_dropout_prob=0.0
        )
        words = self.low.embeddings.word_embeddings.weight
        words.data = torch.from_numpy(word_table())
        self.layers = torch.nn.ModuleList(self.low.encoder.layer[FROZEN:])
        self.low.encoder.layer = self.low.encoder.layer[:FROZEN]
        for parameter in self.low.parameters():
            parameter.requires_grad = False
        self.drop = BytewiseDropout()
        self.head = torch.nn.Linear(3 * WIDTH, len(SCORES))
        self.head.weight.data.mul_(0.3)
        self.head.bias.data.zero_()
        for layer in self.layers:
            layer.attention.output.dropout = BytewiseDropout()
            layer.output.dropout = BytewiseDropout()

    def lower(self, ids: torch.Tensor, sides: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """What the frozen layers make of each word piece."""
        self.low.eval()
        hidden: torch.Tensor = self.low(input_ids=ids, token_type_ids=sides, attention_mask=mask).last_hidden_state
        return hidden

    def upper(self, x: torch.Tensor, sides: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The scores, from what the frozen layers made."""
        n, length, _ = x.shape
        hidden = (mask[:, None, None, :] - 1).to(x.dtype) * 30000
        for layer in self.layers:
            own = layer.attention.self
            query, key, value = (
                f(x).view(n, length, HEADS, WIDTH // HEADS).transpose(1, 2) for f in (own.query, own.key, own.value)
            )
            weight = (query @ key.transpose(2, 3) / (WIDTH // HEADS) ** 0.5 + hidden).softmax(-1)
            x = layer.attention.output((weight @ value).transpose(1, 2).reshape(n, length, -1), x)
            x = layer.output(layer.intermediate(x), x)
        first, second = ((mask * one).unsqueeze(-1).to(x.dtype) for one in (1 - sides, sides))
        u, v = ((x * one).sum(1) / one.sum(1) for one in (first, second))
        scores: torch.Tensor = self.head(self.drop(torch.cat([x[:, 0], (u - v).abs(), u * v], 1)))
        return scores

    def forward(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
        """Ids and sides of whole pairs of one length to scores."""
        mask = torch.ones_like(input_ids)
        return self.upper(self.lower(input_ids, token_type_ids, mask), token_type_ids, mask)


def tokenizer_of(encoder: str) -> Tokenizer:
    """The tokenizer, which cuts a pair as `sayso.language.pairs` does."""
    tokenizer = Tokenizer.from_file(f"{encoder}/tokenizer.json")
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


class Store:
    """What the frozen layers make of each pair, by its texts."""

    def __init__(self, model: PairModel, tokenizer: Tokenizer, pairs: Iterable[Pair]) -> None:
        encoded = {texts: tokenizer.encode(*texts) for texts in dict.fromkeys(p.texts for p in pairs)}
        self._kept: dict[tuple[str, str], tuple[torch.Tensor, list[int]]] = {}
        order = sorted(encoded, key=lambda texts: len(encoded[texts].ids))
        with torch.no_grad():
            for at in range(0, len(order), 32):
                part = [encoded[texts] for texts in order[at : at + 32]]
                ids, sides, mask = (
                    torch.nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True)
                    for rows in ([e.ids for e in part], [e.type_ids for e in part], [e.attention_mask for e in part])
                )
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    made = model.lower(ids, sides, mask).to(torch.bfloat16)
                for k, texts in enumerate(order[at : at + 32]):
                    self._kept[texts] = made[k, : len(part[k].ids)].clone(), part[k].type_ids

    def length(self, pair: Pair) -> int:
        """Word pieces of a pair."""
        return len(self._kept[pair.texts][1])

    def batch(self, pairs: Sequence[Pair]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """States, sides and mask of pairs, filled up to one length."""
        longest = max(map(self.length, pairs))
        x = torch.zeros(len(pairs), longest, WIDTH, dtype=torch.bfloat16)
        sides = torch.zeros(len(pairs), longest, dtype=torch.long)
        mask = sides.clone()
        for k, pair in enumerate(pairs):
            states, side = self._kept[pair.texts]
            x[k, : len(side)], sides[k, : len(side)], mask[k, : len(side)] = states, torch.tensor(side), 1
        return x.float(), sides, mask
