"""Augmented RGB training crops from real frames, 90x90: a margin for random 80x80 crops; MiniFASNet gives soft labels.

    python pad/gen_rgb.py COUNT SEED   -> CACHE/pad/train_rgb.npz (x, hard, soft, kind)

kind 0 live, 1 print, 2 composite (another face over a live one: only the teacher's word counts), 3 simulated recapture
(moire, pixel grid, bezel or paper in perspective, colour shift, glare).
"""
import os
import sys

import cv2
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.paths import cache, reference
from common.runtime import session
from pad.net import square

cv2.setNumThreads(1)
N, SEED = int(sys.argv[1]), int(sys.argv[2])
rng = np.random.default_rng(SEED)
Z = np.load(cache("pad", "real_rgb.npz"))
IMG, BOX, LIVE = (Z[k][~Z["held"]] for k in ("x", "box", "live"))
LI, PI = np.flatnonzero(LIVE == 1), np.flatnonzero(LIVE == 0)
CHIP = np.load(cache("detect", "faces.npz"))
CHIPS, CHIP_BOX = CHIP["img"], CHIP["box"]
T = session(reference("2.7_80x80_MiniFASNetV2.onnx"))
TN = T.get_inputs()[0].name
W, H = 320, 240


def teacher(im, box):
    """own crop of the teacher: box scaled 2.7x with its aspect, shrunk and shifted into the frame, BGR 0..255"""
    x, y, w, h = box
    s = min((H - 1) / h, (W - 1) / w, 2.7)
    nw, nh = w * s, h * s
    x0 = min(max(x + w / 2 - nw / 2, 0), W - 1 - nw); y0 = min(max(y + h / 2 - nh / 2, 0), H - 1 - nh)
    c = cv2.resize(im[int(y0):int(y0 + nh) + 1, int(x0):int(x0 + nw) + 1], (80, 80))
    o = T.run(None, {TN: np.ascontiguousarray(c[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32))})[0][0]
    e = np.exp(o - o.max())
    return float(e[1] / e.sum())


def student(im, box):
    b = np.array(box, np.float32)
    g = np.exp(rng.normal(0, 0.06))
    c = b[:2] + b[2:] / 2 + rng.normal(0, 0.03, 2) * b[2:]
    b = np.concatenate([c - b[2:] * g / 2, b[2:] * g])
    x0, y0, s = square(b, 2.7, W, H)
    return cv2.resize(im[y0:y0 + s, x0:x0 + s], (90, 90), interpolation=cv2.INTER_AREA)


def shrink(im, box):
    """frame further away, so that the 2.7x crop fits"""
    if rng.random() < 0.35:
        return im, box
    s = rng.uniform(0.5, 1.0)
    dx, dy = rng.uniform(0, W * (1 - s)), rng.uniform(0, H * (1 - s))
    M = np.array([[s, 0, dx], [0, s, dy]])
    out = cv2.warpAffine(im, M, (W, H), flags=cv2.INTER_AREA, borderMode=[cv2.BORDER_REPLICATE, cv2.BORDER_REFLECT_101][int(rng.random() < 0.3)])
    return out, np.array([box[0] * s + dx, box[1] * s + dy, box[2] * s, box[3] * s], np.float32)


def chip():
    i = int(rng.integers(len(CHIPS)))
    return CHIPS[i], CHIP_BOX[i]


def swap(im, box):
    """pastes a chip over the face, feathered: labelled by the teacher only"""
    c, b = chip()
    s = np.sqrt(box[2] * box[3] / (b[2] * b[3]))
    M = np.array([[s, 0, box[0] + box[2] / 2 - s * (b[0] + b[2] / 2)], [0, s, box[1] + box[3] / 2 - s * (b[1] + b[3] / 2)]])
    m = np.zeros(c.shape[:2], np.float32)
    cv2.ellipse(m, (int(b[0] + b[2] / 2), int(b[1] + b[3] / 2)), (int(b[2] * 0.5), int(b[3] * 0.52)), 0, 0, 360, 1, -1)
    m = cv2.GaussianBlur(m, (0, 0), c.shape[0] * 0.04)
    w = cv2.warpAffine(c, M, (W, H), flags=cv2.INTER_AREA); m = cv2.warpAffine(m, M, (W, H))[..., None]
    f = w.astype(np.float32)
    x0, y0, x1, y1 = np.clip([box[0], box[1], box[0] + box[2], box[1] + box[3]], 0, [W, H, W, H]).astype(int)
    if rng.random() < 0.7 and x1 - x0 > 8 and y1 - y0 > 8:  # match colour statistics
        a, t = im[y0:y1, x0:x1].reshape(-1, 3).astype(np.float32), f[y0:y1, x0:x1].reshape(-1, 3)
        f = (f - t.mean(0)) / (t.std(0) + 1) * a.std(0) + a.mean(0)
    return np.clip(im * (1 - m) + np.clip(f, 0, 255) * m, 0, 255).astype(np.uint8)


