//! What our programs made, checked by programs that share nothing with them.

use std::process::{Command, Stdio};

use crate::{process, tools, workspace};

/// Examples of the tests that print what was made, each with the program that reads it: a request of
/// every operation for its signature, and ciphertexts and signatures of keys with the keys.
const WITNESSES: [(&str, &str); 2] = [("capture", "signature.py"), ("capture_kms", "kms.py")];

/// Lets Python judge everything.
pub fn run() -> Result<(), String> {
    WITNESSES
        .iter()
        .try_for_each(|(example, program)| hear(example, program))
}

fn hear(example: &str, program: &str) -> Result<(), String> {
    // With all of the workspace the features of dependencies are those of its tests, and nothing is built again.
    let build = ["build", "--workspace", "--locked", "--example", example];
    process::cargo(&build, &[])?;
    let root = workspace::root();
    let mut capture = Command::new(tools::target()?.join("debug/examples").join(example))
        .current_dir(&root)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{example} could not be started: {error}"))?;
    let captured = capture.stdout.take().ok_or("a capture has no output")?;
    let checked = Command::new("python3")
        .arg(root.join("tests/witness").join(program))
        .stdin(captured)
        .status()
        .map_err(|error| format!("python3 could not be started: {error}"))?;
    let captured = capture.wait().map_err(|error| error.to_string())?;
    if captured.success() && checked.success() {
        Ok(())
    } else {
        Err(format!("{program} does not agree with {example}"))
    }
}
