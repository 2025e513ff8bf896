//! Every shell command of the guide and of the READMEs, run as it stands there.
//!
//! A file is one session of a shell, with an emulator of its own: what a block sets, later ones find. Blocks
//! marked `console` show commands after `$` and what they print, in which `[..]` stands for anything
//! and a line `? 5` for an exit code; of blocks marked `sh` only the success counts. Some programs are
//! stood in for:
//!
//! - the addresses of an emulator, 127.0.0.1:8500 and 127.0.0.1:8501, are those of the session's;
//! - an emulator that is started on the way must say that it listens, and is ended then;
//! - `ncp configure` gets from here what it would ask for;
//! - cargo is not run from a test of cargo's: `cargo xtask ci commands` runs those commands.

// The commands of the documentation are those of GNU.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use ncloud_emulator::Emulator;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

const SECRET: &str = "hunter2-secret";
const NCP: &str = env!("CARGO_BIN_EXE_ncp");

/// Programs that a session finds before all others, and what they do.
const STAND_INS: [(&str, &str); 4] = [
    (
        "ncp",
        r#"case "$1" in
emulator) shift; exec ncloud-emulator "$@" ;;
configure)
    case "$*" in *--access-key*) ;; *) set -- "$@" --access-key access ;; esac
    case "$*" in *--secret-key*) ;; *) set -- "$@" --secret-key-env NCLOUD_SECRET_ACCESS_KEY ;; esac ;;
esac
exec "$NCP" "$@""#,
    ),
    (
        "ncloud-emulator",
        r#"for argument; do shift; case "$argument" in 127.0.0.1:*) argument=127.0.0.1:0 ;; esac; set -- "$@" "$argument"; done
case "$*" in *--listen\ *) ;; *) set -- "$@" --listen 127.0.0.1:0 ;; esac
mkfifo emulator.$$
"$NCP" emulator "$@" >emulator.$$ 2>/dev/null &
read -r line <emulator.$$
kill $! && rm emulator.$$
case "$line" in *"listening on http://127.0.0.1:"*) echo "${line%:*}:8500" ;; *) echo "the emulator said: $line"; exit 1 ;; esac"#,
    ),
    (
        "cargo",
        r#"case "$*" in "run -p ncloud-emulator -- "*) shift 4; exec ncloud-emulator "$@" ;; esac"#,
    ),
    // Its image is built from the network.
    ("docker", "exit 0"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files with commands: the guide, and every README.
fn files() -> Vec<PathBuf> {
    let in_folder = |folder: &str| fs::read_dir(root().join(folder)).unwrap();
    let chapters = in_folder("docs/guide/src").map(|entry| entry.unwrap().path());
    let crates = in_folder("crates").map(|entry| entry.unwrap().path().join("README.md"));
    let top = in_folder(".").map(|entry| entry.unwrap().path());
    let top = top.filter(|path| {
        path.file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with("README.")
    });
    let mut files: Vec<PathBuf> = chapters.chain(crates).chain(top).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    assert!(files.len() > 10, "{files:?}");
    files
}

/// A command, and what the file says that it prints.
#[derive(Debug, Default)]
struct Step {
    script: String,
    /// None when the file says nothing of it.
    printed: Option<String>,
    code: i32,
}

/// The code blocks of a file: language and text.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut inside = false;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                inside = true;
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                blocks.push((language, String::new()));
            }
            Event::End(_) => inside = false,
            Event::Text(text) if inside => blocks.last_mut().unwrap().1.push_str(&text),
            _ => {}
        }
    }
    blocks
}

/// The commands of a file.
///
/// # Panics
/// When a block is neither run here nor by rustdoc or the tests of the guide.
fn steps(file: &Path) -> Vec<Step> {
    let mut steps = Vec::new();
    for (language, text) in blocks(&fs::read_to_string(file).unwrap()) {
        let name = language.split(',').next().unwrap_or_default();
        match name {
            "sh" => steps.push(Step {
                script: text,
                ..Step::default()
            }),
            "console" => steps.extend(console(&text)),
            // READMEs are documentation of their crates; the tests of the guide look after its chapters.
            "rust" | "toml" | "python" | "json" => {}
            // What a program prints by itself.
            "text" => {}
            _ => panic!("{}: a block is marked {language:?}", file.display()),
        }
    }
    steps
}

