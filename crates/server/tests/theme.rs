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
    let broken = theme("{\"text\":\"goed\"}\n{\"text\":\nfout\n", &[], &["ideas.jsonl"]);
    let said = complaint(&broken);
    assert_eq!(lines(&broken).len(), 1);
    assert!(said.contains("line 2:") && said.contains("left out: 2 that cannot"), "{said}");
    let nothing = theme("{\"text\":\n", &[], &["ideas.jsonl"]);
    assert!(!nothing.status.success() && complaint(&nothing).contains("line 1:"), "{nothing:?}");
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

/// Texts of the table that came out.
fn grouped(output: &Output) -> Vec<String> {
    assert!(output.status.success(), "{}", complaint(output));
    let mut table = csv::ReaderBuilder::new().delimiter(b';').from_reader(&*output.stdout);
    table.records().map(|row| row.expect("a row")[3].to_owned()).collect()
}

fn of_file(name: &str, bytes: &[u8], arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join(name), bytes).expect("a file");
    run(folder.path(), &[&[name], arguments].concat(), "")
}

#[test]
fn a_table_is_read_in_whichever_encoding_and_with_whichever_separator() {
    let text = "nr,tekst\r\n1,Café aan de Oude Gracht\r\n2,Één pas voor iedereen\r\n";
    let wide = |order: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
        format!("{mark}{text}").encode_utf16().flat_map(order).collect()
    };
    let old: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin")).collect();
    let all = [
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        wide(u16::to_le_bytes, "\u{feff}"),
        wide(u16::to_be_bytes, "\u{feff}"),
        wide(u16::to_le_bytes, ""),
        wide(u16::to_be_bytes, ""),
        old,
    ];
    for bytes in all {
        let output = of_file("ideas.csv", &bytes, &[]);
        assert_eq!(grouped(&output), ["Café aan de Oude Gracht", "Één pas voor iedereen"]);
        assert!(complaint(&output).contains("column 2, \"tekst\""), "{}", complaint(&output));
    }
    for separator in [";", "\t", "|"] {
        let output = of_file("ideas.csv", text.replace(',', separator).as_bytes(), &[]);
        assert_eq!(grouped(&output).len(), 2, "{separator}");
    }
}

#[test]
fn a_bad_row_is_told_by_its_line_and_left_out() {
    let table = "nr;text\n1;Meer bomen\n2;Te;veel\n3\n4;\"niet gesloten\n5;Minder auto's\n6;Rust\n";
    let output = of_file("ideas.csv", table.as_bytes(), &[]);
    assert_eq!(grouped(&output), ["Meer bomen", "Minder auto's", "Rust"]);
    let said = complaint(&output);
    for line in [3, 4, 5] {
        assert!(said.contains(&format!("line {line}: ")), "{said}");
    }
    assert!(said.contains("left out: 3 that cannot be read"), "{said}");
}

#[test]
fn the_column_with_the_sentences_is_found_or_can_be_named() {
    let table =
        "id,kern,Wat wilt u?\nA-1,Oost,Meer bomen in de straat\nB-2,West,Een bankje bij de halte\n";
    let output = of_file("ideas.csv", table.as_bytes(), &[]);
    assert_eq!(grouped(&output), ["Meer bomen in de straat", "Een bankje bij de halte"]);
    assert!(complaint(&output).contains("column 3, \"Wat wilt u?\""), "{}", complaint(&output));
    for column in ["kern", "KERN", "2"] {
        let output = of_file("ideas.csv", table.as_bytes(), &["--column", column]);
        assert_eq!(grouped(&output), ["Oost", "West"]);
    }
    let unknown = of_file("ideas.csv", table.as_bytes(), &["--column", "wijk"]);
    let said = complaint(&unknown);
    assert!(!unknown.status.success() && said.contains("2 \"kern\""), "{said}");
    let alone =
        "Meer bomen, graag, in de straat\nEen bankje bij de halte\nMinder auto's, meer rust\n";
    assert_eq!(grouped(&of_file("ideas.csv", alone.as_bytes(), &[])).len(), 3);
}

#[test]
fn the_first_idea_of_a_table_without_names_is_an_idea() {
    for (alone, ideas) in [
        ("Meer bomen\nMinder auto's\nMeer zorg\n", 3),
        ("Meer bomen\nMeer bomen\n", 2),
        ("bomen\nzorg\n", 2),
        ("A-1;Meer bomen in de straat\nA-2;Een bankje bij de halte\n", 2),
        ("Sep=;\r\nid;tekst\r\n1;Meer bomen\r\n", 1),
        ("Ideeën\nMeer bomen in de straat\nEen bankje bij de halte\n", 2),
    ] {
        assert_eq!(grouped(&of_file("ideas.csv", alone.as_bytes(), &[])).len(), ideas, "{alone}");
    }
}

#[test]
fn of_a_record_of_a_summit_only_ideas_that_count_are_grouped() {
    let table = "offset;state;text\n1;live;Meer bomen\n2;hidden;Een scheldwoord\n3;withdrawn;Toch niet\n4;live;\"\t- bankjes\"\n";
    let output = of_file("ideas.csv", table.as_bytes(), &["--format", "csv"]);
    let texts = grouped(&output);
    assert_eq!(
        texts.iter().map(|it| text::unguarded(it)).collect::<Vec<_>>(),
        ["Meer bomen", "- bankjes"]
    );
    assert!(
        complaint(&output).contains("left out: 1 hidden, 1 withdrawn"),
        "{}",
        complaint(&output)
    );
    let record = json!({"summit": {"id": "x"}, "ideas": [
        {"text": "Meer bomen", "state": "live"}, {"text": "weg", "state": "hidden"}, {"text": null, "state": "live"},
    ]});
    let output = of_file("ideas.json", record.to_string().as_bytes(), &[]);
    assert_eq!(lines(&output).len(), 1);
    assert!(complaint(&output).contains("1 hidden, 1 without a text"), "{}", complaint(&output));
}
