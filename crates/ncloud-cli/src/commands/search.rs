//! `ncp search`: clusters of Search Engine Service as what they are.

use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};

use crate::call::Call;
use crate::command_line::globals::{Globals, seconds};
use crate::command_line::{option, text};
use crate::commands::named::Named;
use crate::failure::Failure;
use crate::output::View;
use crate::{output, settings};

pub(crate) const NAME: &str = "search";

/// The service of the clusters.
const SERVICE: &str = "search-engine";

const CLUSTERS: Named = Named {
    service: SERVICE,
    operation: "getClusterInfoList",
    item: "cluster",
    name: "clusterName",
    id: "serviceGroupInstanceNo",
    id_name: "number",
    advice: "`ncp search-engine get-cluster-info-list -o table` lists the clusters",
};

pub(crate) fn command() -> Command {
    Command::new(NAME)
        .about("Clusters of Search Engine Service: wait for a state")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("wait")
                .about("Wait until a cluster runs, or is deleted")
                .arg(
                    Arg::new("cluster")
                        .value_name("CLUSTER")
                        .required(true)
                        .help("Number of the service group instance, or name of the cluster"),
                )
                .arg(
                    option("until", "STATE", "State to wait for")
                        .value_parser(PossibleValuesParser::new(["running", "deleted"]))
                        .default_value("running"),
                )
                .arg(
                    option(
                        "wait-interval",
                        "SECONDS",
                        "Time between two looks [default: 10]",
                    )
                    .value_parser(seconds),
                ),
        )
}

/// # Errors
/// When the state is not reached.
pub(crate) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let Some(("wait", matches)) = matches.subcommand() else {
        return Err(Failure::usage(
            "no command was given",
            "see `ncp search --help`",
        ));
    };
    let globals = Globals::read(matches);
    output::check(&globals)?;
    let given = text(matches, "cluster").unwrap_or_default();
    let config = settings::config(&globals).await?;
    let number = if given.bytes().all(|byte| byte.is_ascii_digit()) {
        given.to_owned()
    } else {
        CLUSTERS.find(&config, &globals, given).await?
    };
    let parameters = [("serviceGroupInstanceNo", number.as_str())];
    let state = text(matches, "until").unwrap_or_default();
    let interval = matches.get_one::<Duration>("wait-interval").copied();
    let call = Call::of(
        &config,
        &globals,
        SERVICE,
        "getClusterInfo",
        &parameters,
        None,
    )?;
    if let Some(answer) = call.until(state, interval).await? {
        output::print(&globals, &answer, &View::default())?;
    }
    Ok(())
}
