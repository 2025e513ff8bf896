//! Types, as cells print them.

use std::sync::LazyLock;

use regex_lite::Regex;

use super::model::{Kind, Need, Place, Type};
use super::pattern::compiled;
use super::words;

/// What a cell of a type says. The launch pages of some services put more than the type into it:
/// `Body: String`, `Header(Required)`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TypeCell {
    pub(super) kind: Option<Type>,
    pub(super) place: Option<Place>,
    pub(super) need: Option<Need>,
}

/// One type, as a pattern: `String`, `Array<String>`, `Array of String`, `Object[]`.
pub(super) fn pattern_of_one() -> String {
    let types = words::TYPES;
    format!(
        r"(?:(?:Array|List)\s*<\s*(?:{types})\s*>|(?:Array|List) of (?:{types})s?|(?:Array|List)\((?:{types})\)|(?:{types}) Array|(?:{types})(?:\[\])?)"
    )
}

/// Types joined by "or", as a pattern.
pub(super) fn pattern() -> String {
    let (one, or) = (pattern_of_one(), words::OR);
    format!(r"{one}(?:\s*(?:{or}|/|\|)\s*{one})*")
}

/// Everything that may stand in a cell of a type, as a pattern.
pub(super) fn pattern_of_cell() -> String {
    let types = pattern();
    format!(
        r"(?:(?:Body|Header|Path|Query)\s*(?:\((?:Required|Optional)\))?\s*(?::\s*(?:{types}))?|{types})"
    )
}

/// Reads the cell of a type. A type that we do not know has no kinds.
pub(super) fn read(cell: &str) -> TypeCell {
    static PLACED: LazyLock<Regex> = LazyLock::new(|| {
        compiled(r"^(?i)(body|header|path|query)\s*(?:\((required|optional)\))?\s*(?::\s*(.*))?$")
    });
    let cell = cell.trim();
    let placed = PLACED.captures(cell);
    let Some(parts) = placed else {
        return TypeCell {
            kind: printed(cell),
            ..TypeCell::default()
        };
    };
    let place = match parts[1].to_ascii_lowercase().as_str() {
        "body" => Place::Body,
        "header" => Place::Header,
        "path" => Place::Path,
        _ => Place::Query,
    };
    TypeCell {
        kind: parts.get(3).and_then(|kind| printed(kind.as_str())),
        place: Some(place),
        need: parts.get(2).and_then(|need| words::need(need.as_str())),
    }
}

fn printed(cell: &str) -> Option<Type> {
    static ONE: LazyLock<Regex> = LazyLock::new(|| compiled(&format!("(?i){}", pattern_of_one())));
    let cell = cell.trim();
    if cell.is_empty() || cell == "-" {
        return None;
    }
    let (mut kinds, mut items) = (Vec::new(), Vec::new());
    for one in ONE.find_iter(cell) {
        let (kind, item) = single(one.as_str());
        kinds.extend(kind.filter(|kind| !kinds.contains(kind)));
        items.extend(item);
    }
    Some(Type {
        printed: cell.to_owned(),
        kinds,
        items,
    })
}

/// The kind of one type, and of its elements.
fn single(text: &str) -> (Option<Kind>, Option<Kind>) {
    let text = text.to_ascii_lowercase();
    let names: Vec<&str> = text
        .split(|character: char| !character.is_ascii_alphabetic())
        .filter(|name| !name.is_empty() && *name != "of")
        .collect();
    let plural = |name: &str| words::kind(name).or_else(|| words::kind(name.trim_end_matches('s')));
    match names.as_slice() {
        [name] if text.ends_with("[]") => (Some(Kind::Array), plural(name)),
        [name] => (words::kind(name), None),
        [first, second] if words::kind(second) == Some(Kind::Array) => {
            (Some(Kind::Array), plural(first))
        }
        [first, second] => (words::kind(first), plural(second)),
        _ => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_with_what_stands_around_them() {
        for (cell, kinds, items) in [
            ("String", vec![Kind::String], vec![]),
            ("Array<String>", vec![Kind::Array], vec![Kind::String]),
            ("String Array", vec![Kind::Array], vec![Kind::String]),
            ("Array of Strings", vec![Kind::Array], vec![Kind::String]),
            ("Object[]", vec![Kind::Array], vec![Kind::Object]),
            (
                "String or Array<String>",
                vec![Kind::String, Kind::Array],
                vec![Kind::String],
            ),
            (
                "Stringまたは Array",
                vec![Kind::String, Kind::Array],
                vec![],
            ),
            ("String 또는 Long", vec![Kind::String, Kind::Long], vec![]),
            ("Money", vec![], vec![]),
        ] {
            let kind = read(cell).kind.unwrap();
            assert_eq!((kind.kinds, kind.items), (kinds, items), "{cell}");
        }
        assert_eq!(read("-").kind, None);
    }

    #[test]
    fn a_type_may_name_place_and_need() {
        let cell = read("Body: Integer");
        assert_eq!(cell.place, Some(Place::Body));
        assert_eq!(cell.kind.unwrap().kinds, [Kind::Integer]);
        let cell = read("Header(Required)");
        assert_eq!(
            (cell.place, cell.need, cell.kind),
            (Some(Place::Header), Some(Need::Required), None)
        );
    }
}
