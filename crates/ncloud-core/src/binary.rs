//! Answers that are files.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;

/// The bytes of a file. `Debug` shows how many there are, not what they are: an archive of
/// certificates may hold private keys.
///
/// ```
/// # fn example(archive: ncloud_core::Binary) -> std::io::Result<()> {
/// std::fs::write("certificates.zip", &*archive)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Binary(Bytes);

impl Binary {
    pub(crate) fn new(bytes: Bytes) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub fn into_vec(self) -> Vec<u8> {
        self.0.into()
    }
}

impl Deref for Binary {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Binary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Binary({} bytes)", self.0.len())
    }
}
