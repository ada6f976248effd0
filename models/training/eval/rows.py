"""The rows of the table: what is asked of a pack, what was found, on how many, what is aimed at."""
import os

import numpy as np

from eval import matching, sets
from eval.detection import free, measure
from eval.groups import groups
from eval.pack import Net, Pack
from pad.metrics import area_and_eer
from quantise.speed import speed

NOT_TESTED = "not tested"


def row(model: str, what: str, value, of: str = "", aim: str = "") -> dict:
    return {"model": model, "what": what, "value": value, "of": of, "aim": aim}


def percent(v: float, digits: int = 1) -> str:
    return "%.*f %%" % (digits, 100 * v)


def detector(pack: Pack, twin: dict[str, Net]) -> list[dict]:
    net, out = pack.nets["detect"][0], []
    strip = lambda items: [i[1:] for i in items]
    found = {"web photos": sets.web(), "portraits": sets.portraits(), "webcam": strip(sets.webcam()),
             "other rig, colour": strip(sets.other_rig("rgb")), "other rig, NIR": strip(sets.other_rig("ir"))}
    measured = {k: measure(lambda im, _: net.faces(im), v, 0) for k, v in found.items()}
    for what, key, form, aim in (("main face found", "recall", lambda v: percent(v), "≥ 99.7 %"), ("landmark error", "landmarkMean", lambda v: "%.3f" % v, "≤ 0.05")):
        for k, m in measured.items():
            there = m["pictures"] > 0 and key in m
            out.append(row("detector", "%s, %s" % (what, k), form(m[key]) if there else NOT_TESTED, "%d pictures" % m["pictures"], aim))
    of_portraits = groups(sets.portrait_files())
    for name, keep in of_portraits.items():
        m = measure(lambda im, _: net.faces(im), [i for i, k in zip(found["portraits"], keep) if k], 0)
        if m["pictures"]:
            out.append(row("detector", "portraits of %s: found / landmark error" % name, "%s / %.3f" % (percent(m["recall"]), m["landmarkMean"]), "%d pictures" % m["pictures"]))
    f = free(lambda im, _: net.faces(im), sets.free_of_faces(), 0)
    out.append(row("detector", "face-free crops with a face", "%d" % f["withFalse"], "%d crops" % f["crops"], "≤ 1 in 1,000"))
    return out


def embedder(pack: Pack, twin: dict[str, Net], strangers: matching.Strangers, at: list[float]) -> list[dict]:
    net, out = pack.nets["embed"][0], []
    e = matching.embeddings(net)
    v, same = matching.protocol(e, strangers)
    acc = matching.accuracy(v, same)
    people = len(set(sets.held_faces()[1].tolist()) - {-1})
    out.append(row("embedder", "accuracy", percent(acc, 2), "%d pairs, %d held-out people and strangers" % (len(v), people), "≥ 98.5 %"))
    given = matching.given_protocol()
    acc_given = matching.accuracy(matching.given_scores(net, *given[:2]), given[2]) if given else None
    out.append(row("embedder", "accuracy, protocol of others", NOT_TESTED if acc_given is None else percent(acc_given, 2),
                   "protocol/pairs.csv" if given is None else "%d pairs" % len(given[2]), "≥ 98.5 %"))
    impostor, genuine = matching.scores(e, strangers.a, strangers.b), matching.scores(e, *matching.genuine_pairs())
    for rate in (1e-3, 1e-4):
        t, fnmr = matching.fnmr_at(impostor, genuine, rate)
        out.append(row("embedder", "FNMR at FMR %.0e" % rate, percent(fnmr), "%d impostor, %d genuine pairs; threshold %.3f" % (len(impostor), len(genuine), t),
                       "≤ 10 %" if rate == 1e-4 else ""))
        if rate == 1e-4:
            out += by_group(impostor, t, strangers)
    out += [row("embedder", "FNMR at %.4f" % t, percent(float((genuine < t).mean())), "%d genuine pairs" % len(genuine)) for t in at]
    other = twin.get(net.entry["file"])
    if other:
        f = matching.embeddings(other)
        w, _ = matching.protocol(f, strangers)
        out.append(row("embedder", "accuracy, int8 minus fp32", "%+.2f pt" % (100 * (acc - matching.accuracy(w, same))), "the same pairs", "≤ 0.2 pt"))
        out.append(row("embedder", "cosine int8 to fp32, mean / lowest", "%.4f / %.4f" % ((e * f).sum(1).mean(), (e * f).sum(1).min()), "%d faces" % len(e)))
    return out


