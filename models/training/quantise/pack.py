"""A pack of float models -> the same pack in int8, made on this machine (for packs whose files must not be passed on).

    python quantise/pack.py PACK [--files DIR] --out DIR --version VERSION [--role ROLE]

Pictures come from the training part of TELLERSIGHT_DATA, cropped by each model's own contract: webcam frames of subjects 1 to
7, near-infrared chips but the last fifth, photographs of the 20 identities that are not held out. The new manifest keeps
licence and source, says what was lost and won, and has no calibration: that of the float pack was measured with other files.
With --role only models of that role are made and put beside those that are in --out already.
`tellersight models verify` and `sign` follow.
"""
import argparse
import glob
import hashlib
import json
import os
import sys

import cv2
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.paths import data
from detect.pool import HELD_SUBJECTS
from embed.split import HELD_IDENTITIES
from eval.crops import face, letterbox
from eval.sets import chip_box, reference_detector, rgb
from quantise.contract import parse_contract
from quantise.quantiser import quantise, show

MOST = 96


def spread(files: list[str]) -> list[str]:
    return [files[i] for i in np.unique(np.linspace(0, len(files) - 1, min(MOST, len(files))).astype(int))]


def frames() -> list[str]:
    every = [f for kind in ("live", "print") for d in sorted(glob.glob(data(kind, "[0-9][0-9]"))) if d[-2:] not in HELD_SUBJECTS
             for f in sorted(glob.glob(d + "/*.webp"))]
    return spread(every)


def pictures(entry: dict) -> list[np.ndarray]:
    """Pictures of a model's crop: what it will be shown, from people it may learn from"""
    crop, w, h = entry["input"]["crop"], entry["input"]["width"], entry["input"]["height"]
    if entry["role"] == "detect":
        return [letterbox(rgb(f), w, h, crop)[0] for f in frames()]
    if entry["role"] == "embed":
        return [rgb(f) for f in spread([f for i in range(24) if i not in HELD_IDENTITIES for f in sorted(glob.glob(data("labelled", str(i), "*.webp")))])]
    if entry["role"] == "padIr":
        every = [sorted(glob.glob(data(folder, "*.png"))) for folder in ("live", "attack")]
        ims = [cv2.imread(f, 0) for f in spread([f for fs in every for f in fs[:int(0.8 * len(fs))]])]
        return [face(im, chip_box(im), crop, w, h) for im in ims]
    found = [(im, reference_detector(320).main(im)) for im in (rgb(f) for f in frames())]
    return [face(im, f[0], crop, w, h) for im, f in found if f is not None]


def int8_entry(entry: dict, path: str, report: dict) -> dict:
    out = json.loads(json.dumps(entry))
    for key in ("mean", "scale"):
        out["input"].pop(key, None)
    out["input"]["type"] = "uint8"
    with open(path, "rb") as f:
        content = f.read()
    lost = ", ".join("%s %.4f" % (r["output"], r["relative"]) for r in report["loss"][:6])
    out |= {"file": os.path.basename(path), "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    out["metrics"] = [{"name": "lost to the float model, of the spread of an output", "value": lost[:256], "set": "%d crops that set no range" % report["pictures"]["held"]},
                      {"name": "convolutions in integers", "value": "%(integer)d of %(convolutions)d" % report["kernels"], "set": "profile of the runtime"}]
    for key in ("smoke", "url"):
        out.pop(key, None)
    return out


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.add_argument("pack")
    ap.add_argument("--files")
    ap.add_argument("--out", required=True)
    ap.add_argument("--version", required=True)
    ap.add_argument("--role")
    a = ap.parse_args()
    with open(os.path.join(a.pack, "manifest.json"), encoding="utf-8") as f:
        m = json.load(f)
    os.makedirs(a.out, exist_ok=True)
    made = os.path.join(a.out, "manifest.json")
    models = list(m["models"])
    if a.role and os.path.exists(made):
        with open(made, encoding="utf-8") as f:
            m["models"] = json.load(f)["models"]
    for i, entry in enumerate(models):
        if a.role and entry["role"] != a.role:
            continue
        print("==", entry["file"], flush=True)
        contract = parse_contract(entry)
        out = os.path.join(a.out, entry["file"].removesuffix(".onnx") + ".int8.onnx")
        report = quantise(os.path.join(a.files or a.pack, entry["file"]), contract, [contract.levels(p) for p in pictures(entry)], out)
        show(report)
        m["models"][i] = int8_entry(entry, out, report)
    m |= {"name": m["name"] + "-int8", "version": a.version, "calibration": {}}
    m.pop("cards", None)
    with open(made, "w", encoding="utf-8") as f:
        json.dump(m, f, indent=2, ensure_ascii=False)
        f.write("\n")


if __name__ == "__main__":
    main()
