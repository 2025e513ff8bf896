//! `ncp keys rotate`, killed at each of its requests: the profile always has a key that works, and the next
//! run ends with exactly one.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod shell;
mod strike;

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::mpsc::{self, Receiver};

use ncloud_emulator::Fault;
use serde_json::{Value, json};
use strike::{SECRET, Stage};

/// What the credentials file has beside the profile of the sub account.
const OTHERS: &str = "# mine\n[DEFAULT]\nncloud_access_key_id = main\nncloud_secret_access_key = hunter2-main-secret\n; a note\n";

/// An emulator with a sub account, whose key is in a profile.
struct Scene {
    stage: Stage,
    /// HTTP statuses of all answers.
    statuses: Receiver<u16>,
    sub_account: String,
}

impl Scene {
    fn new() -> Self {
        let (status, statuses) = mpsc::channel();
        let stage = Stage::new(move |request| {
            status.send(request.status).ok();
        });
        let mut scene = Self {
            stage,
            statuses,
            sub_account: String::new(),
        };
        std::fs::write(scene.file(), OTHERS).unwrap();
        let body = json!({
            "loginId": "build.bot", "name": "build bot", "active": true, "canAPIGatewayAccess": true,
            "canConsoleAccess": false, "needPasswordReset": false,
        });
        let body_file = scene.stage.path("body.json");
        std::fs::write(&body_file, body.to_string()).unwrap();
        let body_file = body_file.to_str().unwrap();
        let made = scene.main(&["create-sub-account", "--body", body_file]);
        scene.sub_account = made["id"].as_str().unwrap().to_owned();
        let search = ["--search-column", "policyName", "--search-word"];
        let search = [&["get-policies"], &search[..], &["NCP_SUB_ACCOUNT_MANAGER"]].concat();
        let policies = scene.main(&search);
        let policy = policies["items"][0]["policyId"].as_str().unwrap();
        let attach = ["attach-policy-to-sub-account", "--policy-id-list", policy];
        scene.main_for_account(&attach);
        let key = scene.main_for_account(&["create-access-key"]);
        let text = |name: &str| key[name].as_str().unwrap();
        let profile = format!(
            "\n[bot]\nncloud_access_key_id = {}\nncloud_secret_access_key = {}\n",
            text("accessKey"),
            text("keySecret")
        );
        std::fs::write(scene.file(), format!("{OTHERS}{profile}")).unwrap();
        scene
    }

    fn file(&self) -> PathBuf {
        self.stage.path("configure")
    }

    /// Calls Sub Account with the key pair of the main account.
    fn main(&self, arguments: &[&str]) -> Value {
        let output = self.stage.ncp(&[&["sub-account"], arguments].concat());
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            text(&output.stderr)
        );
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn main_for_account(&self, arguments: &[&str]) -> Value {
        self.main(&[arguments, &["--sub-account-id", &self.sub_account]].concat())
    }

    /// `ncp keys` with the profile of the sub account. The key pair in the environment must not count.
    fn keys(&self, command: &str, more: &[&str]) -> Command {
        let mut keys = self.stage.command();
        keys.args(["keys", command, "--profile", "bot", "--file"])
            .arg(self.file())
            .args(more);
        keys
    }

    fn rotate(&self, more: &[&str]) -> Output {
        let output = self.keys("rotate", more).output().unwrap();
        self.tells_no_secret(&output);
        output
    }

    /// Runs a rotation that is killed at a request.
    fn struck(&self, after: u64, before_the_answer: bool, more: &[&str]) -> Output {
        let rotation = self.keys("rotate", more);
        let output = self
            .stage
            .struck(rotation, "-KILL", after, before_the_answer);
        self.tells_no_secret(&output);
        output
    }

    /// The value of a name in the profile of the sub account.
    fn in_profile(&self, name: &str) -> String {
        let file = std::fs::read_to_string(self.file()).unwrap();
        let profile = file.split("[bot]").nth(1).unwrap();
        let line = profile.lines().find(|line| line.starts_with(name)).unwrap();
        line.split(" = ").nth(1).unwrap().to_owned()
    }

