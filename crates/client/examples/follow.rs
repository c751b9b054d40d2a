//! Joins with a code of a table, shows what the room does, and hands in every line that is typed.
//!
//! ```sh
//! cargo run --package client --example follow -- 127.0.0.1:8080 KODE-KODE
//! ```

#![allow(clippy::print_stdout, reason = "an example talks to a person")]

use anyhow::{Context as _, bail};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().context("first the address, such as 127.0.0.1:8080")?;
    let code = arguments.next().context("then the code on the card of a table")?;
    let joined = join(&address, &code).await?;
    let token = joined["token"].as_str().context("no token")?;
    let table = format!("table/{}", joined["table"].as_u64().context("a card of a table")?);

    let client = client::Builder::new(format!("ws://{address}/ws"), token)
        .language("en")
        .watch("room")
        .watch(&table)
        .start();
    client.wait_until(client::Session::is_whole).await?;
    let room = client.document("room").context("the room is watched")?;
    let item: Option<Value> = room.value("agenda/current");
    println!("at {table}, now: {}", item.map_or(Value::Null, |item| item["title"].clone()));

    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(text) = lines.next_line().await? {
        match client.request(&json!({ "idea": { "submit": { "text": text } } })).await {
            Ok(offset) => println!("saved at {offset}"),
            Err(client::Failed::Refused(refusal)) => println!("{}", refusal.message),
            Err(error) => bail!(error),
        }
    }
    Ok(())
}

/// `POST /api/v1/join`: a code for a token.
async fn join(address: &str, code: &str) -> anyhow::Result<Value> {
    let body = json!({ "code": code }).to_string();
    let mut stream = tokio::net::TcpStream::connect(address).await?;
    let request = format!(
        "POST /api/v1/join HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let (head, body) = answer.split_once("\r\n\r\n").context("no HTTP answer")?;
    if !head.starts_with("HTTP/1.1 200") {
        bail!("{body}");
    }
    Ok(serde_json::from_str(body)?)
}
