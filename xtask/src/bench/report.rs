//! The figures as JSON and as a table.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::figure::Figure;

type Sections<'a> = [(&'a str, Vec<Figure>)];

/// Sections by title, each a list of figures.
pub fn json(sections: &Sections<'_>) -> Result<String, String> {
    let mut all = Map::new();
    for (title, figures) in sections {
        let figures = serde_json::to_value(figures).map_err(|error| error.to_string())?;
        all.insert((*title).to_owned(), figures);
    }
    serde_json::to_string_pretty(&Value::Object(all)).map_err(|error| error.to_string())
}

/// A Markdown table of each section. A goal that is missed is marked.
pub fn table(sections: &Sections<'_>) -> String {
    let mut text = String::new();
    for (title, figures) in sections {
        let head =
            "| what | ours | reference | ratio | goal |\n| --- | ---: | ---: | ---: | ---: |";
        // Writing to a string does not fail.
        let _ = writeln!(text, "## {title}\n\n{head}");
        for figure in figures {
            let goal = match figure.goal {
                None => String::new(),
                Some(goal) if figure.ratio <= goal => format!("{goal:.2}"),
                Some(goal) => format!("**{goal:.2}**"),
            };
            let (ours, reference) = (number(figure.ours), number(figure.reference));
            let _ = writeln!(
                text,
                "| {} | {ours} {unit} | {reference} {unit} | {:.2} | {goal} |",
                figure.name,
                figure.ratio,
                unit = figure.unit,
            );
        }
        text.push('\n');
    }
    text
}

/// Three digits that count.
fn number(number: f64) -> String {
    match number.abs() {
        large if large >= 100.0 => format!("{number:.0}"),
        middle if middle >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}
