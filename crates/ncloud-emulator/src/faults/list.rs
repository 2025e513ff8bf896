//! The faults of one emulator.

use std::io;
use std::sync::Mutex;

use super::{Fault, Struck};
use crate::lock::lock;
use crate::operation::Operation;
use crate::routes::Routes;

/// A fault that was added.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) number: u64,
    pub(crate) fault: Fault,
    /// How often it has struck.
    pub(crate) struck: u64,
}

/// Faults in the order in which they were added.
#[derive(Default)]
pub(crate) struct Faults(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    listed: Vec<Listed>,
    /// Number of the last one that was added.
    last: u64,
}

impl Faults {
    /// Adds a fault and returns its number.
    ///
    /// # Errors
    /// When it could never strike.
    pub(crate) fn add(&self, fault: Fault, routes: &Routes) -> io::Result<u64> {
        fault.check(routes)?;
        let mut inner = lock(&self.0);
        inner.last += 1;
        let number = inner.last;
        inner.listed.push(Listed {
            number,
            fault,
            struck: 0,
        });
        Ok(number)
    }

    /// Those that can still strike.
    pub(crate) fn all(&self) -> Vec<Listed> {
        lock(&self.0).listed.clone()
    }

    /// Takes one away. False when there is none with this number.
    pub(crate) fn remove(&self, number: u64) -> bool {
        let mut inner = lock(&self.0);
        let before = inner.listed.len();
        inner.listed.retain(|listed| listed.number != number);
        inner.listed.len() < before
    }

    pub(crate) fn clear(&self) {
        lock(&self.0).listed.clear();
    }

    /// The fault that strikes a request, if one does. It is one time nearer to its end then.
    pub(crate) fn strike(&self, target: &str, operation: Option<&Operation>) -> Option<Struck> {
        let mut inner = lock(&self.0);
        let at = inner
            .listed
            .iter()
            .position(|listed| listed.fault.fits(target, operation))?;
        let listed = &mut inner.listed[at];
        listed.struck += 1;
        let struck = Struck::new(listed.number, listed.fault.clone());
        if listed
            .fault
            .limit()
            .is_some_and(|limit| listed.struck >= limit)
        {
            inner.listed.remove(at);
        }
        Some(struck)
    }
}
