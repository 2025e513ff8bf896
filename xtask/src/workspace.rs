//! Where the files of the workspace are.

use std::path::{Path, PathBuf};

/// Root of the workspace, which holds this crate's folder.
pub fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}
