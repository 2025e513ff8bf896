//! What a rotation has done, line by line, so that the next run can go on from there.
//!
//! It lies beside the credentials file, for its owner only, because the new secret key is in it until the
//! rotation is through: no other copy of it exists before the profile has it. A line is on the disk
//! before what it announces is done.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use ncloud_core::Secret;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use zeroize::{Zeroize, Zeroizing};

use crate::bulk::journal::{in_use, length_of_lines, open_locked};
use crate::failure::{Exit, Failure};
use crate::output::file::{sync_directory, unwritable};

/// Ending of its name.
const ENDING: &str = ".rotation";

/// A line.
#[derive(Serialize, Deserialize)]
#[serde(
    tag = "entry",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
enum Entry {
    /// Which key of whom is replaced.
    Begin {
        profile: String,
        sub_account: String,
        old: String,
    },
    /// A key is about to be made, at this time: seconds since 1970.
    Making { at: i64 },
    /// No key was made, or it is gone.
    None,
    /// A key was made.
    Made { access_key: String, secret: String },
}

/// What a line says must not stay in memory.
impl Drop for Entry {
    fn drop(&mut self) {
        if let Self::Made { secret, .. } = self {
            secret.zeroize();
        }
    }
}

/// Which key of whom is replaced.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Begun {
    pub(super) profile: String,
    pub(super) sub_account: String,
    pub(super) old: String,
}

/// The second key of the sub account.
pub(super) enum Second {
    /// There is none.
    None,
    /// There may be one, made about this time, whose secret key nobody has.
    Unknown { made: i64 },
    /// There is this one.
    Made { access_key: String, secret: Secret },
}

/// The journal of a credentials file.
pub(super) struct Journal {
    path: PathBuf,
    /// Locked: two rotations at once would take each other's keys away.
    file: File,
    pub(super) begun: Option<Begun>,
    pub(super) second: Second,
}

impl Journal {
    /// Opens the journal, or makes an empty one.
    ///
    /// # Errors
    /// When another run has it, or it is damaged.
    pub(super) fn open(credentials: &Path) -> Result<Self, Failure> {
        let credentials = std::fs::canonicalize(credentials);
        let credentials = credentials.map_err(|error| {
            Failure::usage(
                format!("the credentials file cannot be found: {error}"),
                "write it with `ncp configure`, or name another with --file",
            )
        })?;
        let mut name = credentials.file_name().unwrap_or_default().to_owned();
        name.push(ENDING);
        let path = credentials.with_file_name(name);
        let fails = |error| unwritable(&path, &error);
        let mut file = open_locked(&path)?;
        // A run that ended between opening and locking has removed what was opened.
        if !is_at(&file, &path) {
            return Err(in_use(&path));
        }
        let mut text = Zeroizing::new(Vec::new());
        file.read_to_end(&mut text).map_err(fails)?;
        let mut journal = Self {
            begun: None,
            second: Second::None,
            path,
            file,
        };
        let length = length_of_lines(&text);
        journal.cut(length)?;
        for line in text[..length].split(|byte| *byte == b'\n') {
            if !line.is_empty() {
                let entry = serde_json::from_slice(line).map_err(|_| journal.damaged())?;
                journal.take(entry);
            }
        }
        Ok(journal)
    }

    fn take(&mut self, mut entry: Entry) {
        match &mut entry {
            Entry::Begin {
                profile,
                sub_account,
                old,
            } => {
                self.begun = Some(Begun {
                    profile: std::mem::take(profile),
                    sub_account: std::mem::take(sub_account),
                    old: std::mem::take(old),
                });
            }
            Entry::Making { at } => self.second = Second::Unknown { made: *at },
            Entry::None => self.second = Second::None,
            Entry::Made { access_key, secret } => {
                self.second = Second::Made {
                    access_key: std::mem::take(access_key),
                    secret: Secret::new(std::mem::take(secret)),
                };
            }
        }
    }

    /// Notes which key of whom is replaced.
    pub(super) fn begin(&mut self, begun: &Begun) -> Result<(), Failure> {
        self.write(Entry::Begin {
            profile: begun.profile.clone(),
            sub_account: begun.sub_account.clone(),
            old: begun.old.clone(),
        })
    }

