"""Real face crops: pack them once into an array, and give every face a teacher embedding.

    python embed/faces.py pack               -> CACHE/faces.npy [N,112,112,3] RGB, CACHE/faces.json (names)
    python embed/faces.py teach PART PARTS   -> CACHE/teacher.PART.npy [n,512], unit length
"""
import glob
import json
import os
import sys
import time

import cv2
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.paths import cache, data, reference
from common.runtime import session

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


def teach(part: int, parts: int) -> None:
    """The teacher (esp_mbf) sees one crop, not flipped: the student must reproduce what a single capture gives."""
    x = np.load(cache("faces.npy"), mmap_mode="r")
    s = session(reference("esp_mbf.onnx"))
    i = s.get_inputs()[0]
    t, out = time.time(), []
    batch = 1 if isinstance(i.shape[0], int) else 8
    mine = np.array_split(np.arange(len(x)), parts)[part]
    for k in range(0, len(mine), batch):
        b = x[mine[k]:mine[min(k + batch, len(mine)) - 1] + 1].transpose(0, 3, 1, 2).astype(np.float32)
        out.append(s.run(None, {i.name: (b - 127.5) / 127.5})[0])
    e = np.concatenate(out)
    np.save(cache(f"teacher.{part}.npy"), (e / np.linalg.norm(e, axis=1, keepdims=True)).astype(np.float32))
    print("part", part, e.shape, "%.0f s" % (time.time() - t))


if __name__ == "__main__":
    pack() if sys.argv[1] == "pack" else teach(int(sys.argv[2]), int(sys.argv[3]))
