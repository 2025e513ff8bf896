//! Lists certificate authorities.

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = ncloud_private_ca::Config::load().await?;
    let client = ncloud_private_ca::Client::connect(&config)?;
    let answer = client.get_ca_list().send().await?;
    println!("{}", answer.into_inner().data.ca_info_list.map_or(0, |list| list.len()));
    Ok(())
}
