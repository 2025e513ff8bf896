//! Site and region of a call, and what they are called in answers.

use crate::routes::Place;

/// Code of the region, which every place of this service has.
pub(super) fn code(place: &Place) -> &str {
    place.region.as_deref().unwrap_or_default()
}

/// The beginning of the keys of all rows of a place.
pub(super) fn prefix(place: &Place) -> String {
    format!("{}/{}/", place.site, code(place))
}

/// Number of the region, where it is known.
pub(super) fn number(place: &Place) -> Option<i64> {
    match code(place) {
        "KR" => Some(1),
        "SGN" => Some(7),
        _ => None,
    }
}

/// Name of the region.
pub(super) fn name(place: &Place) -> &'static str {
    match code(place) {
        "SGN" => "Singapore",
        "JPN" => "Japan",
        _ => "Korea",
    }
}

/// Name of the zone that all subnets of a region are in.
pub(super) fn zone(place: &Place) -> String {
    format!("{}-1", code(place))
}
