"""The pictures of the evaluation, labelled by the reference detector once per run. None of them was trained on.

webcam: subjects 8 and 9. chips: the last fifth of each class in name order. portraits and embedder: the held-out photographs
of embed/split.py. other rig: every picture of rgb-ir-sample/. web: whole photographs under web/, where somebody has them.
"""
import glob
from functools import cache as once

import cv2
import numpy as np

from common.paths import data
from detect.pool import HELD_SUBJECTS
from detect.yunet import YuNet
from embed.faces import names
from embed.split import split
from eval.detection import face_free

cv2.setNumThreads(1)
PORTRAITS = 1000
EDGE = 56


def rgb(path: str) -> np.ndarray:
    return np.ascontiguousarray(cv2.imread(path)[:, :, ::-1])


@once
def reference_detector(size: int) -> YuNet:
    return YuNet(size, 0.6)


def labelled(pictures: list[np.ndarray], size: int) -> list[tuple]:
    """(picture, boxes, landmarks) by the reference detector"""
    t = reference_detector(size)
    return [(im, *t(im)[:2]) for im in pictures]


@once
def webcam() -> list[tuple]:
    """(live, picture, boxes, landmarks) of every frame"""
    files = [(kind == "live", f) for kind in ("live", "print") for s in HELD_SUBJECTS for f in sorted(glob.glob(data(kind, s, "*.webp")))]
    return [(live, *item) for (live, _), item in zip(files, labelled([rgb(f) for _, f in files], 320))]


@once
def free_of_faces() -> list[np.ndarray]:
    """Parts of the webcam frames beside the only face"""
    single = [(im, b[0]) for _, im, b, _ in webcam() if len(b) == 1]
    return face_free(*zip(*single)) if single else []


@once
def other_rig(channel: str) -> list[tuple]:
    """(live, picture, boxes, landmarks) of the synchronised pairs; channel rgb or ir"""
    files = [(kind == "live", f) for kind in ("live", "print") for f in sorted(glob.glob(data("rgb-ir-sample", kind, "*-%s.jpg" % channel)))]
    return [(live, *item) for (live, _), item in zip(files, labelled([rgb(f) for _, f in files], 640))]


def portrait_files() -> list[str]:
    """Spread over the held-out ones, whose names begin with an age"""
    every = [f for f in held_faces()[0] if f.startswith("utk/")]
    return [every[i] for i in np.unique(np.linspace(0, len(every) - 1, min(PORTRAITS, len(every))).astype(int))]


@once
def portraits() -> list[tuple]:
    """Held-out people photographs, which are cut tight, with their border drawn out"""
    return labelled([cv2.copyMakeBorder(rgb(data(f)), EDGE, EDGE, EDGE, EDGE, cv2.BORDER_REPLICATE) for f in portrait_files()], 320)


@once
def web() -> list[tuple]:
    return labelled([rgb(f) for f in sorted(glob.glob(data("web", "**", "*.*"), recursive=True)) if f.endswith((".jpg", ".png", ".webp"))], 320)


@once
def chips() -> list[tuple]:
    """(live, near-infrared chip, box): tighter than what the reference detector likes, so it gets a border to find the face"""
    out = []
    for live, folder in ((True, "live"), (False, "attack")):
        files = sorted(glob.glob(data(folder, "*.png")))
        out += [(live, im, chip_box(im)) for im in (cv2.imread(f, 0) for f in files[int(np.ceil(0.8 * len(files))):])]
    return out


def chip_box(im: np.ndarray) -> np.ndarray:
    p = cv2.copyMakeBorder(im, 48, 48, 48, 48, cv2.BORDER_REPLICATE)
    for q in (p, cv2.equalizeHist(p), cv2.LUT(p, (255 * (np.arange(256) / 255.0) ** 0.5).astype(np.uint8))):
        found = reference_detector(320).main(np.repeat(q[..., None], 3, 2))
        if found is not None:
            return found[0] - np.float32([48, 48, 0, 0])
    h, w = im.shape
    return np.array([w * 0.14, h * 0.12, w * 0.72, h * 0.76], np.float32)


@once
def held_faces() -> tuple[list[str], np.ndarray]:
    """Aligned photographs (names below the data folder) and whose they are; -1: of a set without identities"""
    every = names()
    _, utk, _, people, label = split(every)
    index = np.concatenate([utk, people]).astype(int)
    return [every[i] for i in index], label[index]
