//! Certificates and keys made by `openssl`, and its opinion about others.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A directory that goes when it is dropped.
pub(crate) struct Directory(TempDir);

impl Directory {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path().join(name), content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Runs a program in the directory; returns whether it succeeded, and what it printed.
    pub(crate) fn run(&self, program: &str, arguments: &[&str]) -> (bool, String) {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(self.path())
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        (output.status.success(), text)
    }

    pub(crate) fn openssl(&self, arguments: &str) -> String {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        let (succeeded, text) = self.run("openssl", &arguments);
        assert!(succeeded, "openssl {arguments:?}: {text}");
        text
    }
}

/// A certificate and its private key.
#[derive(Clone)]
pub(crate) struct Pair {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// A root and an intermediate CA.
pub(crate) struct Authority {
    pub(crate) directory: Directory,
    pub(crate) root: Pair,
    pub(crate) intermediate: Pair,
}

const EC: &str = "ec -pkeyopt ec_paramgen_curve:prime256v1";
const CA: &str = "-addext basicConstraints=critical,CA:TRUE";

impl Authority {
    pub(crate) fn new() -> Self {
        let directory = Directory::new();
        let pair = |name: &str| Pair {
            certificate: directory.read(&format!("{name}.pem")),
            key: directory.read(&format!("{name}.key")),
        };
        directory.openssl(&format!(
            "req -x509 -newkey {EC} -noenc -keyout root.key -out root.pem -days 3650 -subj /CN=Test-Root"
        ));
        directory.openssl(&format!(
            "req -x509 -CA root.pem -CAkey root.key -newkey {EC} -noenc -keyout sub.key -out sub.pem \
             -days 3650 -subj /CN=Test-Intermediate {CA}"
        ));
        let (root, intermediate) = (pair("root"), pair("sub"));
        Self {
            directory,
            root,
            intermediate,
        }
    }

    /// A certificate by the intermediate CA. `key` is what `-newkey` takes.
    pub(crate) fn issue(&self, subject: &str, names: &str, key: &str) -> Pair {
        self.directory.openssl(&format!(
            "req -x509 -CA sub.pem -CAkey sub.key -newkey {key} -noenc -keyout leaf.key -out leaf.pem \
             -days 365 -subj {subject} -addext subjectAltName={names}"
        ));
        Pair {
            certificate: self.directory.read("leaf.pem"),
            key: self.directory.read("leaf.key"),
        }
    }

    pub(crate) fn leaf(&self, name: &str) -> Pair {
        self.issue(&format!("/CN={name}"), &format!("DNS:{name}"), EC)
    }

    pub(crate) fn chain(&self) -> String {
        format!("{}{}", self.intermediate.certificate, self.root.certificate)
    }
}

/// A request for a certificate and its private key.
pub(crate) fn signing_request(key: &str) -> Pair {
    let directory = Directory::new();
    directory.openssl(&format!(
        "req -new -newkey {key} -noenc -keyout csr.key -out csr.pem -subj /CN=ignored.example"
    ));
    Pair {
        certificate: directory.read("csr.pem"),
        key: directory.read("csr.key"),
    }
}
