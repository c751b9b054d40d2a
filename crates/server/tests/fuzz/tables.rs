//! A file of ideas is read row by row, or refused in words: no row is lost without being told, whatever spreadsheet wrote
//! it; and what `export` writes is read as it was said.

use crate::corpus::Target;
use server::command::theme::ideas::{self, IdeasRead};
use text::guarded;

pub const TARGET: Target = Target { name: "tables_of_ideas", also: &[], read };

fn read(input: &[u8]) {
    written_and_read(input);
    for (is_json, column) in
        [(false, None), (true, None), (false, Some("2")), (false, Some("text"))]
    {
        match ideas::found(input, is_json, column) {
            Ok(found) => each_is_told(input, &found),
            Err(refused) => assert!(!refused.to_string().is_empty()),
        }
    }
}

/// As many rows as there are lines at most; what is bad is told with its line.
fn each_is_told(input: &[u8], found: &IdeasRead) {
    let IdeasRead { rows, bad, .. } = found;
    assert!(bad.iter().all(|(line, why)| *line > 0 && !why.is_empty()), "{bad:?}");
    assert!(rows.len() + bad.len() <= input.len() + 1, "{} rows", rows.len());
}

/// A table of these lines, as the record of a summit is written, is read as they are.
fn written_and_read(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let texts: Vec<&str> = text.split('\n').map(str::trim).filter(|it| !it.is_empty()).collect();
    let mut table = csv::WriterBuilder::new();
    table.delimiter(b';').quote_style(csv::QuoteStyle::NonNumeric);
    let mut table = table.from_writer("\u{feff}number;text\n".as_bytes().to_vec());
    for (n, text) in texts.iter().enumerate() {
        table.write_record([n.to_string(), guarded(text)]).expect("memory");
    }
    let found = ideas::found(&table.into_inner().expect("memory"), false, None).expect("a table");
    let read: Vec<_> = found.rows.iter().filter_map(|row| row.text.as_deref()).collect();
    assert_eq!(read, texts);
    assert!(found.bad.is_empty(), "{:?}", found.bad);
}
