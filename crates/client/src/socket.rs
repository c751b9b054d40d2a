//! A WebSocket of the protocol's version, over any transport.

use std::{future::Future, io, pin::Pin, sync::Arc};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{self, client::IntoClientRequest as _, http::HeaderValue, http::Uri},
};

/// What bytes travel over: a TCP stream, TLS on it, or a pipe.
pub trait Transport: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Transport for T {}

pub(crate) type Connecting = Pin<Box<dyn Future<Output = io::Result<Box<dyn Transport>>> + Send>>;
pub(crate) type Connect = Arc<dyn Fn() -> Connecting + Send + Sync>;
pub(crate) type Socket = WebSocketStream<Box<dyn Transport>>;

/// Plain TCP to the host and port of a URL.
pub(crate) fn connect_tcp(url: &str) -> Connect {
    let address = url.parse::<Uri>().ok().and_then(|uri| {
        let host = uri.host()?.trim_matches(['[', ']']).to_owned();
        (uri.scheme_str() == Some("ws")).then(|| (host, uri.port_u16().unwrap_or(80)))
    });
    let url = url.to_owned();
    Arc::new(move || {
        let address = address.clone();
        let url = url.clone();
        Box::pin(async move {
            let (host, port) = address.ok_or_else(|| {
                let what = format!("{url} is no address like ws://127.0.0.1:8080/ws");
                io::Error::new(io::ErrorKind::InvalidInput, what)
            })?;
            let stream = TcpStream::connect((host.as_str(), port)).await?;
            // A request is small, and somebody waits for its answer.
            stream.set_nodelay(true)?;
            Ok(Box::new(stream) as Box<dyn Transport>)
        })
    })
}

/// Connects and upgrades to the protocol's WebSocket.
pub(crate) async fn open(url: &str, connect: &Connect) -> Result<Socket, tungstenite::Error> {
    let stream = connect().await.map_err(tungstenite::Error::Io)?;
    let mut request = url.into_client_request()?;
    let version = HeaderValue::from_static(protocol::SUBPROTOCOL);
    request.headers_mut().insert("sec-websocket-protocol", version);
    Ok(client_async(request, stream).await?.0)
}
