"""Pictures without a face: gradients, noise, shapes, text, scrambled face patches and face-free parts of real frames."""
import cv2
import numpy as np


def smooth_noise(rng, h, w, cells):
    g = rng.random((max(2, cells), max(2, cells), 3), dtype=np.float32)
    return cv2.resize(g, (w, h), interpolation=cv2.INTER_CUBIC)


def procedural(rng, n=320):
    """one face-free n x n picture"""
    kind = rng.integers(0, 5)
    base = rng.random(3, dtype=np.float32)
    if kind == 0:  # gradient
        a, b = base, rng.random(3, dtype=np.float32)
        ang = rng.random() * 6.28
        yy, xx = np.mgrid[0:n, 0:n].astype(np.float32) / n - 0.5
        t = np.clip(xx * np.cos(ang) + yy * np.sin(ang) + 0.5, 0, 1)[..., None]
        im = a * (1 - t) + b * t
    elif kind == 1:  # octave noise
        im = np.zeros((n, n, 3), np.float32)
        amp = 1.0
        grey = rng.random() < 0.5
        for c in (2, 4, 8, 16, 32, 64, 128):
            z = smooth_noise(rng, n, n, c) - 0.5
            im += amp * (z[..., :1] if grey else z)
            amp *= rng.uniform(0.4, 0.9)
        im = base + im * rng.uniform(0.3, 1.2)
    else:
        im = np.ones((n, n, 3), np.float32) * base + (smooth_noise(rng, n, n, int(rng.integers(2, 8))) - 0.5) * rng.uniform(0, 0.6)
        im = np.ascontiguousarray((np.clip(im, 0, 1) * 255).astype(np.uint8))
        for _ in range(int(rng.integers(3, 25))):
            col = tuple(float(v) * 255 for v in rng.random(3))
            if rng.random() < 0.35:  # skin-like and hair-like tones
                t = rng.uniform(0.15, 0.95)
                col = (255 * t, 255 * t * rng.uniform(0.6, 0.85), 255 * t * rng.uniform(0.4, 0.75))
            p = (int(rng.integers(0, n)), int(rng.integers(0, n)))
            q = (int(rng.integers(0, n)), int(rng.integers(0, n)))
            k = rng.integers(0, 5)
            th = int(rng.integers(1, 6)) if rng.random() < 0.5 else -1
            if k == 0:
                cv2.rectangle(im, p, q, col, th)
            elif k == 1:
                cv2.ellipse(im, p, (int(rng.integers(4, n // 2)), int(rng.integers(4, n // 2))), float(rng.integers(0, 180)), 0, 360, col, th)
            elif k == 2:
                cv2.line(im, p, q, col, int(rng.integers(1, 12)))
            elif k == 3:
                cv2.fillPoly(im, [rng.integers(0, n, (int(rng.integers(3, 7)), 2)).astype(np.int32)], col)
            else:
                txt = "".join(chr(int(c)) for c in rng.integers(48, 123, 8))
                cv2.putText(im, txt, p, int(rng.integers(0, 8)), float(rng.uniform(0.3, 3)), col, int(rng.integers(1, 5)))
        im = im / np.float32(255) + (smooth_noise(rng, n, n, int(rng.integers(20, 200))) - 0.5) * rng.uniform(0, 0.25)
    if rng.random() < 0.3:
        im = cv2.GaussianBlur(im, (0, 0), rng.uniform(0.5, 6))
    return (np.clip(im, 0, 1) * 255).astype(np.uint8)


def beside(rng, frames):
    """A random part of a frame beside its only face, in its own proportions; None where the face leaves no room"""
    i = int(rng.integers(len(frames[0])))
    im, (x, y, w, h) = frames[0][i], frames[1][i][0]
    H, W = im.shape[:2]
    x0, y0, x1, y1 = ((0, 0, x - 0.42 * w, H), (x + 1.42 * w, 0, W, H), (0, y + 1.3 * h, W, H))[int(rng.integers(3))]
    if rng.random() < 0.5:  # not always up to the edge
        a, b = np.sort(rng.random(2)) if rng.random() < 0.5 else (0, 1)
        c, d = np.sort(rng.random(2)) if rng.random() < 0.5 else (0, 1)
        x0, x1, y0, y1 = x0 + a * (x1 - x0), x0 + b * (x1 - x0), y0 + c * (y1 - y0), y0 + d * (y1 - y0)
    if min(x1 - x0, y1 - y0) < 40:
        return None
    out = im[int(y0):int(y1), int(x0):int(x1)]
    return out[:, ::-1] if rng.random() < 0.5 else out


def scrambled(rng, pictures, side: int = 320):
    """Patches of faces, too small to be one"""
    p = pictures[int(rng.integers(len(pictures)))]
    c, m = int(rng.integers(14, 26)), p.shape[0]
    g = side // c + 1
    t = np.zeros((g * c, g * c, 3), np.uint8)
    for r in range(g):
        for q in range(g):
            y, x = rng.integers(0, m - c, 2)
            t[r * c:(r + 1) * c, q * c:(q + 1) * c] = p[y:y + c, x:x + c]
    return t[:side, :side].copy()


def backgrounds(rng, pictures, frames, n: int) -> list:
    """n face-free pictures, 320 x 320. pictures: of faces [N,H,W,3]; frames: (pictures, boxes, landmarks) of the pool."""
    out = []
    while len(out) < n * 0.5:
        part = beside(rng, frames)
        if part is not None:
            out.append(cv2.resize(part, (320, 320)))
    while len(out) < n * 0.6:
        out.append(scrambled(rng, pictures))
    while len(out) < n:
        out.append(procedural(rng))
    return out
