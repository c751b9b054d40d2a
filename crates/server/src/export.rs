//! The record of a summit as a file: JSON for machines, CSV or a workbook for people.

use crate::workbook;
use clap::ValueEnum;
use domain::Summit;
use views::{Scope, export};

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
            csv(&header, &rows)
        }
        Format::Xlsx => Ok(workbook::write(summit, scope)?),
    }
}

/// `;` between cells and a mark in front, so that a Dutch spreadsheet opens it as it is.
fn csv(header: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, NotWritten> {
    let mut writer =
        csv::WriterBuilder::new().delimiter(b';').from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row)?;
    }
    Ok(writer.into_inner().map_err(|error| error.to_string())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dutch_spreadsheet_opens_it_as_it_is() {
        let rows = [vec!["i1".to_owned(), "meer; \"groen\"\nin de wijk".to_owned()]];
        let text = String::from_utf8(csv(&["id", "text"], &rows).expect("cells")).expect("utf-8");
        assert_eq!(text, "\u{feff}id;text\ni1;\"meer; \"\"groen\"\"\nin de wijk\"\n");
    }
}
