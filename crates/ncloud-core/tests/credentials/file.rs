//! The credentials file.

use std::fs;
use std::path::Path;

use ncloud_core::{Config, Credentials, Error, ErrorKind};

use crate::files::{empty_home, file_in, home_with, set_mode};
use crate::{nobody, signature, variables};

const PROFILES: &str = "\u{feff}# written by hand\r\n\
    ncloud_access_key_id = head\r\n\
    ncloud_secret_access_key = head-secret\r\n\
    \r\n\
    [DEFAULT]\r\n\
      ncloud_access_key_id=default-key  \r\n\
    ; a comment = no value\r\n\
    [project]\r\n\
    ncloud_access_key_id = project-key\r\n\
    ncloud_secret_access_key = a=b==\r\n\
    unknown = ignored\r\n\
    [half]\r\n\
    ncloud_access_key_id = half-key\r\n\
    [empty]\r\n\
    ncloud_access_key_id =\r\n";

/// Loads from a home directory; nobody answers for a role.
async fn load(home: &Path, profile: Option<&str>) -> Result<String, Error> {
    let nobody = nobody().await;
    let mut pairs = vec![
        ("HOME", home.to_str().unwrap()),
        ("USERPROFILE", home.to_str().unwrap()),
    ];
    pairs.extend(profile.map(|profile| ("NCLOUD_PROFILE", profile)));
    let config = Config::builder()
        .metadata_endpoint(nobody)
        .load_from(&variables(&pairs))
        .await?;
    Ok(config.credentials().await?.access_key().to_owned())
}

/// The error of a file with this content, which must not repeat a secret.
async fn error(name: &str, content: impl AsRef<[u8]>, profile: Option<&str>) -> String {
    let home = home_with(name, content);
    let error = load(&home, profile).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
    error.to_string()
}

#[tokio::test]
async fn profiles_are_told_apart() {
    let home = home_with("profiles", PROFILES);
    // DEFAULT has no secret of its own: the head completes it.
    assert_eq!(load(&home, None).await.unwrap(), "default-key");
    assert_eq!(load(&home, Some("DEFAULT")).await.unwrap(), "default-key");
    assert_eq!(load(&home, Some("project")).await.unwrap(), "project-key");
    let config = Config::builder()
        .credentials_file(file_in(&home))
        .profile("project")
        .load_from(&variables(&[("NCLOUD_PROFILE", "DEFAULT")]))
        .await
        .unwrap();
    let credentials = config.credentials().await.unwrap();
    assert_eq!(credentials.access_key(), "project-key");
    assert_eq!(credentials.source(), "file");

    let bare = "ncloud_access_key_id=bare\nncloud_secret_access_key=s";
    let home = home_with("no_sections", bare);
    assert_eq!(load(&home, None).await.unwrap(), "bare");
}

#[tokio::test]
async fn values_may_hold_equals_signs() {
    let home = home_with("equals", PROFILES);
    let config = Config::builder()
        .credentials_file(file_in(&home))
        .profile("project")
        .load_from(&variables(&[]))
        .await
        .unwrap();
    let whole = Credentials::new("project-key", "a=b==").unwrap();
    let cut = Credentials::new("project-key", "a").unwrap();
    let found = signature(&config.credentials().await.unwrap());
    assert_eq!(found, signature(&whole));
    assert_ne!(found, signature(&cut));
}

#[tokio::test]
async fn a_missing_profile_is_an_error_that_names_the_others() {
    let text = error("missing_profile", PROFILES, Some("nope")).await;
    for part in [
        "`nope`",
        "NCLOUD_PROFILE",
        "DEFAULT, project, half, empty",
        "configure",
    ] {
        assert!(text.contains(part), "{text}");
    }
    let home = empty_home("no_file_for_profile");
    let text = load(&home, Some("nope")).await.unwrap_err().to_string();
    assert!(
        text.contains("`nope`") && text.contains("does not exist"),
        "{text}"
    );
    let homeless = Config::builder()
        .metadata_endpoint(nobody().await)
        .profile("nope");
    let text = homeless.load_from(&variables(&[])).await.unwrap_err();
    assert!(text.to_string().contains("`nope`"), "{text}");
}

#[tokio::test]
async fn half_a_pair_is_an_error() {
    let text = error("half", PROFILES, Some("half")).await;
    let expected =
        "profile `half`: ncloud_access_key_id is there, but ncloud_secret_access_key is not";
    assert!(text.contains(expected), "{text}");
    let text = error("other_half", "ncloud_secret_access_key=hunter2", None).await;
    assert!(text.contains("ncloud_access_key_id is not"), "{text}");
}

