//! The command line, as someone at a terminal meets it.

use std::{
    path::Path,
    process::{Command, Output},
};

fn burgertop(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_burgertop"));
    command
        .current_dir(folder)
        .env("BURGERTOP__TOKENS__SECRET", "")
        .args(arguments)
        .output()
        .expect("it runs")
}

const WHOLE_ENDPOINT: &str = "[theming]\nendpoint = \"http://127.0.0.1:11434/v1\"\nmodel = \"e5\"\n\
    dimensions = 384\nkey = \"sk-hall\"\n";

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn complained(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_new_summit_can_be_made_checked_and_written_out() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let made = burgertop(folder.path(), &["new", "--tables", "5"]);
    assert!(made.status.success() && said(&made).contains("burgertop-data"), "{made:?}");
    let again = burgertop(folder.path(), &["new"]);
    assert!(
        !again.status.success() && complained(&again).contains("holds a summit already"),
        "{again:?}"
    );

    let verified = burgertop(folder.path(), &["verify"]);
    assert!(verified.status.success() && said(&verified).starts_with("1 commits"), "{verified:?}");
    let json = burgertop(folder.path(), &["export"]);
    let record: serde_json::Value =
        serde_json::from_slice(&json.stdout).expect("JSON and nothing else");
    assert_eq!(record["summit"]["tables"], 5);
    let csv = burgertop(folder.path(), &["export", "--format", "csv", "--out", "ideas.csv"]);
    assert!(csv.status.success() && folder.path().join("ideas.csv").exists(), "{csv:?}");

    // Tablets keep by the name of the summit what they handed in: no two summits may have the same.
    let another = ["--data-dir", "another"];
    assert!(burgertop(folder.path(), &[&["new"], &another[..]].concat()).status.success());
    let json = burgertop(folder.path(), &[&["export"], &another[..]].concat());
    let other: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_ne!(other["summit"]["id"], record["summit"]["id"]);
}

#[test]
fn links_are_listed_and_a_home_that_is_not_named_is_asked_for() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert!(burgertop(folder.path(), &["new", "--tables", "5"]).status.success());
    let listed = burgertop(folder.path(), &["links", "--links", "all.json"]);
    assert!(listed.status.success() && said(&listed).contains("/join#"), "{listed:?}");
    let again = burgertop(folder.path(), &["links", "--renew"]);
    assert_eq!(said(&again), said(&listed), "what was not used up stays");
    let all = std::fs::read(folder.path().join("all.json")).expect("a file");
    let all: Vec<serde_json::Value> = serde_json::from_slice(&all).expect("JSON");
    assert_eq!(all.iter().filter(|link| link["role"] == "host").count(), 5);
    let carried = burgertop(folder.path(), &["migrate", "--to", "redis"]);
    assert!(complained(&carried).contains("`redis.url` is missing"), "{carried:?}");
}

#[test]
fn systemd_is_told_when_it_is_ready_and_when_it_stops() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let address = folder.path().join("notify");
    let systemd = std::os::unix::net::UnixDatagram::bind(&address).expect("a socket");
    systemd.set_read_timeout(Some(std::time::Duration::from_secs(60))).expect("a socket");
    let mut server = Command::new(env!("CARGO_BIN_EXE_burgertop"))
        .current_dir(folder.path())
        .args(["--host", "127.0.0.1", "--port", "0", "--tables", "3"])
        .env("NOTIFY_SOCKET", &address)
        .env("BURGERTOP__SERVER__ADMIN", "")
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("it runs");
    let hear = || {
        let mut bytes = [0; 256];
        let length = systemd.recv(&mut bytes).expect("it is told");
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    };
    assert!(hear().contains("READY=1"));
    let id = i32::try_from(server.id()).expect("an id");
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(id), nix::sys::signal::SIGTERM)
        .expect("it runs");
    assert!(hear().contains("STOPPING=1"));
    assert!(server.wait().expect("it ran").success());
}

#[test]
fn looking_for_a_summit_where_there_is_none_makes_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for arguments in [&["verify"][..], &["export"], &["links"]] {
        let output = burgertop(folder.path(), arguments);
        assert!(
            !output.status.success() && complained(&output).contains("no summit"),
            "{output:?}"
        );
    }
    assert!(!folder.path().join("burgertop-data").exists());
}

