//! A small run of the load generator against the real server: every part of it works, and nothing is lost.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// The server that was built with this test.
fn server() -> PathBuf {
    let tests = env::current_exe().expect("this test");
    let built = tests.parent().and_then(Path::parent).expect("the folder of what is built");
    let program = built.join("burgertop");
    if !program.is_file() {
        let build = Command::new(env!("CARGO"))
            .args(["build", "--package", "server", "--bin", "burgertop"])
            .status();
        assert!(build.expect("cargo").success(), "the server cannot be built");
    }
    program
}

/// What came of a run, which must be sound.
fn played(arguments: &[&str]) -> serde_json::Value {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let json = folder.path().join("report.json");
    let run = Command::new(env!("CARGO_BIN_EXE_loadtest"))
        .args(arguments)
        .arg("--server")
        .arg(server())
        .arg("--json")
        .arg(&json)
        .output()
        .expect("the load generator");
    let said = [run.stdout, run.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    assert!(run.status.success(), "{}", said.concat());
    let report = std::fs::read(json).expect("a report");
    serde_json::from_slice(&report).expect("JSON")
}

fn count(report: &serde_json::Value, name: &str) -> u64 {
    report[name].as_u64().unwrap_or_else(|| panic!("{name}: {report:#}"))
}

fn are_numbers(report: &serde_json::Value, names: &[&str]) {
    for name in names {
        assert!(report[name].is_number(), "{name}: {report:#}");
    }
}

#[test]
fn a_small_hall_hands_in_is_cut_off_and_loses_nothing() {
    let report = played(&["smoke"]);
    let none = ["lost", "doubled", "refused"].map(|name| count(&report, name));
    assert_eq!(none, [0, 0, 0]);
    assert_eq!(count(&report, "handed_in"), 60 + 20 * 3 + 20);
    assert_eq!(count(&report, "returned"), 60 + 20 + 2 + 1 + 2);
    let names = ["reply_p99_ms", "wall_p99_ms", "reconnect_p95_ms", "server_cpu_s"];
    are_numbers(&report, &names);
    are_numbers(&report, &["server_rss_mb"]);
}

#[test]
fn in_a_small_burst_every_idea_comes_into_a_theme_or_is_left_out() {
    let size = ["--participants", "30", "--tables", "10", "--speed", "9"];
    let report = played(&[&["burst"][..], &size].concat());
    assert_eq!(["lost", "refused", "unplaced"].map(|name| count(&report, name)), [0, 0, 0]);
    assert_eq!(count(&report, "handed_in"), 30 * 7 + 10 * 9 + 30);
    let placed = report["histograms"]["placed"]["count"].as_u64().expect("a histogram");
    let desks = count(&report, "desks");
    assert!(placed > 0 && placed <= 300 * desks, "{report:#}");
    are_numbers(&report, &["placed_p99_ms", "placed_at_once_percent", "wall_themed_p99_ms"]);
}
