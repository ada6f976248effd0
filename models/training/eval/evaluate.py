"""All figures of a pack that its cards and docs/models-measured.md quote.

    npm run eval -- PACK [--files DIR] [--fp32 DIR] [--at T...] [--json] [--save FILE]

PACK: a folder with manifest.json. --files: where its models lie, when elsewhere. --fp32: the float twins (NAME.fp32.onnx, or
another pack as FOLDER or FOLDER:FILES): the rows that compare int8 with them. --at: also the FNMR at these match thresholds.
Environment: TELLERSIGHT_DATA (research data, models/training/README.md; rgb-ir-sample/ beside it), TELLERSIGHT_MODELS (public
reference models, the yardstick).
`python eval/table.py FILE... --out docs/models-measured.md` makes the page of saved runs.

Exit codes: 0 measured, 64 usage, 66 data or models are not there, 69 Python packages are missing.
"""
import argparse
import json
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, ROOT)
USAGE, NO_INPUT, UNAVAILABLE = 64, 66, 69
#: at least one of these makes a folder the research data
SETS = ("utk", "live", "rgb-ir-sample")


def stop(code: int, what: str) -> None:
    print(what, file=sys.stderr)
    sys.exit(code)


def check_inputs() -> None:
    for name, what, there in (("TELLERSIGHT_DATA", "the research data", lambda d: any(os.path.isdir(os.path.join(d, s)) for s in SETS)),
                              ("TELLERSIGHT_MODELS", "the public reference models", lambda d: os.path.exists(os.path.join(d, "yunet_n_320_320.onnx")))):
        folder = os.environ.get(name, "")
        if not folder or not there(folder):
            stop(NO_INPUT, "nothing was measured: %s is not in %s=%s (models/training/README.md says what belongs there)" % (what, name, folder or "(not set)"))


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.error = lambda message: stop(USAGE, message)
    ap.add_argument("pack")
    ap.add_argument("--files")
    ap.add_argument("--fp32")
    ap.add_argument("--only", choices=("detect", "embed", "padRgb", "padIr", "speed"))
    ap.add_argument("--times", type=int, default=200, help="runs per net for its milliseconds")
    ap.add_argument("--at", type=float, nargs="+", default=[], help="match thresholds")
    ap.add_argument("--json", action="store_true")
    ap.add_argument("--save", help="write the rows as JSON")
    a = ap.parse_args()
    check_inputs()
    try:
        from eval import matching, rows
        from eval.pack import Pack, twins
        from eval.table import terminal
    except ImportError as e:
        stop(UNAVAILABLE, "%s. Install with\n  python3 -m venv .venv && .venv/bin/pip install -r %s/requirements.txt && export TELLERSIGHT_PYTHON=.venv/bin/python" % (e, ROOT))
    try:
        pack = Pack(a.pack, a.files)
        twin = twins(pack, a.fp32) if a.fp32 else {}
    except (OSError, ValueError) as e:
        stop(NO_INPUT, "nothing was measured: %s" % e)
    parts = {"detect": lambda: rows.detector(pack, twin), "embed": lambda: rows.embedder(pack, twin, matching.Strangers(), a.at),
             "padRgb": lambda: rows.liveness(pack, "padRgb", twin), "padIr": lambda: rows.liveness(pack, "padIr", twin),
             "speed": lambda: rows.size_and_speed(pack, twin, a.times)}
    found = [r for name, part in parts.items() if a.only in (None, name) for r in part()]
    result = {"schema": "models-measured@1", "pack": pack.name, "models": {n.entry["file"]: n.entry["sha256"] for n in pack.every}, "rows": found}
    if a.save:
        with open(a.save, "w", encoding="utf-8") as f:
            json.dump(result, f, indent=1, ensure_ascii=False)
            f.write("\n")
    print(json.dumps(result, ensure_ascii=False) if a.json else terminal(result))


if __name__ == "__main__":
    main()