    fn own(&self) -> String {
        self.in_profile("ncloud_access_key_id")
    }

    fn tells_no_secret(&self, output: &Output) {
        let secret = self.in_profile("ncloud_secret_access_key");
        for printed in [&output.stdout, &output.stderr] {
            let printed = text(printed);
            assert!(
                !printed.contains(&secret) && !printed.contains("BPKMKR"),
                "{printed}"
            );
        }
    }

    /// The key of the profile works, and the rest of the file is as it was.
    fn works(&self) {
        let output = self
            .keys("list", &["--sub-account", &self.sub_account])
            .output();
        let output = output.unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        self.tells_no_secret(&output);
        let keys: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
        let own: Vec<_> = keys.iter().filter(|key| key["inProfile"] == true).collect();
        assert_eq!(own.len(), 1, "{keys:?}");
        assert_eq!(
            (&own[0]["active"], &own[0]["accessKey"]),
            (&json!(true), &json!(self.own()))
        );
        let file = std::fs::read_to_string(self.file()).unwrap();
        assert!(file.starts_with(OTHERS), "{file}");
    }

    /// Access keys, and whether they are active.
    fn listed(&self) -> Vec<(String, bool)> {
        let keys = self.main_for_account(&["get-access-keys"]);
        let keys = keys.as_array().unwrap().iter();
        let pair = |key: &Value| {
            let name = key["accessKey"].as_str().unwrap().to_owned();
            (name, key["active"] == true)
        };
        keys.map(pair).collect()
    }

