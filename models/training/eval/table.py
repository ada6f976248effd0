"""Saved runs of evaluate.py -> a table for people: of one pack on the terminal, of several side by side as a page.

    python eval/table.py RUN.json... --out docs/models-measured.md

The page keeps what stands above and below its table.
"""
import argparse
import json
import sys

BEGIN, END = "<!-- table: eval/table.py -->", "<!-- end of table -->"


def terminal(result: dict) -> str:
    rows = [(r["model"], r["what"], r["value"], r["aim"], r["of"]) for r in result["rows"]]
    width = [max(len(r[i]) for r in [("model", "figure", "measured", "aim", "on"), *rows]) for i in range(5)]
    line = lambda r: "  ".join(v.ljust(w) for v, w in zip(r, width)).rstrip()
    return "\n".join([result["pack"], line(("model", "figure", "measured", "aim", "on")), *(line(r) for r in rows)])


def markdown(results: list[dict]) -> str:
    """A figure per line, a pack per column; what a pack has no figure for stays empty."""
    keys: dict[tuple, dict] = {}
    for i, result in enumerate(results):
        for r in result["rows"]:
            entry = keys.setdefault((r["model"], r["what"]), {"aim": r["aim"], "of": r["of"], "values": {}})
            entry["values"][i] = r["value"]
    out = ["| Model | Figure | " + " | ".join(r["pack"] for r in results) + " | Aim | On |", "|---" * (len(results) + 4) + "|"]
    for (model, what), e in keys.items():
        out.append("| %s | %s | %s | %s | %s |" % (model, what, " | ".join(e["values"].get(i, "") for i in range(len(results))), e["aim"], e["of"].split("; threshold")[0]))
    return "\n".join(out)


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.add_argument("runs", nargs="+")
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    results = []
    for path in a.runs:
        with open(path, encoding="utf-8") as f:
            results.append(json.load(f))
    with open(a.out, encoding="utf-8") as f:
        page = f.read()
    if BEGIN not in page or END not in page:
        sys.exit("%s has no place for the table (%s)" % (a.out, BEGIN))
    head, rest = page.split(BEGIN, 1)
    with open(a.out, "w", encoding="utf-8") as f:
        f.write(head + BEGIN + "\n" + markdown(results) + "\n" + END + rest.split(END, 1)[1])


if __name__ == "__main__":
    main()
