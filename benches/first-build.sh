#!/usr/bin/env bash
# How long the first build on a fresh machine takes, beside installing Typst's own command line: both
# cold, one after the other, the crates' sources downloaded before. Takes about as long as both: half an
# hour on two cores. Usage: benches/first-build.sh [FOLDER]
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
work=${1:-$(mktemp -d)}
mkdir -p "$work"
git clone -q "$project" "$work/brief"

seconds() { local begin; begin=$(date +%s.%N); "$@" >"$work/log" 2>&1 || { tail -20 "$work/log"; exit 1; }
  echo "$(date +%s.%N) $begin" | awk '{ printf "%.0f\n", $1 - $2 }'; }

cd "$work/brief"
cargo fetch --locked --quiet
ours=$(CARGO_TARGET_DIR="$work/ours" seconds cargo build --release --locked)
theirs=$(CARGO_TARGET_DIR="$work/theirs" seconds cargo install typst-cli --version 0.15.1 --locked --root "$work/root")

echo "brief:      $ours s, $(cargo tree --locked --edges normal --prefix none | sed 's/ (\*)//' | sort -u | wc -l) crates," \
  "$(du -h "$work/ours/release/brief" | cut -f1) binary"
echo "typst-cli:  $theirs s, $(du -h "$work/root/bin/typst" | cut -f1) binary"
echo "ratio:      $(echo "$ours $theirs" | awk '{ printf "%.2f\n", $1 / $2 }')"
