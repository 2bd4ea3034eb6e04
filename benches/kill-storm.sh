#!/usr/bin/env bash
# Kills a build of six papers in three formats at 300 moments spread over its whole length. After each,
# every file must be as it was before or as it should be, and the next run must make all anew and leave
# nothing behind. Usage: benches/kill-storm.sh [KILLS]
set -euo pipefail
cd "$(dirname "$0")/.."
BRIEF_KILLS=${1:-300} cargo test --release --locked --quiet --test suite -- --exact --nocapture \
  faults::killed_at_any_moment_every_file_is_old_or_new_and_the_next_run_goes_on
