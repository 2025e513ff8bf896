//! Values of Secret Manager and bytes for Key Management Service, through the program.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod shell;

use std::io::Write as _;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use shell::{KeyPair, Shell};

const KEYS: KeyPair = ("access", "hunter2-secret");
const VALUE: &str = r#"{"USER":"app","PASSWORD":"hunter2 first","PORT":5432}"#;
const NEXT: &str = r#"{"USER":"app","PASSWORD":"hunter2 next"}"#;

/// The program and an emulator with a few secrets.
struct Safe {
    shell: Shell,
}

impl Safe {
    fn start() -> Self {
        Self {
            shell: Shell::start(KEYS, |builder| builder),
        }
    }

    /// Runs `ncp` with this standard input.
    fn ncp(&self, arguments: &[&str], input: &[u8]) -> Output {
        self.ncp_with(&[], arguments, input)
    }

    /// Runs `ncp` with these variables beside, or instead of, the usual ones.
    fn ncp_with(&self, variables: &[(&str, &str)], arguments: &[&str], input: &[u8]) -> Output {
        let mut child = shell::program(env!("CARGO_BIN_EXE_ncp"), KEYS)
            .env("PATH", "/usr/bin:/bin")
            .env("NCLOUD_API_GW", self.shell.emulator.url())
            .env("NEXT", NEXT)
            .envs(variables.iter().copied())
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Whoever does not read it closes it.
        child.stdin.take().unwrap().write_all(input).ok();
        child.wait_with_output().unwrap()
    }

    /// What it prints when it succeeds.
    fn succeed(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        let output = self.ncp(arguments, input);
        let problem = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {problem}");
        output.stdout
    }

    fn line(&self, arguments: &[&str]) -> String {
        let mut text = String::from_utf8(self.succeed(arguments, b"")).unwrap();
        assert_eq!(text.pop(), Some('\n'));
        text
    }

    /// The exit code and the words of a failure, which show no secret.
    fn failure(&self, arguments: &[&str], input: &[u8]) -> (i32, String) {
        let output = self.ncp(arguments, input);
        let words = String::from_utf8(output.stderr).unwrap();
        assert!(!words.contains("hunter2"), "{words}");
        assert!(output.stdout.is_empty(), "{:?}", output.stdout);
        (output.status.code().unwrap(), words)
    }

    /// Makes a secret of this name; its ID.
    fn secret(&self, name: &str) -> String {
        let body = json!({
            "secretName": name,
            "secretValue": { "value": VALUE, "rotationTargets": ["PASSWORD"] },
            "secretType": "BASIC", "autoRotationYN": "N", "triggerId": "trg-01",
            "protectionKeyType": "DEFAULT",
        });
        let command = [
            "secret-manager",
            "create-secret",
            "--body",
            "-",
            "-o",
            "json",
        ];
        let made = self.succeed(&command, body.to_string().as_bytes());
        let made: Value = serde_json::from_slice(&made).unwrap();
        made["data"]["secretId"].as_str().unwrap().to_owned()
    }

    fn end(self) {
        self.shell.end();
    }
}

