#!/usr/bin/env python3
"""Whether hostile text slows a build by more than its length.

    benches/hostile.py [STRINGS]     about that many, spread over the file; default: all of them

Each string of tests/hostile/strings.toml is repeated, with spaces between and without, until it is 2,000,
4,000 and 8,000 characters long, and stands so in the title of a source, in a fact and its passage, and in
prose. `brief build --draft` is to print it or say what is wrong with it. Given is the processor time of the
whole process, the lesser of two runs; beside it that of common words of the same length. What grows with
the length alone takes at most four times as long at 8,000 characters as at 2,000, and less, as a process
takes some time in any case.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
BRIEF = os.environ.get("BRIEF", str(ROOT / "target/release/brief"))
LENGTHS = (2000, 4000, 8000)
WORDS = "The council counted the boats of the harbour again before the winter, and found them whole. "


def toml(text):
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def write(folder, text):
    briefs = folder / "briefs"
    for path in (briefs / "evidence", briefs / "sources"):
        path.mkdir(parents=True, exist_ok=True)
    text = toml(text)
    (briefs / "workspace.toml").write_text(
        '[organisation]\nname = "Measuring Trust"\ncontact = { name = "Desk", email = "desk@example.org" }\n', encoding="utf-8")
    (briefs / "sources/sources.toml").write_text(
        f'[report]\ntype = "report"\ntitle = {text}\nauthor = "Marsh, Ada"\ndate = 2020-01-02\n', encoding="utf-8")
    (briefs / "evidence/facts.toml").write_text(
        f'[[fact]]\nid = "fact"\ntext = {text}\nsource = "report"\npassage = {text}\n', encoding="utf-8")
    (briefs / "paper.toml").write_text(
        'title = "A paper"\naudience = "uk-gov"\ndate = 2026-12-01\n'
        f'[[section]]\nheading = "Prose"\nbody = {text}\n[[section]]\nkind = "facts"\nheading = "Facts"\nselect = {{ require = ["fact"] }}\n',
        encoding="utf-8")


def seconds(folder, text):
    """Processor time of one build, and whether it ended as builds do."""
    write(folder, text)
    best = float("inf")
    for _ in range(2):
        subprocess.run(["rm", "-rf", folder / "out", folder / ".brief"], check=True)
        child = subprocess.Popen([BRIEF, "build", "--draft", "--quiet", "paper"], cwd=folder,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        assert child.returncode in (0, 1, 2), (child.returncode, text[:80])
        best = min(best, used.ru_utime + used.ru_stime)
    return best


def main(most):
    tables = tomllib.loads((ROOT / "tests/hostile/strings.toml").read_text(encoding="utf-8"))
    strings = [text for table in tables.values() for text in table if text]
    strings = strings[:: max(1, len(strings) // most)] if most else strings
    found = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        plain = {length: seconds(folder, (WORDS * length)[:length]) for length in LENGTHS}
        for text in strings:
            for gap in (" ", ""):
                unit = text + gap
                long = unit * (max(LENGTHS) // len(unit) + 1)
                took = [seconds(folder, long[:length]) for length in LENGTHS]
                found.append((took[-1] / took[0], took, text, gap))
    print("common words: " + ", ".join(f"{length:,} characters {1000 * time:.0f} ms" for length, time in plain.items()))
    print(f"{len(strings)} strings, each with and without spaces between:")
    growth = [one[0] for one in found]
    against = [one[1][-1] / plain[LENGTHS[-1]] for one in found]
    print(f"8,000 characters against 2,000: median {statistics.median(growth):.2f}, most {max(growth):.2f}")
    print(f"8,000 characters against common words: median {statistics.median(against):.2f}, most {max(against):.2f}")
    print("the ten that grew most:")
    for ratio, took, text, gap in sorted(found, reverse=True)[:10]:
        times = ", ".join(f"{1000 * time:.0f}" for time in took)
        print(f"  {ratio:.2f}  ({times} ms)  {text[:50]!r}{' spaced' if gap else ''}")
    print("the ten that took longest:")
    for _, took, text, gap in sorted(found, key=lambda one: -one[1][-1])[:10]:
        times = ", ".join(f"{1000 * time:.0f}" for time in took)
        print(f"  ({times} ms)  {text[:50]!r}{' spaced' if gap else ''}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else None)