    /// Notes that a key is about to be made.
    pub(super) fn making(&mut self) -> Result<(), Failure> {
        let at = OffsetDateTime::from(crate::time::now()).unix_timestamp();
        self.write(Entry::Making { at })
    }

    /// Notes that no key was made, or that it is gone.
    pub(super) fn none(&mut self) -> Result<(), Failure> {
        self.write(Entry::None)
    }

    /// Notes the key that was made.
    pub(super) fn made(&mut self, access_key: &str, secret: &Secret) -> Result<(), Failure> {
        self.write(Entry::Made {
            access_key: access_key.to_owned(),
            secret: secret.expose().to_owned(),
        })
    }

    /// Removes the journal: the rotation is through.
    pub(super) fn end(self) -> Result<(), Failure> {
        let fails = |error| unwritable(&self.path, &error);
        // Whoever has opened it meanwhile finds nothing to go on from.
        self.file.set_len(0).map_err(fails)?;
        std::fs::remove_file(&self.path).map_err(fails)?;
        sync_directory(&self.path).map_err(fails)
    }

    /// Removes a journal that nothing was written to.
    pub(super) fn give_up(self) -> Result<(), Failure> {
        match self.begun {
            None => self.end(),
            Some(_) => Ok(()),
        }
    }

    fn write(&mut self, entry: Entry) -> Result<(), Failure> {
        let fails = |error| unwritable(&self.path, &error);
        // With room for any key pair, so that no copy is left behind when it grows.
        let mut line = Zeroizing::new(Vec::with_capacity(4096));
        serde_json::to_writer(&mut *line, &entry).map_err(|error| fails(error.into()))?;
        line.push(b'\n');
        self.file.write_all(&line).map_err(fails)?;
        self.file.sync_all().map_err(fails)?;
        sync_directory(&self.path).map_err(fails)?;
        self.take(entry);
        Ok(())
    }

    fn cut(&self, length: usize) -> Result<(), Failure> {
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        let cut = self.file.set_len(length);
        cut.map_err(|error| unwritable(&self.path, &error))
    }

    fn damaged(&self) -> Failure {
        Failure::new(
            Exit::Other,
            format!("{} is damaged", self.path.display()),
            "look at the keys with `ncp keys list`, then remove the file",
        )
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// Whether an open file is the one at a path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let same = |one: std::fs::Metadata, other: std::fs::Metadata| {
        (one.dev(), one.ino()) == (other.dev(), other.ino())
    };
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(one), Ok(other)) => same(one, other),
        _ => false,
    }
}

/// Elsewhere an open file cannot be removed.
#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;
    use std::io::Write as _;

    use ncloud_core::Secret;

    use super::{Begun, Journal, Second};

    fn begun() -> Begun {
        Begun {
            profile: "bot".to_owned(),
            sub_account: "id".to_owned(),
            old: "old".to_owned(),
        }
    }

    #[test]
    fn a_journal_is_read_as_it_was_written() {
        let directory = tempfile::tempdir().unwrap();
        let credentials = directory.path().join("configure");
        std::fs::write(&credentials, "").unwrap();
        let mut journal = Journal::open(&credentials).unwrap_or_else(|failure| panic!("{failure}"));
        assert!(Journal::open(&credentials).is_err(), "another run has it");
        let path = journal.path().to_owned();
        journal.begin(&begun()).ok().unwrap();
        journal.making().ok().unwrap();
        assert!(matches!(journal.second, Second::Unknown { .. }));
        let secret = Secret::new("hunter2");
        journal.made("new", &secret).ok().unwrap();
        drop(journal);
        // Half a line announces nothing.
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(b"{\"entry\":\"none\"").unwrap();
        let journal = Journal::open(&credentials).ok().unwrap();
        assert!(journal.begun == Some(begun()));
        let Second::Made { access_key, secret } = &journal.second else {
            panic!("the key is not known");
        };
        assert_eq!((access_key.as_str(), secret.expose()), ("new", "hunter2"));
        journal.end().ok().unwrap();
        assert!(!path.exists());
    }

    #[test]
    fn a_damaged_journal_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let credentials = directory.path().join("configure");
        std::fs::write(&credentials, "").unwrap();
        std::fs::write(directory.path().join("configure.rotation"), "hunter2\n").unwrap();
        let failure = Journal::open(&credentials).err().unwrap();
        assert!(failure.what().ends_with("is damaged"), "{failure}");
    }
}
