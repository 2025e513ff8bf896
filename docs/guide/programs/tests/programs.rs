//! Runs every program of the guide as a process of its own, against an emulator.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use ncloud_emulator::{Emulator, Fault};
use tempfile::TempDir;

const PROGRAMS: &str = env!("CARGO_BIN_EXE_ncloud-guide");
const SECRET: &str = "hunter2-of-the-guide";

/// An emulator, and a home directory without a credentials file.
struct Bench {
    emulator: Emulator,
    home: TempDir,
}

impl Bench {
    async fn start() -> Self {
        let builder = Emulator::builder().key("guide-access", SECRET);
        Self {
            emulator: builder.start().await.unwrap(),
            home: tempfile::tempdir().unwrap(),
        }
    }

    /// A program that finds the emulator but no key pair.
    fn without_keys(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.home.path())
            .env("NCLOUD_API_GW", self.emulator.url());
        command
    }

    fn program(&self, name: &str) -> Command {
        let mut command = self.without_keys(PROGRAMS, &[name]);
        command
            .env("NCLOUD_ACCESS_KEY_ID", "guide-access")
            .env("NCLOUD_SECRET_ACCESS_KEY", SECRET);
        command
    }

    /// Runs a program; what it prints.
    fn run(&self, name: &str) -> String {
        printed(self.program(name).output().unwrap())
    }
}

