//! Generates a call of every example of every operation; see `ncloud_spec::codegen::calls`.

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let directory = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    let code = ncloud_spec::codegen::calls::clients()?;
    std::fs::write(
        Path::new(&directory).join("clients.rs"),
        prettyplease::unparse(&syn::parse2(code)?),
    )?;
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}
