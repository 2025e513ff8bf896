//! The program: its line, its errors and its end.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use tempfile::NamedTempFile;

const SECRET: &str = "program-secret-0123456789";

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ncloud-emulator"));
    command
        .env_remove("NCLOUD_EMULATOR_ACCESS_KEY")
        .env_remove("NCLOUD_EMULATOR_SECRET_KEY")
        .env_remove("NCLOUD_EMULATOR_CONTROL_TOKEN");
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
        assert!(TcpStream::connect(address).is_ok());
        assert_eq!(stop(child, signal), (String::new(), String::new()));
        assert!(TcpStream::connect(address).is_err());
    }
}

#[test]
fn a_made_up_access_key_is_told_on_standard_error() {
    let file = file(&format!("{SECRET}\n"));
    let (child, _) = start(program().arg("--secret-key-file").arg(file.path()));
    let (_, errors) = stop(child, "-TERM");
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

/// A file with this content, which goes with the test.
fn file(text: &str) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

/// Sends a request without a body, and returns the status and the whole answer.
fn get(url: &str, target: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let address = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let headers: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let request =
        format!("GET {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    (answer[9..12].parse().unwrap(), answer)
}

#[allow(
    clippy::disallowed_methods,
    reason = "the program goes by the machine's clock, and so does its client"
)]
fn signed(target: &str, access: &str, secret: &str, name: &str) -> [(String, String); 3] {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let now = now.as_millis().to_string();
    let signature = support::sign(&format!("GET {target}\n{now}\n{access}"), secret);
    [
        ("x-ncp-apigw-timestamp", now),
        ("x-ncp-iam-access-key", access.to_owned()),
        (name, signature),
    ]
    .map(|(name, value)| (name.to_owned(), value))
}

fn get_signed(url: &str, target: &str, access: &str, secret: &str, name: &str) -> u16 {
    let headers = signed(target, access, secret, name);
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    get(url, target, &headers).0
}

const V1: &str = "x-ncp-apigw-signature-v1";
const V2: &str = "x-ncp-apigw-signature-v2";
const LIST: &str = "/api/v1/certificates";

#[test]
fn each_request_is_one_line() {
    let mut command = program();
    command.env("NCLOUD_EMULATOR_SECRET_KEY", SECRET);
    let (child, url) = start(command.args(["--access-key", "AK"]));
    assert_eq!(get_signed(&url, LIST, "AK", SECRET, V2), 200);
    assert_eq!(get_signed(&url, LIST, "AK", SECRET, V1), 200);
    let target = "/api/v1/certificates?x=\u{9b}31m";
    assert_eq!(get(&url, target, &[]).0, 401);
    assert_eq!(get_signed(&url, LIST, "AK", "another", V2), 401);
    let (_, errors) = stop(child, "-TERM");
    let lines: Vec<&str> = errors.lines().collect();
    let [plain, v1, missing, wrong] = lines.as_slice() else {
        panic!("{errors}")
    };
    assert_eq!(
        *plain,
        "1 GET /api/v1/certificates 200 certificate-manager getCertificateList (public): answered"
    );
    assert!(
        v1.starts_with("2 GET ") && v1.ends_with("answered [signed as v1]"),
        "{v1}"
    );
    assert_eq!(
        *missing,
        "3 GET /api/v1/certificates?x=?31m 401 gateway: Authentication Failed (200): \
         the header x-ncp-apigw-timestamp is missing"
    );
    assert!(
        wrong.ends_with("the secret key differs, or something else was signed"),
        "{wrong}"
    );
    assert!(!errors.contains(SECRET) && errors.is_ascii());
}

#[test]
fn quiet_programs_write_nothing() {
    let mut command = program();
    command.env("NCLOUD_EMULATOR_SECRET_KEY", SECRET);
    let (child, url) = start(command.args(["--access-key", "AK", "--quiet"]));
    assert_eq!(get_signed(&url, LIST, "AK", SECRET, V2), 200);
    assert_eq!(stop(child, "-TERM"), (String::new(), String::new()));
}

#[test]
fn version_1_can_be_refused() {
    let mut command = program();
    command.env("NCLOUD_EMULATOR_SECRET_KEY", SECRET);
    let (child, url) = start(command.args(["--access-key", "AK", "--strict-v2"]));
    assert_eq!(get_signed(&url, LIST, "AK", SECRET, V1), 401);
    assert_eq!(get_signed(&url, LIST, "AK", SECRET, V2), 200);
    let (_, errors) = stop(child, "-TERM");
    assert!(errors.contains("signature-v1"), "{errors}");
}

