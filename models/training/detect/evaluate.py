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
from detect.rendered import Rendered
from detect.yunet import YuNet, iou

cv2.setNumThreads(1)


def rgb(path: str) -> np.ndarray:
    return np.ascontiguousarray(cv2.imread(path)[:, :, ::-1])


def measure(model: OnnxDetector, items, threshold: float) -> dict:
    """items: (picture, boxes, landmarks) with the labelled faces; the largest is the main one"""
    found, false, ious, err, n, scores, spare = 0, 0, [], [], 0, [], []
    for im, boxes, kps in items:
        if not len(boxes):
            continue
        n += 1
        j = int(np.argmax(np.asarray(boxes)[:, 2] * np.asarray(boxes)[:, 3]))
        b, k, s = model(im, threshold)
        v = iou(boxes, b) if len(b) else np.zeros((len(boxes), 0))
        false += int((v.max(0) < 0.4).sum()) if len(b) else 0
        if len(b) and v[j].max() > 0.4:
            i = int(v[j].argmax())
            found += 1
            scores.append(s[i])
            ious.append(v[j, i])
            err.append(np.linalg.norm(k[i] - kps[j], axis=1).mean() / max(1e-6, np.linalg.norm(kps[j][0] - kps[j][1])))
    if not n:
        return {"pictures": 0}
    return {"pictures": n, "recall": round(found / n, 4), "false": false, "iou": round(float(np.mean(ious)), 3),
            "landmarkMean": round(float(np.mean(err)), 4), "landmarkP95": round(float(np.quantile(err, 0.95)), 4),
            "scoreP5": round(float(np.quantile(scores, 0.05)), 3)}


def free(model: OnnxDetector, crops, threshold: float) -> dict:
    hits = sum(bool(len(model(c, threshold)[0])) for c in crops)
    return {"crops": len(crops), "withFalse": hits}


def face_free(frames, boxes) -> list:
    """parts of a frame beside the only face"""
    out = []
    for im, b in zip(frames, boxes):
        H, W = im.shape[:2]
        x, y, w, h = b
        for x0, y0, x1, y1 in ((0, 0, x - 0.4 * w, H), (x + 1.4 * w, 0, W, H), (0, y + 1.3 * h, W, H)):
            if x1 - x0 > 90 and y1 - y0 > 90:
                out.append(np.ascontiguousarray(im[int(y0):int(y1), int(x0):int(x1)]))
    return out


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.add_argument("model")
    ap.add_argument("threshold", nargs="?", type=float, default=0.4)
    ap.add_argument("--pairs", default="")
    a = ap.parse_args()
    m, out = OnnxDetector(a.model), {}
    held = Rendered.load(held=True)
    if held:
        for c in ("rgb", "ir"):
            pools = [held.one(c, i) for i in held.usable[c][:600]]
            out["rendered-" + c] = measure(m, [(x[0], b, k) for x, b, k in pools], a.threshold)
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
