//! The ideas of a file: lines of JSON, a record of a summit, or a table. What cannot be read is told and left out.

use super::{encodings::decoded, table};
use crate::command::cli::ThemeFormat;
use anyhow::{Context as _, bail};
use domain::limits::IDEA_MAX_CHARS;
use serde_json::Value;
use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::Path,
};
use unicode_normalization::UnicodeNormalization as _;

/// One idea of a file.
#[derive(Debug)]
pub struct Row {
    /// None: it was erased.
    pub text: Option<String>,
    /// What a record of a summit says of it.
    pub state: Option<String>,
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct IdeasRead {
    /// The ideas, in order.
    pub rows: Vec<Row>,
    /// Lines that cannot be read, and why.
    pub bad: Vec<(u64, String)>,
    /// What is to be said of the file.
    pub said: Vec<String>,
}

/// Fields that hold the text, in this order.
const FIELDS: [&str; 4] = ["text", "tekst", "idea", "idee"];

fn has_extension(file: &Path, wanted: &[&str]) -> bool {
    file.extension().is_some_and(|it| wanted.iter().any(|one| it.eq_ignore_ascii_case(one)))
}

/// As the ideas are written, so are the themes.
pub(super) fn format_of(file: &Path) -> ThemeFormat {
    let is_table = has_extension(file, &["csv", "tsv", "tab", "txt"]);
    if is_table { ThemeFormat::Csv } else { ThemeFormat::Jsonl }
}

/// The texts of a file that count, in order; `-` is the standard input. What is left out is said.
pub(super) fn read(file: &Path, column: Option<&str>) -> anyhow::Result<Vec<String>> {
    let named = || format!("{} cannot be read", file.display());
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(file)
    };
    let is_json = has_extension(file, &["json", "jsonl", "ndjson"]);
    let found = found(&bytes.with_context(named)?, is_json, column).with_context(named)?;
    counted(found).with_context(named)
}

/// What the bytes of a file hold: JSON, if its name or its first sign says so, or a table.
pub fn found(bytes: &[u8], is_json: bool, column: Option<&str>) -> anyhow::Result<IdeasRead> {
    table::refuse_workbook(bytes)?;
    let (text, encoding) = decoded(bytes);
    let is_json = is_json || text.trim_start().starts_with(['{', '[']) || text.trim().is_empty();
    let mut found = if is_json { json(&text, column) } else { table::read(&text, column)? };
    if encoding != "UTF-8" {
        found.said.insert(0, format!("read as {encoding}"));
    }
    Ok(found)
}

/// The texts that count; the rest is told on the standard error.
fn counted(found: IdeasRead) -> anyhow::Result<Vec<String>> {
    let mut said = found.said;
    said.extend(found.bad.iter().map(|(line, why)| format!("line {line}: {why}; left out")));
    let is = |row: &Row, state: &str| row.state.as_deref() == Some(state);
    let count = |state: &str| found.rows.iter().filter(|row| is(row, state)).count();
    let (hidden, withdrawn) = (count("hidden"), count("withdrawn"));
    let rows = found.rows.into_iter();
    let counts = rows.filter(|row| !is(row, "hidden") && !is(row, "withdrawn"));
    let (texts, erased): (Vec<Row>, Vec<Row>) = counts.partition(|row| row.text.is_some());
    let left_out = [
        (found.bad.len(), "that cannot be read"),
        (hidden, "hidden"),
        (withdrawn, "withdrawn"),
        (erased.len(), "without a text"),
    ];
    let left_out: Vec<String> = left_out
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if !left_out.is_empty() {
        said.push(format!("left out: {}", left_out.join(", ")));
    }
    for what in said {
        let _ = writeln!(io::stderr(), "{what}");
    }
    if texts.is_empty() && !found.bad.is_empty() {
        bail!("no line of it can be read");
    }
    Ok(texts.into_iter().filter_map(|row| row.text).collect())
}

/// A record as `export` writes it, a list, or a line for each idea.
fn json(text: &str, field: Option<&str>) -> IdeasRead {
    let text = text.trim_start_matches('\u{feff}');
    let whole = serde_json::from_str::<Value>(text).ok();
    let list = match &whole {
        Some(Value::Array(list)) => Some(list),
        Some(Value::Object(record)) => record.get("ideas").and_then(Value::as_array),
        _ => None,
    };
    let mut found = IdeasRead::default();
    let mut take = |number: u64, value: Result<Value, String>| match value
        .and_then(|value| row(&value, field))
    {
        Ok(row) => found.rows.push(row),
        Err(why) => found.bad.push((number, why)),
    };
    match list {
        Some(list) => (1..).zip(list).for_each(|(number, value)| take(number, Ok(value.clone()))),
        None => {
            let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
            lines.for_each(|(number, line)| {
                take(number, serde_json::from_str(line).map_err(|fault| fault.to_string()));
            });
        }
    }
    found
}

fn row(value: &Value, field: Option<&str>) -> Result<Row, String> {
    if let Value::String(text) = value {
        return Ok(Row { text: Some(text.clone()), state: None });
    }
    let fields: Vec<&str> = field.map_or_else(|| FIELDS.to_vec(), |field| vec![field]);
    let text = fields.iter().find_map(|field| value.get(*field));
    let state = value.get("state").and_then(Value::as_str).map(str::to_lowercase);
    match text {
        Some(Value::String(text)) => Ok(Row { text: Some(text.clone()), state }),
        Some(Value::Null) => Ok(Row { text: None, state }),
        _ => Err(format!("no text in a field `{}`", fields.join("`, `"))),
    }
}

/// What a hall would take: as long as an idea may be, without characters that cannot be seen.
pub(super) fn readable(text: &str) -> String {
    let seen = text.nfc().map(|c| if c.is_control() { ' ' } else { c });
    seen.take(IDEA_MAX_CHARS).collect()
}
