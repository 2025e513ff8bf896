//! Names of certificates and of domains.

use super::State;
use super::refusal::Refusal;

/// The longest name of a certificate.
const LONGEST_NAME: usize = 20;
/// The longest common name that X.509 allows.
const LONGEST_COMMON_NAME: usize = 64;
/// The longest domain name, and the longest label in one.
const LONGEST_DOMAIN: usize = 253;
const LONGEST_LABEL: usize = 63;

/// The most domains of a certificate beside its common name.
pub(super) const MOST_DOMAINS: usize = 1000;

/// Checks the name of a new certificate, or the new name of the one with the number `of`.
pub(super) fn check_name(state: &State, name: &str, of: Option<i64>) -> Result<(), Refusal> {
    let named = |certificate: &super::certificate::Certificate| certificate.name == name;
    // A name of the time when they could be longer stays valid where it is.
    let kept = of.and_then(|number| state.certificate(number));
    if kept.is_some_and(named) {
        return Ok(());
    }
    if !is_name(name) {
        return Err(Refusal::InvalidName);
    }
    check_unique(state, name)
}

/// Refuses a name that another certificate has.
pub(super) fn check_unique(state: &State, name: &str) -> Result<(), Refusal> {
    if state.certificates.iter().any(|(_, row)| row.name == name) {
        let rule = "already exists".to_owned();
        return Err(Refusal::Invalid("certificateName", rule));
    }
    Ok(())
}

/// 3 to 20 letters, digits and hyphens, a letter first.
fn is_name(name: &str) -> bool {
    (3..=LONGEST_NAME).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Checks the domains of a certificate that is to be issued.
pub(super) fn check_domains(common_name: &str, others: &[String]) -> Result<(), Refusal> {
    let rule = || "must be a domain name".to_owned();
    if !is_domain(common_name) {
        return Err(Refusal::Invalid("commonName", rule()));
    }
    if common_name.len() > LONGEST_COMMON_NAME {
        let rule = format!("must have at most {LONGEST_COMMON_NAME} characters");
        return Err(Refusal::Invalid("commonName", rule));
    }
    if others.len() > MOST_DOMAINS {
        let rule = format!("must have at most {MOST_DOMAINS} items");
        return Err(Refusal::Invalid("dnsName", rule));
    }
    if others.iter().any(|name| !is_domain(name)) {
        return Err(Refusal::Invalid("dnsName", rule()));
    }
    Ok(())
}

/// Whether the text is a domain name of two labels or more, the first of which may be `*`.
pub(super) fn is_domain(text: &str) -> bool {
    let name = plain(text);
    let label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= LONGEST_DOMAIN && name.contains('.') && name.split('.').all(label)
}

/// The domain without the `*.` of a wildcard.
pub(super) fn plain(domain: &str) -> &str {
    domain.strip_prefix("*.").unwrap_or(domain)
}

/// Whether a domain is another one or below it.
pub(super) fn is_within(domain: &str, other: &str) -> bool {
    let (domain, other) = (
        plain(domain).to_ascii_lowercase(),
        plain(other).to_ascii_lowercase(),
    );
    domain
        .strip_suffix(&other)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_certificates_follow_the_rule() {
        for name in ["abc", "A-1", "ncloudcertificatege1"] {
            assert!(is_name(name), "{name}");
        }
        for name in [
            "ab",
            "1abc",
            "-abc",
            "a_bc",
            "ncloudcertificatege12",
            "가나다",
        ] {
            assert!(!is_name(name), "{name}");
        }
    }

    #[test]
    fn domains_are_told_from_other_text() {
        for name in ["ncloud.com", "*.ncloud.com", "a-1.b.example"] {
            assert!(is_domain(name), "{name}");
        }
        for name in [
            "", "com", "*.", "*", "a..b", "-a.b", "a.b-", "a b.c", "*.*.c", "a.b/",
        ] {
            assert!(!is_domain(name), "{name}");
        }
        assert!(is_within("*.www.ncloud.com", "NCLOUD.com"));
        assert!(!is_within("mcloud.com", "cloud.com"));
    }
}
