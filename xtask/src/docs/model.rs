//! What a page of the vendor says, whatever its language and layout.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// One page.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Page {
    /// File that it was read from.
    pub(super) file: String,
    pub(super) language: Language,
    /// Site of the hosts that it names: `public`, `gov` or `fin`.
    pub(super) site: Option<String>,
    /// Name of the service, where a sentence tells it.
    pub(super) service: Option<String>,
    pub(super) title: String,
    /// Last segment of the address, where the browser noted it.
    pub(super) slug: Option<String>,
    pub(super) request_line: Option<RequestLine>,
    /// "API URL": what the paths of all pages of the service follow.
    pub(super) base_urls: Vec<String>,
    /// Rows of the tables, in their order.
    pub(super) fields: Vec<Field>,
    pub(super) statuses: Vec<StatusRow>,
    /// Operations that an overview lists.
    pub(super) operations: Vec<ListedOperation>,
    pub(super) requests: Vec<RequestExample>,
    pub(super) responses: Vec<ResponseExample>,
    /// What was repaired, and what looks as if it were not whole.
    pub(super) notes: Vec<Note>,
    /// Everything that is in none of the above.
    pub(super) remainder: Vec<Remainder>,
}

/// Language of the prose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Language {
    #[default]
    English,
    Korean,
    Japanese,
}

/// Method and URI, as the page prints them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct RequestLine {
    pub(super) method: String,
    pub(super) uri: String,
    pub(super) line: usize,
}

/// Part of a call that a member belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Place {
    Header,
    Path,
    Query,
    Body,
    Response,
}

impl Place {
    /// All of them, in the order of a page.
    pub(super) const ALL: [Self; 5] = [
        Self::Header,
        Self::Path,
        Self::Query,
        Self::Body,
        Self::Response,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Path => "path",
            Self::Query => "query",
            Self::Body => "body",
            Self::Response => "response",
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// One row of a table of parameters or members.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Field {
    pub(super) place: Place,
    /// Names joined by dots, without marks for lists.
    pub(super) path: String,
    #[serde(rename = "type")]
    pub(super) kind: Option<Type>,
    pub(super) need: Option<Need>,
    pub(super) limits: Limits,
    /// Allowed values.
    pub(super) values: Vec<Allowed>,
    pub(super) default: Option<String>,
    /// The cell, a line for each line and item of a list.
    pub(super) description: String,
    /// The row as it is on the page.
    pub(super) quote: String,
    pub(super) line: usize,
}

/// A type as it is printed, and what we take it for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Type {
    pub(super) printed: String,
    /// More than one where the page says "or".
    pub(super) kinds: Vec<Kind>,
    /// Kinds of the elements of a list, where they are printed.
    pub(super) items: Vec<Kind>,
}

/// A type of JSON, as finely as pages tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    String,
    /// A time in an unknown form.
    Date,
    Integer,
    /// An integer of 64 bits.
    Long,
    /// Any number.
    Number,
    Boolean,
    Object,
    Array,
}

/// Whether a member must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) enum Need {
    Required,
    Optional,
    /// It depends on other members.
    Conditional,
}

/// Limits, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Limits {
    /// Of the characters of a text.
    pub(super) length: Range,
    /// Of a number, also of one that is sent as text.
    pub(super) value: Range,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Range {
    pub(super) least: Option<i64>,
    pub(super) most: Option<i64>,
}

impl fmt::Display for Range {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(least) = self.least {
            write!(formatter, "{least}")?;
        }
        formatter.write_str("..")?;
        match self.most {
            Some(most) => write!(formatter, "{most}"),
            None => Ok(()),
        }
    }
}

/// An allowed value and its meaning in the words of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Allowed {
    pub(super) value: String,
    pub(super) meaning: Option<String>,
}

/// A row of a table of status codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct StatusRow {
    pub(super) http: Option<u16>,
    /// None where the page prints `-`.
    pub(super) code: Option<String>,
    pub(super) message: String,
    pub(super) description: String,
    pub(super) quote: String,
    pub(super) line: usize,
}

/// An operation in the list of an overview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct ListedOperation {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) quote: String,
    pub(super) line: usize,
}

/// An example of a request.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct RequestExample {
    pub(super) method: Option<String>,
    pub(super) url: Option<String>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<Value>,
    /// JSON pointers of values in the body that the page masks.
    pub(super) masked: Vec<String>,
    pub(super) line: usize,
}

/// An example of an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct ResponseExample {
    pub(super) body: Value,
    /// JSON pointers of values that the page masks, so that their text proves nothing.
    pub(super) masked: Vec<String>,
    /// It shows a failure.
    pub(super) failure: bool,
    pub(super) line: usize,
}

/// Something to know about how the page was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Note {
    pub(super) line: usize,
    pub(super) text: String,
    /// What stands here is not whole: what is missing on the page proves nothing.
    pub(super) cut: Option<Place>,
}

/// Text that was not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Remainder {
    pub(super) line: usize,
    pub(super) text: String,
    /// Why it is here, where that is not plain.
    pub(super) reason: Option<String>,
    /// Navigation, footers and the like, which every page has.
    pub(super) furniture: bool,
}

impl Page {
    /// The URLs that it names: of the request line, of the API, of examples. Some are paths alone.
    pub(super) fn urls(&self) -> impl Iterator<Item = &str> {
        let request = self.request_line.iter();
        let examples = self.requests.iter();
        request
            .map(|request| request.uri.as_str())
            .chain(self.base_urls.iter().map(String::as_str))
            .chain(examples.filter_map(|example| example.url.as_deref()))
    }

    pub(super) fn fields_in(&self, place: Place) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |field| field.place == place)
    }

    /// Whether the members of a place end where the page was cut.
    pub(super) fn is_cut(&self, place: Place) -> bool {
        self.notes.iter().any(|note| note.cut == Some(place))
    }
}
