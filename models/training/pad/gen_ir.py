"""Augmented NIR training crops from real chips, 120x120: a margin for random 112x112 crops.

    python pad/gen_ir.py COUNT SEED   -> CACHE/pad/train_ir.npz (x, hard, kind)

The chips are about 1.14 boxes wide, so geometry stays mild and photometry is strong. Photographs are turned into simulated
NIR prints (toner keeps contrast, dye washes out) and dark screens, because the real set holds few kinds of attack.
"""
import os
import sys

import cv2
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.paths import cache

cv2.setNumThreads(1)
N, SEED = int(sys.argv[1]), int(sys.argv[2])
rng = np.random.default_rng(SEED)
Z = np.load(cache("pad", "real_ir.npz"))
train = ~Z["held"]
live, lbox = (Z[k][train & (Z["live"] == 1)] for k in ("x", "box"))
fake, fbox = (Z[k][train & (Z["live"] == 0)] for k in ("x", "box"))
U = np.load(cache("detect", "faces.npz"))
photos, pbox = U["img"], U["box"]
O = 120


def low(n=O, cells=4, lo=0.0, hi=1.0):
    return cv2.resize(rng.uniform(lo, hi, (cells, cells)).astype(np.float32), (n, n), interpolation=cv2.INTER_CUBIC)


def levels(x):
    """random black level, gain and gamma; x float 0..1"""
    if rng.random() < 0.5:
        q = np.quantile(x[::4, ::4], 0.03) * rng.uniform(0.3, 1.0)
        x = np.clip(x - q, 0, 1)
        x = x * rng.uniform(0.5, 1.0) / max(np.quantile(x[::4, ::4], 0.97), 0.05)
    x = np.clip(x, 0, 1) ** np.exp(rng.normal(0, 0.3)).astype(np.float32)
    return x * rng.uniform(0.35, 1.25) + rng.uniform(0, 0.2) * (rng.random() < 0.3)


def falloff(n=O):
    ax = np.arange(n, dtype=np.float32)
    c = rng.uniform(0.2 * n, 0.8 * n, 2); r = rng.uniform(0.4, 1.5) * n
    f = np.exp(-((ax[None] - c[0]) ** 2 + (ax[:, None] - c[1]) ** 2) / (2 * r * r))
    lo = rng.uniform(0.2, 0.9)
    return lo + (1 - lo) * f


def sensor(x):
    if rng.random() < 0.5:
        k = int(rng.uniform(48, 118)); y = cv2.resize(x, (k, k), interpolation=cv2.INTER_AREA)
        x = cv2.resize(y, (O, O), interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.4:
        x = cv2.GaussianBlur(x, (0, 0), float(rng.uniform(0.3, 1.3)))
    if rng.random() < 0.7:
        x = x + rng.standard_normal(x.shape, dtype=np.float32) * rng.uniform(0.003, 0.035)
    x = (np.clip(x, 0, 1) * 255).astype(np.uint8)
    if rng.random() < 0.25:
        x = cv2.imdecode(cv2.imencode(".jpg", x, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 95))])[1], 0)
    return x


