"""How well a detector finds what is labelled. Landmark error: mean distance of the five points in eye distances.

A detector here is anything that takes (picture RGB, threshold) and gives boxes [N,4] (x, y, w, h), landmarks [N,5,2], scores [N].
"""
import numpy as np

from detect.yunet import iou


def measure(model, items, threshold: float) -> dict:
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


def free(model, crops, threshold: float) -> dict:
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
