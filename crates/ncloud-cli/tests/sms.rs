//! `ncp sms send`, killed, interrupted and without an answer: each recipient gets one message.
//!
//! `NCLOUD_SOAK_RECIPIENTS`, `NCLOUD_SOAK_KILLS` and `NCLOUD_SOAK_SEED` set the size of the kills.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod setting;
mod shell;
mod strike;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Output;

use ncloud_emulator::Fault;
use serde_json::Value;
use setting::setting;
use strike::Stage;

/// Long enough for the emulator to be through with what a client sent before it died.
const SETTLE: &str = "3";

/// An emulator with a channel for text messages, and a directory with a file of recipients.
struct Scene {
    stage: Stage,
    service: String,
}

impl Scene {
    fn new(recipients: usize) -> Self {
        let mut scene = Self {
            stage: Stage::new(|_| ()),
            service: String::new(),
        };
        let create = "sens create-project --project-name shop --use-sms true \
                      --query smsService.serviceId -o text";
        let created = scene
            .stage
            .ncp(&create.split_whitespace().collect::<Vec<_>>());
        scene.service = text(&created.stdout).trim().to_owned();
        assert!(!scene.service.is_empty(), "{}", text(&created.stderr));
        let mut file = "to,content\n".to_owned();
        for recipient in 0..recipients {
            writeln!(file, "{},안녕 {recipient}", number(recipient)).unwrap();
        }
        scene.write(&file);
        scene
    }

    fn write(&self, file: &str) {
        std::fs::write(self.stage.path("to.csv"), file).unwrap();
    }

    fn arguments<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let mut arguments = vec!["sms", "send", "--csv", "to.csv", "--from", "0215880000"];
        arguments.extend(["--service", &self.service]);
        if !more.contains(&"--settle") {
            arguments.extend(["--settle", SETTLE]);
        }
        arguments.extend(more);
        arguments
    }

    fn send(&self, more: &[&str]) -> Output {
        self.stage.ncp(&self.arguments(more))
    }

    /// Runs `sms send`, which gets a signal after so many requests.
    fn struck(&self, signal: &'static str, after: u64, before_the_answer: bool) -> Output {
        let mut command = self.stage.command();
        command.args(self.arguments(&[]));
        self.stage.struck(command, signal, after, before_the_answer)
    }

    /// How many messages each number has in the outbox.
    fn outbox(&self) -> BTreeMap<String, usize> {
        let state = self.stage.emulator().export();
        let messages = state["tables"]["sens.messages"].as_object().unwrap();
        let mut counts = BTreeMap::new();
        for message in messages.values() {
            let to = message["to"].as_str().unwrap().to_owned();
            *counts.entry(to).or_insert(0) += 1;
        }
        counts
    }

    /// Everybody has one message, and the program says so.
    fn is_complete(&self, recipients: usize, output: &Output) -> Vec<Value> {
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let expected = (0..recipients).map(|recipient| (number(recipient), 1));
        assert_eq!(self.outbox(), expected.collect());
        let results: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(results.len(), recipients);
        results
    }

    fn end(self) {
        self.stage.end();
    }
}

