"""Milliseconds of graphs on one thread, in turn, so that a busy machine hits all alike."""
import time

import numpy as np

from common.runtime import session


def speed(runs: list[tuple[str | bytes, dict[str, np.ndarray]]], n: int = 200) -> list[dict]:
    """runs: (path or bytes of a graph, what it is fed). Median and minimum per graph; on a busy machine the minimum is the one to compare."""
    ss = [session(p) for p, _ in runs]
    t: list[list[float]] = [[] for _ in ss]
    for k in range(n + 10):
        for i, s in enumerate(ss):
            a = time.perf_counter()
            s.run(None, runs[i][1])
            if k >= 10:
                t[i].append((time.perf_counter() - a) * 1e3)
    return [{"median": round(float(np.median(v)), 3), "min": round(float(np.min(v)), 3)} for v in t]