#[test]
fn a_value_is_read_and_replaced() {
    let safe = Safe::start();
    let id = safe.secret("orders-db");
    for secret in ["orders-db", &id] {
        assert_eq!(safe.line(&["secret", "get", secret]), VALUE);
    }
    let key = |name| safe.line(&["secret", "get", "orders-db", "--key", name]);
    assert_eq!(key("PASSWORD"), "hunter2 first");
    assert_eq!(key("PORT"), "5432");
    let put = |more: &[&str], input: &str| {
        let arguments = [&["secret", "put", "orders-db"], more].concat();
        assert!(safe.succeed(&arguments, input.as_bytes()).is_empty());
    };
    put(&["--value-stdin"], &format!("{NEXT}\n"));
    assert_eq!(key("PASSWORD"), "hunter2 next");
    put(&["--value-env", "NEXT", "--stage", "previous"], "");
    let previous = ["secret", "get", "orders-db", "--stage", "previous"];
    assert_eq!(safe.line(&previous), NEXT);
    // What could be taken for a colour arrives as it is.
    put(&["--value-stdin"], r#"{"PASSWORD":"a\u007f\u001b[1mb"}"#);
    assert_eq!(key("PASSWORD"), "a\u{7f}\u{1b}[1mb");
    safe.end();
}

#[test]
fn a_program_has_the_value_in_its_environment_only() {
    let safe = Safe::start();
    safe.secret("orders-db");
    let run = |options: &[&str], script: &str| {
        let words = [
            &["secret", "exec", "orders-db"],
            options,
            &["--", "sh", "-c", script, "name", "an argument"],
        ];
        safe.ncp(&words.concat(), b"given")
    };
    let output = run(
        &[],
        r#"printf '%s|%s|%s|%s' "$USER" "$PASSWORD" "$PORT" "$1"; cat; exit 7"#,
    );
    assert_eq!(output.status.code(), Some(7));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(printed, "app|hunter2 first|5432|an argumentgiven");
    let output = run(
        &["--prefix", "DB_"],
        r#"printf '%s' "$DB_PASSWORD$PASSWORD""#,
    );
    assert_eq!(output.stdout, b"hunter2 first");
    // A signal that ends the program ends it as if it had been started by itself.
    let output = run(&[], "kill -TERM $$");
    assert_eq!(output.status.code(), None);
    let output = run(&[], r"tr '\0' ' ' < /proc/$$/cmdline");
    let command_line = String::from_utf8(output.stdout).unwrap();
    assert!(command_line.starts_with("sh -c "), "{command_line}");
    assert!(!command_line.contains("hunter2"), "{command_line}");
    safe.end();
}

#[test]
fn a_dry_run_sends_nothing_and_runs_nothing() {
    let safe = Safe::start();
    let id = safe.secret("orders-db");
    let sent = safe.shell.emulator.requests().len();
    let shown = |words: &[&str]| {
        let words = [&["--dry-run", "secret"], words].concat();
        safe.line(&words)
    };
    let path = format!("/api/v1/secrets/{id}");
    assert!(shown(&["get", &id]).contains(&format!("{path}/active'")));
    let ran = shown(&["exec", &id, "--", "sh", "-c", "echo ran"]);
    assert!(ran.contains(&path) && !ran.ends_with("ran"), "{ran}");
    assert!(ran.starts_with("curl -X GET"), "{ran}");
    let put = shown(&["put", &id, "--value-env", "NEXT"]);
    assert!(
        put.contains(r#"{"value":"***"}"#) && !put.contains("hunter2"),
        "{put}"
    );
    assert_eq!(safe.shell.emulator.requests().len(), sent);
    safe.end();
}

#[test]
fn what_cannot_be_done_is_told_without_values() {
    let safe = Safe::start();
    safe.secret("orders-db");
    let (code, words) = safe.failure(&["secret", "get", "unknown"], b"");
    assert_eq!(code, 5, "{words}");
    let missing = ["secret", "get", "orders-db", "--key", "TOKEN"];
    assert_eq!(safe.failure(&missing, b"").0, 5);
    let empty = ["secret", "get", "orders-db", "--stage", "pending"];
    assert_eq!(safe.failure(&empty, b"").0, 5);
    let bad = ["secret", "put", "orders-db", "--value-stdin"];
    let sent = safe.shell.emulator.requests().len();
    for value in ["hunter2", "[\"hunter2\"]"] {
        assert_eq!(safe.failure(&bad, value.as_bytes()).0, 2);
    }
    assert_eq!(
        safe.shell.emulator.requests().len(),
        sent,
        "nothing was sent"
    );
    assert_eq!(safe.failure(&["secret", "put", "orders-db"], b"").0, 2);
    let by_name = ["secret", "get", "orders-db", "--dry-run"];
    assert_eq!(safe.failure(&by_name, b"").0, 2);
    let program = ["secret", "exec", "orders-db", "--", "/no/such/program"];
    assert_eq!(safe.failure(&program, b"").0, 127);
    let folder = ["secret", "exec", "orders-db", "--", "/"];
    assert_eq!(safe.failure(&folder, b"").0, 126);
    safe.secret("orders-db");
    let (code, words) = safe.failure(&["secret", "get", "orders-db"], b"");
    assert_eq!(code, 2);
    assert!(words.contains("several secrets"), "{words}");
    safe.end();
}

#[test]
fn tokens_of_jobs_are_neither_traced_nor_shown() {
    let safe = Safe::start();
    let id = safe.secret("orders-db");
    safe.succeed(
        &["secret-manager", "execute-rotation-job", "--secret-id", &id],
        b"",
    );
    let logs = [
        "secret-manager",
        "get-secret-logs",
        "--secret-id",
        &id,
        "-o",
        "json",
    ];
    let logs: Value = serde_json::from_slice(&safe.succeed(&logs, b"")).unwrap();
    let token = logs["data"]["result"][0]["jobToken"].as_str().unwrap();
    let start = [
        "secret-manager",
        "start-rotation-job",
        "--secret-id",
        &id,
        "--job-token-stdin",
        "--verbose",
    ];
    let shown = safe.succeed(&[&start[..], &["--dry-run"]].concat(), token.as_bytes());
    let shown = String::from_utf8(shown).unwrap();
    assert!(shown.contains("/jobs/[redacted]/start"), "{shown}");
    assert!(!shown.contains(token), "{shown}");
    let output = safe.ncp(&start, token.as_bytes());
    let traced = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{traced}");
    assert!(traced.contains("answered"), "{traced}");
    assert!(
        !traced.contains(token) && !traced.contains("hunter2"),
        "{traced}"
    );
    let refused = safe.ncp(&start, b"0123456789abcdef");
    let words = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(4), "{words}");
    assert!(!words.contains("0123456789abcdef"), "{words}");
    safe.end();
}

#[test]
fn bytes_go_through_a_key_as_they_are() {
    let safe = Safe::start();
    let body = json!({
        "keyName": "orders-key", "keyType": "AES256", "isAutoRotation": false,
        "protectionType": "BASIC",
    });
    let create = ["kms", "create-key", "--body", "-", "-o", "json"];
    let made = safe.succeed(&create, body.to_string().as_bytes());
    let made: Value = serde_json::from_slice(&made).unwrap();
    let tag = made["data"]["keyTag"].as_str().unwrap();
    let encrypt = ["kms", "encrypt", "--key-tag", tag];
    let decrypt = ["kms", "decrypt", "--key-tag", tag];
    let bytes: Vec<u8> = (0..=255).cycle().take(32 * 1024).collect();
    for bytes in [&b"a\n"[..], b"", &bytes] {
        let ciphertext = safe.succeed(&encrypt, bytes);
        assert!(ciphertext.starts_with(b"ncpkms:v1:"));
        assert_eq!(safe.succeed(&decrypt, &ciphertext), bytes);
    }
    let too_long = [&bytes[..], &[0]].concat();
    let (code, words) = safe.failure(&encrypt, &too_long);
    assert!(code == 2 && words.contains("create-custom-key"), "{words}");
    let (code, words) = safe.failure(&decrypt, &bytes.repeat(3));
    assert!(code == 2 && words.contains("than a ciphertext"), "{words}");
    assert_eq!(safe.failure(&decrypt, b"").0, 2);
    assert_eq!(safe.failure(&decrypt, b"\xff").0, 2);
    assert_eq!(safe.failure(&decrypt, b"ncpkms:v1:AAAA").0, 7);
    // The commands of the operations are still there.
    let typed = [&encrypt[..], &["--plaintext-stdin", "-o", "json"]].concat();
    let typed: Value = serde_json::from_slice(&safe.succeed(&typed, b"YQ==")).unwrap();
    let ciphertext = typed["data"]["ciphertext"].as_str().unwrap();
    assert_eq!(safe.succeed(&decrypt, ciphertext.as_bytes()), b"a");
    let quoted = typed["data"]["ciphertext"].to_string();
    let typed = [&decrypt[..], &["--ciphertext", &quoted, "-o", "json"]].concat();
    let typed: Value = serde_json::from_slice(&safe.succeed(&typed, b"")).unwrap();
    assert_eq!(typed["data"]["plaintext"], "YQ==");
    // A token is enough, and goes before the key pair.
    safe.succeed(&["kms", "create-token-generator", "--key-tag", tag], b"");
    let create = ["kms", "create-token-set", "--key-tag", tag, "--body", "-"];
    let tokens = safe.succeed(&create, br#"{"accessTokenHours":1}"#);
    let tokens: Value = serde_json::from_slice(&tokens).unwrap();
    let token = tokens["data"]["accessToken"].as_str().unwrap();
    let variables = [
        ("NCLOUD_KMS_TOKEN", token),
        ("NCLOUD_SECRET_ACCESS_KEY", "wrong"),
    ];
    let opened = safe.ncp_with(&variables, &decrypt, ciphertext.as_bytes());
    assert_eq!(opened.stdout, b"a");
    safe.end();
}
