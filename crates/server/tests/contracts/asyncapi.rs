//! The WebSocket as an AsyncAPI 3 document: every frame a message, every golden file an example.

use crate::{golden, schemas::Schemas};
use protocol::{FromClient, FromServer, SUBPROTOCOL, close::CloseCode, from_server::Sync};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// The document.
pub fn document() -> Value {
    let mut schemas = Schemas::new(SchemaSettings::draft07());
    let whole = schemas.reads::<FromClient>();
    let from_client = variants(&whole, &schemas, true);
    let whole = schemas.writes::<FromServer>();
    let mut from_server = variants(&whole, &schemas, false);
    from_server.push(sync(&mut schemas));
    let names = |messages: &[Value], under: &str| -> Vec<Value> {
        let link = |it: &Value| json!({ "$ref": format!("{under}/{}", text(&it["name"])) });
        messages.iter().map(link).collect()
    };
    let in_channel = "#/channels/socket/messages";
    let (client, server) = (names(&from_client, in_channel), names(&from_server, in_channel));
    let all: Vec<Value> = from_client.iter().chain(&from_server).cloned().collect();
    let by_name = |it: &Value| (text(&it["name"]).to_owned(), it.clone());
    let links = all.iter().map(|it| {
        let name = text(&it["name"]);
        (name.to_owned(), json!({ "$ref": format!("#/components/messages/{name}") }))
    });
    let mut document = json!({
        "asyncapi": "3.1.0",
        "info": {
            "title": "Burgertop: the WebSocket",
            "version": protocol::API_VERSION,
            "description": concat!(
                "A frame is one JSON object with one key. The token goes in the first frame, `hello`, within ",
                "five seconds. What the keys of a document hold, and which requests to keep and send again, is in ",
                "docs/protocol.md."
            ),
            "license": { "name": "EUPL-1.2" },
        },
        "defaultContentType": "application/json",
        "servers": {
            "node": {
                "host": "{host}",
                "protocol": "ws",
                "description": "A node in the hall; wss where TLS ends in front of it.",
                "variables": { "host": { "default": "localhost:8080" } },
            },
        },
        "channels": {
            "socket": {
                "address": "/ws",
                "title": format!("Subprotocol {SUBPROTOCOL}"),
                "description": closes(),
                "servers": [{ "$ref": "#/servers/node" }],
                "messages": links.collect::<Map<_, _>>(),
                "bindings": { "ws": {
                    "method": "GET",
                    "headers": {
                        "type": "object",
                        "properties": { "Sec-WebSocket-Protocol": { "const": SUBPROTOCOL } },
                        "required": ["Sec-WebSocket-Protocol"],
                    },
                } },
            },
        },
        "operations": {
            "hears": {
                "action": "receive",
                "summary": "What a client says.",
                "channel": { "$ref": "#/channels/socket" },
                "messages": client.iter().filter(|it| !is_request(it)).collect::<Vec<_>>(),
            },
            "does": {
                "action": "receive",
                "summary": "What a client asks for; answered once under its id.",
                "channel": { "$ref": "#/channels/socket" },
                "messages": client.iter().filter(|it| is_request(it)).collect::<Vec<_>>(),
                "reply": {
                    "channel": { "$ref": "#/channels/socket" },
                    "messages": [{ "$ref": format!("{in_channel}/reply") }],
                },
            },
            "tells": {
                "action": "send",
                "summary": "What the server says.",
                "channel": { "$ref": "#/channels/socket" },
                "messages": server,
            },
        },
        "components": { "messages": all.iter().map(by_name).collect::<Map<_, _>>() },
    });
    let gathered = schemas.gathered(&document);
    document["components"]["schemas"] = gathered.into();
    document
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn is_request(link: &Value) -> bool {
    text(&link["$ref"]).ends_with("/request")
}

/// Each variant of an enum of frames as a message.
fn variants(schema: &Value, schemas: &Schemas, is_read: bool) -> Vec<Value> {
    let name = text(&schema["$ref"]).rsplit('/').next().expect("a name");
    let whole = schemas.named(name, is_read);
    let variants = whole["oneOf"].as_array().expect("variants");
    variants.iter().map(|variant| message(text(&variant["required"][0]), variant)).collect()
}

/// `sync` is put together from entries that were encoded once, and so is no variant.
fn sync(schemas: &mut Schemas) -> Value {
    let sync = json!({
        "type": "object",
        "description": "A document, or what changed of it.",
        "properties": { "sync": schemas.writes::<Sync>() },
        "required": ["sync"],
        "additionalProperties": false,
    });
    message("sync", &sync)
}

fn message(name: &str, payload: &Value) -> Value {
    let examples =
        golden::frames().into_iter().filter(|(_, frame)| golden::kind_of(frame).0 == name);
    let examples: Vec<Value> =
        examples.map(|(file, frame)| json!({ "name": file, "payload": frame })).collect();
    assert!(!examples.is_empty(), "no golden frame shows {name}");
    let mut payload = payload.clone();
    let summary = payload.as_object_mut().and_then(|it| it.remove("description"));
    json!({
        "name": name,
        "summary": summary.expect("every frame has a sentence"),
        "contentType": "application/json",
        "payload": payload,
        "examples": examples,
    })
}

/// The close codes, in words.
fn closes() -> String {
    let codes = CloseCode::ALL.iter().map(|code| format!("{} `{}`", code.number(), code.reason()));
    let codes: Vec<String> = codes.collect();
    format!("At most 16 KiB a message from a client. Close codes: {}.", codes.join(", "))
}
