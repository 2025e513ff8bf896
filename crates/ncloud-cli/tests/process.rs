//! The program among other processes: pipes, signals, files and who may read them.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod shell;

use std::ffi::OsStr;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use shell::{KeyPair, Shell};

const SECRET: &str = "hunter2-secret";
const KEYS: KeyPair = ("access", SECRET);

fn ncp() -> Command {
    ncp_in(env!("CARGO_BIN_EXE_ncp"))
}

/// Another program that ends up as this one.
fn ncp_in(path: &str) -> Command {
    let mut command = shell::program(path, KEYS);
    command.stdin(Stdio::null());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

#[test]
fn a_reader_that_goes_is_no_failure() {
    let mut child = ncp()
        .args(["search-engine", "--help"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn a_reader_of_a_list_that_goes_is_no_failure() {
    let shell = Shell::start(KEYS, |builder| builder);
    let emulator = &shell.emulator;
    for format in ["json", "yaml", "table", "text"] {
        let mut child = ncp()
            .args(["search-engine", "get-vpc-list", "-o", format])
            .args(["--endpoint", emulator.url()])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{format}");
        assert_eq!(text(&output.stderr), "", "{format}");
    }
    shell.end();
}

#[test]
fn an_argument_that_is_not_text_is_refused() {
    let output = ncp().arg(OsStr::from_bytes(b"\xff")).output().unwrap();
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(
        errors.starts_with("error: ") && errors.contains("\nhelp: "),
        "{errors}"
    );
}

#[test]
fn an_interrupt_ends_with_130() {
    // Takes the connection and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    let child = ncp()
        .args(["--endpoint", &endpoint, "private-ca", "get-ca-list"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut connection, _) = silent.accept().unwrap();
    let mut first = [0];
    connection.read_exact(&mut first).unwrap();
    let id = child.id().to_string();
    let killed = Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert!(text(&output.stderr).starts_with("error: interrupted\n"));
}

#[test]
fn time_that_runs_out_is_told() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    let output = ncp()
        .args([
            "--endpoint",
            &endpoint,
            "--timeout",
            "0.3",
            "private-ca",
            "get-ca-list",
        ])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(9), "{}", text(&output.stderr));
}

#[test]
fn a_certificate_is_issued_into_files_of_the_right_mode() {
    let shell = Shell::start(KEYS, |builder| builder);
    let emulator = &shell.emulator;
    let directory = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| -> Output {
        ncp()
            .args(["--endpoint", emulator.url()])
            .args(arguments)
            .current_dir(directory.path())
            .output()
            .unwrap()
    };
    let created = run(&[
        "private-ca",
        "create-ca",
        "--ca-type",
        "PRIVATE_ROOT",
        "--alias",
        "root",
        "--key-type",
        "EC256",
        "--period",
        "MAX",
        "--x509-parameters.common-name",
        "Root",
        "--query",
        "data.caInfo.caTag",
        "-o",
        "text",
    ]);
    let tag = text(&created.stdout).trim().to_owned();
    let issue = |more: &[&str]| {
        let mut arguments = vec![
            "cert",
            "issue",
            "--ca",
            &tag,
            "--cn",
            "www.example.com",
            "--san",
            "10.0.0.1",
            "--key-type",
            "EC256",
            "--period",
            "30",
            "--out-key",
            "key.pem",
            "--out-cert",
            "cert.pem",
            "--out-chain",
            "chain.pem",
        ];
        arguments.extend(more);
        run(&arguments)
    };
    let issued = issue(&["--verbose"]);
    assert!(issued.status.success(), "{}", text(&issued.stderr));
    let file = |name: &str| directory.path().join(name);
    assert_eq!(mode(&file("key.pem")), 0o600);
    assert_eq!(mode(&file("cert.pem")), 0o644);
    let key = std::fs::read_to_string(file("key.pem")).unwrap();
    assert!(key.starts_with("-----BEGIN ") && key.contains("PRIVATE KEY-----"));
    let middle = key.lines().nth(1).unwrap();
    for printed in [&issued.stdout, &issued.stderr] {
        assert!(!text(printed).contains(middle) && !text(printed).contains(SECRET));
    }
    // Neither is anything issued nor a file touched when there is no place.
    let before = emulator.requests().len();
    assert_eq!(issue(&[]).status.code(), Some(2));
    assert_eq!(emulator.requests().len(), before);
    assert_eq!(std::fs::read_to_string(file("key.pem")).unwrap(), key);
    assert!(issue(&["--force"]).status.success());
    assert_ne!(std::fs::read_to_string(file("key.pem")).unwrap(), key);
    assert_eq!(directory.path().read_dir().unwrap().count(), 3);

    let due = run(&["cert", "needs-renewal", "cert.pem", "--expires-in", "31d"]);
    assert_eq!(due.status.code(), Some(0));

    let renew = |more: &[&str]| {
        let mut arguments = vec![
            "cert", "renew", "--ca", &tag, "--cert", "cert.pem", "--key", "key.pem",
        ];
        arguments.extend(more);
        let output = run(&arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let names = || {
        let said = "[subject, alternativeNames, keyAlgorithm, validity]";
        text(&run(&["cert", "inspect", "cert.pem", "--query", said]).stdout)
    };
    let (key, before) = (std::fs::read_to_string(file("key.pem")).unwrap(), names());
    assert!(renew(&[]).contains(r#""renewed": false"#));
    assert_eq!(std::fs::read_to_string(file("key.pem")).unwrap(), key);
    assert!(renew(&["--expires-in", "31d"]).contains(r#""renewed": true"#));
    assert_ne!(std::fs::read_to_string(file("key.pem")).unwrap(), key);
    assert_eq!(mode(&file("key.pem")), 0o600);
    assert_eq!(names(), before);

    // What a link leads to is written, and the link stays.
    let target = directory.path().join("targets");
    std::fs::create_dir(&target).unwrap();
    for name in ["key.pem", "cert.pem"] {
        std::fs::rename(file(name), target.join(name)).unwrap();
        symlink(target.join(name), file(name)).unwrap();
    }
    let key = std::fs::read_to_string(file("key.pem")).unwrap();
    assert!(renew(&["--now"]).contains(r#""renewed": true"#));
    assert!(file("key.pem").is_symlink() && file("cert.pem").is_symlink());
    assert_ne!(std::fs::read_to_string(file("key.pem")).unwrap(), key);
    assert_eq!(mode(&target.join("key.pem")), 0o600);
    assert_eq!(target.read_dir().unwrap().count(), 2);
    // Both names of one file are one file.
    symlink(target.join("key.pem"), file("again.pem")).unwrap();
    let twice = run(&[
        "cert",
        "issue",
        "--ca",
        &tag,
        "--cn",
        "www.example.com",
        "--force",
        "--out-key",
        "key.pem",
        "--out-cert",
        "again.pem",
    ]);
    assert_eq!(twice.status.code(), Some(2));
    assert!(text(&twice.stderr).contains("again.pem is named twice"));

    let tree = run(&["ca", "tree"]);
    assert!(text(&tree.stdout).starts_with(&format!("Root  {tag}  ACTIVE  expires ")));
    shell.end();
}

#[test]
fn a_full_device_is_told() {
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = ncp()
        .args(["private-ca", "create-ca", "--skeleton"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let errors = text(&output.stderr);
    assert!(
        errors.starts_with("error: standard output cannot be written: No space left on device"),
        "{errors}"
    );
    assert!(errors.contains("\nhelp: "), "{errors}");
}

#[test]
fn a_disk_that_fills_up_leaves_no_half_file() {
    let shell = Shell::start(KEYS, |builder| builder);
    let emulator = &shell.emulator;
    let directory = tempfile::tempdir().unwrap();
    let body = r#"{"alias":"root","keyType":"EC256","period":"MAX","x509Parameters":{"commonName":"Root"}}"#;
    std::fs::write(directory.path().join("ca.json"), body).unwrap();
    let arguments = "private-ca create-ca --ca-type PRIVATE_ROOT --body ca.json --query data.caInfo.caTag -o text";
    let created = ncp()
        .args(arguments.split(' '))
        .args(["--endpoint", emulator.url()])
        .current_dir(directory.path())
        .output()
        .unwrap();
    let tag = text(&created.stdout).trim().to_owned();
    // No file may have any octets.
    let issue = "cert issue --cn www.example.com --key-type EC256 --out-key key --out-cert cert";
    let output = ncp_in("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh"])
        .arg(env!("CARGO_BIN_EXE_ncp"))
        .args(issue.split(' '))
        .args(["--ca", &tag, "--endpoint", emulator.url()])
        .current_dir(directory.path())
        .output()
        .unwrap();
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(10), "{errors}");
    assert!(
        errors.contains(" was issued, but key cannot be written: File too large"),
        "{errors}"
    );
    assert_eq!(directory.path().read_dir().unwrap().count(), 1);
    shell.end();
}

#[test]
fn configure_keeps_the_file_for_its_owner() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(".ncloud/configure");
    let run = |profile: &str| {
        let mut child = ncp()
            .args([
                "configure",
                "--profile",
                profile,
                "--access-key",
                "file-access",
                "--secret-key-stdin",
            ])
            .env("HOME", directory.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(b"file-secret\n")
            .unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(!text(&output.stdout).contains("file-secret"));
    };
    run("DEFAULT");
    assert_eq!(mode(&path), 0o600);
    // A file that others could read is closed to them.
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    run("second");
    assert_eq!(mode(&path), 0o600);
    let shown = ncp()
        .args([
            "--profile",
            "second",
            "--dry-run",
            "private-ca",
            "get-ca-list",
        ])
        .env("HOME", directory.path())
        .output()
        .unwrap();
    // A profile that is named goes before keys of the environment.
    assert!(text(&shown.stdout).contains("x-ncp-iam-access-key: file-access"));
}

#[test]
fn the_secret_of_a_request_is_on_no_command_line() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("key.pem");
    std::fs::write(&file, "very-private\n").unwrap();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    let mut child = ncp()
        .args([
            "--endpoint",
            &endpoint,
            "--verbose",
            "certificate-manager",
            "create-external-certificate",
        ])
        .args([
            "--certificate-name",
            "abcd",
            "--public-key-certificate",
            "C",
            "--certificate-chain",
            "C",
        ])
        .arg("--private-key-file")
        .arg(&file)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut connection, _) = silent.accept().unwrap();
    connection
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    let mut received = Vec::new();
    let mut part = [0; 4096];
    while !text(&received).contains("very-private") {
        let length = connection.read(&mut part).unwrap();
        assert_ne!(length, 0, "{}", text(&received));
        received.extend_from_slice(&part[..length]);
    }
    assert!(
        !text(&received).contains(r"very-private\n"),
        "{}",
        text(&received)
    );
    drop(connection);
    child.kill().ok();
    let output = child.wait_with_output().unwrap();
    assert!(!text(&output.stderr).contains("very-private"));
}
