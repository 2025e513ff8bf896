//! The command line, and what the help says.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Command, value_parser};

use crate::command_line::globals::seconds;
use crate::command_line::option;

const AFTER: &str = "\
The first line of the file names the columns, in any order; every other line is a recipient:
  to       Number, digits only [required]
  content  Text for this recipient, instead of --content
  subject  Title for this recipient, instead of --subject; for LMS

Nothing is sent when anything in the file is wrong. An SMS has at most 90 bytes in EUC-KR, where a Korean \
syllable takes two, an LMS 2000, a title 40; what EUC-KR does not have is refused. A line that is there twice, \
number and text, is refused, too.

Recipients go out 100 in a request. A journal, which only its owner may read, notes each request before it is \
sent; it holds no numbers and no texts. When a run is interrupted (Ctrl-C, a kill, the network), run the same \
command again: it goes on where it ended, and sends to nobody twice. A request that was not answered may have \
been acted on, so its messages are looked for in the list of SENS. Its recipients are sent to only when they are \
not there and the request has expired, which takes up to --settle seconds; --no-wait leaves them to the next run. \
While the list cannot be had, they stay in doubt, and are told so. Lines may be added to the file, and those that \
were refused may be mended. A list of the last two days that has the same text to the same 100 numbers, from a \
request that this journal does not know, is taken for that of a request in doubt.

That a message was accepted does not say that it was delivered: `ncp sens get-sms-list --request-id ID` tells.

It ends with 0 when every recipient was accepted, with 10 when some were, with 130 after Ctrl-C, and with 9 when \
the time of --timeout is over, after which no request begins. With --dry-run it checks the file and prints what \
is to be done.";

pub(super) fn command() -> Command {
    let file = |name, help| option(name, "FILE", help).value_parser(value_parser!(PathBuf));
    Command::new(super::SEND)
        .about("Send a text message to each recipient of a CSV file; interrupted, it goes on where it ended")
        .after_help(AFTER)
        .arg(file("csv", "CSV file with one recipient in each row").required(true))
        .arg(
            option("service", "ID", "Id of the channel, `ncp:sms:kr:...`; `ncp sens get-project-list` shows it")
                .required(true),
        )
        .arg(option("from", "NUMBER", "Calling number that is registered, digits only").required(true))
        .arg(
            option("type", "TYPE", "Kind of the messages")
                .value_parser(PossibleValuesParser::new(["SMS", "LMS"]))
                .default_value("SMS"),
        )
        .arg(option("content", "TEXT", "Text for recipients without one of their own"))
        .arg(option("subject", "TEXT", "Title of LMS for recipients without one of their own"))
        .arg(
            option("content-type", "TYPE", "Purpose; AD for advertising")
                .value_parser(PossibleValuesParser::new(["COMM", "AD"]))
                .default_value("COMM"),
        )
        .arg(option("country-code", "CODE", "Code of the recipients' country, without a plus sign [default: 82]"))
        .arg(file("journal", "Journal [default: FILE.journal]"))
        .arg(
            option(
                "settle",
                "SECONDS",
                "How long a request that was not answered may still be acted on [default: 480]",
            )
            .value_parser(seconds),
        )
}
