//! Files that are written whole or not at all.

use std::io::Write as _;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::failure::{Exit, Failure};

/// Writes a file; over an existing one only with `force`. New files are for their owner only: an
/// archive of certificates may hold private keys.
///
/// The bytes go to a file beside it first, which then takes the name: whatever goes wrong, there is no
/// half of a file.
///
/// # Errors
/// When the file exists, or cannot be written.
pub(crate) fn write(path: &Path, bytes: &[u8], force: bool) -> Result<(), Failure> {
    refuse_existing(path, force)?;
    let fails = |error: std::io::Error| {
        Failure::new(
            Exit::Other,
            format!("{} cannot be written: {error}", path.display()),
            "check the directory, its permissions and the free space",
        )
    };
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut file = NamedTempFile::new_in(directory).map_err(fails)?;
    file.write_all(bytes).map_err(fails)?;
    file.as_file().sync_all().map_err(fails)?;
    let outcome = if force {
        file.persist(path)
    } else {
        file.persist_noclobber(path)
    };
    outcome.map(|_| ()).map_err(|error| fails(error.error))
}

/// Says before a call that its answer would have no place.
///
/// # Errors
/// When the file exists and `force` is not given.
pub(crate) fn refuse_existing(path: &Path, force: bool) -> Result<(), Failure> {
    if !force && path.symlink_metadata().is_ok() {
        return Err(Failure::usage(
            format!("{} exists", path.display()),
            "choose another name, or add --force to write over it",
        ));
    }
    Ok(())
}
