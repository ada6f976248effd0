"""What the detector is taught: heat, size, centre, landmarks as guessed, the field, and landmarks as looked at again."""
import torch
import torch.nn.functional as F

from detect.model import GRID, LOOKS, look


def _heat(logit, heat, weight):
    p = torch.sigmoid(logit).clamp(1e-5, 1 - 1e-5)
    pos = (heat > 0.999).float()
    loss = -(pos * (1 - p) ** 2 * F.logsigmoid(logit) + (1 - pos) * (1 - heat) ** 4 * p ** 2 * F.logsigmoid(-logit)) * weight
    return loss.sum() / pos.sum().clamp(min=1)


def losses(out, heat, weight, mask, box, points, near, field, size_of):
    """out: of Detector.forward; the rest: of targets().

    -> heat, size (log), offset, first guess, field, landmarks after looking; the last four mean distances in face sizes
    """
    logit, size, off, lm, got_field = out
    m = (mask * weight)[:, None]
    n = m.sum().clamp(min=1)
    s = torch.exp(0.5 * (box[:, 0:1] + box[:, 1:2])).clamp(min=0.1)
    ls = ((size - box[:, :2]).abs() * m).sum() / n
    lo = ((off - box[:, 2:]).abs() / s * m).sum() / n
    # landmarks are compared where they land, in units of the true face size
    span = torch.exp(0.5 * (size[:, 0:1] + size[:, 1:2]).clamp(-2, 5))
    at = torch.arange(GRID, device=heat.device, dtype=torch.float32)
    cell = torch.stack([at.expand(GRID, GRID), at[:, None].expand(GRID, GRID)] * 5)[None]
    guess = lm * span + off.repeat(1, 5, 1, 1) - 0.5 + cell
    miss = lambda got: ((got - points).unflatten(1, (5, 2)).norm(dim=2) / s * m).sum() / n / 5
    near = near * weight[:, None]
    lf = ((got_field.unflatten(1, (5, 2)) - field.unflatten(1, (5, 2)) / size_of[:, :, None]).norm(dim=2) * near).sum() / near.sum().clamp(min=1)
    where, ll = guess.detach(), 0
    for _ in range(LOOKS):
        where = look(got_field, where, span.detach())
        ll = ll + miss(where) / LOOKS
        where = where.detach()
    return _heat(logit[:, 0], heat, weight), ls, lo, miss(guess), lf, ll
