#!/bin/sh
# A year on a loopback web of 200 changing pages, day by day; prints its counts.
# PAGES, DAYS and SEED change it.
set -eu
cd "$(dirname "$0")/.."
exec cargo test --release --test suite a_year_on_a_web_of_two_hundred_pages -- --ignored --nocapture
