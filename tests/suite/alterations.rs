//! Delivered papers, altered: each alteration is found, each untouched paper accepted.

use std::path::PathBuf;
use std::sync::OnceLock;

use crate::fixture::Fixture;
use crate::qdf::{self, Qdf, Show, pipe};
use brief::delivered::{Delivered, Difference, Printed, compare, read};

/// Papers as the tool made them.
pub fn papers() -> Vec<PathBuf> {
    static SAMPLE: OnceLock<Fixture> = OnceLock::new();
    let sample = SAMPLE.get_or_init(|| {
        let sample = Fixture::sample();
        sample.brief("build --all --quiet").exits(0);
        sample
    });
    ["press", "uk-gov", "uk-gov-internal", "un"]
        .map(|paper| sample.path(&format!("out/{paper}.pdf")))
        .to_vec()
}

fn expected(paper: &Qdf) -> Printed {
    read(&paper.mended()).expect("a paper").printed
}

/// What is found of an altered paper.
fn found(expected: &Printed, bytes: &[u8]) -> (Vec<Difference>, Delivered) {
    let delivered = read(bytes).expect("it can be read");
    (compare(expected, &delivered), delivered)
}

/// What an alteration must be found as.
type Is = fn(&Difference) -> bool;

fn word(difference: &Difference) -> bool {
    difference.of_words()
}

fn look(difference: &Difference) -> bool {
    matches!(difference, Difference::Look { .. })
}

/// A way to alter the glyphs of a line; `None` where the line does not allow it.
type Alter = fn(&Qdf, &Show) -> Option<Vec<u16>>;

const LINES: &[(&str, Alter)] = &[
    ("a digit changed", |paper, show| {
        let at = show.text.chars().position(|c| c.is_ascii_digit())?;
        let other = "1203456789"
            .chars()
            .find(|c| Some(*c) != show.text.chars().nth(at) && paper.code(show, *c).is_some())?;
        let mut codes = show.codes.clone();
        codes[at] = paper.code(show, other)?;
        Some(codes)
    }),
    ("a letter changed", |paper, show| replaced(paper, show, 'a', 'e')),
    ("a capital made small", |paper, show| replaced(paper, show, 'C', 'c')),
    ("a comma made a full stop", |paper, show| replaced(paper, show, ',', '.')),
    ("a dash made a hyphen", |paper, show| replaced(paper, show, '–', '-')),
    ("a quotation mark turned", |paper, show| replaced(paper, show, '‘', '’')),
    ("a word dropped", |_, show| {
        let words = word_ranges(&show.text);
        let word = words.get(1).filter(|_| words.len() > 2)?;
        let mut codes = show.codes.clone();
        codes.drain(word.start - 1..word.end);
        Some(codes)
    }),
    ("a word doubled", |_, show| {
        let words = word_ranges(&show.text);
        let word = words.get(1).filter(|_| words.len() > 2)?;
        let mut codes = show.codes[..word.end].to_vec();
        codes.extend(&show.codes[word.start - 1..]);
        Some(codes)
    }),
    ("two words exchanged", |_, show| {
        let words = word_ranges(&show.text);
        let (one, other) = (words.get(1)?.clone(), words.get(2)?.clone());
        words.get(3)?;
        let mut codes = show.codes[..one.start].to_vec();
        codes.extend(&show.codes[other.clone()]);
        codes.push(show.codes[one.end]);
        codes.extend(&show.codes[one.clone()]);
        codes.extend(&show.codes[other.end..]);
        (codes != show.codes).then_some(codes)
    }),
    ("a “not” put in", |paper, show| {
        let word = word_ranges(&show.text).get(1)?.clone();
        let not: Option<Vec<u16>> = "not ".chars().map(|c| paper.code(show, c)).collect();
        let mut codes = show.codes.clone();
        codes.splice(word.start..word.start, not?);
        Some(codes)
    }),
    ("a letter dropped", |_, show| {
        // White space at a line's end is layout.
        let last = word_ranges(&show.text).last()?.end;
        let mut codes = show.codes.clone();
        codes.remove(last - 1);
        (codes.len() > 3).then_some(codes)
    }),
    ("a space dropped", |_, show| {
        let word = word_ranges(&show.text).get(1)?.clone();
        let mut codes = show.codes.clone();
        codes.remove(word.start - 1);
        Some(codes)
    }),
    ("a space put in", |paper, show| {
        let word = word_ranges(&show.text).into_iter().find(|it| it.len() > 4)?;
        let mut codes = show.codes.clone();
        codes.insert(word.start + 2, paper.code(show, ' ')?);
        Some(codes)
    }),
    ("a line emptied", |_, show| (show.text.trim().len() > 1).then(Vec::new)),
    ("a line said twice", |_, show| (show.text.trim().len() > 1).then(|| show.codes.repeat(2))),
];

