//! Sessions at a shell, against an emulator in this process. `TRYCMD=overwrite` writes them anew.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use ncloud_emulator::Emulator;
use serde_json::Value;

#[test]
fn sessions_are_as_written() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let home = tempfile::tempdir().unwrap();
    let emulator = runtime.block_on(async {
        Emulator::builder()
            .key("transcript-access", "hunter2-secret")
            .start()
            .await
            .unwrap()
    });
    let port = emulator.url().rsplit(':').next().unwrap().to_owned();
    let bot = bot(&emulator, home.path());
    let cases = trycmd::TestCases::new();
    cases
        .env("NCLOUD_API_GW", emulator.url())
        .env("NCLOUD_ACCESS_KEY_ID", "transcript-access")
        .env("NCLOUD_SECRET_ACCESS_KEY", "hunter2-secret")
        .env("HOME", home.path().to_str().unwrap())
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .insert_var("[PORT]", port)
        .unwrap()
        .insert_var("[SUB_ACCOUNT]", bot.sub_account)
        .unwrap()
        .insert_var("[ACCESS_KEY]", bot.access_key)
        .unwrap()
        .insert_var("[HOME]", home.path().to_str().unwrap().to_owned())
        .unwrap();
    cases.case("tests/transcripts/*.trycmd");
    cases.run();
    drop(cases);
    runtime.block_on(emulator.shutdown());
}

/// A sub account that may change keys, with its key pair in the profile `bot`.
struct Bot {
    sub_account: String,
    access_key: String,
}

fn bot(emulator: &Emulator, home: &Path) -> Bot {
    let call = |arguments: &str| -> Value {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ncp"));
        command
            .env_clear()
            .env("NCLOUD_API_GW", emulator.url())
            .env("NCLOUD_ACCESS_KEY_ID", "transcript-access")
            .env("NCLOUD_SECRET_ACCESS_KEY", "hunter2-secret")
            .arg("sub-account")
            .args(arguments.split(' '));
        let output = command.output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let text = |answer: &Value, pointer: &str| {
        let text = answer.pointer(pointer).and_then(Value::as_str);
        text.unwrap().to_owned()
    };
    let made = call(
        "create-sub-account --login-id build.bot --name bot --can-api-gateway-access true \
         --can-console-access false --need-password-reset false",
    );
    let sub_account = text(&made, "/id");
    let found =
        call("get-policies --search-column policyName --search-word NCP_SUB_ACCOUNT_MANAGER");
    let policy = text(&found, "/items/0/policyId");
    call(&format!(
        "attach-policy-to-sub-account --sub-account-id {sub_account} --policy-id-list {policy}"
    ));
    let key = call(&format!("create-access-key --sub-account-id {sub_account}"));
    let access_key = text(&key, "/accessKey");
    let profile = format!(
        "[bot]\nncloud_access_key_id = {access_key}\nncloud_secret_access_key = {}\n",
        text(&key, "/keySecret")
    );
    std::fs::create_dir(home.join(".ncloud")).unwrap();
    let file = home.join(".ncloud/configure");
    std::fs::write(&file, profile).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    Bot {
        sub_account,
        access_key,
    }
}
