//! The step of `cargo xtask ci`: what breaks is announced, and has a version that says so.
//!
//! The rule: since the last release, a difference that breaks callers of the Rust crates needs a
//! version of the crates that is not compatible with the released one; a difference that breaks
//! consumers of the documents needs such a version of the document (`info.version`); and either needs
//! an item of the change log, in the section of what is unreleased or of the new version, that says
//! "breaking" and names the service. What is only added needs any later version: what has one version
//! never differs.

use std::collections::{BTreeMap, BTreeSet};

use ncloud_spec::document::{Document, named};
use semver::Version;

use super::change::{Change, Class};
use super::differences;
use super::source::{self, Source, git};
use crate::{files, workspace};

/// The tags of releases, as a pattern of git.
const RELEASES: &str = "v[0-9]*";

/// Compares the specification with that of the last release.
pub(crate) fn step() -> Result<(), String> {
    let root = workspace::root();
    if !root.join(".git").exists() {
        println!("an export without its history, so without a release tag: nothing is compared");
        return Ok(());
    }
    if git(&["tag", "--list", RELEASES])?.trim().is_empty() {
        println!("no release tag ({RELEASES}) is at hand: nothing is compared");
        return Ok(());
    }
    let tag = git(&["describe", "--tags", "--abbrev=0", "--match", RELEASES])?;
    let tag = tag.trim();
    let old = source::read(&Source::Revision(tag.to_owned()))?;
    let new = source::read(&Source::Path(root.join("spec")))?;
    let changes = differences(&old, &new);
    let log = files::read(&root.join("CHANGELOG.md"))?;
    let state = State {
        released: version("the release tag", tag.trim_start_matches('v'))?,
        current: version("Cargo.toml", env!("CARGO_PKG_VERSION"))?,
        documents: versions(&old, &new)?,
        log: &log,
    };
    let missing = missing(&changes, &state);
    println!("{} differences since {tag}", changes.len());
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{}\n`cargo xtask spec-diff {tag} spec` shows what breaks",
        missing.join("\n")
    ))
}

/// What the rule looks at beside the differences.
struct State<'a> {
    /// Version of the crates in the last release, and now.
    released: Version,
    current: Version,
    /// Versions of the documents that are in both, then and now.
    documents: BTreeMap<String, (Version, Version)>,
    log: &'a str,
}

/// What the differences need and is not there.
fn missing(changes: &[Change], state: &State<'_>) -> Vec<String> {
    let services = |breaks: fn(&Change) -> bool| -> BTreeSet<&str> {
        let breaking = changes.iter().filter(|change| breaks(change));
        breaking.map(|change| change.service.as_str()).collect()
    };
    let mut missing = Vec::new();
    let of_rust = services(|change| change.rust == Class::Breaking);
    if let Some(service) = of_rust.first()
        && !is_incompatible(&state.released, &state.current)
    {
        missing.push(format!(
            "Cargo.toml: version: `{service}` breaks callers since {}, so {} must be at least {}",
            state.released,
            state.current,
            next(&state.released)
        ));
    }
    for service in services(|change| change.spec == Class::Breaking) {
        if let Some((released, current)) = state.documents.get(service)
            && !is_incompatible(released, current)
        {
            missing.push(format!(
                "{}: the document breaks its consumers since {released}, so {current} must be at least {}",
                place(service),
                next(released)
            ));
        }
    }
    let of_rust = services(|change| change.rust == Class::Additive);
    if let Some(service) = of_rust.first()
        && state.current <= state.released
        && missing.is_empty()
    {
        missing.push(format!(
            "Cargo.toml: version: `{service}` has more than in {}, so {} must be later",
            state.released, state.current
        ));
    }
    for service in services(|change| change.spec == Class::Additive) {
        if let Some((released, current)) = state.documents.get(service)
            && current <= released
            && !missing.iter().any(|line| line.starts_with(&place(service)))
        {
            missing.push(format!(
                "{}: the document has more than in {released}, so {current} must be later",
                place(service)
            ));
        }
    }
    let announced = items(state.log, &state.current);
    for service in services(|change| change.worst() == Class::Breaking) {
        let is_announced = |item: &String| {
            item.to_lowercase().contains("breaking") && names_service(item, service)
        };
        if !announced.iter().any(is_announced) {
            missing.push(format!(
                "CHANGELOG.md: add an item that says \"**Breaking:**\" and names `{service}`"
            ));
        }
    }
    missing
}

/// Where a document has its version.
fn place(service: &str) -> String {
    format!("spec/services/{service}.yaml: /info/version")
}

/// Whether a version is one that cargo does not take for the other, by the rules of its default
/// requirement: the first number that is not zero counts.
fn is_incompatible(released: &Version, current: &Version) -> bool {
    current >= &next(released)
}

/// The least version that is not compatible.
fn next(released: &Version) -> Version {
    match (released.major, released.minor) {
        (0, 0) => Version::new(0, 0, released.patch + 1),
        (0, minor) => Version::new(0, minor + 1, 0),
        (major, _) => Version::new(major + 1, 0, 0),
    }
}

/// The items of the sections of the change log that are about what is being released.
fn items(log: &str, current: &Version) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    let mut is_current = false;
    for line in log.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            let title = title.trim_start_matches('[');
            let is_version = title
                .strip_prefix(&current.to_string())
                .is_some_and(|rest| {
                    !rest.starts_with(|next: char| next.is_ascii_digit() || next == '.')
                });
            is_current = title.to_lowercase().starts_with("unreleased") || is_version;
        } else if is_current && line.starts_with("- ") {
            items.push(line.to_owned());
        } else if is_current
            && line.starts_with(' ')
            && let Some(last) = items.last_mut()
        {
            last.push(' ');
            last.push_str(line.trim());
        }
    }
    items
}

