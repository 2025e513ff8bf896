//! Which source wins, and what becomes of the others.

use std::env::VarError;

use ncloud_core::{Config, Credentials, Error, ErrorKind, Site};

use crate::events::Events;
use crate::files::{empty_home, file_in, home_with};
use crate::metadata::{Behaviour, Service};
use crate::{nobody, signature, variables};

const KEYS: [(&str, &str); 2] = [
    ("NCLOUD_ACCESS_KEY_ID", "from-environment"),
    ("NCLOUD_SECRET_ACCESS_KEY", "hunter2"),
];
const FILE: &str = "ncloud_access_key_id = from-file\nncloud_secret_access_key = hunter2\n";

const HOME: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };

async fn load(pairs: &[(&str, &str)]) -> Result<Config, Error> {
    Config::builder().load_from(&variables(pairs)).await
}

async fn found(config: Config) -> (String, &'static str) {
    let credentials = config.credentials().await.unwrap();
    (credentials.access_key().to_owned(), credentials.source())
}

#[test]
fn loading_can_move_between_threads() {
    fn check<T: Send>(_: &T) {}
    check(&Config::load());
    check(&Config::builder().load_from(&|_| Err(VarError::NotPresent)));
}

#[tokio::test]
async fn the_first_source_with_a_pair_wins() {
    let home = home_with("first_wins", FILE);
    let home = home.to_str().unwrap();
    let expiring = Behaviour::version_2("from-role", "2999-01-01T00:00:00Z");
    let service = Service::start(expiring).await;
    let metadata = ("NCLOUD_METADATA_API_ENDPOINT", service.url.as_str());

    let given = Config::builder()
        .credentials(Credentials::new("from-program", "hunter2").unwrap())
        // Half a pair: it would be an error if it were looked at.
        .load_from(&variables(&[KEYS[0], (HOME, home), metadata]))
        .await
        .unwrap();
    assert_eq!(found(given).await, ("from-program".into(), "explicit"));

    let all = load(&[KEYS[0], KEYS[1], (HOME, home), metadata]).await;
    assert_eq!(
        found(all.unwrap()).await,
        ("from-environment".into(), "environment")
    );

    let file = load(&[(HOME, home), metadata]).await.unwrap();
    assert_eq!(found(file).await, ("from-file".into(), "file"));
    assert!(service.requests().is_empty());

    let role = load(&[metadata]).await.unwrap();
    assert_eq!(found(role).await, ("from-role".into(), "server role"));
    assert_eq!(service.requests().len(), 3);
}

#[tokio::test]
async fn the_environment_has_two_spellings_in_the_order_of_go() {
    for (pairs, expected) in [
        (
            vec![KEYS[0], KEYS[1], ("NCLOUD_ACCESS_KEY", "old")],
            "from-environment",
        ),
        (
            vec![("NCLOUD_ACCESS_KEY", "old"), ("NCLOUD_SECRET_KEY", "s")],
            "old",
        ),
        (vec![("NCLOUD_ACCESS_KEY", " mixed\n"), KEYS[1]], "mixed"),
    ] {
        let config = load(&pairs).await.unwrap();
        assert_eq!(found(config).await.0, expected);
    }
}

#[tokio::test]
async fn every_source_trims_and_takes_any_text_as_a_secret() {
    let service = Service::start(Behaviour::version_2("key\\n", "2999-01-01T00:00:00Z")).await;
    let content = "ncloud_access_key_id = key \r\nncloud_secret_access_key = hunter2-é \r\n";
    let home = home_with("trimmed", content);
    let expected = Credentials::new("key\n", "hunter2-é\n").unwrap();
    assert_eq!(expected.access_key(), "key");
    let exact = Credentials::new("key", "hunter2-é").unwrap();
    assert_eq!(signature(&expected), signature(&exact));
    for pairs in [
        vec![
            ("NCLOUD_ACCESS_KEY_ID", "key\n"),
            ("NCLOUD_SECRET_KEY", "\thunter2-é\n"),
        ],
        vec![(HOME, home.to_str().unwrap())],
        vec![("NCLOUD_METADATA_ENDPOINT", service.url.as_str())],
    ] {
        let config = load(&pairs).await.unwrap();
        let credentials = config.credentials().await.unwrap();
        assert_eq!(credentials.access_key(), "key");
        assert_eq!(
            signature(&credentials),
            signature(&exact),
            "{credentials:?}"
        );
    }
}