fn number(recipient: usize) -> String {
    format!("010{recipient:08}")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn count(results: &[Value], kind: &str) -> usize {
    let results = results.iter();
    results.filter(|result| result["result"] == kind).count()
}

#[test]
fn kills_send_to_everybody_once() {
    let recipients = setting("NCLOUD_SOAK_RECIPIENTS", 600);
    let kills = setting("NCLOUD_SOAK_KILLS", 2);
    let seed = setting("NCLOUD_SOAK_SEED", 20_261_122);
    eprintln!("{recipients} recipients, {kills} kills, seed {seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let all = usize::try_from(recipients).unwrap();
    let scene = Scene::new(all);
    let most = (recipients / 100 / (kills + 1)).max(1);
    let mut unheard = 0;
    for kill in 0..kills {
        let after = random.u64(1..=most);
        let before_the_answer = random.bool();
        let output = scene.struck("-KILL", after, before_the_answer);
        assert_eq!(output.status.code(), None, "{}", text(&output.stderr));
        unheard += usize::from(before_the_answer);
        let outbox = scene.outbox();
        assert!(outbox.values().all(|messages| *messages == 1));
        eprintln!(
            "kill {kill} at request {after}, before its answer: {before_the_answer}; {} have a message",
            outbox.len()
        );
    }
    let journal = scene.stage.path("to.csv.journal");
    assert_eq!(
        journal.metadata().unwrap().permissions().mode() & 0o777,
        0o600
    );
    let noted = std::fs::read_to_string(&journal).unwrap();
    assert!(
        !noted.contains("안녕") && !noted.contains(&number(0)),
        "{noted}"
    );
    let output = scene.send(&[]);
    let results = scene.is_complete(all, &output);
    let found = count(&results, "found");
    eprintln!(
        "{} recipients, each with one message; {found} were found in the list",
        scene.outbox().len()
    );
    // Every kill before an answer left a request that nobody had heard of.
    assert!(found >= unheard * 100, "{found} of {unheard} requests");
    // Again, there is nothing to do, and nobody is asked.
    scene.stage.emulator().clear_requests();
    let output = scene.send(&[]);
    assert!(scene.stage.emulator().requests().is_empty());
    assert_eq!(count(&scene.is_complete(all, &output), "before"), all);
    scene.end();
}

#[test]
fn requests_without_an_answer_are_looked_for_and_never_repeated_blindly() {
    let scene = Scene::new(450);
    let fault = |fault: Fault| scene.stage.emulator().fault(fault).unwrap();
    let send = || Fault::on("sendSms");
    fault(send().drop_connection().after_performing().times(1));
    fault(send().drop_connection().times(1));
    fault(send().code("510").after_performing().times(1));
    // While the list cannot be had, what is in doubt stays so.
    fault(Fault::on("getSmsList").status(403));
    let output = scene.send(&["--settle", "600", "--no-wait"]);
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(10), "{errors}");
    assert!(errors.contains("; 300 are in doubt"), "{errors}");
    let results: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (count(&results, "doubt"), count(&results, "accepted")),
        (300, 150)
    );
    scene.stage.emulator().clear_faults();
    // Two are in the list; the third may still arrive.
    let output = scene.send(&["--settle", "600", "--no-wait"]);
    assert_eq!(output.status.code(), Some(10), "{}", text(&output.stderr));
    let results: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (count(&results, "found"), count(&results, "doubt")),
        (200, 100)
    );
    // Its lines cannot be taken away meanwhile.
    let file = std::fs::read_to_string(scene.stage.path("to.csv")).unwrap();
    scene.write("to,content\n01099999999,x\n");
    let output = scene.send(&[]);
    assert_eq!(output.status.code(), Some(2));
    scene.write(&file);
    // When it cannot arrive any more, its recipients are sent to.
    let output = scene.send(&["--settle", "0.2"]);
    let results = scene.is_complete(450, &output);
    assert_eq!(
        (count(&results, "before"), count(&results, "accepted")),
        (350, 100)
    );
    scene.end();
}

#[test]
fn refused_requests_are_told_by_line_and_may_be_mended() {
    let scene = Scene::new(150);
    scene
        .stage
        .emulator()
        .fault(Fault::on("sendSms").status(400).times(1))
        .unwrap();
    let output = scene.send(&[]);
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(10), "{errors}");
    assert!(errors.contains("lines 2 to 101: "), "{errors}");
    let results: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (count(&results, "refused"), count(&results, "accepted")),
        (100, 50)
    );
    scene.is_complete(150, &scene.send(&[]));
    scene.end();
}

#[test]
fn an_interrupt_ends_with_what_has_begun() {
    let scene = Scene::new(500);
    let output = scene.struck("-INT", 2, true);
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    let results: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let accepted = count(&results, "accepted");
    assert_eq!(scene.outbox().len(), accepted);
    assert_eq!(count(&results, "open"), 500 - accepted);
    scene.is_complete(500, &scene.send(&[]));
    scene.end();
}

#[test]
fn a_wrong_file_sends_nothing_and_names_line_and_rule() {
    let scene = Scene::new(1);
    scene.stage.emulator().clear_requests();
    let long = "가".repeat(46);
    for (file, more, expected) in [
        (
            "to,content\n010-0000-0000,x\n",
            &[][..],
            "line 2, column to: must be digits only",
        ),
        ("to,content\n,x\n", &[], "line 2, column to: is empty"),
        (
            "to\n01000000000\n",
            &[],
            "line 2, column content: is empty, and there is no --content",
        ),
        (
            &format!("to,content\n01000000000,{long}\n"),
            &[],
            "has 92 bytes in EUC-KR; SMS has at most 90",
        ),
        (
            "to,content\n01000000000,😀\n",
            &[],
            "has a character that EUC-KR does not",
        ),
        (
            "to,content\n01000000000,x\n\n01000000000,x\n",
            &[],
            "line 4, column to: gets the same text on line 2",
        ),
        (
            "to,subject\n01000000000,x\n",
            &["--content", "x"],
            "column subject: is for LMS only",
        ),
        (
            "number\n01000000000\n",
            &[],
            "is not a column; known are to, content, subject",
        ),
        ("to\n", &[], "has no rows"),
        (
            "to\n01000000000\n",
            &["--content", &long],
            "--content has 92 bytes",
        ),
    ] {
        scene.write(file);
        let output = scene.send(more);
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains(expected), "{expected}: {errors}");
    }
    assert!(scene.stage.emulator().requests().is_empty());
    // As an LMS it fits.
    scene.write(&format!("to,content\n01000000000,{long}\n"));
    assert_eq!(
        scene.send(&["--type", "LMS", "--dry-run"]).status.code(),
        Some(0)
    );
    assert!(scene.stage.emulator().requests().is_empty());
    scene.is_complete(1, &scene.send(&["--type", "LMS", "--subject", "제목"]));
    scene.end();
}