fn replaced(paper: &Qdf, show: &Show, old: char, new: char) -> Option<Vec<u16>> {
    let at = show.text.chars().position(|c| c == old)?;
    let mut codes = show.codes.clone();
    codes[at] = paper.code(show, new)?;
    Some(codes)
}

/// Where the words of a line stand, in glyphs.
fn word_ranges(text: &str) -> Vec<std::ops::Range<usize>> {
    let chars: Vec<char> = text.chars().collect();
    let mut words = Vec::new();
    let mut start = 0;
    for at in 0..=chars.len() {
        if at == chars.len() || chars[at] == ' ' {
            if at > start {
                words.push(start..at);
            }
            start = at + 1;
        }
    }
    words
}

#[test]
fn every_alteration_of_a_line_is_found_wherever_the_line_stands() {
    if !qdf::available() {
        eprintln!("skipped: qpdf is not installed");
        return;
    }
    let every = if std::env::var_os("ALTER_ALL").is_some() { 1 } else { 29 };
    let mut counts = std::collections::BTreeMap::new();
    let mut missed = Vec::new();
    for path in papers() {
        let paper = Qdf::of(&path);
        let expected = expected(&paper);
        let shows = paper.shows();
        assert!(shows.len() > 50, "{}: {} lines", path.display(), shows.len());
        assert!(shows.iter().all(|show| !show.text.contains('\u{fffd}')), "{shows:#?}");
        for (offset, (name, alter)) in LINES.iter().enumerate() {
            let able = shows.iter().filter_map(|show| Some((show, alter(&paper, show)?)));
            for (show, codes) in able.skip(offset % every).step_by(every) {
                let mut altered = paper.clone();
                altered.show(show, &codes);
                let (differences, _) = found(&expected, &altered.mended());
                let page = u32::try_from(show.page).expect("a page");
                let seen = differences.iter().any(word)
                    && differences.contains(&Difference::Look { page });
                *counts.entry(*name).or_insert(0) += 1;
                if !seen {
                    missed.push((path.clone(), *name, show.text.clone(), differences));
                }
            }
        }
    }
    eprintln!("{counts:#?}");
    assert!(missed.is_empty(), "{} missed: {missed:#?}", missed.len());
    assert_eq!(counts.len(), LINES.len(), "some kind was never tried: {counts:#?}");
}

#[test]
fn a_changed_figure_is_named_with_its_sentence() {
    if !qdf::available() {
        eprintln!("skipped: qpdf is not installed");
        return;
    }
    let path = papers().into_iter().find(|it| it.ends_with("uk-gov.pdf")).expect("the paper");
    let paper = Qdf::of(&path);
    let expected = expected(&paper);
    let shows = paper.shows();
    let show = shows.iter().find(|it| it.text.contains("estimated that 80,000")).expect("a line");
    let mut altered = paper.clone();
    let mut codes = show.codes.clone();
    let at = show.text.chars().position(|c| c == '8').expect("a digit");
    codes[at] = paper.code(show, '9').expect("a digit");
    altered.show(show, &codes);
    let (differences, _) = found(&expected, &altered.mended());
    let Difference::Changed { page: 2, expected, found, .. } = &differences[0] else {
        panic!("{differences:#?}");
    };
    assert!(expected.contains("80,000 to 120,000 people were held in prison camps"), "{expected}");
    assert!(found.contains("90,000 to 120,000 people were held in prison camps"), "{found}");
    assert_eq!(differences[1..], [Difference::Look { page: 2 }]);
}