#[tokio::test]
async fn control_characters_in_an_access_key_are_refused() {
    assert!(Credentials::new("a\u{7}b", "hunter2").is_err());
    let error = load(&[("NCLOUD_ACCESS_KEY", "a\u{7}b"), KEYS[1]]).await;
    let error = error.unwrap_err().to_string();
    assert!(error.starts_with("NCLOUD_ACCESS_KEY: "), "{error}");
}

#[tokio::test]
async fn what_is_broken_is_not_skipped() {
    let home = home_with("not_skipped", FILE);
    let half = load(&[KEYS[0], (HOME, home.to_str().unwrap())]).await;
    let error = half.unwrap_err().to_string();
    assert!(
        error.contains("NCLOUD_SECRET_ACCESS_KEY is missing"),
        "{error}"
    );
}

#[tokio::test]
async fn without_any_pair_all_sources_are_listed() {
    let home = empty_home("nothing");
    let nobody = nobody().await;
    let error = load(&[
        (HOME, home.to_str().unwrap()),
        ("NCLOUD_METADATA_ENDPOINT", &nobody),
    ])
    .await
    .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let error = error.to_string();
    for part in [
        "explicit: the program gives none",
        "environment: NCLOUD_ACCESS_KEY_ID and NCLOUD_SECRET_ACCESS_KEY are not set",
        &format!("file: {} does not exist", file_in(&home).display()),
        &format!("server role: no metadata service answers at {nobody}"),
    ] {
        assert!(error.contains(part), "{error}");
    }

    let homeless = load(&[("NCLOUD_METADATA_ENDPOINT", &nobody)]).await;
    let error = homeless.unwrap_err().to_string();
    assert!(
        error.contains(&format!("file: {HOME} is not set")),
        "{error}"
    );
}

#[tokio::test]
async fn a_wrong_metadata_service_says_what_the_others_lacked() {
    let mut behaviour = Behaviour::version_2("a", "2999-01-01T00:00:00Z");
    behaviour.role = (404, "Path Not found.".to_owned());
    let service = Service::start(behaviour).await;
    let error = load(&[("NCLOUD_METADATA_API_ENDPOINT", &service.url)])
        .await
        .unwrap_err()
        .to_string();
    for part in [
        "no role is bound to this server",
        "environment: NCLOUD_ACCESS_KEY_ID",
        "file: ",
    ] {
        assert!(error.contains(part), "{error}");
    }
}

