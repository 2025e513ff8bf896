//! The hand-written documents, as the pages are compared with them.

use std::path::Path;

use ncloud_spec::codegen::bundle;
use ncloud_spec::document::{Document, Operation, escape_pointer};
use serde_json::Value;

use super::yaml::Lines;
use crate::files;

/// How service documents refer to the shared one.
const COMMON: &str = "../common.yaml#";

/// A file that is edited by hand.
pub(super) struct Source {
    pub(super) document: Document,
    lines: Lines,
}

impl Source {
    fn read(root: &Path, file: &str) -> Result<Self, String> {
        let text = files::read(&root.join(file))?;
        Ok(Self {
            document: Document::parse(file, &text).map_err(|error| error.to_string())?,
            lines: Lines::of(&text),
        })
    }

    /// Where a JSON pointer leads.
    pub(super) fn location(&self, pointer: &str) -> Location {
        Location {
            file: self.document.file().to_owned(),
            line: self.lines.line(pointer),
            pointer: pointer.to_owned(),
        }
    }
}

/// A service: its hand-written document, the shared one, and the published one that is made of both.
pub(super) struct Service<'a> {
    pub(super) source: &'a Source,
    pub(super) common: &'a Source,
    pub(super) published: Document,
}

/// All services.
pub(super) struct Specification {
    pub(super) common: Source,
    sources: Vec<Source>,
}

/// A place in one of the files.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    source: &'a Source,
    pub(super) value: &'a Value,
}

/// A place with the way to it.
#[derive(Clone)]
pub(super) struct Node<'a> {
    pub(super) at: At<'a>,
    pub(super) pointer: String,
}

impl Specification {
    /// Reads the files below `root`, the root of the workspace.
    pub(super) fn read(root: &Path) -> Result<Self, String> {
        let common = Source::read(root, "spec/common.yaml")?;
        let sources = files::entries(&root.join("spec/services"))?
            .iter()
            .map(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                Source::read(root, &format!("spec/services/{name}"))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { common, sources })
    }

    pub(super) fn services(&self) -> Result<Vec<Service<'_>>, String> {
        let published = |source: &Source| {
            bundle::bundle(&source.document, &self.common.document)
                .map_err(|error| error.to_string())
        };
        self.sources
            .iter()
            .map(|source| {
                Ok(Service {
                    source,
                    common: &self.common,
                    published: published(source)?,
                })
            })
            .collect()
    }
}

impl<'a> Service<'a> {
    pub(super) fn document(&self) -> &'a Document {
        &self.source.document
    }

    pub(super) fn operations(&self) -> impl Iterator<Item = Operation<'a>> + use<'a> {
        self.source.document.operations()
    }

    /// A place of the service's own file.
    pub(super) fn place(&self, pointer: &str) -> Node<'a> {
        const NOTHING: &Value = &Value::Null;
        let value = self
            .source
            .document
            .value()
            .pointer(pointer)
            .unwrap_or(NOTHING);
        Node {
            at: At {
                source: self.source,
                value,
            },
            pointer: pointer.to_owned(),
        }
    }

    /// Follows references, and a reference that `allOf` wraps.
    pub(super) fn follow(&self, place: Node<'a>) -> Node<'a> {
        let mut place = place;
        // A chain longer than this is a cycle of references.
        for _ in 0..32 {
            let wrapped = place.at.value.get("allOf").and_then(|all| all.get(0));
            let reference = place
                .at
                .value
                .get("$ref")
                .or_else(|| wrapped.and_then(|one| one.get("$ref")));
            let Some(reference) = reference.and_then(Value::as_str) else {
                break;
            };
            let (source, pointer) = match reference.strip_prefix(COMMON) {
                Some(pointer) => (self.common, pointer),
                None => (place.at.source, reference.trim_start_matches('#')),
            };
            let Some(value) = source.document.value().pointer(pointer) else {
                break;
            };
            place = Node {
                at: At { source, value },
                pointer: pointer.to_owned(),
            };
        }
        place
    }
}

impl<'a> Node<'a> {
    pub(super) fn member(&self, name: &str) -> Node<'a> {
        Node {
            at: At {
                source: self.at.source,
                value: &self.at.value[name],
            },
            pointer: format!("{}/{}", self.pointer, escape_pointer(name)),
        }
    }

    pub(super) fn element(&self, index: usize) -> Node<'a> {
        Node {
            at: At {
                source: self.at.source,
                value: &self.at.value[index],
            },
            pointer: format!("{}/{index}", self.pointer),
        }
    }

    pub(super) fn value(&self) -> &'a Value {
        self.at.value
    }

    /// File, line and pointer, for people and editors.
    pub(super) fn location(&self) -> Location {
        self.at.source.location(&self.pointer)
    }
}

/// Where something is in the files that are edited by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(super) struct Location {
    pub(super) file: String,
    pub(super) line: Option<u64>,
    pub(super) pointer: String,
}

impl std::fmt::Display for Location {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "{}:{line}: {}", self.file, self.pointer),
            None => write!(formatter, "{}: {}", self.file, self.pointer),
        }
    }
}
