//! Rows whose requests were sent and not answered.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use super::batch::Batch;
use super::journal::Stage;
use super::place;
use super::report::Outcome;
use crate::bulk::after;
use crate::failure::Failure;

impl Batch<'_> {
    /// Finds out about rows whose requests were sent and not answered, and asks again where there is no
    /// certificate; once in each run.
    pub(super) async fn settle_doubts(&self) -> Result<(), Failure> {
        self.note_finished()?;
        let latest = after(self.settle);
        let mut examined = BTreeSet::new();
        let mut again = BTreeSet::new();
        loop {
            let doubtful = self.doubtful();
            if self.stop.is_asked() || doubtful.keys().all(|index| again.contains(index)) {
                return Ok(());
            }
            // A request that could be acted on after the list was made may not be in it.
            let now = after(Duration::ZERO);
            match self.stop.unless_asked(self.adopt(&mut examined)).await {
                Some(outcome) => outcome?,
                None => return Ok(()),
            }
            let settled = |at: &u64| (*at).min(latest) <= now;
            let absent = self.doubtful();
            let absent = absent.iter().filter(|(index, _)| !again.contains(*index));
            let (ready, waiting): (Vec<_>, Vec<_>) = absent.partition(|(_, at)| settled(at));
            let ready: Vec<usize> = ready.into_iter().map(|(index, _)| *index).collect();
            self.issue_all(&ready).await;
            again.extend(ready);
            let Some(until) = waiting.into_iter().map(|(_, at)| *at).min() else {
                continue;
            };
            if self.no_wait {
                return Ok(());
            }
            let left = Duration::from_millis(until.min(latest).saturating_sub(now));
            self.stop.wait(&self.bar, left).await;
        }
    }

    /// Rows in doubt, and until when their requests may be acted on.
    fn doubtful(&self) -> HashMap<usize, u64> {
        (0..self.rows.len())
            .filter_map(|index| match self.stage(index)? {
                Stage::Sent { settled } => Some((index, settled)),
                _ => None,
            })
            .collect()
    }

    /// Rows whose files were all written before the end of a run that could not say so any more.
    fn note_finished(&self) -> Result<(), Failure> {
        for index in self.doubtful().into_keys() {
            let (row, known) = (&self.rows[index], self.known(index));
            let Some(known) = known else { continue };
            if let Some(serial) = place::finished(row, &known.public_key)? {
                self.journal.borrow_mut().issued(&row.name, &serial)?;
                self.note(index, Ok(Outcome::Found(serial)));
            }
        }
        Ok(())
    }

    /// Gives rows in doubt the certificates that the CA has issued for them. `examined` are certificates
    /// that were found to be of somebody else.
    async fn adopt(&self, examined: &mut BTreeSet<String>) -> Result<(), Failure> {
        let listed = self.authority.serials().await?;
        let unknown: Vec<String> = {
            let journal = self.journal.borrow();
            let accounted_for = journal.accounted_for();
            let is_unknown = |serial: &String| {
                !accounted_for.contains(serial.as_str()) && !examined.contains(serial)
            };
            listed.into_iter().filter(is_unknown).collect()
        };
        let found = self.authority.by_key(&unknown).await?;
        for index in self.doubtful().into_keys() {
            let Some(known) = self.known(index) else {
                continue;
            };
            if let Some(found) = found.get(&known.public_key) {
                let row = &self.rows[index];
                let key = &known.public_key;
                let serial = self.finish(row, key, &found.certificate, &found.chain);
                self.note(index, serial.map(Outcome::Found));
            }
        }
        examined.extend(unknown);
        Ok(())
    }
}
