"""Large-margin head over the rendered people (only used while training)."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class MarginHead(nn.Module):
    """Additive cosine margin: the right head must win by `margin`, which is what leaves room between genuine and impostor scores."""

    def __init__(self, dim: int, classes: int, scale: float = 26.0, margin: float = 0.4):
        super().__init__()
        self.weight = nn.Parameter(F.normalize(torch.randn(classes, dim)))
        self.scale, self.margin = scale, margin

    def forward(self, q: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        c = q @ F.normalize(self.weight).T
        return F.cross_entropy(self.scale * (c - self.margin * F.one_hot(ids, c.shape[1])), ids)
