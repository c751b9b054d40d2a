//! The HTTP interface as an OpenAPI 3.1 document: bodies by their types, addresses by hand.

use crate::{golden, schemas::Schemas};
use protocol::{Reply, RequestFrame, from_server::Sync};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use server::http::{
    codes::{Of, Prints, Sheet},
    consoles,
    devices::Held,
    join::{JoinBody, Joined},
    problem::Body,
};

/// The document.
pub fn document() -> Value {
    let mut schemas = Schemas::new(SchemaSettings::draft2020_12());
    let reads_wish = schemas.reads::<JoinBody>();
    let joined = schemas.writes::<Joined>();
    let frame = schemas.reads::<RequestFrame>();
    let reply = schemas.writes::<Reply>();
    let sync = schemas.writes::<Sync>();
    let problem = schemas.writes::<Body<'static>>();
    let (of, scene) = (schemas.reads::<Of>(), schemas.reads::<domain::wall::Scene>());
    let (new_link, new_links) =
        (schemas.reads::<consoles::NewConsole>(), schemas.writes::<consoles::Made>());
    let prints = schemas.reads::<Prints>();
    let (sheet, held) = (schemas.writes::<Sheet>(), schemas.writes::<Held>());
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Burgertop: HTTP",
            "version": protocol::API_VERSION,
            "summary": "Join, ask, read and export a summit.",
            "description": concat!(
                "The same as over the WebSocket (asyncapi.json), one at a time. Refusals are problem JSON ",
                "(RFC 9457) with a `code`, in the language of `Accept-Language`. Pages of other sites are refused ",
                "by their `Origin`."
            ),
            "license": { "name": "EUPL-1.2", "identifier": "EUPL-1.2" },
        },
        "servers": [{ "url": "/" }],
        "tags": [
            { "name": "summit", "description": "What devices do." },
            { "name": "hall", "description": "For those who run the hall." },
            { "name": "contract", "description": "How to speak to this server." },
            { "name": "health", "description": "For those who run it." },
        ],
        "security": [{ "token": [] }],
        "paths": {
            "/api/v1/join": { "post": {
                "operationId": "join",
                "tags": ["summit"],
                "summary": "A join code for a token.",
                "security": [],
                "requestBody": body(&reads_wish, &json!({ "code": "ABCD-EFGH" })),
                "responses": answers(&[400, 403, 409, 413, 429, 503], &ok(
                    "A seat.",
                    &joined,
                    &json!({
                        "token": "eyJ…",
                        "summit": "burgertop",
                        "role": "host",
                        "table": 7,
                        "badge": null,
                        "screen": "/table/7",
                        "expires_at": 1_795_412_345_690_u64,
                    }),
                )),
            } },
            "/api/v1/summits/{summit}/requests": { "post": {
                "operationId": "request",
                "tags": ["summit"],
                "summary": "Ask for something; the same id is answered alike for the whole summit.",
                "parameters": [summit()],
                "requestBody": body(&frame, &golden::inside("request")),
                "responses": answers(&[400, 401, 403, 404, 409, 413, 429, 503], &ok(
                    "Saved on disk, at this offset.",
                    &reply,
                    &golden::inside("reply_saved"),
                )),
            } },
            "/api/v1/summits/{summit}/docs/{doc}": { "get": {
                "operationId": "document",
                "tags": ["summit"],
                "summary": "A document, or what changed of it.",
                "parameters": [
                    summit(),
                    {
                        "name": "doc",
                        "in": "path",
                        "required": true,
                        "description": "`room`, `themes`, `desk` …; the slash of `table/7` may stand as it is, or as %2F.",
                        "schema": schemas.reads::<domain::Doc>(),
                        "example": "room",
                    },
                    query("since", "The offset at which it is held.", &json!({ "type": "integer", "minimum": 0 })),
                    query("epoch", "The epoch of that offset.", &json!({ "type": "string" })),
                ],
                "responses": answers(&[400, 401, 403, 404, 429, 503], &with_header(
                    "Burgertop-Epoch",
                    "The epoch of the log.",
                    with_events(ok("One sync.", &wrapped("sync", &sync), &golden::frames()["sync"])),
                )),
            } },
            "/api/v1/summits/{summit}/export": { "get": {
                "operationId": "export",
                "tags": ["summit"],
                "summary": "The whole record, for the operator.",
                "parameters": [
                    summit(),
                    query("format", "json where it is not said.", &json!({ "enum": ["json", "csv", "xlsx"] })),
                ],
                "responses": answers(&[401, 403, 404, 406, 429, 503], &json!({
                    "description": "The record.",
                    "headers": headers(),
                    "content": {
                        "application/json": { "schema": { "type": "object" } },
                        "text/csv": { "schema": { "type": "string" } },
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {},
                    },
                })),
            } },
            "/api/v1/summits/{summit}/codes": { "post": {
                "operationId": "newLinks",
                "tags": ["hall"],
                "summary": "A new link for one more console, or new ones for all that were used up.",
                "parameters": [summit()],
                "requestBody": body(&new_link, &json!({ "console": "control" })),
                "responses": answers(&[400, 401, 403, 404, 409, 413, 429, 503], &json_answer("The links.", &new_links)),
            }, "get": {
                "operationId": "codes",
                "tags": ["hall"],
                "summary": "Every join code with its QR code, for the operator who prints the cards.",
                "parameters": [
                    summit(),
                    query("of", "Which; all where it is not said.", &of),
                    query("base", "One of the addresses of this server.", &json!({ "type": "string" })),
                ],
                "responses": answers(&[400, 401, 403, 404, 429, 503], &json_answer("The cards.", &sheet)),
            } },
            "/api/v1/summits/{summit}/codes/printed": { "post": {
                "operationId": "printed",
                "tags": ["hall"],
                "summary": "Cards were printed: from now on it is watched whether the address on them is reached.",
                "parameters": [summit()],
                "requestBody": body(&prints, &json!({ "of": "tables", "base": "http://192.168.1.2:8080" })),
                "responses": answers(&[400, 401, 403, 404, 413, 429, 503], &json_answer(
                    "Noted.",
                    &json!({
                        "type": "object",
                        "properties": { "noted": { "const": true } },
                        "required": ["noted"],
                    }),
                )),
            } },
            "/api/v1/summits/{summit}/devices": { "get": {
                "operationId": "devices",
                "tags": ["hall"],
                "summary": "Who holds which seat, for those who run the day.",
                "parameters": [summit()],
                "responses": answers(&[401, 403, 404, 429, 503], &json_answer("The devices.", &held)),
            } },
            "/api/v1/summits/{summit}/ideas/{idea}/likely": { "get": {
                "operationId": "likely",
                "tags": ["hall"],
                "summary": "The themes that an idea most likely belongs in, for those at the desk.",
                "parameters": [
                    summit(),
                    {
                        "name": "idea",
                        "in": "path",
                        "required": true,
                        "schema": { "type": "string", "format": "uuid" },
                    },
                ],
                "responses": answers(&[401, 403, 404, 503], &json_answer(
                    "At most three, the likeliest first, with the share of what is alike in each.",
                    &json!({
                        "type": "object",
                        "properties": { "likely": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "properties": {
                                    "theme": { "type": "string", "format": "uuid" },
                                    "percent": { "type": "integer", "minimum": 0, "maximum": 100 },
                                },
                                "required": ["theme", "percent"],
                            },
                        } },
                        "required": ["likely"],
                    }),
                )),
            } },
            "/api/v1/summits/{summit}/preview": { "get": {
                "operationId": "preview",
                "tags": ["hall"],
                "summary": "What a display would show, before the hall sees it.",
                "parameters": [
                    summit(),
                    { "name": "scene", "in": "query", "required": true, "schema": scene },
                ],
                "responses": answers(&[400, 401, 403, 404, 429, 503], &json_answer(
                    "The entries of such a display.",
                    &json!({
                        "type": "object",
                        "properties": { "set": { "type": "object" } },
                        "required": ["set"],
                    }),
                )),
            } },
            "/api/v1/openapi.json": contract("openapi", "This document."),
            "/api/v1/asyncapi.json": contract("asyncapi", "The WebSocket, as AsyncAPI."),
            "/health/live": health("live", "The process answers.", &[]),
            "/health/ready": health("ready", "Every summit was replayed, and the node is not stopping.", &[503]),
        },
        "components": {
            "securitySchemes": { "token": {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "JWT",
                "description": "What `join` gave. Never in a URL.",
            } },
            "headers": {
                "API-Version": {
                    "description": "The version of this interface; on every answer.",
                    "schema": { "type": "string" },
                    "example": protocol::API_VERSION,
                },
            },
            "responses": { "problem": {
                "description": "Refused: nothing changed, unless the code is `request.try_again`.",
                "headers": headers(),
                "content": { "application/problem+json": { "schema": problem, "example": {
                    "type": "urn:burgertop:idea.round_closed",
                    "title": "Conflict",
                    "status": 409,
                    "code": "idea.round_closed",
                    "detail": "Ronde 2 is gesloten.",
                    "field": null,
                    "retry_ms": null,
                    "id": golden::inside("request")["id"],
                } } },
            } },
        },
    });
    let gathered = schemas.gathered(&document);
    document["components"]["schemas"] = gathered.into();
    document
}

