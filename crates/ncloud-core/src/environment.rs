//! Settings from environment variables.

use std::env::VarError;
use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::config::ConfigBuilder;
use crate::{Credentials, Error, Result, Secret, Site};

/// Names of the access key, the first that is set wins; the order is the vendor's Go SDK's.
const ACCESS_KEY: [&str; 2] = ["NCLOUD_ACCESS_KEY_ID", "NCLOUD_ACCESS_KEY"];
/// Names of the secret key.
const SECRET_KEY: [&str; 2] = ["NCLOUD_SECRET_ACCESS_KEY", "NCLOUD_SECRET_KEY"];
const SITE: &str = "NCLOUD_SITE";
const REGION: &str = "NCLOUD_REGION";
const GATEWAY: &str = "NCLOUD_API_GW";

/// Reads variables; a set but empty one counts as unset.
pub(crate) struct Environment<'a> {
    variable: &'a dyn Fn(&str) -> std::result::Result<String, VarError>,
}

impl<'a> Environment<'a> {
    pub(crate) fn new(variable: &'a dyn Fn(&str) -> std::result::Result<String, VarError>) -> Self {
        Self { variable }
    }

    /// Names of a key pair, as errors give them.
    pub(crate) const KEY_VARIABLES: &'static str =
        "NCLOUD_ACCESS_KEY_ID and NCLOUD_SECRET_ACCESS_KEY";

    /// Puts what the environment says into a builder.
    pub(crate) fn apply(&self, builder: ConfigBuilder) -> Result<ConfigBuilder> {
        let builder = self.settings(builder)?;
        Ok(match self.credentials()? {
            Some(credentials) => builder.credentials(credentials),
            None => builder,
        })
    }

    /// Puts all but the key pair into a builder.
    pub(crate) fn settings(&self, mut builder: ConfigBuilder) -> Result<ConfigBuilder> {
        let site = self
            .get(SITE)?
            .map(|text| {
                text.parse::<Site>()
                    .map_err(|error| error.in_variable(SITE))
            })
            .transpose()?;
        if let Some(site) = site {
            builder = builder.site(site);
        }
        if let Some(region) = self.get(REGION)? {
            builder = builder.region(region.as_str()).region_from(REGION);
        }
        if let Some(gateway) = self.get(GATEWAY)? {
            builder = self.apply_gateway(builder, site, &gateway)?;
        }
        Ok(builder)
    }

    /// A known site's gateway selects the site; any other URL is the origin of every service.
    fn apply_gateway(
        &self,
        builder: ConfigBuilder,
        site: Option<Site>,
        gateway: &str,
    ) -> Result<ConfigBuilder> {
        let gateway = gateway.trim_end_matches('/');
        let Some(named) = site_of_gateway(gateway) else {
            return Ok(builder.endpoint(gateway).endpoint_from(GATEWAY));
        };
        match site {
            Some(site) if site != named => Err(Error::configuration(format!(
                "{SITE} is `{site}`, but {GATEWAY} is the gateway of the site `{named}`: unset one of them"
            ))),
            _ => Ok(builder.site(named)),
        }
    }

    /// The key pair.
    pub(crate) fn credentials(&self) -> Result<Option<Credentials>> {
        let access_key = self.first(&ACCESS_KEY)?;
        let secret_key = self.first(&SECRET_KEY)?;
        match (access_key, secret_key) {
            (Some((name, access_key)), Some((_, secret_key))) => {
                let secret_key = Secret::new(secret_key.as_str());
                Credentials::from_source(&access_key, &secret_key, "environment")
                    .map(Some)
                    .map_err(|error| error.in_variable(name))
            }
            (None, None) => Ok(None),
            (Some((name, _)), None) => Err(half_a_pair(name, SECRET_KEY[0])),
            (None, Some((name, _))) => Err(half_a_pair(name, ACCESS_KEY[0])),
        }
    }

    /// The first of some variables that is set, and its name.
    pub(crate) fn first(
        &self,
        names: &[&'static str],
    ) -> Result<Option<(&'static str, Zeroizing<String>)>> {
        for name in names {
            if let Some(value) = self.get(name)? {
                return Ok(Some((name, value)));
            }
        }
        Ok(None)
    }

    /// A directory, whose name need not be Unicode.
    pub(crate) fn path(&self, name: &str) -> Option<PathBuf> {
        let path = match (self.variable)(name) {
            Ok(value) => PathBuf::from(value),
            Err(VarError::NotUnicode(value)) => PathBuf::from(value),
            Err(VarError::NotPresent) => return None,
        };
        (!path.as_os_str().is_empty()).then_some(path)
    }

    /// A variable without the white space around it.
    pub(crate) fn get(&self, name: &str) -> Result<Option<Zeroizing<String>>> {
        match (self.variable)(name) {
            Ok(value) => {
                let value = Zeroizing::new(value);
                let trimmed = value.trim();
                Ok((!trimmed.is_empty()).then(|| Zeroizing::new(trimmed.to_owned())))
            }
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => {
                Err(Error::configuration("the value is not UTF-8").in_variable(name))
            }
        }
    }
}

/// The site whose gateway a URL is.
pub(crate) fn site_of_gateway(url: &str) -> Option<Site> {
    let url = url.trim_end_matches('/');
    Site::ALL.into_iter().find(|site| site.gateway() == url)
}

fn half_a_pair(present: &str, missing: &str) -> Error {
    Error::configuration(format!(
        "{present} is set, but {missing} is missing or empty: a key pair needs both"
    ))
}
