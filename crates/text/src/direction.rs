//! Signs that steer reading direction: kept where they say something, balanced, and refused where they turn an order.
//!
//! Unicode Standard Annex #9; Technical Reports #36 (2.5) and #39 on why an override is not taken.

use std::mem;

/// An override that turns round signs which would be read otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reordered;

const LEFT_EMBEDDING: char = '\u{202a}';
const RIGHT_EMBEDDING: char = '\u{202b}';
const POP: char = '\u{202c}';
const LEFT_OVERRIDE: char = '\u{202d}';
const RIGHT_OVERRIDE: char = '\u{202e}';
const POP_ISOLATE: char = '\u{2069}';

/// A text whose signs of direction end where they belong, paragraph by paragraph.
///
/// - Where nothing is written from right to left, such signs say nothing, and go.
/// - Elsewhere marks stay, and what embeds or isolates is closed at the end of its paragraph: there Unicode ends it
///   anyway, so nothing moves, and nothing after the text is moved. What closes nothing goes.
/// - An override over signs that run its way by themselves is an embedding. Any other is refused.
pub(crate) fn balanced(text: &str) -> Result<String, Reordered> {
    let paragraphs: Result<Vec<String>, Reordered> = text.split('\n').map(paragraph).collect();
    Ok(paragraphs?.join("\n"))
}

fn paragraph(text: &str) -> Result<String, Reordered> {
    if !text.chars().any(is_directional) {
        return Ok(text.to_owned());
    }
    let mut nested = Nested::default();
    for c in text.chars() {
        nested.take(c)?;
    }
    let balanced = nested.end()?;
    let says_something = balanced.chars().any(is_right_to_left);
    Ok(if says_something { balanced } else { balanced.replace(is_directional, "") })
}

/// What was read of a paragraph, and what is still open in it.
#[derive(Default)]
struct Nested {
    read: String,
    open: Vec<Span>,
}

/// An embedding, override or isolate: its sign, and where that stands.
struct Span {
    sign: char,
    at: usize,
}

impl Nested {
    fn take(&mut self, c: char) -> Result<(), Reordered> {
        match c {
            LEFT_EMBEDDING
            | RIGHT_EMBEDDING
            | LEFT_OVERRIDE
            | RIGHT_OVERRIDE
            | '\u{2066}'..='\u{2068}' => {
                self.open.push(Span { sign: c, at: self.read.len() });
                self.read.push(c);
            }
            // It closes no further than the isolate it stands in.
            POP if self.open.last().is_some_and(|span| !span.is_isolate()) => self.close()?,
            // It closes all that was opened inside its isolate, too.
            POP_ISOLATE if self.open.iter().any(Span::is_isolate) => {
                while self.open.last().is_some_and(|span| !span.is_isolate()) {
                    self.close()?;
                }
                self.close()?;
            }
            POP | POP_ISOLATE => {}
            _ => self.read.push(c),
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), Reordered> {
        let Some(span) = self.open.pop() else { return Ok(()) };
        let from = span.at + span.sign.len_utf8();
        let within = &self.read[from..];
        let embeds = match span.sign {
            LEFT_OVERRIDE if within.chars().any(is_right_to_left_at_all) => return Err(Reordered),
            RIGHT_OVERRIDE if within.chars().any(is_left_to_right) => return Err(Reordered),
            LEFT_OVERRIDE => Some(LEFT_EMBEDDING),
            RIGHT_OVERRIDE => Some(RIGHT_EMBEDDING),
            _ => None,
        };
        if let Some(embedding) = embeds {
            self.read.replace_range(span.at..from, embedding.encode_utf8(&mut [0; 4]));
        }
        self.read.push(if span.is_isolate() { POP_ISOLATE } else { POP });
        Ok(())
    }

    fn end(mut self) -> Result<String, Reordered> {
        while !self.open.is_empty() {
            self.close()?;
        }
        Ok(mem::take(&mut self.read))
    }
}

impl Span {
    fn is_isolate(&self) -> bool {
        matches!(self.sign, '\u{2066}'..='\u{2068}')
    }
}

pub(crate) fn is_directional(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// In the blocks that Unicode keeps for scripts from right to left, as the screens' own counter has them.
fn is_right_to_left_at_all(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
}

/// A letter that is read from right to left.
fn is_right_to_left(c: char) -> bool {
    is_right_to_left_at_all(c) && c.is_alphabetic()
}

fn is_left_to_right(c: char) -> bool {
    c.is_numeric() || c.is_alphabetic() && !is_right_to_left_at_all(c)
}
