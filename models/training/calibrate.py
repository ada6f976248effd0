"""Scores of people who took no part in training -> thresholds with the error rate that the counts support (R6, R7).

    python calibrate.py --model embed.onnx --out calibration.json [--report]

A reader takes the lowest threshold whose upper bound is at or below the asked rate, in the worst group that has enough
pairs. Errors are impostor scores at or above the threshold. Every bound is the larger of Clopper-Pearson and a bootstrap
over subjects, because pairs that share a person are not independent.
"""
import argparse
import datetime
import hashlib
import json
import math
import os
import sys

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common.bounds import clopper_pearson_upper, draws, impostor_bootstrap, ratio_bootstrap
from common.paths import cache
from common.runtime import session
from embed.split import split
from eval.matching import SAME_PERSON, teacher_embeddings

#: only adults draw cash; small children look alike to every small embedder and would set the threshold for people who never come
ADULT = 18
RACES = ("white", "black", "asian", "indian", "other")
TIMES = 400


def embed(path: str, crops) -> np.ndarray:
    s = session(path)
    e = np.concatenate([s.run(None, {"input": np.ascontiguousarray(np.asarray(c).transpose(2, 0, 1)[None])})[0] for c in crops])
    return e / np.linalg.norm(e, axis=1, keepdims=True)


def thresholds(scores: np.ndarray, pairs: int) -> np.ndarray:
    """About 60, rising, from an error rate of 1e-2 down to no error at all. scores: highest first."""
    counts = np.unique(np.round(np.geomspace(1, max(2, pairs * 1e-2), 60)).astype(int))
    at = [math.ceil(scores[c - 1] * 1e4) / 1e4 for c in counts if c <= len(scores)]
    return np.unique(at + [math.floor(scores[0] * 1e4 + 1) / 1e4])


def measure(name: str, e: np.ndarray, subject: np.ndarray, rng, drop=None, genuine: bool = True) -> dict:
    """One group. drop: [n,n] pairs to leave out (same person by the teacher)."""
    _, sub = np.unique(subject, return_inverse=True)
    s = e @ e.T
    up = np.triu(np.ones_like(s, bool), 1)
    same = sub[:, None] == sub[None]
    other = up & ~same if drop is None else up & ~same & ~drop
    pairs, count = int(other.sum()), int(sub.max()) + 1
    floor = np.partition(s[other], pairs - max(2, pairs // 80))[pairs - max(2, pairs // 80)]
    i, j = np.where(other & (s >= floor))
    v = s[i, j]
    o = np.argsort(-v)
    v, i, j = v[o], sub[i[o]], sub[j[o]]
    ts = thresholds(v, pairs)
    errors = np.array([int((v >= t).sum()) for t in ts])
    redrawn = draws(rng, count, TIMES)
    boot = impostor_bootstrap(i, j, errors, np.bincount(sub), redrawn)
    gi, gj = np.where(up & same)
    gen = s[gi, gj]
    two = np.unique(np.sort(sub[np.argwhere(other)], axis=1) @ [count, 1]).size  # the same two people are one trial
    out = {"name": name, "subjects": count, "impostorPairs": pairs, "subjectPairs": two, "genuinePairs": int(len(gen)) if genuine else 0, "points": []}
    for t, n, b in zip(ts, errors, boot):
        p = {"threshold": round(float(t), 4), "errors": int(n), "fmr": n / pairs,
             "upper95": max(clopper_pearson_upper(math.ceil(n * two / pairs), two), float(b)), "method": "max(clopper-pearson, subject-bootstrap)"}
        if genuine and len(gen):
            missed = gen < t
            per = np.bincount(sub[gi], missed, count)
            p["fnmr"] = float(missed.mean())
            p["fnmrUpper95"] = max(clopper_pearson_upper(int(missed.sum()), len(gen)), ratio_bootstrap(per, np.bincount(sub[gi], minlength=count), redrawn))
        out["points"].append({k: float("%.6g" % q) if isinstance(q, float) else q for k, q in p.items()})
    return out


def groups(model: str) -> list[dict]:
    rng, out = np.random.default_rng(20), []
    if os.path.exists(cache("rendered", "faces.npz")):
        z = np.load(cache("rendered", "faces.npz"))
        rgb = np.load(cache("rendered", "rgb.npy"), mmap_mode="r")  # the product matches colour pictures only
        held = np.flatnonzero(z["held"])
        two = np.concatenate([held[z["id"][held] == k][:2] for k in np.unique(z["id"][held])])
        out.append(measure("rendered", embed(model, rgb[two]), z["id"][two], rng))
    x, t = np.load(cache("faces.npy"), mmap_mode="r"), teacher_embeddings()
    with open(cache("faces.json")) as f:
        names = json.load(f)
    _, held, _, _, _ = split()
    e = embed(model, x[held])
    race, age = (np.array([f(names[k]) for k in held]) for f in (race_of, age_of))
    adult = age >= ADULT
    for label, keep in (("utk-adults", adult), *(("utk-adults-" + n, adult & (race == r)) for r, n in enumerate(RACES))):
        k = np.flatnonzero(keep)
        twin = t[k] @ t[k].T > SAME_PERSON
        out.append(measure(label, e[k], k, rng, twin, genuine=False))
    return out


def race_of(name: str) -> int:
    """Third field of age_gender_race_stamp; a few names lack it and belong to no group (-1)."""
    parts = os.path.basename(name).split("_")
    return int(parts[2]) if len(parts) == 4 else -1


def age_of(name: str) -> int:
    return int(os.path.basename(name).split("_")[0])


def lowest(group: dict, rate: float):
    return next((p for p in group["points"] if p["upper95"] <= rate), None)


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.add_argument("--model", required=True)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    with open(a.model, "rb") as f:
        digest = hashlib.sha256(f.read()).hexdigest()
    g = groups(a.model)
    source = ("Heads of the project's scene simulator and UTKFace photographs (research use), none of them trained on. These are "
              "simulated and research inputs: they test the code path and this pack, they are not a measurement on a camera rig. "
              "Only adults (18 and over): children are not covered. UTKFace has no identities: different photos count as different people, pairs that the teacher takes for one "
              "person (cosine above %.2f) are left out." % SAME_PERSON)
    with open(a.out, "w") as f:
        json.dump({"schema": "calibration@1", "modelSha256": digest, "created": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                   "comparison": "cosine", "source": source, "groups": g}, f, indent=1)
        f.write("\n")
    for k in g:
        row = []
        for rate in (1e-2, 1e-3, 1e-4, 1e-5):
            p = lowest(k, rate)
            row.append("%g: unsupported" % rate if p is None else "%g: %.4f%s" % (rate, p["threshold"], " fnmr %.3f" % p["fnmr"] if "fnmr" in p else ""))
        print("%-13s %4d subjects %8d impostor pairs | %s" % (k["name"], k["subjects"], k["impostorPairs"], " | ".join(row)))


if __name__ == "__main__":
    main()
