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

#[test]
fn a_small_hall_hands_in_is_cut_off_and_loses_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let json = folder.path().join("report.json");
    let run = Command::new(env!("CARGO_BIN_EXE_loadtest"))
        .arg("smoke")
        .arg("--server")
        .arg(server())
        .arg("--json")
        .arg(&json)
        .output()
        .expect("the load generator");
    let said = [run.stdout, run.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    assert!(run.status.success(), "{}", said.concat());

    let report = std::fs::read(json).expect("a report");
    let report: serde_json::Value = serde_json::from_slice(&report).expect("JSON");
    let count = |name: &str| report[name].as_u64().unwrap_or_else(|| panic!("{name}: {report:#}"));
    assert_eq!([count("lost"), count("doubled"), count("refused")], [0, 0, 0]);
    assert_eq!(count("handed_in"), 60 + 20 * 3 + 20);
    assert_eq!(count("returned"), 60 + 20 + 2 + 1 + 2);
    for name in ["reply_p99_ms", "wall_p99_ms", "reconnect_p95_ms", "server_cpu_s", "server_rss_mb"]
    {
        assert!(report[name].is_number(), "{name}: {report:#}");
    }
}
