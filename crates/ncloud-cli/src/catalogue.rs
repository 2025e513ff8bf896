//! Services, operations and their members, compiled from the published documents by the build script.
//!
//! All of it is constant data: nothing is read or built before a command needs it.

use ncloud_core::service::Place;
use ncloud_core::wait::Target;

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// A service.
pub(crate) struct Service {
    /// Name of the document and of the command.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) about: &'static str,
    pub(crate) operations: &'static [Operation],
    /// Names of members of answers that are times, milliseconds since 1970.
    pub(crate) times: &'static [&'static str],
}

/// An operation.
pub(crate) struct Operation {
    /// What the client sends and checks.
    pub(crate) call: &'static ncloud_core::service::Operation,
    /// The operation id in kebab case.
    pub(crate) command: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) details: &'static str,
    pub(crate) parameters: &'static [Parameter],
    pub(crate) body: Option<Body>,
    pub(crate) answer: Answer,
    pub(crate) paging: Option<Paging>,
    pub(crate) waits: &'static [Wait],
}

/// What comes back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Json,
    File,
    /// No body.
    Nothing,
}

/// A parameter, or a part of a multipart body.
pub(crate) struct Parameter {
    pub(crate) place: Place,
    pub(crate) member: Member,
}

/// A request body, which is JSON.
pub(crate) struct Body {
    pub(crate) members: &'static [Member],
    /// Whether it is an array, which only a file gives.
    pub(crate) is_list: bool,
    pub(crate) required: bool,
    /// JSON text with every member, to start from.
    pub(crate) skeleton: &'static str,
}

/// A parameter, or a member of a body.
pub(crate) struct Member {
    /// Name on the wire.
    pub(crate) name: &'static str,
    /// Name of the flag without the dashes; that of a member of an object holds those of the objects.
    pub(crate) flag: &'static str,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    /// Whether it must be seen nowhere.
    pub(crate) secret: bool,
    /// Whether the value is usually in a file: certificates and requests for them.
    pub(crate) is_text_file: bool,
    /// Known values and their meanings.
    pub(crate) values: &'static [(&'static str, &'static str)],
    /// Whether no other values are accepted.
    pub(crate) closed: bool,
    pub(crate) help: &'static str,
}

/// The JSON type of a value.
#[derive(Clone, Copy)]
#[allow(
    dead_code,
    reason = "a document need not use all of them; the next one may"
)]
pub(crate) enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    /// A file to upload: its path stands for it.
    File,
    List(&'static Kind),
    Object(&'static [Member]),
    /// Anything.
    Json,
}

/// How a list comes in pages; places in the answer are JSON pointers.
pub(crate) struct Paging {
    pub(crate) parameter: &'static str,
    /// Number of the first page.
    pub(crate) first: i64,
    pub(crate) items: &'static str,
    pub(crate) pages: Option<&'static str>,
    pub(crate) total: Option<&'static str>,
    /// Token of the next page, which then goes in the place of a number.
    pub(crate) next: Option<&'static str>,
}

/// A state that can be waited for.
pub(crate) struct Wait {
    pub(crate) target: &'static Target,
    pub(crate) description: &'static str,
}

/// The service of this name.
pub(crate) fn service(name: &str) -> Option<&'static Service> {
    SERVICES
        .iter()
        .copied()
        .find(|service| service.name == name)
}

impl Service {
    /// The operation of this command.
    pub(crate) fn operation(&self, command: &str) -> Option<&'static Operation> {
        let operations: &'static [Operation] = self.operations;
        operations
            .iter()
            .find(|operation| operation.command == command)
    }

    /// The operation of this id.
    pub(crate) fn by_id(&self, id: &str) -> Option<&'static Operation> {
        let operations: &'static [Operation] = self.operations;
        operations.iter().find(|operation| operation.call.id == id)
    }
}

impl Kind {
    /// What stands for a value in help texts.
    pub(crate) fn placeholder(self) -> &'static str {
        match self {
            Self::Text => "TEXT",
            Self::File => "FILE",
            Self::Integer => "INTEGER",
            Self::Number => "NUMBER",
            Self::Boolean => "BOOLEAN",
            Self::List(item) => item.placeholder(),
            Self::Object(_) | Self::Json => "JSON",
        }
    }
}
