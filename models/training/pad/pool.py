"""All that a training run reads, in one file per net, small enough to be carried to another machine.

    python pad/pool.py rgb|ir     (after real.py and the rendered sets) -> CACHE/pad/rgb.npz, CACHE/pad/ir.npz

rgb: frames 320x240 of all training subjects, people photographs, rendered crops. ir: chips, rendered crops; its run reads the
photographs and frames of rgb.npz too. held_*: crops as the product cuts them, never trained on, for the figures while it runs.
"""
import os
import sys

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.paths import cache, data
from embed.split import split
from pad.sets import held_real, held_rendered, sample_pairs

PHOTOS = 1500
#: rendered crops for training, each species
RENDERED = 500
LIVE = 1600
#: the middle of an aligned photograph, and how much of it the reference detector calls the face
PHOTO_BOX = (19.0, 16.0, 74.0, 98.0)


def rendered(kind: str, r: np.random.RandomState) -> dict:
    z = np.load(cache("rendered", "pad_%s.npz" % kind))
    names, species, held = sorted(set(z["species"].tolist())), z["species"], z["held"]
    i = np.concatenate([r.permutation(np.flatnonzero(~held & (species == s)))[:LIVE if s == "live" else RENDERED] for s in names])
    return {"rendered": z["x"][np.sort(i)], "rendered_species": species[np.sort(i)]}


def held(kind: str) -> dict:
    sets = {"real": held_real(kind), **{"rendered " + k: v for k, v in held_rendered(kind, 100).items()}}
    if os.path.exists(data("rgb-ir-sample")):
        sets["rig"] = sample_pairs(kind, data("rgb-ir-sample"))
    x = [c for pair in sets.values() for c in pair]
    return {"held": np.concatenate(x), "held_set": np.concatenate([np.full(len(c), s) for s, p in sets.items() for c in p]),
            "held_live": np.concatenate([np.full(len(c), k == 0) for p in sets.values() for k, c in enumerate(p)])}


def main(kind: str) -> None:
    r, z = np.random.RandomState(5), np.load(cache("pad", "real_%s.npz" % kind))
    keep = ~z["held"]
    out = {"frames": z["x"][keep], "box": z["box"][keep], "live": z["live"][keep] == 1, **rendered(kind, r), **held(kind)}
    if kind == "rgb":
        people, _, labelled, _, _ = split()
        i = np.sort(np.concatenate([r.choice(people, PHOTOS * 3 // 4, replace=False), r.choice(labelled, PHOTOS // 4, replace=False)]))
        out |= {"photos": np.load(cache("faces.npy"), mmap_mode="r")[i], "photos_box": np.tile(np.float32(PHOTO_BOX), (len(i), 1))}
    np.savez(cache("pad", kind + ".npz"), **out)
    print(kind, {k: v.shape for k, v in out.items()})


if __name__ == "__main__":
    main(sys.argv[1])
