//! The record as a workbook: for the operator alone, and nothing in it runs.

use crate::app::{Answer, App};
use calamine::{Data, Range, Reader as _, Xlsx, open_workbook_from_rs};
use serde_json::{Value, json};
use std::io::Cursor;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const EVIL: [&str; 7] = [
    "＝1+1",
    "=HYPERLINK(\"http://evil.example\",\"klik\")",
    "+1+1",
    "-5 graden",
    "@SUM(A1)",
    "https://evil.example/x",
    "<img src=x onerror=alert(1)>",
];

fn is_number(cell: &Data) -> bool {
    matches!(cell, Data::Int(_) | Data::Float(_))
}

/// What stands under a heading.
fn column_of(sheet: &Range<Data>, name: &str) -> Vec<Data> {
    let head = sheet.rows().next().expect("a header");
    let at = head.iter().position(|cell| cell == name).expect("a column");
    sheet.rows().skip(1).map(|row| row[at].clone()).collect()
}

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
async fn texts_are_texts_numbers_numbers_times_times_and_hidden_ideas_are_marked() {
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
    }
    let ideas = book.worksheet_range("ideas").expect("a sheet");
    let column = |name| column_of(&ideas, name).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(column("text"), EVIL, "as they were written");
    assert_eq!(column("state"), ["live", "live", "live", "live", "live", "live", "hidden"]);
    assert_eq!(column("reason").last().map(String::as_str), Some("=1+1"));
    for text in column_of(&ideas, "text") {
        assert!(matches!(text, Data::String(_)), "{text:?}");
    }
    for (name, holds) in [
        ("offset", is_number as fn(&Data) -> bool),
        ("table", is_number),
        ("at", |cell| matches!(cell, Data::DateTime(_))),
        ("late", |cell| matches!(cell, Data::Bool(false))),
        ("edited", |cell| matches!(cell, Data::Bool(false))),
    ] {
        assert!(column_of(&ideas, name).iter().all(holds), "{name}: {:?}", column_of(&ideas, name));
    }
    let themes = book.worksheet_range("themes").expect("a sheet");
    assert!(column_of(&themes, "ideas").iter().all(is_number));
    let agenda = book.worksheet_range("agenda").expect("a sheet");
    assert!(agenda.rows().count() > 5);
    assert!(column_of(&agenda, "number").iter().all(is_number));
    assert!(column_of(&agenda, "planned_minutes").iter().all(is_number));
    assert!(matches!(column_of(&agenda, "started_at")[0], Data::DateTime(_)));
    let planned = &column_of(&agenda, "planned_at")[0];
    assert!(matches!(planned, Data::DateTime(at) if at.as_f64() < 1.0), "{planned:?}");

    let path = "/api/v1/summits/burgertop/export?format=xlsx";
    let bearer = format!("Bearer {control}");
    let refused = app.get(path, &[("authorization", &bearer)]).await;
    assert_eq!((refused.status, refused.code().as_str()), (403, "access.denied"));
}
