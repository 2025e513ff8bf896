//! The credentials file, which the vendor's command line writes.

use std::io;
use std::path::Path;

use zeroize::Zeroizing;

use super::ini::Ini;
use crate::{Credentials, Error, Result, Secret};

const ACCESS_KEY: &str = "ncloud_access_key_id";
const SECRET_KEY: &str = "ncloud_secret_access_key";
const GATEWAY: &str = "ncloud_api_url";

/// Section that counts when nobody names one, together with what stands before the first section.
const DEFAULT_PROFILE: &str = "DEFAULT";

/// A profile, and who named it.
#[derive(Clone, Debug)]
pub(crate) struct NamedProfile {
    pub(crate) name: String,
    /// The variable, or `None` when the program named it.
    pub(crate) variable: Option<&'static str>,
}

/// What the file says.
#[derive(Debug)]
pub(crate) struct FromFile {
    /// The key pair, or why there is none.
    pub(crate) credentials: Result<Credentials, String>,
    pub(crate) gateway: Option<String>,
}

/// Reads the file; what it does not say is left to the next source, what is wrong with it is an error.
///
/// `must_exist` is for a file that the program named: another key pair in its place would be a surprise.
pub(crate) fn read(
    path: &Path,
    must_exist: bool,
    profile: Option<&NamedProfile>,
) -> Result<FromFile> {
    let wrong = |reason: String| Error::configuration(format!("{}: {reason}", path.display()));
    let bytes = match std::fs::read(path) {
        Ok(bytes) => Zeroizing::new(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return match profile {
                Some(profile) => Err(wrong(format!(
                    "{} is not there, because the file does not exist",
                    describe(profile)
                ))),
                None if must_exist => Err(wrong("the file does not exist".to_owned())),
                None => Ok(FromFile {
                    credentials: Err(format!("{} does not exist", path.display())),
                    gateway: None,
                }),
            };
        }
        Err(error) => {
            return Err(wrong(format!("the file cannot be read: {error}")).with_source(error));
        }
    };
    #[cfg(unix)]
    super::permissions::warn_if_others_can_read(path);
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        wrong(format!("line {line}: the text is not UTF-8"))
    })?;
    let ini = Ini::parse(text).map_err(wrong)?;
    choose(&ini, profile, path).map_err(wrong)
}

fn choose(ini: &Ini<'_>, profile: Option<&NamedProfile>, path: &Path) -> Result<FromFile, String> {
    let name = profile.map_or(DEFAULT_PROFILE, |profile| &profile.name);
    let sections: &[&str] = if name == DEFAULT_PROFILE {
        &[DEFAULT_PROFILE, ""]
    } else {
        &[name]
    };
    if let Some(profile) = profile.filter(|_| name != DEFAULT_PROFILE && !ini.has(name)) {
        return Err(format!(
            "{} is not there; {}",
            describe(profile),
            profiles(ini)
        ));
    }
    let get = |key| sections.iter().find_map(|section| ini.get(section, key));
    let credentials = match (get(ACCESS_KEY), get(SECRET_KEY)) {
        (Some(access_key), Some(secret_key)) => {
            let pair = Credentials::from_source(access_key, &Secret::new(secret_key), "file");
            Ok(pair.map_err(|error| format!("profile `{name}`: {error}"))?)
        }
        (None, None) => Err(format!(
            "the profile `{name}` of {} has neither {ACCESS_KEY} nor {SECRET_KEY}; {}",
            path.display(),
            profiles(ini)
        )),
        (Some(_), None) => return Err(half_a_pair(name, ACCESS_KEY, SECRET_KEY)),
        (None, Some(_)) => return Err(half_a_pair(name, SECRET_KEY, ACCESS_KEY)),
    };
    Ok(FromFile {
        credentials,
        gateway: get(GATEWAY).map(str::to_owned),
    })
}

fn describe(profile: &NamedProfile) -> String {
    match profile.variable {
        Some(variable) => format!("the profile `{}`, which {variable} names,", profile.name),
        None => format!("the profile `{}`", profile.name),
    }
}

fn profiles(ini: &Ini<'_>) -> String {
    let names: Vec<&str> = ini.names().collect();
    if names.is_empty() {
        "the file has no profiles".to_owned()
    } else {
        format!("the file has the profiles {}", names.join(", "))
    }
}

fn half_a_pair(profile: &str, present: &str, missing: &str) -> String {
    format!("profile `{profile}`: {present} is there, but {missing} is not: a key pair needs both")
}
