"""Reads a property list and holds it against what launchd knows of keys and kinds."""
import plistlib
import sys

KINDS = {"Label": str, "ProgramArguments": list, "StartCalendarInterval": list, "StartInterval": int,
         "RunAtLoad": bool, "ProcessType": str, "StandardErrorPath": str}
with open(sys.argv[1], "rb") as file:
    agent = plistlib.load(file)
for key, value in agent.items():
    assert type(value) is KINDS[key], key
assert ("StartInterval" in agent) != ("StartCalendarInterval" in agent)
for entry in agent.get("StartCalendarInterval", []):
    assert set(entry) <= {"Hour", "Minute"} and 0 <= entry["Minute"] < 60 and 0 <= entry.get("Hour", 0) < 24
assert len(agent["ProgramArguments"]) == 5
if "awkward" in sys.argv[1]:
    assert agent["ProgramArguments"][0] == '/home/a/my %bin/$brief 1'
    assert agent["ProgramArguments"][4] == '/home/a/Policy “Päpers” 100% "so" it\'s \\x $HOME ${A} & <b> é'
