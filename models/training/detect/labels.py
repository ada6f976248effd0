"""Boxes and landmarks of one face as the reference detector sees it, for a picture and for its mirror image.

Mirrored, YuNet puts landmarks 0.07 eye distances elsewhere, and drawn at another size 0.05: so every orientation has labels of
its own, each the mean over several looks.
"""
import cv2
import numpy as np

from detect.yunet import YuNet

#: most that the looks may disagree, mean over the points, in eye distances
SPREAD = 0.2


class Labeller:
    """looks: (side of the reference net, border drawn out round the picture in pixels, weight). The first one decides."""

    def __init__(self, looks, threshold: float = 0.6):
        self.looks = looks
        self.nets = {side: YuNet(side, threshold) for side, _, _ in looks}

    def _one(self, im):
        boxes, points, weights = [], [], []
        for side, border, weight in self.looks:
            x = cv2.copyMakeBorder(im, *[border] * 4, cv2.BORDER_REPLICATE) if border else im
            found = self.nets[side].main(x)
            if found is None and not boxes:
                return None
            if found is None:
                continue
            box, kp = found[0] - np.float32([border, border, 0, 0]), found[1] - border
            if not boxes or np.linalg.norm(kp - points[0], axis=1).mean() < SPREAD * np.linalg.norm(points[0][0] - points[0][1]):
                boxes.append(box), points.append(kp), weights.append(weight)
        return np.average(boxes, 0, weights), np.average(points, 0, weights)

    def __call__(self, im: np.ndarray):
        """RGB picture -> boxes [2,4] (x, y, w, h) and landmarks [2,5,2] in pixels, of the picture and of its mirror image, each
        in its own coordinates; None where there is no face or the mirror image says something else."""
        a, b = self._one(im), self._one(np.ascontiguousarray(im[:, ::-1]))
        if a is None or b is None:
            return None
        kp = mirrored(b[1], im.shape[1])
        if np.linalg.norm(kp - a[1], axis=1).mean() > SPREAD * np.linalg.norm(a[1][0] - a[1][1]):
            return None
        return np.float32([a[0], b[0]]), np.float32([a[1], b[1]])


def mirrored(kp: np.ndarray, width: int) -> np.ndarray:
    """Landmarks [5,2] of the mirror image; left stays what is left in the picture"""
    out = kp[[1, 0, 2, 4, 3]].copy()
    out[:, 0] = width - out[:, 0]
    return out


def mirrored_box(box: np.ndarray, width: int) -> np.ndarray:
    return np.array([width - box[0] - box[2], *box[1:]], np.float32)
