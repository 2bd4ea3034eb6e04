#!/usr/bin/env python3
"""Writes a workspace of N items with papers for three audiences, and the stored copies of its sources.

    benches/checks.py FOLDER N

Six in ten items are facts, two quotations, two recommendations; figures, measures, people and names are among
them. Each paper takes 40 facts, 10 quotations and 10 recommendations. The texts are made up from a fixed seed.
"""

import hashlib
import json
import pathlib
import random
import sys

PLACES = ["Hoeryong", "Yodok", "Pyongyang", "Sinuiju", "Chongjin", "Hyesan", "Kaechon", "Wonsan"]
WHAT = ["prisoners", "people", "families", "workers", "escapees", "believers", "households", "farmers"]
DID = ["were held in", "were taken to", "had been moved from", "were counted in", "worked near", "were released from"]
VERBS = ["Publish", "Release", "Investigate", "Fund", "Ratify", "Inspect", "Close", "Translate"]


def main(folder, count):
    rng = random.Random(5)
    syllables = [a + b for a in "bdfghklmnprstvz" for b in ["a", "e", "i", "o", "u", "an", "er", "is", "on"]]
    words = ["".join(rng.choice(syllables) for _ in range(rng.randint(2, 4))) for _ in range(8_000)]
    briefs = folder / "briefs"
    (briefs / "evidence").mkdir(parents=True)
    (briefs / "workspace.toml").write_text(
        '[organisation]\nname = "Measuring Trust"\nabout = "A trust."\n'
        'contact = { name = "Desk", email = "desk@example.org", out_of_hours = "1" }\n[defaults]\nhandling = "TLP:CLEAR"\n'
        '[terms]\ndefector = "escapee"\n[names.dprk]\ndefault = "North Korea"\nun = "the Democratic People’s Republic of Korea"\n'
        '[addressees.dprk]\nname = "Government of {{ dprk }}"\nraised_by = ["uk-gov", "un", "press"]\n')
    for audience in ["uk-gov", "un", "press"]:
        (briefs / f"{audience}.toml").write_text(
            f'title = "A paper of many items"\naudience = "{audience}"\ndate = 2026-12-01\nlimits = {{ pages = 50 }}\n'
            '[select]\nfacts = { limit = 40 }\nquotes = { limit = 10 }\nrecommendations = { limit = 10 }\n')
    described, per_source = [], 10
    for number in range(count // per_source):
        id = f"source-{number}"
        described.append(f'[{id}]\ntype = "report"\ntitle = "Report {number}"\nauthor = "Measuring Trust"\ndate = 2024\nlanguage = "en"\n\n')
        lines, items = [], []
        for n in range(per_source):
            tail = " ".join(rng.choices(words, k=8))
            key = f"i-{number}-{n}"
            priority = rng.randint(0, 100)
            if n < 6:
                figure = rng.randint(1_000, 90_000)
                line = f"In 2024, {figure:,} {rng.choice(WHAT)} {rng.choice(DID)} {rng.choice(PLACES)} {tail}."
                items.append(
                    f'[[fact]]\nid = "{key}"\ntext = {json.dumps(line)}\nsource = "{id}"\npassage = {json.dumps(line)}\npriority = {priority}\n'
                    f'as_of = 2024\nmeasure = "m-{number}-{n}"\nfigure = {{ value = {figure}, unit = "people", label = "counted" }}\n\n')
            elif n < 8:
                line = f"we saw {tail} with our own eyes"
                items.append(
                    f'[[quote]]\nid = "{key}"\ntext = {json.dumps(line)}\nspeaker = "Measuring Trust"\nsource = "{id}"\npriority = {priority}\n\n')
            else:
                line = f"{rng.choice(VERBS)} the {' '.join(rng.choices(words, k=6))} by 31 March 2027."
                items.append(
                    f'[[recommendation]]\nid = "{key}"\ntext = {json.dumps(line)}\naddressee = "dprk"\nsource = "{id}"\n'
                    f'passage = {json.dumps(line)}\npriority = {priority}\n\n')
            lines.append(line)
        # Ten times as much around them, so that no tenth is borrowed.
        lines += [" ".join(rng.choices(words, k=14)).capitalize() + "." for _ in range(100)]
        rng.shuffle(lines)
        text = "\n".join(lines) + "\n"
        store = briefs / "sources" / id
        store.mkdir(parents=True)
        hash = hashlib.sha256(text.encode()).hexdigest()
        name = f"20261125T000000000Z-{hash[:12]}"
        for ending in ["txt", "text"]:
            (store / f"{name}.{ending}").write_text(text)
        (store / f"{name}.toml").write_text(
            f'format = "brief-snapshot/1"\nsha256 = "{hash}"\nbytes = {len(text.encode())}\nretrieved = "2026-11-25T00:00:00.000Z"\n'
            f'from = "{id}.txt"\nmedia = "plain"\n\n[text]\nsha256 = "{hash}"\nextractor = "brief-plain 1"\n')
        (briefs / "evidence" / f"{number // 100}.toml").open("a").write("".join(items))
    (briefs / "sources" / "sources.toml").write_text("".join(described))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
