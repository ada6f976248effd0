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


def backgrounds(rng, faces, frames, n: int) -> list:
    """`faces`, `frames`: (pictures, boxes, landmarks) of the pools."""
    out, (img, box, _) = [], frames
    while len(out) < n * 0.4:
        i = int(rng.integers(len(img)))
        x, y, w, h = box[i]
        k, (H, W) = rng.integers(0, 3), img[i].shape[:2]
        if k == 0 and x - 0.45 * w > 60:
            c = img[i][:, :int(x - 0.45 * w)]
        elif k == 1 and W - (x + 1.45 * w) > 60:
            c = img[i][:, int(x + 1.45 * w):]
        elif k == 2 and H - (y + 1.2 * h) > 40:
            c = img[i][int(y + 1.2 * h):]
        else:
            continue
        out.append(cv2.resize(c, (320, 320)))
    while len(out) < n * 0.5:  # patches too small to be a face
        p = faces[0][int(rng.integers(len(faces[0])))]
        c, m = int(rng.integers(14, 26)), p.shape[0]
        g = 320 // c + 1
        t = np.zeros((g * c, g * c, 3), np.uint8)
        for r in range(g):
            for q in range(g):
                y, x = rng.integers(0, m - c, 2)
                t[r * c:(r + 1) * c, q * c:(q + 1) * c] = p[y:y + c, x:x + c]
        out.append(t[:320, :320].copy())
    while len(out) < n:
        out.append(procedural(rng))
    return out