def tint(x):
    x = x * rng.uniform(0.8, 1.2, 3).astype(np.float32)
    g = x.mean(2, keepdims=True)
    return g + (x - g) * rng.uniform(0.3, 1.4)


def recapture_texture(x, kind):
    """x float 0..255 on the carrier; kind 0 screen, 1 print"""
    h, w = x.shape[:2]
    yy, xx = np.mgrid[0:h, 0:w].astype(np.float32)
    x = tint(x)
    if kind == 0:
        x = rng.uniform(0, 40) + x * rng.uniform(0.6, 1.2)
        if rng.random() < 0.5:
            x[..., 2] *= rng.uniform(1.0, 1.35)
        a = rng.uniform(0, np.pi); amp = rng.uniform(0.03, 0.25)
        for _ in range(int(rng.integers(1, 3))):  # moire
            f = rng.uniform(0.02, 0.45); a2 = a + rng.normal(0, 0.3)
            bend = rng.uniform(0, 3) * np.sin(2 * np.pi * yy / rng.uniform(40, 200))
            ph = 2 * np.pi * f * (xx * np.cos(a2) + yy * np.sin(a2) + bend)
            p = np.stack([np.sin(ph + o) for o in rng.uniform(0, 2 * np.pi if rng.random() < 0.5 else 0.5, 3)], 2)
            x = x * (1 + amp * p)
        if rng.random() < 0.5:  # pixel grid
            per = rng.uniform(1.5, 4)
            gx = 0.5 + 0.5 * np.cos(2 * np.pi * xx / per); gy = 0.5 + 0.5 * np.cos(2 * np.pi * yy / per)
            x = x * (1 - rng.uniform(0.05, 0.4) * np.maximum(gx, gy)[..., None])
    else:
        x = rng.uniform(15, 70) + x * rng.uniform(0.45, 0.85)
        if rng.random() < 0.5:
            x = x + rng.standard_normal((h, w, 1), dtype=np.float32) * rng.uniform(2, 14)
        if rng.random() < 0.3:
            ph = 2 * np.pi * rng.uniform(0.2, 0.5)
            x = x * (1 + rng.uniform(0.03, 0.12) * (np.cos(xx * ph) * np.cos(yy * ph))[..., None])
        if rng.random() < 0.4:  # bent paper
            x = x * (1 + rng.uniform(0.05, 0.25) * np.sin(2 * np.pi * xx / rng.uniform(80, 400) + rng.uniform(0, 6)))[..., None]
    if rng.random() < 0.6:
        x = cv2.GaussianBlur(x, (0, 0), float(rng.uniform(0.5, 1.6)))
    if rng.random() < 0.35:  # glare
        c = rng.uniform(0, w), rng.uniform(0, h); r = rng.uniform(8, 80)
        e = np.exp(-((xx - c[0]) ** 2 + ((yy - c[1]) * rng.uniform(0.4, 2)) ** 2) / (2 * r * r))
        x = x + (rng.uniform(60, 220) * e)[..., None]
    return np.clip(x, 0, 255)


def carrier(content, cbox, scene, sbox):
    """content (with face box) on a phone, tablet or sheet that is held in front of scene; returns picture and the new box"""
    kind = int(rng.random() < 0.5)
    h, w = content.shape[:2]
    x = recapture_texture(content.astype(np.float32), kind)
    b = int(rng.integers(0, 0.12 * w + 1)) if rng.random() < 0.8 else 0
    col = rng.uniform(0, 60) if kind == 0 else rng.uniform(150, 255)
    if b:
        x = cv2.copyMakeBorder(x, b, b, b, b, cv2.BORDER_CONSTANT, value=(col, col, col)).astype(np.float32)
    hh, ww = x.shape[:2]
    t = np.sqrt(sbox[2] * sbox[3]) * rng.uniform(0.7, 1.15)
    s = t / np.sqrt(cbox[2] * cbox[3])
    a = rng.normal(0, 0.1)
    c = np.array([cbox[0] + cbox[2] / 2 + b, cbox[1] + cbox[3] / 2 + b])
    d = np.array([sbox[0] + sbox[2] / 2, sbox[1] + sbox[3] / 2]) + rng.normal(0, 8, 2)
    src = np.float32([[0, 0], [ww, 0], [ww, hh], [0, hh]])
    R = s * np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
    dst = (src - c) @ R.T + d + rng.normal(0, 0.02 * s * ww, (4, 2))
    P = cv2.getPerspectiveTransform(src, dst.astype(np.float32))
    m = cv2.warpPerspective(np.ones((hh, ww), np.float32), P, (W, H))[..., None]
    y = cv2.warpPerspective(x, P, (W, H), flags=cv2.INTER_AREA)
    out = scene * (1 - m) + y * m
    return out.astype(np.uint8), np.array([d[0] - cbox[2] * s / 2, d[1] - cbox[3] * s / 2, cbox[2] * s, cbox[3] * s], np.float32)