/// How many operations a path has.
pub fn operations(path: &Value) -> usize {
    ["get", "post", "put", "delete"].iter().filter(|method| !path[method].is_null()).count()
}

fn body(schema: &Value, example: &Value) -> Value {
    json!({ "required": true, "content": json_of(schema, example) })
}

fn ok(description: &str, schema: &Value, example: &Value) -> Value {
    json!({ "description": description, "headers": headers(), "content": json_of(schema, example) })
}

fn json_answer(description: &str, schema: &Value) -> Value {
    let content = json!({ "application/json": { "schema": schema } });
    json!({ "description": description, "headers": headers(), "content": content })
}

fn json_of(schema: &Value, example: &Value) -> Value {
    json!({ "application/json": { "schema": schema, "example": example } })
}

fn headers() -> Value {
    json!({ "API-Version": { "$ref": "#/components/headers/API-Version" } })
}

fn with_header(name: &str, description: &str, mut answer: Value) -> Value {
    answer["headers"][name] = json!({ "description": description, "schema": { "type": "string" } });
    answer
}

/// The same answer where `Accept: text/event-stream` asks for it to go on.
fn with_events(mut answer: Value) -> Value {
    answer["content"]["text/event-stream"] = json!({
        "schema": { "type": "string", "description": concat!(
            "Server-sent events: each `data` is a frame as on the WebSocket, each `id` an epoch and an offset, ",
            "to be sent back as `Last-Event-ID`. An event without a name holds a `sync`; `stale` says since when the ",
            "node cannot confirm what it shows (null: it can again); `bye` is the last."
        ) },
    });
    answer
}

