#!/usr/bin/env bash
# Every test of the project: formatting, lints, documentation, the suite. On Debian, as root, it first
# installs what the tests look at PDFs with. What it could not check it says at the end, and in CI that
# is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."

unchecked=()
packages=(poppler-utils qpdf ninja-build cron systemd default-jdk-headless libjaxb-java libjaxb-api-java libistack-commons-java
  libtxw2-java libactivation-java libstax-ex-java libfastinfoset-java)
missing=()
if command -v dpkg >/dev/null; then
  for package in "${packages[@]}"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
fi
if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "installing ${missing[*]}"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y "${missing[@]}" >/dev/null ||
    unchecked+=("packages could not be installed: ${missing[*]}")
fi
for tool in pdftotext pdfinfo qpdf java python3; do
  command -v "$tool" >/dev/null || unchecked+=("$tool is not installed: what it would look at was not checked")
done
# veraPDF, compiled once; see tests/pdf/validate.sh.
if [ ${#unchecked[@]} -eq 0 ]; then
  export BRIEF_TEST_ALL=1
fi
[ -d ../shared/seeds ] || unchecked+=("the five source documents are not at hand: the sample's passages were not compared with them")

# A full disk, a read-only one and permissions; see tests/suite/faults.rs and same_bytes.rs.
mounts=(unshare --mount)
[ "$(id -u)" = 0 ] || mounts=(unshare --map-root-user --mount)
"${mounts[@]}" mount -t tmpfs -o size=64k tmpfs /mnt 2>/dev/null ||
  unchecked+=("file systems cannot be mounted here: a full disk and a read-only one were not tried")
if [ "$(id -u)" != 0 ]; then
  unchecked+=("not run as root: papers were not made as another user")
elif ! setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null; then
  unchecked+=("setpriv is not installed: permissions and another user were not tried")
fi

step() { echo; echo "== $*"; }

# Lints before tests: all in one profile, so that the large crates are built once.
step cargo fmt --check
cargo fmt --check
step cargo clippy
cargo clippy --release --all-targets --locked -- -D warnings
step cargo doc
RUSTDOCFLAGS='-D warnings' cargo doc --release --no-deps --locked --quiet
step cargo test
cargo test --release --locked

step SARIF against its schema
logs=$(mktemp -d)
cargo run --release --locked --quiet -- check --all --locked --message-format sarif >"$logs/sample.sarif" || true
cargo run --release --locked --quiet -- check --workspace tests/broken/base --all --locked --message-format sarif >"$logs/errors.sarif" || true
tests/sarif-schema.sh "$logs"/*.sarif || {
  [ $? = 77 ] || exit 1
  unchecked+=("SARIF logs were not held against their schema")
}
rm -rf "$logs"

step schedules against the systems that read them
schedules=$(env -u BRIEF_TEST_ALL tests/schedule/check.sh 2>&1) || {
  echo "$schedules"
  exit 1
}
echo "$schedules" | tail -1
while read -r line; do unchecked+=("${line#not checked, }"); done < <(echo "$schedules" | grep '^not checked' || true)

echo
if [ ${#unchecked[@]} -gt 0 ]; then
  printf 'not checked: %s\n' "${unchecked[@]}"
fi
echo "not part of this, since they take long: tests/debug-release.sh, tests/refresh-year.sh, tests/schedule/systemd-run.sh, benches/kill-storm.sh, benches/again.sh, benches/find.py, benches/verify.sh, benches/speed.sh"
echo "all tests passed"
