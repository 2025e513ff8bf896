//! Members of requests and answers.

use ncloud_spec::document::Operation;
use regex_lite::Regex;

use super::super::described::{self, Described};
use super::super::difference::{Difference, What};
use super::super::model::{Field, Kind, Need, Page, Place, Range};
use super::super::specification::{Location, Service};
use super::pairing::{self, Pairing, is_within, last, parent};

pub(super) fn compare(
    page: &Page,
    service: &Service<'_>,
    operation: Operation<'_>,
    found: &mut Vec<Difference>,
) {
    let members = described::members_of(service, operation);
    let mut comparison = Comparison {
        page,
        members: &members,
        found,
    };
    for place in [Place::Path, Place::Query, Place::Body, Place::Response] {
        comparison.place(place, &described::home(service, operation, place));
    }
}

struct Comparison<'c> {
    page: &'c Page,
    members: &'c [Described],
    found: &'c mut Vec<Difference>,
}

impl Comparison<'_> {
    fn place(&mut self, place: Place, home: &Location) {
        let fields: Vec<&Field> = self.page.fields_in(place).collect();
        let members: Vec<&Described> = self
            .members
            .iter()
            .filter(|member| member.place == place)
            .collect();
        let Pairing {
            pairs,
            extra,
            absent,
        } = pairing::pair(&fields, &members);
        for (field, member) in &pairs {
            self.name(field, member);
            self.required(field, member);
            self.kind(field, member);
            self.values(field, member);
            self.limits(field, member);
        }
        for field in &extra {
            self.extra(field, home);
        }
        if self.is_described(place, &fields) {
            for member in &absent {
                self.absent(member, &absent, &fields);
            }
        }
    }

    /// Whether the page describes this part at all, and whole. Older pages leave the table of an answer,
    /// or that of a path, out: what is not there proves nothing.
    fn is_described(&self, place: Place, fields: &[&Field]) -> bool {
        let silent = fields.is_empty()
            && (place == Place::Response
                || place == Place::Path
                || self.page.request_line.is_none());
        let cut = self.page.is_cut(place) || (fields.is_empty() && self.ends_before(place));
        !silent && !cut
    }

    /// Whether the page was cut before it came to this part.
    fn ends_before(&self, place: Place) -> bool {
        self.page.notes.iter().any(|note| {
            note.cut
                .is_some_and(|cut| cut < place || cut == Place::Response)
        })
    }

    fn report(
        &mut self,
        what: What,
        field: &Field,
        member: &Described,
        message: String,
    ) -> &mut Difference {
        let location = match what {
            What::Required => &member.requirement,
            What::Value | What::Limit => &member.schema,
            _ => &member.location,
        };
        let difference = Difference::new(what, message, location.clone())
            .of_member(member.place, &member.path)
            .quoting(&field.quote, field.line);
        self.found.push(difference);
        let at = self.found.len() - 1;
        &mut self.found[at]
    }

    fn name(&mut self, field: &Field, member: &Described) {
        if field.path == member.path {
            return;
        }
        let (theirs, ours) = (&field.path, &member.path);
        // What follows from the name of the object around it is not said again.
        let follows = self.found.iter().any(|other| {
            let (Some(printed), Some(believed)) = (&other.printed, &other.believed) else {
                return false;
            };
            other.what == What::Name
                && other.place == Some(field.place)
                && is_within(theirs, printed)
                && *ours == format!("{believed}{}", &theirs[printed.len()..])
        });
        if follows {
            return;
        }
        let message = if last(theirs) == last(ours) {
            format!("the page puts `{ours}` elsewhere: `{theirs}`")
        } else {
            format!("the page calls `{ours}` `{theirs}`")
        };
        let difference = self.report(What::Name, field, member, message);
        difference.printed = Some(theirs.clone());
        difference.believed = Some(ours.clone());
    }

    /// Only requests: in answers we require but what the call exists to return, whatever the page says.
    fn required(&mut self, field: &Field, member: &Described) {
        let Some(need) = field
            .need
            .filter(|_| matches!(field.place, Place::Query | Place::Body))
        else {
            return;
        };
        if (need == Need::Required) == member.required {
            return;
        }
        let ours = if member.required {
            "required"
        } else {
            "optional"
        };
        let message = format!("`{}` is {need:?} on the page, {ours} here", member.path);
        let difference = self.report(What::Required, field, member, message);
        difference.printed = Some(format!("{need:?}"));
        difference.believed = Some(ours.to_owned());
    }

    fn kind(&mut self, field: &Field, member: &Described) {
        let Some(kind) = &field.kind else { return };
        let is_known = |theirs: &[Kind], ours: &[Kind]| {
            theirs.is_empty() || ours.is_empty() || theirs.iter().all(|kind| ours.contains(kind))
        };
        if is_known(&kind.kinds, &member.kinds) && is_known(&kind.items, &member.items) {
            return;
        }
        let ours: Vec<String> = member
            .kinds
            .iter()
            .take(1)
            .map(|kind| format!("{kind:?}").to_lowercase())
            .collect();
        let ours = ours.join(" or ");
        let message = format!(
            "`{}` has the type {} on the page, {ours} here",
            member.path, kind.printed
        );
        let difference = self.report(What::Type, field, member, message);
        difference.printed = Some(kind.printed.clone());
        difference.believed = Some(ours);
    }

    /// A page that lists no values says nothing about them.
    fn values(&mut self, field: &Field, member: &Described) {
        if field.values.is_empty() || member.kinds.contains(&Kind::Boolean) {
            return;
        }
        let fits = |value: &str| {
            member
                .pattern
                .as_deref()
                .and_then(|pattern| Regex::new(pattern).ok())
                .is_some_and(|pattern| pattern.is_match(value))
        };
        for allowed in field
            .values
            .iter()
            .filter(|allowed| !member.values.contains(&allowed.value) && !fits(&allowed.value))
        {
            let message = format!(
                "the page has the value `{}` of `{}`, we do not",
                allowed.value, member.path
            );
            self.report(What::Value, field, member, message).printed = Some(allowed.value.clone());
        }
        for value in member
            .values
            .iter()
            .filter(|value| !field.values.iter().any(|allowed| allowed.value == **value))
        {
            let message = format!(
                "we have the value `{value}` of `{}`, the page does not",
                member.path
            );
            self.report(What::Value, field, member, message).believed = Some(value.clone());
        }
    }

    /// A page that states no limit says nothing about it.
    fn limits(&mut self, field: &Field, member: &Described) {
        let is_list = member.kinds.contains(&Kind::Array);
        let length = field.limits.length;
        if length != Range::default() && !is_list {
            let ours = member.limits.length;
            // A pattern may hold the length as well; nothing tells.
            let in_pattern = ours == Range::default() && member.pattern.is_some();
            if !in_pattern && !same_range(length, ours, 0) {
                self.limit(field, member, length, ours, "length");
            }
        }
        let value = field.limits.value;
        if value == Range::default() || is_list {
            return;
        }
        let ours = member.limits.value;
        let pattern = member
            .pattern
            .as_deref()
            .filter(|_| ours == Range::default());
        let agrees = pattern.map_or(same_range(value, ours, i64::MIN), |pattern| {
            has_ends(pattern, value)
        });
        match pattern {
            _ if agrees => {}
            Some(pattern) => {
                let message = format!("`{}` is {value} on the page, `{pattern}` here", member.path);
                self.report(What::Limit, field, member, message).printed = Some(value.to_string());
            }
            None => self.limit(field, member, value, ours, "value"),
        }
    }

    fn limit(&mut self, field: &Field, member: &Described, theirs: Range, ours: Range, of: &str) {
        let shown = if ours == Range::default() {
            "not limited".to_owned()
        } else {
            ours.to_string()
        };
        let message = format!(
            "the {of} of `{}` is {theirs} on the page, {shown} here",
            member.path
        );
        let difference = self.report(What::Limit, field, member, message);
        difference.printed = Some(theirs.to_string());
        difference.believed = Some(ours.to_string());
    }

    fn extra(&mut self, field: &Field, home: &Location) {
        // What is in an object that we do not have is not said again.
        let within = self.found.iter().any(|other| {
            other.what == What::Extra
                && other.place == Some(field.place)
                && other
                    .printed
                    .as_deref()
                    .is_some_and(|printed| is_within(&field.path, printed))
        });
        if within {
            return;
        }
        let members = self.members.iter();
        let object = members
            .filter(|member| member.place == field.place && member.path == parent(&field.path));
        let location = object
            .map(|member| member.schema.clone())
            .next()
            .unwrap_or_else(|| home.clone());
        let elsewhere = self
            .members
            .iter()
            .find(|member| {
                member.place != field.place
                    && member.place != Place::Response
                    && member.path == field.path
            })
            .filter(|_| field.place != Place::Response);
        let message = match elsewhere {
            Some(member) => format!(
                "the page has `{}` in the {}, we have it in the {}",
                field.path, field.place, member.place
            ),
            None => format!(
                "the page has the member `{}` of the {}, we do not",
                field.path, field.place
            ),
        };
        let mut difference = Difference::new(What::Extra, message, location)
            .printed(&field.path)
            .quoting(&field.quote, field.line);
        difference.place = Some(field.place);
        self.found.push(difference);
    }

    fn absent(&mut self, member: &Described, absent: &[&Described], fields: &[&Field]) {
        // What is in an object that the page does not have, or does not take apart, is not said.
        let object = parent(&member.path);
        let in_absent = absent
            .iter()
            .any(|other| is_within(&member.path, &other.path));
        let is_apart = object.is_empty()
            || self
                .members
                .iter()
                .filter(|sibling| sibling.place == member.place && parent(&sibling.path) == object)
                .any(|sibling| !absent.iter().any(|other| other.path == sibling.path));
        if in_absent || !is_apart {
            return;
        }
        let message = format!(
            "the page does not have the member `{}` of the {}",
            member.path, member.place
        );
        let line = fields.last().map_or(0, |field| field.line);
        self.found.push(
            Difference::new(What::Absent, message, member.location.clone())
                .of_member(member.place, &member.path)
                .believed(&member.path)
                .quoting("", line),
        );
    }
}

/// Whether two ranges are the same; `nothing` is a lower end that does not limit.
fn same_range(theirs: Range, ours: Range, nothing: i64) -> bool {
    let least = |range: Range| range.least.filter(|least| *least > nothing);
    // What has no upper end on the page was printed as "N".
    least(theirs) == least(ours) && (theirs.most.is_none() || theirs.most == ours.most)
}

/// Whether a pattern of digits begins and ends to match where a range does.
fn has_ends(pattern: &str, range: Range) -> bool {
    let Ok(pattern) = Regex::new(pattern) else {
        return false;
    };
    let matches = |number: i64| pattern.is_match(&number.to_string());
    range
        .least
        .is_none_or(|least| matches(least) && !matches(least - 1))
        && range
            .most
            .is_none_or(|most| matches(most) && !matches(most + 1))
}
