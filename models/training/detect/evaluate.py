"""Detector figures on what it was not trained on.

    python detect/evaluate.py MODEL.onnx [THRESHOLD] [--pairs FOLDER]

rendered: held-out heads, exact labels. Real sets are measured against YuNet: webcam frames of the held-out subjects, and
with --pairs the synchronised RGB + NIR sample. Landmark error is the mean distance of the five points in eye distances.
"""
import argparse
import glob
import json
import os
import sys

import cv2
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.paths import data
from detect.decode import OnnxDetector
from detect.pool import HELD_SUBJECTS
from detect.rendered import held
from detect.yunet import YuNet
from eval.detection import face_free, free, measure

cv2.setNumThreads(1)


def rgb(path: str) -> np.ndarray:
    return np.ascontiguousarray(cv2.imread(path)[:, :, ::-1])


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.add_argument("model")
    ap.add_argument("threshold", nargs="?", type=float, default=0.4)
    ap.add_argument("--pairs", default="")
    a = ap.parse_args()
    m, out = OnnxDetector(a.model), {}
    for c in ("rgb", "ir"):
        if items := held(c, 600):
            out["rendered-" + c] = measure(m, items, a.threshold)
    t = YuNet(320, 0.6)
    files = [f for kind in ("live", "print") for s in HELD_SUBJECTS for f in sorted(glob.glob(data(kind, s, "*.webp")))[::2]]
    frames = [rgb(f) for f in files]
    labels = [t(f) for f in frames]
    out["webcam-held"] = measure(m, [(f, l[0], l[1]) for f, l in zip(frames, labels)], a.threshold)
    single = [(f, l[0][0]) for f, l in zip(frames, labels) if len(l[0]) == 1]
    out["face-free-webcam"] = free(m, face_free(*zip(*single)), a.threshold)
    if a.pairs:
        t = YuNet(640, 0.6)
        for c in ("rgb", "ir"):
            ims = [rgb(f) for f in sorted(glob.glob(os.path.join(a.pairs, "*", "*-%s.jpg" % c)))]
            out["pairs-" + c] = measure(m, [(im, *t(im)[:2]) for im in ims], a.threshold)
    for k, v in out.items():
        print(k, json.dumps(v))


if __name__ == "__main__":
    main()