def frame_face(img, box, wild=False):
    """real chips: mild zoom inside the chip, shift, rotation; wild (simulated prints only): any framing"""
    if wild:
        side = max(box[2:]) * rng.uniform(0.95, 1.4)
        c = box[:2] + box[2:] / 2 + rng.normal(0, 0.05, 2) * side
    else:
        n = img.shape[0]; side = n * rng.uniform(0.86, 1.04)
        c = np.array([n / 2, n / 2]) + rng.uniform(-0.05, 0.05, 2) * n
    s = O / side
    a = rng.normal(0, 0.1)
    f = -1.0 if rng.random() < 0.5 else 1.0
    R = s * np.array([[f * np.cos(a), -np.sin(a)], [f * np.sin(a), np.cos(a)]])
    t = np.array([O / 2, O / 2]) - R @ c
    if s < 0.75:  # no aliasing
        img = cv2.blur(img, (2, 2))
    w = cv2.warpAffine(np.ascontiguousarray(img), np.concatenate([R, t[:, None]], 1), (O, O), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    return w.astype(np.float32) / 255, None


def real(img, box):
    x, _ = frame_face(img, box)
    x = levels(x)
    if rng.random() < 0.5:
        x = x * falloff()
    if rng.random() < 0.15:
        x = x + rng.uniform(0.1, 0.5) * low() * (rng.random() < 0.5)  # haze
    return sensor(x)


def darken_background(x):
    """vanishing background around a live face: keeps an ellipse"""
    m = np.zeros((O, O), np.float32)
    cv2.ellipse(m, (O // 2, O // 2 - 2), (int(O * rng.uniform(0.40, 0.52)), int(O * rng.uniform(0.48, 0.6))), 0, 0, 360, 1, -1)
    m = cv2.GaussianBlur(m, (0, 0), float(rng.uniform(2, 8)))
    k = rng.uniform(0.05, 0.6)
    return x * (k + (1 - k) * m)


def paper(x, dark):
    """puts picture x on a sheet: edges, tilt, surroundings"""
    k = rng.uniform(0.55, 1.1)
    src = np.float32([[0, 0], [O, 0], [O, O], [0, O]])
    j = rng.normal(0, 0.04 * O, (4, 2))
    dst = (src - O / 2) * k + O / 2 + j + rng.normal(0, 0.03 * O, 2)
    P = cv2.getPerspectiveTransform(src, dst.astype(np.float32))
    b = int(rng.integers(0, 8)) if rng.random() < 0.5 else 0
    if b:
        x = x.copy(); v = rng.uniform(0.3, 1.0)
        x[:b] = v; x[-b:] = v; x[:, :b] = v; x[:, -b:] = v
    bg = np.full((O, O), dark, np.float32) + low(cells=3, lo=0, hi=rng.uniform(0, 0.15))
    m = cv2.warpPerspective(np.ones((O, O), np.float32), P, (O, O))
    return cv2.warpPerspective(x, P, (O, O), borderMode=cv2.BORDER_REPLICATE) * m + bg * (1 - m)


def sim_print(img, box):
    """visible-light photograph printed and seen by the NIR camera"""
    g = img[..., int(rng.integers(0, 3))] if img.ndim == 3 else img
    x, _ = frame_face(np.ascontiguousarray(g), box, True)
    ink = rng.integers(0, 3)
    if ink == 0:  # carbon ink or toner keeps contrast
        x = rng.uniform(0.0, 0.2) + x * rng.uniform(0.5, 1.0)
    elif ink == 1:  # dye ink: washed out
        x = rng.uniform(0.3, 0.6) + (x - 0.5) * rng.uniform(0.1, 0.45)
    else:  # local contrast compression
        l = cv2.GaussianBlur(x, (0, 0), float(rng.uniform(4, 16)))
        x = l * rng.uniform(0.1, 0.8) + (x - l) * rng.uniform(0.3, 1.0) + rng.uniform(0.1, 0.4)
    if rng.random() < 0.6:
        x = paper(x, rng.uniform(0, 0.2))
    x = x * (rng.uniform(0.3, 1.0) * (falloff() if rng.random() < 0.5 else 1))
    if rng.random() < 0.3:  # gloss
        ax = np.arange(O, dtype=np.float32); c = rng.uniform(0, O, 2); r = rng.uniform(4, 32)
        x = x + rng.uniform(0.2, 0.9) * np.exp(-((ax[None] - c[0]) ** 2 + ((ax[:, None] - c[1]) * rng.uniform(0.3, 2)) ** 2) / (2 * r * r))
    if rng.random() < 0.25:
        x = x + (low(cells=int(rng.integers(2, 12))) - 0.5) * rng.uniform(0.05, 0.3)  # waves
    return sensor(levels(x) if rng.random() < 0.5 else x)


def screen():
    x = low(cells=int(rng.integers(2, 9)), lo=0.0, hi=rng.uniform(0.02, 0.25))
    if rng.random() < 0.7:
        x = paper(x, rng.uniform(0, 0.3))
    for _ in range(int(rng.integers(0, 4))):
        ax = np.arange(O, dtype=np.float32); c = rng.uniform(0, O, 2); r = rng.uniform(1, 16)
        x = x + rng.uniform(0.2, 1.0) * np.exp(-((ax[None] - c[0]) ** 2 + (ax[:, None] - c[1]) ** 2) / (2 * r * r))
    return sensor(x)


X, H, K = np.zeros((N, O, O), np.uint8), np.zeros(N, np.float32), np.zeros(N, np.int32)
for n in range(N):
    u = rng.random()
    if u < 0.45:
        i = int(rng.integers(len(live)))
        if rng.random() < 0.2:
            x, _ = frame_face(live[i], lbox[i]); x = sensor(levels(darken_background(x)))
        else:
            x = real(live[i], lbox[i])
        H[n] = 1
    elif u < 0.78:
        i = int(rng.integers(len(fake))); x = real(fake[i], fbox[i]); K[n] = 1
    elif u < 0.93:
        i = int(rng.integers(len(photos))); x = sim_print(photos[i], pbox[i]); K[n] = 2
    elif u < 0.97:
        i = int(rng.integers(len(live))); f, _ = frame_face(live[i], lbox[i])
        l = cv2.GaussianBlur(f, (0, 0), 10.0)
        f = f - l * rng.uniform(0.6, 1.0) + rng.uniform(0.2, 0.5)  # uniform illumination: the low frequencies are gone
        x = sensor(paper(f, rng.uniform(0, 0.2)) * rng.uniform(0.4, 1.0)); K[n] = 3
    else:
        x = screen(); K[n] = 4
    X[n] = x
np.savez(cache("pad", "train_ir.npz"), x=X, hard=H, kind=K)
print("kinds", np.bincount(K), "live", int(H.sum()))
