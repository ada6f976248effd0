"""Operating points of both presentation-attack nets, and what they cost on data that was not trained on.

    python pad_calibrate.py --rgb pad-rgb.onnx --ir pad-ir.onnx --out pad-calibration.json [--pairs FOLDER]

The threshold is chosen on rendered held-out people: as far between live and attack as the worst species leaves room,
never above what 1 % of live captures cost. Real sets are reported at that same threshold; they had no part in it.
"""
import argparse
import hashlib
import json
import os
import sys

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common.bounds import clopper_pearson_upper
from common.runtime import session
from pad.metrics import area_and_eer
from pad.sets import held_real, held_rendered, sample_pairs


def logits(path: str, crops: np.ndarray) -> np.ndarray:
    s = session(path)
    x = crops[:, None] if crops.ndim == 3 else crops.transpose(0, 3, 1, 2)
    return np.array([s.run(None, {"input": np.ascontiguousarray(v[None])})[0][0] for v in x])


def choose(live: np.ndarray, attacks: list[np.ndarray]) -> float:
    """Middle between the 1 % quantile of live and the 99 % quantile of the worst species, but not above the former."""
    low, high = float(np.quantile(live, 0.01)), max(float(np.quantile(a, 0.99)) for a in attacks)
    return round(min(low, (low + high) / 2 if high < low else low), 3)


def rate(errors: int, n: int, key: str) -> dict:
    return {"errors": errors, key: float("%.6g" % (errors / n)), "upper95": float("%.6g" % clopper_pearson_upper(errors, n))}


def point(kind: str, path: str, pairs: str) -> dict:
    species, real = held_rendered(kind), {"research-held-out": held_real(kind)}
    if pairs:
        real["sample-pairs"] = sample_pairs(kind, pairs)
    real = {k: tuple(logits(path, v) for v in lf) for k, lf in real.items()}
    with open(path, "rb") as f:
        out = {"modelSha256": hashlib.sha256(f.read()).hexdigest()}
    if species:
        live = logits(path, next(iter(species.values()))[0])
        attack = {"rendered-" + s: logits(path, v[1]) for s, v in species.items()}
        out["threshold"] = choose(live, list(attack.values()))
        out["source"] = "threshold and species: heads of the project's scene simulator that were not trained on (simulated input, not a rig)"
    else:
        live, attack = real["research-held-out"][0], {"research-held-out-attacks": real["research-held-out"][1]}
        out["threshold"] = round(area_and_eer(live, attack["research-held-out-attacks"])[2], 3)
        out["source"] = "threshold: equal error rate on the held-out part of the research set; no rendered heads yet"
    t = out["threshold"]
    out["species"] = [{"name": s, "presentations": len(v), **rate(int((v >= t).sum()), len(v), "apcer"),
                       "logitP99": round(float(np.quantile(v, 0.99)), 3)} for s, v in sorted(attack.items())]
    out["bpcer"] = {"n": len(live), **rate(int((live < t).sum()), len(live), "rate"), "logitP1": round(float(np.quantile(live, 0.01)), 3)}
    out["real"] = [{"name": k, "auc": round(area_and_eer(l, f)[0], 4), "live": len(l), "attacks": len(f),
                    "apcer": rate(int((f >= t).sum()), len(f), "rate"), "bpcer": rate(int((l < t).sum()), len(l), "rate")} for k, (l, f) in real.items()]
    return out


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.add_argument("--rgb", required=True)
    ap.add_argument("--ir", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--pairs", default="")
    a = ap.parse_args()
    out = {"schema": "pad-calibration@1", "rgb": point("rgb", a.rgb, a.pairs), "ir": point("ir", a.ir, a.pairs)}
    with open(a.out, "w") as f:
        json.dump(out, f, indent=1)
        f.write("\n")
    for kind in ("rgb", "ir"):
        o = out[kind]
        print(kind, "threshold", o["threshold"], "BPCER %.4f of %d" % (o["bpcer"]["rate"], o["bpcer"]["n"]))
        for s in o["species"]:
            print("   %-24s APCER %.4f of %d (upper %.4f)" % (s["name"], s["apcer"], s["presentations"], s["upper95"]))
        for r in o["real"]:
            print("   real %-20s AUC %.4f APCER %.3f BPCER %.3f" % (r["name"], r["auc"], r["apcer"]["rate"], r["bpcer"]["rate"]))


if __name__ == "__main__":
    main()