fn wrapped(key: &str, schema: &Value) -> Value {
    json!({ "type": "object", "properties": { key: schema }, "required": [key] })
}

fn answers(refused: &[u16], ok: &Value) -> Value {
    let problem = json!({ "$ref": "#/components/responses/problem" });
    let mut answers: Map<String, Value> =
        refused.iter().map(|status| (status.to_string(), problem.clone())).collect();
    answers.insert("200".to_owned(), ok.clone());
    answers.into()
}

fn summit() -> Value {
    json!({
        "name": "summit",
        "in": "path",
        "required": true,
        "description": "The summit that the token is for.",
        "schema": { "type": "string" },
        "example": "burgertop",
    })
}

fn query(name: &str, description: &str, schema: &Value) -> Value {
    json!({ "name": name, "in": "query", "description": description, "schema": schema })
}

fn contract(name: &str, summary: &str) -> Value {
    let answer = ok("The document.", &json!({ "type": "object" }), &json!({ name: "3.1.0" }));
    json!({ "get": {
        "operationId": name,
        "tags": ["contract"],
        "summary": summary,
        "security": [],
        "responses": answers(&[], &answer),
    } })
}

fn health(name: &str, summary: &str, refused: &[u16]) -> Value {
    let schema = json!({
        "type": "object",
        "properties": { "status": { "const": name } },
        "required": ["status"],
    });
    json!({ "get": {
        "operationId": name,
        "tags": ["health"],
        "summary": summary,
        "security": [],
        "responses": answers(refused, &ok("Yes.", &schema, &json!({ "status": name }))),
    } })
}
