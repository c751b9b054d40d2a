//! What simulated people say: ideas, words, first names and calls for help, from a file of JSON lines.

use crate::limits::SCRIPT_LINES_MAX;
use domain::{limits::REMARK_MAX_CHARS, text};
use serde_json::Value;

/// What simulated people say.
#[derive(Debug, Default)]
pub struct Script {
    pub(super) ideas: Vec<Line>,
    pub(super) names: Vec<String>,
    pub(super) helps: Vec<String>,
}

/// An idea, and the word that a phone would send instead.
#[derive(Debug)]
pub(super) struct Line {
    pub text: String,
    pub word: Option<String>,
}

/// Why a file cannot be read as a script.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BadScript {
    /// A line has none of the expected forms.
    #[error(
        "line {line}: not a JSON object with a readable `text` (and maybe its `label`), `name` or `help`"
    )]
    Line {
        /// Its number, from 1.
        line: usize,
    },
    /// There are more than [`SCRIPT_LINES_MAX`] lines.
    #[error("more than {SCRIPT_LINES_MAX} lines")]
    TooLong,
    /// No line has a `text`.
    #[error("no line has a `text`")]
    NoIdeas,
}

impl Script {
    /// Reads JSON lines: `{"text":"…","label":"…"}` is an idea and the word for it, `{"name":"…"}` a first
    /// name, `{"help":"…"}` what a table may need. Other fields are left alone; `noise` is no word.
    pub fn read(lines: &str) -> Result<Self, BadScript> {
        let mut script = Self::default();
        for (index, raw) in lines.lines().enumerate().filter(|(_, raw)| !raw.trim().is_empty()) {
            if index >= SCRIPT_LINES_MAX {
                return Err(BadScript::TooLong);
            }
            script.take(raw).ok_or(BadScript::Line { line: index + 1 })?;
        }
        if script.ideas.is_empty() { Err(BadScript::NoIdeas) } else { Ok(script) }
    }

    fn take(&mut self, raw: &str) -> Option<()> {
        let line: Value = serde_json::from_str(raw).ok()?;
        let said = |field: &str| line.get(field).and_then(Value::as_str);
        let readable = |said: &str| text::idea(said).ok();
        match (said("text"), said("name"), said("help")) {
            (Some(idea), None, None) => {
                let word = said("label").filter(|label| *label != "noise").and_then(readable);
                self.ideas.push(Line { text: readable(idea)?, word });
            }
            (None, Some(name), None) => self.names.push(readable(name)?),
            (None, None, Some(help)) => {
                let help = readable(help).filter(|it| it.chars().count() <= REMARK_MAX_CHARS)?;
                self.helps.push(help);
            }
            _ => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_has_ideas_with_their_words_names_and_calls_for_help() {
        let lines = r#"
{"text": "Meer bomen in de straat", "label": "groen", "table": 12, "t": 6.7}
{"text": "Lekker weer", "label": "noise"}
{"name": "Fatima"}
{"help": "De tablet is leeg"}
"#;
        let script = Script::read(lines).expect("a script");
        assert_eq!(script.ideas.len(), 2);
        assert_eq!(script.ideas[0].word.as_deref(), Some("groen"));
        assert_eq!(script.ideas[1].word, None);
        assert_eq!((script.names.len(), script.helps.len()), (1, 1));
    }

    #[test]
    fn a_line_that_says_nothing_readable_is_told_with_its_number() {
        let first = "{\"text\":\"Meer bomen\"}\n";
        for bad in ["bomen", "{}", "[]", "{\"text\":\"\"}", "{\"text\":\"a\",\"name\":\"b\"}"] {
            let read = Script::read(&format!("{first}{bad}\n"));
            assert_eq!(read.err(), Some(BadScript::Line { line: 2 }), "{bad}");
        }
    }

    #[test]
    fn a_script_without_ideas_or_without_end_is_refused() {
        assert_eq!(Script::read("{\"name\":\"Jan\"}").err(), Some(BadScript::NoIdeas));
        let endless = "{\"name\":\"Jan\"}\n".repeat(SCRIPT_LINES_MAX + 1);
        assert_eq!(Script::read(&endless).err(), Some(BadScript::TooLong));
    }
}
