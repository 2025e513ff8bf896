//! `ncp cert bulk`, killed, interrupted and without an answer: no row is lost, none is issued twice.
//!
//! `NCLOUD_SOAK_ROWS`, `NCLOUD_SOAK_KILLS` and `NCLOUD_SOAK_SEED` set the size of the kills.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod setting;
mod shell;
mod strike;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Output;
use std::time::Duration;

use der::DecodePem as _;
use ncloud_emulator::Fault;
use rcgen::{KeyPair, PublicKeyData as _};
use serde_json::Value;
use setting::setting;
use strike::Stage;

/// Long enough for the emulator to be through with what a client sent before it died.
const SETTLE: &str = "5";

/// An emulator with a CA, and a directory with a file of rows.
struct Scene {
    stage: Stage,
    ca: String,
}

impl Scene {
    fn new(rows: usize) -> Self {
        let mut scene = Self {
            stage: Stage::new(|_| ()),
            ca: String::new(),
        };
        let root = "private-ca create-ca --ca-type PRIVATE_ROOT --alias root --key-type EC256 --period MAX \
                    --x509-parameters.common-name Root --query data.caInfo.caTag -o text";
        let created = scene
            .stage
            .ncp(&root.split_whitespace().collect::<Vec<_>>());
        scene.ca = text(&created.stdout).trim().to_owned();
        // One that is there before must not be taken for one of ours.
        let other =
            "--cn www0.example.com --key-type EC256 --out-key other.key --out-cert other.pem";
        let mut issue = vec!["cert", "issue", "--ca", &scene.ca];
        issue.extend(other.split(' '));
        assert!(scene.stage.ncp(&issue).status.success());
        scene.write(rows);
        scene
    }

    /// Writes the file of rows.
    fn write(&self, rows: usize) {
        let mut file = "cn,san,out-key,out-cert,out-chain\n".to_owned();
        for row in 0..rows {
            let name = format!("www{row}");
            let line =
                format!("{name}.example.com,10.0.0.1 {name},{name}.key,{name}.pem,{name}.chain");
            writeln!(file, "{line}").unwrap();
        }
        std::fs::write(self.stage.path("rows.csv"), file).unwrap();
    }

    fn bulk<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let mut arguments = vec!["cert", "bulk", "rows.csv", "--ca", &self.ca];
        if !more.contains(&"--settle") {
            arguments.extend(["--settle", SETTLE]);
        }
        arguments.extend(more);
        arguments
    }

    /// Runs `cert bulk`, which gets a signal after so many requests.
    fn struck(&self, signal: &'static str, after: u64, before_the_answer: bool) -> Output {
        let mut command = self.stage.command();
        command.args(self.bulk(&[]));
        self.stage.struck(command, signal, after, before_the_answer)
    }

    /// Serial numbers of the certificates of the CA, without the one that was there before.
    fn issued(&self) -> BTreeSet<String> {
        let listed = self.stage.ncp(&[
            "private-ca",
            "get-end-cert-list",
            "--ca-tag",
            &self.ca,
            "--all",
        ]);
        let listed: Vec<String> = serde_json::from_slice(&listed.stdout).unwrap();
        let distinct: BTreeSet<String> = listed.iter().cloned().collect();
        assert_eq!(distinct.len(), listed.len());
        let other = serial(&self.stage.path("other.pem"));
        distinct
            .into_iter()
            .filter(|serial| *serial != other)
            .collect()
    }

    /// Every row has a certificate, for its key and with its name, and the CA has issued no others.
    fn is_complete(&self, rows: usize, output: &Output) -> Vec<Value> {
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let results: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(results.len(), rows);
        let told = results
            .iter()
            .map(|result| result["serialNo"].as_str().unwrap().to_owned());
        assert_eq!(told.collect::<BTreeSet<String>>(), self.issued());
        for (row, result) in results.iter().enumerate() {
            let file = |ending: &str| self.stage.path(&format!("www{row}.{ending}"));
            let certificate = certificate(&file("pem"));
            let subject = certificate.tbs_certificate().subject().to_string();
            assert_eq!(subject, format!("CN=www{row}.example.com"));
            assert_eq!(serial(&file("pem")), result["serialNo"].as_str().unwrap());
            let key = KeyPair::from_pem(&std::fs::read_to_string(file("key")).unwrap()).unwrap();
            let public = certificate.tbs_certificate().subject_public_key_info();
            assert_eq!(
                key.der_bytes(),
                public.subject_public_key.raw_bytes(),
                "{row}"
            );
            assert_eq!(mode(&file("key")), 0o600);
            assert_eq!(mode(&file("pem")), 0o644);
            assert!(certificate_count(&file("chain")) == 1);
        }
        // The rows, their journal, and the certificate that was there before; no half of anything.
        let files = self.stage.directory.path().read_dir().unwrap().count();
        assert_eq!(files, 3 * rows + 2 + 2);
        results
    }

    fn end(self) {
        self.stage.end();
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

fn certificate(path: &Path) -> x509_cert::Certificate {
    x509_cert::Certificate::from_pem(std::fs::read(path).unwrap()).unwrap()
}

fn certificate_count(path: &Path) -> usize {
    let text = std::fs::read_to_string(path).unwrap();
    text.matches("BEGIN CERTIFICATE").count()
}

fn serial(path: &Path) -> String {
    let certificate = certificate(path);
    let octets = certificate.tbs_certificate().serial_number().as_bytes();
    let pairs: Vec<String> = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    pairs.join(":")
}

fn result<'a>(results: &'a [Value], kind: &str) -> Vec<&'a Value> {
    results
        .iter()
        .filter(|result| result["result"] == kind)
        .collect()
}

