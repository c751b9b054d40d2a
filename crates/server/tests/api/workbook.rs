//! The record as a workbook: for the operator alone, and nothing in it runs.

use crate::app::{Answer, App};
use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use serde_json::{Value, json};
use std::io::Cursor;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const EVIL: [&str; 6] = [
    "=HYPERLINK(\"http://evil.example\",\"klik\")",
    "+1+1",
    "-5 graden",
    "@SUM(A1)",
    "https://evil.example/x",
    "<img src=x onerror=alert(1)>",
];

async fn bytes(app: &App, path: &str, token: &str) -> Vec<u8> {
    let mut stream = tokio::net::TcpStream::connect(app.address).await.expect("it listens");
    let head = format!(
        "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\r\n",
        app.address
    );
    stream.write_all(head.as_bytes()).await.expect("it listens");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(head.contains("officedocument.spreadsheetml.sheet"), "{head}");
    assert!(head.contains("burgertop.xlsx"), "{head}");
    answer.split_off(end + 4)
}

async fn try_to(app: &App, token: &str, command: &Value) -> Result<String, Answer> {
    let id = uuid::Uuid::new_v4().to_string();
    let bearer = format!("Bearer {token}");
    let body = json!({ "id": id, "command": command });
    let path = "/api/v1/summits/burgertop/requests";
    let answer = app.post(path, &body, &[("authorization", &bearer)]).await;
    if answer.status == 200 { Ok(id) } else { Err(answer) }
}

async fn ask(app: &App, token: &str, command: Value) -> String {
    try_to(app, token, &command).await.unwrap_or_else(|answer| panic!("{command}: {answer:?}"))
}

#[actix_web::test]
async fn texts_are_texts_and_hidden_ideas_are_marked() {
    let app = App::start().await;
    let control = app.token("facilitator", None).await;
    while try_to(&app, &control, &json!({ "round": { "open": {} } })).await.is_err() {
        ask(&app, &control, json!({ "agenda": { "next": {} } })).await;
    }
    ask(&app, &control, json!({ "theme": { "create": { "label": "=1+1" } } })).await;
    let mut last = String::new();
    for text in EVIL {
        last = ask(&app, &control, json!({ "idea": { "submit": { "text": text, "table": 1 } } }))
            .await;
    }
    ask(&app, &control, json!({ "idea": { "hide": { "idea": last, "reason": "=1+1" } } })).await;

    let operator = app.token("operator", None).await;
    let book = bytes(&app, "/api/v1/summits/burgertop/export?format=xlsx", &operator).await;
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(book)).expect("a workbook");
    assert_eq!(book.sheet_names(), ["ideas", "themes", "agenda"]);
    for sheet in ["ideas", "themes", "agenda"] {
        let formulas = book.worksheet_formula(sheet).expect("a sheet");
        assert!(formulas.used_cells().next().is_none(), "{sheet}");
        let cells = book.worksheet_range(sheet).expect("a sheet");
        let is_text = |cell: &Data| matches!(cell, Data::String(_) | Data::Empty);
        assert!(cells.used_cells().all(|(_, _, cell)| is_text(cell)), "{sheet}");
    }
    let ideas = book.worksheet_range("ideas").expect("a sheet");
    let column = |name: &str| {
        let at = ideas.rows().next().expect("a header").iter().position(|cell| cell == name);
        let at = at.expect("a column");
        ideas.rows().skip(1).map(|row| row[at].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(column("text"), EVIL, "as they were written");
    assert_eq!(column("state"), ["live", "live", "live", "live", "live", "hidden"]);
    assert_eq!(column("reason").last().map(String::as_str), Some("=1+1"));
    assert!(book.worksheet_range("agenda").expect("a sheet").rows().count() > 5);

    let path = "/api/v1/summits/burgertop/export?format=xlsx";
    let bearer = format!("Bearer {control}");
    let refused = app.get(path, &[("authorization", &bearer)]).await;
    assert_eq!((refused.status, refused.code().as_str()), (403, "access.denied"));
}
