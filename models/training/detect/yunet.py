"""YuNet, the reference detector: labels real pictures for training and is the yardstick on real ones. Never shipped."""
import cv2
import numpy as np

from common.paths import reference
from common.runtime import session


def iou(a, b) -> np.ndarray:
    """a [N,4], b [M,4], boxes as x, y, w, h -> [N,M]"""
    a, b = np.asarray(a, np.float32).reshape(-1, 4), np.asarray(b, np.float32).reshape(-1, 4)
    x0, y0 = np.maximum(a[:, None, 0], b[None, :, 0]), np.maximum(a[:, None, 1], b[None, :, 1])
    x1 = np.minimum((a[:, 0] + a[:, 2])[:, None], (b[:, 0] + b[:, 2])[None])
    y1 = np.minimum((a[:, 1] + a[:, 3])[:, None], (b[:, 1] + b[:, 3])[None])
    inter = np.clip(x1 - x0, 0, None) * np.clip(y1 - y0, 0, None)
    return inter / (np.maximum(a[:, 2] * a[:, 3], 1e-6)[:, None] + np.maximum(b[:, 2] * b[:, 3], 1e-6)[None] - inter)


def candidates(out: dict, size: int, threshold: float):
    """The outputs of a YuNet of `size` x `size` -> boxes [N,4], landmarks [N,5,2], scores [N] in its pixels"""
    found = []
    for st in (8, 16, 32):
        n = size // st
        sc = np.sqrt(np.clip(out["cls_%d" % st].ravel(), 0, 1) * np.clip(out["obj_%d" % st].ravel(), 0, 1))
        i = np.flatnonzero(sc > threshold)
        col, row = (i % n).astype(np.float32), (i // n).astype(np.float32)
        b = out["bbox_%d" % st].reshape(-1, 4)[i]
        k = out["kps_%d" % st].reshape(-1, 5, 2)[i].copy()
        w, h = np.exp(b[:, 2]) * st, np.exp(b[:, 3]) * st
        k[:, :, 0] = (k[:, :, 0] + col[:, None]) * st
        k[:, :, 1] = (k[:, :, 1] + row[:, None]) * st
        found.append((np.stack([(col + b[:, 0]) * st - w / 2, (row + b[:, 1]) * st - h / 2, w, h], 1), k, sc[i]))
    return tuple(np.concatenate([f[i] for f in found]) for i in range(3))


def suppress(boxes, scores, nms: float) -> list[int]:
    """Indices that are left, best first"""
    keep: list[int] = []
    for i in np.argsort(-scores):
        if all(iou(boxes[i], boxes[j])[0, 0] < nms for j in keep):
            keep.append(i)
    return keep


class YuNet:
    def __init__(self, size: int = 320, threshold: float = 0.6, nms: float = 0.4):
        self.size, self.threshold, self.nms = size, threshold, nms
        self.s = session(reference("yunet_n_%d_%d.onnx" % (size, size)))
        self.names = [o.name for o in self.s.get_outputs()]
        self.input = self.s.get_inputs()[0].name

    def __call__(self, rgb: np.ndarray):
        """RGB picture -> boxes [N,4] (x, y, w, h), landmarks [N,5,2], scores [N]; best first."""
        h, w = rgb.shape[:2]
        r = self.size / max(h, w)
        small = cv2.resize(rgb, (max(1, round(w * r)), max(1, round(h * r))), interpolation=cv2.INTER_AREA if r < 1 else cv2.INTER_LINEAR)
        x = np.zeros((self.size, self.size, 3), np.float32)
        x[:small.shape[0], :small.shape[1]] = small[:, :, ::-1]  # BGR 0..255
        b, k, s = candidates(dict(zip(self.names, self.s.run(None, {self.input: x.transpose(2, 0, 1)[None]}))), self.size, self.threshold)
        keep = suppress(b, s, self.nms)
        return (b[keep] / r).astype(np.float32), (k[keep] / r).astype(np.float32), s[keep].astype(np.float32)

    def main(self, rgb: np.ndarray):
        """Largest face or None."""
        b, k, s = self(rgb)
        if not len(b):
            return None
        i = int(np.argmax(b[:, 2] * b[:, 3]))
        return b[i], k[i], s[i]