#[test]
fn kills_lose_no_row_and_issue_none_twice() {
    let rows = setting("NCLOUD_SOAK_ROWS", 60);
    let kills = setting("NCLOUD_SOAK_KILLS", 3);
    let seed = setting("NCLOUD_SOAK_SEED", 20_261_122);
    eprintln!("{rows} rows, {kills} kills, seed {seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let count = usize::try_from(rows).unwrap();
    let scene = Scene::new(count);
    let mut unheard = 0;
    for kill in 0..kills {
        // Not the first request of all, which is the list of what was there before.
        let after = random.u64(2..=rows / (kills + 1));
        let before_the_answer = random.bool();
        let output = scene.struck("-KILL", after, before_the_answer);
        assert_eq!(output.status.code(), None, "{}", text(&output.stderr));
        unheard += usize::from(before_the_answer);
        let issued = scene.issued().len();
        eprintln!(
            "kill {kill} at request {after}, before its answer: {before_the_answer}; {issued} are issued"
        );
    }
    let output = scene.stage.ncp(&scene.bulk(&[]));
    let results = scene.is_complete(count, &output);
    // Every kill before an answer left a certificate that nobody had heard of.
    let found = result(&results, "found").len();
    eprintln!("{found} certificates were found");
    assert!(found >= unheard, "{found} of {unheard}");
    // Again, there is nothing to do, and nobody is asked.
    scene.stage.emulator().clear_requests();
    let output = scene.stage.ncp(&scene.bulk(&[]));
    assert!(scene.stage.emulator().requests().is_empty());
    assert_eq!(
        result(&scene.is_complete(count, &output), "before").len(),
        count
    );
    scene.end();
}

#[test]
fn an_interrupt_ends_with_what_has_begun() {
    let scene = Scene::new(30);
    let output = scene.struck("-INT", 9, true);
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    let results: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let issued = result(&results, "issued").len();
    assert!((8..30).contains(&issued), "{issued}");
    assert_eq!(scene.issued().len(), issued);
    assert_eq!(result(&results, "open").len(), 30 - issued);
    let errors = text(&output.stderr);
    let said = format!(
        "error: {issued} of 30 certificates are issued: interrupted\nhelp: mend what is wrong and run the same command again"
    );
    assert!(errors.contains(&said), "{errors}");
    let output = scene.stage.ncp(&scene.bulk(&[]));
    let results = scene.is_complete(30, &output);
    assert_eq!(result(&results, "before").len(), issued);
    scene.end();
}

#[test]
fn time_that_runs_out_ends_with_what_has_begun() {
    let scene = Scene::new(8);
    let slow = Fault::on("signEndCsr").delay(Duration::from_millis(400));
    scene
        .stage
        .emulator()
        .fault(slow.after_performing())
        .unwrap();
    let output = scene
        .stage
        .ncp(&scene.bulk(&["--concurrency", "1", "--timeout", "1"]));
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(9), "{errors}");
    assert!(
        errors.contains("of 8 certificates are issued: the time is over"),
        "{errors}"
    );
    let results: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result(&results, "issued").len(), scene.issued().len());
    scene.stage.emulator().clear_faults();
    let output = scene.stage.ncp(&scene.bulk(&[]));
    let results = scene.is_complete(8, &output);
    assert!(result(&results, "found").is_empty());
    scene.end();
}

