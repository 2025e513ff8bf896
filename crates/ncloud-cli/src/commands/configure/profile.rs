//! Setting values of a profile in the text of the credentials file, and nothing else.

use zeroize::{Zeroize as _, Zeroizing};

use super::DEFAULT_PROFILE;

/// The text with the values in the section of the profile, which a second header of its name continues.
/// Lines that say something else stay as they are, comments and line endings included. The default profile
/// may also stand before the first section; what is there is taken over.
pub(super) fn set(text: &str, profile: &str, values: &[(&str, &str)]) -> Zeroizing<String> {
    // Lines keep what is before the line feed; new ones get the same.
    let carriage_return = if text.contains("\r\n") { "\r" } else { "" };
    let mut lines: Vec<String> = text.split_terminator('\n').map(str::to_owned).collect();
    if !text.ends_with('\n')
        && let Some(last) = lines.last_mut()
    {
        last.push_str(carriage_return);
    }
    let is_headless =
        profile == DEFAULT_PROFILE && !lines.iter().any(|line| header(line) == Some(profile));
    let has_default = lines
        .iter()
        .take_while(|line| header(line).is_none())
        .any(|line| key(line).is_some());
    let is_before_sections = is_headless && has_default;
    let start = if is_before_sections {
        0
    } else if let Some(index) = lines.iter().position(|line| header(line) == Some(profile)) {
        index + 1
    } else {
        if lines.last().is_some_and(|line| !line.trim().is_empty()) {
            lines.push(carriage_return.to_owned());
        }
        lines.push(format!("[{profile}]{carriage_return}"));
        lines.len()
    };
    for (name, value) in values {
        let line = format!("{name} = {value}{carriage_return}");
        let section = (!is_before_sections).then_some(profile);
        let known = of(&lines, section).find(|index| key(&lines[*index]) == Some(name));
        match known {
            Some(index) => std::mem::replace(&mut lines[index], line).zeroize(),
            None => {
                let end = end(&lines, start);
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

/// Where the lines of a section are, wherever it goes on; without a name, those before the first one.
fn of<'a>(lines: &'a [String], section: Option<&'a str>) -> impl Iterator<Item = usize> + 'a {
    let mut current = None;
    lines.iter().enumerate().filter_map(move |(index, line)| {
        current = header(line).or(current);
        (current == section).then_some(index)
    })
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
    fn line_endings_stay() {
        assert_eq!(
            *set("[a]\r\nid = 1\r\n\r\n[b]\r\nid=4", "a", &VALUES),
            "[a]\r\nid = new\r\nsecret = s\r\n\r\n[b]\r\nid=4\r\n"
        );
        assert_eq!(
            *set("[b]\r\nid=4\r\n", "a", &VALUES),
            "[b]\r\nid=4\r\n\r\n[a]\r\nid = new\r\nsecret = s\r\n"
        );
    }

    #[test]
    fn a_section_may_go_on() {
        assert_eq!(
            *set(
                "[a]\nid = 1\n[b]\nsecret = 4\n[a]\nsecret = 2\n",
                "a",
                &VALUES
            ),
            "[a]\nid = new\n[b]\nsecret = 4\n[a]\nsecret = s\n"
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
