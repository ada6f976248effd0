"""Training targets on the 32 x 32 grid."""
import numpy as np

#: the field is taught round each landmark as far as a first guess may miss, in face sizes, and at least so many cells
REACH, REACH_CELLS = 0.24, 1.6


def targets(faces, n=32):
    """heat, weight, regression [14] and mask on the n x n grid"""
    heat = np.zeros((n, n), np.float32); ignore = np.zeros((n, n), bool)
    reg = np.zeros((14, n, n), np.float32); mask = np.zeros((n, n), np.float32)
    for bx, kp, ok in faces:
        cx, cy, w, h = (bx[0] + bx[2] / 2) / 8, (bx[1] + bx[3] / 2) / 8, bx[2] / 8, bx[3] / 8
        s = np.sqrt(w * h)
        xs = np.arange(n, dtype=np.float32) + 0.5
        if not ok or not (0 < cx < n and 0 < cy < n):
            ignore |= (np.abs(xs[None] - cx) < w / 2) & (np.abs(xs[:, None] - cy) < h / 2)
            continue
        sig = max(0.55, 0.075 * s)
        px, py = min(n - 1, int(cx)), min(n - 1, int(cy))
        g = np.exp(-((xs[None] - px - 0.5) ** 2 + (xs[:, None] - py - 0.5) ** 2) / (2 * sig * sig))
        heat = np.maximum(heat, g)
        ys, xz = np.where((g > 0.25) & (g > mask))
        v = g[ys, xz]
        mask[ys, xz] = v
        reg[0, ys, xz], reg[1, ys, xz] = np.log(w), np.log(h)
        reg[2, ys, xz], reg[3, ys, xz] = cx - xz, cy - ys
        for k in range(5):
            reg[4 + 2 * k, ys, xz] = (kp[k, 0] / 8 - cx) / s
            reg[5 + 2 * k, ys, xz] = (kp[k, 1] / 8 - cy) / s
    return heat, (~ignore).astype(np.float32), reg, mask


def field_targets(faces, n=32):
    """distance of each landmark from the middle of every near cell, in face sizes [10, n, n], and where that is taught [5, n, n]"""
    field, near = np.zeros((10, n, n), np.float32), np.zeros((5, n, n), np.float32)
    at = np.arange(n, dtype=np.float32) + 0.5
    for bx, kp, ok in faces:
        if not ok:
            continue
        s = np.sqrt(bx[2] * bx[3]) / 8
        for k in range(5):
            dx, dy = kp[k, 0] / 8 - at[None], kp[k, 1] / 8 - at[:, None]
            own = (dx * dx + dy * dy < max(REACH_CELLS, REACH * s) ** 2) & (near[k] == 0)
            near[k] += own
            field[2 * k] += np.where(own, dx / s, 0)
            field[2 * k + 1] += np.where(own, dy / s, 0)
    return field, near
