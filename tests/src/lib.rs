//! What the tests across the crates share. A test belongs here when it needs more than one crate.

/// The README's example compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub mod readme {}

pub mod canned;
pub mod clock;
pub mod faults;
pub mod many_calls;
pub mod scenario;
pub mod services;
pub mod settings;
pub mod trace;
pub mod values;

/// There is no way around the middleware. Each refusal stands beside what is allowed, which differs
/// from it in one point only, so that it is refused for that point.
///
/// A client comes from settings:
/// ```
/// fn client(config: &ncloud_core::Config) -> ncloud_core::Result<ncloud_private_ca::Client> {
///     ncloud_private_ca::Client::connect(config)
/// }
/// ```
/// and not from a URL, nor from a connection of one's own, nor from nothing:
/// ```compile_fail,E0599
/// fn client(url: &str) -> ncloud_private_ca::Client {
///     ncloud_private_ca::Client::new(url)
/// }
/// ```
/// ```compile_fail,E0599
/// fn client() -> ncloud_private_ca::Client {
///     ncloud_private_ca::Client::default()
/// }
/// ```
/// ```compile_fail,E0451
/// fn client(inner: ncloud_core::ServiceClient) -> ncloud_private_ca::Client {
///     ncloud_private_ca::Client { inner }
/// }
/// ```
///
/// A call comes from a client:
/// ```
/// fn call(client: &ncloud_private_ca::Client) -> ncloud_private_ca::builder::GetCaList<'_> {
///     client.get_ca_list()
/// }
/// ```
/// and not from its parts:
/// ```compile_fail,E0624
/// fn call(client: &ncloud_private_ca::Client) -> ncloud_private_ca::builder::GetCaList<'_> {
///     ncloud_private_ca::builder::GetCaList::new(client)
/// }
/// ```
/// ```compile_fail,E0603
/// fn operation() -> &'static ncloud_core::service::Operation {
///     &ncloud_private_ca::operations::GET_CA_LIST
/// }
/// ```
///
/// Answers come from the service:
/// ```
/// fn read(text: &str) -> serde_json::Result<ncloud_private_ca::types::UrlInfo> {
///     serde_json::from_str(text)
/// }
/// ```
/// and are not built, because they may grow:
/// ```compile_fail,E0639
/// fn build() -> ncloud_private_ca::types::UrlInfo {
///     ncloud_private_ca::types::UrlInfo { ca: None, crl: None, ocsp: None }
/// }
/// ```
///
/// Futures can move between threads:
/// ```
/// fn is_send<T: Send>(_: T) {}
/// fn send(client: &ncloud_private_ca::Client) {
///     is_send(client.get_ca_list().send());
/// }
/// ```
pub mod no_way_around {}
