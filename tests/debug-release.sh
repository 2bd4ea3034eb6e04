#!/usr/bin/env bash
# Whether the debug and the release build make the same papers, byte for byte, of the sample workspace and
# of one as `brief init` writes it, in every format. Building both takes minutes, so it is not part of
# tests/run.sh. Usage: tests/debug-release.sh
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --locked --quiet
cargo build --locked --quiet --release
for profile in debug release; do
  brief=$(realpath "$target/$profile/brief")
  mkdir -p "$work/$profile/sample"
  cp -r briefs "$work/$profile/sample/"
  (
    cd "$work/$profile"
    export SOURCE_DATE_EPOCH=1796083200 # 1 December 2026
    "$brief" init begun >/dev/null
    "$brief" new first --workspace begun --date 2026-12-01 >/dev/null
    for workspace in sample begun; do
      "$brief" build --all --quiet --format pdf,typ,png --workspace "$workspace"
    done
    find . -path '*/out/*' -type f -print0 | sort -z | xargs -0 sha256sum >../"$profile".sums
  )
done
diff "$work/debug.sums" "$work/release.sums"
echo "the same bytes in debug and release: $(wc -l <"$work/release.sums") files"
