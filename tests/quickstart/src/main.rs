//! The main job: certificates that work, and calls to three services, signed, checked, answered and
//! decoded.
//!
//! Without arguments an emulator in this process answers, and nothing leaves the machine. With `--real`
//! the real site answers a call that only reads, with the keys that `Config::load` finds.

mod authorities;
mod openssl;
mod other_services;
mod real;
mod tls;

use std::process::ExitCode;

use ncloud_emulator::Emulator;

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => emulated().await,
        ["--real"] => real::read().await,
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

/// The life of a certificate, then the other services, against an emulator in this process.
async fn emulated() -> Outcome {
    let emulator = Emulator::start().await?;
    let config = emulator.config()?;
    println!(
        "The emulator listens on {}; every call is signed and its signature checked.\n",
        emulator.url()
    );
    let private_ca = ncloud_private_ca::Client::connect(&config)?;

    let root = authorities::create_root(&private_ca).await?;
    let sub = authorities::create_sub(&private_ca, &root).await?;
    let ocsp = authorities::switch_ocsp_on(&private_ca, &sub, emulator.url()).await?;
    let issued = authorities::issue(&private_ca, &sub).await?;
    println!("issued {} for localhost under {}", issued.serial, sub.tag);

    let files = openssl::Files::write(&root.pem, &sub.pem, &issued)?;
    let crl = private_ca
        .get_ca_crl()
        .ca_tag(sub.tag.as_str())
        .send()
        .await?;
    files.expect_good(&crl.data, &ocsp)?;
    tls::greet(&root.pem, &issued).await?;
    println!("TLS: a server with this certificate greeted a client that trusts the root");

    let serial = issued.serial.as_str();
    let revoke = private_ca.revoke_end_cert().ca_tag(sub.tag.as_str());
    revoke.serial_no(serial).send().await?;
    println!("revoked {serial}");
    let crl = private_ca
        .get_ca_crl()
        .ca_tag(sub.tag.as_str())
        .send()
        .await?;
    files.expect_revoked(&crl.data, &ocsp)?;

    other_services::certificate_manager(&config, &sub, &issued).await?;
    other_services::search_engine(&config).await?;

    println!("\nWhat was sent:");
    for request in emulator.requests() {
        let target = request.target.split('?').next().unwrap_or_default();
        println!("  {} {target} -> {}", request.method, request.status);
    }
    Ok(())
}
