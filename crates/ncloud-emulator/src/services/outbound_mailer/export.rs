//! Templates in files.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::categories::{DEEPEST, ROOT, key};
use super::labels::{self, EXPORTS};
use super::pages::page;
use super::refusal::Refusal;
use super::templates::Content;
use super::{Answer, State, prefix, times};
use crate::call::Call;
use crate::services::korean_time::DAY;

/// How long an export is kept.
const KEPT: i64 = 7 * DAY;

/// An export. Its key is the place and its number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Export {
    sid: i64,
    made: i64,
    templates: Vec<Exported>,
}

/// A template in a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Exported {
    /// Names of the categories that it stands in, from the root.
    categories: Vec<String>,
    is_use: bool,
    #[serde(flatten)]
    content: Content,
}

impl Export {
    fn is_there(&self, now: i64) -> bool {
        now < self.made.saturating_add(KEPT)
    }
}

impl State {
    /// Names of the categories from the root to this one.
    fn way(&self, call: &Call, mut category: i64) -> Vec<String> {
        let mut names = Vec::new();
        // As deep as the tree is shown.
        while names.len() < DEEPEST
            && let Some(found) = self.categories.get(&key(call, category))
        {
            names.insert(0, found.name.clone());
            category = found.parent;
        }
        names
    }

    pub(super) fn create_export(&mut self, call: &Call) -> Value {
        let prefix = prefix(call);
        let templates = self.templates.starting_with(&prefix);
        let templates = templates.map(|(_, template)| Exported {
            categories: self.way(call, template.category),
            is_use: template.in_use,
            content: template.content.clone(),
        });
        let templates = templates.collect();
        let sid = i64::try_from(self.next("exports")).unwrap_or(i64::MAX);
        let export = Export {
            sid,
            made: call.now,
            templates,
        };
        self.exports.insert(key(call, sid), export);
        json!({ "sid": sid })
    }

    pub(super) fn export_list(&mut self, call: &Call) -> Answer {
        let prefix = prefix(call);
        let exports = self.exports.starting_with(&prefix).map(|(_, export)| {
            let code = if export.is_there(call.now) { "C" } else { "E" };
            json!({
                "sid": export.sid,
                "projectSid": 1,
                "requestUtc": times::view(export.made),
                "completeUtc": times::view(export.made),
                "elapsedTime": "000:00:00.000",
                "statusCode": labels::view(call, EXPORTS, code),
                "downloadUrl": format!("https://mail.invalid/template/export/{}", export.sid),
            })
        });
        let mut exports: Vec<Value> = exports.collect();
        exports.reverse();
        let properties = [
            ("createUtc", "/requestUtc/utc"),
            ("sid", "/sid"),
            ("statusCode", "/statusCode/code"),
        ];
        page(call, exports, &properties)
    }

    /// The file of an export.
    pub(super) fn export(&mut self, call: &Call) -> Result<Vec<u8>, Refusal> {
        let sid = call.integer("requestId").unwrap_or_default();
        let export = self.exports.get(&key(call, sid));
        let export = export.filter(|export| export.is_there(call.now));
        let export = export.ok_or_else(|| Refusal::not_found("there is no such export"))?;
        // Texts and flags, which always become JSON.
        Ok(serde_json::to_vec(&json!({ "templates": export.templates })).unwrap_or_default())
    }

    pub(super) fn import(&mut self, call: &Call) -> Answer {
        let octets: Option<Vec<u8>> = call
            .member("file")
            .chars()
            .map(|one| u8::try_from(one).ok())
            .collect();
        let file: Option<Value> = octets.and_then(|octets| serde_json::from_slice(&octets).ok());
        let file = file.ok_or_else(|| Refusal::request("file must be JSON"))?;
        for entry in file["templates"].as_array().into_iter().flatten() {
            // What came before a faulty entry stays.
            let entry: Exported = serde_json::from_value(entry.clone())
                .map_err(|_| Refusal::request("file has an entry that is no template"))?;
            let category = self.category_of_way(call, &entry.categories);
            self.add_template(call, category, entry.is_use, entry.content)?;
        }
        Ok(self.template_tree(call))
    }

    /// The category at the end of this way; what is missing of it is created.
    fn category_of_way(&mut self, call: &Call, names: &[String]) -> i64 {
        let prefix = prefix(call);
        names.iter().fold(ROOT, |parent, name| {
            let mut categories = self.categories.starting_with(&prefix);
            let found = categories.find(|(_, one)| one.parent == parent && one.name == *name);
            if let Some((_, found)) = found {
                return found.sid;
            }
            drop(categories);
            let category = super::categories::Category {
                sid: self.next_sid(),
                parent,
                name: name.clone(),
                created: call.now,
            };
            let sid = category.sid;
            self.categories.insert(key(call, sid), category);
            sid
        })
    }
}
