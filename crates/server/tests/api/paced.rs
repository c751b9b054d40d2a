//! Someone on the hall's network who asks and asks.

use crate::app::App;
use server::limits::{READS_AT_ONCE, VISITS_AT_ONCE};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
};

const ROOM: &str = "/api/v1/summits/burgertop/docs/room";

/// One connection on which the same is asked again and again, as the one a proxy speaks for.
struct Asking {
    stream: BufReader<TcpStream>,
    request: String,
}

impl Asking {
    async fn begin(app: &App, path: &str, headers: &str) -> Self {
        let stream = TcpStream::connect(app.address).await.expect("it listens");
        let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n{headers}\r\n", app.address);
        Self { stream: BufReader::new(stream), request }
    }

    /// The status of one more.
    async fn next(&mut self) -> u16 {
        self.stream.get_mut().write_all(self.request.as_bytes()).await.expect("it is open");
        let (mut status, mut length) = (None, 0);
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).await.expect("it is open");
            let line = line.trim().to_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(said) = line.strip_prefix("content-length: ") {
                length = said.parse().expect("a length");
            }
            status = status.or_else(|| line.split(' ').nth(1)?.parse().ok());
        }
        self.stream.read_exact(&mut vec![0; length]).await.expect("a body");
        status.expect("a status")
    }

    /// How often it was answered before it was told to wait.
    async fn until_refused(&mut self) -> u32 {
        let mut answered = 0;
        loop {
            match self.next().await {
                200 => answered += 1,
                429 => return answered,
                other => panic!("{other}"),
            }
        }
    }
}

#[actix_web::test]
async fn a_token_reads_as_many_documents_at_once_as_a_hall_has_and_then_waits_and_others_do_not() {
    let app = App::start().await;
    let token = app.token("participant", None).await;
    let bearer = format!("authorization: Bearer {token}\r\n");
    let answered = Asking::begin(&app, ROOM, &bearer).await.until_refused().await;
    // The bucket fills meanwhile, on a slow machine by more.
    assert!(answered >= READS_AT_ONCE, "{answered}");
    let refused = app.get(ROOM, &[("authorization", &format!("Bearer {token}"))]).await;
    if refused.status == 429 {
        assert_eq!(refused.code(), "rate.requests");
        assert!(refused.json()["retry_ms"].as_u64().is_some_and(|ms| ms > 0), "{refused:?}");
    }
    let other = app.token("host", Some(1)).await;
    let read = app.get(ROOM, &[("authorization", &format!("Bearer {other}"))]).await;
    assert_eq!(read.status, 200, "another token has a rate of its own");
}

#[actix_web::test]
async fn a_stranger_who_floods_pages_is_told_to_wait_and_nobody_else_is() {
    let proxy = [("SERVER__TRUSTED_PROXIES", "127.0.0.1/32")];
    let folder = tempfile::tempdir().expect("a temporary folder");
    let app = App::start_in(folder, &proxy).await;
    let stranger = "x-forwarded-for: 203.0.113.9\r\n";
    let answered = Asking::begin(&app, "/join", stranger).await.until_refused().await;
    assert!(answered >= VISITS_AT_ONCE, "{answered}");
    let neighbour = "x-forwarded-for: 203.0.113.10\r\n";
    assert_eq!(Asking::begin(&app, "/join", neighbour).await.next().await, 200);
    app.token("host", Some(1)).await;
}

#[actix_web::test]
async fn a_page_goes_out_packed_to_who_takes_it_so_and_is_the_same() {
    let app = App::start().await;
    let path = "/assets/style/base.css";
    let plain = app.get(path, &[]).await;
    let packed = app.get(path, &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(packed.headers["content-encoding"], "gzip");
    assert_eq!(packed.headers["etag"], plain.headers["etag"]);
    assert_eq!(packed.headers["vary"], "accept-encoding");
    assert!(!plain.headers.contains_key("content-encoding"), "{:?}", plain.headers);
    let length = |answer: &crate::app::Answer| -> usize {
        answer.headers["content-length"].parse().expect("a length")
    };
    assert!(length(&packed) * 2 < length(&plain));
}
