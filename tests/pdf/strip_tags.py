#!/usr/bin/env python3
"""Writes a copy of a PDF without its structure tree: strip_tags.py IN.pdf OUT.pdf

A validator that passes everything would look like success. This copy must fail, which shows that the check checks.
Needs qpdf."""

import json
import subprocess
import sys
import tempfile

source, target = sys.argv[1:]
pdf = json.loads(subprocess.run(["qpdf", "--json=2", "--json-key=qpdf", source], check=True, capture_output=True).stdout)
header, objects = pdf["qpdf"]
root = "obj:" + objects["trailer"]["value"]["/Root"]
catalog = objects[root]["value"]
for key in ("/StructTreeRoot", "/MarkInfo"):
    if catalog.pop(key, None) is None:
        sys.exit(f"{source} has no {key}: nothing to strip, so its failing would prove nothing")
with tempfile.NamedTemporaryFile("w", suffix=".json") as change:  # a file, as qpdf seeks in it
    json.dump({"qpdf": [header, {root: {"value": catalog}}]}, change)
    change.flush()
    # Without the newline option every file qpdf writes breaks PDF/A, and the copy would fail for that alone.
    options = ["--newline-before-endstream", f"--update-from-json={change.name}"]
    subprocess.run(["qpdf", source, *options, target], check=True)
