//! Setting values of a profile in the text of the credentials file, and nothing else.

use zeroize::{Zeroize as _, Zeroizing};

use super::DEFAULT_PROFILE;

/// The text with the values in the section of the profile. Lines that say something else stay as they
/// are, comments included. The default profile may also stand before the first section; what is
/// there is taken over.
pub(super) fn set(text: &str, profile: &str, values: &[(&str, &str)]) -> Zeroizing<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let is_headless =
        profile == DEFAULT_PROFILE && !lines.iter().any(|line| header(line) == Some(profile));
    let has_default = lines
        .iter()
        .take_while(|line| header(line).is_none())
        .any(|line| key(line).is_some());
    let start = if is_headless && has_default {
        0
    } else if let Some(index) = lines.iter().position(|line| header(line) == Some(profile)) {
        index + 1
    } else {
        if lines.last().is_some_and(|line| !line.trim().is_empty()) {
            lines.push(String::new());
        }
        lines.push(format!("[{profile}]"));
        lines.len()
    };
    for (name, value) in values {
        let line = format!("{name} = {value}");
        let end = end(&lines, start);
        match (start..end).find(|index| key(&lines[*index]) == Some(name)) {
            Some(index) => std::mem::replace(&mut lines[index], line).zeroize(),
            None => {
                // Behind the last line of the section that says something.
                let last = (start..end)
                    .rev()
                    .find(|index| !lines[*index].trim().is_empty());
                lines.insert(last.map_or(start, |index| index + 1), line);
            }
        }
    }
    // The last line ends as the others do. A text that grew would leave a copy behind.
    lines.push(String::new());
    let text = Zeroizing::new(lines.join("\n"));
    lines.zeroize();
    text
}

/// Where the section ends that starts at a line.
fn end(lines: &[String], start: usize) -> usize {
    let next = lines
        .iter()
        .skip(start)
        .position(|line| header(line).is_some());
    next.map_or(lines.len(), |distance| start + distance)
}

/// The name of a section, when the line begins one.
fn header(line: &str) -> Option<&str> {
    let name = line
        .trim_start_matches('\u{feff}')
        .trim()
        .strip_prefix('[')?
        .strip_suffix(']')?;
    Some(name.trim())
}

/// The name of a value, when the line gives one.
fn key(line: &str) -> Option<&str> {
    let line = line.trim_start_matches('\u{feff}').trim();
    if line.starts_with(['#', ';']) {
        return None;
    }
    line.split_once('=').map(|(key, _)| key.trim())
}

#[cfg(test)]
mod tests {
    use super::set;

    const VALUES: [(&str, &str); 2] = [("id", "new"), ("secret", "s")];

    #[test]
    fn other_profiles_and_comments_stay() {
        let text = "# mine\n[a]\nid = 1\n; note\nsecret=2\nother = 3\n\n[b]\nid=4\n";
        assert_eq!(
            *set(text, "a", &VALUES),
            "# mine\n[a]\nid = new\n; note\nsecret = s\nother = 3\n\n[b]\nid=4\n"
        );
        assert_eq!(
            *set(text, "b", &VALUES),
            "# mine\n[a]\nid = 1\n; note\nsecret=2\nother = 3\n\n[b]\nid = new\nsecret = s\n"
        );
    }

    #[test]
    fn new_profiles_are_added() {
        assert_eq!(*set("", "a", &VALUES), "[a]\nid = new\nsecret = s\n");
        assert_eq!(
            *set("[b]\nid = 4", "DEFAULT", &VALUES),
            "[b]\nid = 4\n\n[DEFAULT]\nid = new\nsecret = s\n"
        );
    }

    #[test]
    fn a_default_without_a_header_keeps_its_place() {
        assert_eq!(
            *set("id = 1\n[b]\nid = 4\n", "DEFAULT", &VALUES),
            "id = new\nsecret = s\n[b]\nid = 4\n"
        );
    }
}
