"""Upper confidence bounds of error rates: binomial, and over people (their pairs are not independent)."""
import numpy as np


def _log_tail(k: int, n: int, p: np.ndarray) -> np.ndarray:
    """P(X <= k), X ~ Bin(n, p), for the small k and large n met here"""
    i = np.arange(k + 1, dtype=np.float64)
    logfact = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, k + 1, dtype=np.float64)))])
    logcomb = np.concatenate([[0.0], np.cumsum(np.log(n - np.arange(k, dtype=np.float64)))]) - logfact
    terms = logcomb + i * np.log(p) + (n - i) * np.log1p(-p)
    top = terms.max()
    return np.exp(top) * np.exp(terms - top).sum()


def clopper_pearson_upper(errors: int, n: int, alpha: float = 0.05) -> float:
    """One-sided upper bound at confidence 1 - alpha; 1.0 when nothing was counted."""
    if n <= 0 or errors >= n:
        return 1.0
    lo, hi = errors / n, 1.0
    for _ in range(80):
        mid = (lo + hi) / 2
        if _log_tail(errors, n, mid) > alpha:
            lo = mid
        else:
            hi = mid
    return hi


def draws(rng: np.random.Generator, subjects: int, times: int) -> np.ndarray:
    """[times, subjects] how often each subject is drawn"""
    return rng.multinomial(subjects, np.full(subjects, 1 / subjects), size=times)


def impostor_bootstrap(a, b, order_counts, views, total_draws: np.ndarray) -> np.ndarray:
    """Upper 95 % of the impostor error rate over redrawn subjects.

    a, b: subjects of the error pairs, highest score first. order_counts: how many of them are errors at each threshold.
    views: photos per subject. A pair of subjects drawn m and k times stands m * k times in the redrawn set.
    """
    rates = np.empty((len(total_draws), len(order_counts)))
    for t, m in enumerate(total_draws):
        mv = m * views
        pairs = (mv.sum() ** 2 - (mv * mv).sum()) / 2
        hit = np.concatenate([[0], np.cumsum(m[a] * m[b])])
        rates[t] = hit[order_counts] / pairs
    return np.quantile(rates, 0.95, axis=0)


def ratio_bootstrap(errors: np.ndarray, counts: np.ndarray, total_draws: np.ndarray) -> float:
    """Upper 95 % of sum(errors) / sum(counts) over redrawn subjects; errors, counts per subject"""
    n = total_draws @ counts
    return float(np.quantile((total_draws @ errors)[n > 0] / n[n > 0], 0.95))