fn console(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in text.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            steps.push(Step {
                script: format!("{command}\n"),
                printed: Some(String::new()),
                code: 0,
            });
            continue;
        }
        let step = steps.last_mut().expect("a console begins with a command");
        let printed = step.printed.as_mut().unwrap();
        if let Some(more) = line.strip_prefix("> ").filter(|_| printed.is_empty()) {
            writeln!(step.script, "{more}").unwrap();
        } else if let Some(code) = line.strip_prefix("? ").filter(|_| printed.is_empty()) {
            step.code = code.parse().unwrap();
        } else {
            writeln!(printed, "{line}").unwrap();
        }
    }
    steps
}

/// A session: all steps in one shell, which notes what each printed and how it ended. What was otherwise
/// than the file says.
async fn run(file: &Path, steps: &[Step]) -> Vec<String> {
    let emulator = Emulator::builder()
        .key("access", SECRET)
        .control(([127, 0, 0, 1], 0).into())
        .start()
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (programs, work) = (folder.path().join("programs"), folder.path().join("work"));
    fs::create_dir(&programs).unwrap();
    fs::create_dir(&work).unwrap();
    for (name, script) in STAND_INS {
        let path = programs.join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let control = emulator.control_url().unwrap();
    let mut script = String::new();
    for (number, step) in steps.iter().enumerate() {
        let command = step
            .script
            .replace("http://127.0.0.1:8500", emulator.url())
            .replace("http://127.0.0.1:8501", control)
            // The secret key of the session is one that can be told from other words.
            .replace("_KEY=secret", &format!("_KEY={SECRET}"));
        // A script that is more than a line goes on after a failure unless it is told otherwise.
        let option = if step.printed.is_none() { "-e" } else { "+e" };
        writeln!(
            script,
            "{{\nset {option}\n{command}}} >../out.{number} 2>&1\necho $? >../code.{number}"
        )
        .unwrap();
    }
    let output = Command::new("bash")
        .arg("-c")
        .arg(&script)
        .current_dir(&work)
        .env_clear()
        .env(
            "PATH",
            format!("{}:/usr/local/bin:/usr/bin:/bin", programs.display()),
        )
        .env("HOME", folder.path())
        .env("NCP", NCP)
        .env("NCLOUD_API_GW", emulator.url())
        .env("NCLOUD_ACCESS_KEY_ID", "access")
        .env("NCLOUD_SECRET_ACCESS_KEY", SECRET)
        .env("TOKEN", emulator.control_token().unwrap())
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let mut problems = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        let read = |name: &str| fs::read_to_string(folder.path().join(format!("{name}.{number}")));
        let place = format!("{}: `{}`", file.display(), step.script.trim_end());
        let printed = read("out").unwrap_or_default();
        let Ok(code) = read("code") else {
            problems.push(format!("{place} did not end: {printed}{said}"));
            break;
        };
        assert!(!printed.contains("hunter2"), "{place}: {printed}");
        if code.trim() != step.code.to_string() {
            problems.push(format!("{place} ended with {}: {printed}", code.trim()));
        } else if let Some(expected) = &step.printed {
            let mut printed = printed
                .replace(emulator.url(), "http://127.0.0.1:8500")
                .replace(&*folder.path().to_string_lossy(), "/home/me");
            // The prompt begins a line.
            if !printed.is_empty() && !printed.ends_with('\n') {
                printed.push('\n');
            }
            let compare = snapbox::Assert::new().normalize_paths(false);
            let compared = compare.try_eq(None, printed.into(), expected.into());
            problems.extend(
                compared
                    .err()
                    .map(|difference| format!("{place}: {difference}")),
            );
        }
    }
    emulator.shutdown().await;
    problems
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_do_what_the_documentation_says() {
    let (mut count, mut problems) = (0, Vec::new());
    for file in files() {
        let steps = steps(&file);
        count += steps.len();
        if !steps.is_empty() {
            problems.extend(run(&file, &steps).await);
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(count > 20, "{count}");
}

#[test]
fn commands_are_found() {
    let steps = console("$ a \\\n> b\n? 3\nc\n$ d\n");
    let seen: Vec<_> = steps
        .iter()
        .map(|step| (step.script.as_str(), step.code, step.printed.as_deref()))
        .collect();
    assert_eq!(seen, [("a \\\nb\n", 3, Some("c\n")), ("d\n", 0, Some(""))]);
    let found = blocks("# x\n\n```sh\na\n```\n\ntext `b`\n\n    indented\n");
    let languages: Vec<&str> = found
        .iter()
        .map(|(language, _)| language.as_str())
        .collect();
    assert_eq!(languages, ["sh", ""]);
}
