"""Light and camera: the same for composed, real and rendered pictures."""
import cv2
import numpy as np

S = 256


def photometric(rng, noise, im, nir, faces):
    """colour, gamma, illuminator falloff, side light, blur, noise, JPEG; one channel is processed for NIR-like pictures"""
    if nir:
        im = im[..., 0] if rng.random() < 0.5 else cv2.cvtColor(im, cv2.COLOR_RGB2GRAY)
    g = float(np.exp(rng.normal(0, 0.4))) if rng.random() < 0.6 else 1.0
    gains = rng.uniform(0.7, 1.3, 3) if not nir and rng.random() < 0.5 else np.ones(3)
    ramp = np.linspace(0, 1, 256)
    k, o = rng.uniform(0.45, 1.35), rng.normal(0, 15)
    lut = np.stack([np.clip(np.clip(ramp * q, 0, 1) ** g * 255 * k + o, 0, 255) for q in gains], 1).astype(np.uint8)
    im = cv2.LUT(np.ascontiguousarray(im), lut[:, 0].copy() if nir else lut[None])
    m = None
    ax = np.arange(S, dtype=np.float32)
    if rng.random() < (0.8 if nir else 0.3):
        if faces and rng.random() < 0.7:
            b = faces[0][0]; c = (b[0] + b[2] / 2 + rng.normal(0, 25), b[1] + b[3] / 2 + rng.normal(0, 25)); r = max(b[2:]) * rng.uniform(0.7, 3)
        else:
            c = rng.uniform(0, S, 2); r = rng.uniform(60, 250)
        lo = np.float32(rng.uniform(0.05, 0.8))
        m = lo + (1 - lo) * np.outer(np.exp(-(ax - c[1]) ** 2 / (2 * r * r)), np.exp(-(ax - c[0]) ** 2 / (2 * r * r))).astype(np.float32)
    if rng.random() < 0.2:
        a = rng.uniform(0, 6.28); q = rng.uniform(-60, 60); kk = rng.uniform(0.02, 0.2)
        t = ax - S / 2
        e = 1 / (1 + np.exp((-kk * (t[None] * np.cos(a) + t[:, None] * np.sin(a) - q)).astype(np.float32)))
        e = 1 - np.float32(rng.uniform(0.2, 0.75)) * e
        m = e if m is None else m * e
    noisy = rng.random() < 0.5
    if m is not None or noisy:
        x = im.astype(np.float32)
        if m is not None:
            x *= m if nir else m[..., None]
        if noisy:
            y0, x0 = rng.integers(0, 64, 2); z = noise[int(rng.integers(len(noise)))][y0:y0 + S, x0:x0 + S]
            x += (z[..., 0] if nir else z) * np.float32(rng.uniform(1, 12))
        im = np.clip(x, 0, 255).astype(np.uint8)
    if rng.random() < 0.3:
        im = cv2.GaussianBlur(im, (0, 0), float(rng.uniform(0.4, 1.6)))
    if nir:
        im = cv2.merge([im, im, im])
    if rng.random() < 0.12:
        im = cv2.imdecode(cv2.imencode(".jpg", im, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))])[1], 1)
    return im
