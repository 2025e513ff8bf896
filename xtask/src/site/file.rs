//! The files of the site, before and when they are written.

use std::fs;
use std::path::Path;

use crate::files;

/// A file of the site.
pub struct File {
    /// Path below the folder of the site, with `/`.
    pub path: String,
    pub bytes: Vec<u8>,
}

impl File {
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            bytes: bytes.into(),
        }
    }

    /// A file that is taken over as it is.
    pub fn copied(path: impl Into<String>, from: &Path) -> Result<Self, String> {
        Ok(Self::new(path, files::read(from)?.into_bytes()))
    }
}

/// Writes all files into `folder`. A folder that holds something is refused: what is left of an
/// older site would be published with the new one.
pub fn write(folder: &Path, files: &[File]) -> Result<(), String> {
    let shown = folder.display();
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(format!("{shown}: the folder is not empty"));
    }
    for file in files {
        let path = folder.join(&file.path);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, &file.bytes))
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    println!("{shown}: {} files", files.len());
    Ok(())
}
