//! A measured number beside its reference.

use serde::{Deserialize, Serialize};

/// What was measured, against what, in one run. The programs of `tests/bench` print it in this form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Figure {
    pub name: String,
    pub ours: f64,
    pub reference: f64,
    pub unit: String,
    pub ratio: f64,
    /// The highest ratio that meets the goal, when there is one.
    pub goal: Option<f64>,
}

impl Figure {
    /// Two numbers of one run.
    pub fn new(
        name: impl Into<String>,
        (ours, reference): (f64, f64),
        unit: &str,
        goal: Option<f64>,
    ) -> Self {
        Self {
            name: name.into(),
            ours,
            reference,
            unit: unit.to_owned(),
            ratio: ours / reference,
            goal,
        }
    }
}