#[test]
fn settings_are_shown_without_secrets_and_misspelt_ones_are_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let secret = "a-secret-of-more-than-thirty-two-bytes";
    std::fs::write(
        folder.path().join("burgertop.toml"),
        format!("[tokens]\nsecret = \"{secret}\"\n{WHOLE_ENDPOINT}"),
    )
    .expect("room");
    let mut command = Command::new(env!("CARGO_BIN_EXE_burgertop"));
    let shown = command
        .current_dir(folder.path())
        .args(["config", "show", "--port", "9000"])
        .output()
        .expect("it runs");
    assert!(
        said(&shown).contains("server.port = 9000") && !said(&shown).contains(secret),
        "{shown:?}"
    );
    assert!(
        said(&shown).contains("theming.key = \"********\"") && !said(&shown).contains("sk-hall"),
        "{shown:?}"
    );

    std::fs::write(folder.path().join("burgertop.toml"), "[server]\nprot = 1\n").expect("room");
    let checked = burgertop(folder.path(), &["config", "check"]);
    assert!(!checked.status.success());
    assert!(complained(&checked).contains("did you mean `server.port`?"), "{checked:?}");
}

#[test]
fn settings_with_which_no_summit_could_begin_do_not_pass_the_check() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (setting, complaint) in [
        ("[log]\nlevel = \"verbose\"", "`log.level` must be"),
        ("[summit]\nprogramme = \"sunday\"", "no programme `sunday`"),
        ("[summit]\ntables = 5000", "5000 tables"),
        ("[summit]\nid = \"a b\"", "`summit.id` must be"),
        ("[theming]\nendpoint = \"http://127.0.0.1/v1\"", "`theming.model` is missing"),
        ("[theming]\nmodel = \"e5\"", "`theming.endpoint` is missing"),
        ("[theming]\nurl = \"http://127.0.0.1\"", "unknown setting `theming.url`"),
        ("[server]\nport = \"abc\"", "invalid type: string"),
        ("[redis]\nurl = \"http://:geheim@10.0.0.5\"", "`redis.url` must be like"),
        ("[redis]\nurl = \"redis://:geheim@10.0.0.5\"", "`summit.id` is missing"),
        ("[redis]\nsentinels = [\"10.0.0.5:26379\"]", "`redis.sentinels` are set without"),
        ("[redis]\nsummits = [\"noord\"]", "`redis.summits` are set without"),
        (
            "[redis]\nurl = \"redis://a\"\nsummits = [\"\"]\n[summit]\nid = \"a\"",
            "`redis.summits` must each",
        ),
    ] {
        std::fs::write(folder.path().join("burgertop.toml"), setting).expect("room");
        let checked = burgertop(folder.path(), &["config", "check"]);
        let complained = complained(&checked);
        assert!(!checked.status.success() && complained.contains(complaint), "{complained}");
        assert!(!complained.contains("geheim"), "{complained}");
        assert_eq!(complained.matches(complaint).count(), 1, "said twice: {complained}");
    }
}

#[test]
fn a_programme_that_cannot_be_run_is_refused_before_anything_is_begun() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let day = "title = \"x\"\nstart_minute = 0\ntables = 1\nseats = 1\nitems = []\n";
    std::fs::write(folder.path().join("day.toml"), day).expect("room");
    for (programme, complaint) in [("day.toml", "0 items"), ("sunday", "reference-day")] {
        let refused = burgertop(folder.path(), &["new", "--programme", programme]);
        assert!(
            !refused.status.success() && complained(&refused).contains(complaint),
            "{refused:?}"
        );
    }
    assert!(burgertop(folder.path(), &["new"]).status.success());
}

