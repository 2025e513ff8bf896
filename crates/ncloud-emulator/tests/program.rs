//! The program: its line, its errors and its end.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Output, Stdio};

const SECRET: &str = "program-secret-0123456789";

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ncloud-emulator"));
    command
        .env_remove("NCLOUD_EMULATOR_ACCESS_KEY")
        .env_remove("NCLOUD_EMULATOR_SECRET_KEY");
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .stdin(Stdio::null());
    command
}

/// Starts the program and returns it with the URL from its line.
fn start(command: &mut Command) -> (Child, String) {
    let mut child = command.args(["--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    let url = line
        .strip_prefix("ncloud-emulator listening on ")
        .unwrap_or_else(|| panic!("{line:?}"));
    (child, url.trim_end().to_owned())
}

/// Sends the signal and returns what was printed after the line.
fn stop(mut child: Child, signal: &str) -> (String, String) {
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args([signal, &id])
            .status()
            .unwrap()
            .success()
    );
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(0), "{signal}");
    let (mut output, mut errors) = (String::new(), String::new());
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut output)
        .unwrap();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut errors)
        .unwrap();
    (output, errors)
}

#[test]
fn it_prints_one_line_and_stops_on_signals() {
    for signal in ["-TERM", "-INT"] {
        let mut command = program();
        let (child, url) = start(
            command
                .env("NCLOUD_EMULATOR_SECRET_KEY", SECRET)
                .args(["--access-key", "AK"]),
        );
        let address = url.strip_prefix("http://").unwrap();
        assert!(std::net::TcpStream::connect(address).is_ok());
        assert_eq!(stop(child, signal), (String::new(), String::new()));
        assert!(std::net::TcpStream::connect(address).is_err());
    }
}

#[test]
fn a_made_up_access_key_is_told_on_standard_error() {
    let file = std::env::temp_dir().join(format!("ncloud-emulator-{}", std::process::id()));
    std::fs::write(&file, format!("{SECRET}\n")).unwrap();
    let (child, _) = start(program().arg("--secret-key-file").arg(&file));
    let (_, errors) = stop(child, "-TERM");
    std::fs::remove_file(&file).unwrap();
    assert!(errors.starts_with("access key: EMULATOR"), "{errors}");
    assert!(!errors.contains(SECRET));
}

fn is_usage(output: &Output, what: &str, advice: &str) {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty());
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let [first, second] = lines.as_slice() else {
        panic!("{text}")
    };
    assert!(
        first.starts_with("error: ") && first.contains(what),
        "{text}"
    );
    assert!(
        second.starts_with("help: ") && second.contains(advice),
        "{text}"
    );
    assert!(!text.contains(SECRET));
}

#[test]
fn mistakes_are_told_in_two_lines() {
    is_usage(
        &program().output().unwrap(),
        "no secret key",
        "--secret-key-file",
    );
    let mut empty = program();
    is_usage(
        &empty
            .env("NCLOUD_EMULATOR_SECRET_KEY", " ")
            .output()
            .unwrap(),
        "no secret key",
        "NCLOUD_EMULATOR_SECRET_KEY",
    );
    let mut on_the_command_line = program();
    let output = on_the_command_line
        .arg(format!("--secret-key={SECRET}"))
        .output()
        .unwrap();
    is_usage(&output, "--secret-key", "--help");
    let mut remote = program();
    let output = remote
        .env("NCLOUD_EMULATOR_SECRET_KEY", SECRET)
        .args(["--listen", "0.0.0.0:0"])
        .output()
        .unwrap();
    is_usage(&output, "not a loopback address", "--allow-remote");
    let mut nonsense = program();
    is_usage(
        &nonsense.args(["--listen", "nowhere"]).output().unwrap(),
        "--listen",
        "--help",
    );
    let mut no_file = program();
    is_usage(
        &no_file
            .args(["--secret-key-file", "/nonexistent"])
            .output()
            .unwrap(),
        "/nonexistent",
        "--secret-key-file",
    );
}

#[test]
fn a_port_that_is_taken_is_no_usage_error() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = program()
        .env("NCLOUD_EMULATOR_SECRET_KEY", SECRET)
        .args(["--listen", &address])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stderr).unwrap().lines().count(), 2);
}

#[test]
fn help_does_not_show_the_secret() {
    let output = program()
        .env("NCLOUD_EMULATOR_SECRET_KEY", SECRET)
        .arg("--help")
        .output()
        .unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("--secret-key-file") && !text.contains(SECRET));
}
