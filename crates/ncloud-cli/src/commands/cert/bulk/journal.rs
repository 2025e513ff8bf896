//! What a run has done, line by line, so that the next one can go on.
//!
//! A line is on the disk before what it announces is done. A row whose request was sent stays in doubt
//! until a line says how it ended: the service may have issued its certificate although nobody heard of it.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::bulk::journal::JournalFile;
use crate::failure::Failure;

/// What the first line says that it is.
const NAME: &str = "ncp cert bulk";
/// The version of the lines.
const VERSION: u32 = 1;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    journal: String,
    version: u32,
    /// Tag of the CA.
    ca: String,
    /// Serial numbers of certificates that the CA had issued before: none of them is one of ours.
    before: BTreeSet<String>,
}

/// Any other line; the row is named by its file for the certificate.
#[derive(Debug, Serialize, Deserialize)]
#[serde(
    tag = "entry",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
enum Entry {
    /// A key was made, and is about to be written.
    Key {
        row: String,
        /// SHA-256 of what the row asks for.
        content: String,
        /// SHA-256 of the public key.
        public_key: String,
    },
    /// The request is about to be sent.
    Sent {
        row: String,
        /// Until when the service may act on it, milliseconds since 1970.
        settled: u64,
    },
    /// The request was refused: there is no certificate.
    Refused { row: String },
    /// The certificate is in its file.
    Issued { row: String, serial: String },
}

/// What is known of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) content: String,
    pub(super) public_key: String,
    pub(super) stage: Stage,
}

/// How far a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It has a key, and no request is under way.
    Keyed,
    /// A request was sent, and how it ended is not known.
    Sent {
        settled: u64,
    },
    Issued {
        serial: String,
    },
}

/// The journal of a file.
pub(super) struct Journal {
    file: JournalFile,
    header: Option<Header>,
    rows: HashMap<String, Known>,
}

impl Journal {
    /// Opens the journal, or makes an empty one.
    ///
    /// # Errors
    /// When another run has it, it is damaged, or it belongs to another CA.
    pub(super) fn open(path: &Path, ca: &str) -> Result<Self, Failure> {
        let (file, lines) = JournalFile::open(path)?;
        let mut journal = Self {
            file,
            header: None,
            rows: HashMap::new(),
        };
        journal.read(&lines)?;
        match &journal.header {
            Some(header) if header.ca != ca => Err(Failure::usage(
                format!("{} is of the CA {}, not of {ca}", path.display(), header.ca),
                "give the CA that it was begun with, or another --journal",
            )),
            _ => Ok(journal),
        }
    }

    fn read(&mut self, lines: &[Vec<u8>]) -> Result<(), Failure> {
        for (index, line) in lines.iter().enumerate() {
            let outcome = if index == 0 {
                self.read_header(line)
            } else {
                serde_json::from_slice(line)
                    .map_err(|error| error.to_string())
                    .and_then(|entry| self.apply(entry))
            };
            outcome.map_err(|reason| self.damaged(index + 1, &reason))?;
        }
        Ok(())
    }

    fn read_header(&mut self, line: &[u8]) -> Result<(), String> {
        let header: Header = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        if header.journal != NAME || header.version != VERSION {
            return Err(format!("it is not version {VERSION} of a journal"));
        }
        self.header = Some(header);
        Ok(())
    }

    /// Takes an entry into account.
    fn apply(&mut self, entry: Entry) -> Result<(), String> {
        let (row, stage) = match entry {
            Entry::Key {
                row,
                content,
                public_key,
            } => {
                let stage = Stage::Keyed;
                let known = Known {
                    content,
                    public_key,
                    stage,
                };
                self.rows.insert(row, known);
                return Ok(());
            }
            Entry::Sent { row, settled } => (row, Stage::Sent { settled }),
            Entry::Refused { row } => (row, Stage::Keyed),
            Entry::Issued { row, serial } => (row, Stage::Issued { serial }),
        };
        let known = self.rows.get_mut(&row);
        known.ok_or("the row has no key")?.stage = stage;
        Ok(())
    }

    fn damaged(&self, line: usize, reason: &str) -> Failure {
        Failure::usage(
            format!("{}: line {line}: {reason}", self.file.path().display()),
            "restore the journal; without it, nobody knows which certificates were issued",
        )
    }

    /// Whether nothing is known yet: before anything else, [`begin`](Self::begin) it.
    pub(super) fn is_new(&self) -> bool {
        self.header.is_none()
    }