def photo(im):
    x = im.astype(np.float32)
    if rng.random() < 0.5:
        x = x * rng.uniform(0.82, 1.18, 3).astype(np.float32)
    if rng.random() < 0.4:
        g = x.mean(2, keepdims=True); x = g + (x - g) * rng.uniform(0.0 if rng.random() < 0.2 else 0.5, 1.4)
    x = np.clip(x, 0, 255) / 255
    x = x ** float(np.exp(rng.normal(0, 0.25))) * 255 * rng.uniform(0.6, 1.25) + rng.normal(0, 8)
    if rng.random() < 0.3:
        ax = np.arange(W, dtype=np.float32); ay = np.arange(H, dtype=np.float32)
        c = rng.uniform(0, W), rng.uniform(0, H); r = rng.uniform(60, 300); lo = rng.uniform(0.35, 1)
        x = x * (lo + (1 - lo) * np.exp(-((ax[None] - c[0]) ** 2 + (ay[:, None] - c[1]) ** 2) / (2 * r * r)))[..., None]
    if rng.random() < 0.2:
        x = cv2.GaussianBlur(x, (0, 0), float(rng.uniform(0.4, 1.2)))
    if rng.random() < 0.4:
        x = x + rng.standard_normal(x.shape, dtype=np.float32) * rng.uniform(1, 9)
    x = np.clip(x, 0, 255).astype(np.uint8)
    if rng.random() < 0.3:
        x = cv2.imdecode(cv2.imencode(".jpg", x, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 95))])[1], 1)
    return x


X = np.zeros((N, 90, 90, 3), np.uint8); Y = np.zeros(N, np.float32); K = np.zeros(N, np.int32); Q = np.zeros(N, np.float32)
for n in range(N):
    u = rng.random()
    if u < 0.30:
        i = LI[rng.integers(len(LI))]; im, b, kind = IMG[i], BOX[i], 0
        im, b = shrink(im, b)
    elif u < 0.52:
        i = PI[rng.integers(len(PI))]; im, b, kind = IMG[i], BOX[i], 1
        im, b = shrink(im, b)
    elif u < 0.70:  # composites: teacher only
        i = LI[rng.integers(len(LI))] if rng.random() < 0.75 else PI[rng.integers(len(PI))]
        im, b, kind = swap(IMG[i], BOX[i]), BOX[i], 2
        im, b = shrink(im, b)
    else:  # simulated recaptures
        i = LI[rng.integers(len(LI))]
        v = rng.random(); kind = 3
        if v < 0.35:
            c, cb = chip(); c = cv2.copyMakeBorder(c, 20, 20, 20, 20, cv2.BORDER_REPLICATE); cb = cb + np.array([20, 20, 0, 0], np.float32)
            im, b = carrier(c, cb, IMG[i], BOX[i])
        elif v < 0.75:
            j = LI[rng.integers(len(LI))]
            x, y, w, h = BOX[j]; q = rng.uniform(0.15, 1.2)
            x0, y0, x1, y1 = np.clip([x - q * w, y - q * h, x + w + q * w, y + h + q * h], 0, [W, H, W, H]).astype(int)
            im, b = carrier(IMG[j][y0:y1, x0:x1], BOX[j] - np.array([x0, y0, 0, 0], np.float32), IMG[i], BOX[i])
        else:  # full-frame screen, no edges visible
            im, b = shrink(IMG[i], BOX[i])
            im = recapture_texture(im.astype(np.float32), int(rng.random() < 0.3)).astype(np.uint8)
        if v < 0.75:
            im, b = shrink(im, b)
    im = photo(np.ascontiguousarray(im))
    X[n] = student(im, b); K[n] = kind; Q[n] = teacher(im, b)
    Y[n] = {0: 1, 1: 0, 2: 0.5, 3: 0}[kind]
np.savez(cache("pad", "train_rgb.npz"), x=X, hard=Y, soft=Q, kind=K)
print("teacher mean by kind (live, print, composite, recapture)", [round(float(Q[K == i].mean()), 3) for i in range(4)])
