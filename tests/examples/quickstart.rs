//! The main job: calls to three services, signed, checked, answered and decoded.
//!
//! Without arguments an emulator in this process answers, and nothing leaves the machine. With
//! `--real` and keys in the environment, the real site answers calls that only read.

use std::process::ExitCode;

use ncloud_certificate_manager::v1;
use ncloud_core::{Config, Credentials, Secret};
use ncloud_emulator::Emulator;
use ncloud_private_ca::types::{CaX509Parameters, KeyType};

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => emulated().await,
        ["--real"] => real().await,
        _ => Err("usage: quickstart [--real]".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Six operations against an emulator in this process.
async fn emulated() -> Outcome {
    let emulator = Emulator::start().await?;
    let credentials = Credentials::new(
        emulator.access_key(),
        Secret::new(emulator.secret_key().expose()),
    )?;
    let config = Config::builder()
        .endpoint(emulator.url())
        .credentials(credentials)
        .build()?;
    println!(
        "The emulator listens on {}; every call is signed and its signature checked.\n",
        emulator.url()
    );
    let show = |result: &dyn std::fmt::Debug| {
        if let Some(request) = emulator.requests().last() {
            println!(
                "{} {} -> {}",
                request.method, request.target, request.status
            );
        }
        println!("    {result:?}\n");
    };

    let private_ca = ncloud_private_ca::Client::connect(&config)?;
    let subject = |name: &str| CaX509Parameters::builder().common_name(name).country("KR");
    let root = private_ca
        .create_ca()
        .ca_type("PRIVATE_ROOT")
        .body_map(|body| {
            body.alias("root-ca")
                .key_type(KeyType::Ec256)
                .period("MAX")
                .x509_parameters(subject("Example Root"))
        })
        .send()
        .await?;
    let info = &root.data.ca_info;
    show(&(&info.ca_tag, &info.alias, &info.status, &info.url_info));

    let pending = private_ca
        .create_ca()
        .ca_type("PRIVATE_SUB")
        .body_map(|body| {
            body.alias("sub-ca")
                .key_type(KeyType::Ec256)
                .period("365")
                .x509_parameters(subject("Example Sub"))
        })
        .send()
        .await?;
    let root_pem = root
        .data
        .ca_cert_info
        .as_ref()
        .and_then(|info| info.cert_pem.clone())
        .unwrap_or_default();
    let sub = private_ca
        .activate_sub_ca()
        .ca_tag(pending.data.ca_info.ca_tag.as_str())
        .body_map(|body| {
            body.cert_pem(root_pem.as_str())
                .ca_chain_pem(root_pem.as_str())
        })
        .send()
        .await?;
    let info = &sub.data.ca_info;
    show(&(&info.ca_tag, &info.alias, &info.status));

    let certificates = v1::Client::connect(&config)?;
    let created = certificates
        .create_external_certificate()
        .body_map(|body| {
            body.certificate_name("quickstart")
                .private_key("-----BEGIN PRIVATE KEY-----\nMIIEvQ==\n-----END PRIVATE KEY-----\n")
                .public_key_certificate(root_pem.as_str())
                .certificate_chain(root_pem.as_str())
        })
        .send()
        .await?;
    show(&(
        &created.return_code,
        &created.return_message,
        &created.total_rows,
    ));

    let listed = certificates
        .get_certificate_list()
        .certificate_name("quickstart")
        .send()
        .await?;
    let certificate = listed
        .ssl_certificate_list
        .iter()
        .flatten()
        .next()
        .ok_or("the certificate is not listed")?;
    show(&(&certificate.certificate_no, &certificate.certificate_name));

    let deleted = certificates
        .delete_certificate()
        .certificate_no(certificate.certificate_no.get())
        .certificate_name("quickstart")
        .send()
        .await?;
    show(&deleted.return_message);

    let search = ncloud_search_engine::Client::connect(&config)?;
    let updated = search
        .update_api_authentication_key()
        .service_group_instance_no(1_531_843)
        .body_map(|body| body.access_key_id("aaaaa").secret_key("bbbbb"))
        .send()
        .await?;
    show(&*updated);
    println!("Six operations, all signed and accepted.");
    Ok(())
}

/// Reads from the real site that the environment names.
async fn real() -> Outcome {
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
