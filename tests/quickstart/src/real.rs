//! Reads from the real site that the environment names.

use ncloud_certificate_manager::v1;
use ncloud_core::Config;

use crate::Outcome;

/// Lists certificates; changes nothing.
pub(crate) async fn read() -> Outcome {
    let config = Config::load().await?;
    println!(
        "site {}, {:?}\n",
        config.site(),
        config.credentials().await?
    );
    let certificates = v1::Client::connect(&config)?;
    match certificates.get_certificate_list().send().await {
        Ok(answer) => println!(
            "getCertificateList -> {}: {:?} certificates",
            answer.status(),
            answer.total_rows
        ),
        Err(error) if error.is_empty_list() => println!("getCertificateList: no certificates"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
