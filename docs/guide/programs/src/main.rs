//! The programs of the guide, each by its name: `ncloud-guide NAME`.
//!
//! The guide includes what stands between the marks `ANCHOR` and `ANCHOR_END`; `tests/programs.rs` runs
//! every program against an emulator.

mod credentials;
mod errors;
mod keys;
mod permissions;
mod pki;
mod retries;
mod secrets;
mod tls;
mod waiting;

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome {
    match std::env::args().nth(1).unwrap_or_default().as_str() {
        "credentials-load" => credentials::load().await,
        "credentials-profile" => credentials::profile().await,
        "credentials-given" => credentials::given().await,
        "credentials-vault" => credentials::vault().await,
        "errors-not-found" => errors::not_found().await,
        "errors-limits" => errors::limits().await,
        "errors-support" => errors::support().await,
        "retries-policy" => retries::policy().await,
        "retries-call" => retries::call().await,
        "retries-doubt" => retries::doubt().await,
        "paging" => waiting::pages().await,
        "waiting" => waiting::wait().await,
        "pki" => pki::run().await,
        "keys" => keys::encrypt().await,
        "keys-data-key" => keys::data_key().await,
        "keys-token" => keys::token().await,
        "permissions" => permissions::run().await,
        "secrets" => secrets::run().await,
        other => Err(format!("there is no program {other:?}").into()),
    }
}
