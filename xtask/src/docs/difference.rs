//! A difference between a page and the specification.

use std::fmt;

use serde::Serialize;

use super::model::Place;
use super::specification::Location;

/// What differs, in the order of consequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum What {
    /// An operation that only one of both has.
    Operation,
    Path,
    Method,
    Host,
    Required,
    Type,
    /// A value of an enumeration.
    Value,
    Limit,
    /// A member has another name, or another place.
    Name,
    /// A member that only the page has.
    Extra,
    /// A member that the page does not have.
    Absent,
    Example,
    Status,
}

impl What {
    /// The word that errata use, where they can record it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Operation => "operation",
            Self::Path => "path",
            Self::Method => "method",
            Self::Host => "host",
            Self::Required => "required",
            Self::Type => "type",
            Self::Value => "value",
            Self::Limit => "limit",
            Self::Name => "name",
            Self::Extra => "extra",
            Self::Absent => "absent",
            Self::Example => "example",
            Self::Status => "status",
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Difference {
    pub(super) what: What,
    /// Part of the call.
    #[serde(rename = "in")]
    pub(super) place: Option<Place>,
    /// Path of the member as we have it.
    pub(super) member: Option<String>,
    /// What the page has.
    pub(super) printed: Option<String>,
    /// What we have.
    pub(super) believed: Option<String>,
    /// What differs, in words.
    pub(super) message: String,
    pub(super) location: Location,
    /// What is on the page.
    pub(super) quote: String,
    pub(super) line: usize,
    /// The erratum that records it.
    pub(super) erratum: Option<String>,
}

impl Difference {
    pub(super) fn new(what: What, message: impl Into<String>, location: Location) -> Self {
        Self {
            what,
            place: None,
            member: None,
            printed: None,
            believed: None,
            message: message.into(),
            location,
            quote: String::new(),
            line: 0,
            erratum: None,
        }
    }

    pub(super) fn of_member(mut self, place: Place, member: &str) -> Self {
        self.place = Some(place);
        self.member = Some(member.to_owned());
        self
    }

    pub(super) fn printed(mut self, printed: impl Into<String>) -> Self {
        self.printed = Some(printed.into());
        self
    }

    pub(super) fn believed(mut self, believed: impl Into<String>) -> Self {
        self.believed = Some(believed.into());
        self
    }

    pub(super) fn quoting(mut self, quote: &str, line: usize) -> Self {
        quote.clone_into(&mut self.quote);
        self.line = line;
        self
    }
}
