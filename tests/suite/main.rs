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
mod edit_storm;
mod editor;
#[cfg(unix)]
mod faults;
mod fetch;
mod fetch_bodies;
mod fetch_hosts;
mod fetch_polite;
mod fetch_tls;
mod find_anything;
mod find_command;
mod find_edits;
mod find_folder;
mod fix_storm;
mod fix_world;
mod fragments;
mod fragments_corpus;
mod hostile;
mod hostile_pages;
mod incremental;
mod leak_hunt;
mod leak_items;
mod leak_search;
mod leak_world;
mod leaks;
mod messages;
mod pages;
mod papers;
mod people;
mod qdf;
mod random_pages;
mod readability;
mod refresh_ask;
mod refresh_command;
mod refresh_digest;
mod refresh_hostile;
mod refresh_outcome;
mod refresh_state;
mod refresh_web;
mod refresh_world;
mod refresh_year;
mod robots;
#[cfg(unix)]
mod same_bytes;
mod schedule_command;
mod schedule_formats;
mod seed_prose;
mod server;
mod sources;
mod stages;
mod toml_text;
mod verdicts;
mod watch_cases;
#[cfg(unix)]
mod watch_command;
mod watch_latency;
mod watch_place;
mod watch_screen;
mod watch_storm;
mod wording_asks;
mod wording_dates;
mod wording_house;
mod wording_people;
