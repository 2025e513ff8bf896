// ANCHOR: program
use ncloud_private_ca::{Client, Config};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = Config::load().await?;
    let client = Client::connect(&config)?;
    let mut authorities = client.get_ca_list().stream();
    while let Some(authority) = authorities.next().await {
        let info = authority?.ca_info;
        println!("{} {:?}", info.ca_tag, info.alias);
    }
    Ok(())
}
// ANCHOR_END: program
