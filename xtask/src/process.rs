//! Running other programs.

use std::path::Path;
use std::process::Command;

/// What the error of a program says that is not there or may not be run.
const NOT_STARTED: &str = "could not be started";

/// Runs a program in the root of the workspace; its failure is an error that shows the command.
pub fn run(program: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Result<(), String> {
    run_in(&crate::workspace::root(), program, arguments, variables)
}

/// Runs a program in `folder`, for one that leaves files where it runs.
pub fn run_in(
    folder: &Path,
    program: &str,
    arguments: &[&str],
    variables: &[(&str, &str)],
) -> Result<(), String> {
    let shown = format!("{program} {}", arguments.join(" "));
    println!("$ {shown}");
    let status = Command::new(program)
        .args(arguments)
        .envs(variables.iter().copied())
        .current_dir(folder)
        .status()
        .map_err(|error| format!("`{shown}` {NOT_STARTED}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{shown}` failed"))
    }
}

/// Runs a program that others install; when it cannot be started, says what to `install`.
pub fn run_tool(program: &str, arguments: &[&str], install: &str) -> Result<(), String> {
    run(program, arguments, &[]).map_err(|error| {
        if error.contains(NOT_STARTED) {
            format!("{error}: install {install}")
        } else {
            error
        }
    })
}

/// Path of cargo, the one that runs this program.
pub fn cargo_path() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

/// Runs cargo in the root of the workspace.
pub fn cargo(arguments: &[&str], variables: &[(&str, &str)]) -> Result<(), String> {
    run(&cargo_path(), arguments, variables)
}

/// Runs cargo with the words of `command` as its arguments.
pub fn cargo_command(command: &str, variables: &[(&str, &str)]) -> Result<(), String> {
    cargo(&command.split(' ').collect::<Vec<_>>(), variables)
}
