//! Pages of lists.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::refusal::Refusal;
use crate::call::Call;

/// The page of a list that is asked for; `entries` are in the order that the list has without `sort`.
/// `properties` are those that one can sort by, each with the way to it in an entry.
pub(super) fn page(
    call: &Call,
    mut entries: Vec<Value>,
    properties: &[(&str, &str)],
) -> Result<Value, Refusal> {
    let criteria = criteria(call, properties)?;
    entries.sort_by(|one, other| {
        let orders = criteria.iter().map(|criterion| {
            let order = compare(one.pointer(criterion.way), other.pointer(criterion.way));
            if criterion.descends {
                order.reverse()
            } else {
                order
            }
        });
        orders.fold(Ordering::Equal, Ordering::then)
    });
    let size = call.integer("size").unwrap_or(10);
    let number = call.integer("page").unwrap_or_default();
    if size < 1 || number < 0 {
        return Err(Refusal::request(
            "size must be at least 1, and page at least 0",
        ));
    }
    let total = entries.len();
    let size_of_page = usize::try_from(size).unwrap_or(usize::MAX);
    let before = usize::try_from(number)
        .unwrap_or(usize::MAX)
        .saturating_mul(size_of_page);
    let content: Vec<Value> = entries
        .into_iter()
        .skip(before)
        .take(size_of_page)
        .collect();
    let pages = total.div_ceil(size_of_page);
    let sort = criteria.iter().map(|criterion| {
        json!({
            "direction": if criterion.descends { "DESC" } else { "ASC" },
            "property": criterion.property,
            "ignoreCase": false,
            "nullHandling": "NATIVE",
            "ascending": !criterion.descends,
            "descending": criterion.descends,
        })
    });
    Ok(json!({
        "numberOfElements": content.len(),
        "content": content,
        "first": number == 0,
        "last": before.saturating_add(size_of_page) >= total,
        "totalElements": total,
        "totalPages": pages,
        "size": size,
        "number": number,
        "sort": sort.collect::<Vec<_>>(),
    }))
}

struct Criterion<'a> {
    property: &'a str,
    way: &'a str,
    descends: bool,
}

fn criteria<'a>(
    call: &'a Call,
    properties: &[(&'a str, &'a str)],
) -> Result<Vec<Criterion<'a>>, Refusal> {
    let given = call.parameters.get("sort").and_then(Value::as_array);
    let given = given.into_iter().flatten().filter_map(Value::as_str);
    given
        .map(|text| {
            let (property, direction) = text.split_once(',').unwrap_or((text, "asc"));
            let descends = match direction.to_ascii_lowercase().as_str() {
                "asc" => false,
                "desc" => true,
                _ => return Err(Refusal::request("sort must end in asc or desc")),
            };
            let known = properties.iter().find(|(name, _)| *name == property);
            let (property, way) = known.ok_or_else(|| {
                Refusal::request("sort names a property that the list does not have")
            })?;
            Ok(Criterion {
                property,
                way,
                descends,
            })
        })
        .collect()
}

/// Nothing comes before anything.
fn compare(one: Option<&Value>, other: Option<&Value>) -> Ordering {
    sort_key(one).cmp(&sort_key(other))
}

fn sort_key(value: Option<&Value>) -> (Option<i64>, Option<&str>) {
    (value.and_then(Value::as_i64), value.and_then(Value::as_str))
}

/// Whether an entry has what a filter asks for, if it asks for anything.
pub(super) fn fits(call: &Call, filter: &str, value: &str) -> bool {
    let wanted = call.text(filter);
    wanted.is_empty() || wanted == value
}

/// Whether a state is among those that are asked for; all are, without any.
pub(super) fn is_wanted(call: &Call, filter: &str, state: &str) -> bool {
    let wanted = call.parameters.get(filter).and_then(Value::as_array);
    wanted.is_none_or(|wanted| wanted.iter().any(|one| one == state))
}
