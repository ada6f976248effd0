"""Convolution, bias and ReLU in one pass over memory, forward and backward, on one processor core.

Training a net of thin layers waits for memory, not for arithmetic: PyTorch's separate ReLU costs as much as the convolution
before it, and its backward of a depthwise convolution of stride 2 twenty times as much as the forward.
"""
import torch

_backward = torch.ops.aten.convolution_backward


class ConvRelu(torch.autograd.Function):
    """x [N,C,H,W] channels last, w, b of the same type. `relu` false: linear."""

    @staticmethod
    def forward(ctx, x, w, b, stride: int, pad: int, groups: int, relu: bool):
        y = torch.ops.mkldnn._convolution_pointwise(x, w, b, [pad] * 2, [stride] * 2, [1, 1], groups, "relu" if relu else "none", [], "")
        ctx.save_for_backward(x, w, y if relu else None)
        ctx.rest = stride, pad, groups
        return y

    @staticmethod
    def backward(ctx, g):
        x, w, y = ctx.saved_tensors
        stride, pad, groups = ctx.rest
        if y is not None:
            g = torch.ops.aten.threshold_backward(g, y, 0)
        need = ctx.needs_input_grad[:3]
        slow = groups > 1 and stride == 2
        gx, gw, gb = _backward(g, x, w, [len(w)], [stride] * 2, [pad] * 2, [1, 1], False, [0, 0], groups, [need[0] and not slow, *need[1:]])
        if slow:  # the same gradient as that of stride 1 with zeros in between
            full = torch.zeros_like(x, memory_format=torch.channels_last)
            full[:, :, ::2, ::2] = g
            gx = _backward(full, x, w, None, [1, 1], [pad] * 2, [1, 1], False, [0, 0], groups, [True, False, False])[0]
        return gx, gw, gb, None, None, None, None


def check() -> float:
    """Largest difference to PyTorch's own convolution and gradients, relative to the largest value, over the shapes used here"""
    worst = 0.0
    for cin, cout, k, stride, groups in ((3, 8, 3, 2, 1), (8, 16, 1, 1, 1), (16, 16, 3, 1, 16), (16, 16, 3, 2, 16)):
        for relu in (True, False):
            x = torch.randn(2, cin, 13, 12).contiguous(memory_format=torch.channels_last).requires_grad_()
            w, b = torch.randn(cout, cin // groups, k, k, requires_grad=True), torch.randn(cout, requires_grad=True)
            ours = ConvRelu.apply(x, w, b, stride, k // 2, groups, relu)
            plain = torch.nn.functional.conv2d(x, w, b, stride, k // 2, 1, groups)
            plain = torch.relu(plain) if relu else plain
            g = torch.randn_like(plain)
            pairs = zip((ours, *torch.autograd.grad(ours, (x, w, b), g)), (plain, *torch.autograd.grad(plain, (x, w, b), g)))
            worst = max(worst, *(float((p - q).abs().max() / q.abs().max()) for p, q in ((p.detach(), q.detach()) for p, q in pairs)))
    return worst


if __name__ == "__main__":
    gap = check()
    print("fused convolution against PyTorch's: largest relative difference %.2g" % gap)
    raise SystemExit(gap > 1e-5)
