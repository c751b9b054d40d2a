//! A table of any spreadsheet: its separator, its column of ideas, and the rows that can be read.

use super::ideas::{IdeasRead, Row};
use anyhow::{anyhow, bail};

/// What may stand between cells; the last is for a table of one column, in which a sentence may have all the others.
const SEPARATORS: [u8; 5] = [b';', b'\t', b',', b'|', 0x1f];
/// Rows that are looked at to tell how a table is written.
const ROWS_LOOKED_AT: usize = 50;
/// Columns that hold the ideas, in this order.
const COLUMNS: [&str; 4] = ["text", "tekst", "idea", "idee"];

/// Reads the column of this name or number, or else the one that evidently holds the ideas.
pub(super) fn read(text: &str, wanted: Option<&str>) -> anyhow::Result<IdeasRead> {
    // Spreadsheets of an old Mac end lines otherwise.
    let of_mac = (!text.contains('\n')).then(|| text.replace('\r', "\n"));
    let text = without_separator_line(of_mac.as_deref().unwrap_or(text));
    let separator = separator(text);
    let (rows, mut bad) = rows(text, separator);
    let Some((_, first)) = rows.first() else {
        return Ok(IdeasRead { bad, ..IdeasRead::default() });
    };
    let names: Vec<String> = first.iter().map(|name| name.trim().to_owned()).collect();
    let named = |wanted: &str| names.iter().position(|name| name.to_lowercase() == wanted);
    let known = COLUMNS.iter().find_map(|name| named(name));
    let column = match wanted {
        Some(wanted) => chosen(wanted, &names)?,
        None => known.unwrap_or_else(|| wordiest(&rows, names.len())),
    };
    let state = named("state");
    let has_header = known.is_some()
        || state.is_some()
        || wanted.is_some_and(|it| named(&it.trim().to_lowercase()).is_some())
        || match names.len() {
            // One word above sentences, and said nowhere below.
            1 => words(&names[0]) < 2 && mean_words(&rows[1..], 0) > 1.0 && !is_repeated(&rows),
            // A row of a table that has a number in it is no row of names.
            _ => {
                !names.iter().any(|name| name.contains(|c: char| c.is_ascii_digit()))
                    && !is_repeated(&rows)
            }
        };
    let mut found = IdeasRead::default();
    found.said.push(match has_header {
        true => format!("the ideas are in column {}, \"{}\"", column + 1, names[column]),
        false => format!("the ideas are in column {}, which has no name", column + 1),
    });
    for (line, cells) in rows.iter().skip(usize::from(has_header)) {
        if cells.len() != names.len() {
            bad.push((*line, format!("{} cells where {} are expected", cells.len(), names.len())));
            continue;
        }
        let text = text::unguarded(&cells[column]).to_owned();
        let state = state.map(|state| cells[state].trim().to_lowercase());
        found.rows.push(Row { text: Some(text), state });
    }
    bad.sort_unstable_by_key(|(line, _)| *line);
    found.bad = bad;
    Ok(found)
}

/// A spreadsheet may say in its first line which separator it wrote; the line counts, but holds no row.
fn without_separator_line(text: &str) -> &str {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let line = line.trim_end().trim_matches('"').to_lowercase();
    if line.strip_prefix("sep=").is_some_and(|sign| sign.chars().count() == 1) {
        rest
    } else {
        text
    }
}

fn chosen(wanted: &str, names: &[String]) -> anyhow::Result<usize> {
    let wanted = wanted.trim();
    let by_name = names.iter().position(|name| name.to_lowercase() == wanted.to_lowercase());
    let by_number = || wanted.parse::<usize>().ok()?.checked_sub(1).filter(|at| *at < names.len());
    by_name.or_else(by_number).ok_or_else(|| {
        let names = names.iter().enumerate().map(|(at, name)| format!("{} \"{name}\"", at + 1));
        anyhow!("there is no column {wanted}; there are: {}", names.collect::<Vec<_>>().join(", "))
    })
}

