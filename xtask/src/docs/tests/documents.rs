//! The vendor's own pages, where they are at hand. They are not ours to keep in the repository.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use super::compared;
use crate::docs::model::{Page, Place};
use crate::docs::page;
use crate::workspace;

/// Names another folder.
const FOLDER: &str = "NCLOUD_DOCS";

/// The page whose file name begins with a number; none, said aloud, when it is not at hand.
fn document(number: &str) -> Option<Page> {
    let folder = std::env::var_os(FOLDER)
        .map_or_else(|| workspace::root().join("../shared/docs"), PathBuf::from);
    let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
    let file = entries.map(|entry| entry.path()).find(|path| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with(&format!("{number}_")))
    });
    let Some(file) = file else {
        // Past the capture of the test runner: a skipped test must be seen.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: document {number} is not in {} (set {FOLDER})",
            folder.display()
        );
        return None;
    };
    Some(page::read(&file.display().to_string(), &fs::read(&file).unwrap()).unwrap())
}

fn count(page: &Page, place: Place) -> usize {
    page.fields_in(place).count()
}

/// How many rows of each kind a careful reader counted: header, path, query, body, response, codes,
/// operations.
#[test]
fn every_row_is_read() {
    for (number, expected) in [
        ("000", [4, 0, 0, 0, 0, 19, 3]),
        ("001", [0, 0, 2, 13, 34, 0, 0]),
        ("002", [4, 0, 0, 2, 0, 0, 0]),
        ("003", [0, 1, 0, 2, 34, 0, 0]),
        ("004", [3, 0, 0, 0, 0, 14, 0]),
    ] {
        let Some(page) = document(number) else {
            continue;
        };
        let counted = [
            count(&page, Place::Header),
            count(&page, Place::Path),
            count(&page, Place::Query),
            count(&page, Place::Body),
            count(&page, Place::Response),
            page.statuses.len(),
            page.operations.len(),
        ];
        assert_eq!(counted, expected, "{number}");
        assert!(
            page.remainder
                .iter()
                .all(|rest| rest.furniture || rest.reason.is_none() || number == "004")
        );
    }
}

/// The differences that a careful reader found, and no other. Each is recorded.
fn differences(number: &str, expected: &[(&str, &str, &str, &str)]) {
    let Some(page) = document(number) else { return };
    let outcome = compared(&page);
    let mut found: Vec<_> = outcome
        .judged
        .differences
        .iter()
        .map(|difference| {
            (
                difference.erratum.as_deref().unwrap_or("not recorded"),
                difference.what.name(),
                difference.member.as_deref().unwrap_or_default(),
                difference.printed.as_deref().unwrap_or_default(),
            )
        })
        .collect();
    found.sort_unstable();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected, "{number}");
    assert_eq!(outcome.judged.obsolete, []);
    assert!(outcome.judged.is_clean());
}

/// What Create CA and Activate Sub CA share: the table of their answer.
const ANSWER: [(&str, &str, &str, &str); 14] = [
    (
        "E1",
        "name",
        "data.caCertInfo.country",
        "data.caCertInfo.contry",
    ),
    (
        "E2",
        "name",
        "data.caCertInfo.organizationUnit",
        "data.caCertInfo.organicationUnit",
    ),
    (
        "E3",
        "name",
        "data.caCertInfo.issuerName",
        "data.caCertInfo.issueName",
    ),
    ("E5", "name", "data.caInfo.destroyDate", "data.destroyDate"),
    ("E5", "name", "data.caInfo.caTag", "data.caTag"),
    ("E5", "name", "data.caInfo.rgstDate", "data.rgstDate"),
    ("E5", "name", "data.caInfo.status", "data.status"),
    ("E6", "type", "data.caInfo.statusUpdateDate", "String"),
    ("E6", "type", "data.caInfo.destroyDate", "String"),
    ("E10", "value", "data.caInfo.status", ""),
    ("E25", "type", "data.caInfo.signingCount", "Number"),
    ("E25", "type", "data.caInfo.caId", "Number"),
    ("E25", "type", "data.caInfo.rgstDate", "Number"),
    ("E26", "absent", "data.caInfo.nrn", ""),
];

#[test]
fn create_ca_has_the_known_errata_and_nothing_else() {
    let body = [
        (
            "E1",
            "name",
            "x509Parameters.country",
            "x509Parameters.contry",
        ),
        (
            "E2",
            "name",
            "x509Parameters.organizationUnit",
            "x509Parameters.organicationUnit",
        ),
    ];
    differences("001", &[&ANSWER[..], &body].concat());
}

#[test]
fn activate_sub_ca_has_the_known_errata_and_nothing_else() {
    differences("003", &ANSWER);
}

#[test]
fn the_other_documents_have_the_known_errata_and_nothing_else() {
    differences("000", &[]);
    differences(
        "002",
        &[(
            "11",
            "name",
            "serviceGroupInstanceNo",
            "service-group-instance-no",
        )],
    );
    differences(
        "004",
        &[
            (
                "header-spelling",
                "name",
                "x-ncp-apigw-timestamp",
                "x-ncp-apiw-timestamp",
            ),
            (
                "header-spelling",
                "name",
                "x-ncp-apigw-signature-v2",
                "x-ncp-apiw-signature-v2",
            ),
        ],
    );
}
