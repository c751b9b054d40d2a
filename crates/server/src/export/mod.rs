//! The record of a summit as a file: JSON for machines, CSV or a workbook for people.

pub mod workbook;

use crate::time_zones;
use clap::ValueEnum;
use domain::{Summit, Time};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use std::io::{self, Write};
use views::{
    Scope,
    export::{self, Cell},
};

/// How the record is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Everything.
    Json,
    /// The ideas, one a line, as a Dutch spreadsheet opens them.
    Csv,
    /// Ideas, themes and agenda, a sheet each; for Excel and the like.
    Xlsx,
}

impl Format {
    /// As HTTP names it.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// As files are named.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// Why a record could not be written.
pub type NotWritten = Box<dyn std::error::Error + Send + Sync>;

/// The record in a format.
pub fn write(summit: &Summit, scope: Scope, format: Format) -> Result<Vec<u8>, NotWritten> {
    match format {
        Format::Json => Ok(serde_json::to_vec_pretty(&export::json(summit, scope))?),
        Format::Csv => {
            let (header, rows) = export::rows(summit, scope);
            csv(&header, &rows, &time_zones::of(summit))
        }
        Format::Xlsx => Ok(workbook::write(summit, scope)?),
    }
}

/// A table as a Dutch spreadsheet opens it: a mark in front that says UTF-8, `;` between cells, and quotes around each
/// that is no number, so that a guard before a text is part of it also where a tab separates cells.
pub(crate) fn table<W: Write>(mut out: W, header: &[&str]) -> io::Result<csv::Writer<W>> {
    writeln!(out, "\u{feff}{}", header.join(";"))?;
    let mut writer = csv::WriterBuilder::new();
    Ok(writer.delimiter(b';').quote_style(csv::QuoteStyle::NonNumeric).from_writer(out))
}

/// What [`views::export::rows`] says, with times of day in the summit's zone.
fn csv(header: &[&str], rows: &[Vec<Cell>], zone: &TimeZone) -> Result<Vec<u8>, NotWritten> {
    let mut writer = table(Vec::new(), header)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| written(cell, zone)))?;
    }
    Ok(writer.into_inner().map_err(|error| error.to_string())?)
}

fn written(cell: &Cell, zone: &TimeZone) -> String {
    match cell {
        Cell::Nothing => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Whether(is_so) => is_so.to_string(),
        Cell::At(time) => local(*time, zone)
            .map_or_else(String::new, |at| at.strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()),
        Cell::Text(text) => text::guarded(text),
    }
}

/// A point in time as clocks in that zone show it; none beyond the year 9999.
pub(crate) fn local(time: Time, zone: &TimeZone) -> Option<Zoned> {
    let at = Timestamp::from_millisecond(i64::try_from(time.0).ok()?).ok()?;
    Some(at.to_zoned(zone.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(rows: &[Vec<Cell>]) -> String {
        let zone = TimeZone::get("Europe/Amsterdam").expect("a zone");
        String::from_utf8(csv(&["id", "text"], rows, &zone).expect("cells")).expect("utf-8")
    }

    #[test]
    fn a_dutch_spreadsheet_opens_it_as_it_is() {
        let text = Cell::Text("meer; \"groen\"\nin de wijk".to_owned());
        let rows = [vec![Cell::Number(1), text]];
        assert_eq!(lines(&rows), "\u{feff}id;text\n1;\"meer; \"\"groen\"\"\nin de wijk\"\n");
    }

    #[test]
    fn a_time_is_that_of_the_summits_zone_in_summer_and_winter() {
        let at = |ms| vec![Cell::At(Time(ms)), Cell::Nothing];
        let rows = [at(1_795_412_345_678), at(1_782_000_000_000)];
        let written = lines(&rows);
        assert!(written.contains("\n\"2026-11-23T06:39:05.678+01:00\";\"\"\n"), "{written}");
        assert!(written.contains("\n\"2026-06-21T02:00:00.000+02:00\";\"\"\n"), "{written}");
    }

    #[test]
    fn a_text_that_looks_like_a_formula_is_guarded_and_every_text_comes_back() {
        let texts = [
            "=1+1",
            "- meer bomen",
            "＝1+1",
            " -1",
            "'s avonds",
            "'-",
            "\t+1",
            "a\n=b",
            "\"=1\"",
            "gewoon; of niet",
        ];
        for text in texts {
            comes_back(text);
        }
    }

    /// By itself, and with the guard where it is needed.
    fn comes_back(text: &str) {
        let written = lines(&[vec![Cell::Number(1), Cell::Text(text.to_owned())]]);
        let mut read = csv::ReaderBuilder::new().delimiter(b';').from_reader(written.as_bytes());
        let row = read.records().next().expect("a row").expect("cells");
        assert_eq!(text::unguarded(&row[1]), text);
        assert!(!row[1].starts_with(['=', '+', '-', '@', '＝', '＋']), "{text:?}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_comes_back(text in "[-=+@＝'\";, \t\r\na-c]{0,8}|\\PC{0,8}") {
            comes_back(&text);
        }
    }
}
