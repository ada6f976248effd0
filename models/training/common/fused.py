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
