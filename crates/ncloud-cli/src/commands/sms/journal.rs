//! What a run has sent, line by line, so that the next one can go on.
//!
//! A line is on the disk before what it announces is done. The recipients of a request that was sent stay in
//! doubt until a line says how it ended: they may have their messages although nobody heard of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::report::Outcome;
use super::rows::Row;
use crate::bulk::journal::JournalFile;
use crate::failure::Failure;

/// What the first line says that it is.
const NAME: &str = "ncp sms send";
/// The version of the lines.
const VERSION: u32 = 1;

/// The first line.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Header {
    journal: String,
    version: u32,
    /// Id of the channel.
    service: String,
    /// Calling number.
    from: String,
}

/// Any other line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(
    tag = "entry",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
enum Entry {
    /// A request is about to be sent.
    Sent {
        batch: u64,
        /// The names of its rows.
        rows: Vec<String>,
        /// When, milliseconds since 1970.
        at: u64,
        /// Until when the service may act on it.
        settled: u64,
    },
    /// The service did not take it: nobody got anything.
    Refused { batch: u64 },
    /// The service took it.
    Accepted { batch: u64, request: String },
}

/// A request of which it is not known how it ended.
#[derive(Clone, Debug)]
pub(super) struct Doubt {
    pub(super) batch: u64,
    pub(super) rows: Vec<String>,
    pub(super) at: u64,
    pub(super) settled: u64,
}

/// The journal of a file.
pub(super) struct Journal {
    file: JournalFile,
    last: u64,
    doubts: BTreeMap<u64, Doubt>,
    /// Ids of requests by the names of their rows.
    accepted: HashMap<String, String>,
}

impl Journal {
    /// Opens the journal, or begins one.
    ///
    /// # Errors
    /// When another run has it, it is damaged, or it belongs to another channel or calling number.
    pub(super) fn open(path: &Path, service: &str, from: &str) -> Result<Self, Failure> {
        let (file, lines) = JournalFile::open(path)?;
        let mut journal = Self {
            file,
            last: 0,
            doubts: BTreeMap::new(),
            accepted: HashMap::new(),
        };
        let header = Header {
            journal: NAME.to_owned(),
            version: VERSION,
            service: service.to_owned(),
            from: from.to_owned(),
        };
        let Some((first, others)) = lines.split_first() else {
            journal.file.begin(&header)?;
            return Ok(journal);
        };
        let damaged = |line: usize, reason: &str| {
            Failure::usage(
                format!("{}: line {line}: {reason}", path.display()),
                "restore the journal; without it, nobody knows to whom messages were sent",
            )
        };
        let found: Header =
            serde_json::from_slice(first).map_err(|error| damaged(1, &error.to_string()))?;
        if found.journal != NAME || found.version != VERSION {
            let reason = format!("it is not version {VERSION} of a journal");
            return Err(damaged(1, &reason));
        }
        if found != header {
            return Err(Failure::usage(
                format!("{} is of another channel or calling number", path.display()),
                "give the --service and --from that it was begun with, or another --journal",
            ));
        }
        for (index, line) in others.iter().enumerate() {
            let entry = serde_json::from_slice(line).map_err(|error| error.to_string());
            entry
                .and_then(|entry| journal.apply(entry))
                .map_err(|reason| damaged(index + 2, &reason))?;
        }
        Ok(journal)
    }

    /// Takes an entry into account.
    fn apply(&mut self, entry: Entry) -> Result<(), String> {
        match entry {
            Entry::Sent {
                batch,
                rows,
                at,
                settled,
            } => {
                self.last = self.last.max(batch);
                let doubt = Doubt {
                    batch,
                    rows,
                    at,
                    settled,
                };
                self.doubts.insert(batch, doubt);
            }
            Entry::Refused { batch } => {
                self.doubts
                    .remove(&batch)
                    .ok_or("the request was not sent")?;
            }
            Entry::Accepted { batch, request } => {
                let doubt = self
                    .doubts
                    .remove(&batch)
                    .ok_or("the request was not sent")?;
                let rows = doubt.rows.into_iter();
                self.accepted.extend(rows.map(|row| (row, request.clone())));
            }
        }
        Ok(())
    }

    /// Requests of which it is not known how they ended.
    pub(super) fn doubts(&self) -> Vec<Doubt> {
        self.doubts.values().cloned().collect()
    }

    /// How a row stands before the run.
    pub(super) fn outcome(&self, row: &Row) -> Outcome {
        if let Some(request) = self.accepted.get(&row.name) {
            return Outcome::Before(request.clone());
        }
        let mut doubts = self.doubts.values();
        if doubts.any(|doubt| doubt.rows.contains(&row.name)) {
            Outcome::Doubt
        } else {
            Outcome::Open
        }
    }

    /// Ids of requests that are known.
    pub(super) fn requests(&self) -> BTreeSet<&str> {
        self.accepted.values().map(String::as_str).collect()
    }

    /// Refuses a file in which a row is missing that is in doubt: without it nobody can tell how it ended.
    pub(super) fn must_be_complete(&self, rows: &[Row]) -> Result<(), Failure> {
        let known: BTreeSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        let mut doubtful = self.doubts.values().flat_map(|doubt| &doubt.rows);
        if doubtful.all(|name| known.contains(name.as_str())) {
            return Ok(());
        }
        Err(Failure::usage(
            "a recipient of a request that was not answered is gone from the file",
            "put the line back, number and text as they were; the run settles what became of it",
        ))
    }

    /// Notes that a request is about to be sent; its number.
    pub(super) fn sent(&mut self, rows: &[&Row], at: u64, settled: u64) -> Result<u64, Failure> {
        let batch = self.last + 1;
        self.note(Entry::Sent {
            batch,
            rows: rows.iter().map(|row| row.name.clone()).collect(),
            at,
            settled,
        })?;
        Ok(batch)
    }

    pub(super) fn refused(&mut self, batch: u64) -> Result<(), Failure> {
        self.note(Entry::Refused { batch })
    }

    pub(super) fn accepted(&mut self, batch: u64, request: &str) -> Result<(), Failure> {
        let request = request.to_owned();
        self.note(Entry::Accepted { batch, request })
    }

    fn note(&mut self, entry: Entry) -> Result<(), Failure> {
        self.file.append(&entry)?;
        self.apply(entry)
            .map_err(|reason| Failure::usage(reason, "restore the journal"))
    }
}
