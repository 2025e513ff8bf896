//! What the services do once a request is known to be valid.

mod certificate_manager;
pub(crate) mod private_ca;
pub(crate) mod search_engine;

use std::io;
use std::sync::Arc;

use crate::answers;
use crate::call::{Call, Outcome};
use crate::operation::Operation;
use crate::reply::Reply;
use crate::store::{Journal, Kept, Shelf, Stored, Tables as _};
use crate::target::Target;
use crate::validation::Problems;
use crate::world::World;

/// Says that a member is missing.
type Missing = fn(name: &str) -> String;
/// Says that a member of an operation breaks a rule.
type Invalid = fn(operation: &Operation, name: &str, rule: &str) -> String;

/// What the services remember.
pub(crate) struct Services {
    pub(crate) private_ca: Shelf<private_ca::State>,
    pub(crate) certificate_manager: Shelf<certificate_manager::State>,
    pub(crate) search_engine: Shelf<search_engine::State>,
}

impl Services {
    /// Services that go on with what was stored.
    ///
    /// # Errors
    /// When a stored row belongs to no table or is not readable.
    pub(crate) fn new(journal: Option<&Arc<Journal>>, stored: &[Stored]) -> io::Result<Self> {
        let mut private_ca = private_ca::State::default();
        let mut certificate_manager = certificate_manager::State::default();
        let mut search_engine = search_engine::State::default();
        let mut tables = private_ca.tables();
        tables.extend(certificate_manager.tables());
        tables.extend(search_engine.tables());
        for row in stored {
            let table = tables.iter_mut().find(|table| table.name() == row.table);
            let table = table.ok_or_else(|| {
                let message = format!("the stored state has an unknown table, {}", row.table);
                io::Error::new(io::ErrorKind::InvalidData, message)
            })?;
            table.load(&row.key, &row.row)?;
        }
        for table in tables {
            table.forget_changes();
        }
        Ok(Self {
            private_ca: Shelf::new(private_ca, journal.cloned()),
            certificate_manager: Shelf::new(certificate_manager, journal.cloned()),
            search_engine: Shelf::new(search_engine, journal.cloned()),
        })
    }
}

impl Services {
    /// The tables of all services.
    pub(crate) fn shelves(&self) -> [&dyn Kept; 3] {
        [
            &self.private_ca,
            &self.certificate_manager,
            &self.search_engine,
        ]
    }
}

/// Whether a call may take long, for example because it makes an RSA key. Such calls do not run
/// on the threads that serve connections.
pub(crate) fn is_slow(call: &Call) -> bool {
    match call.operation.service.name() {
        "private-ca" => private_ca::is_slow(call),
        "certificate-manager" | "certificate-manager-v2" => certificate_manager::is_slow(call),
        _ => false,
    }
}

/// Answers a valid call.
pub(crate) fn answer(call: &Call) -> Outcome {
    let answered = match call.operation.service.name() {
        "private-ca" => private_ca::answer(call),
        "certificate-manager" | "certificate-manager-v2" => certificate_manager::answer(call),
        "search-engine" => search_engine::answer(call),
        _ => None,
    };
    answered.unwrap_or_else(|| answers::from_example(call))
}

/// A request that needs no signature.
pub(crate) struct Unsigned<'a> {
    pub(crate) method: &'a str,
    pub(crate) target: &'a Target,
    pub(crate) body: &'a [u8],
    /// Time of the request, epoch milliseconds.
    pub(crate) now: i64,
    pub(crate) world: &'a World,
}

/// Answers requests of the paths that need no signature; none when the path is not among them.
pub(crate) fn answer_unsigned(request: &Unsigned<'_>) -> Option<Reply> {
    private_ca::answer_unsigned(request)
}

/// What a service says about an invalid request: missing members first, and only those.
pub(crate) fn complaint(operation: &Operation, problems: &Problems) -> String {
    let (missing, invalid): (Missing, Invalid) = match operation.service.name() {
        "private-ca" => (private_ca::missing, private_ca::invalid),
        "certificate-manager" | "certificate-manager-v2" => {
            (certificate_manager::missing, certificate_manager::invalid)
        }
        _ => (search_engine::missing, search_engine::invalid),
    };
    let parts: Vec<String> = if problems.missing.is_empty() {
        let invalid = |(name, rule): &(String, String)| invalid(operation, name, rule);
        problems.invalid.iter().map(invalid).collect()
    } else {
        problems.missing.iter().map(|name| missing(name)).collect()
    };
    // One member may break several rules that a service has one sentence for.
    let mut sentences: Vec<&str> = Vec::new();
    for part in &parts {
        if !sentences.contains(&part.as_str()) {
            sentences.push(part);
        }
    }
    sentences.join("; ")
}
