//! `Debug` of every public type of `ncloud-core`: no secret. A type that is added must be listed here.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use ncloud_core::http::{HeaderName, HeaderValue, Method};
use ncloud_core::signature::Signer;
use ncloud_core::{
    CallOptions, Client, Config, Credentials, ProvideCredentials as _, RoleCredentials, Secret,
    SecretBytes, SecretJson, SecretOrList, SystemClock, Token,
};
use ncloud_tests::canned::{Answer, CannedServer};
use ncloud_tests::settings;

/// In every secret of this test.
const MARK: &str = "hunter2";

/// Types that are given no secret: facts of the specification, settings without keys, plain values of
/// answers. Why, where that is not plain.
const WITHOUT: [(&str, &str); 31] = [
    ("Clock", "a trait"),
    ("EpochMilliseconds", ""),
    ("ErrorKind", ""),
    ("Integer", ""),
    ("IntegerOrString", ""),
    ("ItemStream", "shows nothing"),
    (
        "paging::TokenPage",
        "shows its items, which show themselves",
    ),
    ("service::EmptyList", "a constant"),
    ("service::Rejection", "a constant"),
    ("KeyBoundary", ""),
    ("NumericString", ""),
    ("OperationRequest", "has no Debug"),
    ("PemChain", "certificates, which are public"),
    ("ProvideCredentials", "a trait"),
    ("ProvidedCredentials", "a future"),
    ("Result", "an alias"),
    ("RetryPolicy", ""),
    ("Site", ""),
    ("StringOrList", "the specification marks no secret as one"),
    ("SystemClock", ""),
    ("paging::Page", "shows its items"),
    ("service::Envelope", ""),
    ("service::Host", ""),
    ("service::Limit", ""),
    ("service::Operation", ""),
    ("service::Place", ""),
    ("service::RetryClass", ""),
    ("service::Rule", ""),
    ("service::Security", "which kind of secret, not the secret"),
    ("service::Service", ""),
    ("wait::Target", ""),
];

