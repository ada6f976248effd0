"""Held-out rendered frames, whose boxes and landmarks are exact (made by rendered/collect.py)."""
import os

import numpy as np

from common.paths import cache


def held(channel: str, most: int) -> list[tuple]:
    """(picture, boxes [1,4], landmarks [1,5,2]) of people that nothing was trained on; channel rgb or ir. None of them without the set."""
    if not os.path.exists(cache("rendered", "frames.npz")):
        return []
    z = np.load(cache("rendered", "frames.npz"))
    x = np.load(cache("rendered", "frames_%s.npy" % channel), mmap_mode="r")
    pick = np.flatnonzero(z["held"] & z["ok_" + channel])
    pick = pick[np.unique(np.linspace(0, max(0, len(pick) - 1), min(most, len(pick))).astype(int))]
    colour = lambda im: np.repeat(im[..., None], 3, 2) if im.ndim == 2 else im
    return [(colour(np.asarray(x[i])), z["box_" + channel][i:i + 1], z["kp_" + channel][i:i + 1]) for i in pick]
