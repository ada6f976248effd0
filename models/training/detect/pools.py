"""The cached pictures that training samples are made of: (pictures, boxes [N,2,4], landmarks [N,2,5,2]), plain and mirrored."""
import json
import os

import numpy as np

from common.paths import cache
from detect.surround import Surround


def load(name: str):
    z = np.load(cache("detect", name))
    return z["img"], z["box"], z["kp"]


class Faces:
    """Aligned photographs. They stay in one mapped file, and what alignment left black gets other content at every look."""

    def __init__(self, seed: int):
        z = np.load(cache("detect", "faces.npz"))
        x = np.load(cache("faces.npy"), mmap_mode="r")
        with open(cache("faces.json"), encoding="utf-8") as f:
            utk = sum(n.startswith("utk/") for n in json.load(f))
        self.x, self.index, self.box, self.kp = x, z["index"], z["box"], z["kp"]
        self.fill = Surround(x, utk, self.index[self.index >= utk], seed)

    def __len__(self):
        return len(self.index)

    def __getitem__(self, i: int):
        """As it is in one of four looks: the frame of black is what the measured portraits have"""
        return np.ascontiguousarray(self.fill(int(self.index[i])))


def pools(seed: int) -> dict:
    """faces, frames, chips (near-infrared), rendered rgb and ir where there are some"""
    f = Faces(seed)
    out = {"faces": (f, f.box, f.kp), "frames": load("frames.npz"), "chips": load("chips.npz")}
    for c in ("rgb", "ir"):
        if os.path.exists(cache("detect", "rendered-%s.npz" % c)):
            out[c] = load("rendered-%s.npz" % c)
    return out
