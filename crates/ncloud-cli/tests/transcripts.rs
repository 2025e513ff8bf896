//! Sessions at a shell, against an emulator in this process. `TRYCMD=overwrite` writes them anew.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

use ncloud_emulator::Emulator;

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
        .insert_var("[HOME]", home.path().to_str().unwrap().to_owned())
        .unwrap();
    cases.case("tests/transcripts/*.trycmd");
    cases.run();
    drop(cases);
    runtime.block_on(emulator.shutdown());
}
