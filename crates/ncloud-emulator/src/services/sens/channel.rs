//! The channel that a path names.

use super::State;
use super::projects::{Project, is_here};
use super::refusal::Refusal;
use crate::call::Call;

impl State {
    /// The id of the channel for text messages that the path names.
    pub(super) fn sms_channel(&self, call: &Call) -> Result<String, Refusal> {
        self.channel(call, |project| project.sms.then(|| project.sms_service()))?;
        Ok(call.text("serviceId").to_owned())
    }

    /// The project whose channel for messages by KakaoTalk the path names.
    pub(super) fn talk_channel(&self, call: &Call) -> Result<Project, Refusal> {
        let project = self.channel(call, |project| project.talk.then(|| project.talk_service()))?;
        Ok(project.clone())
    }

    /// The id of the channel for mails that the path names.
    pub(super) fn mail_channel(&self, call: &Call) -> Result<String, Refusal> {
        self.channel(call, Project::mail_service)?;
        Ok(call.text("serviceId").to_owned())
    }

    /// The project with a channel of the id that the path names; `channel` is what it has switched on.
    fn channel(
        &self,
        call: &Call,
        channel: impl Fn(&Project) -> Option<String>,
    ) -> Result<&Project, Refusal> {
        let id = call.text("serviceId");
        let mut projects = self.projects.values();
        let found = projects
            .find(|project| is_here(call, project) && channel(project).as_deref() == Some(id));
        found.ok_or_else(|| {
            Refusal::forbidden(
                "Forbidden: the channel is switched off, or there is none of this id",
            )
        })
    }
}
