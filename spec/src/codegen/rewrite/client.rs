//! The client struct, its only constructor and one method per operation.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ImplItemFn;

use super::{Context, document, documentation};
use crate::codegen::Error;

/// The `Client` with `connect` and the methods that progenitor made.
pub(super) fn client(
    mut methods: Vec<ImplItemFn>,
    context: &Context<'_>,
) -> Result<TokenStream, Error> {
    let info = &context.document.value()["info"];
    let title = info["title"].as_str().unwrap_or_default();
    let description = info["description"].as_str().unwrap_or_default();
    let text = format!(
        "Client for {title}.\n\n{description}\n\nCloning is cheap: clones share connections and credentials."
    );
    for method in &mut methods {
        let kept = without_progenitors_example(&documentation(&method.attrs));
        document(&mut method.attrs, &kept);
    }
    Ok(quote! {
        #[doc = #text]
        #[derive(Clone, Debug)]
        pub struct Client {
            inner: ncloud_core::ServiceClient,
        }

        #[allow(unused_qualifications)]
        impl Client {
            /// Connects to the service at the site and region of `config`.
            ///
            /// No request is sent: the host is chosen and the transport is set up.
            ///
            /// # Errors
            /// When the service has no host for the site and region, or the transport cannot be set up.
            pub fn connect(config: &ncloud_core::Config) -> ncloud_core::Result<Self> {
                Ok(Self { inner: ncloud_core::ServiceClient::connect(config, &operations::SERVICE)? })
            }

            #(#methods)*
        }
    })
}

/// progenitor ends each method's text with an example that rustdoc cannot compile.
fn without_progenitors_example(text: &str) -> String {
    text.split("```ignore")
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_owned()
}
