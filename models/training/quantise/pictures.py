"""Pictures of one model's crop, from a folder or an array, and the three parts they are used in."""
import glob
import os

import cv2
import numpy as np

from quantise.contract import Contract

ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
FEWEST = 16


def read_pictures(where: str, contract: Contract, most: int = 240) -> list[np.ndarray]:
    """where: a folder of pictures (looked through as a whole, in name order) or an .npy file of uint8 [N,H,W] or [N,H,W,3] RGB.
    At most `most`, spread evenly. Raises ValueError when there are fewer than 16."""
    if where.endswith(".npy"):
        every = np.load(where, mmap_mode="r")
    else:
        every = sorted(f for f in glob.glob(os.path.join(where, "**", "*"), recursive=True) if f.lower().endswith(ENDINGS))
    if len(every) < FEWEST:
        raise ValueError("%s holds %d pictures, %d are needed" % (where, len(every), FEWEST))
    picked = np.unique(np.linspace(0, len(every) - 1, min(most, len(every))).astype(int))
    return [contract.levels(_read(every[i])) for i in picked]


def _read(item) -> np.ndarray:
    if not isinstance(item, str):
        return np.asarray(item)
    im = cv2.imread(item, cv2.IMREAD_COLOR)
    if im is None:
        raise ValueError("%s is not a picture" % item)
    return im[..., ::-1]


def parts(pictures: list) -> tuple[list, list, list]:
    """Half set the ranges, a quarter choose the method, a quarter had no part in either and say what was lost."""
    order = np.random.RandomState(5).permutation(len(pictures))
    a, b = len(order) // 2, len(order) * 3 // 4
    return tuple([pictures[i] for i in order[lo:hi]] for lo, hi in ((0, a), (a, b), (b, len(order))))
