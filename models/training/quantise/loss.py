"""How far an int8 graph lies from its float twin, output by output."""
import numpy as np
import onnxruntime as ort

from quantise.contract import Contract


def answers(s: ort.InferenceSession, contract: Contract, pictures: list[np.ndarray], uint8: bool) -> dict[str, np.ndarray]:
    """Every output, stacked over the pictures (uint8 tensors)."""
    names = [o.name for o in s.get_outputs()]
    rows = [s.run(names, {contract.name: x} if uint8 else contract.feed(x)) for x in pictures]
    return {n: np.stack([r[i] for r in rows]) for i, n in enumerate(names)}


def faces(contract: Contract, a: dict[str, np.ndarray], name: str) -> np.ndarray:
    """What counts of an output: of a detector only the cells where the float net sees a face (elsewhere sizes and landmarks
    mean nothing); scores count everywhere. Boolean, broadcast to the output's shape."""
    y = a[name]
    if contract.kind == "centernet-v1" and name != "heat":
        return np.broadcast_to(a["heat"] >= contract.threshold, y.shape)
    if contract.kind == "yunet" and name[:3] not in ("cls", "obj"):
        stride = name.split("_")[1]
        return np.broadcast_to(np.sqrt(np.clip(a["cls_" + stride] * a["obj_" + stride], 0, 1)) >= contract.threshold, y.shape)
    return np.ones(y.shape, bool)


def losses(contract: Contract, a: dict[str, np.ndarray], b: dict[str, np.ndarray]) -> list[dict]:
    """a: float, b: int8. Per output: mean and largest difference, the same over the spread of the output, and for
    embeddings the cosine of both."""
    out = []
    for name in a:
        keep = faces(contract, a, name)
        if not keep.any():
            continue
        x, y = a[name][keep], b[name][keep]
        d = np.abs(x - y)
        row = {"output": name, "values": int(keep.sum()), "mean": float(d.mean()), "max": float(d.max()),
               "relative": float(np.sqrt((d ** 2).mean()) / max(1e-9, x.std()))}
        if contract.kind == "embedding":
            p, q = (v.reshape(len(v), -1) for v in (a[name], b[name]))
            c = (p * q).sum(1) / np.linalg.norm(p, axis=1) / np.linalg.norm(q, axis=1)
            row |= {"cosineMean": float(c.mean()), "cosineLowest": float(c.min())}
        out.append(row)
    return out


def total(rows: list[dict]) -> float:
    """One number to choose by: mean relative difference of the outputs"""
    return float(np.mean([r["relative"] for r in rows]))
