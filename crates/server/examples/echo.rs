//! Says back every text, so that the Autobahn cases can judge our reading and writing of frames:
//! `cargo xtask autobahn`. The server itself has no echo.
#![allow(clippy::print_stdout, reason = "it tells its address to whoever started it")]

use actix_web::{
    App, FromRequest as _, HttpRequest, HttpResponse, HttpServer,
    body::{BodyStream, MessageBody as _},
    dev::Payload,
    rt::{self, net::TcpStream},
    web,
};
use futures_util::StreamExt as _;
use hub::socket::{Incoming, Outgoing, out};
use protocol::Encoded;
use server::frames::socket::{Ending, Frames, Line, Messages};
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
    let line = request.conn_data::<Line>().copied();
    Ok(response.map_body(|_, _| BodyStream::new(Frames::new(outgoing, ending, line)).boxed()))
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    println!("{}", listener.local_addr()?);
    HttpServer::new(|| App::new().route("/", web::get().to(echo)))
        .on_connect(|connection, data| {
            if let Some(stream) = connection.downcast_ref::<TcpStream>() {
                data.insert(Line::of(stream));
            }
        })
        .workers(1)
        .listen(listener)?
        .run()
        .await
}