/// What a program that succeeded has printed, which shows no secret.
fn printed(output: Output) -> String {
    let problem = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{problem}");
    let text = String::from_utf8(output.stdout).unwrap();
    for secret in ["hunter2", "PRIVATE KEY", "PASSWORD", "card number"] {
        assert!(
            !text.contains(secret) && !problem.contains(secret),
            "{text}{problem}"
        );
    }
    [text, problem].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_call_lists_authorities() {
    let bench = Bench::start().await;
    bench.run("pki");
    let first = env!("CARGO_BIN_EXE_first-call");
    let mut command = bench.without_keys(first, &[]);
    let command = command.env("NCLOUD_ACCESS_KEY", "guide-access");
    let listed = printed(command.env("NCLOUD_SECRET_KEY", SECRET).output().unwrap());
    assert!(listed.contains(" Some(\"root-ca\")\n"), "{listed}");
    assert!(listed.contains(" Some(\"sub-ca\")\n"), "{listed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn key_pairs_come_from_where_they_are_kept() {
    let bench = Bench::start().await;
    let shown = bench.run("credentials-load");
    assert!(
        shown.contains(r#"access_key: "guide-access", source: "environment""#),
        "{shown}"
    );
    let given = bench.run("credentials-given");
    assert!(
        given.contains(r#"access_key: "my-access-key", source: "explicit""#),
        "{given}"
    );
    let vault = bench.run("credentials-vault");
    assert!(vault.contains("access-key-of-today"), "{vault}");

    let folder = bench.home.path().join(".ncloud");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(
        folder.join("configure"),
        format!("[production]\nncloud_access_key_id = of-the-file\nncloud_secret_access_key = {SECRET}\n"),
    )
    .unwrap();
    let mut command = bench.without_keys(PROGRAMS, &["credentials-profile"]);
    let profile = printed(command.output().unwrap());
    assert!(
        profile.contains(r#"access_key: "of-the-file", source: "file""#),
        "{profile}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_asks_for_the_key_pair_of_its_role() {
    let bench = Bench::start().await;
    let (url, metadata) = metadata_service();
    let mut command = bench.without_keys(PROGRAMS, &["credentials-load"]);
    let shown = command
        .env("NCLOUD_METADATA_API_ENDPOINT", url)
        .output()
        .unwrap();
    let shown = printed(shown);
    assert!(
        shown.contains(r#"access_key: "of-the-role", source: "server role""#),
        "{shown}"
    );
    metadata.join().unwrap();
}

/// What a server asks for its role: a token, the name of the role, and the key pair.
fn metadata_service() -> (String, thread::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answers = [
        "a-token".to_owned(),
        "a-role".to_owned(),
        format!(
            r#"{{"AccessKeyId":"of-the-role","SecretAccessKey":"{SECRET}","Expiration":"2099-01-01T00:00:00Z"}}"#
        ),
    ];
    let serving = thread::spawn(move || {
        for answer in answers {
            let (mut connection, _) = listener.accept().unwrap();
            let lines = BufReader::new(connection.try_clone().unwrap()).lines();
            let head = lines
                .map(Result::unwrap)
                .take_while(|line| !line.is_empty());
            assert!(head.count() > 1);
            let length = answer.len();
            let head =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
            connection
                .write_all(&[head, answer].concat().into_bytes())
                .unwrap();
        }
    });
    (url, serving)
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_say_what_happened() {
    let bench = Bench::start().await;
    assert_eq!(bench.run("errors-not-found"), "there is no such CA\n");
    let sent = bench.emulator.requests().len();
    let refused = bench.run("errors-limits");
    assert!(refused.contains("`alias`"), "{refused}");
    assert_eq!(bench.emulator.requests().len(), sent, "nothing was sent");
    let told = bench.run("errors-support");
    assert!(
        told.contains("code Some(\"NOT_EXIST_CASTORE\"), HTTP Some(400)"),
        "{told}"
    );
    assert!(
        told.contains("request Some(") && told.contains("attempts 1"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_be_repeated_is_repeated() {
    let bench = Bench::start().await;
    bench.run("pki");
    let trouble = || Fault::on("getCaList").code("500");
    bench.emulator.fault(trouble().times(2)).unwrap();
    let attempts = bench.run("retries-policy");
    assert_eq!(
        attempts,
        "attempt 1: Some(503)\nattempt 2: Some(503)\nattempt 3: Some(200)\n"
    );
    bench.emulator.fault(trouble().times(1)).unwrap();
    assert_eq!(bench.run("retries-call"), "attempts 1\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_acts_is_looked_for() {
    let bench = Bench::start().await;
    let hidden = Fault::on("createCa")
        .code("510")
        .after_performing()
        .times(1);
    bench.emulator.fault(hidden).unwrap();
    let found = bench.run("retries-doubt");
    let requests = bench.emulator.requests();
    let methods: Vec<&str> = requests
        .iter()
        .map(|request| request.method.as_str())
        .collect();
    assert_eq!(methods, ["POST", "GET"]);
    assert!(found.trim().len() > 5, "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_read_to_their_end() {
    let bench = Bench::start().await;
    assert!(bench.run("paging").ends_with("\n1 certificates\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_is_waited_for() {
    let bench = Bench::start().await;
    let mut program = bench
        .program("waiting")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap());
    let mut first = String::new();
    lines.read_line(&mut first).unwrap();
    assert_eq!(first, "Some(\"DESTROYING\")\n");
    bench.emulator.advance(Duration::from_secs(72 * 60 * 60));
    let mut rest = String::new();
    lines.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with("deleted\n"), "{rest}");
    assert!(program.wait().unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_keys_and_secrets_work() {
    let bench = Bench::start().await;
    assert_eq!(bench.run("pki"), "hello\n");
    assert_eq!(bench.run("keys"), "SecretBytes(11 bytes)\n");
    assert_eq!(bench.run("keys-data-key"), "SecretBytes(32 bytes)\n");
    assert_eq!(bench.run("keys-token"), "SecretBytes(11 bytes)\n");
    assert_eq!(bench.run("secrets"), "Secret(***)\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_key_does_little() {
    let bench = Bench::start().await;
    let expected = "0 authorities\ngetCa is denied\n";
    assert_eq!(bench.run("permissions"), expected);
}

#[test]
fn every_program_is_run_here() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    let main = std::fs::read_to_string(source.join("src/main.rs")).unwrap();
    let arms = main.lines().filter_map(|line| line.split_once(" => "));
    let names: BTreeSet<&str> = arms
        .filter_map(|(name, _)| name.trim().strip_prefix('"'))
        .collect();
    assert!(names.len() > 10, "{names:?}");
    let here = std::fs::read_to_string(source.join("tests/programs.rs")).unwrap();
    for name in names {
        // The name ends with its quotation mark.
        assert!(here.contains(&format!("\"{name}")), "{name}\" is not run");
    }
}
