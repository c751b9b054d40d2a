//! Says back every text, so that the Autobahn cases can judge our reading and writing of frames:
//! `cargo xtask autobahn`. The server itself has no echo.
#![allow(clippy::print_stdout, reason = "it tells its address to whoever started it")]

use actix_web::{
    App, FromRequest as _, HttpRequest, HttpResponse,
    body::{BodyStream, MessageBody as _},
    dev::Payload,
    middleware::from_fn,
    rt, web,
};
use futures_util::StreamExt as _;
use hub::socket::{Incoming, Outgoing, out};
use protocol::Encoded;
use server::{
    admission::{
        answers, door,
        ledger::{Bounds, Ledger},
    },
    frames::socket::{Ending, Frames, Line, Messages},
    telemetry::Metrics,
};
use std::net::TcpListener;

async fn echo(request: HttpRequest, payload: web::Payload) -> actix_web::Result<HttpResponse> {
    let none = web::Payload::from_request(&request, &mut Payload::None).await?;
    let (response, _, _) = actix_ws::handle(&request, none)?;
    let ending = Ending::default();
    let (to, outgoing) = out();
    let mut heard = Messages::new(payload, ending.clone());
    rt::spawn(async move {
        while let Some(incoming) = heard.next().await {
            let answer = match incoming {
                Incoming::Text(text) => Outgoing::Frame(Encoded::text(text.as_bytes())),
                Incoming::Ping(payload) => Outgoing::Pong(payload),
                Incoming::Violation(code) => Outgoing::Close(code),
                Incoming::Pong => continue,
                Incoming::Close => break,
            };
            if to.send(answer).await.is_err() {
                break;
            }
        }
    });
    let line = request.conn_data::<Line>().cloned();
    Ok(response.map_body(|_, _| BodyStream::new(Frames::new(outgoing, ending, line)).boxed()))
}

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    println!("{}", listener.local_addr()?);
    let bounds =
        Bounds { places: 1_000, per_address: 1_000, per_private_address: 1_000, per_token: 1 };
    let ledger = Ledger::new(bounds, Vec::new(), Metrics::new()?);
    let app = || App::new().wrap(from_fn(answers::noted)).route("/", web::get().to(echo));
    door::serve(listener, &ledger, Some(1), app)?;
    std::future::pending().await
}
