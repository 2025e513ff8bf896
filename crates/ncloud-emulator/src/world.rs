//! What the services of one emulator share.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use ncloud_core::KeyBoundary;
use serde_json::{Map, Value, json};

use crate::advance::Advance;
use crate::clock::Clock;
use crate::random::Random;
use crate::services::Services;
use crate::store::{Journal, Kept, Shelf};

/// Version of the form of exported states.
const VERSION: u64 = 1;

/// Clock, randomness, and everything that the services remember.
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    /// Base URL under which the emulator is reached, without a slash at its end.
    pub(crate) origin: String,
    /// Base URLs of boundaries of keys beside the global one.
    pub(crate) key_origins: BTreeMap<KeyBoundary, String>,
    pub(crate) services: Services,
    /// How far the clock was put forward, to be remembered.
    advance: Shelf<Advance>,
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
        key_origins: BTreeMap<KeyBoundary, String>,
        directory: Option<&Path>,
    ) -> io::Result<Self> {
        let (journal, stored) = match directory {
            Some(directory) => {
                let (journal, stored) = Journal::open(directory)?;
                (Some(Arc::new(journal)), stored)
            }
            None => (None, Vec::new()),
        };
        let (stored, others) = stored.into_iter().partition(Advance::owns);
        let advance = Advance::new(stored)?;
        clock.set_advanced(advance.milliseconds());
        Ok(Self {
            services: Services::new(journal.as_ref(), &others)?,
            advance: Shelf::new(advance, journal.clone()),
            clock,
            random,
            origin,
            key_origins,
            journal,
        })
    }

    /// Base URL of the services of a boundary of keys.
    pub(crate) fn origin_for(&self, boundary: Option<KeyBoundary>) -> &str {
        let own = boundary.and_then(|boundary| self.key_origins.get(&boundary));
        own.unwrap_or(&self.origin)
    }

    /// Puts the clock forward by this many milliseconds.
    pub(crate) fn advance(&self, milliseconds: i64) {
        let mut advance = self.advance.lock();
        // Under the lock, so that what is remembered last is how far the clock is.
        self.clock.advance(milliseconds);
        advance.set(self.clock.advanced());
    }

    fn shelves(&self) -> impl Iterator<Item = &dyn Kept> {
        let own: &dyn Kept = &self.advance;
        self.services.shelves().chain([own])
    }

    /// Everything that is remembered, private keys included.
    ///
    /// # Errors
    /// When a row cannot be written as JSON.
    pub(crate) fn export(&self) -> io::Result<Value> {
        let mut tables = Map::new();
        for shelf in self.shelves() {
            shelf.export(&mut tables)?;
        }
        Ok(json!({ "version": VERSION, "tables": tables }))
    }

    /// Puts an exported state in the place of this one.
    ///
    /// # Errors
    /// When it is not one; nothing is changed then.
    pub(crate) fn import(&self, exported: &Value) -> io::Result<()> {
        let refuse = |message| Err(io::Error::new(io::ErrorKind::InvalidData, message));
        if exported["version"] != VERSION {
            return refuse(format!("the state must have the version {VERSION}"));
        }
        let Value::Object(tables) = &exported["tables"] else {
            return refuse("the state must have an object of tables".to_owned());
        };
        for (name, rows) in tables {
            if !self.shelves().any(|shelf| shelf.has(name)) {
                return refuse(format!("the state has an unknown table, {name:?}"));
            }
            if !rows.is_object() {
                return refuse(format!("the table {name:?} must be an object of rows"));
            }
        }
        for shelf in self.shelves() {
            shelf.check(tables)?;
        }
        for shelf in self.shelves() {
            shelf.import(tables)?;
        }
        self.follow();
        Ok(())
    }

    /// Forgets everything, and sets the clock back.
    pub(crate) fn clear(&self) {
        for shelf in self.shelves() {
            shelf.clear();
        }
        self.follow();
    }

    /// Puts the clock where the remembered state has it.
    fn follow(&self) {
        let advance = self.advance.lock();
        self.clock.set_advanced(advance.milliseconds());
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
