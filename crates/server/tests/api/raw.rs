//! A connection after its upgrade, as bytes, for frames that no library would send.

use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

/// A connection after its upgrade, as bytes.
pub async fn raw(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let head = format!(
        "GET /ws HTTP/1.1\r\nhost: {address}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         sec-websocket-extensions: permessage-deflate\r\nsec-websocket-protocol: burgertop.v1\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("it listens");
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(stream.read_u8().await.expect("an answer"));
    }
    let answer = String::from_utf8(answer).expect("text").to_lowercase();
    assert!(
        answer.starts_with("http/1.1 101")
            && answer.contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="),
        "{answer}"
    );
    assert!(!answer.contains("extensions") && !answer.contains("transfer-encoding"), "{answer}");
    stream
}

/// The code of the close frame that comes; other frames are passed over.
pub async fn close_code(stream: &mut TcpStream) -> u16 {
    let read = async {
        loop {
            let (first, length) = (
                stream.read_u8().await.expect("a frame"),
                stream.read_u8().await.expect("a frame"),
            );
            let length = if length == 126 {
                stream.read_u16().await.expect("a length")
            } else {
                u16::from(length)
            };
            let mut payload = vec![0; usize::from(length)];
            stream.read_exact(&mut payload).await.expect("a payload");
            if first == 0x88 {
                return u16::from_be_bytes([payload[0], payload[1]]);
            }
        }
    };
    timeout(Duration::from_secs(8), read).await.expect("a close in time")
}

/// With a mask of zeroes, so that the payload is as it reads.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).expect("short");
    [&[first, 0x80 | length, 0, 0, 0, 0], payload].concat()
}
