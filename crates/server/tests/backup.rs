//! Backups from the command line, and one that follows the server: on a stick that is pulled and put back.

#[expect(dead_code, reason = "other tests use the rest of it")]
#[path = "api/app.rs"]
mod app;

use app::App;
use serde_json::{Value, json};
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

fn burgertop(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_burgertop"));
    command.current_dir(folder).args(arguments).args(["--data-dir", "data"]);
    command.output().expect("it runs")
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

async fn ask(app: &App, token: &str, command: Value) {
    let bearer = format!("Bearer {token}");
    let path = "/api/v1/summits/burgertop/requests";
    let body = json!({ "id": uuid::Uuid::new_v4(), "command": command });
    let answer = app.post(path, &body, &[("authorization", &bearer)]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// Waits until the document `health` says this of the backup.
async fn backup_is(socket: &mut app::Socket, is_it: impl Fn(&Value) -> bool) {
    loop {
        let backup = socket.hear("sync").await["set"]["backup"].clone();
        if is_it(&backup) {
            return;
        }
    }
}

#[actix_web::test]
async fn a_backup_of_a_running_server_is_checked_and_restored_with_its_codes_and_tokens() {
    let app = App::start().await;
    let (host, address) = (app.token("host", Some(1)).await, app.address);
    ask(&app, &host, json!({ "table": { "help": { "what": "pens" } } })).await;
    let folder = app.folder.path();
    let taken = said(&burgertop(folder, &["backup", "."]));
    let file = taken.trim().rsplit(": ").next().expect("a file").to_owned();
    assert!(file.ends_with(".backup"), "{taken}");
    let checked = said(&burgertop(folder, &["verify", "."]));
    assert!(checked.contains("codes.json, port, secret"), "{checked}");
    let refused = burgertop(folder, &["restore", "."]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("is not empty"), "{refused:?}");

    let App { running, folder, .. } = app;
    running.stop().await;
    fs::rename(folder.path().join("data"), folder.path().join("gone")).expect("a folder");
    let restored = said(&burgertop(folder.path(), &["restore", &file]));
    assert!(restored.contains("restored up to"), "{restored}");
    let listed: Vec<_> = fs::read_dir(folder.path().join("data"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .collect();
    assert_eq!(listed.iter().filter(|name| name.starts_with("summit")).count(), 1, "{listed:?}");

    let app = App::start_in(folder, &[]).await;
    assert_eq!(app.address, address, "links stay good");
    let mut table = app.welcomed(&host, json!({ "table/1": null })).await;
    assert_eq!(table.hear("sync").await["set"]["help"]["what"], "pens");
}

#[actix_web::test]
async fn the_look_of_the_screens_comes_back_with_a_backup() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let look = folder.path().join("look");
    fs::create_dir(&look).expect("room");
    fs::write(look.join("theme.css"), ":root { color: green }").expect("room");
    let theme = look.to_string_lossy().into_owned();
    let app = App::start_in(folder, &[("SCREENS__THEME", &theme)]).await;
    let App { running, folder, .. } = app;
    running.stop().await;
    let take = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_burgertop"));
        command.current_dir(folder.path()).args(arguments).args(["--data-dir", "data"]);
        said(&command.env("BURGERTOP__SCREENS__THEME", &theme).output().expect("it runs"))
    };
    take(&["backup", "day.backup"]);
    let checked = take(&["verify", "day.backup"]);
    assert!(checked.contains("theme/theme.css"), "{checked}");
    fs::rename(folder.path().join("data"), folder.path().join("gone")).expect("a folder");
    fs::remove_dir_all(&look).expect("it is there");
    take(&["restore", "day.backup"]);

    let app = App::start_in(folder, &[("SCREENS__THEME", &theme)]).await;
    let sheet = app.get("/theme/theme.css", &[]).await;
    assert_eq!((sheet.status, sheet.body.as_str()), (200, ":root { color: green }"));
}

#[actix_web::test]
async fn damaged_parts_of_a_backup_are_named_and_the_others_start_a_server() {
    let app = App::start().await;
    let host = app.token("host", Some(1)).await;
    ask(&app, &host, json!({ "table": { "help": { "what": "pens" } } })).await;
    let App { running, folder, .. } = app;
    running.stop().await;
    said(&burgertop(folder.path(), &["backup", "whole.backup"]));
    let whole = fs::read(folder.path().join("whole.backup")).expect("it is there");
    fs::rename(folder.path().join("data"), folder.path().join("gone")).expect("a folder");

    for (part, then) in [("codes.json", "print the cards again"), ("secret", "joins again")] {
        let kept = fs::read(folder.path().join("gone").join(part)).expect("it is there");
        let start = &kept[..kept.len().min(24)];
        let at = whole.windows(start.len()).position(|it| it == start).expect("it is in it");
        let mut damaged = whole.clone();
        damaged[at + 10] ^= 1;
        fs::write(folder.path().join("damaged.backup"), damaged).expect("room");

        let checked = burgertop(folder.path(), &["verify", "damaged.backup"]);
        let told = String::from_utf8_lossy(&checked.stdout).into_owned();
        assert!(!checked.status.success(), "{told}");
        assert!(told.contains(&format!("damaged: {part}: it was altered")), "{told}");
        let restored = said(&burgertop(folder.path(), &["restore", "damaged.backup"]));
        assert!(restored.contains(part) && restored.contains(then), "{restored}");
        assert!(!folder.path().join("data").join(part).exists(), "what is damaged is left out");
        said(&burgertop(folder.path(), &["verify"]));
        let links = burgertop(folder.path(), &["links"]);
        assert!(said(&links).contains("control"), "codes are made");
        fs::remove_dir_all(folder.path().join("data")).expect("a folder");
    }
    // And a server starts of it, which knows the tables by their tokens.
    let codes = whole.windows(8).position(|it| it == b"\"control").unwrap_or(0);
    assert!(codes > 0);
    let mut damaged = whole;
    damaged[codes + 2] ^= 1;
    fs::write(folder.path().join("damaged.backup"), damaged).expect("room");
    said(&burgertop(folder.path(), &["restore", "damaged.backup"]));
    let app = App::start_in(folder, &[]).await;
    let mut table = app.welcomed(&host, json!({ "table/1": null })).await;
    assert_eq!(table.hear("sync").await["set"]["help"]["what"], "pens");
}

#[actix_web::test]
async fn a_backup_follows_survives_a_pulled_stick_and_says_so() {
    let (folder, stick) = (tempfile::tempdir(), tempfile::tempdir());
    let (folder, stick) = (folder.expect("a folder"), stick.expect("a folder"));
    let (there, pulled) = (stick.path().join("stick"), stick.path().join("pulled"));
    fs::create_dir(&there).expect("room");
    let follow = there.to_str().expect("a name").to_owned();
    let app = App::start_in(folder, &[("BACKUP__FOLLOW", &follow)]).await;
    let control = app.token("facilitator", None).await;
    let mut health = app.welcomed(&control, json!({ "health": null })).await;
    backup_is(&mut health, |it| it["state"] == "ok" && it["same_disk"] == true).await;

    fs::rename(&there, &pulled).expect("it is pulled");
    backup_is(&mut health, |it| it["state"] == "away").await;
    let host = app.token("host", Some(1)).await;
    ask(&app, &host, json!({ "table": { "help": { "what": "pens" } } })).await;
    assert!(!there.exists(), "a folder that is gone is not made");
    fs::rename(&pulled, &there).expect("it is put back");
    backup_is(&mut health, |it| it["state"] == "ok").await;

    ask(&app, &host, json!({ "table": { "help": { "what": "paper" } } })).await;
    let App { running, folder, .. } = app;
    running.stop().await;
    let log = said(&burgertop(folder.path(), &["verify"]));
    let copy = said(&burgertop(folder.path(), &["verify", &follow]));
    assert_eq!(copy.lines().nth(1), log.lines().next(), "what was saved last is in it, too");
}

#[test]
fn a_backup_needs_a_place_and_a_summit() {
    let folder = tempfile::tempdir().expect("a folder");
    for arguments in [&["backup"][..], &["backup", "x"], &["backup", "x", "--follow", "y"]] {
        let refused = burgertop(folder.path(), arguments);
        assert!(!refused.status.success(), "{arguments:?}");
    }
    let nothing = burgertop(folder.path(), &["restore", "."]);
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("no backup in"), "{nothing:?}");
    fs::write(folder.path().join("x.backup"), "nonsense").expect("room");
    let nonsense = burgertop(folder.path(), &["restore", "x.backup"]);
    assert!(!nonsense.status.success());
    let left: Vec<_> = fs::read_dir(folder.path().join("data"))
        .expect("a folder")
        .filter_map(Result::ok)
        .collect();
    assert!(left.iter().all(|entry| entry.file_name() == "lock"), "{left:?}");
}

/// Hands in for a round that is not open, as what was saved there before.
async fn hands_in(app: &App, token: &str, id: uuid::Uuid, was: Value) -> app::Answer {
    let submit = json!({ "idea": { "submit": { "text": "Verloren", "round": "round-2" } } });
    let body = json!({ "id": id, "was": was, "command": submit });
    let bearer = format!("Bearer {token}");
    let path = "/api/v1/summits/burgertop/requests";
    app.post(path, &body, &[("authorization", &bearer)]).await
}

#[actix_web::test]
async fn what_was_handed_in_after_the_backup_is_kept_and_counts_once_its_round_is_open() {
    let app = App::start().await;
    let host = app.token("host", Some(1)).await;
    let old = app.running.summit().expect("a summit").epoch().to_string();
    said(&burgertop(app.folder.path(), &["backup", "."]));
    let App { running, folder, .. } = app;
    running.stop().await;
    fs::rename(folder.path().join("data"), folder.path().join("gone")).expect("a folder");
    said(&burgertop(folder.path(), &["restore", "."]));
    let app = App::start_in(folder, &[]).await;
    // Of the backup's own epoch, and of one that began after it and of which the log knows nothing.
    for (at, epoch) in [(9_000, old.as_str()), (7, "k9zz")] {
        let id = uuid::Uuid::new_v4();
        let was = json!({ "epoch": epoch, "at": at });
        let kept = hands_in(&app, &host, id, was.clone()).await;
        assert_eq!(kept.status, 200, "{kept:?}");
        assert_eq!(hands_in(&app, &host, id, was).await.body, kept.body, "once");
        let summit = app.running.summit().expect("a summit");
        let (late, counted) = summit.read(|it| {
            (it.ideas[&domain::IdeaId(id)].late, it.tallies.contains_key(&"round-2".into()))
        });
        assert!(late && !counted, "people see it, and no round that is not open counts it");
    }
    // What the backup has of that epoch is in the log under its own id, or never was.
    let was = json!({ "epoch": old, "at": 1 });
    let refused = hands_in(&app, &host, uuid::Uuid::new_v4(), was).await;
    assert_eq!(refused.code(), "round.not_open");
}
