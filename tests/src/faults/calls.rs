//! The calls that meet the faults.

use ncloud_core::Error;
use ncloud_private_ca::Client;

use super::cases::Repeats;

/// Attempts of the default policy.
pub const ATTEMPTS: u32 = 3;

/// Whether a call may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// `getCa`, a read.
    Safe,
    /// `rotateCrl`, which acts each time.
    Unsafe,
}

impl Class {
    /// Whether a call of this class is repeated after such a fault.
    #[must_use]
    pub fn may_repeat(self, repeats: Repeats) -> bool {
        match repeats {
            Repeats::Never => false,
            Repeats::Safe => self == Self::Safe,
            Repeats::All => true,
        }
    }
}

/// Makes a call of this class.
///
/// # Errors
/// When it fails.
pub async fn call(client: &Client, class: Class) -> Result<(), Error> {
    let tag = "4b0bbe37-eeea93b8";
    match class {
        Class::Safe => client.get_ca().ca_tag(tag).send().await.map(drop),
        Class::Unsafe => client.rotate_crl().ca_tag(tag).send().await.map(drop),
    }
}
