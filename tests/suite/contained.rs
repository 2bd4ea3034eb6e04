//! Reading in a process of its own: the same answer as without, and an end to what has none.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use brief::contained::{Limits, read_delivered, read_pdf, run};
use brief::delivered;
use brief::source::extract::{Unreadable, pdf};

const CHILD: &str = env!("CARGO_BIN_EXE_brief");

fn contained(bytes: &[u8], limits: &Limits) -> Result<pdf::Read, Unreadable> {
    read_pdf(Path::new(CHILD), &[OsStr::new("extract"), OsStr::new("pdf")], bytes, limits)
}

fn paper() -> Vec<u8> {
    std::fs::read(
        crate::alterations::papers()
            .into_iter()
            .find(|it| it.ends_with("un.pdf"))
            .expect("the paper"),
    )
    .expect("a paper")
}

/// A PDF whose one page has this content, and these further objects from number 5 on.
fn page(content: &[u8], objects: &[&[u8]]) -> Vec<u8> {
    let stream = |dict: &str, data: &[u8]| {
        let head = format!("<< {dict} /Length {} >>\nstream\n", data.len());
        [head.as_bytes(), data, b"\nendstream"].concat()
    };
    let resources = "/Resources << /Font << /F 5 0 R >> /XObject << /X 5 0 R >> >>";
    let mut all: Vec<Vec<u8>> = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R {resources} >>"
        )
        .into_bytes(),
        stream("", content),
    ];
    all.extend(objects.iter().map(|object| object.to_vec()));
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", all.len() + 1);
    for (number, object) in (1..).zip(&all) {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend(format!("{number} 0 obj\n").bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    let trailer = format!("trailer << /Size {} /Root 1 0 R >>\n", all.len() + 1);
    file.extend(format!("{table}{trailer}startxref\n{start}\n%%EOF\n").bytes());
    file
}

const HELVETICA: &[u8] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";

#[test]
fn the_answer_is_the_same_as_without() {
    let bytes = paper();
    assert_eq!(contained(&bytes, &Limits::default()), pdf::read(&bytes));
    let arguments = [OsStr::new("extract"), OsStr::new("delivered")];
    let delivered = read_delivered(Path::new(CHILD), &arguments, &bytes, &Limits::default());
    assert_eq!(delivered, delivered::read(&bytes));
}

#[test]
fn what_cannot_be_read_says_why() {
    let damaged =
        |bytes: &[u8]| matches!(contained(bytes, &Limits::default()), Err(Unreadable::Damaged(_)));
    assert!(damaged(b""));
    assert!(damaged(b"no PDF at all"));
    assert!(damaged(&paper()[..2000]));
    let empty = page(b"0 0 m 10 10 l S", &[]);
    assert_eq!(contained(&empty, &Limits::default()), Err(Unreadable::NoText));
    let huge = vec![b' '; pdf::MOST_BYTES + 1];
    assert_eq!(contained(&huge, &Limits::default()), Err(Unreadable::TooMuch));
}

#[test]
fn a_small_page_is_read() {
    let bytes = page(b"BT /F 12 Tf 50 700 Td (Held in prison camps.) Tj ET", &[HELVETICA]);
    let read = contained(&bytes, &Limits::default()).expect("text");
    assert_eq!(read.extracted.text, "Held in prison camps.\n");
    assert!(read.unread.is_empty());
}

#[test]
fn forms_within_forms_without_end_are_stopped() {
    // Each form draws the next ten times: ten to the twelfth pages of text.
    let mut forms: Vec<Vec<u8>> = Vec::new();
    for number in 0..12 {
        let draws = "/X Do ".repeat(10);
        let next = 6 + number;
        forms.push(
            format!(
                "<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X \
                 {next} 0 R >> >> /Length {} >>\nstream\n{draws}\nendstream",
                draws.len()
            )
            .into_bytes(),
        );
    }
    let text = "BT /F 12 Tf (x) Tj ET";
    let last = format!(
        "<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F << /Type /Font \
         /Subtype /Type1 /BaseFont /Helvetica >> >> >> /Length {} >>\nstream\n{text}\nendstream",
        text.len()
    );
    forms.push(last.into_bytes());
    let forms: Vec<&[u8]> = forms.iter().map(Vec::as_slice).collect();
    let bytes = page(b"/X Do", &forms);
    let limits = Limits { time: Duration::from_secs(2), ..Limits::default() };
    let started = Instant::now();
    assert_eq!(contained(&bytes, &limits), Err(Unreadable::TooSlow));
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
}

#[test]
#[cfg(target_os = "linux")]
fn a_stream_that_unpacks_without_end_runs_out_of_its_own_memory_alone() {
    use std::io::Write;
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let blank = vec![b' '; 1 << 20];
    for _ in 0..3000 {
        packer.write_all(&blank).expect("memory");
    }
    let data = packer.finish().expect("memory");
    let mut bytes = page(b"BT /F 12 Tf (x) Tj ET", &[HELVETICA]);
    // The page's content is replaced by one of three gigabytes, packed to three megabytes.
    let head = format!("4 0 obj\n<< /Filter /FlateDecode /Length {} >>\nstream\n", data.len());
    let at = bytes.windows(8).position(|it| it == b"4 0 obj\n").expect("the content");
    let end = at + bytes[at..].windows(6).position(|it| it == b"endobj").expect("its end");
    bytes.splice(at..end, [head.as_bytes(), &data, b"\nendstream\n"].concat());
    let limits = Limits { memory: 1 << 30, ..Limits::default() };
    let read = contained(&bytes, &limits);
    assert!(matches!(read, Err(Unreadable::Damaged(_) | Unreadable::NoText)), "{read:?}");
}

#[test]
fn arrays_within_arrays_do_not_end_the_tool() {
    let deep = [b"[".repeat(2_000_000), b"] TJ".to_vec()].concat();
    let content = [&b"BT /F 12 Tf (x) Tj "[..], &deep, b" ET"].concat();
    // Whatever the reader makes of it, there is an answer.
    let read = contained(&page(&content, &[HELVETICA]), &Limits::default());
    assert!(matches!(read, Ok(_) | Err(Unreadable::Damaged(_) | Unreadable::NoText)), "{read:?}");
}

#[test]
fn an_answer_that_is_too_long_is_not_taken() {
    let limits = Limits { output: 1000, ..Limits::default() };
    assert_eq!(contained(&paper(), &limits), Err(Unreadable::TooMuch));
}

#[test]
#[cfg(unix)]
fn a_child_that_hears_nothing_and_says_nothing_is_killed() {
    let mut command = Command::new("sleep");
    command.arg("60");
    let limits = Limits { time: Duration::from_millis(300), ..Limits::default() };
    let started = Instant::now();
    assert_eq!(run(command, &vec![0; 1 << 20], &limits), Err(Unreadable::TooSlow));
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[test]
#[cfg(unix)]
fn a_child_that_closes_its_output_and_stays_is_killed() {
    let mut command = Command::new("sh");
    command.args(["-c", "exec >&-; sleep 60"]);
    let limits = Limits { time: Duration::from_millis(300), ..Limits::default() };
    assert_eq!(run(command, b"", &limits), Err(Unreadable::TooSlow));
}

#[test]
#[cfg(unix)]
fn a_child_that_ends_badly_is_no_answer() {
    let mut command = Command::new("sh");
    command.args(["-c", "echo '{\"Ok\":null}'; kill -SEGV $$"]);
    let answer = run(command, b"", &Limits::default());
    assert!(matches!(answer, Err(Unreadable::Damaged(_))), "{answer:?}");
}

#[test]
fn a_program_that_is_not_there_says_so() {
    let command = Command::new("/no/such/program");
    let answer = run(command, b"", &Limits::default());
    assert!(matches!(answer, Err(Unreadable::Damaged(_))), "{answer:?}");
}
