#!/usr/bin/env bash
# Ten thousand passages against 100 MB of stored texts, one in a hundred missing: a whole `brief check` against
# `rg -F -f` looking the same strings up in the same texts, in one run; then the check with nothing changed,
# and what it reads. Needs hyperfine, python3, ripgrep, strace.
#
#   benches/verify.sh
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --locked --quiet
brief=$PWD/target/release/brief
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 benches/verify.py "$work/w"
cd "$work/w"
"$brief" check paper --quiet --locked >/dev/null 2>&1 || true
hyperfine -N -i -w 1 -r 7 --export-json "$work/times.json" --prepare "rm -rf .brief briefs/brief.lock" \
  -n brief "$brief check paper --quiet" \
  -n rg "rg -F -f strings --no-filename --count --glob *.text briefs/sources" >/dev/null 2>&1
"$brief" check paper --quiet >/dev/null 2>&1 || true
hyperfine -N -i -w 1 -r 7 --export-json "$work/again.json" -n again "$brief check paper --quiet" >/dev/null 2>&1
/usr/bin/time -f "%M" -o "$work/memory" sh -c "rm -rf .brief briefs/brief.lock; '$brief' check paper --quiet" >/dev/null 2>&1 || true
read=$(strace -f -e trace=openat "$brief" check paper --quiet 2>&1 | grep -c '\.text"' || true)
("$brief" status --message-format json || true) | tail -1
python3 - "$work" "$read" <<'PY'
import json, pathlib, sys
work = pathlib.Path(sys.argv[1])
runs = {run["command"]: run["median"] for file in ["times.json", "again.json"]
        for run in json.loads((work / file).read_text())["results"]}
print(f"brief check   {runs['brief']:.2f} s, {int((work / 'memory').read_text().split()[-1]) // 1024} MiB")
print(f"rg -F -f      {runs['rg']:.2f} s; ratio {runs['brief'] / runs['rg']:.2f} (bound 4)")
print(f"check again   {runs['again']:.2f} s, texts opened: {sys.argv[2]} (bound 0)")
PY
