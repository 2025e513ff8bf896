//! schemathesis makes up requests from the published documents and judges the emulator's answers by
//! them: no server error, no hang, no answer against its schema, nothing invalid accepted.

use super::Size;
use crate::emulator::{ACCESS_KEY, Emulator, SECRET_KEY};
use crate::{process, tools, workspace};

/// Where the version is pinned, and the hooks are.
const NAME: &str = "fuzz";
/// The gateway answers another method of a known path like an unknown path, with 404; and a random
/// string, however valid by its schema, is no certificate.
const EXCLUDED_CHECKS: &str = "unsupported_method,positive_data_acceptance";
/// How long an answer may take, in seconds: an RSA key of 4096 bits in a debug build.
const PATIENCE: &str = "60";

/// Fuzzes all services, or this one only.
pub fn run(size: Size, only: Option<&str>) -> Result<(), String> {
    let python = tools::python(NAME)?;
    // It keeps a cache where it runs.
    let folder = tools::target()?;
    let hooks = tools::text(&workspace::root().join("xtask/fuzz/hooks.py"))?;
    let variables = [
        ("SCHEMATHESIS_HOOKS", hooks.as_str()),
        ("NCLOUD_FUZZ_ACCESS_KEY", ACCESS_KEY),
        ("NCLOUD_FUZZ_SECRET_KEY", SECRET_KEY),
    ];
    let examples = size.examples.to_string();
    let seed = size.seed.map(|seed| seed.to_string());
    let mut emulator = Emulator::start()?;
    let mut failures = Vec::new();
    let services = ncloud_spec::SERVICES.iter();
    for service in services.filter(|service| only.is_none_or(|only| only == service.name)) {
        let document = format!("spec/openapi/{}.yaml", service.name);
        let document = tools::text(&workspace::root().join(document))?;
        let mut arguments = vec!["-m", "schemathesis.cli", "run", &document];
        arguments.extend(["--origin", &emulator.origin]);
        arguments.extend(["--checks", "all", "--exclude-checks", EXCLUDED_CHECKS]);
        arguments.extend(["--phases", "examples,coverage,fuzzing"]);
        arguments.extend(["--max-examples", &examples, "--request-timeout", PATIENCE]);
        arguments.extend(["--continue-on-failure", "--warnings", "off"]);
        if let Some(seed) = &seed {
            arguments.extend(["--seed", seed]);
        }
        failures.extend(process::run_in(&folder, &python, &arguments, &variables).err());
        emulator.must_be_alive()?;
    }
    if failures.is_empty() {
        Ok(())
    } else {
        Err(failures.join("\n"))
    }
}
