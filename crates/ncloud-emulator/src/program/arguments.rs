//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;
use ncloud_core::KeyBoundary;

/// Emulates the API gateway and the services of NAVER Cloud Platform on loopback.
#[derive(Parser)]
#[command(
    name = "ncloud-emulator",
    version,
    after_help = "\
Secrets are never options, because command lines are visible to other users:
  NCLOUD_EMULATOR_SECRET_KEY      secret key, unless --secret-key-file names a file
  NCLOUD_EMULATOR_CONTROL_TOKEN   token of the control API, unless --control-token-file names a file

One line on standard output tells the address as soon as requests are answered. Each request is one
line on standard error: number, method, target, status, and what the emulator made of it.

Example:
  NCLOUD_EMULATOR_SECRET_KEY=any-secret ncloud-emulator --access-key any-key --state ./ncloud
  NCLOUD_API_GW=http://127.0.0.1:8500 NCLOUD_ACCESS_KEY=any-key NCLOUD_SECRET_KEY=any-secret ...

SIGINT and SIGTERM let requests that are under way finish and end the program."
)]
pub(super) struct Arguments {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8500")]
    pub(super) listen: SocketAddr,
    /// Allow to listen on addresses that other machines can reach.
    #[arg(long)]
    pub(super) allow_remote: bool,
    /// Another address, which stands for the hosts of a boundary of keys, kr or jp, as in
    /// kr=127.0.0.1:8502; may be given for each.
    #[arg(long, value_name = "BOUNDARY=ADDRESS:PORT", value_parser = boundary_address)]
    pub(super) listen_for_keys: Vec<(KeyBoundary, SocketAddr)>,
    /// Base URL of URLs inside answers, such as those of revocation lists in certificates; that of
    /// the address by default.
    #[arg(long, value_name = "URL")]
    pub(super) public_url: Option<String>,
    /// Access key to accept; one is made up and printed when it is not given.
    #[arg(
        long,
        value_name = "KEY",
        env = "NCLOUD_EMULATOR_ACCESS_KEY",
        hide_env_values = true
    )]
    pub(super) access_key: Option<String>,
    /// File that holds the secret key; goes before the variable.
    #[arg(long, value_name = "FILE")]
    pub(super) secret_key_file: Option<PathBuf>,
    /// JSON file of more key pairs: a list of objects with accessKey, secretKey and, where wanted,
    /// account (main or sub), permissions and allowedAddresses (lists) and stopped.
    #[arg(long, value_name = "FILE")]
    pub(super) keys: Option<PathBuf>,
    /// Refuse signatures in the header x-ncp-apigw-signature-v1, which the vendor's Go, Python and
    /// JavaScript SDKs send.
    #[arg(long)]
    pub(super) strict_v2: bool,
    /// Directory to keep the state in, private keys of CAs included; without it the state ends with
    /// the program.
    #[arg(long, value_name = "DIR")]
    pub(super) state: Option<PathBuf>,
    /// Loopback address to serve the control API on; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(super) control: Option<SocketAddr>,
    /// File that holds the token of the control API; goes before the variable. Without either, a
    /// token is made up and printed.
    #[arg(long, value_name = "FILE", requires = "control")]
    pub(super) control_token_file: Option<PathBuf>,
    /// Print no line for each request.
    #[arg(long)]
    pub(super) quiet: bool,
}

fn boundary_address(text: &str) -> Result<(KeyBoundary, SocketAddr), String> {
    let (boundary, address) = text
        .split_once('=')
        .ok_or("give a boundary and an address, such as kr=127.0.0.1:8502")?;
    let boundary = boundary
        .parse()
        .map_err(|error: ncloud_core::Error| error.to_string())?;
    let address = address
        .parse()
        .map_err(|_| format!("`{address}` is not an address such as 127.0.0.1:8502"))?;
    Ok((boundary, address))
}
