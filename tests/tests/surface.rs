//! Pins the public surface of every generated client, as it follows from the hand-written documents.

use std::fs;
use std::path::Path;

use ncloud_spec::codegen::{bundle, generate, surface};
use ncloud_spec::document::Document;

fn read(file: &str) -> Document {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let text = fs::read_to_string(folder.join(file))
        .unwrap_or_else(|error| panic!("spec/{file}: {error}"));
    Document::parse(&format!("spec/{file}"), &text).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_surface_of_each_client_is_as_reviewed() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/surface");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        let common = read("common.yaml");
        for service in ncloud_spec::SERVICES {
            let published =
                bundle::bundle(&read(&format!("services/{}.yaml", service.name)), &common).unwrap();
            let generated = generate(&published).unwrap();
            insta::assert_snapshot!(service.name, surface::surface(&generated.file));
        }
    });
}
