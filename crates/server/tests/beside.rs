//! `links`, `verify` and `export` beside a server that runs: they read what it has saved, and do not disturb it.

#[path = "kill/process.rs"]
#[allow(dead_code, reason = "the test with kill -9 needs all of it")]
mod process;

use process::Place;
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs, path::Path, process::Output};

const PROGRAMME: &str = include_str!("browser/programme.toml");

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What lies in a data directory, and how old it is.
fn listing(data: &Path) -> BTreeSet<String> {
    let files = fs::read_dir(data).expect("a directory").map(|entry| entry.expect("a file"));
    let named = files.map(|entry| entry.file_name().to_string_lossy().into_owned());
    named.filter(|name| !name.ends_with("-shm") && !name.ends_with("-wal")).collect()
}

fn code(links: &str, name: &str) -> String {
    let line = links.lines().find(|line| line.trim_start().starts_with(name));
    let line = line.unwrap_or_else(|| panic!("no {name} in {links}"));
    line.rsplit_once("/join#").expect("a link").1.to_owned()
}

#[tokio::test]
async fn what_is_saved_can_be_read_beside_the_server_and_nothing_is_written() {
    let place = Place::new(PROGRAMME, &[]);
    let server = place.start().await;
    let table = server.join(&place.code("host", Some(1))).await;
    let facilitator = server.join(&place.code("facilitator", None)).await;
    for command in
        [json!({"agenda":{"next":{}}}), json!({"agenda":{"next":{}}}), json!({"round":{"open":{}}})]
    {
        server.request(&facilitator, command).await;
    }
    server.request(&table, json!({"idea":{"submit":{"text":"Meer bomen","round":"r1"}}})).await;
    let before = listing(&place.file("data"));
    let codes = fs::read(place.file("data/codes.json")).expect("codes");

    let verified = said(&place.run(&["verify"]).await);
    assert!(verified.contains("1 texts, 0 erased"), "{verified}");
    let record: Value = serde_json::from_str(&said(&place.run(&["export"]).await)).expect("JSON");
    assert_eq!(record["ideas"][0]["text"], "Meer bomen");
    let listed = said(&place.run(&["links", "--links", "all.json"]).await);
    assert!(listed.contains(&format!(":{}/join#", server.address.port())), "{listed}");
    assert!(place.file("all.json").exists());

    assert_eq!(listing(&place.file("data")), before);
    assert_eq!(fs::read(place.file("data/codes.json")).expect("codes"), codes);
    server.request(&table, json!({"idea":{"submit":{"text":"Meer banken","round":"r1"}}})).await;
    server.kill().await;
    let again = place.start().await;
    again.join(&place.code("host", Some(2))).await;
}

#[tokio::test]
async fn a_lost_operators_link_is_made_anew_beside_the_server() {
    let place = Place::new(PROGRAMME, &[]);
    let server = place.start().await;
    let lost = place.code("operator", None);
    server.join(&lost).await;
    let renewed = code(&said(&place.run(&["links", "--renew"]).await), "operator");
    assert_ne!(renewed, lost);
    let again = code(&said(&place.run(&["links", "--renew"]).await), "operator");
    assert_eq!(again, renewed, "what was not used stays");
    server.join(&renewed).await;
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_told_with_what_to_do_instead() {
    let place = Place::new(PROGRAMME, &[]);
    let _server = place.start().await;
    fs::write(place.file("data/listening"), "127.0.0.1:1\n").expect("room");
    let refused = place.run(&["links", "--renew"]).await;
    let complained = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success(), "{refused:?}");
    assert!(complained.contains("make a new link in its operations screen"), "{complained}");
}
