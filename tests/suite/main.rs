//! The test suite, one module an area. Run it with `tests/run.sh`.

#![allow(missing_docs, reason = "tests are read, not called")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files of their own")]
#![allow(clippy::print_stderr, reason = "tests say what they could not check")]
#![allow(clippy::print_stdout, reason = "tests say what they counted")]

#[path = "../hostile/fields.rs"]
mod fields;
mod fixture;

mod addresses;
mod alterations;
mod audiences;
mod beside;
mod broken;
mod chance;
mod check_cases;
mod checks;
mod citations;
mod claims_pairs;
mod claims_props;
mod claims_sample;
mod commands;
mod contained;
mod documents;
mod editor;
#[cfg(unix)]
mod faults;
mod fetch;
mod fetch_bodies;
mod fetch_hosts;
mod fetch_polite;
mod fetch_tls;
mod fix_storm;
mod fix_world;
mod fragments;
mod fragments_corpus;
mod hostile;
mod hostile_pages;
mod leak_hunt;
mod leak_items;
mod leak_search;
mod leak_world;
mod leaks;
mod pages;
mod papers;
mod people;
mod qdf;
mod random_pages;
mod readability;
mod robots;
#[cfg(unix)]
mod same_bytes;
mod seed_prose;
mod server;
mod sources;
mod stages;
mod toml_text;
mod verdicts;
mod wording_asks;
mod wording_dates;
mod wording_house;
mod wording_people;
