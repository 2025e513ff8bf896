//! `ncp configure`: writes a key pair into the credentials file, which the vendor's SDKs read, too.

mod profile;
mod prompt;

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use ncloud_core::{Credentials, Secret, Site};
use zeroize::Zeroizing;

use crate::command_line::{option, switch, text};
use crate::failure::Failure;
use crate::input::Stdin;
use crate::output;
use crate::output::file::{Audience, Reserved, directory, unwritable};

pub(crate) const NAME: &str = "configure";

/// The profile that counts when nobody names one.
pub(super) const DEFAULT_PROFILE: &str = "DEFAULT";

const HOME: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };

pub(crate) fn command() -> Command {
    Command::new(NAME)
        .about("Write a key pair into ~/.ncloud/configure, for this program and the vendor's SDKs")
        .after_help(
            "Asks for what is not given; the secret key does not show while it is typed. Other profiles,\n\
             comments and settings of the file stay. --profile names the profile, DEFAULT without it, and\n\
             --site the site that the keys belong to.",
        )
        .arg(option("access-key", "KEY", "Access key"))
        .arg(option("secret-key-file", "FILE", "File that holds the secret key"))
        .arg(option("secret-key-env", "VARIABLE", "Environment variable that holds the secret key"))
        .arg(switch("secret-key-stdin", "Read the secret key from standard input"))
        .arg(
            option("file", "FILE", "Another file than ~/.ncloud/configure")
                .value_parser(clap::value_parser!(PathBuf)),
        )
        .group(
            clap::ArgGroup::new("secret-key")
                .args(["secret-key-file", "secret-key-env", "secret-key-stdin"]),
        )
}

/// Asks, checks and writes.
///
/// # Errors
/// When the key pair cannot be one, or the file cannot be read or written.
pub(crate) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let path = path(matches)?;
    let profile = text(matches, "profile").unwrap_or(DEFAULT_PROFILE);
    if profile.is_empty() || profile.contains(['[', ']', '\n', '\r']) || profile.trim() != profile {
        return Err(Failure::usage(
            format!("`{profile}` cannot be the name of a profile"),
            "use letters, digits, - and _",
        ));
    }
    let site = text(matches, "site").map(str::parse::<Site>).transpose()?;
    let access_key = match text(matches, "access-key") {
        Some(key) => key.trim().to_owned(),
        None => {
            let typed = prompt::shown("Access key", "--access-key").await?;
            typed.trim().to_owned()
        }
    };
    let secret_key = secret_key(matches).await?;
    // The same checks as when the file is read.
    Credentials::new(&access_key, secret_key.expose())?;
    let secret_key = secret_key.expose().trim();
    if secret_key.contains(['\n', '\r']) {
        return Err(Failure::usage(
            "the secret key has several lines",
            "check that the file holds the secret key and nothing else",
        ));
    }
    put(&path, profile, &access_key, &Secret::new(secret_key), site)?;
    output::line(&format!("profile {profile} written to {}", path.display()))
}

/// Puts a key pair into a profile of a credentials file, and its site when it is given. The rest of the file
/// stays.
///
/// # Errors
/// When the file cannot be read or written.
pub(super) fn put(
    path: &Path,
    profile: &str,
    access_key: &str,
    secret_key: &Secret,
    site: Option<Site>,
) -> Result<(), Failure> {
    let before = existing(path)?;
    let mut values = vec![
        ("ncloud_access_key_id", access_key),
        ("ncloud_secret_access_key", secret_key.expose()),
    ];
    if let Some(site) = site {
        values.push(("ncloud_api_url", site.gateway()));
    }
    let after = profile::set(&before, profile, &values);
    write(path, &after)
}

/// The credentials file: the one that is named, or the one in the home directory.
///
/// # Errors
/// When there is no home directory.
pub(super) fn path(matches: &ArgMatches) -> Result<PathBuf, Failure> {
    if let Some(path) = matches.get_one::<PathBuf>("file") {
        return Ok(path.clone());
    }
    match std::env::var_os(HOME).filter(|home| !home.is_empty()) {
        Some(home) => Ok(Path::new(&home).join(".ncloud").join("configure")),
        None => Err(Failure::usage(
            format!("{HOME} is not set, so there is no home directory"),
            "set it, or name a file with --file",
        )),
    }
}

async fn secret_key(matches: &ArgMatches) -> Result<Secret, Failure> {
    let mut stdin = Stdin::default();
    match crate::input::flags("secret-key", matches, &mut stdin)? {
        Some(secret) => Ok(secret),
        None => {
            let flags = "--secret-key-file, --secret-key-env or --secret-key-stdin";
            prompt::hidden("Secret key", flags).await
        }
    }
}

fn existing(path: &Path) -> Result<Zeroizing<String>, Failure> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Zeroizing::default()),
        Err(error) => Err(Failure::usage(
            format!("{} cannot be read: {error}", path.display()),
            "mend the file or its permissions, or name another with --file",
        )),
    }
}

/// Puts a file for its owner only in the place of the old one.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::create_dir_all(directory(path)).map_err(|error| unwritable(path, &error))?;
    Reserved::new(path, Audience::Owner, true)?.write(text.as_bytes())
}
