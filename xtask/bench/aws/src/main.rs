//! Lists certificate authorities.

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let client = aws_sdk_acmpca::Client::new(&config);
    let answer = client.list_certificate_authorities().send().await?;
    println!("{}", answer.certificate_authorities().len());
    Ok(())
}
