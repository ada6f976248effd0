"""Quick held-out figures during training: cosine to the teacher, and genuine against impostor scores."""
import numpy as np
import torch
import torch.nn.functional as F

from common.paths import cache
from embed.augment import to_input


def embed_all(net, crops, batch: int = 64) -> np.ndarray:
    net.eval()
    out = []
    with torch.no_grad():
        for i in range(0, len(crops), batch):
            x = torch.from_numpy(to_input(np.asarray(crops[i:i + batch]))).to(memory_format=torch.channels_last)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                out.append(F.normalize(net(x).float()))
    return torch.cat(out).numpy()


def upper(scores: np.ndarray, rate: float) -> float:
    """score that a share `rate` of the impostors reaches"""
    k = max(1, int(len(scores) * rate))
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])


class Probe:
    def __init__(self, x, e, utk, labelled, label, rendered=None):
        self.utk, self.labelled, self.e, self.label = utk, labelled, e, label
        self.x = np.concatenate([x[utk], x[labelled]])
        u = e[utk] @ e[utk].T
        self.different = np.triu(u <= 0.6, 1)  # UTKFace holds near-duplicates; the teacher drops them
        self.same = np.triu(label[labelled][:, None] == label[labelled][None], 1)
        self.rendered = None
        if rendered is not None:
            idx = np.flatnonzero(rendered["held"])
            ids = rendered["id"][idx]
            pick = idx[np.isin(ids, np.unique(ids)[:300])]
            self.rendered = np.load(cache("rendered", "rgb.npy"), mmap_mode="r")[pick], rendered["id"][pick]

    def __call__(self, net, proj) -> dict:
        q = embed_all(net, self.x)
        n = len(self.utk)
        w = F.normalize(torch.from_numpy(q) @ proj.weight.detach().T).numpy()
        tc = (w * self.e[np.concatenate([self.utk, self.labelled])]).sum(1)
        imp = (q[:n] @ q[:n].T)[self.different]
        gen = (q[n:] @ q[n:].T)[self.same]
        out = dict(cos_utk=tc[:n].mean(), cos_labelled=tc[n:].mean(), utk_1e4=upper(imp, 1e-4), utk_1e5=upper(imp, 1e-5),
                   labelled_fnmr_1e3=(gen < upper(imp, 1e-3)).mean())
        if self.rendered is not None:
            x, ids = self.rendered
            r = embed_all(net, x)
            s, same = r @ r.T, np.triu(ids[:, None] == ids[None], 1)
            other = s[np.triu(ids[:, None] != ids[None], 1)]
            out.update(r_1e4=upper(other, 1e-4), r_1e5=upper(other, 1e-5), r_gen_p5=np.quantile(s[same], 0.05), r_gen_p50=np.median(s[same]))
        return {k: round(float(v), 4) for k, v in out.items()}
