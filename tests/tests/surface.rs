//! Pins the public surface of every generated client.

use ncloud_spec::codegen::{generate, surface};
use ncloud_spec::document::Document;

#[test]
fn the_surface_of_each_client_is_as_reviewed() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/surface");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for service in ncloud_spec::SERVICES {
            let generated = generate(&Document::published(*service).unwrap()).unwrap();
            insta::assert_snapshot!(service.name, surface::surface(&generated.file));
        }
    });
}