#[test]
fn more_keys_come_from_a_file() {
    let keys = file(
        r#"[
            { "accessKey": "MAIN", "secretKey": "one" },
            { "accessKey": "SUB", "secretKey": "two", "account": "sub", "permissions": ["getCaList"] },
            { "accessKey": "STOPPED", "secretKey": "three", "stopped": true }
        ]"#,
    );
    let mut command = program();
    let (child, url) = start(command.arg("--keys").arg(keys.path()));
    assert_eq!(get_signed(&url, LIST, "MAIN", "one", V2), 200);
    assert_eq!(get_signed(&url, LIST, "SUB", "two", V2), 401);
    assert_eq!(get_signed(&url, "/api/v1/ca", "SUB", "two", V2), 200);
    assert_eq!(get_signed(&url, LIST, "STOPPED", "three", V2), 401);
    stop(child, "-TERM");
    let broken = file(&format!("[{{ \"{SECRET}\": 1 }}]"));
    let mut command = program();
    let output = command.arg("--keys").arg(broken.path()).output().unwrap();
    is_usage(&output, "no members but", "--keys");
    let unfinished = file(&format!("[\"{SECRET}\""));
    let mut command = program();
    let output = command
        .arg("--keys")
        .arg(unfinished.path())
        .output()
        .unwrap();
    is_usage(&output, "not JSON at line 1", "--keys");
}

/// The value of a line on standard error, which is read up to it.
fn line(child: &mut Child, before: &str) -> String {
    let mut errors = BufReader::new(child.stderr.as_mut().unwrap());
    let mut line = String::new();
    errors.read_line(&mut line).unwrap();
    let value = line.strip_prefix(before);
    value
        .unwrap_or_else(|| panic!("{line:?}"))
        .trim_end()
        .to_owned()
}

#[test]
fn control_takes_the_token_of_the_variable_or_the_file() {
    let token = "control-token-0123456789";
    let file = file(&format!("{token}\n"));
    let mut by_variable = program();
    by_variable.env("NCLOUD_EMULATOR_CONTROL_TOKEN", token);
    let mut by_file = program();
    by_file.env("NCLOUD_EMULATOR_CONTROL_TOKEN", "another");
    by_file.arg("--control-token-file").arg(file.path());
    for mut command in [by_variable, by_file] {
        command.env("NCLOUD_EMULATOR_SECRET_KEY", SECRET);
        command.args(["--access-key", "AK", "--control", "127.0.0.1:0"]);
        let (mut child, url) = start(&mut command);
        let control = line(&mut child, "control API and page: ");
        get(&url, "/nowhere", &[]);
        let bearer = format!("Bearer {token}");
        let (status, answer) = get(&control, "/requests", &[("Authorization", &bearer)]);
        assert_eq!(status, 200);
        assert!(answer.contains("/nowhere"), "{answer}");
        assert_eq!(get(&control, "/requests", &[]).0, 401);
        let (_, errors) = stop(child, "-TERM");
        assert!(!errors.contains(token), "{errors}");
    }
}

#[test]
fn a_made_up_token_is_told_and_works() {
    let mut command = program();
    command.env("NCLOUD_EMULATOR_SECRET_KEY", SECRET);
    let (mut child, _) = start(command.args(["--access-key", "AK", "--control", "127.0.0.1:0"]));
    let mut errors = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut value = |before: &str| {
        let line = errors.next().unwrap().unwrap();
        line.strip_prefix(before).unwrap().to_owned()
    };
    let (control, token) = (value("control API and page: "), value("control token: "));
    let bearer = format!("Bearer {token}");
    assert_eq!(
        get(&control, "/clock", &[("Authorization", &bearer)]).0,
        200
    );
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn options_that_cannot_work_are_told() {
    for (arguments, what, advice) in [
        (
            &["--control", "0.0.0.0:0"][..],
            "not a loopback address",
            "--control",
        ),
        (
            &["--control-token-file", "/nonexistent"],
            "required arguments were not provided: --control",
            "--help",
        ),
        (
            &[
                "--control",
                "127.0.0.1:0",
                "--control-token-file",
                "/nonexistent",
            ],
            "/nonexistent",
            "--control-token-file",
        ),
        (
            &["--public-url", "ftp://example.com"],
            "public URL",
            "--help",
        ),
        (
            &["--public-url", "http://example.com/path"],
            "public URL",
            "--help",
        ),
        (
            &["--public-url", "http://user@example.com"],
            "public URL",
            "--help",
        ),
        (&["--public-url", "example.com"], "public URL", "--help"),
        (&["--keys", "/nonexistent"], "/nonexistent", "--keys"),
    ] {
        let mut command = program();
        command.env("NCLOUD_EMULATOR_SECRET_KEY", SECRET);
        let output = command
            .args(["--listen", "127.0.0.1:0"])
            .args(arguments)
            .output();
        is_usage(&output.unwrap(), what, advice);
    }
}

#[test]
fn one_program_uses_a_state_directory_at_a_time() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = program();
    command.env("NCLOUD_EMULATOR_SECRET_KEY", SECRET);
    command.arg("--state").arg(directory.path());
    let (child, _) = start(command.args(["--public-url", "http://emulator.test:8500/"]));
    let mut second = program();
    second.env("NCLOUD_EMULATOR_SECRET_KEY", SECRET);
    second
        .args(["--listen", "127.0.0.1:0", "--state"])
        .arg(directory.path());
    let output = second.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(
        errors.contains("ncloud-emulator.redb") && errors.contains("--state"),
        "{errors}"
    );
    stop(child, "-TERM");
}
