//! Requests in examples: curl commands and raw HTTP.

use super::json;
use super::model::RequestExample;

/// The options of curl that have a value which says nothing about the request.
const OTHER_VALUES: [&str; 4] = ["-o", "--output", "-m", "--max-time"];

/// Reads a curl command.
///
/// # Errors
/// When it cannot be split into words, with the reason.
pub(super) fn read(
    command: &str,
    line: usize,
    repairs: &mut Vec<String>,
) -> Result<RequestExample, String> {
    let words = match shell_words::split(command) {
        Ok(words) if !is_tangled(&words) => words,
        _ => {
            repairs.push("a quote that is missing at the end of a line".to_owned());
            shell_words::split(&close_quotes(command))
                .map_err(|error| format!("not a command: {error}"))?
        }
    };
    let mut example = RequestExample {
        line,
        ..RequestExample::default()
    };
    let mut words = words.into_iter().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "-X" | "--request" => example.method = words.next().map(|method| method.to_uppercase()),
            "-H" | "--header" => {
                let header = words.next().unwrap_or_default();
                let (name, value) = header.split_once(':').unwrap_or((&header, ""));
                example
                    .headers
                    .push((name.trim().to_owned(), value.trim().to_owned()));
            }
            "-d" | "--data" | "--data-raw" | "--data-binary" | "--json" => {
                body(&mut example, &words.next().unwrap_or_default(), repairs);
            }
            "--url" => example.url = words.next(),
            word if OTHER_VALUES.contains(&word) => drop(words.next()),
            word if word.starts_with("http://") || word.starts_with("https://") => {
                example.url = Some(word.trim().to_owned());
            }
            _ => {}
        }
    }
    if example.method.is_none() {
        let method = if example.body.is_some() {
            "POST"
        } else {
            "GET"
        };
        example.method = Some(method.to_owned());
    }
    Ok(example)
}

fn body(example: &mut RequestExample, text: &str, repairs: &mut Vec<String>) {
    match json::read(text) {
        Ok(printed) => {
            repairs.extend(printed.repairs);
            example.body = Some(printed.value);
            example.masked = printed.masked;
        }
        Err(reason) => repairs.push(format!("the body of the command was left out: {reason}")),
    }
}

/// Whether words ran into each other, as they do when a quote is missing: an option within a word.
fn is_tangled(words: &[String]) -> bool {
    words
        .iter()
        .any(|word| word.starts_with("http") && (word.contains(" -H") || word.contains('\n')))
}

/// Ends quotes at the ends of lines that lack one, which pages do now and then.
fn close_quotes(command: &str) -> String {
    let mut closed = String::new();
    let mut in_single = false;
    for line in command.lines() {
        let was_in_single = in_single;
        for character in line.chars() {
            in_single ^= character == '\'';
        }
        let content = line.trim_end();
        let content = content.strip_suffix('\\').unwrap_or(content).trim_end();
        if !was_in_single && !in_single && content.matches('"').count() % 2 == 1 {
            closed.push_str(content);
            closed.push('"');
            closed.push_str(if line.trim_end().ends_with('\\') {
                " \\"
            } else {
                ""
            });
        } else {
            closed.push_str(line);
        }
        closed.push('\n');
    }
    closed
}

/// Reads the head of a raw HTTP request: a request line, and headers.
pub(super) fn read_raw(text: &str, line: usize) -> Option<RequestExample> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (method, url) = lines.next()?.split_once(' ')?;
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
    Some(RequestExample {
        method: Some(method.to_owned()),
        url: Some(url.split_whitespace().next()?.to_owned()),
        headers: headers.collect(),
        body: None,
        masked: Vec::new(),
        line,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_command_becomes_a_request() {
        let command = "curl --location --request POST 'https://h.example/a?b=c' \\\n--header 'X: y' \\\n--data '{\n  \"n\": 1\n}'";
        let example = read(command, 1, &mut Vec::new()).unwrap();
        assert_eq!(example.method.as_deref(), Some("POST"));
        assert_eq!(example.url.as_deref(), Some("https://h.example/a?b=c"));
        assert_eq!(example.headers, [("X".to_owned(), "y".to_owned())]);
        assert_eq!(example.body, Some(json!({"n": 1})));
    }

    #[test]
    fn a_missing_quote_is_mended() {
        let command = "curl -X POST \"https://h.example/a \\\n-H \"accept: text/plain\" \\\n-d \\\n'{\"n\": 1}'";
        let mut repairs = Vec::new();
        let example = read(command, 1, &mut repairs).unwrap();
        assert_eq!(example.url.as_deref(), Some("https://h.example/a"));
        assert_eq!(
            example.headers,
            [("accept".to_owned(), "text/plain".to_owned())]
        );
        assert_eq!(example.body, Some(json!({"n": 1})));
        assert_eq!(repairs.len(), 1);
    }
}
