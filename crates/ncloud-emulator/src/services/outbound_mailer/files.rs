//! Attachments, uploaded before the mail.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::{Answer, State, prefix};
use crate::call::Call;

/// An upload. Its key is the place and its id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Upload {
    id: String,
    files: Vec<Attachment>,
}

/// A file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Attachment {
    pub(super) id: String,
    name: String,
    pub(super) size: usize,
}

impl Attachment {
    pub(super) fn view(&self) -> Value {
        json!({ "fileId": self.id, "fileName": self.name, "fileSize": self.size })
    }
}

impl Upload {
    fn view(&self) -> Value {
        let files: Vec<Value> = self.files.iter().map(Attachment::view).collect();
        json!({ "tempRequestId": self.id, "files": files })
    }
}

fn key(call: &Call) -> String {
    prefix(call) + call.text("tempRequestId")
}

fn unknown() -> Refusal {
    Refusal::not_found("there is no such upload")
}

impl State {
    pub(super) fn upload(&mut self, call: &Call) -> Answer {
        let files = call
            .texts("fileList")
            .zip(&call.file_names)
            .map(|(content, name)| Attachment {
                id: call.world.random.hex(20),
                name: name.clone(),
                // Each octet is a character.
                size: content.chars().count(),
            });
        let upload = Upload {
            id: call.world.random.hex(24),
            files: files.collect(),
        };
        let view = upload.view();
        self.uploads.insert(prefix(call) + &upload.id, upload);
        Ok(view)
    }

    pub(super) fn show_upload(&mut self, call: &Call) -> Answer {
        let upload = self.uploads.get(&key(call)).ok_or_else(unknown)?;
        Ok(upload.view())
    }

    pub(super) fn delete_upload(&mut self, call: &Call) -> Answer {
        let upload = self.uploads.remove(&key(call)).ok_or_else(unknown)?;
        Ok(upload.view())
    }

    /// The files that a mail is to be sent with.
    pub(super) fn attached(&self, call: &Call) -> Result<Vec<Attachment>, Refusal> {
        const LARGEST: usize = 20 * 1024 * 1024;
        let prefix = prefix(call);
        let file = |id: &str| {
            let mut uploads = self.uploads.starting_with(&prefix);
            let found =
                uploads.find_map(|(_, upload)| upload.files.iter().find(|file| file.id == id));
            found
                .cloned()
                .ok_or_else(|| Refusal::not_found("attachFileIds has an id that there is not"))
        };
        let files: Vec<Attachment> = call
            .texts("attachFileIds")
            .map(file)
            .collect::<Result<_, _>>()?;
        if files.iter().map(|file| file.size).sum::<usize>() > LARGEST {
            return Err(Refusal::request(
                "attachments must have at most 20 MB together",
            ));
        }
        Ok(files)
    }
}
