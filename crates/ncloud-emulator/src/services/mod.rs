//! What the services do once a request is known to be valid.

mod account;
mod certificate_manager;
mod external_access;
pub(crate) mod kms;
mod korean_time;
mod mailing;
mod object;
mod outbound_mailer;
mod paging;
pub(crate) mod private_ca;
pub(crate) mod search_engine;
mod secret_manager;
mod sens;
mod sub_account;

use std::io;
use std::sync::Arc;

use crate::answers;
use crate::call::{Call, Outcome};
use crate::operation::Operation;
use crate::reply::Reply;
use crate::store::{Journal, Kept, Rows, Shelf, Stored, Tables as _};
use crate::target::Target;
use crate::validation::Problems;
use crate::world::World;

/// Number of the member of the platform that everything belongs to, that of the documented examples.
const MEMBER: i64 = 2_761_234;

/// What a service does; see [`services!`](self).
#[derive(Clone, Copy)]
struct Behaviour {
    /// Answers a valid call; none for an operation that it does not know.
    answer: fn(call: &Call) -> Option<Outcome>,
    /// Whether a call may take long, for example because it makes an RSA key. Such calls do not run
    /// on the threads that serve connections.
    is_slow: fn(call: &Call) -> bool,
    /// Says that a member is missing.
    missing: fn(name: &str) -> String,
    /// Says that a member of an operation breaks a rule.
    invalid: fn(operation: &Operation, name: &str, rule: &str) -> String,
}

/// Answers with the documented examples, in words of no service.
const FROM_EXAMPLES: Behaviour = Behaviour {
    answer: |_| None,
    is_slow: |_| false,
    missing: |name| format!("{name} is missing"),
    invalid: |_, name, rule| format!("{name} {rule}"),
};

/// The services that do more than to answer with the examples: for each its module, with a `State`
/// and a `BEHAVIOUR`, and the names of its documents.
macro_rules! services {
    ($($module:ident: $($name:literal)|+,)*) => {
        /// What the services remember.
        pub(crate) struct Services {
            $(pub(crate) $module: Shelf<$module::State>,)*
        }

        impl Services {
            /// Services that go on with what was stored.
            ///
            /// # Errors
            /// When a stored row belongs to no table or is not readable.
            pub(crate) fn new(
                journal: Option<&Arc<Journal>>,
                stored: &[Stored],
            ) -> io::Result<Self> {
                $(let mut $module = $module::State::default();)*
                let mut tables = Vec::new();
                $(tables.extend($module.tables());)*
                load(&mut tables, stored)?;
                Ok(Self { $($module: Shelf::new($module, journal.cloned()),)* })
            }

            /// The tables of all services.
            pub(crate) fn shelves(&self) -> impl Iterator<Item = &dyn Kept> {
                let shelves: Vec<&dyn Kept> = vec![$(&self.$module,)*];
                shelves.into_iter()
            }
        }

        fn behaviour(service: &str) -> Behaviour {
            match service {
                $($($name)|+ => $module::BEHAVIOUR,)*
                _ => FROM_EXAMPLES,
            }
        }
    };
}

services! {
    certificate_manager: "certificate-manager" | "certificate-manager-v2",
    external_access: "external-access",
    kms: "kms",
    outbound_mailer: "outbound-mailer",
    private_ca: "private-ca",
    search_engine: "search-engine",
    secret_manager: "secret-manager",
    sens: "sens",
    sub_account: "sub-account",
}

/// Puts stored rows into the tables.
fn load(tables: &mut [&mut dyn Rows], stored: &[Stored]) -> io::Result<()> {
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
    Ok(())
}

/// Whether a call may take long.
pub(crate) fn is_slow(call: &Call) -> bool {
    (behaviour(call.operation.service.name()).is_slow)(call)
}

/// Answers a valid call.
pub(crate) fn answer(call: &Call) -> Outcome {
    let answered = (behaviour(call.operation.service.name()).answer)(call);
    answered.unwrap_or_else(|| answers::from_example(call))
}

/// A request that needs no signature.
#[derive(Clone, Copy)]
pub(crate) struct Unsigned<'a> {
    pub(crate) method: &'a str,
    pub(crate) target: &'a Target,
    pub(crate) body: &'a [u8],
    /// Time of the request, epoch milliseconds.
    pub(crate) now: i64,
    pub(crate) world: &'a World,
}

/// Whether a request without a signature may take long.
pub(crate) fn is_slow_unsigned(request: &Unsigned<'_>) -> bool {
    private_ca::is_slow_unsigned(request)
}

/// Answers requests of the paths that need no signature; none when the path is not among them.
pub(crate) fn answer_unsigned(request: &Unsigned<'_>) -> Option<Reply> {
    private_ca::answer_unsigned(request)
}

/// What a service says about an invalid request: missing members first, and only those.
pub(crate) fn complaint(operation: &Operation, problems: &Problems) -> String {
    let Behaviour {
        missing, invalid, ..
    } = behaviour(operation.service.name());
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
