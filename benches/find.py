#!/usr/bin/env python3
"""Times `brief find` over 100,000 items, the index there: whole processes, queries in turn.

    benches/find.py BRIEF [ITEMS] [RUNS]      default 100,000 and 21; let the machine do nothing else meanwhile

BRIEF is the built command. The items lie in 500 files, their words as often as words of a language are, made up
from a fixed seed; four papers of different topics take from them. Of each query the median is printed, least and
most, against a bound of 50 ms.
"""

import itertools
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

FILES, TOPICS, SOURCES = 500, 40, 50


def write(folder, count):
    """The workspace; a rare word and two phrases that it has."""
    rng = random.Random(6)
    syllables = [a + b for a in "bdfghklmnprstvz" for b in ["a", "e", "i", "o", "u", "an", "er", "is", "on"]]
    words = sorted({"".join(rng.choice(syllables) for _ in range(rng.randint(1, 4))) for _ in range(25_000)})
    rng.shuffle(words)
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))
    briefs = folder / "briefs"
    (briefs / "evidence").mkdir(parents=True)
    (briefs / "sources").mkdir()
    (briefs / "workspace.toml").write_text('[organisation]\nname = "Measuring Trust"\n[defaults]\nhandling = "TLP:CLEAR"\n')
    (briefs / "sources/sources.toml").write_text(
        "".join(f'[source-{n}]\ntype = "report"\ntitle = "Report {n}"\ndate = 2024\n\n' for n in range(SOURCES)))
    for n in range(4):
        (briefs / f"paper-{n}.toml").write_text(
            f'title = "Paper {n}"\naudience = "uk-gov"\ndate = 2026-12-01\n[select]\ntopics = ["topic-{n}"]\n'
            'facts = { limit = 20 }\n[[section]]\nkind = "facts"\n')
    files = [[] for _ in range(FILES)]
    sentences = []
    for item in range(count):
        said = rng.choices(words, cum_weights=weights, k=rng.randint(8, 20))
        if rng.random() < 0.3:
            said[rng.randrange(len(said))] = f"{rng.randint(1, 999)},{rng.randint(100, 999)}"
        sentence = " ".join(said).capitalize() + "."
        sentences.append(sentence)
        n = rng.randrange(SOURCES)
        files[item % FILES].append(
            f'[[fact]]\nid = "fact-{item}"\ntext = "{sentence}"\nsource = "source-{n}"\npassage = "{sentence}"\n'
            f'topics = ["topic-{rng.randrange(TOPICS)}"]\nas_of = 2024\n\n')
    for number, items in enumerate(files):
        (briefs / f"evidence/{number:03}.toml").write_text("".join(items))
    return words, sentences


def main(brief, count, runs):
    folder = pathlib.Path(tempfile.mkdtemp())
    words, sentences = write(folder, count)
    inner = sentences[count // 2].rstrip(".").split(" ")[2:5]
    figure = next(word for sentence in sentences[count // 3:] for word in sentence.rstrip(".").split(" ") if "," in word)
    long = [word for word in words if len(word) >= 4]
    queries = [
        ("a rare word", [words[-7]]),
        ("two common words", [words[0], words[3]]),
        ("three words, one rare", [words[1], words[5], words[9000]]),
        ("a phrase", ['"' + " ".join(inner) + '"']),
        ("a figure", [figure]),
        ("a beginning", [long[0][:4] + "*"]),
        ("a beginning of one letter", ["p*"]),
        ("a word no item has", ["qqxq"]),
        ("a word and a topic", [words[2], "--topic", "topic-7"]),
        ("a word and a source", [words[2], "--source", "source-9"]),
        ("a word and a paper", [words[2], "--paper", "paper-1"]),
        ("a paper", ["--paper", "paper-1"]),
        ("a topic", ["--topic", "topic-7"]),
        ("a kind that all are", ["--kind", "fact"]),
    ]
    find = lambda query: subprocess.run([brief, "find", *query], cwd=folder, capture_output=True)
    begun = time.perf_counter()
    find([words[0]])
    print(f"{count:,} items, the index made in {time.perf_counter() - begun:.1f} s, {(folder / '.brief/find.db').stat().st_size >> 20} MiB")
    for _, query in queries:
        done = find(query)
        if done.returncode > 1:
            sys.exit(done.stderr.decode())
    times = {name: [] for name, _ in queries}
    for _ in range(runs):
        for name, query in queries:
            begun = time.perf_counter()
            find(query)
            times[name].append(1000 * (time.perf_counter() - begun))
    worst = 0
    for name, all in times.items():
        median = statistics.median(all)
        worst = max(worst, median)
        print(f"{name:28} {median:5.0f} ms  ({min(all):.0f}–{max(all):.0f})")
    print(f"slowest {worst:.0f} ms   (bound 50)")
    shutil.rmtree(folder)


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    given = [int(word.replace(",", "")) for word in sys.argv[2:]]
    main(str(pathlib.Path(sys.argv[1]).resolve()), *(given + [100_000, 21][len(given):]))
