//! Calls of every operation with the values of its examples, as code, for tests.
//!
//! Tests that must reach all operations are generated from the same source as the clients, so that a
//! new operation is called without anybody writing a line.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::Error;
use crate::document::{Document, Example};

/// How an operation is called through its generated builder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallShape {
    /// `operationId`.
    pub operation: String,
    /// Name of the client's method.
    pub method: String,
    /// Wire names of the parameters and the names of the builder's methods that set them.
    pub setters: Vec<(String, String)>,
}

/// `Clients`, a client of every service of the catalogue behind one method `call`, and `EXAMPLES`, what
/// it can call.
///
/// `call` answers with the decoded body, encoded again; null for a file. The code expects an enum
/// `Failure` beside it, with the variants `Call(ncloud_core::Error)` and `Example(String)`.
///
/// # Errors
/// When a document does not compile, or a request body has no named schema.
pub fn clients() -> Result<TokenStream, Error> {
    let services = crate::SERVICES
        .iter()
        .map(|service| Calls::of(*service))
        .collect::<Result<Vec<_>, Error>>()?;
    let fields: Vec<_> = services.iter().map(|calls| &calls.field).collect();
    let modules: Vec<_> = services.iter().map(|calls| &calls.module).collect();
    let arms = services.iter().flat_map(|calls| &calls.arms);
    let examples = services.iter().flat_map(|calls| &calls.examples);
    Ok(quote! {
        /// A client of every service.
        #[derive(Clone, Debug)]
        pub struct Clients {
            #(#fields: #modules::Client,)*
        }

        impl Clients {
            /// Connects to every service.
            ///
            /// # Errors
            /// When a service has no host for the settings.
            pub fn connect(config: &ncloud_core::Config) -> ncloud_core::Result<Self> {
                Ok(Self { #(#fields: #modules::Client::connect(config)?,)* })
            }

            /// Runs an example of an operation; the decoded answer, encoded again.
            ///
            /// # Errors
            /// When the call fails or there is no such example.
            pub async fn call(
                &self,
                service: &str,
                operation: &str,
                example: &str,
            ) -> Result<serde_json::Value, Failure> {
                match (service, operation, example) {
                    #(#arms)*
                    _ => Err(Failure::Example(format!("there is no example `{example}` of {service} {operation}"))),
                }
            }
        }

        /// Service, operation and example of everything that can be called.
        pub const EXAMPLES: &[(&str, &str, &str)] = &[#(#examples),*];
    })
}

/// The calls of one service.
struct Calls {
    field: Ident,
    module: syn::Path,
    arms: Vec<TokenStream>,
    examples: Vec<TokenStream>,
}

impl Calls {
    fn of(service: crate::Service) -> Result<Self, Error> {
        let published = Document::published(service)?;
        let generated = super::generate(&published)?;
        let module: syn::Path = syn::parse_str(service.module).map_err(|error| {
            Error::new(
                published.file(),
                format!("`{}` is not a module: {error}", service.module),
            )
        })?;
        let field = format_ident!("{}", service.name.replace('-', "_"));
        let (mut arms, mut examples) = (Vec::new(), Vec::new());
        for shape in &generated.calls {
            let Some(operation) = published.operation(&shape.operation) else {
                continue;
            };
            let is_json = operation
                .success()
                .is_none_or(|(media_type, _)| media_type == "application/json");
            for example in operation.examples() {
                let (service, id, name) = (service.name, &shape.operation, &example.name);
                let body = body(&published, operation.request_body(), &example, &module)?;
                let method = format_ident!("{}", shape.method);
                let setters = setters(shape, &example);
                let result = if is_json {
                    quote!(
                        serde_json::to_value(&*answer)
                            .map_err(|error| Failure::Example(error.to_string()))
                    )
                } else {
                    quote!({
                        let _ = answer;
                        Ok(serde_json::Value::Null)
                    })
                };
                arms.push(quote! {
                    (#service, #id, #name) => {
                        let answer = self.#field.#method() #setters #body .send().await.map_err(Failure::Call)?;
                        #result
                    }
                });
                examples.push(quote!((#service, #id, #name)));
            }
        }
        Ok(Self {
            field,
            module,
            arms,
            examples,
        })
    }
}

fn setters(shape: &CallShape, example: &Example) -> TokenStream {
    let values = example.path.iter().chain(&example.query);
    let setters = values.filter_map(|(name, value)| {
        let (_, method) = shape
            .setters
            .iter()
            .find(|(wire_name, _)| wire_name == name)?;
        let method = format_ident!("{method}");
        let value = literal(value)?;
        Some(quote!(.#method(#value)))
    });
    quote!(#(#setters)*)
}

/// Parameters are scalars.
fn literal(value: &Value) -> Option<TokenStream> {
    match value {
        Value::String(text) => Some(quote!(#text)),
        Value::Bool(flag) => Some(quote!(#flag)),
        Value::Number(number) => number.as_i64().map(|number| quote!(#number)),
        _ => None,
    }
}

fn body(
    published: &Document,
    media: Option<&Value>,
    example: &Example,
    module: &syn::Path,
) -> Result<TokenStream, Error> {
    let (Some(media), Some(body)) = (media, &example.body) else {
        return Ok(quote!());
    };
    let name = super::schema::schema_name(&media["schema"])
        .ok_or_else(|| Error::new(published.file(), "a request body has no named schema"))?;
    let name = format_ident!("{name}");
    let text = body.to_string();
    Ok(quote! {
        .body(
            serde_json::from_str::<#module::types::#name>(#text)
                .map_err(|error| Failure::Example(error.to_string()))?,
        )
    })
}
