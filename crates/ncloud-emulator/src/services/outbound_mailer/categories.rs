//! Categories, and the tree of templates in them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::{Answer, State, prefix, times};
use crate::call::Call;

/// What stands above the root.
pub(super) const ROOT: i64 = -1;
/// Levels of categories that are shown: a row of an imported state may be its own parent.
pub(super) const DEEPEST: usize = 50;

/// A category. Its key is the place and its number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Category {
    pub(super) sid: i64,
    pub(super) parent: i64,
    pub(super) name: String,
    pub(super) created: i64,
}

impl Category {
    pub(super) fn view(&self) -> Value {
        json!({ "sid": self.sid, "parentSid": self.parent, "name": self.name })
    }
}

/// The key of a category or a template.
pub(super) fn key(call: &Call, sid: i64) -> String {
    format!("{}{sid:016}", prefix(call))
}

impl State {
    /// The next number of a category or a template.
    pub(super) fn next_sid(&mut self) -> i64 {
        i64::try_from(self.next("nodes")).unwrap_or(i64::MAX)
    }

    /// Refuses a category that there is not.
    pub(super) fn must_be_category(&self, call: &Call, sid: i64) -> Result<(), Refusal> {
        if sid == ROOT || self.categories.contains(&key(call, sid)) {
            Ok(())
        } else {
            Err(Refusal::not_found("there is no such category"))
        }
    }

    /// The category that the path names.
    fn category(&self, call: &Call) -> Result<Category, Refusal> {
        let sid = call.integer("categorySid").unwrap_or_default();
        let found = self.categories.get(&key(call, sid)).cloned();
        found.ok_or_else(|| Refusal::not_found("there is no such category"))
    }

    pub(super) fn create_category(&mut self, call: &Call) -> Answer {
        let parent = call.body["parentSid"].as_i64().unwrap_or(ROOT);
        self.must_be_category(call, parent)?;
        let category = Category {
            sid: self.next_sid(),
            parent,
            name: call.member("categoryName").to_owned(),
            created: call.now,
        };
        let view = category.view();
        self.categories.insert(key(call, category.sid), category);
        Ok(view)
    }

    pub(super) fn move_category(&mut self, call: &Call) -> Answer {
        let mut category = self.category(call)?;
        if let Some(name) = call.body["categoryName"].as_str() {
            category.name = name.to_owned();
        }
        if let Some(parent) = call.body["parentSid"].as_i64() {
            self.must_be_category(call, parent)?;
            let mut above = parent;
            // No way up is longer, unless rows of an imported state stand in a circle.
            for _ in 0..self.categories.len() {
                if above == category.sid {
                    return Err(Refusal::request("a category cannot stand in itself"));
                }
                let found = self.categories.get(&key(call, above));
                above = found.map_or(ROOT, |found| found.parent);
            }
            category.parent = parent;
        }
        let view = category.view();
        self.categories.insert(key(call, category.sid), category);
        Ok(view)
    }

    pub(super) fn delete_category(&mut self, call: &Call) -> Answer {
        let category = self.category(call)?;
        let prefix = prefix(call);
        let mut categories = self.categories.starting_with(&prefix);
        let mut templates = self.templates.starting_with(&prefix);
        if categories.any(|(_, other)| other.parent == category.sid)
            || templates.any(|(_, template)| template.category == category.sid)
        {
            return Err(Refusal::request("the category is not empty"));
        }
        drop((categories, templates));
        self.categories.remove(&key(call, category.sid));
        Ok(category.view())
    }

    pub(super) fn template_tree(&self, call: &Call) -> Value {
        let in_use = call.parameters.get("isUse").and_then(Value::as_bool);
        let (categories, templates) = self.nodes(call, ROOT, in_use, 0);
        let contents = [categories, templates].concat();
        json!({ "contents": contents })
    }

    /// The categories and the templates below a category.
    fn nodes(
        &self,
        call: &Call,
        parent: i64,
        in_use: Option<bool>,
        depth: usize,
    ) -> (Vec<Value>, Vec<Value>) {
        if depth > DEEPEST {
            return (Vec::new(), Vec::new());
        }
        let prefix = prefix(call);
        let categories = self.categories.starting_with(&prefix);
        let categories = categories.filter(|(_, category)| category.parent == parent);
        let categories = categories.map(|(_, category)| {
            let (below, templates) = self.nodes(call, category.sid, in_use, depth + 1);
            json!({
                "sid": category.sid,
                "parentSid": parent,
                "createDate": times::view(category.created),
                "name": category.name,
                "isCategory": true,
                "isUse": true,
                "subCategoris": below,
                "templates": templates,
            })
        });
        let templates = self.templates.starting_with(&prefix);
        let templates = templates.filter(|(_, template)| {
            template.category == parent && in_use.is_none_or(|wanted| wanted == template.in_use)
        });
        let templates = templates.map(|(_, template)| {
            json!({
                "sid": template.sid,
                "parentSid": parent,
                "createDate": times::view(template.created),
                "name": template.content.name,
                "isCategory": false,
                "isUse": template.in_use,
            })
        });
        (categories.collect(), templates.collect())
    }
}
