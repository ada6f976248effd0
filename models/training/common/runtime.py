"""ONNX Runtime sessions on one thread: the machine is shared, and the product runs that way too."""
import onnxruntime as ort


def session(path: str | bytes) -> ort.InferenceSession:
    o = ort.SessionOptions()
    o.intra_op_num_threads = o.inter_op_num_threads = 1
    o.log_severity_level = 3
    return ort.InferenceSession(path, o, providers=["CPUExecutionProvider"])
