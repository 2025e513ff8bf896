//! Settings that cannot work are refused when they are built, with the name of the variable.

use std::collections::HashMap;
use std::env::VarError;

use ncloud_core::{Config, ConfigBuilder, Credentials, ErrorKind, Site};

type Variables<'a> = &'a [(&'a str, &'a str)];

fn from(variables: Variables<'_>) -> ncloud_core::Result<Config> {
    ncloud_tests::trace::start();
    let variables: HashMap<String, String> = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let builder = Config::builder()
        .environment_from(&|name| variables.get(name).cloned().ok_or(VarError::NotPresent))?;
    builder.build()
}

const KEYS: [(&str, &str); 2] = [
    ("NCLOUD_ACCESS_KEY_ID", "access"),
    ("NCLOUD_SECRET_ACCESS_KEY", "hunter2"),
];

fn with(more: Variables<'_>) -> ncloud_core::Result<Config> {
    from(&[&KEYS[..], more].concat())
}

#[tokio::test]
async fn both_spellings_are_read_and_the_first_wins() {
    let access_key =
        async |config: Config| config.credentials().await.unwrap().access_key().to_owned();
    let config = with(&[]).unwrap();
    assert_eq!(config.credentials().await.unwrap().source(), "environment");
    assert_eq!(access_key(config).await, "access");
    let config = from(&[
        ("NCLOUD_ACCESS_KEY", " second\n"),
        ("NCLOUD_SECRET_KEY", "s"),
    ])
    .unwrap();
    assert_eq!(access_key(config).await, "second");
    let config = with(&[("NCLOUD_ACCESS_KEY", "second"), ("NCLOUD_SECRET_KEY", "s")]).unwrap();
    assert_eq!(access_key(config).await, "access");
    let config = from(&[
        ("NCLOUD_ACCESS_KEY_ID", ""),
        ("NCLOUD_ACCESS_KEY", "second"),
        KEYS[1],
    ])
    .unwrap();
    assert_eq!(access_key(config).await, "second", "empty counts as unset");
}

#[test]
fn what_is_wrong_is_named() {
    let cases: &[(Variables, &[&str])] = &[
        (&[], &["NCLOUD_ACCESS_KEY_ID", "NCLOUD_SECRET_ACCESS_KEY"]),
        (
            &[("NCLOUD_ACCESS_KEY", "a")],
            &[
                "NCLOUD_ACCESS_KEY is set",
                "NCLOUD_SECRET_ACCESS_KEY is missing",
            ],
        ),
        (
            &[("NCLOUD_SECRET_KEY", "hunter2")],
            &[
                "NCLOUD_SECRET_KEY is set",
                "NCLOUD_ACCESS_KEY_ID is missing",
            ],
        ),
        (
            &[("NCLOUD_ACCESS_KEY_ID", "a\u{7f}b"), KEYS[1]],
            &["NCLOUD_ACCESS_KEY_ID:"],
        ),
        (
            &[KEYS[0], KEYS[1], ("NCLOUD_SITE", "publik")],
            &["NCLOUD_SITE:", "`publik`", "public, gov or fin"],
        ),
        (
            &[
                KEYS[0],
                KEYS[1],
                ("NCLOUD_SITE", "gov"),
                ("NCLOUD_REGION", "SGN"),
            ],
            &["NCLOUD_REGION:", "`SGN`", "KR, KRS"],
        ),
        (
            &[KEYS[0], KEYS[1], ("NCLOUD_REGION", "kr")],
            &["NCLOUD_REGION:", "`kr`"],
        ),
        (
            &[KEYS[0], KEYS[1], ("NCLOUD_API_GW", "http://example.com")],
            &["NCLOUD_API_GW:", "plain http"],
        ),
        (
            &[KEYS[0], KEYS[1], ("NCLOUD_API_GW", "not a url")],
            &["NCLOUD_API_GW:", "not a URL"],
        ),
        (
            &[
                KEYS[0],
                KEYS[1],
                ("NCLOUD_SITE", "fin"),
                ("NCLOUD_API_GW", "https://ncloud.apigw.gov-ntruss.com"),
            ],
            &["NCLOUD_SITE is `fin`", "NCLOUD_API_GW", "`gov`"],
        ),
    ];
    for (variables, expected) in cases {
        let error = from(variables).expect_err(&format!("{variables:?}"));
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let text = error.to_string();
        for part in *expected {
            assert!(text.contains(part), "{variables:?}: {text}");
        }
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[test]
fn a_known_gateway_selects_its_site() {
    assert_eq!(
        with(&[("NCLOUD_API_GW", "https://ncloud.apigw.gov-ntruss.com/")])
            .unwrap()
            .site(),
        Site::Gov
    );
    assert_eq!(
        with(&[("NCLOUD_API_GW", "https://fin-ncloud.apigw.fin-ntruss.com")])
            .unwrap()
            .site(),
        Site::Fin
    );
    assert_eq!(
        with(&[("NCLOUD_API_GW", "https://gateway.example.com")])
            .unwrap()
            .site(),
        Site::Public
    );
}

fn builder() -> ConfigBuilder {
    Config::builder().credentials(Credentials::new("access", "hunter2-of-configuration").unwrap())
}

#[test]
fn a_service_is_refused_where_it_has_no_host() {
    let error = ncloud_private_ca::Client::connect(&builder().site(Site::Fin).build().unwrap())
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("Private CA") && text.contains("`fin`") && text.contains("public, gov"),
        "{text}"
    );

    let config = builder().region("USWN").build().unwrap();
    let text = ncloud_search_engine::Client::connect(&config)
        .unwrap_err()
        .to_string();
    assert!(
        text.contains("`USWN`") && text.contains("KR, SGN, JPN"),
        "{text}"
    );
    // A service without regions does not care.
    assert!(ncloud_private_ca::Client::connect(&config).is_ok());
}

#[test]
fn values_that_cannot_be_headers_are_refused() {
    assert!(builder().user_agent("a\nb").build().is_err());
    assert!(builder().api_gateway_key("a\nb").build().is_err());
    assert!(Credentials::new("", "secret").is_err());
    assert!(Credentials::new("access", " ").is_err());
}

#[test]
fn nothing_shows_the_secret() {
    let config = Config::builder()
        .credentials(Credentials::new("access", "hunter2").unwrap())
        .api_gateway_key("gw-hunter2");
    let shown = format!("{config:?}");
    let config = config.build().unwrap();
    let client = ncloud_private_ca::Client::connect(&config).unwrap();
    let shown = format!("{shown} {config:?} {client:?} {:?}", client.get_ca_list());
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(shown.contains("access"), "which key is used is visible");
}