#[tokio::test]
async fn the_metadata_endpoint_must_be_near() {
    for (url, reason) in [
        ("http://example.com", "plain http"),
        ("http://169.254.169.253", "plain http"),
        ("ftp://127.0.0.1", "scheme"),
        ("127.0.0.1", "not a URL"),
        ("https://example.com/path", "path"),
        ("https://user:hunter2@example.com", "password"),
    ] {
        let error = load(&[("NCLOUD_METADATA_API_ENDPOINT", url)]).await;
        let error = error.unwrap_err().to_string();
        assert!(
            error.starts_with("NCLOUD_METADATA_API_ENDPOINT: "),
            "{error}"
        );
        assert!(error.contains(reason), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[tokio::test]
async fn the_program_names_the_metadata_endpoint_before_the_environment() {
    let expiring = Behaviour::version_2("from-role", "2999-01-01T00:00:00Z");
    let service = Service::start(expiring).await;
    let config = Config::builder()
        .metadata_endpoint(format!("{}/", service.url))
        .load_from(&variables(&[(
            "NCLOUD_METADATA_ENDPOINT",
            "http://127.0.0.1:1",
        )]))
        .await
        .unwrap();
    assert_eq!(found(config).await.1, "server role");
}

#[tokio::test]
async fn the_environment_sets_the_site() {
    let with = |pair| [KEYS[0], KEYS[1], pair];
    let config = load(&with(("NCLOUD_SITE", "gov"))).await.unwrap();
    assert_eq!(config.site(), Site::Gov);
    let gateway = ("NCLOUD_API_GW", "https://fin-ncloud.apigw.fin-ntruss.com/");
    assert_eq!(load(&with(gateway)).await.unwrap().site(), Site::Fin);
    let config = load(&with(("NCLOUD_REGION", "JPN"))).await.unwrap();
    assert_eq!(config.region(), Some("JPN"));
    let error = load(&with(("NCLOUD_SITE", "moon"))).await.unwrap_err();
    assert!(error.to_string().starts_with("NCLOUD_SITE: "), "{error}");

    // What the program says wins, in whatever order it says so.
    let config = Config::builder()
        .site(Site::Gov)
        .region("KRS")
        .load_from(&variables(&[
            KEYS[0],
            KEYS[1],
            ("NCLOUD_SITE", "public"),
            ("NCLOUD_REGION", "JPN"),
        ]))
        .await
        .unwrap();
    assert_eq!((config.site(), config.region()), (Site::Gov, Some("KRS")));
}

#[tokio::test]
async fn the_file_sets_the_site_when_nobody_else_does() {
    let content = format!("{FILE}ncloud_api_url = https://ncloud.apigw.gov-ntruss.com/\n");
    let home = home_with("site", content);
    let home = (HOME, home.to_str().unwrap());
    assert_eq!(load(&[home]).await.unwrap().site(), Site::Gov);
    let named = load(&[home, ("NCLOUD_SITE", "public")]).await.unwrap();
    assert_eq!(named.site(), Site::Public);
    // The keys are of the environment, so the file does not count.
    let other = load(&[home, KEYS[0], KEYS[1]]).await.unwrap();
    assert_eq!(other.site(), Site::Public);
    let given = Config::builder()
        .site(Site::Fin)
        .load_from(&variables(&[home]))
        .await
        .unwrap();
    assert_eq!(given.site(), Site::Fin);

    let elsewhere = format!("{FILE}ncloud_api_url = http://127.0.0.1:8080\n");
    let home = home_with("elsewhere", elsewhere);
    let config = load(&[(HOME, home.to_str().unwrap())]).await.unwrap();
    assert!(format!("{config:?}").contains("http://127.0.0.1:8080"));

    let wrong = home_with(
        "wrong_site",
        format!("{FILE}ncloud_api_url = http://example.com"),
    );
    let error = load(&[(HOME, wrong.to_str().unwrap())]).await.unwrap_err();
    assert!(error.to_string().starts_with("ncloud_api_url"), "{error}");
}

#[tokio::test]
async fn the_source_is_visible_and_the_secret_is_not() {
    let (events, _guard) = Events::listen();
    let home = home_with("visible", FILE);
    let expiring = Behaviour::version_2("from-role", "2999-01-01T00:00:00Z");
    let service = Service::start(expiring).await;
    let metadata = ("NCLOUD_METADATA_API_ENDPOINT", service.url.as_str());
    for (pairs, source) in [
        (vec![KEYS[0], KEYS[1]], "environment"),
        (vec![(HOME, home.to_str().unwrap())], "file"),
        (vec![metadata], "server role"),
    ] {
        let config = load(&pairs).await.unwrap();
        let shown = format!("{config:?} {:?}", config.credentials().await);
        assert!(shown.contains(&format!("source: \"{source}\"")), "{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
        let traced = events.all().join("\n");
        let field = format!("credentials.source=\"{source}\"");
        assert!(traced.contains(&field), "{traced}");
        assert!(!traced.contains("hunter2"), "{traced}");
    }
}
