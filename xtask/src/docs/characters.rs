//! Characters that look alike, made the same, before anything is read.

/// Line ends, spaces and punctuation in their plain form.
///
/// Letters stay as they are: only what separates is changed, so that a cell can still be quoted.
pub(super) fn plain(text: &str) -> String {
    let text = text.trim_start_matches('\u{feff}');
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                // The end of a line on Windows is two characters, on old Macs this one.
                if characters.peek() != Some(&'\n') {
                    plain.push('\n');
                }
            }
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
                plain.push(' ')
            }
            '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {}
            '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => plain.push('\n'),
            // Full-width forms of ASCII.
            '\u{ff01}'..='\u{ff5e}' => {
                plain.extend(char::from_u32(character as u32 - 0xff01 + 0x21));
            }
            '\u{301c}' | '\u{223c}' => plain.push('~'),
            '“' | '”' | '„' => plain.push('"'),
            '‘' | '’' => plain.push('\''),
            other => plain.push(other),
        }
    }
    plain
}

/// A cell in one line of single spaces.
pub(super) fn single_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a character belongs to Korean or Japanese text.
pub(super) fn is_east_asian(character: char) -> bool {
    is_hangul(character)
        || is_kana(character)
        || matches!(character, '\u{3001}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}')
}

pub(super) fn is_hangul(character: char) -> bool {
    matches!(character, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}')
}

pub(super) fn is_kana(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}')
}
