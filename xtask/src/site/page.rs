//! Our own pages: templates, filled from the documents.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value as Shown, context};
use ncloud_spec::document::Document;
use serde_json::{Value, json};

use super::file::File;
use super::language::{LANGUAGES, Language};
use super::{document, failures, signing, sources};
use crate::files;

/// The pages, in the order of the menu. Each has a template of its name in each language.
const PAGES: [&str; 5] = ["index", "signing", "errors", "sites", "errata"];
/// Templates that all languages share.
const SHARED: [&str; 2] = ["page.html", "parts.html"];
/// What pages load.
const ASSETS: [&str; 2] = ["site.css", "signer.js"];

/// All pages in all languages, and what they load.
pub fn all(documents: &[Document]) -> Result<Vec<File>, String> {
    let services: Vec<Value> = documents.iter().map(document::service).collect();
    let vectors = signing::vectors()?;
    let facts = json!({
        "services": services,
        "failures": failures::facts()?,
        "worked": signing::worked(&vectors)?,
        "vectors": vectors,
    });
    let mut files = Vec::new();
    for language in LANGUAGES {
        let environment = environment(language, &facts)?;
        for page in PAGES {
            let path = format!("{}{page}.html", language.folder);
            files.push(File::new(path, render(&environment, language, page)?));
        }
    }
    for asset in ASSETS {
        let from = sources().join("assets").join(asset);
        files.push(File::copied(format!("assets/{asset}"), &from)?);
    }
    Ok(files)
}

fn render(environment: &Environment<'_>, language: Language, page: &str) -> Result<String, String> {
    let others: Vec<Value> = LANGUAGES
        .iter()
        .filter(|other| **other != language)
        .map(|other| {
            let href = format!("{}{}{page}.html", language.up(), other.folder);
            json!({"code": other.code, "href": href})
        })
        .collect();
    let values = context! { page, others => Serde(others) };
    let name = format!("{}/{page}.html", language.code);
    environment
        .get_template(&name)
        .and_then(|template| template.render(values))
        .map_err(|error| format!("xtask/site/templates/{name}: {error:#}"))
}

/// Templates of a language, with everything that they may show.
fn environment(language: Language, facts: &Value) -> Result<Environment<'static>, String> {
    let mut environment = Environment::new();
    // A name that nothing has is a mistake, in a template or in a document.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // Lines that hold nothing but a block leave no empty line.
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .map_err(|error| format!("{error:#}"))?;
    environment.set_syntax(syntax);
    environment.add_filter("prose", prose);
    environment.add_filter("inline_json", |value: Shown| {
        serde_json::to_string(&value)
            .map(|text| Shown::from_safe_string(inline_json(&text)))
            .map_err(|error| {
                minijinja::Error::new(minijinja::ErrorKind::BadSerialization, error.to_string())
            })
    });
    let own = PAGES.map(|page| format!("{}/{page}.html", language.code));
    for name in SHARED.iter().map(|name| (*name).to_owned()).chain(own) {
        let text = files::read(&sources().join("templates").join(&name))?;
        environment
            .add_template_owned(name.clone(), text)
            .map_err(|error| format!("xtask/site/templates/{name}: {error:#}"))?;
    }
    let words = language.words(&sources())?;
    environment.add_global("words", Serde(words));
    environment.add_global("language", language.code);
    environment.add_global("up", Shown::from_safe_string(language.up().to_owned()));
    environment.add_global("pages", Serde(PAGES));
    for (name, value) in facts.as_object().into_iter().flatten() {
        environment.add_global(name.clone(), Serde(value));
    }
    Ok(environment)
}

/// JSON that may stand in a script element: nothing in it can end the element or begin a comment.
pub fn inline_json(json: &str) -> String {
    json.replace('<', "\\u003c")
}

/// Text of a document: escaped, and what stands in backticks set as code.
fn prose(text: &str) -> Shown {
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let mut html = String::new();
    for (index, piece) in escaped.split('`').enumerate() {
        match index % 2 {
            0 => html.push_str(piece),
            _ => html.push_str(&format!("<code>{piece}</code>")),
        }
    }
    Shown::from_safe_string(html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_documents_is_escaped_and_its_code_is_set_as_code() {
        let html = prose("`a<b` & <i>c</i>").to_string();
        assert_eq!(html, "<code>a&lt;b</code> &amp; &lt;i&gt;c&lt;/i&gt;");
    }

    #[test]
    fn inlined_json_cannot_end_its_element() {
        let text = inline_json(r#"{"a":"</script><!--"}"#);
        assert_eq!(text, r#"{"a":"\u003c/script>\u003c!--"}"#);
        let back: Value = serde_json::from_str(&text).expect("it is still JSON");
        assert_eq!(back["a"], "</script><!--");
    }
}
