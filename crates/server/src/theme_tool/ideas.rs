//! The ideas of a file: lines of JSON, or a table.

use crate::cli::ThemeFormat;
use anyhow::{Context as _, anyhow, bail};
use domain::limits::IDEA_MAX_CHARS;
use serde::Deserialize;
use std::{
    fs,
    io::{self, Read as _},
    path::Path,
};
use unicode_normalization::UnicodeNormalization as _;

/// What a line of JSON is read for; the rest of it is left alone.
#[derive(Deserialize)]
struct Line {
    text: String,
}

/// Columns that hold the text, in this order; without one of them, the first.
const COLUMNS: [&str; 4] = ["text", "tekst", "idea", "idee"];

/// As the ideas are written, so are the themes.
pub(super) fn format_of(file: &Path) -> ThemeFormat {
    let is_table = file.extension().is_some_and(|it| it.eq_ignore_ascii_case("csv"));
    if is_table { ThemeFormat::Csv } else { ThemeFormat::Jsonl }
}

/// The texts of a file, in order; `-` is the standard input.
pub(super) fn read(file: &Path) -> anyhow::Result<Vec<String>> {
    let named = || format!("{} cannot be read", file.display());
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(file)
    };
    let text = String::from_utf8(bytes.with_context(named)?).with_context(named)?;
    let text = text.trim_start_matches('\u{feff}');
    match format_of(file) {
        ThemeFormat::Jsonl => lines(text),
        ThemeFormat::Csv => table(text),
    }
    .with_context(named)
}

fn lines(text: &str) -> anyhow::Result<Vec<String>> {
    let full = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    full.map(|(n, line)| {
        let line: Line =
            serde_json::from_str(line).map_err(|fault| anyhow!("line {}: {fault}", n + 1))?;
        Ok(line.text)
    })
    .collect()
}

fn table(text: &str) -> anyhow::Result<Vec<String>> {
    let header = text.lines().next().unwrap_or_default();
    let separator = if header.contains(';') { b';' } else { b',' };
    let mut table = csv::ReaderBuilder::new().delimiter(separator).from_reader(text.as_bytes());
    let names: Vec<String> =
        table.headers()?.iter().map(|name| name.trim().to_lowercase()).collect();
    if names.is_empty() {
        bail!("the table has no columns");
    }
    let known = COLUMNS.iter().find_map(|name| names.iter().position(|it| it == name));
    let column = known.unwrap_or(0);
    let rows = table.records();
    rows.map(|row| Ok(text::unguarded(row?.get(column).unwrap_or_default()).to_owned())).collect()
}

/// What a hall would take: as long as an idea may be, without characters that cannot be seen.
pub(super) fn readable(text: &str) -> String {
    let seen = text.nfc().map(|c| if c.is_control() { ' ' } else { c });
    seen.take(IDEA_MAX_CHARS).collect()
}
