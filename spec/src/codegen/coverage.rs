//! The page that says what is covered, how sure we are, and where the vendor's pages err.

use std::fmt::Write as _;

use serde_json::Value;

use crate::document::{Document, Operation, members};

/// The provenance and coverage page of the documents, Markdown; `common` is what they share.
#[must_use]
pub fn page(common: &Document, documents: &[Document]) -> String {
    let mut text = String::from(
        "# Coverage and provenance\n\n\
         Made by `cargo xtask regenerate` from `spec/services/*.yaml` and `spec/common.yaml`; do not edit it.\n\n\
         Each operation was written from the vendor's page named in its row. Confidence: **A** the page was read whole; \
         **B** in part, the rest from the vendor's SDKs; **C** second-hand; `-` a small gap. Repeating: **safe** when a \
         repetition gives the same state and the same answer. Errata are explained below each table.\n\n",
    );
    summary(documents, &mut text);
    text.push_str("\n## The gateway\n\nWhere the vendor's common guide errs, for all services.\n");
    errata("gateway", common, &mut text);
    for document in documents {
        service(document, &mut text);
    }
    text
}

fn summary(documents: &[Document], text: &mut String) {
    text.push_str("| service | API | operations | A | B | C | errata | sites and regions |\n");
    text.push_str("| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |\n");
    for document in documents {
        let count = |grade: char| {
            document
                .operations()
                .filter(|operation| confidence(*operation).starts_with(grade))
                .count()
        };
        let _ = writeln!(
            text,
            "| [{}](#{}) | {} | {} | {} | {} | {} | {} | {} |",
            document.title(),
            document.name(),
            document.service()["apiVersion"]
                .as_str()
                .unwrap_or_default(),
            covered(document),
            count('A'),
            count('B'),
            count('C'),
            members(&document.value()["x-ncloud-errata"]).count(),
            places(document),
        );
    }
}

/// How many of the operations that the vendor documents are here, for example `24/24`.
fn covered(document: &Document) -> String {
    format!(
        "{}/{}",
        document.operations().count(),
        document.service()["documentedOperations"]
    )
}

/// Sites with their regions or boundaries of keys, for example `public (KR, SGN), gov`.
fn places(document: &Document) -> String {
    let mut places: Vec<(String, Vec<String>)> = Vec::new();
    for server in document.servers() {
        if places.last().is_none_or(|(site, _)| site != server.site) {
            places.push((server.site.to_owned(), Vec::new()));
        }
        let part = server.region.or(server.key_boundary);
        if let (Some((_, regions)), Some(region)) = (places.last_mut(), part) {
            regions.push(region.to_owned());
        }
    }
    let shown = places.into_iter().map(|(site, regions)| {
        if regions.is_empty() {
            site
        } else {
            format!("{site} ({})", regions.join(", "))
        }
    });
    shown.collect::<Vec<_>>().join(", ")
}

fn service(document: &Document, text: &mut String) {
    let base = document.service()["documentation"]
        .as_str()
        .unwrap_or_default();
    let _ = write!(
        text,
        "\n<a id=\"{}\"></a>\n\n## {}\n\n",
        document.name(),
        document.title()
    );
    text.push_str("| operation | request | sites | repeating | confidence | source | errata |\n");
    text.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
    for operation in document.operations() {
        let slug = operation.value["x-ncloud-source"]["slug"]
            .as_str()
            .unwrap_or_default();
        let read = operation.value["x-ncloud-source"]["read"]
            .as_str()
            .unwrap_or_default();
        let main = if operation.value["x-ncloud-account"] == "main" {
            ", main account only"
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "| `{}` | {} `{}` | {}{main} | {} | {} | [{slug}]({base}{slug}), {read} | {} |",
            operation.id(),
            operation.verb.to_uppercase(),
            operation.path,
            operation.sites().collect::<Vec<_>>().join(", "),
            operation.value["x-ncloud-retry"]
                .as_str()
                .unwrap_or_default(),
            confidence(operation),
            errata_links(document, operation),
        );
    }
    errata(document.name(), document, text);
}

fn errata_links(document: &Document, operation: Operation<'_>) -> String {
    let ids = operation.value["x-ncloud-errata"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    ids.map(|id| format!("[{id}](#{}-{id})", document.name()))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The table of errata; `place` is what the names of its anchors begin with.
fn errata(place: &str, document: &Document, text: &mut String) {
    let errata = &document.value()["x-ncloud-errata"];
    if members(errata).next().is_none() {
        return;
    }
    text.push_str("\n| erratum | the pages say | on the wire | why we think so |\n| --- | --- | --- | --- |\n");
    for (id, erratum) in members(errata) {
        let cell = |name: &str| {
            erratum[name]
                .as_str()
                .unwrap_or_default()
                .trim()
                .replace('|', "\\|")
                .replace('\n', " ")
        };
        let _ = writeln!(
            text,
            "| <a id=\"{place}-{id}\"></a>{id} | {} | {} | {} |",
            cell("page"),
            cell("wire"),
            cell("reason"),
        );
    }
}

fn confidence(operation: Operation<'_>) -> &str {
    operation.value["x-ncloud-confidence"]
        .as_str()
        .unwrap_or_default()
}
