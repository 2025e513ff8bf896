//! A call of any operation with JSON values, as code, for tests.
//!
//! Tests that must reach all operations are generated from the same source as the clients, so that a
//! new operation is called without anybody writing a line.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::Error;
use crate::document::Document;

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

/// `Clients`, a client of every service of the catalogue behind one method `call`.
///
/// `call` takes parameters and body as JSON and answers with the decoded body, encoded again; null
/// for a file and for no body. The code expects beside it an `Input` with `text(name)`, `integer(name)`,
/// `flag(name)`, `list(name)`, `file(name)`, `files(name)`, `body()` and `options()`, and an enum `Failure` with the variants `Call(ncloud_core::Error)` and
/// `Input(String)`.
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
    let methods = services.iter().flat_map(|calls| &calls.methods);
    Ok(quote! {
        /// A call of its own on the heap: that of all operations in one would not fit onto a stack.
        type Call<'a> = std::pin::Pin<
            Box<dyn std::future::Future<Output = Result<serde_json::Value, Failure>> + Send + 'a>,
        >;

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

            /// Calls an operation; the decoded answer, encoded again.
            ///
            /// # Errors
            /// When the call fails, the input does not fit the types, or there is no such operation.
            pub async fn call(
                &self,
                service: &str,
                operation: &str,
                input: &Input,
            ) -> Result<serde_json::Value, Failure> {
                let call = match (service, operation) {
                    #(#arms)*
                    _ => return Err(Failure::Input(format!("there is no operation {service} {operation}"))),
                };
                call.await
            }

            #(#methods)*
        }
    })
}

/// The calls of one service.
struct Calls {
    field: Ident,
    module: syn::Path,
    /// How each operation is found.
    arms: Vec<TokenStream>,
    /// A method for each.
    methods: Vec<TokenStream>,
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
        let (mut arms, mut methods) = (Vec::new(), Vec::new());
        for shape in &generated.calls {
            let Some(operation) = published.operation(&shape.operation) else {
                continue;
            };
            let (service, id) = (service.name, &shape.operation);
            let method = format_ident!("{}", shape.method);
            let name = format_ident!("{field}_{method}");
            let parts = operation.parts();
            let setters = operation
                .parameters()
                .chain(&parts)
                .filter_map(|parameter| setter(&published, shape, parameter, &module));
            let body = match operation.request_body() {
                Some(media) => body(&published, media, &module)?,
                None => quote!(),
            };
            let is_json = operation
                .success()
                .is_some_and(|(media_type, _)| media_type == "application/json");
            let result = if is_json {
                quote!(
                    serde_json::to_value(&*answer)
                        .map_err(|error| Failure::Input(error.to_string()))
                )
            } else {
                quote!({
                    let _ = answer;
                    Ok(serde_json::Value::Null)
                })
            };
            arms.push(quote! {
                (#service, #id) => self.#name(input),
            });
            methods.push(quote! {
                fn #name<'a>(&'a self, input: &'a Input) -> Call<'a> {
                    Box::pin(async move {
                        #[allow(unused_mut, deprecated)]
                        let mut call = self.#field.#method();
                        #(#setters)*
                        #body
                        let answer = call.options(input.options()?).send().await.map_err(Failure::Call)?;
                        #result
                    })
                }
            });
        }
        Ok(Self {
            field,
            module,
            arms,
            methods,
        })
    }
}

/// Sets a parameter when the input has it.
fn setter(
    published: &Document,
    shape: &CallShape,
    parameter: &Value,
    module: &syn::Path,
) -> Option<TokenStream> {
    let name = parameter["name"].as_str()?;
    let (_, method) = shape
        .setters
        .iter()
        .find(|(wire_name, _)| wire_name == name)?;
    let method = format_ident!("{method}");
    let schema = published.resolve(&parameter["schema"]);
    let is_file = |schema: &Value| published.resolve(schema)["format"] == "binary";
    let read = match schema["type"].as_str() {
        Some("integer") => quote!(integer(#name)),
        Some("boolean") => quote!(flag(#name)),
        Some("array") if is_file(&schema["items"]) => quote!(files(#name)),
        Some("array") => {
            let item = item_type(published, &schema["items"], module);
            quote!(list::<#item>(#name)?)
        }
        _ if is_file(schema) => quote!(file(#name)),
        _ => quote!(text(#name)),
    };
    Some(quote! {
        if let Some(value) = input.#read {
            call = call.#method(value);
        }
    })
}

/// The type of the items of a list in the query: an enumeration, or text.
fn item_type(published: &Document, items: &Value, module: &syn::Path) -> syn::Type {
    let resolved = published.resolve(items);
    let is_enumeration = resolved.get("enum").is_some() || resolved.get("x-ncloud-enum").is_some();
    match super::schema::schema_name(items) {
        Some(name) if is_enumeration => {
            let name = format_ident!("{name}");
            syn::parse_quote!(#module::types::#name)
        }
        _ if resolved["type"] == "integer" => syn::parse_quote!(i64),
        _ => syn::parse_quote!(::std::string::String),
    }
}

fn body(published: &Document, media: &Value, module: &syn::Path) -> Result<TokenStream, Error> {
    let name = super::schema::schema_name(&media["schema"])
        .ok_or_else(|| Error::new(published.file(), "a request body has no named schema"))?;
    let name = format_ident!("{name}");
    Ok(quote! {
        if let Some(body) = input.body() {
            let body = serde_json::from_value::<#module::types::#name>(body)
                .map_err(|error| Failure::Input(error.to_string()))?;
            call = call.body(body);
        }
    })
}
