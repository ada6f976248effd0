"""fp32 ONNX + its contract + pictures -> int8 ONNX that takes the picture's bytes, with what it lost and what it won.

    python quantise/quantiser.py MODEL.onnx --contract CONTRACT.json --pictures FOLDER --out OUT.onnx [--json]

CONTRACT.json: model-contract@1 of the float graph. FOLDER: pictures of what the model is shown (for a detector whole frames
letterboxed to its size, else crops), or an .npy array. In the int8 contract `type` is uint8; mean and scale are gone.
"""
import argparse
import json
import os
import sys
import tempfile

import onnx
import onnxruntime

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.runtime import session
from quantise.contract import Contract, contract_file
from quantise.integers import last_layers, to_integers
from quantise.loss import answers, losses, total
from quantise.pictures import parts, read_pictures
from quantise.pixels import fold_pixels, take_levels
from quantise.plain import plain
from quantise.kernels import summary
from quantise.speed import speed
from quantise.stem import blocks, blocks_in_front, stem_to_blocks

onnxruntime.set_default_logger_severity(3)
#: how the ranges of activations are found; which one loses least differs from net to net
METHODS = (("minmax", 0.0), ("percentile", 99.99))


def quantise(fp32: str, contract: Contract, pictures: list, out: str, tail: str = "auto", weight_bits: int = 8) -> dict:
    """pictures: uint8 tensors of the contract's shape. tail: `float` leaves the last layers in float, `int8` does not;
    `auto`: float but for embeddings, whose direction forgives more than coordinates and logits do.
    Writes `out` and returns the report. Raises ValueError, RuntimeError."""
    core = plain(fp32)
    px = fold_pixels(core, contract)
    ranges, choose, held = parts(pictures)
    a = {part: answers(session(fp32), contract, x, False) for part, x in (("choose", choose), ("held", held))}
    keep = last_layers(core) if tail == "float" or (tail == "auto" and contract.kind != "embedding") else []
    float_twin = onnx.ModelProto()
    float_twin.CopyFrom(core)
    side = stem_to_blocks(core, contract)
    best, tried = None, []
    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(out))) as folder:
        for method, percentile in METHODS:
            path = os.path.join(folder, "%s%g.onnx" % (method, percentile))
            to_integers(core, path, [blocks(x, side) for x in ranges], px, method, percentile, keep, weight_bits)
            blocks_in_front(path, contract, side)
            lost = total(losses(contract, a["choose"], answers(session(path), contract, choose, True)))
            tried.append({"method": method, "percentile": percentile, "loss": round(lost, 5)})
            if best is None or lost < best[0]:
                best = (lost, path, tried[-1])
        os.replace(best[1], out)
    report = {"out": os.path.basename(out), "chosen": best[2], "tried": tried, "pixels": {"scale": px.scale, "zero": px.zero},
              "pictures": {"ranges": len(ranges), "choose": len(choose), "held": len(held)}}
    take_levels(float_twin, contract.name, px)
    x = {contract.name: held[0]}
    given, plain_float, int8 = speed([(fp32, contract.feed(held[0])), (float_twin.SerializeToString(), x), (out, x)])
    return report | {"loss": losses(contract, a["held"], answers(session(out), contract, held, True)), "kernels": summary(out, x),
                     "ms": {"given": given, "fp32": plain_float, "int8": int8, "times": round(plain_float["min"] / int8["min"], 2)},
                     "bytes": {"fp32": os.path.getsize(fp32), "int8": os.path.getsize(out)}}


def show(report: dict) -> None:
    for t in report.get("tried", []):
        print("%-10s %-7g loss %.4f%s" % (t["method"], t["percentile"], t["loss"], "  <- taken" if t == report["chosen"] else ""))
    for r in report["loss"]:
        extra = "  cosine %.5f, lowest %.5f" % (r["cosineMean"], r["cosineLowest"]) if "cosineMean" in r else ""
        print("%-16s difference mean %.4f max %.4f relative %.4f of %d values%s" % (r["output"], r["mean"], r["max"], r["relative"], r["values"], extra))
    k, ms = report["kernels"], report["ms"]
    print("integer convolutions %d of %d; float kernels before the first: %s; time in other than integer layers %.0f %%"
          % (k["integer"], k["convolutions"], ", ".join(k["floatBefore"]) or "none", 100 * k["floatTime"]))
    print("ms (fastest) of the file as given %.3f, its float graph with batch norm and clips folded %.3f, int8 %.3f: int8 is %.2f times as fast as that"
          % (*(ms[k]["min"] for k in ("given", "fp32", "int8")), ms["times"]))
    print("bytes fp32 %d, int8 %d" % (report["bytes"]["fp32"], report["bytes"]["int8"]))


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.add_argument("model")
    ap.add_argument("--contract", required=True)
    ap.add_argument("--pictures", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--tail", choices=("auto", "float", "int8"), default="auto")
    ap.add_argument("--weight-bits", type=int, choices=(7, 8), default=8, help="7 for processors without VNNI or UDOT")
    ap.add_argument("--json", action="store_true")
    a = ap.parse_args()
    try:
        contract = contract_file(a.contract)
        report = quantise(a.model, contract, read_pictures(a.pictures, contract), a.out, a.tail, a.weight_bits)
    except (ValueError, RuntimeError, OSError, onnx.checker.ValidationError) as e:
        sys.exit("not quantised: %s" % e)
    print(json.dumps(report)) if a.json else show(report)


if __name__ == "__main__":
    main()
