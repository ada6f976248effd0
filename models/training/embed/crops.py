"""The training crops as tensors on the device that trains: real faces with the black that alignment left, and rendered heads."""
import os

import cv2
import numpy as np
import torch

from common.paths import cache
from embed.split import split


def black_frame(im: np.ndarray) -> np.ndarray:
    """[112,112] bool: near-black pixels that join the border, and one pixel more; nowhere when they fill half of the crop"""
    b = np.ones((114, 114), np.uint8)  # one frame of black joins all sides
    b[1:-1, 1:-1] = im.max(2) <= 6
    _, lab = cv2.connectedComponents(b, connectivity=4)
    m = cv2.dilate((lab == lab[0, 0]).astype(np.uint8), np.ones((5, 5), np.uint8))[1:-1, 1:-1]
    return m.astype(bool) if m.mean() < 0.5 else np.zeros((112, 112), bool)


class Faces:
    """Real training faces: `batch(n)` -> float levels [n,3,112,112], frame [n,1,112,112] bool"""

    def __init__(self, device):
        x = np.load(cache("faces.npy"), mmap_mode="r")
        ut, ud, lt, _, _ = split()
        train = np.concatenate([ut, lt])
        pick = np.ascontiguousarray(x[train])
        self.frame = torch.from_numpy(np.stack([black_frame(im) if k < len(ut) else np.zeros((112, 112), bool) for k, im in enumerate(pick)])).to(device)
        self.x = torch.from_numpy(pick).to(device).permute(0, 3, 1, 2)

    def __len__(self):
        return len(self.x)

    def batch(self, n: int):
        i = torch.randint(len(self.x), (n,), device=self.x.device)
        return self.x[i].float(), self.frame[i, None]


class Heads:
    """Rendered training heads, colour and near-infrared. None are there until rendered/collect.py made some (`load` gives None)."""

    #: views a head has at least; `batch` takes two of them
    LEAST = 2

    def __init__(self, device):
        z = np.load(cache("rendered", "faces.npz"))
        seen = np.flatnonzero(~z["held"])
        self.rgb = torch.from_numpy(np.load(cache("rendered", "rgb.npy"), mmap_mode="r")[seen]).to(device).permute(0, 3, 1, 2)
        self.ir = torch.from_numpy(np.load(cache("rendered", "ir.npy"), mmap_mode="r")[seen]).to(device)[:, None]
        ids = z["id"][seen]
        order = np.argsort(ids, kind="stable")
        first = np.flatnonzero(np.r_[True, np.diff(ids[order]) > 0])
        self.order = torch.from_numpy(order).to(device)
        self.first, self.count = (torch.from_numpy(v).to(device) for v in (first, np.diff(np.r_[first, len(order)])))
        if int(self.count.min()) < self.LEAST:
            raise ValueError("a rendered head has one view only")

    @staticmethod
    def load(device):
        return Heads(device) if os.path.exists(cache("rendered", "faces.npz")) else None

    def __len__(self):
        return len(self.first)

    def batch(self, n: int):
        """-> float levels [n,3,112,112]: two views each of n/2 heads, one beside the other, 40 % of them near-infrared; heads [n]"""
        heads = torch.randperm(len(self.first), device=self.first.device)[:n // 2]
        a = (torch.rand(len(heads), device=heads.device) * self.count[heads]).long()
        b = (a + 1 + (torch.rand(len(heads), device=heads.device) * (self.count[heads] - 1)).long()) % self.count[heads]
        i = self.order[torch.stack([self.first[heads] + a, self.first[heads] + b], 1).flatten()]
        dark = torch.rand(len(i), 1, 1, 1, device=i.device) < 0.4
        return torch.where(dark, self.ir[i].expand(-1, 3, -1, -1), self.rgb[i]).float(), heads.repeat_interleave(2)
