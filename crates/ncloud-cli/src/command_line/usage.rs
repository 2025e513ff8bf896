//! What clap finds wrong, in two lines.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::catalogue;
use crate::failure::Failure;

/// Words and advice of an error of the command line.
pub(crate) fn failure(error: &clap::Error) -> Failure {
    let text = error.to_string();
    let mut what = Vec::new();
    let mut tips = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("Usage:") || line.starts_with("For more information") {
            break;
        }
        if let Some(tip) = line.strip_prefix("tip: ") {
            tips.push(tip.to_owned());
        } else if !line.is_empty() {
            what.push(line.strip_prefix("error: ").unwrap_or(line).to_owned());
        }
    }
    if matches!(error.kind(), ErrorKind::UnknownArgument) {
        // The value of `--flag=value` may be a secret, and so may a word after a flag that takes none.
        if let Some(ContextValue::String(argument)) = error.get(ContextKind::InvalidArg) {
            let name = argument.split('=').next().unwrap_or_default();
            let is_flag = name.starts_with('-');
            what = vec![if is_flag {
                format!("unexpected argument `{name}`")
            } else {
                "unexpected word that belongs to no flag: it is not repeated, because it may be a secret"
                    .to_owned()
            }];
        }
        tips.retain(|tip| !tip.contains('='));
    }
    if matches!(error.kind(), ErrorKind::TooManyValues)
        && let Some(ContextValue::String(argument)) = error.get(ContextKind::InvalidArg)
    {
        // That of a flag that takes none, such as `--private-key-stdin=value`, may be a secret.
        what = vec![format!("unexpected value for `{argument}`")];
    }
    if matches!(error.kind(), ErrorKind::InvalidSubcommand)
        && let Some(ContextValue::Strings(similar)) = error.get(ContextKind::SuggestedSubcommand)
    {
        // The most similar one is the last.
        let similar: Vec<&str> = similar.iter().rev().take(3).map(String::as_str).collect();
        tips = vec![format!("similar: {}", similar.join(", "))];
    }
    let arguments = std::env::args_os().skip(1);
    let command = command(arguments.map(|argument| argument.to_string_lossy().into_owned()));
    tips.push(format!("see `{command} --help`"));
    Failure::usage(what.join(" "), tips.join("; "))
}

/// The command that was called, as far as it exists.
fn command(arguments: impl Iterator<Item = String>) -> String {
    let mut names = vec!["ncp".to_owned()];
    let mut current = Some(super::root());
    let mut service = None;
    for argument in arguments {
        if let Some(known) = catalogue::service(&argument).filter(|_| names.len() == 1) {
            service = Some(known);
            current = None;
            names.push(argument);
        } else if let Some(known) = service {
            if known.operation(&argument).is_some() {
                names.push(argument);
                break;
            }
        } else if let Some(next) = current
            .as_ref()
            .and_then(|command| command.find_subcommand(&argument))
        {
            current = Some(next.clone());
            names.push(argument);
        }
    }
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_may_be_secret_are_not_repeated() {
        for (arguments, expected) in [
            (
                &["--private-key-stdin=hunter2"][..],
                "unexpected value for `--private-key-stdin`",
            ),
            (
                &["--private-kye=hunter2"],
                "unexpected argument `--private-kye`",
            ),
            (
                &["--private-key-stdin", "hunter2"],
                "unexpected word that belongs to no flag: it is not repeated, because it may be a secret",
            ),
        ] {
            let call = ["ncp", "certificate-manager", "create-external-certificate"];
            let words = call.iter().chain(arguments);
            let error = super::super::root().try_get_matches_from(words).err();
            let failure = error.as_ref().map(failure);
            let shown = failure.as_ref().map(ToString::to_string);
            assert_eq!(failure.as_ref().map(Failure::what), Some(expected));
            assert!(
                !shown.unwrap_or_default().contains("hunter2"),
                "{arguments:?}"
            );
        }
    }
}
