"""What people wear below a face: shoulders and printed shirts. Eyes, nose and mouth of a print are marks like others."""
import cv2
import numpy as np


def _colour(rng):
    grey = rng.uniform(0, 255)
    return tuple(float(v) for v in (np.full(3, grey) if rng.random() < 0.6 else rng.uniform(0, 255, 3)))


def shoulders(rng, im, box) -> None:
    """A plain body under a face that will be pasted at `box`; in place"""
    x, y, w, h = box
    c, top, wide = x + w / 2, y + h * rng.uniform(0.9, 1.15), w * rng.uniform(1.0, 1.7)
    neck, drop = w * rng.uniform(0.3, 0.5), h * rng.uniform(0.25, 0.5)
    outline = [(c - neck, top), (c + neck, top), (c + wide, top + drop), (c + wide * 1.1, top + 3 * h), (c - wide * 1.1, top + 3 * h), (c - wide, top + drop)]
    cv2.fillPoly(im, [np.int32(outline)], _colour(rng))


def shirt_print(rng, im, box) -> None:
    """Words, bars and spots on the chest under the face at `box`; in place"""
    x, y, w, h = box
    c = np.array([x + w * (0.5 + rng.normal(0, 0.25)), y + h * rng.uniform(1.45, 2.2)])
    size = w * rng.uniform(0.4, 1.5) * np.array([1, rng.uniform(0.2, 0.8)])
    ink, paper, turn = _colour(rng), _colour(rng), float(rng.normal(0, 10))
    corner = lambda centre, wh: np.int32(cv2.boxPoints((tuple(map(float, centre)), tuple(map(float, wh)), turn)))
    if rng.random() < 0.5:
        cv2.fillPoly(im, [corner(c, size)], ink)
        ink = paper
    for _ in range(int(rng.integers(1, 7))):
        at = c + rng.uniform(-0.4, 0.4, 2) * size
        k = rng.integers(0, 3)
        if k == 0:
            word = "".join(chr(int(v)) for v in rng.integers(48, 123, int(rng.integers(2, 8))))
            scale = max(0.2, float(size[0]) / 24 / len(word))
            cv2.putText(im, word, (int(at[0] - size[0] * 0.4), int(at[1])), int(rng.integers(0, 8)), scale, ink, int(rng.integers(1, 5)))
        elif k == 1:
            cv2.fillPoly(im, [corner(at, size * rng.uniform(0.08, 0.5, 2))], ink)
        else:
            half = tuple(int(v) for v in np.maximum(1, size * rng.uniform(0.04, 0.2, 2)))
            cv2.ellipse(im, (int(at[0]), int(at[1])), half, turn, 0, 360, ink, -1 if rng.random() < 0.6 else 2)
