//! All tests, with the command of the README, and a search of all that they traced for secrets.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::{files, process, tools, workspace};

/// Test programs that write no log: they call nothing, or, as the last one, listen themselves.
const SILENT: [&str; 4] = ["generation", "surface", "vectors", "secrets"];

/// What stands in every made-up secret of the tests, and what a private key begins with.
const MARKS: [&str; 3] = ["hunter2", "PRIVATE KEY-----", "SkExampleSecretKey"];

/// Shorter ones, such as an empty one, are in any text.
const SHORTEST: usize = 6;

/// Runs the tests and searches what they traced.
pub(super) fn run() -> Result<(), String> {
    let directory = tools::target()?.join("trace");
    let failed = |error: std::io::Error| format!("{}: {error}", directory.display());
    if directory.exists() {
        fs::remove_dir_all(&directory).map_err(failed)?;
    }
    fs::create_dir_all(&directory).map_err(failed)?;
    let variable = ("NCLOUD_TRACE_DIR", &*directory.to_string_lossy());
    process::cargo(&["test", "--workspace", "--locked"], &[variable])?;

    let mut expected = BTreeSet::from(["credentials".to_owned()]);
    for path in files::entries(&workspace::root().join("tests/tests"))? {
        if let Some(name) = path.file_stem().and_then(|name| name.to_str()) {
            expected.insert(name.to_owned());
        }
    }
    expected.retain(|name| !SILENT.contains(&name.as_str()));
    let bytes = search(&directory, &expected)?;
    println!("no secret in {bytes} bytes of {} logs", expected.len());
    // They are large, and nobody reads them when all is well.
    fs::remove_dir_all(&directory).map_err(failed)
}

/// Searches the logs of these programs at least; how many bytes there were.
fn search(directory: &Path, expected: &BTreeSet<String>) -> Result<usize, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", directory.display());
    let (mut logs, mut secrets) = (Vec::new(), BTreeSet::new());
    for path in files::entries(directory)? {
        let text = String::from_utf8_lossy(&fs::read(&path).map_err(failed)?).into_owned();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        if path.extension().is_some_and(|extension| extension == "log") {
            logs.push((name.into_owned(), text));
        } else {
            let long = text.lines().filter(|line| line.len() >= SHORTEST);
            secrets.extend(long.map(str::to_owned));
        }
    }
    for name in expected {
        if !logs
            .iter()
            .any(|(log, text)| log == name && !text.is_empty())
        {
            return Err(format!(
                "`{name}` has traced nothing: call `ncloud_tests::trace::start`, or list it as silent"
            ));
        }
    }
    for (name, text) in &logs {
        for (number, line) in text.lines().enumerate() {
            if let Some(why) = shows(line, &secrets) {
                let number = number + 1;
                return Err(format!(
                    "the log of `{name}`, line {number}, shows {why}: {line}"
                ));
            }
        }
    }
    Ok(logs.iter().map(|(_, text)| text.len()).sum())
}

/// What a line shows that it must not.
fn shows(line: &str, secrets: &BTreeSet<String>) -> Option<&'static str> {
    if MARKS.iter().any(|mark| line.contains(mark)) {
        return Some("a secret");
    }
    // A signature is 44 characters of base64, of which the last is `=`.
    let is_base64 = |letter: char| letter.is_ascii_alphanumeric() || "+/".contains(letter);
    let words = line.split(|letter| !is_base64(letter) && letter != '=');
    if words
        .clone()
        .any(|word| word.trim_end_matches('=').len() == 43 && word.ends_with('='))
    {
        return Some("what looks like a signature");
    }
    let has_secret = secrets.iter().any(|secret| line.contains(secret.as_str()));
    has_secret.then_some("a secret of a test")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_found() {
        let secrets = BTreeSet::from(["correct horse".to_owned()]);
        let signature = "smEZoQObJyqZZEuE0g4pCzPs4QPQEgxUeMnMq0Lb34o=";
        for line in [
            "key=hunter2-x".to_owned(),
            "-----BEGIN EC PRIVATE KEY-----".to_owned(),
            "password: correct horse".to_owned(),
            format!("headers={{\"s\": \"{signature}\"}}"),
        ] {
            assert!(shows(&line, &secrets).is_some(), "{line}");
        }
        for line in [
            "attempt=1 status=200",
            "trace=smEZoQObJyqZZEuE0g4pCzPs4QPQEgxUeMnMq0Lb",
        ] {
            assert_eq!(shows(line, &secrets), None);
        }
    }

    #[test]
    fn a_program_that_traced_nothing_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path();
        let expected = BTreeSet::from(["calls".to_owned()]);
        assert!(search(directory, &expected).unwrap_err().contains("calls"));
        fs::write(directory.join("calls.log"), "attempt 1\n").unwrap();
        assert_eq!(search(directory, &expected), Ok(10));
        fs::write(directory.join("calls.secrets"), "attempt 1\n\n").unwrap();
        assert!(search(directory, &expected).unwrap_err().contains("line 1"));
    }
}
