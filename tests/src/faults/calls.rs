//! The calls that meet the faults, and the clients that make them.

use ncloud_core::{Config, ConfigBuilder, Credentials, Error};
use ncloud_private_ca::Client;

use super::cases::Repeats;
use super::{FaultServer, InstantClock};

/// The CA that the calls are about.
pub const TAG: &str = "4b0bbe37-eeea93b8";
/// The secret key of every client.
pub const SECRET_KEY: &str = "hunter2-hunter2";
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

/// Settings of a client that waits in an instant, and repeats as it does by default.
///
/// # Panics
/// Never: the key pair is good.
pub fn settings(server: &FaultServer) -> ConfigBuilder {
    Config::builder()
        .endpoint(server.url())
        .credentials(Credentials::new("access", SECRET_KEY).unwrap())
        .clock(InstantClock::default())
}

/// A client of these settings.
///
/// # Panics
/// When they are refused.
#[must_use]
pub fn connect(settings: ConfigBuilder) -> Client {
    Client::connect(&settings.build().unwrap()).unwrap()
}

/// Makes a call of this class.
///
/// # Errors
/// When it fails.
pub async fn call(client: &Client, class: Class) -> Result<(), Error> {
    match class {
        Class::Safe => read(client).await,
        Class::Unsafe => act(client).await,
    }
}

/// Makes a call that is safe to repeat.
///
/// # Errors
/// When it fails.
pub async fn read(client: &Client) -> Result<(), Error> {
    client.get_ca().ca_tag(TAG).send().await.map(drop)
}

/// Makes a call that acts each time.
///
/// # Errors
/// When it fails.
pub async fn act(client: &Client) -> Result<(), Error> {
    client.rotate_crl().ca_tag(TAG).send().await.map(drop)
}
