"""Losses beside the distillation (only used while training)."""
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


class Strangers:
    """The false-match tail: real faces that the teacher holds apart and the student does not.

    A batch holds too few such pairs, so the faces of the last batches are kept (their embeddings age only slightly).
    """

    def __init__(self, size: int, dim: int, teacher_dim: int, allowed: float = 0.35, teacher_limit: float = 0.4):
        self.q, self.t = torch.zeros(size, dim), torch.ones(size, teacher_dim)
        self.at, self.allowed, self.limit = 0, allowed, teacher_limit

    def __call__(self, q: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        stranger = (t @ self.t.T < self.limit) & (self.t.abs().sum(1) < self.t.shape[1])
        loss = (F.relu(q @ self.q.T.clone() - self.allowed) ** 2 * stranger).sum() / len(q)
        where = (self.at + torch.arange(len(q))) % len(self.q)
        self.q[where], self.t[where] = q.detach(), t
        self.at = int(where[-1]) + 1
        return loss
