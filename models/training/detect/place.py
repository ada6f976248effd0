"""Pictures into the canvas, with where their labels end up."""
import cv2
import numpy as np

#: side of the canvas, the input of the net
S = 256


def place(img, boxes, kps, target, angle, cx, cy, flip):
    """The face of `img` to size `target`, turned by `angle` (rad), its middle at (cx, cy); boxes [2,4] and kps [2,5,2] as
    Labeller gives them. -> pyramid level of img, 2x3 matrix to the canvas, box and landmarks there"""
    box, kp = boxes[int(flip)], kps[int(flip)]
    if flip:
        img = img[:, ::-1]
    s = target / np.sqrt(box[2] * box[3])
    f = 1.0
    img = np.ascontiguousarray(img)
    while s / f < 0.6 and min(img.shape[:2]) > 16:
        img = cv2.resize(img, (img.shape[1] // 2, img.shape[0] // 2), interpolation=cv2.INTER_AREA)
        f *= 0.5
    ca, sa = np.cos(angle), np.sin(angle)
    bx, by = box[0] + box[2] / 2, box[1] + box[3] / 2
    R = s * np.array([[ca, -sa], [sa, ca]])
    t = np.array([cx, cy]) - R @ np.array([bx, by])
    # Labels count from the picture's edge, warpAffine from the middle of the first pixel.
    half = R @ np.full(2, 0.5 / f) - 0.5
    M = np.concatenate([R / f, (t + half)[:, None]], 1)
    w, h = box[2] * s, box[3] * s
    nw, nh = np.hypot(w * ca, h * sa), np.hypot(w * sa, h * ca)
    return img, M, np.array([cx - nw / 2, cy - nh / 2, nw, nh]), kp @ R.T + t


def blend(canvas, img, M, style, cxy, wh):
    """pastes img into canvas (in place); style 0 hard rectangle, 1 feathered rectangle, 2 feathered ellipse"""
    h, w = img.shape[:2]
    c = np.array([[0, 0, 1], [w, 0, 1], [w, h, 1], [0, h, 1]], np.float64) @ np.asarray(M).T
    x0, y0 = np.clip(np.floor(c.min(0)).astype(int) - 1, 0, S)
    x1, y1 = np.clip(np.ceil(c.max(0)).astype(int) + 1, 0, S)
    if x1 <= x0 or y1 <= y0:
        return canvas
    M = np.array(M, np.float64)
    M[:, 2] -= (x0, y0)
    warped = cv2.warpAffine(img, M, (int(x1 - x0), int(y1 - y0)), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    m = np.zeros((h, w), np.float32)
    if style == 2:
        cv2.ellipse(m, (int(cxy[0]), int(cxy[1])), (max(2, int(wh[0] * 0.72)), max(2, int(wh[1] * 0.78))), 0, 0, 360, 1.0, -1)
        m = cv2.blur(cv2.blur(m, (w // 12 + 1, w // 12 + 1)), (w // 12 + 1, w // 12 + 1))
    elif style == 1:
        q = max(1, w // 12)
        m[q:-q, q:-q] = 1
        m = cv2.blur(m, (q, q))
    else:
        m[:] = 1
    m = cv2.warpAffine(m, M, (int(x1 - x0), int(y1 - y0)))[..., None]
    v = canvas[y0:y1, x0:x1]
    canvas[y0:y1, x0:x1] = (v + (warped.astype(np.float32) - v) * m).astype(np.uint8)
    return canvas
