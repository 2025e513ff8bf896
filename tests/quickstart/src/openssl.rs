//! What OpenSSL, which shares nothing with us, thinks of the certificates.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::Outcome;
use crate::authorities::Issued;

/// The certificates in files.
pub(crate) struct Files {
    folder: TempDir,
}

impl Files {
    pub(crate) fn write(root: &str, sub: &str, issued: &Issued) -> io::Result<Self> {
        let files = Self {
            folder: tempfile::tempdir()?,
        };
        fs::write(files.path("root.pem"), root)?;
        fs::write(files.path("sub.pem"), sub)?;
        fs::write(files.path("end.pem"), &issued.certificate)?;
        Ok(files)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn expect_good(&self, crl: &str, ocsp: &str) -> Outcome {
        self.expect(crl, ocsp, "end.pem: OK", "end.pem: good")
    }

    pub(crate) fn expect_revoked(&self, crl: &str, ocsp: &str) -> Outcome {
        self.expect(crl, ocsp, "certificate revoked", "end.pem: revoked")
    }

    /// Asks by revocation list and by OCSP.
    fn expect(&self, crl: &str, ocsp: &str, by_list: &str, by_ocsp: &str) -> Outcome {
        fs::write(self.path("crl.pem"), crl)?;
        let verify =
            "verify -crl_check -CRLfile crl.pem -CAfile root.pem -untrusted sub.pem end.pem";
        let ask = "ocsp -issuer sub.pem -cert end.pem -CAfile root.pem -verify_other sub.pem -url";
        let ask = [ask, ocsp].join(" ");
        for (command, expected) in [(verify, by_list), (ask.as_str(), by_ocsp)] {
            let output = match self.run(command) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    println!("openssl is not installed: nothing else looked at the certificates");
                    return Ok(());
                }
                output => output?,
            };
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said);
            if !said.contains(expected) {
                return Err(format!("openssl {command}: expected {expected:?} in {said}").into());
            }
            let name = command.split(' ').next().unwrap_or_default();
            println!("openssl {name}: {expected}");
        }
        Ok(())
    }

    fn run(&self, arguments: &str) -> io::Result<Output> {
        let mut command = Command::new("openssl");
        command
            .args(arguments.split(' '))
            .current_dir(self.folder.path());
        // A proxy has no business between programs of one machine.
        command.env("no_proxy", "127.0.0.1").output()
    }
}
