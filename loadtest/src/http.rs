//! As much HTTP as a load test needs: one request on one connection, of a server that is not behind TLS.

use crate::place::Place;
use anyhow::{Context as _, bail};
use serde_json::Value;
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpStream, lookup_host},
    time::timeout,
};

/// Longer than anything here may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where a server is.
#[derive(Debug, Clone)]
pub struct Target {
    /// As it is told in `Host`.
    pub authority: String,
    pub address: SocketAddr,
    /// From where it is spoken to.
    pub place: Place,
    /// How much the kernel may keep of what is not read; none: as much as it likes.
    pub read_buffer_bytes: Option<u32>,
}

/// An answer.
#[derive(Debug)]
pub struct Answered {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Target {
    /// From `http://host:port`.
    pub async fn find(url: &str) -> anyhow::Result<Self> {
        let Some(rest) = url.strip_prefix("http://") else {
            bail!("{url}: only http:// is spoken; go past the proxy that ends TLS");
        };
        let authority = rest.trim_end_matches('/').to_owned();
        // The colons of IPv6 stand in brackets.
        let has_port = authority.rsplit(']').next().is_some_and(|rest| rest.contains(':'));
        let with_port = if has_port { authority.clone() } else { format!("{authority}:80") };
        let mut found = lookup_host(&with_port).await.with_context(|| url.to_owned())?;
        let address = found.next().with_context(|| format!("{url} has no address"))?;
        Ok(Self { authority, address, place: Place::Here, read_buffer_bytes: None })
    }

    /// A connection.
    pub async fn connect(&self) -> std::io::Result<TcpStream> {
        self.place.connect(self.address, self.read_buffer_bytes).await
    }

    /// `POST` of a JSON body.
    pub async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Answered> {
        let body = body.to_string();
        let length = body.len();
        let head = format!("content-type: application/json\r\ncontent-length: {length}\r\n");
        self.ask("POST", path, &head, &body).await
    }

    /// `GET` with a token.
    pub async fn get(&self, path: &str, token: &str) -> anyhow::Result<Answered> {
        self.ask("GET", path, &format!("authorization: Bearer {token}\r\n"), "").await
    }

    async fn ask(
        &self,
        verb: &str,
        path: &str,
        head: &str,
        body: &str,
    ) -> anyhow::Result<Answered> {
        // In HTTP/1.0 an answer is never in chunks, and the connection ends with it.
        let request =
            format!("{verb} {path} HTTP/1.0\r\nhost: {}\r\n{head}\r\n{body}", self.authority);
        let asked = async {
            let mut stream = self.connect().await?;
            stream.write_all(request.as_bytes()).await?;
            read(&mut stream).await
        };
        timeout(PATIENCE, asked).await?.with_context(|| format!("{verb} {path}"))
    }
}

async fn read(stream: &mut TcpStream) -> anyhow::Result<Answered> {
    let mut bytes = Vec::new();
    let body_at = loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            bail!("the answer broke off");
        }
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..body_at]).to_ascii_lowercase();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.context("an answer without a status")?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    let length: Option<usize> = length.and_then(|length| length.trim().parse().ok());
    while length.is_none_or(|length| bytes.len() < body_at + length) {
        if stream.read_buf(&mut bytes).await? == 0 {
            break;
        }
    }
    Ok(Answered { status, body: bytes.split_off(body_at) })
}
