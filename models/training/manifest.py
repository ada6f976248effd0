"""Bring a pack's manifest.json and SHA256SUMS in line with the files that lie beside it.

    python manifest.py PACKDIR [--metrics FILE.json]

FILE.json: {"detect": [{"name": ..., "value": ..., "set": ...}], "padRgb": [...], ...}; roles not named keep their metrics.
Refuses when a calibration file was measured with other model files than the pack holds.
"""
import argparse
import glob
import hashlib
import json
import os
import sys


def digest(path: str) -> str:
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.add_argument("pack")
    ap.add_argument("--metrics", default="")
    a = ap.parse_args()
    at = lambda name: os.path.join(a.pack, name)
    read = lambda name: json.load(open(name, encoding="utf-8"))
    m = read(at("manifest.json"))
    metrics = read(a.metrics) if a.metrics else {}
    by_role = {}
    for model in m["models"]:
        before, model["sha256"], model["bytes"] = model["sha256"], digest(at(model["file"])), os.path.getsize(at(model["file"]))
        if before != model["sha256"]:
            model.pop("smoke", None)  # what the file before it answered; `tellersight models seal --smoke` records it anew
        model["metrics"] = metrics.get(model["role"], model["metrics"])
        by_role[model["role"]] = model["sha256"]
    for entry in (*m["calibration"].values(), *m.get("cards", [])):
        entry["sha256"] = digest(at(entry["file"]))
    match, pad = (read(at(m["calibration"][k]["file"])) for k in ("match", "pad"))
    for name, measured, role in (("match", match, "embed"), ("pad rgb", pad["rgb"], "padRgb"), ("pad ir", pad["ir"], "padIr")):
        if measured["modelSha256"] != by_role[role]:
            sys.exit("the %s calibration was measured with another model file: run the calibration again" % name)
    with open(at("manifest.json"), "w", encoding="utf-8") as f:
        json.dump(m, f, indent=2, ensure_ascii=False)
        f.write("\n")
    with open(at("SHA256SUMS"), "w") as f:
        for path in sorted(glob.glob(at("*.onnx")) + glob.glob(at("*calibration.json"))):
            f.write("%s  %s\n" % (digest(path), os.path.basename(path)))


if __name__ == "__main__":
    main()