    /// The only active key is that of the profile, and nothing is left of the rotation.
    fn is_through(&self) {
        self.works();
        let active: Vec<_> = self
            .listed()
            .into_iter()
            .filter(|(_, active)| *active)
            .collect();
        assert_eq!(active, [(self.own(), true)]);
        let files = std::fs::read_dir(self.stage.directory.path()).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        assert_eq!(names, ["body.json", "configure"]);
        let mode = std::fs::metadata(self.file()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    fn end(self) {
        self.stage.end();
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_rotation_replaces_the_key_and_stops_the_old_one() {
    let scene = Scene::new();
    let old = scene.own();
    let output = scene.rotate(&[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let new = scene.own();
    assert_ne!(new, old);
    assert_eq!(
        answer,
        json!({
            "profile": "bot", "subAccountId": scene.sub_account, "accessKey": new,
            "oldAccessKey": old, "oldStatus": "stopped",
        })
    );
    assert_eq!(scene.listed(), [(old.clone(), false), (new.clone(), true)]);
    scene.is_through();
    // Now there are two.
    let output = scene.rotate(&[]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    assert!(
        told.contains("has two keys") && told.contains(&format!("{old}, is stopped")),
        "{told}"
    );
    assert_eq!(scene.listed(), [(old.clone(), false), (new, true)]);
    scene.is_through();
    let advice = ["delete-access-key", "--access-key", &old];
    scene.main_for_account(&advice);
    let output = scene.rotate(&["--delete-old", "--verbose"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(scene.listed(), [(scene.own(), true)]);
    scene.is_through();
    scene.end();
}

#[test]
fn killed_at_any_request_it_goes_on() {
    let scene = Scene::new();
    // The sub account's keys twice, the new key, a read with it, the stop, the deletion.
    for before_the_answer in [true, false] {
        for request in 1..=6 {
            let more = ["--delete-old", "--sub-account", &scene.sub_account];
            let output = scene.struck(request, before_the_answer, &more);
            if before_the_answer {
                assert_eq!(
                    output.status.code(),
                    None,
                    "request {request}: {}",
                    text(&output.stderr)
                );
            }
            scene.works();
            let output = scene.rotate(&more);
            assert!(
                output.status.success(),
                "request {request}: {}",
                text(&output.stderr)
            );
            assert_eq!(scene.listed(), [(scene.own(), true)]);
            scene.is_through();
        }
    }
    scene.end();
}

#[test]
fn killed_before_the_service_acts_it_goes_on() {
    let scene = Scene::new();
    for (operation, request) in [
        ("createAccessKey", 3),
        ("updateAccessKeyStatus", 5),
        ("deleteAccessKey", 6),
    ] {
        let more = ["--delete-old", "--sub-account", &scene.sub_account];
        scene
            .stage
            .emulator()
            .fault(Fault::on(operation).drop_connection().times(1))
            .unwrap();
        let output = scene.struck(request, true, &more);
        assert_eq!(output.status.code(), None, "{operation}");
        scene.works();
        let output = scene.rotate(&more);
        assert!(
            output.status.success(),
            "{operation}: {}",
            text(&output.stderr)
        );
        assert_eq!(scene.listed(), [(scene.own(), true)]);
        scene.is_through();
    }
    scene.end();
}

#[test]
fn answers_that_do_not_arrive_are_caught_up_with() {
    let scene = Scene::new();
    let fault = Fault::on("createAccessKey")
        .drop_connection()
        .after_performing()
        .times(1);
    scene.stage.emulator().fault(fault).unwrap();
    let output = scene.rotate(&[]);
    assert_eq!(output.status.code(), Some(8), "{}", text(&output.stderr));
    assert_eq!(scene.listed().len(), 2);
    scene.works();
    let journal = scene.stage.path("configure.rotation");
    let mode = std::fs::metadata(&journal).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let output = scene.rotate(&[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("was made by a run that was interrupted"));
    scene.is_through();
    scene.end();
}

#[test]
fn a_new_key_that_is_not_yet_known_is_tried_again() {
    let scene = Scene::new();
    let old = scene.own();
    let more = ["--sub-account", &scene.sub_account];
    // The new key is in the journal, and not in the profile.
    scene.struck(4, true, &more);
    assert_eq!(scene.own(), old);
    let new = scene.listed().pop().unwrap().0;
    assert!(scene.stage.emulator().stop_key(&new));
    while scene.statuses.try_recv().is_ok() {}
    let rotation = scene.keys("rotate", &more).spawn().unwrap();
    while scene.statuses.recv().unwrap() != 401 {}
    assert_eq!(scene.own(), old);
    assert!(scene.stage.emulator().start_key(&new));
    let output = rotation.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(scene.own(), new);
    scene.is_through();
    scene.end();
}

#[test]
fn the_key_of_a_main_account_is_not_rotated() {
    let scene = Scene::new();
    let mut command = scene.stage.command();
    command.args(["keys", "rotate", "--file"]).arg(scene.file());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(5));
    let told = text(&output.stderr);
    assert!(told.contains("no sub account has the key main"), "{told}");
    let file = scene.stage.path("configure.rotation");
    assert!(!file.exists());
    scene.end();
}

#[test]
fn what_another_profile_has_begun_is_left_alone() {
    let scene = Scene::new();
    scene.struck(4, true, &["--sub-account", &scene.sub_account]);
    let mut command = scene.stage.command();
    command.args(["keys", "rotate", "--file"]).arg(scene.file());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(
        told.contains("a rotation of the profile bot is not through"),
        "{told}"
    );
    // Nor does a profile that was changed by hand meanwhile lose a key.
    let before = std::fs::read_to_string(scene.file()).unwrap();
    std::fs::write(scene.file(), before.replace(&scene.own(), "main")).unwrap();
    let secret = scene.in_profile("ncloud_secret_access_key");
    let changed = std::fs::read_to_string(scene.file()).unwrap();
    std::fs::write(scene.file(), changed.replace(&secret, SECRET)).unwrap();
    let output = scene.keys("rotate", &[]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    std::fs::write(scene.file(), before).unwrap();
    let output = scene.rotate(&[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    scene.is_through();
    scene.end();
}