#[test]
fn a_new_summit_is_in_the_zone_of_its_programme_or_else_of_the_machine() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let day = |zone: &str| {
        format!(
            "title = \"x\"\nstart_minute = 0\ntables = 1\nseats = 1\n{zone}\n[[items]]\nid = \"a\"\nkind = \"plenary\"\ntitle = \"a\"\n"
        )
    };
    for (data, zone, machine, told) in [
        ("a", "", "Asia/Tokyo", "Asia/Tokyo"),
        ("b", "", ":/nowhere", "Europe/Amsterdam"),
        ("c", "time_zone = \"america/paramaribo\"", "Asia/Tokyo", "America/Paramaribo"),
    ] {
        std::fs::write(folder.path().join("day.toml"), day(zone)).expect("room");
        let mut command = Command::new(env!("CARGO_BIN_EXE_burgertop"));
        command.current_dir(folder.path()).env("TZ", machine);
        command.args(["new", "--programme", "day.toml", "--data-dir", data]);
        let made = command.output().expect("it runs");
        assert!(made.status.success(), "{made:?}");
        let log = folder.path().join(data).join("summit.sqlite");
        let log = rusqlite::Connection::open(log).expect("a log");
        let first: Vec<u8> = log
            .query_row("SELECT bytes FROM commits WHERE offset = 1", [], |row| row.get(0))
            .expect("a first commit");
        let first: serde_json::Value = serde_json::from_slice(&first).expect("JSON");
        let programme = &first["events"][0]["summit"]["founded"]["programme"];
        assert_eq!(programme["time_zone"], told, "{zone} {machine}");
    }
    std::fs::write(folder.path().join("day.toml"), day("time_zone = \"Europe/Amsterdm\""))
        .expect("room");
    let refused = burgertop(folder.path(), &["new", "--programme", "day.toml", "--data-dir", "d"]);
    assert!(complained(&refused).contains("did you mean `Europe/Amsterdam`?"), "{refused:?}");
}

#[test]
fn numbers_that_no_summit_has_are_refused_in_words_and_nothing_is_made() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (arguments, complaint) in [
        (["--tables", "0"], "1 to 1000 tables"),
        (["--tables", "99999"], "1 to 1000 tables"),
        (["--tables", "-1"], "1 to 1000 tables"),
        (["--tables", "vijf"], "1 to 1000 tables"),
        (["--seats", "0"], "1 to 20 seats"),
        (["--seats", "21"], "1 to 20 seats"),
        (["--rehearse", "0"], "1 to 1000 tables"),
        (["--programme", "sunday"], "no programme `sunday`"),
        (["--programme", "/"], "no programme `/`"),
    ] {
        for command in [None, Some("new"), Some("serve")] {
            let arguments: Vec<&str> = command.into_iter().chain(arguments).collect();
            let refused = burgertop(folder.path(), &arguments);
            let complained = complained(&refused);
            assert!(!refused.status.success(), "{arguments:?}");
            assert!(complained.contains(complaint), "{arguments:?}: {complained}");
        }
    }
    let day = "title = \"x\"\nstart_minute = 0\ntables = 1\nseats = 1\nitems = []\n";
    std::fs::write(folder.path().join("day.toml"), day).expect("room");
    let refused = burgertop(folder.path(), &["--programme", "day.toml"]);
    assert!(complained(&refused).contains("0 items"), "{refused:?}");
    assert!(!folder.path().join("burgertop-data").exists());
}

#[test]
fn more_simulated_tables_than_the_summit_has_are_refused_in_words() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let refused = burgertop(folder.path(), &["--port", "0", "--tables", "3", "--rehearse", "20"]);
    assert!(!refused.status.success());
    let complained = complained(&refused);
    assert!(complained.contains("20 simulated tables"), "{complained}");
    assert!(complained.contains("this summit has 3 tables"), "{complained}");
}

#[test]
fn a_new_summit_writes_its_links_where_they_are_asked_for() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let made = burgertop(folder.path(), &["new", "--tables", "5", "--links", "links.json"]);
    assert!(made.status.success(), "{made:?}");
    let written = std::fs::read(folder.path().join("links.json")).expect("the links");
    let written: serde_json::Value = serde_json::from_slice(&written).expect("JSON");
    let hosts = written.as_array().expect("a list").iter().filter(|it| it["role"] == "host");
    assert_eq!(hosts.count(), 5);
    let listed = burgertop(folder.path(), &["links", "--links", "again.json"]);
    assert!(listed.status.success(), "{listed:?}");
    let again = std::fs::read(folder.path().join("again.json")).expect("the links");
    let again: serde_json::Value = serde_json::from_slice(&again).expect("JSON");
    assert_eq!(again, written, "the same codes");
}

#[test]
fn other_numbers_than_an_old_summit_has_are_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert!(burgertop(folder.path(), &["new", "--tables", "5"]).status.success());
    for arguments in [&["--tables", "6"][..], &["--seats", "5"], &["verify", "--tables", "6"]] {
        let refused = burgertop(folder.path(), arguments);
        let complained = complained(&refused);
        assert!(!refused.status.success(), "{arguments:?}");
        assert!(complained.contains("begin a new summit with --data-dir"), "{complained}");
    }
    assert!(burgertop(folder.path(), &["verify", "--tables", "5"]).status.success());
}
