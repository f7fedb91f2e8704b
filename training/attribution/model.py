"""The tagger: one encoder, a tag per word and role, and a pointer from each source and content to its cue."""

from __future__ import annotations

import numpy as np
import torch
from transformers import AutoModel

from training.attribution.data import ROLES, TAGS

LINK = 96  # width of the vectors whose dot product links a span to its cue


class BytewiseDropout(torch.nn.Module):
    """Dropout of 26/256 by random bytes: torch's own draws took a third of a step on two cores."""

    drawn = np.random.Generator(np.random.SFC64(13))

    def __init__(self) -> None:
        super().__init__()
        self.p = 26 / 256

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Zeroes a tenth of the values while training."""
        if not self.training:
            return x
        drawn = torch.from_numpy(np.frombuffer(self.drawn.bytes(x.numel()), dtype=np.uint8))
        return x * (drawn >= 26).view(x.shape).to(x.dtype) * (1 / (1 - self.p))


class Tagger(torch.nn.Module):
    """Word pieces to tag scores (n, length, 15) and link vectors (n, length, 3 * 96): source, content, cue."""

    def __init__(self, encoder: str, attention: str = "eager") -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            encoder, attn_implementation=attention, add_pooling_layer=False, attention_probs_dropout_prob=0.0
        )
        _quicken(self.encoder)
        width = self.encoder.config.hidden_size
        self.drop = BytewiseDropout()
        self.tags = torch.nn.Linear(width, len(ROLES) * TAGS)
        self.links = torch.nn.Linear(width, 3 * LINK)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Ids and mask (n, length) to tag scores and link vectors of every word piece."""
        hidden = self.drop(self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state)
        return self.tags(hidden), self.links(hidden)


def _quicken(module: torch.nn.Module) -> None:
    for name, child in module.named_children():
        if isinstance(child, torch.nn.Dropout):
            if child.p > 0:
                setattr(module, name, BytewiseDropout())
        else:
            _quicken(child)
