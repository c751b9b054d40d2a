//! A stranger on the network: an upgraded connection as bytes, to be used badly.

use super::process::PATIENCE;
use std::net::SocketAddr;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

/// Asks for an upgrade, with further headers: the connection and the status.
pub async fn upgrade(
    address: SocketAddr,
    headers: &str,
    receive_buffer: Option<u32>,
) -> (TcpStream, u16) {
    let socket = TcpSocket::new_v4().expect("a socket");
    if let Some(bytes) = receive_buffer {
        socket.set_recv_buffer_size(bytes).expect("a socket");
    }
    let mut stream = socket.connect(address).await.expect("it listens");
    let head = format!(
        "GET /ws HTTP/1.1\r\nhost: {address}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         sec-websocket-protocol: burgertop.v1\r\n{headers}\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("it listens");
    let mut answer = Vec::new();
    let answered = async {
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(stream.read_u8().await.expect("an answer"));
        }
    };
    timeout(PATIENCE, answered).await.expect("an answer");
    let answer = String::from_utf8(answer).expect("text");
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (stream, status)
}

/// An upgraded connection.
pub async fn upgraded(address: SocketAddr) -> TcpStream {
    let (stream, status) = upgrade(address, "", None).await;
    assert_eq!(status, 101);
    stream
}

/// A client's frame. Masked with zeroes, so that its payload is as it reads.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    [&header(first, payload.len() as u64)[..], payload].concat()
}

/// The header of a frame that says it is so long.
pub fn header(first: u8, length: u64) -> Vec<u8> {
    let mut header = vec![first];
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ ..=125), _) => header.push(0x80 | short),
        (_, Ok(long)) => {
            header.push(0x80 | 126);
            header.extend(long.to_be_bytes());
        }
        _ => {
            header.push(0x80 | 127);
            header.extend(length.to_be_bytes());
        }
    }
    header.extend([0; 4]);
    header
}

/// Sends all of it, or as much as the server takes, while reading the code of the close frame that comes back.
/// Then waits until the server has hung up.
pub async fn refused(stream: TcpStream, parts: impl Iterator<Item = Vec<u8>>) -> Option<u16> {
    let (mut read, mut write) = stream.into_split();
    let sending = async {
        for part in parts {
            if write.write_all(&part).await.is_err() {
                break;
            }
        }
        write
    };
    let reading = async {
        let code = close_code(&mut read).await;
        let _ = tokio::io::copy(&mut read, &mut tokio::io::sink()).await;
        code
    };
    let (code, _write) =
        timeout(PATIENCE, async { tokio::join!(reading, sending) }).await.expect("it hangs up");
    code
}

/// The code of the next close frame; none if there is none.
pub async fn close_code(read: &mut (impl AsyncRead + Unpin)) -> Option<u16> {
    loop {
        let (first, length) = (read.read_u8().await.ok()?, read.read_u8().await.ok()?);
        let length = match length {
            126 => u64::from(read.read_u16().await.ok()?),
            127 => read.read_u64().await.ok()?,
            short => u64::from(short),
        };
        let mut payload = vec![0; usize::try_from(length).ok()?];
        read.read_exact(&mut payload).await.ok()?;
        if first == 0x88 {
            return Some(u16::from_be_bytes([*payload.first()?, *payload.get(1)?]));
        }
    }
}
