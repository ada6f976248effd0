"""Who is trained on and who is held out, fixed by seed so that every later run keeps the same people apart."""
import json

import numpy as np

from common.paths import cache

HELD_UTK = 2000
#: whole identities of the labelled set that no run trains on (the starter checkpoint did not either)
HELD_IDENTITIES = (0, 6, 9, 13)


def split(names: list[str] | None = None):
    """Indices into faces.npy (or into `names`, in the order of faces.names()): (utk train, utk held, labelled train, labelled held) and the identity of each face (-1 = UTK)."""
    if names is None:
        with open(cache("faces.json")) as f:
            names = json.load(f)
    label = np.array([int(n.split("/")[1]) if n.startswith("labelled/") else -1 for n in names])
    utk = int((label < 0).sum())
    order = np.random.RandomState(7).permutation(utk)
    held = np.isin(label, HELD_IDENTITIES)
    return np.sort(order[HELD_UTK:]), np.sort(order[:HELD_UTK]), np.where((label >= 0) & ~held)[0], np.where(held)[0], label
