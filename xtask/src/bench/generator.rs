//! The generator, with more and more operations.

use std::path::Path;
use std::time::Instant;

use ncloud_spec::codegen;
use ncloud_spec::document::Document;
use serde_json::{Map, Value};

use super::figure::Figure;

const ROUNDS: usize = 3;

/// Generates the clients of all services. This program is not optimised, like build scripts.
pub fn measure(_: &Path) -> Result<Vec<Figure>, String> {
    let documents = ncloud_spec::SERVICES
        .iter()
        .map(|service| Document::published(*service).map_err(|error| error.to_string()));
    let documents = documents.collect::<Result<Vec<_>, _>>()?;
    let time = |times| {
        let documents: Vec<Document> = documents
            .iter()
            .map(|document| repeated(document, times))
            .collect();
        let rounds = (0..ROUNDS).map(|_| {
            let start = Instant::now();
            for document in &documents {
                codegen::generate(document).map_err(|error| error.to_string())?;
            }
            Ok::<_, String>(start.elapsed().as_secs_f64())
        });
        let rounds = rounds.collect::<Result<Vec<_>, _>>()?;
        Ok::<_, String>(rounds.into_iter().fold(f64::INFINITY, f64::min))
    };
    let once = time(1)?;
    let mut figures = vec![Figure::new(
        "clients of all services, against 5 seconds",
        (once, 5.0),
        "s",
        Some(1.0),
    )];
    for times in [4, 16] {
        figures.push(Figure::new(
            format!("{times} times the operations, against {times} times the time"),
            (time(times)?, once * f64::from(times)),
            "s",
            Some(1.1),
        ));
    }
    Ok(figures)
}

/// A document with every operation so many times, each under paths and names of its own.
fn repeated(document: &Document, times: u32) -> Document {
    let mut repeated = document.clone();
    let Some(paths) = repeated.value_mut()["paths"].as_object_mut() else {
        return repeated;
    };
    let first = paths.clone();
    for copy in 1..times {
        let copied = first.iter().map(|(path, item)| {
            let mut item = item.clone();
            rename(&mut item, copy);
            (format!("/copy{copy}{path}"), item)
        });
        paths.extend(copied.collect::<Map<String, Value>>());
    }
    repeated
}

fn rename(item: &mut Value, copy: u32) {
    let operations = item.as_object_mut().into_iter().flat_map(Map::values_mut);
    for operation in operations {
        if let Some(Value::String(id)) = operation.get_mut("operationId") {
            id.push_str(&format!("Copy{copy}"));
        }
    }
}
