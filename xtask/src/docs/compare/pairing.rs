//! Which row of a page is which member of ours, also where names or places differ.

use std::collections::BTreeMap;

use super::super::described::Described;
use super::super::model::Field;

/// How alike two names must be to be one that is misspelt.
const ALIKE: f64 = 0.6;

/// Rows and members, put together as far as possible.
#[derive(Debug, Default)]
pub(super) struct Pairing<'p> {
    pub(super) pairs: Vec<(&'p Field, &'p Described)>,
    /// Rows that are no member of ours.
    pub(super) extra: Vec<&'p Field>,
    /// Members that are in no row.
    pub(super) absent: Vec<&'p Described>,
}

/// Pairs the rows of one part of a call with its members.
pub(super) fn pair<'p>(fields: &[&'p Field], members: &[&'p Described]) -> Pairing<'p> {
    let mut pairing = Pairing {
        extra: fields.to_vec(),
        absent: members.to_vec(),
        ..Pairing::default()
    };
    // Names of objects that the page spells otherwise: what is in them follows.
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    pairing.take(|field, member| field.path == member.path);
    // Each round may tell where an object is, and so what is in it.
    for _ in 0..=fields.len() {
        let before = pairing.pairs.len();
        pairing.moved(&renamed);
        pairing.misspelt(&renamed, members, fields);
        renamed.extend(
            pairing.pairs[before..]
                .iter()
                .map(|(field, member)| (field.path.clone(), member.path.clone())),
        );
        pairing.take(|field, member| translated(&field.path, &renamed) == member.path);
        if pairing.pairs.len() == before {
            break;
        }
    }
    pairing
}

impl<'p> Pairing<'p> {
    /// Pairs what belongs together beyond doubt.
    fn take(&mut self, belong: impl Fn(&Field, &Described) -> bool) {
        let mut extra = Vec::new();
        for field in std::mem::take(&mut self.extra) {
            match self.absent.iter().position(|member| belong(field, member)) {
                Some(at) => self.pairs.push((field, self.absent.remove(at))),
                None => extra.push(field),
            }
        }
        self.extra = extra;
    }

    /// Pairs what has the same name at another place, when there is only one such place.
    fn moved(&mut self, renamed: &BTreeMap<String, String>) {
        let mut extra = Vec::new();
        for field in std::mem::take(&mut self.extra) {
            let name = last(&field.path);
            let same: Vec<usize> = (0..self.absent.len())
                .filter(|at| last(&self.absent[*at].path) == name)
                .collect();
            // Where an object moved, its members are found with it.
            let in_moved = self
                .extra
                .iter()
                .chain(&extra)
                .any(|other| is_within(&field.path, &other.path));
            match nearest(&same, &translated(&field.path, renamed), &self.absent) {
                Some(at) if !in_moved => self.pairs.push((field, self.absent.remove(at))),
                _ => extra.push(field),
            }
        }
        self.extra = extra;
    }

    /// Pairs what is at the same place under a name that is almost the same, or under quite another name
    /// right after the same sibling.
    fn misspelt(
        &mut self,
        renamed: &BTreeMap<String, String>,
        members: &[&Described],
        fields: &[&Field],
    ) {
        let mut alike: Vec<(f64, usize, usize)> = Vec::new();
        for (left, field) in self.extra.iter().enumerate() {
            let path = translated(&field.path, renamed);
            for (right, member) in self.absent.iter().enumerate() {
                if parent(&path) != parent(&member.path) {
                    continue;
                }
                let similarity =
                    strsim::normalized_damerau_levenshtein(last(&path), last(&member.path));
                let neighbours =
                    follows_the_same(field, member, fields, members) && same_kind(field, member);
                if similarity >= ALIKE || neighbours {
                    alike.push((similarity, left, right));
                }
            }
        }
        alike.sort_by(|left, right| right.0.total_cmp(&left.0));
        let (mut lefts, mut rights) = (Vec::new(), Vec::new());
        for (_, left, right) in alike {
            if !lefts.contains(&left) && !rights.contains(&right) {
                self.pairs.push((self.extra[left], self.absent[right]));
                lefts.push(left);
                rights.push(right);
            }
        }
        self.extra = without(&self.extra, &lefts);
        self.absent = without(&self.absent, &rights);
    }
}

/// What is left when the elements at some places are taken out.
fn without<T: Copy>(elements: &[T], taken: &[usize]) -> Vec<T> {
    let left = elements
        .iter()
        .enumerate()
        .filter(|(at, _)| !taken.contains(at));
    left.map(|(_, element)| *element).collect()
}

/// The only candidate, or the one that shares most of the path.
fn nearest(candidates: &[usize], path: &str, absent: &[&Described]) -> Option<usize> {
    let shared = |at: &usize| {
        path.split('.')
            .zip(absent[*at].path.split('.'))
            .take_while(|(left, right)| left == right)
            .count()
    };
    let most = candidates.iter().map(shared).max()?;
    let mut best = candidates.iter().filter(|at| shared(at) == most);
    match (best.next(), best.next()) {
        (Some(at), None) => Some(*at),
        _ => None,
    }
}

/// Whether both come right after the same member of their objects.
fn follows_the_same(
    field: &Field,
    member: &Described,
    fields: &[&Field],
    members: &[&Described],
) -> bool {
    let before_field = fields
        .iter()
        .take_while(|other| other.path != field.path)
        .filter(|other| parent(&other.path) == parent(&field.path))
        .last();
    let before_member = members
        .iter()
        .take_while(|other| other.path != member.path)
        .filter(|other| parent(&other.path) == parent(&member.path))
        .last();
    match (before_field, before_member) {
        (None, None) => true,
        (Some(field), Some(member)) => last(&field.path) == last(&member.path),
        _ => false,
    }
}

fn same_kind(field: &Field, member: &Described) -> bool {
    field.kind.as_ref().is_none_or(|kind| {
        kind.kinds.is_empty()
            || member.kinds.is_empty()
            || kind.kinds.iter().any(|kind| member.kinds.contains(kind))
    })
}

/// A path of the page with the names of its objects as we have them.
fn translated(path: &str, renamed: &BTreeMap<String, String>) -> String {
    let nearest = renamed
        .iter()
        .filter(|(theirs, _)| is_within(path, theirs))
        .max_by_key(|(theirs, _)| theirs.len());
    match nearest {
        Some((theirs, ours)) => format!("{ours}{}", &path[theirs.len()..]),
        None => path.to_owned(),
    }
}

/// Whether a path leads to something within an object.
pub(super) fn is_within(path: &str, object: &str) -> bool {
    path.strip_prefix(object)
        .is_some_and(|rest| rest.starts_with('.'))
}

pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(parent, _)| parent)
}

pub(super) fn last(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(_, last)| last)
}
