"""The crops of a contract, the Python twin of src/vision/stages/crop.ts and the native resampler."""
import cv2
import numpy as np

from common.align import aligned


def letterbox(im: np.ndarray, width: int, height: int, crop: dict) -> tuple[np.ndarray, float, float, float]:
    """-> picture, scale, x and y of its corner in it"""
    h, w = im.shape[:2]
    r = min(width / w, height / h)
    small = resized(im, round(w * r), round(h * r))
    out = np.full((height, width, *im.shape[2:]), crop["pad"], np.uint8)
    x, y = ((width - small.shape[1]) // 2, (height - small.shape[0]) // 2) if crop["anchor"] == "centre" else (0, 0)
    out[y:y + small.shape[0], x:x + small.shape[1]] = small
    return out, r, x, y


def face(im: np.ndarray, box, crop: dict, width: int, height: int) -> np.ndarray:
    """`square` and `box`: the region about a face box, moved inside the frame, stretched to the input"""
    H, W = im.shape[:2]
    x, y, w, h = (float(v) for v in box)
    if crop["kind"] == "square":
        cw = ch = min(crop["factor"] * max(w, h), W, H)
    else:
        f = min(crop["factor"], (W - 1) / w, (H - 1) / h)
        cw, ch = w * f, h * f
    x0 = round(min(max(x + w / 2 - cw / 2, 0), W - cw))
    y0 = round(min(max(y + h / 2 - ch / 2, 0), H - ch))
    return resized(im[y0:y0 + max(1, round(ch)), x0:x0 + max(1, round(cw))], width, height)


def template(im: np.ndarray, points, width: int) -> np.ndarray:
    """`template112`"""
    return resized(aligned(im, points), width, width)


def resized(im: np.ndarray, width: int, height: int) -> np.ndarray:
    return cv2.resize(im, (width, height), interpolation=cv2.INTER_AREA if im.shape[1] > width else cv2.INTER_LINEAR)
