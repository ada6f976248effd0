"""Where training runs: on a GPU if there is one, else on the processor."""
import torch


def device() -> torch.device:
    """With a GPU also its fast paths: TF32 for what stays in float32, and convolutions chosen by trying."""
    if not torch.cuda.is_available():
        torch.set_num_threads(1)
        return torch.device("cpu")
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    torch.backends.cudnn.benchmark = True
    return torch.device("cuda")


def fused(module, names: tuple[str, ...]) -> None:
    """Compiles functions of `module` in place, so that their point-wise steps are one pass over memory each"""
    for name in names:
        setattr(module, name, torch.compile(getattr(module, name), dynamic=False))
