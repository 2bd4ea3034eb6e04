//! The test suite, one module an area. Run it with `tests/run.sh`.

#![allow(missing_docs, reason = "tests are read, not called")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files of their own")]
#![allow(clippy::print_stderr, reason = "tests say what they could not check")]
#![allow(clippy::print_stdout, reason = "tests say what they counted")]

#[path = "../hostile/fields.rs"]
mod fields;
mod fixture;

mod audiences;
mod broken;
mod citations;
mod commands;
mod documents;
#[cfg(unix)]
mod faults;
mod hostile;
mod leaks;
mod papers;
#[cfg(unix)]
mod same_bytes;
mod stages;