#[test]
fn the_time_of_a_command_is_that_of_all_its_calls() {
    // Two pages.
    let scene = Scene::new(110);
    let output = scene.stage.ncp(&scene.bulk(&[]));
    scene.is_complete(110, &output);
    let slow = Fault::on("getEndCertList").delay(Duration::from_millis(600));
    scene.stage.emulator().fault(slow).unwrap();
    let arguments = [
        "private-ca",
        "get-end-cert-list",
        "--all",
        "--timeout",
        "1",
        "--ca-tag",
        &scene.ca,
    ];
    let output = scene.stage.ncp(&arguments);
    assert_eq!(output.status.code(), Some(9), "{}", text(&output.stderr));
    scene.end();
}

#[test]
fn requests_without_an_answer_are_settled() {
    let scene = Scene::new(6);
    let fault = |fault: Fault| scene.stage.emulator().fault(fault).unwrap();
    let sign = || Fault::on("signEndCsr");
    fault(sign().drop_connection().after_performing().times(1));
    fault(sign().drop_connection().times(1));
    fault(sign().code("510").after_performing().times(1));
    let doubtful =
        scene
            .stage
            .ncp(&scene.bulk(&["--no-wait", "--concurrency", "1", "--settle", "600"]));
    assert_eq!(
        doubtful.status.code(),
        Some(10),
        "{}",
        text(&doubtful.stderr)
    );
    let results: Vec<Value> = serde_json::from_slice(&doubtful.stdout).unwrap();
    assert_eq!(result(&results, "found").len(), 2);
    assert_eq!(result(&results, "issued").len(), 3);
    let failed = result(&results, "failed");
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0]["line"], 3);
    assert_eq!(scene.issued().len(), 5);
    // Its row cannot be taken away meanwhile.
    scene.write(1);
    let output = scene.stage.ncp(&scene.bulk(&[]));
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(
        errors.contains("the row of www1.pem is gone from the file"),
        "{errors}"
    );
    scene.write(6);
    // It is asked for again when the request cannot be acted on any more.
    let output = scene.stage.ncp(&scene.bulk(&["--settle", "0.2"]));
    let results = scene.is_complete(6, &output);
    assert_eq!(result(&results, "issued").len(), 1);
    scene.end();
}

#[test]
fn a_row_in_doubt_whose_key_is_gone_is_not_asked_for_again() {
    let scene = Scene::new(2);
    let fault = Fault::on("signEndCsr").drop_connection().times(1);
    scene.stage.emulator().fault(fault).unwrap();
    let output =
        scene
            .stage
            .ncp(&scene.bulk(&["--concurrency", "1", "--no-wait", "--settle", "600"]));
    assert_eq!(output.status.code(), Some(10), "{}", text(&output.stderr));
    let pending = scene.stage.path("www0.key.pending");
    let key = std::fs::read(&pending).unwrap();
    std::fs::remove_file(&pending).unwrap();
    let output = scene.stage.ncp(&scene.bulk(&["--settle", "0.2"]));
    assert_eq!(output.status.code(), Some(10));
    let errors = text(&output.stderr);
    assert!(
        errors.contains("line 2: the key in www0.key.pending is gone"),
        "{errors}"
    );
    assert_eq!(scene.issued().len(), 1);
    std::fs::write(&pending, key).unwrap();
    let mode = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(&pending, mode).unwrap();
    let output = scene.stage.ncp(&scene.bulk(&[]));
    scene.is_complete(2, &output);
    scene.end();
}

