//! What strangers send that is no request, or only half of one.

use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{Duration, timeout},
};

/// How a stranger leaves.
#[derive(Debug, Clone, Copy)]
pub enum Leaves {
    /// After what the server answers, if anything.
    Answered,
    /// At once.
    AtOnce,
    /// At once, and what was under way is thrown away.
    Rudely,
}

const UPGRADE: &str = "GET /ws HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
    sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\
    sec-websocket-protocol: burgertop.v1\r\n";

/// Everything that is tried.
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    let get = |rest: &str| format!("GET /health/live HTTP/1.1\r\n{rest}\r\n\r\n").into_bytes();
    let post = |rest: &str| format!("POST /api/v1/join HTTP/1.1\r\nhost: x\r\n{rest}").into_bytes();
    let upgraded = |frames: &[u8]| [format!("{UPGRADE}\r\n").as_bytes(), frames].concat();
    let upgrade = |rest: &str| UPGRADE.replace("host: x", rest).into_bytes();
    vec![
        ("nothing", Vec::new()),
        ("a TLS hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03abcdefgh".to_vec()),
        ("SSH", b"SSH-2.0-OpenSSH_9.6\r\n".to_vec()),
        ("SOCKS", b"\x05\x01\x00".to_vec()),
        (
            "a remote desktop",
            b"\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00"
                .to_vec(),
        ),
        ("Redis", b"*1\r\n$4\r\nINFO\r\n".to_vec()),
        ("a proxy's head", b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nGET / HTTP/1.1\r\n\r\n".to_vec()),
        (
            "HTTP/2 by prior knowledge",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00".to_vec(),
        ),
        (
            "HTTP/2 and then no frames",
            [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".as_slice(), &[0xff; 400]].concat(),
        ),
        ("HTTP/3 on TCP", vec![0xc0; 1_200]),
        ("noise", (0..=255).cycle().take(3_000).collect()),
        ("zeroes", vec![0; 3_000]),
        ("line ends", b"\r\n".repeat(1_000)),
        ("half a head", b"GET / HTTP/1.1\r\nhost: ".to_vec()),
        ("half a method", b"GE".to_vec()),
        ("no version", b"GET /\r\n\r\n".to_vec()),
        ("an odd version", b"GET / HTTP/9.9\r\nhost: x\r\n\r\n".to_vec()),
        ("an odd method", b"BREW\x01 / HTTP/1.1\r\nhost: x\r\n\r\n".to_vec()),
        ("a long method", [&[b'A'; 9_000][..], b" / HTTP/1.1\r\n\r\n"].concat()),
        ("a long address", [b"GET /".as_slice(), &[b'a'; 200_000], b" HTTP/1.1\r\n\r\n"].concat()),
        (
            "an address with a fragment of bytes",
            b"GET /%ff%fe%00/../..\x80 HTTP/1.1\r\nhost: x\r\n\r\n".to_vec(),
        ),
        ("a tunnel", b"CONNECT example.org:443 HTTP/1.1\r\nhost: x\r\n\r\n".to_vec()),
        ("another's address", b"GET http://example.org/ HTTP/1.1\r\nhost: x\r\n\r\n".to_vec()),
        ("TRACE", b"TRACE / HTTP/1.1\r\nhost: x\r\n\r\n".to_vec()),
        ("everything asked", b"OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n".to_vec()),
        ("a header without a colon", get("host: x\r\nnonsense")),
        ("a header without a name", get("host: x\r\n: y")),
        ("a space in a header's name", get("host: x\r\nx y: z")),
        ("a zero in a header", get("host: x\r\nx-y: a\0b")),
        ("a bare line end in a header", get("host: x\r\nx-y: a\nb\rc")),
        ("a folded header", get("host: x\r\nx-y: a\r\n b")),
        ("bytes in a header", b"GET / HTTP/1.1\r\nhost: x\r\nx-y: \xff\xfe\x80\r\n\r\n".to_vec()),
        ("many headers", get(&"x-y: z\r\n".repeat(5_000))),
        ("a huge header", get(&format!("host: x\r\nx-y: {}", "z".repeat(300_000)))),
        ("no host", get("x-y: z")),
        ("two hosts", get("host: x\r\nhost: y")),
        ("an odd host", get("host: [::1\u{e9}%%]:99999999")),
        ("a forged line", get("host: x\r\nuser-agent: \x1b[31mERROR forged")),
        ("odd cookies", get("host: x\r\ncookie: =;;=a; \"; b")),
        ("an odd language", get("host: x\r\naccept-language: *;q=9, -, ;;")),
        ("an odd token", get("host: x\r\nauthorization: Bearer \u{e9}\t.")),
        ("an odd condition", get("host: x\r\nif-none-match: \"\r\nrange: bytes=9-1,-,x")),
        ("an odd forwarding", get("host: x\r\nx-forwarded-for: ,,;'\u{e9}\r\nforwarded: for=")),
        ("two lengths", post("content-length: 2\r\ncontent-length: 3\r\n\r\n{}")),
        ("a negative length", post("content-length: -2\r\n\r\n{}")),
        ("no number for a length", post("content-length: two\r\n\r\n{}")),
        ("a huge length", post("content-length: 99999999999999999999999\r\n\r\n{}")),
        (
            "chunks and a length",
            post("content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
        ),
        ("chunks of no number", post("transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")),
        ("a chunk too large", post("transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n{}\r\n")),
        ("a chunk cut off", post("transfer-encoding: chunked\r\n\r\n5\r\n{")),
        ("an unknown coding", post("transfer-encoding: gzip, x\r\n\r\n{}")),
        ("a body that is packed", post("content-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}")),
        (
            "half a body",
            post("content-type: application/json\r\ncontent-length: 900\r\n\r\n{\"code\":"),
        ),
        (
            "a body that is no JSON",
            post("content-type: application/json\r\ncontent-length: 3\r\n\r\n\x00{]"),
        ),
        (
            "a body of another type",
            post("content-type: text/\u{e9}\r\ncontent-length: 2\r\n\r\n{}"),
        ),
        ("a body that is to be awaited", post("expect: 100-continue\r\ncontent-length: 9\r\n\r\n")),
        ("an odd expectation", post("expect: miracles\r\ncontent-length: 0\r\n\r\n")),
        ("many requests at once", get("host: x").repeat(300)),
        ("an upgrade to nothing", get("host: x\r\nconnection: upgrade\r\nupgrade: h2c, x")),
        (
            "an upgrade without a key",
            b"GET /ws HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n"
                .to_vec(),
        ),
        ("an upgrade with an odd key", upgrade("host: x\r\nsec-websocket-key: \u{e9}\r\n\r\n")),
        ("an upgrade with a body", upgrade("host: x\r\ncontent-length: 5\r\n\r\nhello")),
        ("an upgrade from elsewhere", upgrade("host: x\r\norigin: http://evil.example\r\n\r\n")),
        ("an upgrade and nothing", upgraded(b"")),
        ("half a frame", upgraded(&[0x81, 0xfe, 0x01])),
        ("an unmasked frame", upgraded(&[0x81, 2, b'h', b'i'])),
        ("a reserved bit", upgraded(&[0xf1, 0x80, 0, 0, 0, 0])),
        ("an unknown opcode", upgraded(&[0x83, 0x80, 0, 0, 0, 0])),
        ("a continuation of nothing", upgraded(&[0x80, 0x80, 0, 0, 0, 0])),
        ("a fragment in a fragment", upgraded(&[0x01, 0x80, 0, 0, 0, 0, 0x01, 0x80, 0, 0, 0, 0])),
        (
            "a huge frame",
            upgraded(&[0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
        ),
        ("no UTF-8", upgraded(&[0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe])),
        ("a long ping", upgraded(&[0x89, 0xfe, 0x01, 0x00, 0, 0, 0, 0])),
        ("a close of an odd code", upgraded(&[0x88, 0x82, 0, 0, 0, 0, 0x00, 0x01])),
        (
            "a hello that is none",
            upgraded(&[&[0x81, 0x8c, 0, 0, 0, 0], b"{\"hello\":[]}".as_slice()].concat()),
        ),
        ("noise after the upgrade", upgraded(&[0x5a; 2_000])),
    ]
}

/// Sends it, and leaves.
pub async fn sends(to: SocketAddr, bytes: &[u8], leaves: Leaves) {
    // Who is refused for coming too often has said nothing that could be logged.
    let Ok(mut stream) = TcpStream::connect(to).await else { return };
    if matches!(leaves, Leaves::Rudely) {
        let _ = stream.set_zero_linger();
    }
    let _ = stream.write_all(bytes).await;
    if matches!(leaves, Leaves::Answered) {
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        // What the server waits for is not to come: it is left alone with it.
        let _ = timeout(Duration::from_millis(200), stream.read_to_end(&mut answer)).await;
    }
}
