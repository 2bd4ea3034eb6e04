#!/usr/bin/env bash
# One paper of five pages with 40 notes, and many of them, against Typst's own command line: the same
# papers by hand, and our own filled source. Both sides write PDF/UA-1 with PDF/A-3a, the results of
# earlier runs removed. Needs hyperfine, python3 and `typst` 0.15.1 (cargo install typst-cli).
#
#   benches/speed.sh [PAPERS]     default 1000; let the machine do nothing else meanwhile
set -euo pipefail
cd "$(dirname "$0")/.."
papers=${1:-1000}
typst=${TYPST:-typst}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --release --locked --quiet
brief=$PWD/target/release/brief
options=(--ignore-system-fonts --font-path "$PWD/fonts" --pdf-standard ua-1,a-3a)
"$typst" --version

echo "== one paper"
python3 benches/papers.py "$work/one" 1
cd "$work/one"
store() { for file in *.txt; do "$brief" source add "$file" --id "${file%.txt}" >/dev/null; done; }
store
"$brief" build --format typ --out typ >/dev/null 2>&1
hyperfine -N -w 3 -r 31 --export-json "$work/one.json" --prepare "rm -rf $work/one/out $work/one/.brief" \
  -n brief "$brief build --quiet" \
  -n by-hand "$typst compile ${options[*]} by-hand/paper-0000.typ hand.pdf" \
  -n own-source "$typst compile ${options[*]} typ/paper-0000.typ own.pdf" >/dev/null 2>&1
python3 - "$work/one.json" <<'PY'
import json, sys
runs = {run["command"]: run for run in json.load(open(sys.argv[1]))["results"]}
for name, run in runs.items():
    times = sorted(run["times"])
    print(f"{name:12} {1000 * run['median']:6.0f} ms  ({1000 * times[0]:.0f}–{1000 * times[-1]:.0f})")
print(f"brief / by hand    {runs['brief']['median'] / runs['by-hand']['median']:.2f}   (bound 0.35)")
print(f"brief / own source {runs['brief']['median'] / runs['own-source']['median']:.2f}   (bound 1.3)")
PY

echo "== $papers papers"
cd - >/dev/null
python3 benches/papers.py "$work/many" "$papers"
cd "$work/many"
store
seconds() { date +%s.%N; }
before=$(seconds)
/usr/bin/time -f "peak memory of brief %M KiB" "$brief" build --all --quiet 2>&1 | grep peak || true
middle=$(seconds)
ls by-hand/*.typ | xargs -P 2 -I{} "$typst" compile "${options[@]}" {} >/dev/null
after=$(seconds)
made=$(ls out/*.pdf | wc -l)
python3 -c "
brief, hand = $middle - $before, $after - $middle
print(f'brief build --all: {$made} papers in {brief:.1f} s; typst compile, two at a time: {hand:.1f} s; ratio {brief / hand:.2f} (bound 0.2)')"
