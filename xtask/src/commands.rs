//! The commands of the READMEs that cargo runs. All others are run by the test `documentation` of
//! `ncloud-cli`, which may not run cargo, because cargo runs it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::{files, process, tools, workspace};

/// Runs each once.
pub fn run() -> Result<(), String> {
    let mut commands = BTreeSet::new();
    for path in documents()? {
        commands.extend(commands_of_cargo(&files::read(&path)?));
    }
    if commands.is_empty() {
        return Err("no file has a command of cargo".to_owned());
    }
    commands.iter().try_for_each(|command| perform(command))
}

/// The READMEs and the chapters of the guide.
fn documents() -> Result<Vec<PathBuf>, String> {
    let root = workspace::root();
    let mut documents = vec![root.join("README.md"), root.join("README.ko.md")];
    let crates = files::entries(&root.join("crates"))?.into_iter();
    documents.extend(crates.map(|path| path.join("README.md")));
    let chapters = files::entries(&root.join("docs/guide/src"))?.into_iter();
    documents.extend(
        chapters.filter(|path| path.extension().is_some_and(|extension| extension == "md")),
    );
    Ok(documents)
}

fn perform(command: &str) -> Result<(), String> {
    let words: Vec<&str> = command.split(' ').collect();
    match words[..] {
        // The step `test` is this command.
        ["test", "--workspace"] => Ok(()),
        // Needs the keys of an account.
        [.., "--real"] => Ok(()),
        // Listens until it is ended; that test starts it.
        ["run", "-p", "ncloud-emulator", ..] => Ok(()),
        // A release build, for nobody but us: unoptimised, and not into the user's folder.
        ["install", "--path", path] => {
            let folder = tools::text(&tools::installed()?.join("readme"))?;
            let arguments = [
                "install", "--path", path, "--debug", "--locked", "--force", "--root", &folder,
            ];
            process::cargo(&arguments, &[])
        }
        ["run", "-p", ..] => process::cargo(&words, &[]),
        _ => Err(format!("`cargo {command}` is run by nothing: say here how")),
    }
}

/// The commands of cargo in the code blocks of a text, without the word `cargo`.
fn commands_of_cargo(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut inside = false;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                inside = matches!(&*language, "sh" | "console");
            }
            Event::End(TagEnd::CodeBlock) => inside = false,
            Event::Text(text) if inside => found.extend(text.lines().filter_map(command_of_cargo)),
            _ => {}
        }
    }
    found
}

fn command_of_cargo(line: &str) -> Option<String> {
    let (command, _comment) = line.split_once(" # ").unwrap_or((line, ""));
    // Variables may stand before it.
    let words = command.split_whitespace();
    let mut words = words.skip_while(|word| *word == "$" || word.contains('='));
    (words.next()? == "cargo").then(|| words.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_of_cargo_are_found() {
        let text =
            "cargo no\n\n```sh\nA=b cargo run -p x  # says x\nls\n```\n\n```rust\ncargo no\n```\n";
        assert_eq!(
            commands_of_cargo(text),
            BTreeSet::from(["run -p x".to_owned()])
        );
    }

    #[test]
    fn an_unknown_command_is_refused() {
        assert!(
            perform("build --unknown")
                .unwrap_err()
                .contains("run by nothing")
        );
        assert_eq!(perform("test --workspace"), Ok(()));
    }
}