/// Whether the name stands there by itself: `certificate-manager` is not `certificate-manager-v2`.
fn names_service(item: &str, service: &str) -> bool {
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '-';
    item.match_indices(service).any(|(start, _)| {
        let (before, after) = (&item[..start], &item[start + service.len()..]);
        !before.ends_with(is_part) && !after.starts_with(is_part)
    })
}

fn versions(
    old: &[Document],
    new: &[Document],
) -> Result<BTreeMap<String, (Version, Version)>, String> {
    let of = |document: &Document| {
        let text = document.value()["info"]["version"]
            .as_str()
            .unwrap_or_default();
        version(&format!("{}: /info/version", document.file()), text)
    };
    let mut versions = BTreeMap::new();
    for before in old {
        if let Some(after) = named(new, before.name()) {
            versions.insert(before.name().to_owned(), (of(before)?, of(after)?));
        }
    }
    Ok(versions)
}

fn version(place: &str, text: &str) -> Result<Version, String> {
    Version::parse(text).map_err(|error| format!("{place}: `{text}` is not a version: {error}"))
}

#[cfg(test)]
mod tests {
    use super::super::change::Verdict;
    use super::*;

    fn change(service: &str, verdict: Verdict) -> Change {
        Change {
            rust: verdict.rust,
            spec: verdict.spec,
            ..Change::of_service(service, "", Class::Documentation)
        }
    }

    fn refused(verdict: Verdict, versions: [&str; 4], log: &str) -> Vec<String> {
        let [released, current, before, after] = versions.map(|text| Version::parse(text).unwrap());
        let state = State {
            released,
            current,
            documents: [("kms".to_owned(), (before, after))].into(),
            log,
        };
        missing(&[change("kms", verdict)], &state)
    }

    #[test]
    fn what_breaks_needs_versions_and_an_item() {
        const RELEASED: [&str; 4] = ["0.1.0", "0.1.0", "0.1.0", "0.1.0"];
        const SAME: [&str; 4] = ["0.1.0", "0.1.9", "0.1.0", "0.1.1"];
        const NEXT: [&str; 4] = ["0.1.0", "0.2.0", "0.1.0", "0.2.0"];
        const LOG: &str = "# Changelog\n\n## Unreleased\n\n### Changed\n\n- **Breaking:** `kms` lost\n  a member.\n";
        assert!(refused(Verdict::ADDITIVE, SAME, "").is_empty());
        assert!(refused(Verdict::DOCUMENTATION, SAME, "").is_empty());
        assert!(refused(Verdict::DOCUMENTATION, RELEASED, "").is_empty());
        assert!(refused(Verdict::BREAKING, NEXT, LOG).is_empty());
        let places = |verdict, versions, log| {
            let missing = refused(verdict, versions, log);
            missing
                .iter()
                .map(|line| line.split(':').next().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        let (cargo, document, changes) = ("Cargo.toml", "spec/services/kms.yaml", "CHANGELOG.md");
        assert_eq!(
            places(Verdict::BREAKING, SAME, ""),
            [cargo, document, changes]
        );
        assert_eq!(places(Verdict::BREAKING, SAME, LOG), [cargo, document]);
        assert_eq!(places(Verdict::BREAKING, NEXT, ""), [changes]);
        let rust = Verdict::new(Class::Breaking, Class::Additive);
        assert_eq!(places(rust, SAME, LOG), [cargo]);
        assert_eq!(places(Verdict::ADDITIVE, RELEASED, ""), [cargo, document]);
        let spec = Verdict::new(Class::Additive, Class::Breaking);
        assert_eq!(places(spec, SAME, LOG), [document]);
    }

    #[test]
    fn only_an_item_of_this_release_that_names_the_service_counts() {
        const NEXT: [&str; 4] = ["0.1.0", "0.2.0", "0.1.0", "0.2.0"];
        for (log, counts) in [
            ("## Unreleased\n- **Breaking:** kms is gone.\n", true),
            (
                "## [0.2.0] - 2027-01-01\n- breaking change of\n  `kms`.\n",
                true,
            ),
            ("## 0.2.0\n- Breaking: kms.\n", true),
            ("## 0.2.01\n- Breaking: kms.\n", false),
            ("## 0.1.0\n- **Breaking:** kms is gone.\n", false),
            ("## Unreleased\n- kms is gone.\n", false),
            ("## Unreleased\n- **Breaking:** kms-v2 is gone.\n", false),
            ("## Unreleased\nbreaking kms\n", false),
        ] {
            assert_eq!(
                refused(Verdict::BREAKING, NEXT, log).is_empty(),
                counts,
                "{log}"
            );
        }
    }

    #[test]
    fn versions_are_incompatible_as_cargo_sees_them() {
        for (released, current, expected) in [
            ("0.0.1", "0.0.2", true),
            ("0.1.0", "0.1.9", false),
            ("0.1.0", "0.2.0", true),
            ("0.1.0", "1.0.0", true),
            ("1.2.0", "1.9.0", false),
            ("1.2.0", "2.0.0", true),
            ("1.2.0", "1.2.0", false),
            ("2.0.0", "1.0.0", false),
        ] {
            let [old, new] = [released, current].map(|text| Version::parse(text).unwrap());
            assert_eq!(
                is_incompatible(&old, &new),
                expected,
                "{released} {current}"
            );
        }
    }
}
