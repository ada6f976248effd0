"""Real face crops, packed once into an array.

    python embed/faces.py   -> CACHE/faces.npy [N,112,112,3] RGB, CACHE/faces.json (names)
"""
import glob
import json
import os
import sys

import cv2
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.paths import cache, data

cv2.setNumThreads(1)


def names() -> list[str]:
    """UTKFace first, then the labelled identities; sorted, so an index means the same face everywhere."""
    root = data("")
    return [os.path.relpath(f, root) for f in sorted(glob.glob(data("utk", "*.webp"))) + sorted(glob.glob(data("labelled", "*", "*.webp")))]


def pack() -> None:
    files, out, kept = names(), [], []
    for f in files:
        im = cv2.imread(data(f))
        if im is None or im.shape != (112, 112, 3):
            continue
        out.append(im[:, :, ::-1])
        kept.append(f)
    np.save(cache("faces.npy"), np.stack(out))
    with open(cache("faces.json"), "w") as f:
        json.dump(kept, f)
    print(len(kept), "of", len(files), "crops")


if __name__ == "__main__":
    pack()