#[test]
fn a_refused_row_is_told_and_the_others_are_issued() {
    let scene = Scene::new(4);
    let refusal = Fault::on("signEndCsr").service_failure(400, "EXCEED_EXPIRY_DATE", "too long");
    scene.stage.emulator().fault(refusal.times(1)).unwrap();
    let output = scene.stage.ncp(&scene.bulk(&["--concurrency", "1"]));
    assert_eq!(output.status.code(), Some(10));
    let errors = text(&output.stderr);
    assert!(
        errors.starts_with("line 2: private-ca signEndCsr: too long"),
        "{errors}"
    );
    assert!(
        errors.contains("\nerror: 3 of 4 certificates are issued: "),
        "{errors}"
    );
    // Nor does a reader who goes make it whole.
    let refusal = Fault::on("signEndCsr").service_failure(400, "EXCEED_EXPIRY_DATE", "too long");
    scene.stage.emulator().fault(refusal.times(1)).unwrap();
    let mut child = scene.stage.command().args(scene.bulk(&[])).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(10));
    let output = scene.stage.ncp(&scene.bulk(&[]));
    scene.is_complete(4, &output);
    scene.end();
}

#[test]
fn a_service_out_of_order_is_not_asked_for_every_row() {
    let scene = Scene::new(40);
    let fault = Fault::on("signEndCsr").code("500");
    scene.stage.emulator().fault(fault).unwrap();
    scene.stage.emulator().clear_requests();
    let output = scene.stage.ncp(&scene.bulk(&["--concurrency", "1"]));
    assert_eq!(output.status.code(), Some(7), "{}", text(&output.stderr));
    // The list, and five rows.
    assert_eq!(scene.stage.emulator().requests().len(), 6);
    assert!(scene.issued().is_empty());
    scene.stage.emulator().clear_faults();
    let output = scene.stage.ncp(&scene.bulk(&["--settle", "0.2"]));
    scene.is_complete(40, &output);
    scene.end();
}

#[test]
fn a_full_disk_leaves_no_half_file_and_can_be_gone_on_from() {
    let scene = Scene::new(12);
    // The shell counts in blocks of 512 or of 1024 octets: the journal does not fit into two of either.
    let program = format!(
        "trap '' XFSZ; ulimit -f 2; exec {} \"$@\"",
        env!("CARGO_BIN_EXE_ncp")
    );
    let mut arguments = vec!["-c", &program, "sh"];
    arguments.extend(scene.bulk(&["--concurrency", "1"]));
    let limited = scene.stage.in_place("/bin/sh").args(arguments).output();
    let limited = limited.unwrap();
    assert_eq!(limited.status.code(), Some(10), "{}", text(&limited.stderr));
    let errors = text(&limited.stderr);
    assert!(
        errors.contains("rows.csv.journal cannot be written: File too large"),
        "{errors}"
    );
    let journal = std::fs::read_to_string(scene.stage.path("rows.csv.journal")).unwrap();
    assert!(journal.ends_with('\n'), "{journal}");
    for line in journal.lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok(), "{line}");
    }
    let output = scene.stage.ncp(&scene.bulk(&["--settle", "0.2"]));
    scene.is_complete(12, &output);
    scene.end();
}

#[test]
fn two_runs_at_once_are_refused() {
    let scene = Scene::new(2);
    let journal = std::fs::File::create(scene.stage.path("rows.csv.journal")).unwrap();
    journal.lock().unwrap();
    let output = scene.stage.ncp(&scene.bulk(&[]));
    assert_eq!(output.status.code(), Some(2));
    let errors = text(&output.stderr);
    assert!(errors.contains("is in use by another run"), "{errors}");
    drop(journal);
    let output = scene.stage.ncp(&scene.bulk(&[]));
    scene.is_complete(2, &output);
    scene.end();
}

