//! `burgertop theme`, as someone with a file of ideas meets it.

use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

const FIXTURE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../themes/tests/fixtures/burgertop_nl.jsonl");

/// The first ideas of the fixture, as their file has them.
fn ideas(most: usize) -> String {
    let file = fs::read_to_string(FIXTURE).expect("the fixture");
    file.lines().take(most).fold(String::new(), |mut lines, line| {
        let _ = writeln!(lines, "{line}");
        lines
    })
}

/// Runs the command in a folder in which `ideas.jsonl` lies.
fn theme(lines: &str, files: &[(&str, &str)], arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("ideas.jsonl"), lines).expect("a file");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    run(folder.path(), arguments, "")
}

fn run(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut running = Command::new(env!("CARGO_BIN_EXE_burgertop"))
        .current_dir(folder)
        .arg("theme")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    running.stdin.take().expect("an input").write_all(input.as_bytes()).expect("it reads");
    running.wait_with_output().expect("it ends")
}

fn lines(output: &Output) -> Vec<Value> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout.clone()).expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn every_idea_has_a_line_with_its_theme_its_label_and_how_long_it_took() {
    let lines = lines(&theme(&ideas(120), &[], &["ideas.jsonl"]));
    assert_eq!(lines.len(), 120);
    for (index, line) in lines.iter().enumerate() {
        assert_eq!(line["index"], index);
        assert!(line["placed_ms"].is_number());
        assert_eq!(line["theme"].is_null(), line["label"].is_null());
    }
    let themes: BTreeSet<_> = lines.iter().filter_map(|line| line["theme"].as_u64()).collect();
    assert!(themes.len() > 3, "{themes:?}");
}

#[test]
fn the_same_ideas_have_the_same_themes_every_time() {
    let grouped = || {
        let lines = lines(&theme(&ideas(150), &[], &["ideas.jsonl", "--stream", "50"]));
        lines.last().cloned()
    };
    assert_eq!(grouped(), grouped());
}

#[test]
fn a_stream_says_after_every_so_many_ideas_where_each_is() {
    let lines = lines(&theme(&ideas(105), &[], &["ideas.jsonl", "--stream", "50"]));
    let seen: Vec<_> = lines.iter().map(|line| line["seen"].as_u64()).collect();
    assert_eq!(seen, [Some(50), Some(100), Some(105)]);
    for line in &lines {
        let themes = line["themes"].as_object().expect("themes by index");
        assert_eq!(Some(themes.len() as u64), line["seen"].as_u64());
        assert!(themes.values().any(Value::is_u64));
    }
}

#[test]
fn what_people_did_at_their_place_holds_to_the_end() {
    let edits = [
        json!({"after": 60, "edit": {"create": {"label": "Van ons"}}}),
        json!({"after": 60, "edit": {"together": {"ideas": [0, 1]}}}),
        json!({"after": 80, "edit": {"apart": {"ideas": [2, 3]}}}),
    ];
    let first = edits.map(|edit| edit.to_string()).join("\n");
    let arguments = ["ideas.jsonl", "--edits", "edits.jsonl", "--stream", "60"];
    let before = lines(&theme(&ideas(200), &[("edits.jsonl", &first)], &arguments));
    let at_sixty = before[0]["themes"].as_object().expect("themes");
    // The theme that a person made came last.
    let own = at_sixty.values().filter_map(Value::as_u64).max().expect("themes") + 1;
    let moved = format!(
        "{first}\n{}\n{}",
        json!({"after": 100, "edit": {"move": {"idea": 7, "theme": own}}}),
        json!({"after": 100, "edit": {"rename": {"theme": own, "label": "Echt van ons"}}}),
    );
    let after = lines(&theme(&ideas(200), &[("edits.jsonl", &moved)], &arguments));
    let end = after.last().expect("an end")["themes"].as_object().expect("themes");
    assert_eq!(end["7"], own);
    assert_eq!(end["0"], end["1"]);
    assert!(end["2"].is_null() || end["2"] != end["3"]);

    let ended =
        theme(&ideas(200), &[("edits.jsonl", &moved)], &["ideas.jsonl", "--edits", "edits.jsonl"]);
    let ended = lines(&ended);
    assert_eq!((&ended[7]["theme"], &ended[7]["label"]), (&json!(own), &json!("Echt van ons")));
}

