//! The record of a summit as a workbook: ideas, themes and the agenda, a sheet each.
//!
//! Numbers are numbers and times are times in the summit's zone. What people wrote is always a text: never a formula,
//! a number or a link, whatever it begins with, so that opening the file runs nothing. A cell finds its reading
//! direction from its own text, as spreadsheets do where they are not told.

use crate::{export::local, time_zones};
use domain::{Summit, Time};
use jiff::tz::TimeZone;
use rust_xlsxwriter::{Color, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use serde_json::Value;
use views::{
    Scope,
    export::{self, Cell as Said},
};

/// What a cell of a workbook may hold; what is longer ends in an ellipsis.
const CELL_MAX: usize = 32_767;
const MINUTE_MS: f64 = 60_000.0;
const DAY_MINUTES: u64 = 24 * 60;

/// A sheet: its name, its columns with their widths, and what stands under them.
struct Sheet {
    name: &'static str,
    columns: Vec<(&'static str, f64)>,
    rows: Vec<Row>,
}

struct Row {
    cells: Vec<Cell>,
    /// Hidden or withdrawn: shown in grey, struck through.
    struck: bool,
}

/// What a cell holds, and with that how it is shown.
enum Cell {
    Nothing,
    Text(String),
    Number(f64),
    Whether(bool),
    /// A date with its time of day, as clocks in the summit's zone show it.
    At(ExcelDateTime),
    /// A time of day, in minutes after midnight.
    Minute(u64),
}

/// Writes the whole record.
pub fn write(summit: &Summit, scope: Scope) -> Result<Vec<u8>, XlsxError> {
    let record = export::json(summit, scope);
    let zone = time_zones::of(summit);
    let mut workbook = Workbook::new();
    let feedback = record.get("feedback").map(|it| feedback(it, &zone));
    let sheets = [ideas(summit, scope, &zone), themes(&record), agenda(&record, &zone)];
    for sheet in sheets.into_iter().chain(feedback) {
        fill(workbook.add_worksheet(), &sheet)?;
    }
    workbook.save_to_buffer()
}

fn fill(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let head = Format::new().set_bold();
    worksheet.set_name(sheet.name)?.set_freeze_panes(1, 0)?;
    for (column, (name, width)) in (0..).zip(&sheet.columns) {
        worksheet.set_column_width(column, *width)?;
        worksheet.write_string_with_format(0, column, *name, &head)?;
    }
    for (row, Row { cells, struck }) in (1..).zip(&sheet.rows) {
        for (column, cell) in (0..).zip(cells) {
            put(worksheet, row, column, cell, *struck)?;
        }
    }
    Ok(())
}

fn put(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    struck: bool,
) -> Result<(), XlsxError> {
    let plain = Format::new().set_text_wrap();
    let plain =
        if struck { plain.set_font_strikethrough().set_font_color(Color::Gray) } else { plain };
    match cell {
        Cell::Nothing => return Ok(()),
        Cell::Text(text) => worksheet.write_string_with_format(row, column, fitting(text), &plain),
        Cell::Number(number) => worksheet.write_number_with_format(row, column, *number, &plain),
        Cell::Whether(is_so) => worksheet.write_boolean_with_format(row, column, *is_so, &plain),
        Cell::At(at) => {
            let format = plain.set_num_format("yyyy-mm-dd hh:mm:ss");
            worksheet.write_datetime_with_format(row, column, at, &format)
        }
        Cell::Minute(minute) => {
            let format = plain.set_num_format("hh:mm");
            let part_of_day = number(minute % DAY_MINUTES) / number(DAY_MINUTES);
            worksheet.write_number_with_format(row, column, part_of_day, &format)
        }
    }?;
    Ok(())
}

fn fitting(cell: &str) -> String {
    if cell.chars().count() <= CELL_MAX {
        return cell.to_owned();
    }
    cell.chars().take(CELL_MAX - 1).chain(['…']).collect()
}

fn ideas(summit: &Summit, scope: Scope, zone: &TimeZone) -> Sheet {
    let (header, rows) = export::rows(summit, scope);
    let state = header.iter().position(|name| *name == "state");
    let row = |row: Vec<Said>| {
        let is_live = |at: usize| row[at] == Said::Text("live".to_owned());
        let struck = !state.is_none_or(is_live);
        Row { cells: row.into_iter().map(|cell| typed(cell, zone)).collect(), struck }
    };
    Sheet {
        name: "ideas",
        columns: header.iter().map(|name| (*name, width(name))).collect(),
        rows: rows.into_iter().map(row).collect(),
    }
}

/// In characters, as a spreadsheet counts them.
fn width(name: &str) -> f64 {
    match name {
        "at" => 20.0,
        "theme" => 28.0,
        "text" => 70.0,
        "id" => 37.0,
        "reason" => 25.0,
        "former_texts" => 40.0,
        "round" | "state" | "seat" => 12.0,
        _ => 8.0,
    }
}

fn typed(cell: Said, zone: &TimeZone) -> Cell {
    match cell {
        Said::Nothing => Cell::Nothing,
        Said::Number(count) => Cell::Number(number(count)),
        Said::Whether(is_so) => Cell::Whether(is_so),
        Said::At(time) => at(time, zone),
        Said::Text(text) => Cell::Text(text),
    }
}

fn themes(record: &Value) -> Sheet {
    let row = |theme: &Value| {
        let ideas = list(&theme["ideas"]).count();
        let cells = vec![
            said(&theme["label"]),
            Cell::Number(u32::try_from(ideas).unwrap_or(u32::MAX).into()),
            said(&theme["state"]),
            said(&theme["by"]),
            said(&theme["locked"]),
            said(&theme["merged_into"]),
            said(&theme["id"]),
        ];
        Row { cells, struck: theme["state"] == "closed" }
    };
    Sheet {
        name: "themes",
        columns: vec![
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

fn agenda(record: &Value, zone: &TimeZone) -> Sheet {
    let moment = |value: &Value| value.as_u64().map_or(Cell::Nothing, |ms| at(Time(ms), zone));
    let length =
        |value: &Value| value.as_f64().map_or(Cell::Nothing, |ms| Cell::Number(ms / MINUTE_MS));
    let row = |item: &Value| {
        let cells = vec![
            said(&item["number"]),
            said(&item["id"]),
            said(&item["kind"]),
            said(&item["title"]),
            said(&item["prompt"]),
            Cell::Minute(item["planned_minute"].as_u64().unwrap_or_default()),
            length(&item["planned_ms"]),
            moment(&item["started_at"]),
            moment(&item["ended_at"]),
            length(&item["extended_ms"]),
        ];
        Row { cells, struck: false }
    };
    Sheet {
        name: "agenda",
        columns: vec![
            ("number", 8.0),
            ("id", 14.0),
            ("kind", 12.0),
            ("title", 40.0),
            ("prompt", 50.0),
            ("planned_at", 11.0),
            ("planned_minutes", 16.0),
            ("started_at", 20.0),
            ("ended_at", 20.0),
            ("extended_minutes", 17.0),
        ],
        rows: list(&record["agenda"]).map(row).collect(),
    }
}

/// The question at the end of the day: how many gave each score, their mean, and what people wrote.
fn feedback(record: &Value, zone: &TimeZone) -> Sheet {
    let row = |what: &str, cells: [Cell; 5]| {
        let what = Cell::Text(what.to_owned());
        Row { cells: [what].into_iter().chain(cells).collect(), struck: false }
    };
    let nothing = || Cell::Nothing;
    let question = said(&record["question"]);
    let asked = row("question", [nothing(), nothing(), question, nothing(), nothing()]);
    let mean = row(
        "mean",
        [said(&record["mean"]), said(&record["answers"]), nothing(), nothing(), nothing()],
    );
    let counts = (1_u8..).zip(list(&record["counts"])).map(|(score, count)| {
        row("score", [Cell::Number(score.into()), said(count), nothing(), nothing(), nothing()])
    });
    let sentences = list(&record["sentences"]).map(|it| {
        let when = it["at"].as_u64().map_or(Cell::Nothing, |ms| at(Time(ms), zone));
        let cells = [said(&it["score"]), nothing(), said(&it["text"]), said(&it["seat"]), when];
        row("sentence", cells)
    });
    Sheet {
        name: "feedback",
        columns: vec![
            ("what", 10.0),
            ("score", 8.0),
            ("answers", 8.0),
            ("text", 70.0),
            ("seat", 12.0),
            ("at", 20.0),
        ],
        rows: [asked, mean].into_iter().chain(counts).chain(sentences).collect(),
    }
}

/// A date and time without its zone, which a spreadsheet does not know.
fn at(time: Time, zone: &TimeZone) -> Cell {
    let clock = local(time, zone).and_then(|at| {
        let day = ExcelDateTime::from_ymd(
            at.year().try_into().ok()?,
            at.month().try_into().ok()?,
            at.day().try_into().ok()?,
        );
        let second = f64::from(at.second()) + f64::from(at.millisecond()) / 1_000.0;
        day.ok()?.and_hms(at.hour().try_into().ok()?, at.minute().try_into().ok()?, second).ok()
    });
    clock.map_or(Cell::Nothing, Cell::At)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A value of the record as what it is.
fn said(value: &Value) -> Cell {
    match value {
        Value::Bool(is_so) => Cell::Whether(*is_so),
        Value::Number(number) => number.as_f64().map_or(Cell::Nothing, Cell::Number),
        Value::String(text) if !text.is_empty() => Cell::Text(text.clone()),
        _ => Cell::Nothing,
    }
}

/// Exact for all that a summit counts: 2^53 events are not reached.
fn number(count: u64) -> f64 {
    count as f64
}
