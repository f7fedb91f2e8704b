"""The tagger: one small encoder, a tag per word and role, and a pointer from each source and content to its cue."""

from __future__ import annotations

import torch
from transformers import AutoModel

TAGS = 9  # three roles times outside, first, further
LINK = 96  # width of the vectors whose dot product links a span to its cue


class Tagger(torch.nn.Module):
    """Word pieces to tag scores (n, length, 9) and link vectors (n, length, 3 * 96): source, content, cue."""

    def __init__(self, encoder: str) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(encoder, attn_implementation="eager", add_pooling_layer=False)
        width = self.encoder.config.hidden_size
        self.drop = torch.nn.Dropout(0.1)
        self.tags = torch.nn.Linear(width, TAGS)
        self.links = torch.nn.Linear(width, 3 * LINK)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Ids and mask (n, length) to tag scores and link vectors of every word piece."""
        hidden = self.drop(self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state)
        return self.tags(hidden), self.links(hidden)
