//! Operating systems of nodes.

use serde_json::{Value, json};

use super::Generation;
use crate::services::search_engine::refusal::Refusal;

/// An operating system of nodes.
pub(crate) struct Image {
    code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    pub(crate) generation: Generation,
}

const IMAGES: [Image; 3] = [
    Image {
        code: "SW.VELST.OS.LNX64.CNTOS.0708.B050",
        name: "centos-7.8-64",
        description: "CentOS 7.8 (64-bit)",
        generation: Generation::Second,
    },
    Image {
        code: "SW.VELST.OS.LNX64.ROCKY.0808.B050",
        name: "rocky-8.8-64",
        description: "Rocky Linux 8.8 (64-bit)",
        generation: Generation::Second,
    },
    Image {
        code: "SW.VELST.OS.LNX64.ROCKY.08.G003",
        name: "rocky-8-64",
        description: "Rocky Linux 8 (64-bit)",
        generation: Generation::Third,
    },
];

pub(crate) fn image(code: &str) -> Result<&'static Image, Refusal> {
    let found = IMAGES.iter().find(|image| image.code == code);
    found.ok_or_else(|| "softwareProductCode is an invalid OS type.".into())
}

/// The image if it is of this generation.
pub(crate) fn image_of(code: &str, generation: Generation) -> Result<&'static Image, Refusal> {
    let image = image(code)?;
    if image.generation == generation {
        return Ok(image);
    }
    let wanted = generation.code();
    Err(format!("softwareProductCode is not an OS type of generation {wanted}.").into())
}

pub(crate) fn images(generation: Generation) -> Value {
    let images = IMAGES.iter().filter(|image| image.generation == generation);
    let images = images.map(|image| {
        json!({
            "productCode": image.code,
            "productName": image.name,
            "productType2Code": "LINUX",
            "productEnglishDesc": image.description,
            "infraResourceTypeCode": "SW",
            "softwareTypeCode": "OS",
        })
    });
    json!({ "productList": images.collect::<Vec<_>>() })
}
