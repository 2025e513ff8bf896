//! Keys that may do little.

use ncloud_core::{Config, Credentials};
use ncloud_sub_account::Client;
use ncloud_sub_account::types::{AllowSourceInput, PermissionInput, PermissionTargetInput};

use crate::Outcome;

/// The networks that the program calls from.
const NETWORKS: [&str; 1] = ["127.0.0.0/24"];

pub(crate) async fn run() -> Outcome {
    // With the keys of an administrator:
    let administrator = Client::connect(&Config::load().await?)?;
    let sub_account = make_account(&administrator, "dashboard").await?;
    let policy = make_policy(
        &administrator,
        "dashboard-reads",
        "PrivateCA",
        &["getCaList"],
    )
    .await?;
    attach(&administrator, &sub_account, &policy).await?;
    let credentials = make_key(&administrator, &sub_account).await?;
    // With its own keys, the program can do this and nothing else:
    let config = Config::builder().credentials(credentials);
    let config = config.endpoint(std::env::var("NCLOUD_API_GW")?).build()?;
    let client = ncloud_private_ca::Client::connect(&config)?;
    let authorities = client.get_ca_list().stream().collect().await?;
    println!("{} authorities", authorities.len());
    match client.get_ca().ca_tag("any").send().await {
        Err(error) if error.is_permission_denied() => println!("getCa is denied"),
        other => return Err(format!("getCa should be denied: {other:?}").into()),
    }
    Ok(())
}

// ANCHOR: account
/// A sub account that cannot sign in to the console, and calls from these networks only.
async fn make_account(
    administrator: &Client,
    name: &str,
) -> Result<String, Box<dyn std::error::Error>> {
    let networks = NETWORKS.map(|network| AllowSourceInput::builder().type_("IP").source(network));
    let networks: Vec<AllowSourceInput> = networks
        .into_iter()
        .map(AllowSourceInput::try_from)
        .collect::<Result<_, _>>()?;
    let created = administrator
        .create_sub_account()
        .body_map(|body| {
            body.login_id(name)
                .name(name)
                .can_console_access(false)
                .can_api_gateway_access(true)
                .use_api_allow_source(true)
                .api_allow_sources(networks)
                .need_password_generate(true)
                .need_password_reset(false)
        })
        .send()
        .await?;
    Ok(created.into_inner().id.ok_or("the answer has no id")?)
}
// ANCHOR_END: account

// ANCHOR: policy
async fn make_policy(
    administrator: &Client,
    name: &str,
    product: &str,
    actions: &[&str],
) -> Result<String, Box<dyn std::error::Error>> {
    let target = PermissionTargetInput::builder()
        .product(product)
        .actions(actions.iter().map(ToString::to_string).collect::<Vec<_>>())
        .resource_nrns(vec!["*".to_owned()]);
    let permission = PermissionInput::builder()
        .effect("Allow")
        .targets(vec![target.try_into()?]);
    let permissions: Vec<PermissionInput> = vec![permission.try_into()?];
    let created = administrator
        .create_policy()
        .body_map(|body| body.policy_name(name).permissions(permissions))
        .send()
        .await?;
    Ok(created
        .into_inner()
        .policy_id
        .ok_or("the answer has no id")?)
}

/// Under HTTP 200 single policies may not have been attached.
async fn attach(administrator: &Client, sub_account: &str, policy: &str) -> Outcome {
    let outcomes = administrator
        .attach_policy_to_sub_account()
        .sub_account_id(sub_account)
        .body_map(|body| body.policy_id_list(vec![policy.to_owned()]))
        .send()
        .await?;
    match outcomes.iter().find(|outcome| !outcome.success) {
        Some(failed) => Err(failed.message.clone().unwrap_or_default().into()),
        None => Ok(()),
    }
}
// ANCHOR_END: policy

// ANCHOR: key
/// The only time that the secret key can be read: keep it where the program finds it.
async fn make_key(
    administrator: &Client,
    sub_account: &str,
) -> Result<Credentials, Box<dyn std::error::Error>> {
    let made = administrator
        .create_access_key()
        .sub_account_id(sub_account)
        .send()
        .await?
        .into_inner();
    let (Some(access_key), Some(secret_key)) = (made.access_key, made.key_secret) else {
        return Err("the answer has no key pair".into());
    };
    Ok(Credentials::new(access_key, secret_key.expose())?)
}
// ANCHOR_END: key
