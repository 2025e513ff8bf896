//! Pictures of Brand Messages.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::lists::numbered_page;
use super::refusal::Refusal;
use super::{Answer, State};
use crate::call::Call;
use crate::services::korean_time::{DAY, precise};

/// How long a picture is kept.
const KEPT: i64 = 365 * DAY;

/// A picture. Its key is the service id, a slash and its id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Image {
    /// Orders lists.
    number: u64,
    id: String,
    kind: String,
    name: String,
    created: i64,
}

impl Image {
    fn view(&self, call: &Call) -> Value {
        json!({
            "imageId": self.id,
            "imageUrl": format!("{}/images/{}", call.world.origin, self.id),
            "imageType": self.kind,
            "imageName": self.name,
        })
    }

    fn detail(&self, call: &Call) -> Value {
        let mut view = self.view(call);
        view["createTime"] = precise(self.created).into();
        view
    }
}

impl State {
    /// The key of the picture that the path names.
    fn image_key(&self, call: &Call) -> Result<String, Refusal> {
        let project = self.talk_channel(call)?;
        let key = format!("{}/{}", project.talk_service(), call.text("imageId"));
        let image = self.images.get(&key);
        let image = image.filter(|image| call.now < image.created.saturating_add(KEPT));
        match image {
            Some(_) => Ok(key),
            None => Err(Refusal::not_found("there is no such picture")),
        }
    }

    pub(super) fn upload_image(&mut self, call: &Call) -> Answer {
        let project = self.talk_channel(call)?;
        let image = Image {
            number: self.next("images"),
            id: call.world.random.uuid(),
            kind: call.member("imageType").to_owned(),
            name: call.file_names.first().cloned().unwrap_or_default(),
            created: call.now,
        };
        let view = image.view(call);
        let key = format!("{}/{}", project.talk_service(), image.id);
        self.images.insert(key, image);
        Ok(view)
    }

    pub(super) fn image_list(&mut self, call: &Call) -> Answer {
        let prefix = self.talk_channel(call)?.talk_service() + "/";
        let images = self.images.starting_with(&prefix).map(|(_, image)| image);
        let mut images: Vec<&Image> = images
            .filter(|image| call.now < image.created.saturating_add(KEPT))
            .collect();
        images.sort_by_key(|image| image.number);
        let images: Vec<Value> = images.iter().map(|image| image.detail(call)).collect();
        Ok(numbered_page(call, &images, 20))
    }

    pub(super) fn show_image(&mut self, call: &Call) -> Answer {
        let key = self.image_key(call)?;
        let image = self.images.get(&key);
        Ok(image.map_or(Value::Null, |image| image.detail(call)))
    }

    pub(super) fn delete_image(&mut self, call: &Call) -> Answer {
        let key = self.image_key(call)?;
        self.images.remove(&key);
        Ok(Value::Null)
    }
}
