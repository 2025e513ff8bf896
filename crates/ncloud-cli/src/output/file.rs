//! Files that are written whole or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::failure::{Exit, Failure};

/// Who may read a new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Private keys, and archives that may hold them.
    Owner,
    /// Certificates.
    All,
}

/// A place for a file. Until it is written there is nothing to see at its name, and nothing is left
/// when it never is.
pub(crate) struct Reserved {
    path: PathBuf,
    file: NamedTempFile,
    force: bool,
}

impl Reserved {
    /// Makes sure that a file can be written; over an existing one only with `force`.
    ///
    /// The bytes go to a file beside it first, which then takes the name: whatever goes wrong, there is
    /// no half of a file.
    ///
    /// # Errors
    /// When the file exists, or its directory cannot be written.
    pub(crate) fn new(path: &Path, audience: Audience, force: bool) -> Result<Self, Failure> {
        refuse_existing(path, force)?;
        let directory = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let fails = |error| unwritable(path, &error);
        // Files of this library are made with the mode 0600.
        let file = NamedTempFile::new_in(directory).map_err(fails)?;
        if audience == Audience::All {
            open_to_all(&file).map_err(fails)?;
        }
        Ok(Self {
            path: path.to_owned(),
            file,
            force,
        })
    }

    /// Writes the file.
    ///
    /// # Errors
    /// When it cannot be written, or somebody else has made it meanwhile.
    pub(crate) fn write(mut self, bytes: &[u8]) -> Result<(), Failure> {
        let fails = |error| unwritable(&self.path, &error);
        self.file.write_all(bytes).map_err(fails)?;
        self.file.as_file().sync_all().map_err(fails)?;
        let outcome = if self.force {
            self.file.persist(&self.path)
        } else {
            self.file.persist_noclobber(&self.path)
        };
        outcome.map(|_| ()).map_err(|error| fails(error.error))
    }
}

#[cfg(unix)]
fn open_to_all(file: &NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let permissions = std::fs::Permissions::from_mode(0o644);
    file.as_file().set_permissions(permissions)
}

#[cfg(not(unix))]
fn open_to_all(_file: &NamedTempFile) -> std::io::Result<()> {
    Ok(())
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    // The library adds the name of the file that was to take this name, which says nothing to anybody.
    let full = error.to_string();
    let reason = full.split(" at path ").next().unwrap_or_default();
    Failure::new(
        Exit::Other,
        format!("{} cannot be written: {reason}", path.display()),
        "check the directory, its permissions and the free space",
    )
}

fn refuse_existing(path: &Path, force: bool) -> Result<(), Failure> {
    if !force && path.symlink_metadata().is_ok() {
        return Err(Failure::usage(
            format!("{} exists", path.display()),
            "choose another name, or add --force to write over it",
        ));
    }
    Ok(())
}
