#!/usr/bin/env bash
# Holds SARIF logs against the SARIF 2.1.0 schema: tests/sarif-schema.sh FILE…
# The schema is not ours to ship; it is taken from an npm package, once, into target/sarif-schema. Without it, or
# without Python's jsonschema, nothing is checked: exit code 77, and a line that says so. 1: a log is not valid.
set -euo pipefail
cd "$(dirname "$0")/.."

package=@microsoft/jest-sarif@1.0.0-beta.0
folder=target/sarif-schema
schema=$folder/package/lib/schemas/sarif-2.1.0-rtm.5.json
python=python3

skip() { echo "not checked: SARIF against its schema: $*"; exit 77; }

if [ ! -f "$schema" ]; then
  command -v npm >/dev/null || skip "npm is not installed"
  mkdir -p "$folder"
  archive=$(cd "$folder" && npm pack --silent "$package" 2>/dev/null) || skip "$package cannot be had"
  tar -xzf "$folder/$archive" -C "$folder" || skip "$package cannot be unpacked"
  [ -f "$schema" ] || skip "$package has no schema"
fi
if ! "$python" -c 'import jsonschema' 2>/dev/null; then
  if [ ! -x "$folder/venv/bin/python" ]; then
    "$python" -m venv "$folder/venv" 2>/dev/null || skip "python3 with venv is not installed"
  fi
  python=$folder/venv/bin/python
  "$python" -c 'import jsonschema' 2>/dev/null || "$python" -m pip install -q jsonschema 2>/dev/null ||
    skip "jsonschema cannot be installed"
fi

"$python" - "$schema" "$@" <<'PYTHON'
import copy, json, sys

import jsonschema

def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)

schema = read(sys.argv[1])
kind = jsonschema.validators.validator_for(schema)
kind.check_schema(schema)
validator = kind(schema)
wrong = 0

def say(path, words):
    global wrong
    wrong += 1
    print(f"{path}: {words}")

if len(sys.argv) < 3:
    say("tests/sarif-schema.sh", "no log to check")
for path in sys.argv[2:]:
    log = read(path)
    for error in validator.iter_errors(log):
        say(path, f"{error.json_path}: {error.message}")
    # The check itself must be able to fail.
    broken = copy.deepcopy(log)
    broken["version"] = "2.0.0"
    if validator.is_valid(broken):
        say(path, "another version is valid too: the schema checks nothing")
    for run in log["runs"]:
        rules = run["tool"]["driver"]["rules"]
        for at, result in enumerate(run["results"]):
            # What the schema does not say, and GitHub's code scanning refuses.
            if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
                say(path, f"result {at}: `ruleIndex` is another rule’s")
            if not result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]:
                say(path, f"result {at}: no file")
            for key in result["partialFingerprints"].values():
                if len(key) < 66:
                    say(path, f"result {at}: no fingerprint")
print(f"{len(sys.argv) - 2} SARIF logs checked, {wrong} faults")
sys.exit(1 if wrong else 0)
PYTHON
