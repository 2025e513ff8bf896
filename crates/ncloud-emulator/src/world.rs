//! What the services of one emulator share.

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::clock::Clock;
use crate::random::Random;
use crate::services::Services;
use crate::store::Journal;

/// Clock, randomness, and everything that the services remember.
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    /// Base URL under which the emulator is reached, without a slash at its end.
    pub(crate) origin: String,
    pub(crate) services: Services,
    journal: Option<Arc<Journal>>,
}

impl World {
    /// A world that begins with what is in `directory`, or with nothing.
    ///
    /// # Errors
    /// When the directory cannot be used or holds something else.
    pub(crate) fn new(
        clock: Clock,
        random: Random,
        origin: String,
        directory: Option<&Path>,
    ) -> io::Result<Self> {
        let (journal, stored) = match directory {
            Some(directory) => {
                let (journal, stored) = Journal::open(directory)?;
                (Some(Arc::new(journal)), stored)
            }
            None => (None, Vec::new()),
        };
        let services = Services::new(journal.as_ref(), &stored)?;
        Ok(Self {
            clock,
            random,
            origin,
            services,
            journal,
        })
    }

    /// Waits until everything that was changed so far is on disk, if it is kept there.
    ///
    /// # Errors
    /// When it could not be written.
    pub(crate) async fn flushed(&self) -> Result<(), String> {
        match &self.journal {
            Some(journal) => journal.flushed().await,
            None => Ok(()),
        }
    }
}
