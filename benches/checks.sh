#!/usr/bin/env bash
# `brief check --all` over 1,000, 10,000 and 100,000 items with papers for three audiences: the first time, with
# nothing remembered, and again. Needs hyperfine, python3.
#
#   benches/checks.sh [N…]
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --locked --quiet
brief=$PWD/target/release/brief
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for n in "${@:-1000 10000 100000}"; do for count in $n; do
  python3 benches/checks.py "$work/$count" "$count"
  cd "$work/$count"
  "$brief" check --all --message-format json | tail -1
  hyperfine -N -i -w 1 -r 5 --export-json "$work/first.json" --prepare "rm -rf .brief briefs/brief.lock" \
    "$brief check --all --quiet" >/dev/null 2>&1
  "$brief" check --all --quiet >/dev/null 2>&1 || true
  hyperfine -N -i -w 1 -r 5 --export-json "$work/again.json" "$brief check --all --quiet" >/dev/null 2>&1
  /usr/bin/time -f "%M" -o "$work/memory" "$brief" check --all --quiet >/dev/null 2>&1 || true
  python3 - "$work" "$count" <<'PY'
import json, pathlib, sys
work, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
first, again = (json.loads((work / f"{name}.json").read_text())["results"][0]["median"] for name in ["first", "again"])
memory = int((work / "memory").read_text().split()[-1]) // 1024
print(f"{count:7} items: first {first:.2f} s, again {again:.2f} s, {memory} MiB")
PY
  cd - >/dev/null
done; done
