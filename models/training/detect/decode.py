"""Letterbox and decode of the detector, the Python twin of what the product does."""
import cv2
import numpy as np

from detect.yunet import iou

S = 256


def letterbox(rgb: np.ndarray):
    """Keeps the aspect, picture at the top left, rest black -> canvas, scale"""
    h, w = rgb.shape[:2]
    r = S / max(h, w)
    small = cv2.resize(rgb, (round(w * r), round(h * r)), interpolation=cv2.INTER_AREA if r < 1 else cv2.INTER_LINEAR)
    out = np.zeros((S, S, 3), np.uint8)
    out[:small.shape[0], :small.shape[1]] = small
    return out, r


def decode(heat, size, offset, landmarks, threshold: float = 0.4, nms: float = 0.4, top: int = 20):
    """-> boxes [N,4] (x, y, w, h), landmarks [N,5,2], scores [N] in canvas pixels; best first"""
    heat, size, offset, landmarks = heat[0, 0], size[0], offset[0], landmarks[0]
    peak = cv2.dilate(heat, np.ones((3, 3), np.uint8))
    rows, cols = np.where((heat >= peak) & (heat >= threshold))
    boxes, kps, scores = [], [], []
    for i in np.argsort(-heat[rows, cols])[:top]:
        r, c = rows[i], cols[i]
        w, h = np.exp(size[:, r, c]) * 8
        b = np.array([(c + offset[0, r, c]) * 8 - w / 2, (r + offset[1, r, c]) * 8 - h / 2, w, h])
        if any(iou(b, o)[0, 0] > nms for o in boxes):
            continue
        boxes.append(b)
        kps.append(landmarks[:, r, c].reshape(5, 2) * 8 + np.array([(c + 0.5) * 8, (r + 0.5) * 8]))
        scores.append(heat[r, c])
    return np.array(boxes).reshape(-1, 4), np.array(kps).reshape(-1, 5, 2), np.array(scores)


class OnnxDetector:
    def __init__(self, path: str):
        from common.runtime import session
        self.s = session(path)

    def __call__(self, rgb: np.ndarray, threshold: float = 0.4):
        c, r = letterbox(rgb)
        out = self.s.run(["heat", "size", "offset", "landmarks"], {"input": np.ascontiguousarray(c.transpose(2, 0, 1)[None])})
        b, k, s = decode(*out, threshold=threshold)
        return b / r, k / r, s
