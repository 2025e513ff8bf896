//! Plain text: copied from a browser, exported, or taken out of a PDF.

mod code;
mod line;
mod row;
mod table;

use super::block::{Block, Line};
use code::Code;
use line::{SourceLine, lines};

/// Brings text to blocks.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut reader = Reader {
        lines: lines(text),
        at: 0,
        blocks: Vec::new(),
        names: Vec::new(),
    };
    reader.read();
    reader.blocks
}

/// Where reading stands.
struct Reader {
    lines: Vec<SourceLine>,
    at: usize,
    blocks: Vec<Block>,
    /// Last segments of the names that were read: tables of their members have them as headings.
    names: Vec<String>,
}

impl Reader {
    fn read(&mut self) {
        while let Some(line) = self.lines.get(self.at) {
            if line.is_blank() || line.is_rule() {
                self.at += 1;
            } else if line.is_fence() {
                self.fenced();
            } else if let Some(columns) = line.columns() {
                self.table(columns.to_vec());
            } else if self.is_heading(self.at) {
                self.push(Block::Heading);
            } else if let Some(code) = Code::beginning(line.text()) {
                self.code(code);
            } else {
                self.push(Block::Text);
            }
        }
    }

    fn push(&mut self, block: fn(Line) -> Block) {
        let line = &self.lines[self.at];
        self.blocks.push(block(Line {
            number: line.number,
            text: line.text().to_owned(),
        }));
        self.at += 1;
    }

    /// A heading: marked as one, a word that structures pages, or the name of a member whose table
    /// follows.
    fn is_heading(&self, at: usize) -> bool {
        let line = &self.lines[at];
        line.is_marked_heading()
            || line.is_section()
            || (self.names.iter().any(|name| name == line.text()) && self.head_follows(at))
    }

    /// Whether the head of a table follows within a few lines of prose.
    fn head_follows(&self, at: usize) -> bool {
        const PROSE: usize = 3;
        self.lines[at + 1..]
            .iter()
            .filter(|line| !line.is_blank())
            .take(PROSE)
            .any(|line| line.columns().is_some())
    }
}
