//! Templates of mails.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::categories::{Category, ROOT, key};
use super::refusal::Refusal;
use super::{Answer, State, times};
use crate::call::Call;
use crate::services::mailing::is_address;

/// A template. Its key is the place and its number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Template {
    pub(super) sid: i64,
    pub(super) category: i64,
    pub(super) created: i64,
    pub(super) in_use: bool,
    pub(super) content: Content,
}

/// What is replaced as a whole.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Content {
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) sender_address: String,
    pub(super) sender_name: Option<String>,
}

impl Content {
    fn given(call: &Call) -> Result<Self, Refusal> {
        if !is_address(call.member("senderAddress")) {
            return Err(Refusal::request("senderAddress is not an address"));
        }
        let text = |name: &str| call.member(name).to_owned();
        let option = |name: &str| call.body[name].as_str().map(str::to_owned);
        Ok(Self {
            name: text("templateName"),
            description: option("description"),
            title: text("title"),
            body: text("body"),
            sender_address: text("senderAddress"),
            sender_name: option("senderName"),
        })
    }
}

impl Template {
    fn view(&self, category: Option<&Category>) -> Value {
        let content = &self.content;
        json!({
            "sid": self.sid,
            "createDate": times::view(self.created),
            "name": content.name,
            "description": content.description,
            "title": content.title,
            "senderAddress": content.sender_address,
            "senderName": content.sender_name,
            "body": content.body,
            "isUse": self.in_use,
            "category": category.map(Category::view),
        })
    }
}

impl State {
    /// The template of a number.
    pub(super) fn template(&self, call: &Call, sid: i64) -> Result<&Template, Refusal> {
        let found = self.templates.get(&key(call, sid));
        found.ok_or_else(|| Refusal::not_found("there is no such template"))
    }

    /// The template that the path names.
    fn named_template(&self, call: &Call) -> Result<Template, Refusal> {
        let sid = call.integer("templateSid").unwrap_or_default();
        self.template(call, sid).cloned()
    }

    /// Keeps a template; what it looks like.
    fn keep_template(&mut self, call: &Call, template: Template) -> Value {
        let category = self.categories.get(&key(call, template.category));
        let view = template.view(category);
        self.templates.insert(key(call, template.sid), template);
        view
    }

    pub(super) fn create_template(&mut self, call: &Call) -> Answer {
        let category = call.body["categorySid"].as_i64().unwrap_or(ROOT);
        let content = Content::given(call)?;
        let in_use = call.body["isUse"] != false;
        self.add_template(call, category, in_use, content)
    }

    /// Adds a template to a category.
    pub(super) fn add_template(
        &mut self,
        call: &Call,
        category: i64,
        in_use: bool,
        content: Content,
    ) -> Answer {
        self.must_be_category(call, category)?;
        let template = Template {
            sid: self.next_sid(),
            category,
            created: call.now,
            in_use,
            content,
        };
        Ok(self.keep_template(call, template))
    }

    pub(super) fn show_template(&mut self, call: &Call) -> Answer {
        let template = self.named_template(call)?;
        let category = self.categories.get(&key(call, template.category));
        Ok(template.view(category))
    }

    pub(super) fn replace_template(&mut self, call: &Call) -> Answer {
        let mut template = self.named_template(call)?;
        template.content = Content::given(call)?;
        template.in_use = call.body["isUse"] != false;
        Ok(self.keep_template(call, template))
    }

    pub(super) fn use_template(&mut self, call: &Call, in_use: bool) -> Answer {
        let mut template = self.named_template(call)?;
        template.in_use = in_use;
        Ok(self.keep_template(call, template))
    }

    pub(super) fn move_template(&mut self, call: &Call) -> Answer {
        let mut template = self.named_template(call)?;
        let name = call.member("templateName");
        if name.is_empty() {
            return Err(Refusal::request(
                "templateName must have at least 1 character",
            ));
        }
        template.content.name = name.to_owned();
        if let Some(parent) = call.body["parentSid"].as_i64() {
            self.must_be_category(call, parent)?;
            template.category = parent;
        }
        Ok(self.keep_template(call, template))
    }
}