    /// Writes the first line.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn begin(&mut self, ca: &str, before: BTreeSet<String>) -> Result<(), Failure> {
        let header = Header {
            journal: NAME.to_owned(),
            version: VERSION,
            ca: ca.to_owned(),
            before,
        };
        self.file.begin(&header)?;
        self.header = Some(header);
        Ok(())
    }

    /// What is known of a row.
    pub(super) fn known(&self, row: &str) -> Option<&Known> {
        self.rows.get(row)
    }

    /// Rows whose requests were sent, and how that ended is not known.
    pub(super) fn in_doubt(&self) -> impl Iterator<Item = &str> {
        let rows = self.rows.iter();
        let rows = rows.filter(|(_, known)| matches!(known.stage, Stage::Sent { .. }));
        rows.map(|(row, _)| row.as_str())
    }

    /// Serial numbers of the certificates that are older than the journal, or that a row has.
    pub(super) fn accounted_for(&self) -> BTreeSet<&str> {
        let old = self.header.iter().flat_map(|header| &header.before);
        let issued = self.rows.values().filter_map(|known| match &known.stage {
            Stage::Issued { serial } => Some(serial),
            _ => None,
        });
        old.chain(issued).map(String::as_str).collect()
    }

    pub(super) fn key(
        &mut self,
        row: &str,
        content: String,
        public_key: String,
    ) -> Result<(), Failure> {
        self.note(Entry::Key {
            row: row.to_owned(),
            content,
            public_key,
        })
    }

    pub(super) fn sent(&mut self, row: &str, settled: u64) -> Result<(), Failure> {
        self.note(Entry::Sent {
            row: row.to_owned(),
            settled,
        })
    }

    pub(super) fn refused(&mut self, row: &str) -> Result<(), Failure> {
        self.note(Entry::Refused {
            row: row.to_owned(),
        })
    }

    pub(super) fn issued(&mut self, row: &str, serial: &str) -> Result<(), Failure> {
        self.note(Entry::Issued {
            row: row.to_owned(),
            serial: serial.to_owned(),
        })
    }

    fn note(&mut self, entry: Entry) -> Result<(), Failure> {
        self.file.append(&entry)?;
        self.apply(entry).map_err(|reason| self.damaged(0, &reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(path: &Path) -> Journal {
        match Journal::open(path, "ca") {
            Ok(journal) => journal,
            Err(failure) => panic!("{}", failure.what()),
        }
    }

    fn begun(path: &Path) -> Journal {
        let mut journal = opened(path);
        assert!(journal.is_new());
        let before = BTreeSet::from(["00:01".to_owned()]);
        assert!(journal.begin("ca", before).is_ok());
        journal
    }

    #[test]
    fn what_was_noted_is_known_again() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal");
        let mut journal = begun(&path);
        for row in ["a", "b", "c"] {
            assert!(
                journal
                    .key(row, "content".to_owned(), "key".to_owned())
                    .is_ok()
            );
            assert!(journal.sent(row, 7).is_ok());
        }
        assert!(journal.issued("a", "00:02").is_ok());
        assert!(journal.refused("c").is_ok());
        drop(journal);
        let journal = opened(&path);
        let stage = |row: &str| journal.known(row).map(|known| known.stage.clone());
        let serial = "00:02".to_owned();
        assert_eq!(stage("a"), Some(Stage::Issued { serial }));
        assert_eq!(stage("b"), Some(Stage::Sent { settled: 7 }));
        assert_eq!(stage("c"), Some(Stage::Keyed));
        assert_eq!(stage("d"), None);
        assert_eq!(journal.accounted_for(), BTreeSet::from(["00:01", "00:02"]));
    }

    #[test]
    fn half_a_line_is_cut_and_any_other_damage_is_told() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal");
        let mut journal = begun(&path);
        assert!(
            journal
                .key("a", "content".to_owned(), "key".to_owned())
                .is_ok()
        );
        drop(journal);
        let whole = std::fs::read(&path).unwrap();
        for length in 0..=whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            let journal = opened(&path);
            assert_eq!(journal.known("a").is_some(), length == whole.len());
        }
        let mut journal = opened(&path);
        assert!(journal.sent("a", 7).is_ok());
        drop(journal);
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 3);
        std::fs::write(&path, text.replace("content", "\"")).unwrap();
        let failure = Journal::open(&path, "ca").err().unwrap();
        assert!(failure.what().contains("line 2"), "{}", failure.what());
    }

    #[test]
    fn one_run_at_a_time_and_one_ca() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal");
        let journal = begun(&path);
        let failure = Journal::open(&path, "ca").err().unwrap();
        assert!(failure.what().contains("another run"), "{}", failure.what());
        drop(journal);
        let failure = Journal::open(&path, "other").err().unwrap();
        assert!(
            failure.what().contains("of the CA ca"),
            "{}",
            failure.what()
        );
    }
}