#[tokio::test]
async fn a_profile_without_a_pair_is_left_to_the_next_source() {
    for (name, content, profile) in [
        ("empty_profile", PROFILES, Some("empty")),
        ("empty_file", "", None),
        ("only_others", "[project]\nncloud_access_key_id=a", None),
    ] {
        let text = error(name, content, profile).await;
        assert!(text.contains("has neither ncloud_access_key_id"), "{text}");
        assert!(text.contains("server role: "), "{text}");
    }
}

#[tokio::test]
async fn malformed_lines_are_named_by_number() {
    for (name, content, line) in [
        ("no_equals", "[DEFAULT]\r\nhunter2\r\n", 2),
        ("open_header", "\n\n[hunter2\n", 3),
        ("no_key", "= hunter2", 1),
        ("twice", "a=hunter2\na=hunter2", 2),
    ] {
        let text = error(name, content, None).await;
        assert!(text.contains(&format!("line {line}: ")), "{text}");
    }
    let text = error("not_utf8", b"a=b\nhunter2=\xff\n", None).await;
    assert!(text.contains("line 2: the text is not UTF-8"), "{text}");
}

#[tokio::test]
async fn keys_are_checked() {
    let pair =
        |access: &str| format!("ncloud_access_key_id={access}\nncloud_secret_access_key=hunter2");
    let text = error("control", pair("a\u{7}b"), None).await;
    assert!(text.contains("profile `DEFAULT`: the access key"), "{text}");
    let content = "ncloud_access_key_id=key\nncloud_secret_access_key=비밀-é\n";
    let home = home_with("non_ascii", content);
    assert_eq!(load(&home, None).await.unwrap(), "key");
}

#[tokio::test]
async fn what_cannot_be_read_is_an_error() {
    let home = empty_home("directory");
    fs::create_dir_all(file_in(&home)).unwrap();
    let text = load(&home, None).await.unwrap_err().to_string();
    assert!(text.contains("cannot be read"), "{text}");

    // Tests may run as root, which reads files of any mode; a loop of links is closed to root, too.
    #[cfg(unix)]
    {
        let home = empty_home("loop");
        fs::create_dir(home.join(".ncloud")).unwrap();
        std::os::unix::fs::symlink("configure", file_in(&home)).unwrap();
        let text = load(&home, None).await.unwrap_err().to_string();
        assert!(text.contains("cannot be read"), "{text}");
    }
}

#[tokio::test]
async fn a_named_file_must_exist() {
    let path = file_in(&empty_home("named_file"));
    let error = Config::builder()
        .credentials_file(&path)
        .metadata_endpoint(nobody().await)
        .load_from(&variables(&[]))
        .await
        .unwrap_err()
        .to_string();
    let expected = format!("{}: the file does not exist", path.display());
    assert_eq!(error, expected);
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_others_can_read_is_warned_of_once() {
    let (events, _guard) = crate::events::Events::listen();
    let home = home_with("readable", PROFILES);
    load(&home, None).await.unwrap();
    assert!(events.warnings().is_empty());
    for mode in [0o640, 0o604, 0o644] {
        set_mode(&file_in(&home), mode);
        load(&home, None).await.unwrap();
    }
    let warnings = events.warnings();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("mode=640"), "{warnings:?}");
    assert!(warnings[0].contains("readable"), "{warnings:?}");
}

#[tokio::test]
async fn another_key_pair_takes_the_place_of_the_one_that_is_found() {
    let content = "ncloud_access_key_id = a\nncloud_secret_access_key = b\n\
                   ncloud_api_url = https://ncloud.apigw.gov-ntruss.com\n";
    let path = file_in(&home_with("replaced", content));
    let other = Credentials::new("other", "secret").unwrap();
    let config = Config::builder()
        .credentials_file(&path)
        .replace_credentials(other)
        .load_from(&variables(&[]))
        .await
        .unwrap();
    assert_eq!(config.credentials().await.unwrap().access_key(), "other");
    assert_eq!(config.site(), ncloud_core::Site::Gov);
}

#[tokio::test]
async fn the_role_of_the_server_is_left_out_when_it_is_not_wanted() {
    let path = file_in(&home_with("without_role", ""));
    let other = Credentials::new("other", "secret").unwrap();
    // Nothing is replaced where nothing is found.
    let error = Config::builder()
        .credentials_file(&path)
        .replace_credentials(other)
        .without_server_role()
        .load_from(&variables(&[]))
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("server role: not asked"), "{error}");
}
