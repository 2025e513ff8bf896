//! Changing the values of a secret without losing one by accident.

use ncloud_core::{Result, Secret};

use crate::{Client, types};

/// What becomes of the value in a stage.
///
/// There is no default: whoever changes a secret says for each stage what is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StageChange {
    /// It stays as it is.
    Keep,
    /// This value takes its place: a JSON object, written as text.
    Replace(Secret),
    /// It is removed. A value that was removed cannot be brought back.
    Remove,
}

/// What becomes of the values of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::exhaustive_structs,
    reason = "a stage more would have to be chosen, too"
)]
pub struct StageChanges {
    /// The value before the present one.
    pub previous: StageChange,
    /// The value in use.
    pub active: StageChange,
    /// The value that a running rotation introduces.
    pub pending: StageChange,
}

impl Client {
    /// Changes the values of a secret, each stage as it is said.
    ///
    /// `updateSecretValue` cannot say "as it is": a stage that is left out or empty may be removed. So this
    /// sends what is there for a stage to [keep](StageChange::Keep), after reading it. A change that
    /// somebody else makes in between is lost; when one stage is replaced and the others stay,
    /// `updateSecretStageValue` is used, which touches nothing else. Without a change nothing is sent.
    ///
    /// ```no_run
    /// # async fn example(client: &ncloud_secret_manager::Client) -> ncloud_secret_manager::Result<()> {
    /// use ncloud_secret_manager::{StageChange, StageChanges};
    ///
    /// let changes = StageChanges {
    ///     previous: StageChange::Remove,
    ///     active: StageChange::Keep,
    ///     pending: StageChange::Keep,
    /// };
    /// client.change_stages("4f1d0c8e", changes).await
    /// # }
    /// ```
    ///
    /// # Errors
    /// When a call fails.
    pub async fn change_stages(&self, secret_id: &str, changes: StageChanges) -> Result<()> {
        let StageChanges {
            previous,
            active,
            pending,
        } = changes;
        use StageChange::{Keep, Replace};
        match (previous, active, pending) {
            (Keep, Keep, Keep) => Ok(()),
            (Replace(value), Keep, Keep) => self.replace(secret_id, "previous", value).await,
            (Keep, Replace(value), Keep) => self.replace(secret_id, "active", value).await,
            (Keep, Keep, Replace(value)) => self.replace(secret_id, "pending", value).await,
            (previous, active, pending) => {
                let keeps = [&previous, &active, &pending].contains(&&Keep);
                let mut present = if keeps {
                    let answer = self.get_secret_value().secret_id(secret_id).send().await?;
                    answer.into_inner().data.decrypted_secret_chain
                } else {
                    types::DecryptedSecretChain::default()
                };
                let text = |change, present: &mut Option<Secret>| match change {
                    Keep => present.take().unwrap_or_else(|| Secret::new("")),
                    Replace(value) => value,
                    StageChange::Remove => Secret::new(""),
                };
                let previous = text(previous, &mut present.previous);
                let active = text(active, &mut present.active);
                let pending = text(pending, &mut present.pending);
                self.update_secret_value()
                    .secret_id(secret_id)
                    .body_map(|body| body.previous(previous).active(active).pending(pending))
                    .send()
                    .await?;
                Ok(())
            }
        }
    }

    async fn replace(&self, secret_id: &str, stage: &str, value: Secret) -> Result<()> {
        self.update_secret_stage_value()
            .secret_id(secret_id)
            .stage(stage)
            .body_map(|body| body.value(value))
            .send()
            .await?;
        Ok(())
    }
}
