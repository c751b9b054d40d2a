//! The contracts in `docs/` are what the types say; `BURGERTOP_GOLDEN=write cargo test -p server --test contracts`
//! writes them anew. `run.mjs` has them read by the checkers that others use.

mod asyncapi;
mod golden;
mod openapi;
mod schemas;

use serde_json::Value;
use std::path::PathBuf;

/// Compares with what is committed, or writes it.
fn is_current(name: &str, made: &Value) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    let made = format!("{made:#}\n");
    if std::env::var("BURGERTOP_GOLDEN").as_deref() == Ok("write") {
        std::fs::write(&path, made).expect("docs can be written");
        return;
    }
    let committed = std::fs::read_to_string(&path).expect("a contract in docs");
    let differs = committed.lines().zip(made.lines()).position(|(is, says)| is != says);
    assert!(
        committed == made,
        "docs/{name} is not what the types say, from line {}: \
         `BURGERTOP_GOLDEN=write cargo test -p server --test contracts`",
        differs.map_or(committed.lines().count(), |line| line + 1)
    );
}

#[test]
fn the_openapi_document_is_what_the_types_say() {
    is_current("openapi.json", &openapi::document());
}

#[test]
fn the_asyncapi_document_is_what_the_types_say() {
    is_current("asyncapi.json", &asyncapi::document());
}

#[test]
fn every_address_of_the_server_is_in_the_openapi_document() {
    let document = openapi::document();
    let routes = include_str!("../../src/http/mod.rs");
    let mut scope = "";
    let mut described = 0;
    for line in routes.lines() {
        if line.contains("web::scope(\"") {
            scope = between(line, "web::scope(\"").expect("a scope");
        }
        let Some(route) = between(line, ".route(\"") else { continue };
        let path = format!("{scope}{}", route.replace(":.+}", "}"));
        let method = between(line, "web::").map_or("get", |_| method(line));
        if path == "/ws" {
            continue;
        }
        assert!(
            !document["paths"][&path][method].is_null(),
            "{method} {path} is not described: add it to tests/contracts/openapi.rs"
        );
        described += 1;
    }
    assert!(described >= 8, "{described} routes were found");
    let operations = document["paths"].as_object().expect("paths").values();
    let operations: usize = operations.map(openapi::operations).sum();
    assert_eq!(operations, described, "and nothing else is");
}

fn between<'t>(line: &'t str, start: &str) -> Option<&'t str> {
    line.split_once(start).map(|(_, rest)| rest.split_once('"').map_or(rest, |(it, _)| it))
}

fn method(line: &str) -> &'static str {
    if line.contains("web::post()") { "post" } else { "get" }
}

#[test]
fn what_only_the_server_itself_sends_is_not_offered_to_clients() {
    use domain::{Actor, Command, Role, Seat, access};
    let roles = [
        Role::Facilitator,
        Role::ThemeTeam,
        Role::Host,
        Role::Participant,
        Role::Projector,
        Role::Observer,
        Role::Operator,
    ];
    let id = "4f8f0f9e-6a1c-4b8e-9a53-0d6f6f3f1c01";
    let samples = [
        serde_json::json!({"theme":{"place":{"ideas":[]}}}),
        serde_json::json!({"theme":{"regroup":{"based_on":1,"moves":[],"labels":[]}}}),
        serde_json::json!({"device":{"enrol":{"jti":id,"seat":"table/1","role":"host"}}}),
        serde_json::json!({"summit":{"found":{"summit":"s","programme":
            domain::programme::Programme::default()}}}),
        serde_json::json!({"clock":{"set":{"ahead_ms":1}}}),
    ];
    assert_eq!(samples.len(), schemas::OF_THE_SERVER.len());
    for (sample, (concept, verb)) in samples.iter().zip(schemas::OF_THE_SERVER) {
        assert!(!sample[concept][verb].is_null(), "{concept}.{verb}");
        let command: Command = serde_json::from_value(sample.clone()).expect("a command");
        for role in roles {
            let actor = Actor { role, seat: Seat::Staff("x".into()), jti: None };
            assert!(!access::may_send(&actor, &command), "{role:?} may send {concept}.{verb}");
        }
    }
}
