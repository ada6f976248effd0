"""Real photographs with face boxes, cached once.

    python pad/real.py ir     NIR chips -> CACHE/pad/real_ir.npz   (x, box, live, held: the last fifth of each class)
    python pad/real.py rgb    webcam frames at 320x240 -> CACHE/pad/real_rgb.npz   (held: subjects 8 and 9)
"""
import glob
import os
import sys

import cv2
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.paths import cache, data
from detect.pool import HELD_SUBJECTS
from detect.yunet import YuNet

cv2.setNumThreads(1)


def _chip_box(t: YuNet, im: np.ndarray) -> np.ndarray:
    """The chips are tighter than what the detector likes: give it a border, and brighten what is too dark."""
    p = cv2.copyMakeBorder(im, 48, 48, 48, 48, cv2.BORDER_REPLICATE)
    for q in (p, cv2.equalizeHist(p), cv2.LUT(p, (255 * (np.arange(256) / 255.0) ** 0.5).astype(np.uint8))):
        found = t.main(np.repeat(q[..., None], 3, 2))
        if found is not None:
            return found[0] - np.float32([48, 48, 0, 0])
    h, w = im.shape
    return np.array([w * 0.14, h * 0.12, w * 0.72, h * 0.76], np.float32)


def ir() -> None:
    t, x, box, live, held = YuNet(320, 0.5), [], [], [], []
    for label, folder in ((1, "live"), (0, "attack")):
        fs = sorted(glob.glob(data(folder, "*.png")))
        for i, f in enumerate(fs):
            im = cv2.imread(f, 0)
            x.append(im), box.append(_chip_box(t, im)), live.append(label), held.append(i >= 0.8 * len(fs))
    save("real_ir.npz", x, box, live, held)


def rgb() -> None:
    t, x, box, live, held = YuNet(320, 0.6), [], [], [], []
    for label, folder in ((1, "live"), (0, "print")):
        for d in sorted(glob.glob(data(folder, "[0-9][0-9]"))):
            fs = sorted(glob.glob(d + "/*.webp"))
            for f in fs:
                im = np.ascontiguousarray(cv2.imread(f)[:, :, ::-1])
                found = t.main(im)
                if found is not None:
                    k = 320 / im.shape[1]
                    x.append(cv2.resize(im, (320, 240), interpolation=cv2.INTER_AREA)), box.append(found[0] * k)
                    live.append(label), held.append(d[-2:] in HELD_SUBJECTS)
    save("real_rgb.npz", x, box, live, held)


def save(name, x, box, live, held) -> None:
    live, held = np.array(live), np.array(held)
    np.savez(cache("pad", name), x=np.array(x, np.uint8), box=np.array(box, np.float32), live=live, held=held)
    print(name, "train live/attack", int((live[~held] == 1).sum()), int((live[~held] == 0).sum()), "held", int((live[held] == 1).sum()), int((live[held] == 0).sum()))


if __name__ == "__main__":
    {"ir": ir, "rgb": rgb}[sys.argv[1]]()
