"""Figures of an embedder on people that it never saw."""
import hashlib
import os

import numpy as np

from common.paths import data, reference
from common.runtime import session
from eval.groups import adults
from eval.pack import Net
from eval.sets import held_faces, rgb

#: photographs without identities: a pair that the teacher takes for one person is left out
SAME_PERSON = 0.5
FOLDS = 10
PAIRS = 6000


def embeddings(net: Net) -> np.ndarray:
    return np.stack([net.unit(rgb(data(f))) for f in held_faces()[0]])


def teacher_embeddings() -> np.ndarray:
    """Of the held-out faces without identity. Kept in TELLERSIGHT_CACHE where there is one: the teacher takes far longer than what is measured."""
    files = [f for f, who in zip(*held_faces()) if who < 0]
    kept = os.path.join(os.environ["TELLERSIGHT_CACHE"], "eval-teacher-%s.npy" % hashlib.sha256("\n".join(files).encode()).hexdigest()[:16]) \
        if os.environ.get("TELLERSIGHT_CACHE") else None
    if kept and os.path.exists(kept):
        return np.load(kept)
    s = session(reference("esp_mbf.onnx"))
    name = s.get_inputs()[0].name
    e = np.concatenate([s.run(None, {name: (rgb(data(f)).transpose(2, 0, 1)[None].astype(np.float32) - 127.5) / 127.5})[0] for f in files])
    e /= np.linalg.norm(e, axis=1, keepdims=True)
    if kept:
        np.save(kept, e)
    return e


class Strangers:
    """Pairs of held-out adults of the set without identities that the teacher takes for two (small children look alike to every
    small embedder and draw no cash: they would set the threshold alone)."""

    def __init__(self):
        at, adult = np.flatnonzero(held_faces()[1] < 0), adults(held_faces()[0])
        e = teacher_embeddings()[adult[at]]
        at = at[adult[at]]
        i, j = np.where(np.triu(e @ e.T <= SAME_PERSON, 1))
        self.a, self.b = at[i], at[j]


def scores(e: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.concatenate([(e[a[k:k + 100_000]] * e[b[k:k + 100_000]]).sum(1) for k in range(0, len(a), 100_000)])


def genuine_pairs() -> tuple[np.ndarray, np.ndarray]:
    label = held_faces()[1]
    return np.where(np.triu((label[:, None] == label[None]) & (label[:, None] >= 0), 1))


def protocol(e: np.ndarray, strangers: Strangers) -> tuple[np.ndarray, np.ndarray]:
    """The same 6,000 pairs every time, half of one person, half of two -> scores, same person"""
    r, half = np.random.RandomState(6000), PAIRS // 2
    ga, gb = genuine_pairs()
    g, s = r.choice(len(ga), half, replace=False), r.choice(len(strangers.a), half, replace=False)
    order = r.permutation(PAIRS)
    v = np.concatenate([scores(e, ga[g], gb[g]), scores(e, strangers.a[s], strangers.b[s])])
    return v[order], (np.arange(PAIRS) < half)[order]


def accuracy(v: np.ndarray, same: np.ndarray) -> float:
    """Mean over ten folds of the share that is right at the threshold that the other nine like best"""
    right = []
    for fold in np.array_split(np.arange(len(v)), FOLDS):
        rest = np.setdiff1d(np.arange(len(v)), fold)
        o = np.argsort(v[rest])
        s, t = same[rest][o], v[rest][o]
        # right at a threshold just above t[k]: strangers up to k, one person from k + 1 on
        k = int(np.argmax(np.cumsum(~s) + s.sum() - np.cumsum(s)))
        right.append(np.mean((v[fold] > t[k]) == same[fold]))
    return float(np.mean(right))


def fnmr_at(impostor: np.ndarray, genuine: np.ndarray, rate: float) -> tuple[float, float]:
    """-> threshold that a share `rate` of the impostors reaches, share of genuine scores below it"""
    k = max(1, int(len(impostor) * rate))
    t = float(np.partition(impostor, len(impostor) - k)[len(impostor) - k])
    return t, float((genuine <= t).mean())


def given_protocol() -> tuple[list[str], list[str], np.ndarray] | None:
    """protocol/pairs.csv (FIRST,SECOND,1 or 0; aligned pictures below protocol/), where somebody has one"""
    path = data("protocol", "pairs.csv")
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as f:
        rows = [line.strip().split(",") for line in f if line.strip()]
    return [r[0] for r in rows], [r[1] for r in rows], np.array([r[2] == "1" for r in rows])


def given_scores(net: Net, first: list[str], second: list[str]) -> np.ndarray:
    e = {f: net.unit(rgb(data("protocol", f))) for f in sorted({*first, *second})}
    return np.array([float(e[a] @ e[b]) for a, b in zip(first, second)])
