//! A difference and what it means to each audience.

use std::collections::BTreeSet;

use serde::Serialize;

/// What a difference means to an audience, from the mildest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Class {
    /// Only words changed, or nothing that the audience can notice.
    Documentation,
    /// What worked still works, and more is there, or it is done otherwise.
    Additive,
    /// What worked may not work any more.
    Breaking,
}

/// The classes of a difference for both audiences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// For callers of the Rust crates.
    pub(super) rust: Class,
    /// For consumers of the documents.
    pub(super) spec: Class,
}

impl Verdict {
    pub(super) const DOCUMENTATION: Self = Self::both(Class::Documentation);
    pub(super) const ADDITIVE: Self = Self::both(Class::Additive);
    pub(super) const BREAKING: Self = Self::both(Class::Breaking);

    pub(super) const fn new(rust: Class, spec: Class) -> Self {
        Self { rust, spec }
    }

    pub(super) const fn both(class: Class) -> Self {
        Self::new(class, class)
    }
}

/// Which way a schema goes. What a sender may do more is welcome in a request, and unexpected in an
/// answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Direction {
    Request,
    /// The answer of a success.
    Answer,
    /// The answer of a failure.
    Failure,
}

impl Direction {
    /// This class in Rust, where no type is made of the schemas of failures.
    pub(super) fn rust(self, class: Class) -> Class {
        if self == Self::Failure {
            Class::Documentation
        } else {
            class
        }
    }

    pub(super) fn verdict(self, rust: Class, spec: Class) -> Verdict {
        Verdict::new(self.rust(rust), spec)
    }

    /// Another shape: neither side understands what the other means.
    pub(super) fn reshaped(self) -> Verdict {
        self.verdict(Class::Breaking, Class::Breaking)
    }

    /// Fewer values are allowed. Rust checks requests alone.
    pub(super) fn narrowed(self) -> Verdict {
        match self {
            Self::Request => Verdict::BREAKING,
            Self::Answer | Self::Failure => Verdict::new(Class::Documentation, Class::Additive),
        }
    }

    /// More values are allowed.
    pub(super) fn widened(self) -> Verdict {
        match self {
            Self::Request => Verdict::ADDITIVE,
            Self::Answer | Self::Failure => Verdict::new(Class::Documentation, Class::Breaking),
        }
    }

    /// Some values are not allowed any more and others are: the worse of both.
    pub(super) fn replaced(self) -> Verdict {
        let (fewer, more) = (self.narrowed(), self.widened());
        Verdict::new(fewer.rust.max(more.rust), fewer.spec.max(more.spec))
    }
}

/// One difference.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Change {
    pub(super) service: String,
    /// JSON pointer of the place: in the new document, or in the old one for what is gone.
    pub(super) place: String,
    /// What is different.
    pub(super) what: String,
    /// Class for callers of the Rust crates.
    pub(super) rust: Class,
    /// Class for consumers of the documents.
    pub(super) spec: Class,
    /// The operations that it concerns; none when it is about all of the service.
    pub(super) operations: BTreeSet<String>,
}

impl Change {
    pub(super) fn of_service(name: &str, what: &str, class: Class) -> Self {
        Self {
            service: name.to_owned(),
            place: String::new(),
            what: what.to_owned(),
            rust: class,
            spec: class,
            operations: BTreeSet::new(),
        }
    }

    /// The worse of the two classes.
    pub(super) fn worst(&self) -> Class {
        self.rust.max(self.spec)
    }
}
