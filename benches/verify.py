#!/usr/bin/env python3
"""Writes 10,000 items over 100 MB of stored texts, one in a hundred of them missing.

    benches/verify.py FOLDER

FOLDER is a workspace with 1,000 sources of 100 KB each and ten quotations of each; FOLDER/strings has the
quotations, a line each, for `rg -F -f`. The texts are made up from a fixed seed.
"""

import hashlib
import json
import pathlib
import random
import sys

SOURCES, ITEMS, SIZE = 1000, 10, 100_000


def main(folder):
    rng = random.Random(4)
    syllables = [a + b for a in "bdfghklmnprstvz" for b in ["a", "e", "i", "o", "u", "an", "er", "is", "on"]]
    words = ["".join(rng.choice(syllables) for _ in range(rng.randint(1, 4))) for _ in range(20_000)]
    words += [f"{rng.randint(1, 999)},{rng.randint(100, 999)}" for _ in range(500)]
    briefs = folder / "briefs"
    (briefs / "evidence").mkdir(parents=True)
    (briefs / "workspace.toml").write_text('[organisation]\nname = "Measuring Trust"\n[defaults]\nhandling = "TLP:CLEAR"\n')
    (briefs / "paper.toml").write_text(
        'title = "One of many"\naudience = "uk-gov"\ndate = 2026-12-01\n[select]\nrequire = ["q-0-1"]\nquotes = { limit = 1 }\n[[section]]\nkind = "quotes"\n')
    described, strings = [], []
    for number in range(SOURCES):
        id = f"source-{number}"
        described.append(f'[{id}]\ntype = "report"\ntitle = "Report {number}"\ndate = 2024\n\n')
        lines, size = [], 0
        while size < SIZE:
            line = " ".join(rng.choices(words, k=rng.randint(8, 20))).capitalize() + "."
            lines.append(line)
            size += len(line) + 1
        text = "\n".join(lines) + "\n"
        store = briefs / "sources" / id
        store.mkdir(parents=True)
        hash = hashlib.sha256(text.encode()).hexdigest()
        name = f"20261125T000000000Z-{hash[:12]}"
        for ending in ["txt", "text"]:
            (store / f"{name}.{ending}").write_text(text)
        (store / f"{name}.toml").write_text(
            f'format = "brief-snapshot/1"\nsha256 = "{hash}"\nbytes = {len(text)}\nretrieved = "2026-11-25T00:00:00.000Z"\n'
            f'from = "{id}.txt"\nmedia = "plain"\n\n[text]\nsha256 = "{hash}"\nextractor = "brief-plain 1"\n')
        items = []
        for item, line in enumerate(rng.sample([line for line in lines if len(line) < 200], ITEMS)):
            if (number * ITEMS + item) % 100 == 0:
                # One word is another: not there, and something like it is.
                line = line.replace(" ", " other ", 1)
            strings.append(line)
            items.append(f'[[quote]]\nid = "q-{number}-{item}"\ntext = {json.dumps(line)}\nspeaker = "A"\nsource = "{id}"\n\n')
        (briefs / "evidence" / f"{number // 100}.toml").open("a").write("".join(items))
    (briefs / "sources" / "sources.toml").write_text("".join(described))
    (folder / "strings").write_text("\n".join(strings) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
