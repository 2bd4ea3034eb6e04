//! The test suite, one module an area. Run it with `tests/run.sh`.

#![allow(missing_docs, reason = "tests are read, not called")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files of their own")]
#![allow(clippy::print_stderr, reason = "tests say what they could not check")]

mod fixture;

mod audiences;
mod broken;
mod citations;
mod commands;
mod documents;
mod hostile;
mod leaks;
mod papers;
mod stages;