/// What is shown of a type.
#[derive(Default)]
struct Shown(BTreeMap<&'static str, String>);

impl Shown {
    fn add(&mut self, name: &'static str, value: &impl Debug) {
        self.0
            .entry(name)
            .or_default()
            .push_str(&format!("{value:?} {value:#?}"));
    }
}

fn json(status: u16, body: &str) -> Answer {
    Answer::json(status, body)
}

/// Settings with a secret in every place that takes one.
fn settings_with_secrets(url: &str) -> ncloud_core::ConfigBuilder {
    settings::of(url)
        .credentials(Credentials::new("access", "hunter2-key").unwrap())
        .token(token())
        .api_gateway_key("hunter2-gateway-key")
        .proxy("http://user:hunter2-proxy@127.0.0.1:1")
}

fn token() -> Token {
    Token::new("hunter2-token").unwrap()
}

fn options() -> CallOptions {
    let value = HeaderValue::from_static("hunter2-header");
    CallOptions::new().header(HeaderName::from_static("authorization"), value)
}

async fn show_settings(shown: &mut Shown, url: &str) {
    shown.add("Token", &token());
    shown.add("SecretBytes", &SecretBytes::new("hunter2-bytes"));
    shown.add("SecretOrList", &SecretOrList::from("hunter2-one"));
    shown.add("SecretOrList", &SecretOrList::from(["hunter2-of-many"]));
    shown.add("CallOptions", &options().token(token()));
    let builder = settings_with_secrets(url);
    shown.add("ConfigBuilder", &builder);
    let unchecked = Config::builder().endpoint("https://user:hunter2-endpoint@127.0.0.1");
    shown.add("ConfigBuilder", &unchecked);
    shown.add("Error", &unchecked.build().unwrap_err());
    let config = builder.build().unwrap();
    shown.add("Config", &config);
    shown.add("Client", &Client::connect(&config).unwrap());
    shown.add(
        "ServiceClient",
        &ncloud_private_ca::Client::connect(&config).unwrap(),
    );
    shown.add("Secret", &Secret::new("hunter2"));
    let record = serde_json::json!({ "token": "hunter2" });
    shown.add("SecretJson", &SecretJson::from(record));
    let credentials = Credentials::new("access", "hunter2").unwrap();
    shown.add("Credentials", &credentials);
    shown.add("signature::Signer", credentials.signer());
    let signer = Signer::new("access", &Secret::new("hunter2")).unwrap();
    let signature = signer.sign("GET", "/", 1).unwrap();
    shown.add("signature::Signature", &signature);
    let text = &shown.0["signature::Signature"];
    assert!(!text.contains(signature.value()), "{text}");
}

async fn show_role(shown: &mut Shown) {
    let metadata = CannedServer::start(json(500, "")).await.unwrap();
    let key = r#"{"AccessKeyId":"access","SecretAccessKey":"hunter2","Expiration":"2999-01-01T00:00:00Z"}"#;
    let answers = ["hunter2-token", "role-17", key];
    metadata.queue(answers.map(|body| json(200, body)));
    let role = RoleCredentials::at(&metadata.url(), Arc::new(SystemClock)).unwrap();
    role.provide().await.unwrap();
    shown.add("RoleCredentials", &role);
}

async fn show_calls(shown: &mut Shown) {
    let key = r#"{"privateKey":"-----BEGIN PRIVATE KEY-----hunter2-----END PRIVATE KEY-----"}"#;
    let server = CannedServer::start(json(200, key)).await.unwrap();
    let events = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&events);
    let config = settings::of(&server.url())
        .credentials(Credentials::new("access", "hunter2-key").unwrap())
        .token(token())
        .api_gateway_key("hunter2-gateway-key")
        .on_attempt(move |event| seen.lock().unwrap().push(event.clone()))
        .build()
        .unwrap();
    shown.add("CallOptions", &options());
    let client = Client::connect(&config).unwrap();
    let url = "https://pca.apigw.ntruss.com/api/v1/ca?password=hunter2";
    let call = || {
        let call = client.request(Method::POST, url).options(options());
        call.body("hunter2")
    };
    shown.add("RawRequest", &call());
    shown.add("Response", &call().send().await.unwrap());
    shown.add("Error", &call().send_json::<u32>().await.unwrap_err());
    for (status, body) in [
        (400, key),
        (401, key),
        (200, r#""hunter2""#),
        (500, "hunter2"),
    ] {
        server.answer(json(status, body));
        shown.add("Error", &call().send_json::<u32>().await.unwrap_err());
    }
    shown.add("AttemptEvent", &*events.lock().unwrap());

    let private_ca = ncloud_private_ca::Client::connect(&config).unwrap();
    server.answer(json(
        200,
        &format!(r#"{{"code":"SUCCESS","unknown":{key}}}"#),
    ));
    let error = private_ca.get_ca().ca_tag("t").send().await.unwrap_err();
    shown.add("Error", &error);
    let search = ncloud_search_engine::Client::connect(&config).unwrap();
    let mut progress = Vec::new();
    let running =
        r#"{"code":0,"result":{"clusterStatus":"running","clusterName":"c","password":"hunter2"}}"#;
    server.answer(json(200, running));
    let waiter = search
        .get_cluster_info()
        .service_group_instance_no(1)
        .wait_until_running();
    shown.add("Waiter", &waiter);
    let answer = waiter
        .on_progress(|seen| progress.push(seen))
        .await
        .unwrap();
    // What the specification does not know is kept, and shown by name only.
    shown.add("Response", &answer.unwrap());
    assert!(
        shown.0["Response"].contains("password"),
        "{}",
        shown.0["Response"]
    );
    shown.add("wait::Progress", &progress);
    let members = serde_json::from_str::<ncloud_core::UnknownMembers>(key).unwrap();
    shown.add("UnknownMembers", &members);
}

/// What a file holds is not shown, and the answer to a download is not either.
async fn show_files(shown: &mut Shown) {
    let server = CannedServer::start(json(200, "hunter2 is in this archive"))
        .await
        .unwrap();
    let config = settings::of(&server.url()).build().unwrap();
    let client = ncloud_certificate_manager::v2::Client::connect(&config).unwrap();
    let call = client.download_certificate().certificate_no(1);
    let answer = call.body_map(|body| body).send().await.unwrap();
    shown.add("Response", &answer);
    shown.add("Binary", &answer.into_inner());
    shown.add("FilePart", &ncloud_core::FilePart::bytes("name", "hunter2"));
}

#[tokio::test]
async fn no_public_type_shows_a_secret() {
    let server = CannedServer::start(json(500, "")).await.unwrap();
    let mut shown = Shown::default();
    show_settings(&mut shown, &server.url()).await;
    show_role(&mut shown).await;
    show_calls(&mut shown).await;
    show_files(&mut shown).await;
    for (name, text) in &shown.0 {
        assert!(!text.contains(MARK), "{name} shows a secret: {text}");
        assert!(!text.is_empty(), "{name}");
    }
    let listed = shown.0.into_keys().chain(WITHOUT.map(|(name, _)| name));
    let listed: BTreeSet<_> = listed.map(str::to_owned).collect();
    let public = public_types();
    let missing: Vec<_> = public.difference(&listed).collect();
    assert!(
        missing.is_empty(),
        "show these here, or list them as without a secret: {missing:?}"
    );
    let gone: Vec<_> = listed.difference(&public).collect();
    assert!(gone.is_empty(), "listed, but not public: {gone:?}");
}

/// Names of the types that `ncloud-core` shows, with those of its public modules.
fn public_types() -> BTreeSet<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/ncloud-core/src");
    let parse = |name: &str| {
        let text = std::fs::read_to_string(root.join(format!("{name}.rs"))).unwrap();
        syn::parse_file(&text).unwrap()
    };
    let is_public = |visibility: &syn::Visibility| matches!(visibility, syn::Visibility::Public(_));
    let mut names = BTreeSet::new();
    for item in parse("lib").items {
        match item {
            syn::Item::Use(item) if is_public(&item.vis) => used(&item.tree, &mut names),
            syn::Item::Mod(module) if is_public(&module.vis) => {
                for item in parse(&module.ident.to_string()).items {
                    let (visibility, name) = match &item {
                        syn::Item::Struct(item) => (&item.vis, &item.ident),
                        syn::Item::Enum(item) => (&item.vis, &item.ident),
                        syn::Item::Trait(item) => (&item.vis, &item.ident),
                        syn::Item::Type(item) => (&item.vis, &item.ident),
                        _ => continue,
                    };
                    // Those that are used at the root are listed there.
                    let at_root = ["ItemStream", "Waiter"].contains(&name.to_string().as_str());
                    if is_public(visibility) && !at_root {
                        names.insert(format!("{}::{name}", module.ident));
                    }
                }
            }
            _ => {}
        }
    }
    // Crates of others.
    names.retain(|name| name != "http" && name != "reqwest");
    names
}

fn used(tree: &syn::UseTree, names: &mut BTreeSet<String>) {
    match tree {
        syn::UseTree::Path(path) => used(&path.tree, names),
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| used(tree, names)),
        syn::UseTree::Name(name) => {
            names.insert(name.ident.to_string());
        }
        _ => panic!("a `pub use` of another shape: list its names"),
    }
}
