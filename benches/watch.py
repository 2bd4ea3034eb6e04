#!/usr/bin/env python3
"""From a saved edit to the new PDF on the disk, `brief watch` against `typst watch`; and many rebuilds in one
process: memory, open files, threads.

    benches/watch.py BRIEF [EDITS] [REBUILDS]

BRIEF is the built command. EDITS (default 30) are timed for each side in turn, the same edit in the same paper
written by hand with Typst's own citations (benches/papers.py): the page of a note. Without `typst` 0.15.1 on the
path only brief is timed. REBUILDS (default 5000) follow, in one process of brief.
"""

import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


def until_new(path, before, limit=60):
    """Waits until the file at `path` is another than `before`; when that was seen."""
    end = time.perf_counter() + limit
    while time.perf_counter() < end:
        now = stamp(path)
        if now is not None and now != before and now[1] > 0:
            return time.perf_counter()
        time.sleep(0.0005)
    sys.exit(f"{path} was not made again")


def stamp(path):
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


class Side:
    """A program that watches, the file that is edited and the one that comes of it."""

    def __init__(self, command, cwd, edited, made, pattern):
        self.edited, self.made, self.pattern = edited, made, re.compile(pattern)
        self.text = edited.read_text(encoding="utf-8")
        before = stamp(made)
        self.process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if before is None:
            until_new(made, None)
        time.sleep(2)

    def edit(self, number):
        """Saves another page; the seconds until the new PDF is there."""
        before = stamp(self.made)
        text = self.pattern.sub(lambda found: found[1] + str(400 + number % 500) + found[2], self.text, count=1)
        beside = self.edited.with_suffix(".new")
        beside.write_text(text, encoding="utf-8")
        begun = time.perf_counter()
        os.replace(beside, self.edited)
        return until_new(self.made, before) - begun

    def usage(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        memory = int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024
        threads = int(re.search(r"Threads:\s+(\d+)", status)[1])
        return memory, len(os.listdir(f"/proc/{self.process.pid}/fd")), threads

    def end(self):
        self.process.terminate()
        self.process.wait()


def main(brief, edits, rebuilds):
    work = pathlib.Path(tempfile.mkdtemp())
    subprocess.run([sys.executable, HERE / "papers.py", work], check=True)
    for source in work.glob("*.txt"):
        subprocess.run([brief, "source", "add", source.name, "--id", source.stem], cwd=work, check=True, stdout=subprocess.DEVNULL)
    spec = (work / "briefs/paper-0000.toml").read_text()
    fact = re.search(r'"(fact-\d+)"', spec)[1]
    subprocess.run([brief, "build", "--all", "--quiet"], cwd=work, check=True)
    ours = Side([brief, "watch", "--message-format", "json"], work, work / "briefs/evidence/facts.toml",
                work / "out/paper-0000.pdf", rf'(id = "{fact}"\n(?:.*\n)*?locator = {{ page = )\d+( }})')
    sides = {"brief watch": ours}
    if shutil.which("typst"):
        fonts = ["--ignore-system-fonts", "--font-path", str(HERE.parent / "fonts"), "--pdf-standard", "ua-1,a-3a"]
        sides["typst watch"] = Side(["typst", "watch", *fonts, "paper-0000.typ", "hand.pdf"], work / "by-hand",
                                    work / "by-hand/paper-0000.typ", work / "by-hand/hand.pdf", r"(\[p\. )\d+(\])")
    times = {name: [] for name in sides}
    for number in range(edits):
        for name, side in sides.items():
            times[name].append(1000 * side.edit(number))
            time.sleep(0.3)
    for name, all in times.items():
        print(f"{name:12} {statistics.median(all):6.0f} ms  ({min(all):.0f}–{max(all):.0f})")
    if len(times) == 2:
        ratio = statistics.median(times["brief watch"]) / statistics.median(times["typst watch"])
        print(f"ratio {ratio:.2f}   (bound 0.5)")
        sides["typst watch"].end()
    print("rebuilds  memory (MiB)  open files  threads")
    for number in range(rebuilds + 1):
        if number % max(1, rebuilds // 10) == 0:
            memory, files, threads = ours.usage()
            print(f"{number:8}  {memory:12}  {files:10}  {threads:7}", flush=True)
        if number < rebuilds:
            ours.edit(number + edits)
    ours.end()
    shutil.rmtree(work)


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    main(str(pathlib.Path(sys.argv[1]).resolve()), *(int(word) for word in (sys.argv[2:] + ["30", "5000"][len(sys.argv) - 2:])))
