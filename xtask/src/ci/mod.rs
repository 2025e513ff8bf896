//! `cargo xtask ci`: everything that a release needs, step by step.

mod suite;

use std::time::Instant;

use crate::{
    commands, dependencies, diff, dist, emulator_page, instructions, licences, msrv, package,
    process, prove, publish, regenerate, site, soak, validate, witness,
};

/// A step: its name and what it does.
type Step = (&'static str, fn() -> Result<(), String>);

const STEPS: &[Step] = &[
    ("format", || {
        process::cargo_command("fmt --all --check", &[])
    }),
    ("clippy", || {
        let clippy = "clippy --workspace --all-targets --locked -- -D warnings";
        process::cargo_command(clippy, &[])
    }),
    ("test", suite::run),
    // What the READMEs tell to type, as far as it is cargo that runs it.
    ("commands", commands::run),
    // Every direct dependency has its reason.
    ("dependencies", dependencies::step),
    // What is published follows from what is written by hand.
    ("regenerate", regenerate::step),
    // The published documents, judged by programs of others.
    ("validators", validate::run),
    // The release bundle: the same octets twice, and valid in both versions of OpenAPI.
    ("publish", publish::step),
    // What breaks since the last release is announced, and has a version that says so.
    ("compatibility", diff::compatibility::step),
    // The reference site, read in a browser.
    ("site", site::check),
    // The emulator's page, used in a browser.
    ("emulator-page", emulator_page::run),
    // Signatures of captured requests, and what keys have made, in the opinion of Python.
    ("witness", witness::run),
    // Clients that generators of others make from the published documents.
    ("languages", || prove::run(None)),
    // Requests that a program of others makes up from the published documents.
    ("fuzz", soak::smoke),
    // The hot paths take no more instructions than they did.
    ("instructions", instructions::run),
    ("documentation", || {
        let deny = [("RUSTDOCFLAGS", "-D warnings")];
        process::cargo_command("doc --workspace --no-deps --locked", &deny)
    }),
    ("package", package::run),
    ("msrv", msrv::check),
    ("licences", licences::run),
];

/// Steps that run when they are named: before a release, for they take as long as many others.
const BEFORE_A_RELEASE: &[Step] = &[
    // The programs that are handed out, optimised as a whole.
    ("dist", dist::run),
];

/// Runs all steps, or the one that is named.
pub fn run(step: Option<&str>, list: bool) -> Result<(), String> {
    if list {
        STEPS.iter().for_each(|(name, _)| println!("{name}"));
        let before = BEFORE_A_RELEASE.iter();
        before.for_each(|(name, _)| println!("{name} (before a release, when it is named)"));
        return Ok(());
    }
    let Some(name) = step else {
        return STEPS.iter().try_for_each(perform);
    };
    let mut all = STEPS.iter().chain(BEFORE_A_RELEASE);
    match all.find(|(known, _)| *known == name) {
        Some(step) => perform(step),
        None => Err(format!(
            "`{name}` is not a step: `cargo xtask ci --list` names them"
        )),
    }
}

fn perform((name, action): &Step) -> Result<(), String> {
    println!("== {name}");
    let start = Instant::now();
    action().map_err(|error| format!("step `{name}`: {error}"))?;
    println!("== {name}: {} s", start.elapsed().as_secs());
    Ok(())
}
