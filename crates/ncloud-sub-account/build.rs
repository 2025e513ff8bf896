//! Compiles the client from the published specification.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    ncloud_spec::codegen::build(&["sub-account"])
}
