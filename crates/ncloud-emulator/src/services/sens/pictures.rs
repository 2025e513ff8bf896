//! Pictures of MMS.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::{Answer, State};
use crate::call::Call;
use crate::clock::DAY;
use crate::services::korean_time::precise;

/// The largest picture, in octets.
const LARGEST: usize = 300 * 1024;
/// How long a picture is kept.
const KEPT: i64 = 6 * DAY;

/// A picture. Its key is the service id, a slash and its id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Picture {
    id: String,
    name: String,
    size: usize,
    created: i64,
}

impl Picture {
    fn is_there(&self, now: i64) -> bool {
        now < self.created.saturating_add(KEPT)
    }
}

impl State {
    pub(super) fn upload_picture(&mut self, call: &Call) -> Answer {
        let service = self.sms_channel(call)?;
        let name = call.member("fileName");
        let lower = name.to_ascii_lowercase();
        if !lower.ends_with(".jpg") && !lower.ends_with(".jpeg") {
            return Err(Refusal::request("fileName must end in .jpg or .jpeg"));
        }
        let octets = STANDARD
            .decode(call.member("fileBody"))
            .map_err(|_| Refusal::request("fileBody must be Base64"))?;
        if octets.is_empty() || octets.len() > LARGEST {
            return Err(Refusal::request("fileBody must have 1 to 307200 octets"));
        }
        let prefix = format!("{service}/");
        let same = |picture: &&Picture| {
            picture.name == name && picture.size == octets.len() && picture.is_there(call.now)
        };
        let mut pictures = self.pictures.starting_with(&prefix);
        let picture = match pictures.find_map(|(_, picture)| Some(picture).filter(same)) {
            Some(picture) => picture.clone(),
            None => Picture {
                id: call.world.random.uuid(),
                name: name.to_owned(),
                size: octets.len(),
                created: call.now,
            },
        };
        drop(pictures);
        let answer = json!({
            "fileId": picture.id,
            "createTime": precise(picture.created),
            "expireTime": precise(picture.created.saturating_add(KEPT)),
        });
        self.pictures.insert(prefix + &picture.id, picture);
        Ok(answer)
    }

    /// Ids and names of the pictures that a message is sent with.
    pub(super) fn attached(
        &self,
        call: &Call,
        service: &str,
    ) -> Result<Vec<(String, String)>, Refusal> {
        let files = call.body["files"].as_array();
        let ids = files.into_iter().flatten().map(|file| &file["fileId"]);
        let ids: Vec<&str> = ids.filter_map(Value::as_str).collect();
        if !ids.is_empty() && call.member("type") != "MMS" {
            return Err(Refusal::request("files are for MMS only"));
        }
        let picture = |id: &str| {
            let picture = self.pictures.get(&format!("{service}/{id}"));
            let picture = picture.filter(|picture| picture.is_there(call.now));
            let picture =
                picture.ok_or_else(|| Refusal::request("files has an id that there is not"))?;
            Ok((picture.id.clone(), picture.name.clone()))
        };
        ids.into_iter().map(picture).collect()
    }
}
