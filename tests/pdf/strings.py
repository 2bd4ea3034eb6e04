#!/usr/bin/env python3
"""Prints everything readable in a PDF, so that a test can search it for what must not be there: strings.py FILE.pdf

Searching the file itself finds little: streams are compressed, titles and file names are UTF-16, page text is glyph
numbers. Printed are the raw bytes, each string decoded, each stream unpacked (once more without NUL bytes, for UTF-16
inside fonts and images), and the page text as drawn (once more without white space and soft
hyphens, for words broken over lines). Needs qpdf and pdftotext."""

import base64
import json
import subprocess
import sys


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def texts(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "data" and isinstance(inner, str):
                data = base64.b64decode(inner)
                yield data
                yield data.replace(b"\0", b"")
            else:
                yield key.encode()
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield bytes.fromhex(value[2:]) if value.startswith("b:") else value.removeprefix("u:").encode()


file = sys.argv[1]
out = sys.stdout.buffer
with open(file, "rb") as raw:
    out.write(raw.read())
objects = json.loads(run("qpdf", "--json-output", "--decode-level=all", "--json-stream-data=inline", file, "-"))
for text in texts(objects["qpdf"][1]):
    out.write(b"\n" + text)
page = run("pdftotext", "-enc", "UTF-8", file, "-")
out.write(b"\n" + page + b"\n" + b"".join(page.replace(b"\xc2\xad", b"").split()) + b"\n")
