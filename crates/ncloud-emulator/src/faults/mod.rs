//! Faults that were asked for: what they strike, and what they do.

mod effect;
mod fault;
mod list;

pub(crate) use effect::Struck;
pub use fault::Fault;
pub(crate) use list::{Faults, Listed};