#[test]
fn a_bad_row_is_refused_before_anything_is_issued() {
    let scene = Scene::new(1);
    let good = "cn,out-key,out-cert,period,country,san,key-type\n";
    let cases = [
        ("cn,out-key\n", "line 1, column out-cert: is missing"),
        (
            "cn,out-key,out-cert,sans\n",
            "line 1, column `sans`: is not a column",
        ),
        (
            "cn,cn,out-key,out-cert\n",
            "line 1, column `cn`: is there twice",
        ),
        (
            "w,a,b,,,,\nx,c,d,3651,,,",
            "line 3, column period: must match",
        ),
        ("w,a,b,,,,\n,c,d,,,,", "line 3, column cn: is empty"),
        (
            "w,a,b,,,,\nx,c",
            "line 3: has 2 fields, the first line names 7 columns",
        ),
        (
            "w,a,b,,,,\nx,a,d,,,,",
            "line 3, column out-key: a is named on line 2, too",
        ),
        (
            "w,a,a,,,,",
            "line 2, column out-cert: a is named on line 2, too",
        ),
        (
            "w,absent/a,b,,,,",
            "line 2, column out-key: there is no directory absent",
        ),
        (
            "w,other.key,b,,,,",
            "line 2, column out-key: other.key exists; --force writes over it",
        ),
        (
            "w,a,b,,,a_b c/d,",
            "line 2, column san: `c/d` is no host, e-mail or IP address",
        ),
        (
            "w,a,b,,,,EC25",
            "line 2, column key-type: must be one of RSA2048, RSA4096, EC256, EC521",
        ),
        (
            "w,a,b,,\u{d55c}\u{ad6d},,",
            "line 2, column country: must be letters of ASCII",
        ),
        ("", "has no rows"),
        (
            "\"w\",a,b,,,,\n\n\"x\ny\",c,d,0,,,",
            "column period: must match",
        ),
    ];
    scene.stage.emulator().clear_requests();
    for (rows, reason) in cases {
        let file = if rows.starts_with("cn,") {
            rows.to_owned()
        } else {
            format!("{good}{rows}")
        };
        std::fs::write(scene.stage.path("rows.csv"), file).unwrap();
        let output = scene.stage.ncp(&scene.bulk(&[]));
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{rows}: {errors}");
        assert!(errors.contains(reason), "{rows}: {errors}");
    }
    // Lines are counted as editors count them.
    for break_ in ["\n", "\r\n"] {
        let rows = "\u{feff}cn,out-key,out-cert,period|w,a,b,||x,c,d,0|\"y|z\",e,f,0|q,g,h,0|";
        std::fs::write(scene.stage.path("rows.csv"), rows.replace('|', break_)).unwrap();
        let errors = text(&scene.stage.ncp(&scene.bulk(&[])).stderr);
        let lines: Vec<&str> = errors
            .lines()
            .filter_map(|line| line.split(", column").next())
            .collect();
        let told = [
            "rows.csv: line 5",
            "rows.csv: line 7",
            "error: rows.csv: line 4",
        ];
        assert_eq!(lines[..3], told, "{errors}");
    }
    let long = format!("{good}{},a,b,,,,\n", "w".repeat(65));
    std::fs::write(scene.stage.path("rows.csv"), long).unwrap();
    let errors = text(&scene.stage.ncp(&scene.bulk(&[])).stderr);
    assert!(
        errors.contains("line 2, column cn: must have 1 to 64 characters"),
        "{errors}"
    );
    std::fs::write(
        scene.stage.path("rows.csv"),
        b"cn,out-key,out-cert\n\xff,a,b\n",
    )
    .unwrap();
    let errors = text(&scene.stage.ncp(&scene.bulk(&[])).stderr);
    assert!(
        errors.contains("line 2, column cn: is not UTF-8"),
        "{errors}"
    );
    assert!(scene.stage.emulator().requests().is_empty());
    assert!(scene.issued().is_empty());
    scene.end();
}