/// Alterations of the file as a whole, and what each must be found as.
type Whole = (&'static str, fn(&mut Qdf), Is);

const WHOLE: &[Whole] = &[
    ("two lines exchanged", |paper| exchange(paper, 30, 31), word),
    (
        "two notes exchanged",
        |paper| {
            let shows = paper.shows();
            let note = |number: usize| {
                let small = shows.iter().enumerate().filter(|(_, it)| it.text.contains("FoRB"));
                small.map(|(at, _)| at).nth(number).unwrap_or(40 + number)
            };
            exchange(paper, note(0), note(1));
        },
        word,
    ),
    (
        "a line made invisible",
        |paper| {
            let show = paper.shows()[20].clone();
            let at = show.at.start - 60;
            paper.replace_from(at, "0 Tr", "3 Tr");
        },
        look,
    ),
    (
        "a line made white",
        |paper| {
            let content = paper.content(1).start;
            paper.replace_from(content, " scn\nBT", " scn 1 scn\nBT");
        },
        look,
    ),
    (
        "a line moved out of sight",
        |paper| {
            let content = paper.content(1).start;
            paper.replace_from(content, "q 1 0 0 -1 ", "q 1 0 0 -1 9");
        },
        look,
    ),
    (
        "a white box over a sentence",
        |paper| {
            draw(paper, 1, "q 1 1 1 rg 50 400 400 40 re f Q\n");
        },
        look,
    ),
    (
        "a white box marked as furniture",
        |paper| {
            draw(paper, 1, "/Artifact BMC q 1 1 1 rg 50 400 400 40 re f Q EMC\n");
        },
        look,
    ),
    (
        "a box and new text over it",
        |paper| {
            let text = "q 1 1 1 rg 50 400 400 40 re f 0 0 0 rg BT /f0 10 Tf 60 410 Td <0003000400050006> Tj ET Q\n";
            draw(paper, 1, text);
        },
        word,
    ),
    (
        "new text marked as furniture",
        |paper| {
            draw(paper, 1, "/Artifact BMC BT /f0 10 Tf 60 410 Td <0003000400050006> Tj ET EMC\n");
        },
        word,
    ),
    (
        "new text with the number of a piece",
        |paper| {
            draw(
                paper,
                1,
                "/Span <</MCID 5>> BDC BT /f0 10 Tf 60 410 Td <0003000400050006> Tj ET EMC\n",
            );
        },
        word,
    ),
    (
        "invisible text put in",
        |paper| {
            draw(paper, 1, "BT 3 Tr /f0 10 Tf 60 410 Td <0003000400050006> Tj ET\n");
        },
        word,
    ),
    ("a line struck out", |paper| draw(paper, 1, "q 0 0 0 RG 2 w 60 400 m 400 400 l S Q\n"), look),
    (
        "everything turned",
        |paper| {
            let start = paper.content(1).start;
            paper.bytes.splice(start..start, b"-1 0 0 -1 595 842 cm\n".iter().copied());
        },
        look,
    ),
    (
        "letters told to be others",
        |paper| {
            let map = paper.find("beginbfchar\n", 0).expect("a map");
            paper.replace_from(map, "> <0", "> <1");
        },
        word,
    ),
    (
        "fonts exchanged",
        |paper| {
            let fonts = paper.find("/Font <<", 0).expect("fonts");
            paper.replace_from(fonts, "/f0 ", "/fx ");
            paper.replace_from(fonts, "/f1 ", "/f0 ");
            paper.replace_from(fonts, "/fx ", "/f1 ");
        },
        word,
    ),
    (
        "the shapes of letters changed",
        |paper| {
            let font = paper.find("/FontFile2 ", 0).expect("a font") + 11;
            let end = paper.find(" 0 R", font).expect("its number");
            let number =
                String::from_utf8_lossy(&paper.bytes[font..end]).parse().expect("a number");
            let data = paper.object(number).end - 300;
            paper.bytes[data] ^= 1;
        },
        look,
    ),
    (
        "the widths of letters changed",
        |paper| {
            let widths = paper.find("/W [", 0).expect("widths");
            paper.replace_from(widths, "\n    ", "\n    9 [ 9 ] ");
        },
        look,
    ),
    (
        "a link led elsewhere",
        |paper| paper.replace("/URI (https://", "/URI (https://evil."),
        |it| matches!(it, Difference::Link { expected: Some(_), found: Some(_) }),
    ),
    (
        "a mail address changed",
        |paper| paper.replace("mailto:p", "mailto:q"),
        |it| matches!(it, Difference::Link { .. }),
    ),
    (
        "a link taken out",
        |paper| {
            let at = paper.find("/URI (https", 0).expect("a link");
            paper.replace_from(at, "/URI (", "/URX (");
        },
        |it| matches!(it, Difference::Link { found: None, .. }),
    ),
    (
        "a link within led elsewhere",
        |paper| {
            let link = paper.find("/Contents (", 0).expect("a link");
            paper.replace_from(link, "/Dest ", "/Desx ");
        },
        look,
    ),
    (
        "a link moved",
        |paper| {
            let link = paper.find("/Subtype /Link", 0).expect("a link");
            let rect =
                (0..link).rev().find(|at| paper.bytes[*at..].starts_with(b"/Rect [")).expect("it");
            paper.replace_from(rect, "[\n    ", "[\n    1");
        },
        look,
    ),
    (
        "a link's description changed",
        |paper| {
            let link = paper.find("/Contents (", 0).expect("a description");
            paper.replace_from(link, "/Contents (", "/Contents (x");
        },
        look,
    ),
    (
        "a note stuck on",
        |paper| {
            let note = "/Annots [ << /Type /Annot /Subtype /FreeText /Rect [50 400 400 440] /Contents (Not so) /DA (/Helv 12 Tf) >> ";
            paper.replace("/Annots [", note);
        },
        look,
    ),
    ("a page turned", |paper| paper.replace("/Type /Page\n", "/Type /Page\n  /Rotate 180\n"), look),
    (
        "a page cropped",
        |paper| {
            paper.replace("/Type /Page\n", "/Type /Page\n  /CropBox [0 400 595 842]\n");
        },
        look,
    ),
    (
        "the title in the information changed",
        |paper| paper.replace("/Title (N", "/Title (M"),
        |it| matches!(it, Difference::Information { name, .. } if name == "Title"),
    ),
    (
        "the author changed",
        |paper| paper.replace("/Author (E", "/Author (A"),
        |it| matches!(it, Difference::Information { name, .. } if name == "Author"),
    ),
    (
        "the day of making changed",
        |paper| {
            paper.replace("/CreationDate (D:20261201", "/CreationDate (D:20261101");
        },
        |it| matches!(it, Difference::Information { name, .. } if name == "CreationDate"),
    ),
    (
        "the producer changed",
        |paper| paper.replace("/Author (", "/Producer (x) /Author ("),
        |it| matches!(it, Difference::Information { name, .. } if name == "Producer"),
    ),
    (
        "the title in XMP changed",
        |paper| {
            paper.replace("<rdf:li xml:lang=\"x-default\">N", "<rdf:li xml:lang=\"x-default\">M");
        },
        |it| matches!(it, Difference::Information { name, .. } if name == "XMP title"),
    ),
    (
        "something put into XMP",
        |paper| {
            paper.replace("<pdfaid:part>", "<xmpMM:ManageTo>x</xmpMM:ManageTo><pdfaid:part>");
        },
        |it| matches!(it, Difference::Information { name, .. } if name == "XMP, other"),
    ),
    (
        "XMP taken out",
        |paper| paper.replace("/Metadata ", "/Metadatx "),
        |it| matches!(it, Difference::Information { .. }),
    ),
    ("the language changed", |paper| paper.replace("/Lang (en-GB)", "/Lang (en-US)"), frame),
    (
        "a bookmark changed",
        |paper| {
            let outline = paper.find("/Title (", paper.find("/Type /Outlines", 0).expect("it"));
            paper.replace_from(outline.expect("a bookmark"), "/Title (", "/Title (x");
        },
        frame,
    ),
    (
        "an action at opening",
        |paper| {
            paper.replace(
                "/Type /Catalog",
                "/OpenAction << /S /JavaScript /JS (x) >>\n  /Type /Catalog",
            );
        },
        frame,
    ),
    ("a heading made a paragraph", |paper| paper.replace("/S /H1", "/S /P"), frame),
    (
        "two pieces exchanged in the structure",
        |paper| {
            let tree = paper.find("/S /H1", 0).expect("a heading");
            let kid =
                (0..tree).rev().find(|at| paper.bytes[*at..].starts_with(b"/K [")).expect("kids");
            paper.replace_from(kid, "[\n    ", "[\n    0 ");
        },
        frame,
    ),
    (
        "the structure taken out",
        |paper| paper.replace("/StructTreeRoot ", "/StructTreeRoox "),
        word,
    ),
    (
        "an attachment renamed",
        |paper| {
            while paper.find("(record.json)", 0).is_some() {
                paper.replace("(record.json)", "(recorx.json)");
            }
        },
        |it| matches!(it, Difference::Attachment { name } if name == "recorx.json"),
    ),
];

fn frame(difference: &Difference) -> bool {
    matches!(difference, Difference::Frame)
}

fn exchange(paper: &mut Qdf, one: usize, other: usize) {
    let shows = paper.shows();
    let (one, other) = (shows[one].clone(), shows[other].clone());
    assert_ne!(one.text, other.text);
    // The later first, so that the earlier stays where it is.
    paper.show(&other, &one.codes);
    paper.show(&one, &other.codes);
}

/// Draws over a page.
fn draw(paper: &mut Qdf, page: usize, operators: &str) {
    let end = paper.content(page).end;
    paper.bytes.splice(end..end, format!("\n{operators}").bytes());
}

#[test]
fn every_alteration_of_the_file_is_found_as_what_it_is() {
    if !qdf::available() {
        eprintln!("skipped: qpdf is not installed");
        return;
    }
    let mut missed = Vec::new();
    let mut tried = std::collections::BTreeMap::new();
    for path in papers() {
        let paper = Qdf::of(&path);
        let expected = expected(&paper);
        for (name, alter, is) in WHOLE {
            let mut altered = paper.clone();
            alter(&mut altered);
            if altered.bytes == paper.bytes {
                // This paper has nothing of the kind.
                continue;
            }
            let (differences, _) = found(&expected, &altered.mended());
            *tried.entry(*name).or_insert(0) += 1;
            if !differences.iter().any(is) {
                missed.push((path.file_name().map(|it| it.to_owned()), *name, differences));
            }
        }
    }
    eprintln!("{} alterations: {tried:#?}", tried.values().sum::<i32>());
    assert_eq!(tried.len(), WHOLE.len(), "some kind was never tried: {tried:#?}");
    assert!(missed.is_empty(), "{} missed: {missed:#?}", missed.len());
}

#[test]
fn untouched_papers_are_accepted_however_they_are_written_down() {
    for path in papers() {
        let bytes = std::fs::read(&path).expect("a paper");
        let delivered = read(&bytes).expect("a paper");
        assert_eq!(compare(&delivered.printed, &delivered), []);
        assert!(delivered.tagged && delivered.record.is_some());
        assert!(delivered.printed.blocks.len() > 20);
        assert!(delivered.printed.furniture.iter().all(|block| block.role == "Artifact"));
        if !qdf::available() {
            eprintln!("skipped: qpdf is not installed");
            continue;
        }
        let name = path.to_str().expect("a path");
        for flags in [
            &["--qdf", "--normalize-content=n"][..],
            &["--linearize"],
            &["--object-streams=disable"],
        ] {
            let arguments: Vec<&str> = flags.iter().copied().chain([name, "-"]).collect();
            let (differences, again) = found(&delivered.printed, &pipe("qpdf", &arguments, b""));
            assert_eq!(differences, [], "{flags:?}");
            assert_eq!(again.record, delivered.record);
        }
    }
}

#[test]
fn pages_and_attachments_and_updates_are_counted() {
    if !qdf::available() {
        eprintln!("skipped: qpdf is not installed");
        return;
    }
    for path in papers() {
        let name = path.to_str().expect("a path");
        let whole = read(&std::fs::read(&path).expect("a paper")).expect("a paper");
        let pages = whole.pages.len();
        let last = format!("1-{}", pages - 1);
        let turned = format!("{pages}-1");
        let twice = format!("1-{pages},1");
        for (range, is) in [
            (last.as_str(), (|it| matches!(it, Difference::Pages { .. })) as Is),
            (turned.as_str(), look),
            (twice.as_str(), |it| matches!(it, Difference::Pages { .. })),
        ] {
            let altered = pipe("qpdf", &[name, "--pages", ".", range, "--", "-"], b"");
            let (differences, _) = found(&whole.printed, &altered);
            assert!(differences.iter().any(is), "{name} {range}: {differences:#?}");
        }
        let attachment = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let altered = pipe("qpdf", &[name, "--add-attachment", attachment, "--", "-"], b"");
        let (differences, with) = found(&whole.printed, &altered);
        let added = Difference::Attachment { name: "Cargo.toml".into() };
        assert!(differences.contains(&added), "{differences:#?}");
        assert_eq!(with.record, whole.record);

        let altered = pipe("qpdf", &[name, "--remove-attachment=record.json", "-"], b"");
        let (differences, without) = found(&whole.printed, &altered);
        assert_eq!(without.record, None);
        assert_eq!(differences, [], "the record is no part of what is printed");
    }
}

#[test]
fn an_edited_record_is_another_record() {
    if !qdf::available() {
        eprintln!("skipped: qpdf is not installed");
        return;
    }
    for path in papers() {
        let mut paper = Qdf::of(&path);
        let whole = read(&paper.mended()).expect("a paper");
        paper.replace("\"format\": \"brief-record/1\"", "\"format\": \"brief-record/2\"");
        let (differences, edited) = found(&whole.printed, &paper.mended());
        assert_eq!(differences, []);
        assert_ne!(edited.record, whole.record);
    }
}

#[test]
fn an_update_that_covers_a_sentence_is_found() {
    if !qdf::available() {
        eprintln!("skipped: qpdf is not installed");
        return;
    }
    for path in papers() {
        let paper = Qdf::of(&path);
        let expected = expected(&paper);
        let mut bytes = paper.mended();
        // The first page again, with a note over it.
        let text = Qdf { bytes: bytes.clone() };
        let page = text.find("/Type /Page\n", 0).expect("a page");
        let head = (0..page).rev().find(|at| bytes[*at..].starts_with(b" 0 obj\n<<")).expect("it");
        let line = (0..head).rev().find(|at| bytes[*at] == b'\n').expect("a line") + 1;
        let number = String::from_utf8_lossy(&bytes[line..head]).into_owned();
        let end = text.find("\nendobj", head).expect("its end");
        let note = "/Annots [ << /Type /Annot /Subtype /FreeText /Rect [50 400 400 440] /Contents (Not so) /DA (/Helv 12 Tf) >> ";
        let body = String::from_utf8_lossy(&bytes[line..end]).replace("/Annots [", note);
        let trailer = text.find("trailer <<", 0).expect("a trailer");
        let last = text.find("startxref\n", trailer).expect("an end") + 10;
        let previous =
            String::from_utf8_lossy(&bytes[last..]).lines().next().unwrap_or("").to_owned();
        let trailer = String::from_utf8_lossy(&bytes[trailer..last - 10]).into_owned();
        let trailer = trailer.replacen("trailer <<", &format!("trailer << /Prev {previous}"), 1);
        let at = bytes.len();
        bytes.extend(format!("{body}\nendobj\n").bytes());
        let table = bytes.len();
        let entry =
            format!("xref\n{number} 1\n{at:010} 00000 n \n{trailer}startxref\n{table}\n%%EOF\n");
        bytes.extend(entry.bytes());
        let (differences, delivered) = found(&expected, &bytes);
        assert_eq!(delivered.incremental_updates, 1);
        assert!(differences.contains(&Difference::Updated { times: 1 }), "{differences:#?}");
        assert!(differences.iter().any(look), "{differences:#?}");
    }
}

#[test]
fn a_reprint_is_no_original() {
    let installed = std::process::Command::new("pdftocairo").arg("-v").output().is_ok();
    if !installed {
        eprintln!("skipped: pdftocairo is not installed");
        return;
    }
    for path in papers() {
        let whole = read(&std::fs::read(&path).expect("a paper")).expect("a paper");
        let reprint = pipe("pdftocairo", &["-pdf", path.to_str().expect("a path"), "-"], b"");
        let (differences, delivered) = found(&whole.printed, &reprint);
        assert!(delivered.record.is_none() && !delivered.tagged);
        assert!(differences.iter().any(look) && differences.contains(&Difference::Frame));
    }
}

/// What `brief verify` says of files: the state of each, in their order.
fn states(folder: &Fixture, files: &[String], workspace: Option<&str>) -> Vec<String> {
    let mut arguments = vec!["verify", "--message-format", "json"];
    arguments.extend(files.iter().map(String::as_str));
    arguments.extend(workspace.into_iter().flat_map(|folder| ["--workspace", folder]));
    let run = folder.run(&arguments);
    let state = |object: serde_json::Value| object["state"].as_str().expect("a state").to_owned();
    run.objects().into_iter().map(state).collect()
}

/// Acceptance: every alteration is found with the workspace at hand, none is called untouched without it,
/// and all untouched papers are accepted.
#[test]
fn the_command_finds_every_alteration() {
    if !qdf::available() {
        eprintln!("skipped: qpdf is not installed");
        return;
    }
    let papers = papers();
    let root = papers[0].parent().and_then(|out| out.parent()).expect("the workspace");
    let root = root.to_string_lossy().into_owned();
    let folder = Fixture::empty();
    let untouched: Vec<String> =
        papers.iter().map(|it| it.to_string_lossy().into_owned()).collect();
    assert_eq!(states(&folder, &untouched, Some(&root)), ["untouched"; 4]);

    let mut altered = Vec::new();
    let mut keep = |name: String, bytes: &[u8]| {
        folder.write(&name, bytes);
        altered.push(name);
    };
    for path in &papers {
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let paper = Qdf::of(path);
        let shows = paper.shows();
        for (number, (_, alter)) in LINES.iter().enumerate() {
            let mut able =
                shows.iter().skip(number * 3).filter_map(|show| Some((show, alter(&paper, show)?)));
            let Some((show, codes)) = able.next() else { continue };
            let mut other = paper.clone();
            other.show(show, &codes);
            let bytes = other.mended();
            keep(format!("{stem}-line-{number}.pdf"), &bytes);
            if number > 2 {
                continue;
            }
            // The record made to agree with what is printed now.
            let delivered = read(&bytes).expect("it can be read");
            let record = delivered.record.expect("a record");
            let mut record: serde_json::Value = serde_json::from_slice(&record).expect("JSON");
            let Printed { blocks, furniture, .. } = delivered.printed;
            record["printed"] =
                blocks.iter().chain(&furniture).map(|block| block.text.clone()).collect();
            folder.write("record.json", record.to_string().as_bytes());
            folder.write("before.pdf", &bytes);
            let (before, attached) = (folder.path("before.pdf"), folder.path("record.json"));
            let arguments = [
                before.to_str().expect("a path"),
                "--remove-attachment=record.json",
                "--add-attachment",
                attached.to_str().expect("a path"),
                "--",
                "-",
            ];
            keep(format!("{stem}-both-{number}.pdf"), &pipe("qpdf", &arguments, b""));
        }
        let whole = path.to_str().expect("a path");
        let other = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let without = pipe("qpdf", &[whole, "--remove-attachment=record.json", "-"], b"");
        keep(format!("{stem}-without.pdf"), &without);
        let with = pipe("qpdf", &[whole, "--add-attachment", other, "--", "-"], b"");
        keep(format!("{stem}-with.pdf"), &with);
    }
    assert!(altered.len() >= 50, "only {}", altered.len());
    for workspace in [Some(root.as_str()), None] {
        let found = states(&folder, &altered, workspace);
        assert_eq!(found.len(), altered.len());
        for (file, state) in altered.iter().zip(&found) {
            assert_ne!(state, "untouched", "{file} with {workspace:?}");
            assert!(workspace.is_none() || !state.starts_with("consistent"), "{file}: {state}");
        }
        let count = |state: &str| found.iter().filter(|found| *found == state).count();
        eprintln!(
            "{} alterations: {} altered, {} outdated, {} not original, {} consistent",
            found.len(),
            count("altered"),
            count("outdated"),
            count("not an original file"),
            count("consistent, origin unknown")
        );
    }
}
