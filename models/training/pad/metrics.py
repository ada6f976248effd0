"""Error rates of a presentation-attack net (ISO/IEC 30107-3 words)."""
import numpy as np


def rates(live, attack, threshold: float) -> tuple[float, float]:
    """APCER (attacks let through), BPCER (live people refused) at a logit threshold"""
    return float((np.asarray(attack) >= threshold).mean()), float((np.asarray(live) < threshold).mean())


def area_and_eer(live, attack) -> tuple[float, float, float]:
    """Area under the ROC, equal error rate, its threshold"""
    live, attack = np.sort(np.asarray(live, np.float64)), np.sort(np.asarray(attack, np.float64))
    below = np.searchsorted(attack, live, "left") + np.searchsorted(attack, live, "right")
    area = below.mean() / 2 / len(attack)
    t = np.unique(np.concatenate([live, attack]))
    t = np.concatenate([[t[0] - 1e-3], (t[1:] + t[:-1]) / 2, [t[-1] + 1e-3]])
    apcer = 1 - np.searchsorted(attack, t) / len(attack)
    bpcer = np.searchsorted(live, t) / len(live)
    i = int(np.argmin(np.abs(apcer - bpcer) + 1e-3 * (apcer + bpcer)))
    return float(area), float((apcer[i] + bpcer[i]) / 2), float(t[i])
