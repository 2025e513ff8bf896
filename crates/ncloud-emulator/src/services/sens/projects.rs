//! Projects and their channels.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::lists::before_and_on;
use super::refusal::Refusal;
use super::{Answer, State};
use crate::call::Call;
use crate::services::korean_time::precise;

/// A project. Each of its channels has a number, whether it is switched on or not.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Project {
    /// Orders lists.
    pub(super) number: u64,
    pub(super) id: String,
    /// Site on which it was created.
    pub(super) site: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) sms: bool,
    pub(super) talk: bool,
    pub(super) created: i64,
    pub(super) updated: Option<i64>,
}

/// The number of the first channel; each project has three.
const FIRST: u64 = 300_000_000_001;

impl Project {
    /// Id of the channel for text messages.
    pub(super) fn sms_service(&self) -> String {
        self.service("sms", 0)
    }

    /// Id of the channel for messages by KakaoTalk.
    pub(super) fn talk_service(&self) -> String {
        self.service("kkobizmsg", 1)
    }

    /// Id of the channel for mails, where there is one.
    pub(super) fn mail_service(&self) -> Option<String> {
        (self.site == "public").then(|| self.service("mail", 2))
    }

    fn service(&self, kind: &str, place: u64) -> String {
        // A row of an imported state may hold any number.
        let before = self.number.saturating_sub(1).saturating_mul(3);
        let number = before.saturating_add(FIRST + place);
        format!("ncp:{kind}:kr:{number}:{}", self.name)
    }

    fn view(&self) -> Value {
        let channel = |id: String, more: Option<(&str, bool)>| {
            let mut channel = Map::new();
            channel.insert("serviceId".to_owned(), id.into());
            channel.insert("serviceName".to_owned(), self.name.clone().into());
            channel.insert("createTime".to_owned(), precise(self.created).into());
            if let Some((name, value)) = more {
                channel.insert(name.to_owned(), value.into());
            }
            Value::Object(channel)
        };
        let mut view = json!({
            "projectId": self.id,
            "projectName": self.name,
            "projectDesc": self.description,
            "useSms": self.sms,
            "useKkoBizMsg": self.talk,
            "smsService": channel(self.sms_service(), Some(("useBlockService", false))),
            "kkoBizMsgService": channel(self.talk_service(), None),
            "createTime": precise(self.created),
        });
        if let Some(mail) = self.mail_service() {
            view["useMail"] = true.into();
            view["mailService"] = channel(mail, None);
        }
        if let Some(updated) = self.updated {
            view["updateTime"] = precise(updated).into();
        }
        view
    }
}

impl State {
    /// The key of the project that the path names.
    fn project_key(&self, call: &Call) -> Result<String, Refusal> {
        let id = call.text("projectId");
        let mut projects = self.projects.iter();
        let found = projects.find(|(_, project)| project.id == id && is_here(call, project));
        let (key, _) = found.ok_or_else(|| Refusal::not_found("there is no such project"))?;
        Ok(key.to_owned())
    }

    pub(super) fn project_list(&mut self, call: &Call) -> Value {
        let part = call.text("projectName");
        let (before, size) = before_and_on(call, "pageIndex", 100);
        let projects = self.projects.iter().map(|(_, project)| project);
        projects
            .filter(|project| is_here(call, project) && project.name.contains(part))
            .skip(before)
            .take(size)
            .map(Project::view)
            .collect()
    }

    pub(super) fn create_project(&mut self, call: &Call) -> Answer {
        let name = call.member("projectName");
        if name.is_empty() {
            return Err(Refusal::request(
                "projectName must have at least 1 character",
            ));
        }
        let mut projects = self.projects.iter();
        if projects.any(|(_, project)| project.name == name && is_here(call, project)) {
            return Err(Refusal::request("there is a project of this name already"));
        }
        drop(projects);
        let number = self.next("projects");
        let project = Project {
            number,
            id: call.world.random.uuid(),
            site: call.place.site.to_string(),
            name: name.to_owned(),
            description: call.member("projectDesc").to_owned(),
            sms: call.body["useSms"] == true,
            talk: call.body["useKkoBizMsg"] == true,
            created: call.now,
            updated: None,
        };
        let view = project.view();
        self.projects.insert(format!("{number:016}"), project);
        Ok(view)
    }

    pub(super) fn show_project(&mut self, call: &Call) -> Answer {
        let key = self.project_key(call)?;
        Ok(self.projects.get(&key).map_or(Value::Null, Project::view))
    }

    pub(super) fn update_project(&mut self, call: &Call) -> Answer {
        let key = self.project_key(call)?;
        let Some(project) = self.projects.get_mut(&key) else {
            return Ok(Value::Null);
        };
        // A flag that is left out is false.
        project.sms = call.body["useSms"] == true;
        project.talk = call.body["useKkoBizMsg"] == true;
        if let Some(description) = call.body["projectDesc"].as_str() {
            project.description = description.to_owned();
        }
        project.updated = Some(call.now);
        let project = project.clone();
        if !project.sms {
            self.skip_reservations(&project.sms_service(), call.now);
        }
        if !project.talk {
            self.skip_reservations(&project.talk_service(), call.now);
        }
        Ok(project.view())
    }

    pub(super) fn delete_project(&mut self, call: &Call) -> Answer {
        let key = self.project_key(call)?;
        if let Some(project) = self.projects.remove(&key) {
            self.skip_reservations(&project.sms_service(), call.now);
            self.skip_reservations(&project.talk_service(), call.now);
        }
        Ok(Value::Null)
    }
}

/// Whether a project belongs to the site that is called.
pub(super) fn is_here(call: &Call, project: &Project) -> bool {
    *project.site == *call.place.site
}
