//! The command of an operation: its flags, made of its parameters and of the members of its body.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgGroup, Command, value_parser};

use super::globals::{RESERVED, seconds};
use super::{option, switch};
use crate::catalogue::{Answer, Kind, Member, Operation};

const REQUEST: &str = "Request";

/// A command with the flags of an operation.
pub(crate) fn command(operation: &'static Operation) -> Command {
    let long = if operation.details.is_empty() {
        operation.summary.to_owned()
    } else {
        format!("{}\n\n{}", operation.summary, operation.details)
    };
    let mut command = Command::new(operation.command)
        .about(operation.summary)
        .long_about(long)
        .args_override_self(true);
    for member in flags(operation) {
        for argument in arguments(member) {
            command = command.arg(argument);
        }
        if member.secret || member.is_text_file {
            let sources = sources(member);
            let group = sources.map(|source| flag(member) + source).to_vec();
            command = command.group(ArgGroup::new(format!("{}.sources", flag(member))).args(group));
        }
    }
    if operation.body.is_some() {
        command = command
            .arg(
                option(
                    "body",
                    "FILE",
                    "JSON file with the body, - for standard input; flags win over it",
                )
                .help_heading(REQUEST)
                .value_parser(value_parser!(std::path::PathBuf)),
            )
            .arg(switch("skeleton", "Print a body to start from, and end").help_heading(REQUEST));
    }
    if operation.paging.is_some() {
        command = command.arg(switch(
            "all",
            "Get every page, and print the list of all items",
        ));
    }
    if !operation.waits.is_empty() {
        let states = operation
            .waits
            .iter()
            .map(|wait| PossibleValue::new(wait.target.name).help(wait.description));
        command = command
            .arg(
                option(
                    "wait",
                    "STATE",
                    "Look again and again until the state is reached",
                )
                .value_parser(PossibleValuesParser::new(states)),
            )
            .arg(
                option(
                    "wait-interval",
                    "SECONDS",
                    "Time between two looks [default: 10]",
                )
                .value_parser(seconds)
                .requires("wait"),
            );
    }
    if operation.answer == Answer::File {
        command = command
            .arg(
                option("out", "FILE", "File to write the answer to")
                    .value_parser(value_parser!(std::path::PathBuf)),
            )
            .arg(switch("force", "Write over an existing file"));
    }
    command
}

/// What has a flag: parameters, and members of the body that are not objects themselves. One flag sets
/// all that have one name: a page that asks for a number in path and body means the same number.
pub(crate) fn flags(operation: &'static Operation) -> Vec<&'static Member> {
    let mut found: Vec<&Member> = Vec::new();
    let parameters = operation
        .parameters
        .iter()
        .map(|parameter| &parameter.member);
    let members = operation.body.iter().flat_map(|body| body.members);
    for member in parameters.chain(members) {
        collect(member, &mut found);
    }
    found
}

fn collect(member: &'static Member, found: &mut Vec<&'static Member>) {
    if let Kind::Object(members) = member.kind {
        members.iter().for_each(|member| collect(member, found));
    } else if found.iter().all(|known| known.flag != member.flag) {
        found.push(member);
    }
}

/// The name of the flag of a member: one that is taken gets the ending `-value`.
pub(crate) fn flag(member: &Member) -> String {
    if RESERVED.contains(&member.flag) {
        format!("{}-value", member.flag)
    } else {
        member.flag.to_owned()
    }
}

/// Endings of the flags that take a value from elsewhere.
pub(crate) fn sources(member: &Member) -> [&'static str; 3] {
    if member.secret {
        ["-file", "-env", "-stdin"]
    } else {
        ["", "-file", "-stdin"]
    }
}

fn arguments(member: &'static Member) -> Vec<Arg> {
    let flag = flag(member);
    let help = help(member);
    if !member.secret && !member.is_text_file {
        return vec![value(member, flag, help)];
    }
    sources(member)
        .into_iter()
        .map(|source| {
            let name = format!("{flag}{source}");
            let argument = Arg::new(name.clone()).long(name).help_heading(REQUEST);
            let (placeholder, note) = match source {
                "-file" => ("FILE", "from a file"),
                "-env" => ("VARIABLE", "from an environment variable"),
                "-stdin" => {
                    return argument
                        .action(ArgAction::SetTrue)
                        .help(format!("As --{flag}-file, from standard input"));
                }
                _ => ("TEXT", "here"),
            };
            let text = match source {
                "-env" => format!("As --{flag}-file, from an environment variable"),
                _ => format!("{help} [{note}]"),
            };
            argument.value_name(placeholder).help(text)
        })
        .collect()
}

fn value(member: &'static Member, flag: String, help: String) -> Arg {
    let mut argument = Arg::new(flag.clone())
        .long(flag)
        .value_name(member.kind.placeholder())
        .help_heading(REQUEST)
        .allow_negative_numbers(true)
        .help(help);
    argument = match member.kind {
        Kind::Boolean => argument
            .num_args(0..=1)
            .default_missing_value("true")
            .value_parser(PossibleValuesParser::new(["true", "false"]))
            .hide_possible_values(true),
        Kind::List(_) => argument.action(ArgAction::Append),
        // An open list of values is offered, and others are let through: see `closed`.
        Kind::Text | Kind::Integer | Kind::Number if member.closed => {
            let values = member
                .values
                .iter()
                .map(|(value, meaning)| PossibleValue::new(*value).help(*meaning));
            argument
                .value_parser(PossibleValuesParser::new(values))
                .hide_possible_values(true)
        }
        Kind::Text if !member.values.is_empty() => {
            argument.add(clap_complete::ArgValueCandidates::new(move || {
                member
                    .values
                    .iter()
                    .map(|(value, meaning)| {
                        clap_complete::CompletionCandidate::new(*value)
                            .help(Some((*meaning).into()))
                    })
                    .collect()
            }))
        }
        _ => argument,
    };
    argument
}

/// Description, values with their meanings, and whether it must be given.
fn help(member: &Member) -> String {
    let mut text = member.help.to_owned();
    if !member.values.is_empty() {
        let shown: Vec<&str> = member.values.iter().map(|(value, _)| *value).collect();
        text = format!("{text} [values: {}]", shown.join(", "));
    }
    if matches!(member.kind, Kind::List(_)) {
        text.push_str(" [may be repeated]");
    }
    if member.required {
        text.push_str(" [required]");
    }
    text.trim().to_owned()
}
