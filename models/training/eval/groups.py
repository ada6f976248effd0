"""Groups of the photographs without identities, from the guesses in their names: age_sex_race_stamp. Adults only."""
import os

import numpy as np

RACES = ("white", "black", "asian", "indian", "other")
SEXES = ("men", "women")
AGES = ((18, 29), (30, 44), (45, 59), (60, 120))


def adults(files: list[str]) -> np.ndarray:
    return np.array([f.startswith("utk/") and int(os.path.basename(f).split("_")[0]) >= 18 for f in files])


def groups(files: list[str]) -> dict[str, np.ndarray]:
    """name -> which of the files; a name without all fields is in no group"""
    fields = [os.path.basename(f).split("_") for f in files]
    ok = [adult and len(p) == 4 for adult, p in zip(adults(files), fields)]
    of = lambda test: np.array([good and test(p) for good, p in zip(ok, fields)])
    out = {r: of(lambda p, i=i: p[2] == str(i)) for i, r in enumerate(RACES)}
    out |= {s: of(lambda p, i=i: p[1] == str(i)) for i, s in enumerate(SEXES)}
    return out | {"%d to %d" % (lo, hi) if hi < 120 else "%d and over" % lo: of(lambda p, lo=lo, hi=hi: lo <= int(p[0]) <= hi) for lo, hi in AGES}
