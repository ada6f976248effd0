"""What the detector is taught: heat, size, centre, landmarks as guessed, and landmarks as looked at again."""
import torch
import torch.nn.functional as F

from detect.model import LOOKS, look


def _heat(logit, heat, valid):
    p = torch.sigmoid(logit).clamp(1e-5, 1 - 1e-5)
    pos = (heat > 0.999).float()
    loss = -(pos * (1 - p) ** 2 * F.logsigmoid(logit) + (1 - pos) * (1 - heat) ** 4 * p ** 2 * F.logsigmoid(-logit)) * valid
    return loss.sum() / pos.sum().clamp(min=1)


def losses(out, heat, valid, reg, mask, field, near):
    """out: of Detector.forward; the rest: of targets() and field_targets(), a batch each.

    -> heat, size, offset, first guess, field, landmarks after looking; the last five in face sizes (size: log)
    """
    logit, size, off, lm, got_field = out
    m = (mask * valid)[:, None]
    n = m.sum().clamp(min=1)
    s = torch.exp(0.5 * (reg[:, 0:1] + reg[:, 1:2]))
    ls = ((size - reg[:, 0:2]).abs() * m).sum() / n
    lo = ((off - reg[:, 2:4]).abs() / s * m).sum() / n
    # landmarks are compared where they land, in units of the true face size
    span = torch.exp(0.5 * (size[:, 0:1] + size[:, 1:2]).clamp(-2, 5))
    got = lm * span + off.repeat(1, 5, 1, 1)
    want = reg[:, 4:] * s + reg[:, 2:4].repeat(1, 5, 1, 1)
    lg = ((got - want).abs() / s * m).sum() / n / 10
    near = near.repeat_interleave(2, 1) * valid[:, None]
    lf = ((got_field - field).abs() * near).sum() / near.sum().clamp(min=1)
    grid = torch.arange(heat.shape[-1], dtype=torch.float32)
    cell = torch.stack([grid.expand(len(grid), -1), grid[:, None].expand(-1, len(grid))] * 5)[None]
    at, ll = (got - 0.5).detach() + cell, 0
    for _ in range(LOOKS):
        at = look(got_field, at, span.detach())
        ll = ll + ((at - cell + 0.5 - want).abs() / s * m).sum() / n / 10 / LOOKS
        at = at.detach()
    return _heat(logit[:, 0], heat, valid), ls, lo, lg, lf, ll
