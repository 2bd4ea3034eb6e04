#!/usr/bin/env bash
# 1,000 papers of which nothing has changed: `brief build --all` against hashing the same input files, in one
# run; then one fact changed that three papers use. Needs hyperfine and python3, and b3sum if it is there.
#
#   benches/again.sh [PAPERS]     default 1000
set -euo pipefail
cd "$(dirname "$0")/.."
papers=${1:-1000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --release --locked --quiet
brief=$PWD/target/release/brief
python3 benches/papers.py "$work" "$papers"
cd "$work"
for file in *.txt; do "$brief" source add "$file" --id "${file%.txt}" >/dev/null 2>&1; done
# Twice: the first writes the lock, which is an input too.
"$brief" build --all --quiet 2>/dev/null
"$brief" build --all --quiet 2>/dev/null
hash=sha256sum
command -v b3sum >/dev/null && hash=b3sum
find briefs -type f ! -name '*.log' ! -path '*/20*' >inputs
echo "xargs -a $work/inputs $hash >/dev/null" >hash.sh
hyperfine -N -w 3 -r 21 --export-json times.json -n again "$brief build --all --quiet" -n hash "sh $work/hash.sh" >/dev/null 2>&1
python3 - "$hash" "$(wc -l <inputs)" <<'PY'
import json, sys
runs = {run["command"]: run for run in json.load(open("times.json"))["results"]}
again, hashing = (1000 * runs[name]["median"] for name in ("again", "hash"))
spread = lambda name: "–".join(f"{1000 * f(runs[name]['times']):.0f}" for f in (min, max))
print(f"nothing changed: {again:.0f} ms ({spread('again')}); {sys.argv[1]} of the same {sys.argv[2]} files: {hashing:.0f} ms ({spread('hash')}); "
      f"bound 1.5 × {hashing:.0f} + 50 = {1.5 * hashing + 50:.0f} ms")
PY
# A fact that three papers print, on another page of its source.
fact=$(python3 - <<'PY'
import collections, pathlib, re
specs = {path: path.read_text(encoding="utf-8") for path in sorted(pathlib.Path("briefs").glob("paper-*.toml"))}
used = collections.Counter(id for text in specs.values() for id in re.findall(r'"(fact-\d+)"', text))
fact = min(id for id in used if used[id] == min(n for n in used.values() if n >= min(3, len(specs))))
of = [path for path, text in specs.items() if f'"{fact}"' in text]
for path in of[3:]:
    other = next(id for id in sorted(used) if f'"{id}"' not in specs[path])
    path.write_text(specs[path].replace(f'"{fact}"', f'"{other}"'), encoding="utf-8")
print(fact)
PY
)
"$brief" build --all --quiet 2>/dev/null
python3 - "$fact" <<'PY'
import re, sys
path = "briefs/evidence/facts.toml"
text = open(path, encoding="utf-8").read()
at = text.index(f'id = "{sys.argv[1]}"\n')
text = text[:at] + re.sub(r"page = (\d+)", lambda page: f"page = {int(page[1]) + 1}", text[at:], count=1)
open(path, "w", encoding="utf-8").write(text)
PY
begun=$(date +%s.%N)
built=$("$brief" build --all 2>/dev/null | grep -c '^built' || true)
echo "$fact changed: $built papers built in $(python3 -c "import time; print(f'{time.time() - $begun:.1f}')") s (bound: 3 papers)"
