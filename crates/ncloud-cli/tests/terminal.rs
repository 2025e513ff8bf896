//! The program on a terminal: prompts, colours, progress, and columns that are few.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod shell;

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Child;
use std::sync::mpsc;
use std::time::Duration;

use ncloud_emulator::Emulator;
use pty_process::Size;
use pty_process::blocking::{Command, Pty};
use rustix::termios::{LocalModes, tcgetattr};

use shell::{KeyPair, Shell};

const KEYS: KeyPair = ("access", "hunter2-secret");
/// After this long, what was waited for does not come.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program on a terminal.
struct Terminal {
    child: Child,
    pty: Pty,
    /// What it has written so far.
    shown: String,
    parts: mpsc::Receiver<Vec<u8>>,
}

impl Terminal {
    /// Starts the program on a terminal of so many columns.
    fn start(columns: u16, set_up: impl FnOnce(Command) -> Command) -> Self {
        let (pty, other_side) = pty_process::blocking::open().unwrap();
        pty.resize(Size::new(24, columns)).unwrap();
        let command = Command::new(env!("CARGO_BIN_EXE_ncp"))
            .env_clear()
            .env("TERM", "xterm-256color")
            .env("NCLOUD_ACCESS_KEY_ID", KEYS.0)
            .env("NCLOUD_SECRET_ACCESS_KEY", KEYS.1);
        let child = set_up(command).spawn(other_side).unwrap();
        let (send, parts) = mpsc::channel();
        let mut reader =
            std::fs::File::from(std::os::fd::AsFd::as_fd(&pty).try_clone_to_owned().unwrap());
        std::thread::spawn(move || {
            let mut part = [0; 4096];
            // Linux reports the end of the program as a failure to read.
            while let Ok(length @ 1..) = reader.read(&mut part) {
                if send.send(part[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            pty,
            shown: String::new(),
            parts,
        }
    }

    fn take(&mut self) -> bool {
        let part = self.parts.recv_timeout(PATIENCE);
        let is_part = !matches!(part, Err(mpsc::RecvTimeoutError::Disconnected));
        if is_part {
            let part = part.unwrap_or_else(|_| panic!("nothing more comes after: {}", self.shown));
            self.shown.push_str(&String::from_utf8_lossy(&part));
        }
        is_part
    }

    /// Waits until it has written this.
    fn expect(&mut self, text: &str) {
        while !self.shown.contains(text) {
            assert!(self.take(), "no {text:?} in: {}", self.shown);
        }
    }

    /// Whether it shows what is typed.
    fn echoes(&self) -> bool {
        let settings = tcgetattr(&self.pty).unwrap();
        settings.local_modes.contains(LocalModes::ECHO)
    }

    /// Waits until it does not show what is typed, which comes after the question.
    fn wait_for_silence(&self) {
        while self.echoes() {
            std::thread::yield_now();
        }
    }

    fn type_in(&mut self, keys: &str) {
        self.pty.write_all(keys.as_bytes()).unwrap();
    }

    /// All that it has written, and its exit code.
    fn end(mut self) -> (String, Option<i32>) {
        while self.take() {}
        let code = self.child.wait().unwrap().code();
        (self.shown, code)
    }
}

/// Makes a CA without a terminal; its tag.
fn create_ca(emulator: &Emulator, name: &str) -> String {
    let arguments = "private-ca create-ca --ca-type PRIVATE_ROOT --alias root --key-type EC256 --period MAX \
                     --query data.caInfo.caTag -o text --x509-parameters.common-name";
    let output = shell::program(env!("CARGO_BIN_EXE_ncp"), KEYS)
        .args(arguments.split_whitespace())
        .arg(name)
        .env("NCLOUD_API_GW", emulator.url())
        .output()
        .unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// The lines without the sequences that colour them, each time that one was written.
fn plain(shown: &str) -> Vec<String> {
    let text = anstream::adapter::strip_str(shown).to_string();
    text.split(['\r', '\n']).map(str::to_owned).collect()
}

fn width(line: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(line)
}

#[test]
fn configure_asks_and_shows_no_secret() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(80, |command| {
        command.arg("configure").env("HOME", home.path())
    });
    terminal.expect("Access key: ");
    terminal.type_in("typed-access\n");
    terminal.expect("Secret key: ");
    terminal.wait_for_silence();
    terminal.type_in("hunter2-typed\n");
    let (shown, code) = terminal.end();
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("profile DEFAULT written to "), "{shown}");
    assert!(
        shown.contains("typed-access") && !shown.contains("hunter2"),
        "{shown}"
    );
    let file = std::fs::read_to_string(home.path().join(".ncloud/configure")).unwrap();
    assert!(
        file.contains("ncloud_secret_access_key = hunter2-typed"),
        "{file}"
    );
}

#[test]
fn an_interrupted_prompt_leaves_a_terminal_that_shows_what_is_typed() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(80, |command| {
        command
            .args(["configure", "--access-key", "typed"])
            .env("HOME", home.path())
    });
    terminal.expect("Secret key: ");
    terminal.wait_for_silence();
    terminal.type_in("\u{3}");
    terminal.expect("interrupted");
    assert!(terminal.echoes());
    let (shown, code) = terminal.end();
    assert_eq!(code, Some(130), "{shown}");
    assert!(!home.path().join(".ncloud").exists());
}

#[test]
fn failures_are_coloured_unless_told_otherwise() {
    let fail = |variable: Option<&str>| {
        let terminal = Terminal::start(80, |command| {
            let command = command.args(["private-ca", "get-ca"]);
            match variable {
                Some(name) => command.env(name, "1"),
                None => command,
            }
        });
        terminal.end()
    };
    let (shown, code) = fail(None);
    assert_eq!(code, Some(2));
    assert!(
        shown.contains("\u{1b}[1m\u{1b}[31merror:\u{1b}[0m missing: --ca-tag"),
        "{shown:?}"
    );
    let (shown, _) = fail(Some("NO_COLOR"));
    assert!(
        shown.contains("error: missing: --ca-tag") && !shown.contains('\u{1b}'),
        "{shown:?}"
    );
}

#[test]
fn nothing_is_wider_than_a_terminal_of_twenty_columns() {
    let shell = Shell::start(KEYS, |builder| builder);
    let emulator = &shell.emulator;
    create_ca(emulator, "Example Root \u{d55c}\u{ad6d}");
    let commands: [&[&str]; 6] = [
        &["private-ca", "get-ca-list", "-o", "table"],
        &["search-engine", "get-vpc-list", "-o", "table"],
        &["whoami", "-o", "table"],
        &["ca", "tree"],
        &["cert", "bulk", "--help"],
        &["--help"],
    ];
    for arguments in commands {
        let terminal = Terminal::start(20, |command| {
            command.args(arguments).env("NCLOUD_API_GW", emulator.url())
        });
        let (shown, code) = terminal.end();
        assert_eq!(code, Some(0), "{arguments:?}: {shown}");
        for line in plain(&shown) {
            // clap leaves its line of usage, and the names of flags, to the terminal; and a word that is
            // wider is no fault of ours.
            let text = line.trim();
            let is_left =
                text.starts_with("Usage: ") || text.starts_with('-') || !text.contains(' ');
            assert!(width(&line) <= 20 || is_left, "{arguments:?}: {line:?}");
        }
    }
    shell.end();
}

#[test]
fn progress_shows_on_a_terminal_and_goes_again() {
    let shell = Shell::start(KEYS, |builder| builder);
    let emulator = &shell.emulator;
    let tag = create_ca(emulator, "Root");
    let directory = tempfile::tempdir().unwrap();
    write_rows(directory.path(), 30);
    let terminal = Terminal::start(80, |command| {
        command
            .args(["cert", "bulk", "rows.csv", "-o", "text", "--ca", &tag])
            .env("NCLOUD_API_GW", emulator.url())
            .current_dir(directory.path())
    });
    let (shown, code) = terminal.end();
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("/30"), "{shown:?}");
    // The bar is wiped before the results.
    let (_, after) = shown.rsplit_once("/30").unwrap();
    assert!(after.contains("\u{1b}[2K"), "{after:?}");
    assert_eq!(
        plain(after)
            .iter()
            .filter(|line| line.contains("\tissued\t"))
            .count(),
        30
    );
    shell.end();
}

fn write_rows(directory: &Path, rows: usize) {
    let mut file = "cn,out-key,out-cert\n".to_owned();
    for row in 0..rows {
        file.push_str(&format!("www{row}.example.com,www{row}.key,www{row}.pem\n"));
    }
    std::fs::write(directory.join("rows.csv"), file).unwrap();
}

#[test]
fn control_c_ends_a_run_that_can_be_gone_on_from() {
    let shell = Shell::start(KEYS, |builder| builder);
    let emulator = &shell.emulator;
    let tag = create_ca(emulator, "Root");
    let directory = tempfile::tempdir().unwrap();
    write_rows(directory.path(), 200);
    let mut terminal = Terminal::start(80, |command| {
        command
            .args(["cert", "bulk", "rows.csv", "-o", "text", "--ca", &tag])
            .env("NCLOUD_API_GW", emulator.url())
            .current_dir(directory.path())
    });
    terminal.expect("/200");
    terminal.type_in("\u{3}");
    let (shown, code) = terminal.end();
    assert_eq!(code, Some(130), "{shown}");
    assert!(
        shown.contains("of 200 certificates are issued: interrupted"),
        "{shown}"
    );
    assert!(shown.contains("run the same command again"), "{shown}");
    shell.end();
}

#[test]
fn a_text_cannot_talk_to_the_terminal() {
    let shell = Shell::start(KEYS, |builder| builder);
    let query = r#"`"a\u001b[31mb\tc\nd\u0007\u009be"`"#;
    let arguments = ["whoami", "-o", "text", "--query", query];
    let terminal = Terminal::start(80, |command| {
        let command = command.args(arguments);
        command.env("NCLOUD_API_GW", shell.emulator.url())
    });
    let (shown, code) = terminal.end();
    assert_eq!(code, Some(0), "{shown}");
    // The terminal itself puts the carriage return before a line feed.
    assert_eq!(shown, "a?[31mb\tc\r\nd??e\r\n");
    let piped = shell::program(env!("CARGO_BIN_EXE_ncp"), KEYS)
        .args(arguments)
        .env("NCLOUD_API_GW", shell.emulator.url())
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(piped.stdout).unwrap(),
        "a\u{1b}[31mb\tc\nd\u{7}\u{9b}e\n"
    );
    shell.end();
}
