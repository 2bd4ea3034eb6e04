#!/usr/bin/env python3
"""Writes the papers that speed is measured on, twice: as a workspace for brief, and by hand for Typst.

    benches/papers.py FOLDER [COUNT]

FOLDER/briefs is a workspace of COUNT specs (default 1) over one library of 50 to
2,000 facts. Each paper has about five pages
and 40 notes over 12 sources, no two papers the same. FOLDER/source-*.txt are the sources. FOLDER/by-hand/*.typ are the same papers – title,
text, numbering, fonts, margins, ragged right – as somebody would write them in Typst: numbered paragraphs
as a list, `@source[p. 4]` where something is cited, `bibliography(style: "chicago-notes")`. The texts are
made up from a fixed seed.
"""

import pathlib
import random
import sys

WORDS = """the a new long public regional annual joint local independent final second early open
report review survey council ministry library court office school village harbour road bridge river
region border market hospital archive committee agency commission inspector teacher engineer doctor
found counted recorded measured described compared published repaired closed opened moved counted heard
that which and with for from near after before during against without between under above
years months visits letters hearings records figures buildings tables families workers pupils ships
slowly openly seldom often rarely mostly again together elsewhere""".split()
NAMES = ["Ada Marsh", "Ben Okoro", "Clara Lind", "David Rhee", "Elena Sturm", "Farid Nasr", "Grace Holm",
         "Hugo Brandt", "Ines Duarte", "Jonas Weiss", "Kira Novak", "Liam Frost"]
NOTES, SOURCES = 40, 12


def sentence(rng, low, high, figure=True):
    words = [rng.choice(WORDS) for _ in range(rng.randint(low, high))]
    if len(words) > 14:
        words[len(words) // 2] += ","
    if figure:
        words.insert(rng.randrange(3, len(words)), f"{rng.randint(2, 990)},{rng.randint(100, 999)}")
    return " ".join(words).capitalize() + "."


def sources(rng):
    for number in range(SOURCES):
        title = " ".join(rng.choice(WORDS) for _ in range(6)).capitalize()
        date = f"20{rng.randint(10, 25)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        yield f"source-{number}", title, NAMES[number], date, f"https://example.org/reports/{number}"


def main(folder, count):
    rng = random.Random(40)
    known = list(sources(rng))
    facts = [(f"fact-{n}", sentence(rng, 30, 42), rng.choice(known)[0], rng.randint(1, 300)) for n in range(min(2000, 50 * count))]
    briefs = folder / "briefs"
    by_hand = folder / "by-hand"
    for path in [briefs / "evidence", briefs / "sources", by_hand]:
        path.mkdir(parents=True, exist_ok=True)
    (briefs / "workspace.toml").write_text(
        '[organisation]\nname = "Measuring Trust"\ncontact = { name = "Desk", email = "desk@example.org" }\n'
        '[defaults]\nhandling = "TLP:CLEAR"\n', encoding="utf-8")
    (briefs / "sources" / "sources.toml").write_text("".join(
        f'[{id}]\ntype = "report"\ntitle = "{title}"\nauthor = "{author}"\ndate = {date}\nurl = "{url}"\n\n'
        for id, title, author, date, url in known), encoding="utf-8")
    (briefs / "evidence" / "facts.toml").write_text("".join(
        f'[[fact]]\nid = "{id}"\ntext = "{text}"\nsource = "{source}"\npassage = "{text}"\n'
        f'locator = {{ page = {page} }}\n\n' for id, text, source, page in facts), encoding="utf-8")
    # What `brief source add` is to store: every passage, each on a line of its own.
    for id, *_ in known:
        lines = [text for _, text, source, _ in facts if source == id]
        (folder / f"{id}.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    (by_hand / "sources.yml").write_text("".join(
        f'{id}:\n  type: report\n  title: "{title}"\n  author: "{author.split()[1]}, {author.split()[0]}"\n'
        f'  date: {date}\n  url: "{url}"\n\n' for id, title, author, date, url in known), encoding="utf-8")
    for number in range(count):
        name = f"paper-{number:04}"
        chosen = []
        while len(chosen) < NOTES:
            fact = rng.choice(facts)
            # Neighbours that cite the same would share a note.
            if fact not in chosen and (not chosen or chosen[-1][2:] != fact[2:]):
                chosen.append(fact)
        title = sentence(rng, 6, 8, False).rstrip(".")
        intro = [" ".join(sentence(rng, 15, 23, False) for _ in range(3)) for _ in range(2)]
        parts = [("What was found", chosen[:14]), ("What was counted", chosen[14:27]), ("What follows", chosen[27:])]
        spec = [f'title = "{title}"\naudience = "uk-gov"\ndate = 2026-12-01\nlimits = {{ pages = 9 }}\n']
        spec.append('[[section]]\nheading = "Background"\nbody = """\n' + "\n\n".join(intro) + '\n"""\n')
        hand = [HEAD.replace("@title@", title), "= Background\n"]
        hand += [paragraph + "\n" for paragraph in intro]
        for heading, some in parts:
            ids = ", ".join(f'"{fact[0]}"' for fact in some)
            spec.append(f'[[section]]\nkind = "facts"\nheading = "{heading}"\nselect = {{ require = [{ids}], limit = {len(some)} }}\n')
            hand.append(f"= {heading}\n")
            hand += [f"+ {text[:-1]}.@{source}[p. {page}]\n" for _, text, source, page in some]
        hand.append(TAIL)
        (briefs / f"{name}.toml").write_text("\n".join(spec), encoding="utf-8")
        (by_hand / f"{name}.typ").write_text("\n".join(hand), encoding="utf-8")


HEAD = """#set document(title: "@title@", author: "Measuring Trust", date: datetime(year: 2026, month: 12, day: 1))
#set page(
  paper: "a4",
  margin: (left: 46mm, right: 24mm, top: 25mm, bottom: 24mm),
  header: [TLP:CLEAR],
  footer: context [Page #counter(page).display("1 of 1", both: true) · Measuring Trust],
)
#set text(font: "Source Serif 4", size: 10.5pt, lang: "en", region: "GB", hyphenate: false)
#set par(leading: 0.62em, spacing: 0.95em)
#set enum(numbering: "1", indent: -9mm, body-indent: 5mm)
#show heading: set text(font: "Source Sans 3", weight: 600)
#show footnote.entry: set text(size: 8.5pt)

#text(font: "Source Sans 3")[*Measuring Trust* #h(1fr) *Briefing*]
#title()
Prepared for: UK government · 1 December 2026
"""
TAIL = """
= Contacts
Desk · #link("mailto:desk@example.org")[desk\\@example.org]

#show bibliography: none
#bibliography("sources.yml", style: "chicago-notes")
"""

if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) == 3 else 1)