def by_group(impostor: np.ndarray, threshold: float, strangers: matching.Strangers) -> list[dict]:
    """The worst group first (R7): strangers of one group taken for one person where all together are at 1e-4"""
    found = []
    for name, keep in groups(sets.held_faces()[0]).items():
        pairs = keep[strangers.a] & keep[strangers.b]
        if pairs.sum() >= 3000:
            found.append((float((impostor[pairs] >= threshold).mean()), name, int(pairs.sum())))
    return [row("embedder", "FMR among %s at that threshold" % name, "%.1e" % rate, "%d impostor pairs" % n) for rate, name, n in sorted(found, reverse=True)]


def liveness(pack: Pack, role: str, twin: dict[str, Net]) -> list[dict]:
    colour = role == "padRgb"
    of_frames = lambda items: [(live, im if colour else im[:, :, 0], b[int(np.argmax(b[:, 2] * b[:, 3]))]) for live, im, b, _ in items if len(b)]
    found = {"unseen subjects": of_frames(sets.webcam()), "unseen camera": of_frames(sets.other_rig("rgb"))} if colour else \
            {"unseen crops": sets.chips(), "other rig": of_frames(sets.other_rig("ir"))}
    aims = {"unseen subjects": "≥ 0.995", "unseen camera": "≥ 0.99", "unseen crops": "≥ 0.98", "other rig": "≥ 0.97"}
    name, out = "colour PAD" if colour else "NIR PAD", []
    for k, items in found.items():
        live, attack = (np.array([pack.liveness(role, np.ascontiguousarray(im), b) for l, im, b in items if l == kind]) for kind in (True, False))
        of = "%d live, %d attacks" % (len(live), len(attack))
        if not len(live) or not len(attack):
            out.append(row(name, "AUC, %s" % k, NOT_TESTED, of, aims[k]))
            continue
        out.append(row(name, "AUC, %s" % k, "%.3f" % area_and_eer(live, attack)[0], of, aims[k]))
        out.append(row(name, "BPCER at APCER 5 %%, %s" % k, percent(float((live <= np.quantile(attack, 0.95, method="higher")).mean())), of, "≤ 5 %" if colour else ""))
    return out


def size_and_speed(pack: Pack, twin: dict[str, Net], times: int) -> list[dict]:
    out, nets = [], pack.every
    runs = [(n.path, n.blank()) for n in nets] + [(t.path, t.blank()) for t in twin.values()]
    ms = [m["min"] for m in speed(runs, times)]
    mine, theirs = dict(zip((n.entry["file"] for n in nets), ms)), dict(zip(twin, ms[len(nets):]))
    for n in nets:
        name = {"detect": "detector", "padRgb": "colour PAD", "padIr": "NIR PAD", "embed": "embedder"}[n.entry["role"]]
        name += " " + n.entry["file"] if len(pack.nets[n.entry["role"]]) > 1 else ""
        out.append(row(name, "ms", "%.2f" % mine[n.entry["file"]], "1 thread, fastest of %d" % times, "≤ 2.5" if n.entry["role"] in ("detect", "embed") else ""))
        if n.entry["file"] in theirs:
            out.append(row(name, "speed int8 ÷ fp32", "%.2f" % (theirs[n.entry["file"]] / mine[n.entry["file"]]), "the same net", "≥ 1.4 over the pack, none slower"))
    if len(theirs) == len(mine):
        out.append(row("pack", "speed int8 ÷ fp32", "%.2f" % (sum(theirs.values()) / sum(mine.values())), "all nets once", "≥ 1.4"))
    out.append(row("pack", "size", "%.2f MB" % (sum(os.path.getsize(n.path) for n in nets) / 1e6), "%d models" % len(nets), "≤ 8 MB"))
    pair = sum(mine.values()) + sum(mine[n.entry["file"]] for n in pack.nets["detect"])
    out.append(row("pack", "ms of one frame pair", "%.2f" % pair, "detector twice, every other net once, 1 thread", "≤ 8"))
    return out
