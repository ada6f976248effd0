"""What ONNX Runtime really executes: read from its own profile of a run, not assumed from the file."""
import json
import os
import tempfile

import numpy as np
import onnxruntime as ort

INTEGER = ("QLinearConv", "ConvInteger")
FLOAT = ("Conv", "FusedConv", "NchwcConv", "NhwcFusedConv")
#: layers that are no convolution but multiply as much
INTEGER_LAYERS = (*INTEGER, "QGemm", "QLinearMatMul", "MatMulInteger")


def kernels(path: str, feed: dict[str, np.ndarray]) -> list[dict]:
    """One entry per kernel in the order of execution: op, output types, microseconds (second run)."""
    with tempfile.TemporaryDirectory() as folder:
        o = ort.SessionOptions()
        o.intra_op_num_threads = o.inter_op_num_threads = 1
        o.log_severity_level = 3
        o.enable_profiling = True
        o.profile_file_prefix = os.path.join(folder, "profile")
        s = ort.InferenceSession(path, o, providers=["CPUExecutionProvider"])
        for _ in range(2):
            s.run(None, feed)
        with open(s.end_profiling()) as f:
            events = [e for e in json.load(f) if e.get("cat") == "Node" and e["name"].endswith("_kernel_time")]
    types = lambda e: [t for o in e["args"].get("output_type_shape", []) for t in o]
    return [{"op": e["args"]["op_name"], "types": types(e), "us": e["dur"]} for e in events[len(events) // 2:]]


def summary(path: str, feed: dict[str, np.ndarray]) -> dict:
    """integer, convolutions: how many of how many; floatBefore: kernels that make floats before the first convolution;
    floatTime: share of the time outside integer layers."""
    ks = kernels(path, feed)
    first = next((i for i, k in enumerate(ks) if k["op"] in INTEGER + FLOAT), len(ks))
    float_before = [k["op"] for k in ks[:first] if "float" in k["types"]]
    if first < len(ks) and ks[first]["op"] in FLOAT:
        float_before.append(ks[first]["op"])
    whole = max(1, sum(k["us"] for k in ks))
    return {"integer": sum(k["op"] in INTEGER for k in ks), "convolutions": sum(k["op"] in INTEGER + FLOAT for k in ks),
            "floatBefore": float_before, "floatTime": round(sum(k["us"] for k in ks if k["op"] not in INTEGER_LAYERS) / whole, 3)}
