//! What shells ask the program while somebody types.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

use std::process::Command;

fn ncp() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ncp"));
    command.env_clear();
    command
}

fn printed(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// What a shell is offered for the last of these words.
fn offered(shell: &str, words: &[&str]) -> String {
    printed(
        ncp()
            .env("COMPLETE", shell)
            .env("_CLAP_COMPLETE_INDEX", (words.len() - 1).to_string())
            .env("_CLAP_IFS", "\n")
            .arg("--")
            .args(words),
    )
}

#[test]
fn every_shell_asks_the_program() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = printed(ncp().args(["completions", shell]));
        assert!(
            script.contains("ncp") && script.contains("COMPLETE"),
            "{shell}: {script}"
        );
        for (words, expected) in [
            (&["ncp", "priv"][..], "private-ca"),
            (&["ncp", "cert", "bu"], "bulk"),
            (&["ncp", "private-ca", "get-ca-l"], "get-ca-list"),
            (
                &["ncp", "private-ca", "create-ca", "--ca-type", "P"],
                "PRIVATE_ROOT",
            ),
            (&["ncp", "--output", "t"], "table"),
        ] {
            let offered = offered(shell, words);
            let found = offered.lines().any(|line| line.starts_with(expected));
            assert!(found, "{shell}: {words:?}: {offered}");
        }
    }
}
