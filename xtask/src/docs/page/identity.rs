//! Language, site, service and address of a page.

use std::sync::LazyLock;

use regex_lite::Regex;

use super::super::characters::{is_hangul, is_kana};
use super::super::model::{Language, Page};
use super::super::pattern::compiled;
use super::super::words;

/// The language of the prose. A few characters may be a quotation, or a switch between languages.
pub(super) fn language(source: &str, page: &Page) -> Language {
    const QUOTATION: usize = 4;
    let said: String = page
        .fields
        .iter()
        .map(|field| field.description.as_str())
        .chain(
            page.remainder
                .iter()
                .filter(|rest| !rest.furniture)
                .map(|rest| rest.text.as_str()),
        )
        .collect();
    // A page of tables without descriptions is judged by its headings.
    let said = if said
        .chars()
        .any(|character| character.is_alphabetic() && !character.is_ascii())
    {
        said.as_str()
    } else {
        source
    };
    let hangul = said
        .chars()
        .filter(|character| is_hangul(*character))
        .count();
    let kana = said.chars().filter(|character| is_kana(*character)).count();
    if kana > QUOTATION && kana >= hangul {
        Language::Japanese
    } else if hangul > QUOTATION {
        Language::Korean
    } else {
        Language::English
    }
}

/// The service that a sentence or a title names.
pub(super) fn service(text: &str) -> Option<String> {
    static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
        let patterns = words::SERVICES.iter();
        patterns.map(|pattern| compiled(pattern)).collect()
    });
    PATTERNS
        .iter()
        .find_map(|pattern| Some(pattern.captures(text)?[1].trim().to_owned()))
}

/// The site of the hosts that the page names, or of the site that it was saved from.
pub(super) fn site(page: &Page, address: Option<&str>) -> Option<String> {
    page.urls()
        .chain(address)
        .find_map(site_of_url)
        .map(str::to_owned)
}

fn site_of_url(url: &str) -> Option<&'static str> {
    let host = url.split_once("://")?.1.split(['/', '?', ':']).next()?;
    [
        ("gov-ntruss.com", "gov"),
        ("gov-ncloud.com", "gov"),
        ("api-gov.ncloud-docs.com", "gov"),
        ("fin-ntruss.com", "fin"),
        ("fin-ncloud.com", "fin"),
        ("api-fin.ncloud-docs.com", "fin"),
        ("ntruss.com", "public"),
        ("ncloud.com", "public"),
        ("ncloud-docs.com", "public"),
    ]
    .into_iter()
    .find(|(suffix, _)| host.ends_with(suffix))
    .map(|(_, site)| site)
}

/// The last segment of the address of a page.
pub(super) fn slug(address: &str) -> Option<String> {
    let path = address.split(['?', '#']).next()?;
    let (_, slug) = path.trim_end_matches('/').rsplit_once('/')?;
    let slug = slug
        .strip_suffix(".md")
        .or_else(|| slug.strip_suffix(".html"))
        .unwrap_or(slug);
    (!slug.is_empty()).then(|| slug.to_owned())
}
