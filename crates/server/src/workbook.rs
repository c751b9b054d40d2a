//! The record of a summit as a workbook: ideas, themes and the agenda, a sheet each.
//!
//! Every cell is a text. Nothing that people wrote is ever a formula, a number or a link, whatever it
//! begins with, so that opening the file runs nothing.

use domain::Summit;
use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};
use serde_json::Value;
use std::collections::BTreeMap;
use views::{Scope, export};

/// What a cell of a workbook may hold; what is longer ends in an ellipsis.
const CELL_MAX: usize = 32_767;

/// A sheet: its name, its columns with their widths, and what stands under them.
struct Sheet {
    name: &'static str,
    columns: &'static [(&'static str, f64)],
    rows: Vec<Row>,
}

struct Row {
    cells: Vec<String>,
    /// Hidden or withdrawn: shown in grey, struck through.
    struck: bool,
}

/// Writes the whole record.
pub fn write(summit: &Summit, scope: Scope) -> Result<Vec<u8>, XlsxError> {
    let record = export::json(summit, scope);
    let mut workbook = Workbook::new();
    for sheet in [ideas(&record), themes(&record), agenda(&record)] {
        fill(workbook.add_worksheet(), &sheet)?;
    }
    workbook.save_to_buffer()
}

fn fill(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let head = Format::new().set_bold();
    let plain = Format::new().set_text_wrap();
    let struck = Format::new().set_text_wrap().set_font_strikethrough().set_font_color(Color::Gray);
    worksheet.set_name(sheet.name)?.set_freeze_panes(1, 0)?;
    for (column, (name, width)) in (0..).zip(sheet.columns) {
        worksheet.set_column_width(column, *width)?;
        worksheet.write_string_with_format(0, column, *name, &head)?;
    }
    for (row, Row { cells, struck: is_struck }) in (1..).zip(&sheet.rows) {
        let format = if *is_struck { &struck } else { &plain };
        for (column, cell) in (0..).zip(cells) {
            worksheet.write_string_with_format(row, column, fitting(cell), format)?;
        }
    }
    Ok(())
}

fn fitting(cell: &str) -> String {
    if cell.chars().count() <= CELL_MAX {
        return cell.to_owned();
    }
    cell.chars().take(CELL_MAX - 1).chain(['…']).collect()
}

fn ideas(record: &Value) -> Sheet {
    let labels: BTreeMap<_, _> = list(&record["themes"]).filter_map(named).collect();
    let row = |idea: &Value| {
        let label = idea["theme"].as_str().and_then(|id| labels.get(id)).copied();
        let former = list(&idea["trace"]).filter_map(|done| done["from"].as_str());
        let cells = vec![
            text(&idea["offset"]),
            text(&idea["at"]),
            text(&idea["round"]),
            text(&idea["table"]),
            text(&idea["state"]),
            text(&idea["late"]),
            label.unwrap_or_default().to_owned(),
            text(&idea["edited"]),
            text(&idea["text"]),
            text(&idea["id"]),
            text(&idea["seat"]),
            text(&idea["reason"]),
            former.collect::<Vec<_>>().join("\n"),
        ];
        Row { cells, struck: idea["state"] != "live" }
    };
    Sheet {
        name: "ideas",
        columns: &[
            ("offset", 8.0),
            ("at_ms", 15.0),
            ("round", 10.0),
            ("table", 7.0),
            ("state", 11.0),
            ("late", 7.0),
            ("theme", 28.0),
            ("edited", 8.0),
            ("text", 70.0),
            ("id", 37.0),
            ("seat", 12.0),
            ("reason", 25.0),
            ("former_texts", 40.0),
        ],
        rows: list(&record["ideas"]).map(row).collect(),
    }
}

fn themes(record: &Value) -> Sheet {
    let row = |theme: &Value| {
        let cells = vec![
            text(&theme["label"]),
            list(&theme["ideas"]).count().to_string(),
            text(&theme["state"]),
            text(&theme["by"]),
            text(&theme["locked"]),
            text(&theme["merged_into"]),
            text(&theme["id"]),
        ];
        Row { cells, struck: theme["state"] == "closed" }
    };
    Sheet {
        name: "themes",
        columns: &[
            ("label", 45.0),
            ("ideas", 8.0),
            ("state", 12.0),
            ("by", 10.0),
            ("locked", 8.0),
            ("merged_into", 37.0),
            ("id", 37.0),
        ],
        rows: list(&record["themes"]).map(row).collect(),
    }
}

fn agenda(record: &Value) -> Sheet {
    let row = |item: &Value| {
        let planned = item["planned_minute"].as_u64().unwrap_or_default();
        let cells = vec![
            text(&item["number"]),
            text(&item["id"]),
            text(&item["kind"]),
            text(&item["title"]),
            text(&item["prompt"]),
            format!("{:02}:{:02}", planned / 60 % 24, planned % 60),
            text(&item["planned_ms"]),
            text(&item["started_at"]),
            text(&item["ended_at"]),
            text(&item["extended_ms"]),
        ];
        Row { cells, struck: false }
    };
    Sheet {
        name: "agenda",
        columns: &[
            ("number", 8.0),
            ("id", 14.0),
            ("kind", 12.0),
            ("title", 40.0),
            ("prompt", 50.0),
            ("planned_at", 11.0),
            ("planned_ms", 12.0),
            ("started_at_ms", 15.0),
            ("ended_at_ms", 15.0),
            ("extended_ms", 12.0),
        ],
        rows: list(&record["agenda"]).map(row).collect(),
    }
}

fn named(theme: &Value) -> Option<(&str, &str)> {
    Some((theme["id"].as_str()?, theme["label"].as_str()?))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A value as it reads; nothing for none.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
