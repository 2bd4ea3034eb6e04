"""Holds a task against a schema; it must be UTF-16 with its mark and Windows' line ends."""
import sys
import xml.etree.ElementTree as tree

import xmlschema

schema, task = sys.argv[1:]
with open(task, "rb") as file:
    data = file.read()
assert data.startswith(b"\xff\xfe")
text = data.decode("utf-16")
assert text.startswith('<?xml version="1.0" encoding="UTF-16"?>\r\n') and text.count("\n") == text.count("\r\n")
xmlschema.XMLSchema(schema).validate(tree.fromstring(data))
names = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
execs = tree.fromstring(data).find(".//t:Exec", names)
assert execs.find("t:Command", names).text == "C:\\Program Files\\brief & co\\brief.exe"
assert execs.find("t:Arguments", names).text == 'schedule run --workspace "C:\\Users\\Ä\\Policy <papers>\\\\"'
