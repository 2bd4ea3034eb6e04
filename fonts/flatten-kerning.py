#!/usr/bin/env python3
"""Merges the class subtables of a font's pair kerning into one, so that a shaper asks one table where it asked nine.

    flatten-kerning.py FONT...

Changes the files in place, and fails where a pair of glyphs would not be kerned as before. Needs fonttools.
"""

import sys

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables as ot


def inner(subtable):
    return subtable.ExtSubTable if subtable.LookupType == 9 else subtable


def value(record):
    return (getattr(record, "XAdvance", 0) or 0) if record is not None else 0


def kerning(subtables, glyphs):
    """First glyph → second glyph → advance, as a shaper finds it: the first subtable that knows the pair."""
    found = {}
    for first in glyphs:
        row = {}
        for table in subtables:
            if first not in table["coverage"]:
                continue
            for second in glyphs:
                if second not in row and (advance := table["of"](first, second)) is not None:
                    row[second] = advance
        found[first] = row
    return found


def readable(table):
    coverage = set(table.Coverage.glyphs)
    if table.Format == 1:
        pairs = {first: {p.SecondGlyph: value(p.Value1) for p in pairset.PairValueRecord}
                 for first, pairset in zip(table.Coverage.glyphs, table.PairSet)}
        return {"coverage": coverage, "of": lambda a, b: pairs[a].get(b)}
    one, two = table.ClassDef1.classDefs, table.ClassDef2.classDefs
    return {"coverage": coverage, "of": lambda a, b: value(
        table.Class1Record[one.get(a, 0)].Class2Record[two.get(b, 0)].Value1)}


def class_def(kind, classes):
    made = kind()
    made.classDefs = {glyph: number for glyph, number in classes.items() if number}
    return made


def merged(tables, glyphs):
    rows = kerning([readable(table) for table in tables], glyphs)
    covered = [glyph for glyph in glyphs if rows[glyph]]
    kinds = {}
    for glyph in covered:
        kinds.setdefault(tuple(rows[glyph].get(second, 0) for second in glyphs), []).append(glyph)
    columns = {}
    for at, second in enumerate(glyphs):
        columns.setdefault(tuple(kind[at] for kind in kinds), []).append(second)
    # Class 0 of the second glyph is what is kerned with nothing.
    order = sorted(columns, key=lambda column: any(column))
    assert not any(order[0])
    made = ot.PairPos()
    made.Format, made.ValueFormat1, made.ValueFormat2 = 2, 4, 0
    made.Coverage = ot.Coverage()
    made.Coverage.glyphs = covered
    made.ClassDef1 = class_def(ot.ClassDef1, {g: n for n, some in enumerate(kinds.values()) for g in some})
    made.ClassDef2 = class_def(ot.ClassDef2, {g: n for n, column in enumerate(order) for g in columns[column]})
    made.Class1Count, made.Class2Count = len(kinds), len(order)
    made.Class1Record = []
    for number in range(len(kinds)):
        record = ot.Class1Record()
        record.Class2Record = []
        for column in order:
            cell = ot.Class2Record()
            cell.Value1 = ot.ValueRecord()
            cell.Value1.XAdvance = column[number]
            record.Class2Record.append(cell)
        made.Class1Record.append(record)
    return made


def main(paths):
    for path in paths:
        font = TTFont(path, recalcTimestamp=False)
        glyphs = font.getGlyphOrder()
        for lookup in font["GPOS"].table.LookupList.Lookup:
            tables = [inner(subtable) for subtable in lookup.SubTable]
            if not all(isinstance(table, ot.PairPos) for table in tables):
                continue
            before = kerning([readable(table) for table in tables], glyphs)
            one = merged(tables, glyphs)
            after = kerning([readable(one)], glyphs)
            assert all(before[a].get(b, 0) == after[a].get(b, 0) for a in glyphs for b in glyphs), path
            wrapped = ot.ExtensionPos()
            wrapped.Format, wrapped.ExtensionLookupType, wrapped.ExtSubTable = 1, 2, one
            lookup.SubTable = [wrapped] if lookup.SubTable[0].LookupType == 9 else [one]
            lookup.SubTableCount = 1
            print(path, len(tables), "→ 1:", one.Class1Count, "×", one.Class2Count)
        font.save(path)


if __name__ == "__main__":
    main(sys.argv[1:])
