"""Rendered frames with exact boxes and landmarks in both channels (made by rendered/render.py)."""
import os

import numpy as np

from common.paths import cache


class Rendered:
    """Training part of the rendered frames. A pool is (pictures, boxes, landmarks), as for real frames."""

    def __init__(self, held: bool = False):
        z = np.load(cache("rendered", "frames.npz"))
        keep = z["held"] == held
        self.pools = {c: (np.load(cache("rendered", "frames_%s.npy" % c), mmap_mode="r"), z["box_" + c], z["kp_" + c]) for c in ("rgb", "ir")}
        self.index = np.flatnonzero(keep)
        self.usable = {c: np.flatnonzero(keep & z["ok_" + c]) for c in ("rgb", "ir")}

    @staticmethod
    def load(held: bool = False):
        return Rendered(held) if os.path.exists(cache("rendered", "frames.npz")) else None

    def pick(self, rng):
        """One random frame as a pool of one, and whether it is near-infrared."""
        nir = bool(rng.random() < 0.45)
        c = "ir" if nir else "rgb"
        i = int(rng.choice(self.usable[c]))
        return self.one(c, i), nir

    def one(self, c: str, i: int):
        x, box, kp = self.pools[c]
        im = np.asarray(x[i])
        return [np.repeat(im[..., None], 3, 2) if im.ndim == 2 else im], [box[i]], [kp[i]]