#[test]
fn an_edit_that_is_refused_is_said_and_the_rest_goes_on() {
    let edits = [
        json!({"after": 40, "edit": {"together": {"ideas": [0, 1]}}}),
        json!({"after": 40, "edit": {"apart": {"ideas": [0, 1]}}}),
        json!({"after": 40, "edit": {"close": {"theme": 999}}}),
    ];
    let edits = edits.map(|edit| edit.to_string()).join("\n");
    let output = theme(&ideas(60), &[("e", &edits)], &["ideas.jsonl", "--edits", "e"]);
    let said = complaint(&output);
    assert!(said.contains("edit on line 2: theme.contradiction"), "{said}");
    assert!(said.contains("edit on line 3: there is no theme 999"), "{said}");
    let lines = lines(&output);
    assert_eq!(lines[0]["theme"], lines[1]["theme"]);
}

#[test]
fn a_table_is_read_by_its_column_and_written_so_that_no_cell_is_a_formula() {
    let mut table = "nummer;Tekst\r\n".to_owned();
    for (n, line) in ideas(60).lines().enumerate() {
        let idea: Value = serde_json::from_str(line).expect("a line");
        let text = idea["text"].as_str().expect("a text").replace('"', "'");
        let _ = write!(table, "{n};\"{text}\"\r\n");
    }
    table.push_str("60;=1+1\r\n");
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("ideas.csv"), &table).expect("a file");
    let output = run(folder.path(), &["ideas.csv"], "");
    let text = String::from_utf8(output.stdout.clone()).expect("text");
    assert!(text.starts_with("\u{feff}index;theme;label;text;placed_ms\n"), "{text}");
    assert_eq!(text.lines().count(), 62);
    assert!(text.contains(";\"\t=1+1\";"), "{text}");
    let json = run(folder.path(), &["ideas.csv", "--format", "jsonl"], "");
    assert_eq!(lines(&json).len(), 61);
}

#[test]
fn a_table_that_it_wrote_is_read_back_as_it_was() {
    let odd = ["=1+1", "- meer bomen", "'- meer", "＝1+1", "'s avonds", "\"-1\""];
    let lines = odd.map(|text| serde_json::json!({ "text": text }).to_string()).join("\n");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let texts = |csv: &[u8]| {
        let mut table = csv::ReaderBuilder::new().delimiter(b';').from_reader(csv);
        table.records().map(|row| row.expect("a row")[3].to_owned()).collect::<Vec<_>>()
    };
    let once = run(folder.path(), &["-", "--format", "csv"], &lines).stdout;
    fs::write(folder.path().join("once.csv"), &once).expect("a file");
    let twice = run(folder.path(), &["once.csv"], "").stdout;
    assert_eq!(texts(&once).len(), odd.len());
    assert_eq!(texts(&once), texts(&twice));
    assert_eq!(texts(&once).iter().map(|cell| text::unguarded(cell)).collect::<Vec<_>>(), odd);
}

#[test]
fn ideas_come_from_the_standard_input_as_well() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert_eq!(lines(&run(folder.path(), &["-"], &ideas(35))).len(), 35);
}

#[test]
fn what_cannot_be_read_is_said_with_its_line_and_what_cannot_be_grouped_has_no_theme() {
    let broken = theme("{\"text\":\"goed\"}\n{\"tekst\":\"fout\"}\n", &[], &["ideas.jsonl"]);
    assert!(!broken.status.success() && complaint(&broken).contains("line 2"), "{broken:?}");
    let missing = theme("", &[], &["nergens.jsonl"]);
    assert!(!missing.status.success() && complaint(&missing).contains("nergens.jsonl"));
    let late = theme(
        &ideas(3),
        &[("e", "{\"after\":9,\"edit\":{\"apart\":{\"ideas\":[0,1]}}}")],
        &["ideas.jsonl", "--edits", "e"],
    );
    assert!(!late.status.success() && complaint(&late).contains("more ideas than there are"));

    let long = "lang ".repeat(400);
    let odd = [json!({"text": ""}), json!({"text": long}), json!({"text": "a\u{0}b", "extra": 1})];
    let odd = odd.map(|line| line.to_string()).join("\n");
    let output = theme(&odd, &[], &["ideas.jsonl"]);
    assert!(complaint(&output).contains("idea 0: idea.empty"), "{output:?}");
    assert_eq!(lines(&output).len(), 3);
    assert!(lines(&theme("", &[], &["ideas.jsonl"])).is_empty());
}