type Numbered = (u64, Vec<String>);

/// All rows with the line on which each begins, and the lines that cannot be read. A quote that is never closed takes
/// its own line along, and no other.
fn rows(text: &str, separator: u8) -> (Vec<Numbered>, Vec<(u64, String)>) {
    let (mut rows, mut bad): (Vec<Numbered>, Vec<(u64, String)>) = (Vec::new(), Vec::new());
    let (mut from, mut line_at) = (0, 0);
    'again: loop {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(&text.as_bytes()[from..]);
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).is_ok_and(|more| more) {
            let (byte, line) =
                record.position().map_or((0, 1), |at| (at.byte() as usize, at.line()));
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            let width = rows.first().map_or(cells.len(), |(_, first)| first.len());
            let spans = cells.iter().any(|cell| cell.contains('\n'));
            let raw =
                &text[from + byte..(from + reader.position().byte() as usize).min(text.len())];
            let is_open = raw.matches('"').count() % 2 == 1;
            if spans && (is_open || cells.len() != width) {
                // The position may be before line ends that are skipped.
                let start = from + byte;
                let skipped =
                    text[start..].len() - text[start..].trim_start_matches(['\r', '\n']).len();
                let start = start + skipped;
                let line = line_at + line + count_lines(&text[start - skipped..start]);
                let Some(end) = text[start..].find('\n') else { break 'again };
                bad.push((line, "a quote that is not closed".to_owned()));
                (from, line_at) = (start + end + 1, line);
                continue 'again;
            }
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                rows.push((line_at + line, cells));
            }
        }
        break;
    }
    (rows, bad)
}

fn count_lines(text: &str) -> u64 {
    text.matches('\n').count() as u64
}

/// The separator with which most rows have as many cells as the first, which has several.
fn separator(text: &str) -> u8 {
    let fit = |separator: &u8| {
        let (rows, _) = rows(text, *separator);
        let width = rows.first().map_or(0, |(_, cells)| cells.len());
        let looked_at = rows.len().min(ROWS_LOOKED_AT);
        let even = rows.iter().take(looked_at).filter(|(_, cells)| cells.len() == width).count();
        let is_known = |cell: &String| COLUMNS.contains(&cell.trim().to_lowercase().as_str());
        let names_it = rows.first().is_some_and(|(_, cells)| cells.iter().any(is_known));
        let is_table = width > 1 && (names_it || even * 10 >= looked_at * 7);
        is_table.then_some((even, width, *separator))
    };
    let best = SEPARATORS.iter().filter_map(fit).max_by_key(|(even, width, _)| (*even, *width));
    best.map_or(SEPARATORS[4], |(_, _, separator)| separator)
}

/// Whether the first row stands further down once more.
fn is_repeated(rows: &[Numbered]) -> bool {
    rows.split_first().is_some_and(|(first, rest)| rest.iter().any(|row| row.1 == first.1))
}

fn words(cell: &str) -> usize {
    cell.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count()
}

fn mean_words(rows: &[Numbered], column: usize) -> f64 {
    let cells = rows.iter().filter_map(|(_, cells)| cells.get(column));
    let counts: Vec<usize> = cells.map(|cell| words(cell)).collect();
    counts.iter().sum::<usize>() as f64 / counts.len().max(1) as f64
}

/// The column with most words in a cell.
fn wordiest(rows: &[Numbered], columns: usize) -> usize {
    let body = if rows.len() > 1 { &rows[1..] } else { rows };
    let by_words = |one: &usize, other: &usize| {
        mean_words(body, *one).total_cmp(&mean_words(body, *other)).then(other.cmp(one))
    };
    (0..columns).max_by(by_words).unwrap_or(0)
}

/// Nobody reads a workbook by its bytes.
pub(super) fn refuse_workbook(bytes: &[u8]) -> anyhow::Result<()> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        bail!("this is a workbook; save it as CSV, and give that");
    }
    Ok(())
}
