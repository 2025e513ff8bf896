//! A measured number beside its reference.

use serde::Serialize;

/// What was measured, against what, in one run.
#[derive(Debug, Serialize)]
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// Ours, in `unit`.
    pub ours: f64,
    /// The reference, in `unit`.
    pub reference: f64,
    /// Unit of both.
    pub unit: &'static str,
    /// Ours by the reference. Of several rounds the one in the middle, which need not be the quotient of
    /// the two numbers beside it.
    pub ratio: f64,
    /// What the ratio is to stay below, when there is a goal.
    pub goal: Option<f64>,
}

impl Figure {
    /// Of several rounds, each with ours and the reference, those in the middle.
    #[must_use]
    pub fn of_rounds(
        name: impl Into<String>,
        unit: &'static str,
        goal: Option<f64>,
        rounds: &[(f64, f64)],
    ) -> Self {
        let middle = |number: &dyn Fn(&(f64, f64)) -> f64| median(rounds.iter().map(number));
        Self {
            name: name.into(),
            ours: middle(&|round| round.0),
            reference: middle(&|round| round.1),
            unit,
            ratio: middle(&|round| round.0 / round.1),
            goal,
        }
    }
}

/// The number in the middle; not a number when there is none.
pub fn median(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.into_iter().collect();
    numbers.sort_by(f64::total_cmp);
    percentile(&numbers, 50)
}

/// Of ascending numbers the one below which so many per cent are; not a number when there is none.
#[must_use]
pub fn percentile(ascending: &[f64], percent: usize) -> f64 {
    let last = ascending.len().saturating_sub(1);
    let number = ascending.get(last * percent / 100);
    number.copied().unwrap_or(f64::NAN)
}
