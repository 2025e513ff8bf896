//! Names in the place of IDs: the one item of a list that has a name.

use ncloud_core::Config;
use serde_json::Value;

use crate::call::Call;
use crate::command_line::globals::Globals;
use crate::failure::{Exit, Failure};

/// Items that have names, and the operation that lists them.
pub(super) struct Named {
    pub(super) service: &'static str,
    pub(super) operation: &'static str,
    /// What an item is.
    pub(super) item: &'static str,
    /// Member that is its name.
    pub(super) name: &'static str,
    /// Member that is its ID.
    pub(super) id: &'static str,
    /// What its ID is called.
    pub(super) id_name: &'static str,
    /// How to see what there is.
    pub(super) advice: &'static str,
}

impl Named {
    /// The ID of the item of this name.
    ///
    /// # Errors
    /// When there is none, or there are several, or nothing may be sent.
    pub(super) async fn find(
        &self,
        config: &Config,
        globals: &Globals,
        name: &str,
    ) -> Result<String, Failure> {
        let Self { item, id_name, .. } = self;
        if globals.dry_run {
            return Err(Failure::usage(
                "a name would be looked up, and --dry-run sends nothing",
                format!("give the {id_name} of the {item}"),
            ));
        }
        let call = Call::of(config, globals, self.service, self.operation, &[], None)?;
        let items = call.items().await?;
        let mut ids = items
            .iter()
            .filter(|item| item[self.name] == name)
            .filter_map(|item| match &item[self.id] {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            });
        match (ids.next(), ids.next()) {
            (Some(id), None) => Ok(id),
            (None, _) => Err(Failure::new(
                Exit::NotFound,
                format!("there is no {item} `{name}`"),
                self.advice,
            )),
            (Some(_), Some(_)) => Err(Failure::usage(
                format!("several {item}s are called `{name}`; give the {id_name}"),
                self.advice,
            )),
        }
    }
}
